"""A round with a lock: what tests of locks and exceptions begin with."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Filing, Round, RoundException, Unit
from portal.services import plans, round_exceptions
from portal.services.round_locks import Lock
from tests.factories import World

DUE, LAST_OPEN = date(2020, 6, 30), date(2020, 7, 3)
"""The targets' due date, a Tuesday, and three working days on."""
SHUT, LATER = date(2020, 7, 6), date(2020, 7, 15)


def round_of(session: Session, code: str = "target") -> Round:
    """A round of the plan."""
    return session.scalars(select(Round).where(Round.code == code)).one()


def lock(session: Session, days: int | None = 3, code: str = "target") -> Round:
    """Set a round's lock as the center does."""
    held = round_of(session, code)
    plans.set_round_dates(
        session,
        None,
        held,
        opens_on=held.opens_on,
        due_on=held.due_on,
        cutoff_month=held.cutoff_month,
        basis=held.basis,
        lock=Lock(days, date(2020, 1, 1), "新财绩〔2020〕1号"),
    )
    session.expire_all()
    return held


def unit_of(session: Session, code: str) -> Unit:
    """A unit by its code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def asked(session: Session, world: World, who: str = "unit", until: date = LATER) -> RoundException:
    """A request of an account's own unit for the targets."""
    actor = world.actor(session, who)
    unit = session.scalars(select(Unit).where(Unit.id == actor.unit_id)).one()
    return round_exceptions.ask(session, actor, round_of(session), unit, until, "县里停电")


def granted(session: Session, world: World, who: str = "unit", until: date = LATER) -> RoundException:
    """The same, granted by the center."""
    made = asked(session, world, who, until)
    round_exceptions.answer(session, world.actor(session, "center"), made, until, "同意", granted=True)
    session.expire_all()
    return made


def own(session: Session, world: World) -> Filing:
    """The target of the unit's project."""
    return world.filing(session, "own")
