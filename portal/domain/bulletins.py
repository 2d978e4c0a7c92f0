"""The push (推送): which days it goes out, and under which head a problem stands in it. Pure functions.

Source: opinion of 2020, part 三: problems are pushed to the prefectures every day or every week.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from portal.domain.deadlines import WorkCalendar

DAILY = 0
"""The weekday that stands for every working day; 1 to 5 are Monday to Friday."""


class BulletinPart(StrEnum):
    """Heads of a bulletin, in the order of reading."""

    OVERDUE = "overdue"
    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"


def is_push_day(weekday: int, day: date, calendar: WorkCalendar, last: date | None) -> bool:
    """Whether a push goes out on a day, given the day of the last one.

    A weekly push whose day is a day off, or fell into a night without the machine, goes out on the next working day.
    """
    if not calendar.is_working_day(day) or (last is not None and day <= last):
        return False
    if weekday == DAILY or last is None:
        return True
    planned = day - timedelta(days=(day.isoweekday() - weekday) % 7)
    return last < planned


def part_of(key: str, days_late: int, known: frozenset[str]) -> BulletinPart:
    """The head of a problem that is open: late ones first, then those that the last bulletin (known) did not have."""
    if days_late > 0:
        return BulletinPart.OVERDUE
    return BulletinPart.OPEN if key in known else BulletinPart.NEW
