"""What each printed form says, as frozen data: nothing here knows the database, a template or the viewer.

Text that people typed stays as typed. Amounts are whole fen, points are hundredths of a point, rates are
hundredths of a percent (10000 = 100.00 %), days are dates in Asia/Shanghai. Codes are those of the database;
their words come from ``portal.reporting.wording`` in the language of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from portal.reporting.marks import Mark

if TYPE_CHECKING:
    from portal.reporting.announcement_papers import AnnouncementPaper
    from portal.reporting.chain_papers import ChainPaper
    from portal.reporting.circulars import CircularPaper
    from portal.reporting.dossiers import DossierPaper
    from portal.reporting.handovers import HandoverPaper
    from portal.reporting.rankings import RankingPaper
    from portal.reporting.report_papers import ReportPaper
    from portal.reporting.summaries import ConcentratedPaper

Language = Literal["zh", "ug"]
Choice = Literal["zh", "ug", "both"]
BOTH: tuple[Language, Language] = ("zh", "ug")
"""Order of the two texts in one file where none is passed."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A name or note that the record holds in both languages; an empty ``ug`` falls back to the Chinese."""

    zh: str
    ug: str = ""

    def in_language(self, language: Language) -> str:
        """Return the text for a document in ``language``."""
        return self.ug if language == "ug" and self.ug else self.zh


@dataclass(frozen=True, slots=True)
class Project:
    """The head of every form. ``unit_code`` is printed in brackets before the implementing unit
    (国办发〔2018〕35号).
    """

    name: Bilingual
    code: str
    contact: str
    phone: str
    department: Bilingual
    unit: Bilingual
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class FundLine:
    """One line of 资金情况. ``kind``: total, fiscal, carried_over, other or a source code.

    budget_fen: planned for the year (A); initial_fen: budget at the start of the year; executed_fen: paid
    so far (B); expected_fen: expected by the end of the year; rate: hundredths of a percent; weight, score:
    hundredths of a point.
    """

    kind: str
    budget_fen: int | None = None
    initial_fen: int | None = None
    executed_fen: int | None = None
    expected_fen: int | None = None
    rate: int | None = None
    weight: int | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class SignOff:
    """The line 填报单位（盖章） 填报人 审核人 单位负责人 填报日期; what is empty is left to be written by
    hand.
    """

    unit: Bilingual
    filled_by: str = ""
    reviewed_by: str = ""
    head: str = ""
    filled_on: date | None = None


@dataclass(frozen=True, slots=True)
class SignBlock:
    """A stamp block at the foot of a form, e.g. 财政部门支出股室初审意见."""

    title: Bilingual
    opinion: str = ""
    signed_by: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of the submission that the paper shows: its number and the SHA-256 of the snapshot in hex."""

    number: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What all papers share: its own ``number``, whether it is a ``draft``, the ``receipt`` of what is frozen, and the
    ``mark`` it is issued with, which is no part of what it says."""

    kind: ClassVar[str]

    year: int
    number: str
    draft: bool = False
    receipt: Receipt | None = None
    mark: Mark | None = None

    @property
    def is_final(self) -> bool:
        """Whether the paper is one to be issued: neither a draft nor a list as of a day."""
        return not self.draft and self.receipt is not None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A third-level indicator with its value as typed; ``core`` puts the ★ before its name."""

    level1: str
    level2: str
    name: str
    value: str
    remark: str = ""
    core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPaper(Paper):
    """绩效目标申报表 (annex of 国办发〔2018〕35号)."""

    kind: ClassVar[str] = "target"

    project: Project
    funds: tuple[FundLine, ...]
    goal: str
    indicators: tuple[TargetRow, ...]
    sign_blocks: tuple[SignBlock, ...] = ()
    notes: tuple[Bilingual, ...] = ()
    sign_off: SignOff


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A line of the review form; ``points`` and ``score`` in hundredths, ``grade`` a code or None if not given."""

    dimension: Bilingual
    name: Bilingual
    question: Bilingual
    points: int
    grade: str | None = None
    score: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPaper(Paper):
    """绩效目标审核表 (财预〔2015〕88号, annex)."""

    kind: ClassVar[str] = "review"

    project: Project
    amount_fen: int | None
    criteria: tuple[CriterionRow, ...]
    total: int | None
    grade: str | None
    opinion: str
    unit: Bilingual
    reviewer: str = ""
    head: str = ""
    reviewed_on: date | None = None
    notes: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class MonitoringRow:
    """An indicator in a round. ``reasons``: codes of DeviationReason; ``likelihood``: code or None when not
    given.
    """

    level1: str
    level2: str
    name: str
    target: str
    progress: str = ""
    expected: str = ""
    reasons: frozenset[str] = frozenset()
    explanation: str = ""
    likelihood: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringPaper(Paper):
    """绩效目标执行监控表 (财预〔2019〕136号, annex); the money and progress of months first_month to
    last_month.
    """

    kind: ClassVar[str] = "monitoring"

    round_name: Bilingual
    first_month: int = 1
    last_month: int
    project: Project
    funds: tuple[FundLine, ...]
    goal: str
    indicators: tuple[MonitoringRow, ...]
    nothing_to_report: str = ""
    notes: tuple[Bilingual, ...] = ()
    sign_off: SignOff


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """An indicator with weight and score in hundredths of a point, None where the form leaves them blank."""

    level1: str
    level2: str
    name: str
    weight: int | None
    target: str
    actual: str
    score: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPaper(Paper):
    """绩效目标自评表 (annex of 国办发〔2018〕35号, weights by 财预〔2020〕10号)."""

    kind: ClassVar[str] = "evaluation"

    project: Project
    funds: tuple[FundLine, ...]
    goal: str
    achievement: str
    indicators: tuple[EvaluationRow, ...]
    level1_weights: tuple[tuple[str, int], ...] = ()
    total_weight: int | None = None
    total_score: int | None = None
    grade: str | None = None
    notes: tuple[Bilingual, ...] = ()
    sign_off: SignOff


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of an order: code of ProblemCategory (its word heads the paragraph), text, and single points."""

    category: str
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaper(Paper):
    """整改通知书, set by GB/T 9704-2012. ``working_days`` is the time given, ``deadline`` the day it ends.

    ``responsible`` is the person who answers for the rectification, ``contact`` and ``phone`` are the
    issuer's.
    """

    kind: ClassVar[str] = "order"

    issuer: Bilingual
    recipient: Bilingual
    project_name: Bilingual
    stage: str
    problems: tuple[Finding, ...]
    bases: tuple[str, ...]
    requirements: tuple[str, ...]
    evidence: tuple[str, ...]
    deadline: date
    working_days: int
    responsible: str = ""
    contact: str = ""
    phone: str = ""
    attachments: tuple[Bilingual, ...] = ()
    issued_on: date | None = None
    copies_to: tuple[Bilingual, ...] = ()
    printed_by: Bilingual | None = None
    printed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PushedRow:
    """A problem of a bulletin: typed text, or the code and parameters of a light's sentence; late in working days."""

    part: str
    place: Bilingual
    project: str
    category: str
    unit: Bilingual
    text: str = ""
    code: str = ""
    params: tuple[tuple[str, str | int], ...] = ()
    number: str = ""
    found_on: date | None = None
    due_on: date | None = None
    days_late: int = 0
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPaper(Paper):
    """问题推送单: the problems in a unit's scope from ``since`` to ``day``; a paper without rows says so."""

    kind: ClassVar[str] = "bulletin"

    recipient: Bilingual
    issuer: Bilingual
    since: date
    day: date
    rows: tuple[PushedRow, ...]


AnyPaper: TypeAlias = (
    "TargetPaper | ReviewPaper | MonitoringPaper | EvaluationPaper | OrderPaper | BulletinPaper | ChainPaper"
    " | ConcentratedPaper | HandoverPaper | RankingPaper | CircularPaper | ReportPaper | DossierPaper"
    " | AnnouncementPaper"
)
