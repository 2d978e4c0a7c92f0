"""Periodic reports (月报、双月报、半年报、年终总结): which there are, of which months, when they are due, of which parts they
consist, and the marks by which their text calls for a figure.

Source: opinion of 2020: prefectures report to the center every month (part 三, (二)); the center to the deputy head in
charge every month, to the 厅长办公会议 every two months, to the 厅党组会议 every half-year (part 五, (三)).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.deadlines import DueDate, WorkCalendar, add_working_days
from portal.domain.roles import Actor, Level, UnitKind

MARK = re.compile(r"【([^【】]{1,60})】")
"""A mark in a text: the name of a figure between its brackets."""

_DIGITS = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")


class ReportKind(StrEnum):
    """Who reports to whom, and how often."""

    PREFECTURE_MONTHLY = "prefecture_monthly"
    MONTHLY = "monthly"
    BIMONTHLY = "bimonthly"
    HALF_YEAR = "half_year"
    YEAR_END = "year_end"


class ReportStatus(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    CHECKING = "checking"
    CHECKED = "checked"
    SIGNED = "signed"
    FILED = "filed"
    CANCELLED = "cancelled"


class SectionCode(StrEnum):
    """The parts of a report in their order."""

    PROGRESS = "progress"
    PROBLEMS = "problems"
    RECTIFICATION = "rectification"
    STANDING = "standing"
    NEXT = "next"


UNFINISHED = (ReportStatus.DRAFT, ReportStatus.CHECKING, ReportStatus.CHECKED)
"""States in which a report of a period is still being made."""

REPORTED = (ReportStatus.SIGNED, ReportStatus.FILED)
"""States in which a report has gone to its reader."""

MONTHS: Mapping[ReportKind, int] = {
    ReportKind.PREFECTURE_MONTHLY: 1,
    ReportKind.MONTHLY: 1,
    ReportKind.BIMONTHLY: 2,
    ReportKind.HALF_YEAR: 6,
    ReportKind.YEAR_END: 12,
}
"""How many months a report covers."""

AUTHOR: Mapping[ReportKind, Level] = {
    **dict.fromkeys(ReportKind, Level.REGION),
    ReportKind.PREFECTURE_MONTHLY: Level.PREFECTURE,
}
"""The level that writes it: a prefecture's finance bureau, or the center."""


@dataclass(frozen=True, slots=True)
class Period:
    """Months of a year, first and last, that a report covers."""

    year: int
    first_month: int
    last_month: int

    @property
    def starts_on(self) -> date:
        """First day."""
        return date(self.year, self.first_month, 1)

    @property
    def ends_on(self) -> date:
        """Last day."""
        return date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])


def kinds_of(actor: Actor) -> tuple[ReportKind, ...]:
    """The reports that an actor's unit writes."""
    if actor.unit_kind is UnitKind.CENTER:
        level = Level.REGION
    elif actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is Level.PREFECTURE:
        level = Level.PREFECTURE
    else:
        return ()
    return tuple(kind for kind in ReportKind if AUTHOR[kind] is level)


def periods(kind: ReportKind, year: int) -> list[Period]:
    """The periods of a year that a kind of report covers, in order."""
    size = MONTHS[kind]
    return [Period(year, first, first + size - 1) for first in range(1, 13, size)]


def begun(kind: ReportKind, year: int, today: date) -> list[Period]:
    """Periods that may be reported on: those that have begun, the latest first."""
    return [period for period in reversed(periods(kind, year)) if period.starts_on <= today]


def ended(kind: ReportKind, year: int, today: date) -> list[Period]:
    """Periods that are over, the latest first."""
    return [period for period in reversed(periods(kind, year)) if period.ends_on < today]


def due(period: Period, days: int, working: WorkCalendar) -> DueDate:
    """When a report is due: so many working days after its period has ended."""
    return add_working_days(period.ends_on, days, working)


def as_of(period: Period, today: date) -> date:
    """The day as of which a report stands: the last of its period, or today while that runs."""
    return min(period.ends_on, today)


def marks_in(text: str) -> list[str]:
    """Names of the marks in a text, in order."""
    return MARK.findall(text)


def filled(text: str, figure: Callable[[str], str]) -> str:
    """A text with each mark replaced by what `figure` gives for its name."""
    return MARK.sub(lambda found: figure(found.group(1)), text)


def parts_of(text: str) -> list[tuple[str, str]]:
    """A text in pieces: (words, "") and ("", name of a mark), in order."""
    found, at = [], 0
    for mark in MARK.finditer(text):
        if mark.start() > at:
            found.append((text[at : mark.start()], ""))
        found.append(("", mark.group(1)))
        at = mark.end()
    return [*found, (text[at:], "")] if at < len(text) else found


def loose_digits(text: str) -> list[str]:
    """Numbers that somebody typed into a text: they follow no figure, so nobody can look them up."""
    return _DIGITS.findall(MARK.sub("", text))
