"""Which items are in whose hand: the transfers (转办) that hold on a day, for lists and for the end of a turn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.domain.handing import ItemKind, same_turn
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Transfer, User


def seated(unit_id: Any, role: Any, day: date) -> ColumnElement[bool]:
    """Condition on Assignment joined to User: holds a role in a unit on a day, with an open account."""
    return and_(
        Assignment.unit_id == unit_id,
        Assignment.role == role,
        Assignment.starts_on <= day,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
        User.active,
    )


def holding(day: date) -> ColumnElement[bool]:
    """Condition on Transfer: it holds on a day, and who has the item still works there in that role.

    An item in the hand of one who has left is everybody's again: nothing is hidden behind a closed account.
    """
    stays = exists().where(
        Assignment.user_id == Transfer.to_id,
        User.id == Assignment.user_id,
        seated(Transfer.unit_id, Transfer.role, day),
    )
    return and_(
        Transfer.ended_at.is_(None), or_(Transfer.until_on.is_(None), Transfer.until_on >= day), stays
    )


def of_seat(unit_id: int, role: Role, day: date) -> ColumnElement[bool]:
    """Condition on Transfer: it holds on a day among the people of a role in a unit."""
    return and_(Transfer.unit_id == unit_id, Transfer.role == role, holding(day))


def elsewhere(kind: ItemKind, identity: Any, actor: Actor, day: date) -> ColumnElement[bool]:
    """Condition on a record by its id: a colleague has it in hand, not the actor."""
    taken = select(Transfer.record_id).where(
        Transfer.kind == kind, of_seat(actor.unit_id, actor.role, day), Transfer.to_id.not_in(actor.hands)
    )
    found: ColumnElement[bool] = identity.in_(taken)
    return found


def among(session: Session, actor: Actor, day: date) -> dict[str, Transfer]:
    """The transfers that hold among the actor and the colleagues of the role, by subject. One statement."""
    rows = session.scalars(
        select(Transfer)
        .where(of_seat(actor.unit_id, actor.role, day))
        .options(joinedload(Transfer.giver), joinedload(Transfer.taker))
    )
    return {row.subject: row for row in rows}


def open_of(session: Session, kind: ItemKind, record_id: int) -> Iterable[Transfer]:
    """Transfers of a record that nothing has ended, of whichever unit; their days may have passed."""
    return session.scalars(
        select(Transfer).where(
            Transfer.kind == kind, Transfer.record_id == record_id, Transfer.ended_at.is_(None)
        )
    )


def moved(session: Session, kind: str, record_id: int, before: str, after: str) -> None:
    """End the transfers of a record whose turn is over with a move."""
    if kind not in set(ItemKind) or same_turn(before, after):
        return
    for transfer in open_of(session, ItemKind(kind), record_id):
        transfer.ended_at = clock.now()
