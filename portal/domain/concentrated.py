"""Concentrated reviews (集中审核): the center reads a selection or a sample of filings of one stage in one go.

Source: opinion of 2020, part 四(一): three rounds of concentrated review in 2019, results fed back and mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.domain.problems import Problem


class ConcentratedStatus(StrEnum):
    """Where a concentrated review stands."""

    OPEN = "open"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """Which filings a review is drawn from: those in effect, those still under review, or both."""

    APPROVED = "approved"
    WAITING = "waiting"
    BOTH = "both"


class Scale(StrEnum):
    """How a review says what it found of a filing."""

    GRADES = "grades"
    PROBLEMS = "problems"


class Outcome(StrEnum):
    """What was found of one filing: a grade, or whether there are problems."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    CLEAR = "clear"
    FAULTY = "faulty"


OUTCOMES: Mapping[Scale, tuple[Outcome, ...]] = {
    Scale.GRADES: (Outcome.EXCELLENT, Outcome.GOOD, Outcome.FAIR, Outcome.POOR),
    Scale.PROBLEMS: (Outcome.CLEAR, Outcome.FAULTY),
}
"""The outcomes of each scale, the best first."""

NEEDS_PROBLEM = frozenset({Outcome.FAIR, Outcome.POOR, Outcome.FAULTY})
"""Outcomes that must say what is wrong, or nobody could mend it."""


def outcome_problems(scale: Scale, outcome: Outcome | None, problems: int) -> list[Problem]:
    """What stands against an outcome with so many problems, by field."""
    if outcome is None or outcome not in OUTCOMES[scale]:
        return [Problem("outcome", "concentrated.outcome.missing")]
    if outcome in NEEDS_PROBLEM and not problems:
        return [Problem("outcome", "concentrated.outcome.unfounded")]
    if outcome is Outcome.CLEAR and problems:
        return [Problem("outcome", "concentrated.outcome.problems", {"count": problems})]
    return []
