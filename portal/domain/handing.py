"""Work that changes hands: when an item's turn is over, and where a handover (岗位交接) stands."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.filings import EDITABLE, OPEN_ORDERS, OrderStatus

_OWED = OPEN_ORDERS - {OrderStatus.REPLIED}


class ItemKind(StrEnum):
    """Kinds of records that can be handed to a colleague."""

    FILING = "filing"
    ORDER = "order"
    LIGHT = "light"


class HandoverState(StrEnum):
    """Where a handover stands. It is done when both have signed and nothing waits for the administrator."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Belonging(StrEnum):
    """Why a thing stands on the sheet of somebody who leaves: handed to them, begun or drafted by them, or nobody
    else of the unit holds the role."""

    HANDED = "handed"
    DRAFTED = "drafted"
    SOLE = "sole"


def turn_of(status: str) -> str:
    """Whose turn a record is in: to fill in and to answer span several states, any other state is a turn of its own."""
    if status in EDITABLE:
        return "fill"
    return "answer" if status in _OWED else status


def same_turn(before: str, after: str) -> bool:
    """True where a move leaves a record with those who have it."""
    return turn_of(before) == turn_of(after)
