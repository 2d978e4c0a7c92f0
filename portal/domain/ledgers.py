"""Words of the problem ledger (工作台账): how a problem was found, where one that was entered by hand stands, and what
became of a row since somebody last looked.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum


class Manner(StrEnum):
    """How a problem was found. Source: opinion of 2020, part 三: red lights, review, spot checks, pushing; part 四(一): concentrated review."""

    LIGHT = "light"
    CONCENTRATED = "concentrated"
    SPOT = "spot"
    PUSH = "push"
    VISIT = "visit"
    PHONE = "phone"
    CHECK = "check"
    REVIEW = "review"
    OTHER = "other"


class EntryStatus(StrEnum):
    """Where an entry made by hand stands; VOID is one that should not have been made."""

    UNMENDED = "unmended"
    MENDING = "mending"
    VERIFYING = "verifying"
    SENT_BACK = "sent_back"
    CLOSED = "closed"
    VOID = "void"


OPEN_ENTRIES = frozenset(
    {EntryStatus.UNMENDED, EntryStatus.MENDING, EntryStatus.VERIFYING, EntryStatus.SENT_BACK}
)


class Change(StrEnum):
    """What became of a row since a person last looked."""

    NEW = "new"
    MOVED = "moved"
    CLOSED = "closed"


def change_of(
    since: datetime, entered: datetime | None, moved: datetime | None, ended: bool
) -> Change | None:
    """The mark of a row: when it entered the ledger, when something last moved on it, whether that ended it.

    None where nothing moved since. What came and went since then is said to be closed, for that is what holds now.
    """
    if moved is None or moved <= since:
        return None
    if ended:
        return Change.CLOSED
    return Change.NEW if entered is not None and entered > since else Change.MOVED


def completion_fits(found_on: date, completed_on: date, today: date) -> bool:
    """Whether a day of completion lies between the finding and today."""
    return found_on <= completed_on <= today
