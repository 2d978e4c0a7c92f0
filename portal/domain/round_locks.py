"""When a round locks and whom it locks out: pure rules over dates.

Source: the opinion of 2020 sets days for filing and none for locking, so whether a round locks, and how many working
days after its due date, is data of the plan. A lock stops filling in and the first submission; it stops no reading,
printing or reviewing, and nothing that was once submitted: that has its own day for mending.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from portal.domain.deadlines import DueDate, WorkCalendar, add_working_days, fixed

RULE_LOCK = "round.lock"
EXCEPTION_RULE = "exception"
"""Beginning of the rule of a due date that an exception moved: "exception:<id>"."""


class RoundStanding(StrEnum):
    """Where a project stands in a round; each project in exactly one, asked in this order."""

    FILED = "filed"
    RETURNED = "returned"
    EXCEPTED = "excepted"
    LOCKED = "locked"
    LATE = "late"
    OPEN = "open"


def last_open_day(due: date, days: int, starts_on: date, calendar: WorkCalendar) -> DueDate:
    """The last day on which a round can be filed; it locks at 24:00 of that day.

    days: working days after the due date, 0 for the due date itself. No round locks before the day from which the
    lock was set. Raises ValueError for a negative number.
    """
    found = add_working_days(due, days, calendar) if days else fixed(due, RULE_LOCK)
    eve = starts_on - timedelta(days=1)
    return found if found.date >= eve else fixed(eve, RULE_LOCK)


def exception_rule(identity: int) -> str:
    """The rule of a due date that an exception moved."""
    return f"{EXCEPTION_RULE}:{identity}"


def exception_behind(due_rule: str) -> int | None:
    """Id of the exception that moved a due date, None where the round's holds."""
    kind, _colon, identity = due_rule.partition(":")
    return int(identity) if kind == EXCEPTION_RULE and identity.isdigit() else None


def locks_on(open_until: date | None, due_on: date, due_rule: str) -> date | None:
    """The last open day of one filing: the round's, or a later one that an exception gave; None without a lock."""
    if open_until is None:
        return None
    return max(open_until, due_on) if exception_behind(due_rule) is not None else open_until


def locked_out(
    today: date, open_until: date | None, due_on: date, due_rule: str, *, filed: bool, adjustment: bool
) -> bool:
    """Whether the round's lock keeps a filing from being filled in and submitted for the first time.

    filed: it was submitted before, so that its own day holds; adjustment: a change of an approved target (调整).
    """
    last = locks_on(open_until, due_on, due_rule)
    return last is not None and today > last and not filed and not adjustment
