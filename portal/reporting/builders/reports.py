"""A periodic report as a paper: the same for every reader. Before the second person has looked at it it is a draft."""

from __future__ import annotations

from portal.domain.reports import ReportStatus
from portal.models import Report
from portal.reporting.papers import Bilingual, Receipt
from portal.reporting.report_papers import ReportPaper
from portal.reporting.report_parts import Texts
from portal.services import reports

_UNCHECKED = (ReportStatus.DRAFT, ReportStatus.CHECKING, ReportStatus.CANCELLED)


def report_paper(report: Report) -> ReportPaper:
    """The paper of a report; once it has been checked it bears its number and digest."""
    facts = reports.facts_of(report)
    draft = report.status in _UNCHECKED
    place = next(row for row in facts.places if row.code == facts.place)
    return ReportPaper(
        year=report.plan.year,
        number=report.number,
        draft=draft,
        receipt=None if draft else Receipt(report.number, reports.digest(report)),
        report=report.kind.value,
        place=Bilingual(place.zh, place.ug),
        issuer=Bilingual(report.unit.name_zh, report.unit.name_ug),
        facts=facts,
        sections=texts_of(report),
    )


def texts_of(report: Report) -> tuple[Texts, ...]:
    """What the parts of a report say, in the order in which they were made, which is that of the report."""
    return tuple(Texts(one.code, one.text_zh, one.text_ug) for one in report.sections)
