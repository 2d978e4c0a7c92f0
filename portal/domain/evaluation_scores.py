"""A self-evaluation as entered and its scores by the plan's rules.

Rules: 财预〔2020〕10号 and the notes under the 绩效目标自评表 (国办发〔2018〕35号, annex). What can be
computed is computed; a result in words and a late date are judged by a share in the band of the chosen
level; a corrected score replaces either. Money is fen, scores and weights are hundredths of a point, shares
hundredths of a percent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from portal.domain.indicators import IndicatorValue, ValueKind, parse_value
from portal.domain.money import rate, round_half_up
from portal.domain.reported_values import falls_short, read_actual, read_target
from portal.domain.scoring import (
    FULL,
    Grade,
    Part,
    QualitativeLevel,
    Scored,
    ScoringRules,
    execution_score,
    grade_of,
    indicator_score,
    share_of,
    total,
)

LATE = "score.late_needs_judgement"
EXPLAIN = "execution.explain"


@dataclass(frozen=True, slots=True)
class MoneyEntry:
    """Full-year budget (A) and execution (B) as typed, in fen; None where nothing was entered."""

    budget_fiscal_fen: int | None = None
    budget_other_fen: int | None = None
    executed_fiscal_fen: int | None = None
    executed_other_fen: int | None = None

    @property
    def budget_fen(self) -> int:
        """Budget in sum, an empty part counting nothing."""
        return (self.budget_fiscal_fen or 0) + (self.budget_other_fen or 0)

    @property
    def executed_fen(self) -> int:
        """Execution in sum, an empty part counting nothing."""
        return (self.executed_fiscal_fen or 0) + (self.executed_other_fen or 0)

    @property
    def complete(self) -> bool:
        """True where all four amounts were entered."""
        amounts = (
            self.budget_fiscal_fen,
            self.budget_other_fen,
            self.executed_fiscal_fen,
            self.executed_other_fen,
        )
        return None not in amounts


@dataclass(frozen=True, slots=True)
class RowEntry:
    """Result of one indicator as typed; override replaces the computed score."""

    key: str
    actual: str = ""
    attained: int | None = None
    override: int | None = None
    override_reason: str = ""
    deviation: str = ""


@dataclass(frozen=True, slots=True)
class RowKnown:
    """The indicator of the approved target, its weight in hundredths (None where the target gives none)."""

    key: str
    level1: str
    level2: str
    name: str
    value: str
    weight: int | None


@dataclass(frozen=True, slots=True)
class EvaluationEntry:
    """A whole self-evaluation as typed."""

    money: MoneyEntry = MoneyEntry()
    rows: tuple[RowEntry, ...] = ()
    achievement: str = ""
    note: str = ""
    execution_override: int | None = None
    execution_reason: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationKnown:
    """What a self-evaluation is measured against: target, register (fen), rules and year."""

    goal: str
    budget_fen: int
    registered_fen: int
    rules: ScoringRules
    rows: tuple[RowKnown, ...] = field(default=())
    year: int | None = None


@dataclass(frozen=True, slots=True)
class RowResult:
    """Score of one indicator. ``judged``: a person gives the share; ``unmet``: None where unknown."""

    key: str
    weight: int
    computed: int | None
    score: int | None
    rate: Fraction | None
    remarks: tuple[str, ...]
    judged: bool
    unmet: bool | None

    @property
    def difference(self) -> int | None:
        """Score kept minus score computed, in hundredths."""
        return None if self.score is None or self.computed is None else self.score - self.computed


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores of a self-evaluation. total and grade are None while a part is missing."""

    execution: RowResult
    rows: tuple[RowResult, ...]
    total: int | None
    grade: Grade | None
    total_weight: int


def band_of(level: QualitativeLevel, rules: ScoringRules) -> tuple[int, int]:
    """Lowest and highest share (hundredths of a percent) of a level.

    Bands touch; the shared edge is the better level's (80% is 达成), so the lower band ends just below it.
    Source: note 2 under the form (含80%, 含60%).
    """
    band = rules.bands[level]
    above = [other.lower for other in rules.bands.values() if other.lower > band.lower]
    return band.lower, min([band.upper, *(edge - 1 for edge in above)])


def level_of(attained: int, rules: ScoringRules) -> QualitativeLevel:
    """The level whose band holds a share (hundredths of a percent)."""
    reached = [level for level, band in rules.bands.items() if attained >= band.lower]
    return max(reached, key=lambda level: rules.bands[level].lower, default=QualitativeLevel.NONE)


def evaluate(entry: EvaluationEntry, known: EvaluationKnown) -> Evaluation:
    """Compute every score, total and grade by the plan's rules; overrides count where they were given."""
    entered = {row.key: row for row in entry.rows}
    rows = tuple(score_row(entered.get(row.key, RowEntry(row.key)), row, known) for row in known.rows)
    execution = _execution(entry, known.rules)
    points = total([execution.score, *(row.score for row in rows)]) if rows else None
    weights = execution.weight + sum(row.weight for row in rows)
    grade = None if points is None else grade_of(points, known.rules)
    return Evaluation(execution, rows, points, grade, weights)


def _execution(entry: EvaluationEntry, rules: ScoringRules) -> RowResult:
    weight = rules.weights.get(Part.EXECUTION, 0)
    money = entry.money
    scored = (
        execution_score(money.budget_fen, money.executed_fen, weight, rules)
        if money.complete
        else Scored(None, None)
    )
    kept = scored.score if entry.execution_override is None else entry.execution_override
    return RowResult(
        "execution", weight, scored.score, kept, scored.rate, scored.remarks, False, EXPLAIN in scored.remarks
    )


def score_row(entry: RowEntry, known: RowKnown, on: EvaluationKnown) -> RowResult:
    """Score one indicator: by the rule, by the judged share, or as corrected."""
    target, actual = read_row(entry, known, on.year)
    weight = known.weight or 0
    scored = indicator_score(target, actual, weight, on.rules)
    judged = target.kind is ValueKind.QUALITATIVE or LATE in scored.remarks
    computed, unmet = scored.score, falls_short(target, actual, known.level2)
    if judged and entry.attained is not None and entry.actual.strip():
        computed = share_of(weight, Fraction(entry.attained, FULL))
        unmet = LATE in scored.remarks or level_of(entry.attained, on.rules) is not QualitativeLevel.FULL
    kept = computed if entry.override is None else entry.override
    return RowResult(known.key, weight, computed, kept, scored.rate, scored.remarks, judged, unmet)


def read_row(entry: RowEntry, known: RowKnown, year: int | None) -> tuple[IndicatorValue, IndicatorValue]:
    """Return target and result of an indicator as understood."""
    target = read_target(known.value, known.level2, known.name, year)
    # A target in words takes its result in words: "5月" in it is no date to be compared.
    actual = (
        parse_value(entry.actual) if target.kind is ValueKind.QUALITATIVE else read_actual(entry.actual, year)
    )
    return target, actual


def rate_hundredths(executed_fen: int, budget_fen: int) -> int | None:
    """The execution rate in hundredths of a percent, half up; None without a budget."""
    share = rate(executed_fen, budget_fen)
    return None if share is None else int(round_half_up(share * FULL, 0))
