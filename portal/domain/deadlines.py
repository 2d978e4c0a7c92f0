"""Deadlines: days that end at 24:00 Asia/Shanghai, counted in working days over a calendar that is data.

A calendar knows whole years. In a year it does not know, Monday to Friday count as working days and every
result says so (``certain`` is False), because swapped working days are announced only the autumn before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

# China has kept one time without summer time since 1991, so a fixed offset needs no time-zone data on the
# machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_MAX_SPAN = 20_000


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked.

    ``days`` holds the days that differ from Monday-Friday, or all of them; ``years`` the years it is
    complete for.
    """

    days: Mapping[date, bool]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Say whether ``day`` is worked; Monday to Friday where the calendar has no entry."""
        return self.days.get(day, day.weekday() < 5)

    def knows(self, day: date) -> bool:
        """Say whether the calendar is complete for the year of ``day``."""
        return day.year in self.years

    def with_region(self, own: Mapping[date, bool]) -> WorkCalendar:
        """Lay the region's own holidays and make-up days over the national calendar; the region's entry
        wins.
        """
        return WorkCalendar({**self.days, **own}, self.years)


def calendar_from(days: Mapping[date, bool]) -> WorkCalendar:
    """Build a calendar whose known years are those in which it has any entry."""
    return WorkCalendar(dict(days), frozenset(day.year for day in days))


@dataclass(frozen=True, slots=True)
class DueDate:
    """A deadline with the rule it was computed by, so that it can be explained years later.

    ``certain`` is False where a year without calendar data was counted as Monday to Friday.
    """

    date: date
    rule: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    certain: bool = True

    @property
    def ends_at(self) -> datetime:
        """The instant at which it has passed: 24:00 Asia/Shanghai of its day."""
        return end_of(self.date)


RULE_WORKING_DAYS = "deadline.working_days"
RULE_CALENDAR_DAYS = "deadline.calendar_days"
RULE_FIXED = "deadline.fixed"

RULE_CODES: dict[str, tuple[str, ...]] = {
    RULE_WORKING_DAYS: ("days", "start"),
    RULE_CALENDAR_DAYS: ("days", "start"),
    RULE_FIXED: ("source",),
}


def end_of(day: date) -> datetime:
    """Return 24:00 Asia/Shanghai of ``day`` as an aware instant (the first instant of the next day)."""
    if day == date.max:
        return datetime.combine(day, time.max, SHANGHAI)
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def day_in_shanghai(moment: datetime) -> date:
    """Return the calendar day an aware instant falls on in Asia/Shanghai. Raises ValueError for a naive
    one.
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return moment.astimezone(SHANGHAI).date()


def add_working_days(start: date, n: int, calendar: WorkCalendar) -> DueDate:
    """Return the ``n``-th working day after ``start``; the day of the notice itself does not count.

    ``n`` of 0 gives ``start`` if it is worked, else the next working day. Raises ValueError for a negative
    ``n`` or one that leaves the calendar's range (20,000 days). Counting from the next day follows the
    Civil Code art. 201.
    """
    if n < 0 or n > _MAX_SPAN:
        raise ValueError(f"a deadline of {n} working days")
    day, left, certain = start, n, calendar.knows(start)
    for _ in range(2 * _MAX_SPAN):
        if left == 0 and calendar.is_working_day(day):
            break
        day += timedelta(days=1)
        certain = certain and calendar.knows(day)
        if left and calendar.is_working_day(day):
            left -= 1
    else:
        raise ValueError("the calendar has no working day left")
    return DueDate(day, RULE_WORKING_DAYS, {"days": n, "start": start.isoformat()}, certain)


def add_calendar_days(start: date, n: int, calendar: WorkCalendar) -> DueDate:
    """Return ``start`` + ``n`` natural days, moved on to the next working day (Civil Code art. 203).

    Raises ValueError for a negative ``n`` or one beyond 20,000 days.
    """
    if n < 0 or n > _MAX_SPAN:
        raise ValueError(f"a deadline of {n} days")
    moved = add_working_days(start + timedelta(days=n), 0, calendar)
    return DueDate(moved.date, RULE_CALENDAR_DAYS, {"days": n, "start": start.isoformat()}, moved.certain)


def fixed(day: date, source: str) -> DueDate:
    """Return a deadline set by a plan or a notice; it stands even on a day off. ``source`` names what set
    it.
    """
    return DueDate(day, RULE_FIXED, {"source": source})


def working_days_between(today: date, due: date, calendar: WorkCalendar) -> int:
    """Return the working days left after ``today`` up to and including ``due``; 0 on the due day.

    Negative when overdue: the working days that have passed since ``due``, ``today`` included. A deadline
    passed on Friday is therefore 0 working days overdue on Saturday; ask ``is_overdue`` for the fact
    itself.
    """
    if today <= due:
        return _worked(today, due, calendar)
    return -_worked(due, today, calendar)


def is_overdue(today: date, due: date) -> bool:
    """Say whether the deadline's day has ended (24:00) when it is ``today``."""
    return today > due


def days_certain(today: date, due: date, calendar: WorkCalendar) -> bool:
    """Say whether every year between the two days is in the calendar."""
    first, last = sorted((today, due))
    return all(year in calendar.years for year in range(first.year, last.year + 1))


def _worked(after: date, until: date, calendar: WorkCalendar) -> int:
    """Count working days in (after, until]: whole weeks by arithmetic, then the calendar's exceptions."""
    span = (until - after).days
    weeks, rest = divmod(span, 7)
    count = weeks * 5 + sum(1 for step in range(1, rest + 1) if (after + timedelta(days=step)).weekday() < 5)
    for day, worked in calendar.days.items():
        if after < day <= until:
            count += int(worked) - int(day.weekday() < 5)
    return count
