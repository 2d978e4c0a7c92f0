"""The life of a periodic report: drafted, looked at by a second person, signed on paper, filed with its scan. From the
signature on it has gone to its reader; a later version of the period may take its place."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.lifecycle import Flow, Move, sources
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.reports import ReportStatus

S = ReportStatus


class ReportAction(StrEnum):
    """Verbs of a report."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    SIGN = "sign"
    FILE = "file"
    CANCEL = "cancel"


def sections_whole(facts: Facts) -> list[Problem]:
    """Every part says something in both languages, and what was edited was edited in both."""
    found = [
        Problem("", "report.section.empty", {"section": section})
        for section in facts.extra.get("empty", "").split()
    ]
    return found + [
        Problem("", "report.section.one_language", {"section": section})
        for section in facts.extra.get("uneven", "").split()
    ]


def signature_given(facts: Facts) -> list[Problem]:
    """Who signed and on which day, not before the report's day nor after today."""
    signer, day = facts.extra.get("signer", ""), facts.extra.get("signed_on", "")
    found = [] if signer else [Problem("signer", "report.signer.missing")]
    if not day:
        return [*found, Problem("signed_on", "report.signed_on.missing")]
    as_of, today = facts.extra["as_of"], facts.extra["today"]
    if not as_of <= day <= today:
        told: dict[str, str | int] = {"day": day, "as_of": as_of, "today": today}
        found.append(Problem("signed_on", "report.signed_on.range", told))
    return found


def scan_given(facts: Facts) -> list[Problem]:
    """The scan of the signed paper is there."""
    return [] if facts.extra.get("scan") else [Problem("file", "report.scan.missing")]


REPORT_FLOW = Flow(
    name="report",
    states=ReportStatus,
    initial=S.DRAFT,
    finals=frozenset({S.FILED, S.CANCELLED}),
    moves=(
        Move(
            ReportAction.SUBMIT,
            sources(S.DRAFT),
            S.CHECKING,
            Ability.REPORT_DRAFT,
            guards=(sections_whole,),
        ),
        Move(ReportAction.RETURN, sources(S.CHECKING), S.DRAFT, Ability.REPORT_CHECK, needs_reason=True),
        Move(ReportAction.APPROVE, sources(S.CHECKING), S.CHECKED, Ability.REPORT_CHECK),
        Move(
            ReportAction.SIGN,
            sources(S.CHECKED),
            S.SIGNED,
            Ability.REPORT_DRAFT,
            guards=(signature_given,),
        ),
        Move(ReportAction.FILE, sources(S.SIGNED), S.FILED, Ability.REPORT_DRAFT, guards=(scan_given,)),
        Move(
            ReportAction.CANCEL,
            sources(S.DRAFT, S.CHECKING, S.CHECKED),
            S.CANCELLED,
            Ability.REPORT_DRAFT,
            needs_reason=True,
        ),
    ),
)
