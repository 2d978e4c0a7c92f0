"""What a periodic report says on paper, as frozen data; see portal.reporting.papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.domain.report_facts import ReportFacts
from portal.reporting.papers import Bilingual, Paper
from portal.reporting.report_parts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPaper(Paper):
    """月报、双月报、半年报、年终总结. ``report``: a code of ReportKind; ``facts``: the frozen rows that its figures are counted
    from; who signed and when is written by hand, so that the signed paper stays the one that was issued."""

    kind: ClassVar[str] = "report"

    report: str
    place: Bilingual
    issuer: Bilingual
    facts: ReportFacts
    sections: tuple[Texts, ...]
