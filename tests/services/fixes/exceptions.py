"""Refusals of later days for a unit in a round, and of the locks that a plan sets."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.models import RoundException
from portal.services import plans, round_exceptions
from portal.services.round_locks import MOST_DAYS, Lock
from tests import locked
from tests.factories import World
from tests.filed import submitted
from tests.locked import DUE, LATER, SHUT, round_of
from tests.services.fixes.case import Act, Fix, either, nothing

SINCE, BASIS = date(2020, 1, 1), "新财绩〔2020〕1号"


def asks(
    until: date | None = LATER, reason: str = "县里停电", code: str = "target", on: date | None = None
) -> Act:
    """The unit asks for a later day in a round, today or on another day."""

    def act(session: Session, world: World, _begun: object) -> None:
        actor = world.actor(session, "unit")
        unit = world.project(session, "own").implementing_unit
        with clock.frozen(on or clock.today()):
            chosen = round_exceptions.round_of(session, round_of(session, code).id)
            round_exceptions.ask(session, actor, chosen, unit, until, reason)

    return act


def asked(session: Session, world: World) -> RoundException:
    """A request that waits."""
    return locked.asked(session, world)


def endorses(opinion: str) -> Act:
    """The level between says what it thinks."""
    return lambda session, world, made: round_exceptions.endorse(
        session, world.actor(session, "prefecture"), made, True, opinion
    )


def answers(words: str, *, granted: bool = True) -> Act:
    """The center decides."""
    return lambda session, world, made: round_exceptions.answer(
        session, world.actor(session, "center"), made, LATER if granted else None, words, granted=granted
    )


def asks_once_answered(*, granted: bool) -> Act:
    """The answer was waited for before asking again."""

    def act(session: Session, world: World, made: RoundException) -> None:
        answers("已核实", granted=granted)(session, world, made)
        asks()(session, world, made)

    return act


def grants(until: date | None) -> Act:
    """The center gives a day unasked."""
    return lambda session, world, _begun: round_exceptions.grant(
        session,
        world.actor(session, "center"),
        round_of(session),
        world.project(session, "own").implementing_unit,
        until,
        "洪灾",
    )


def locks(days: int | None = 3, since: date | None = SINCE, basis: str = BASIS) -> Act:
    """The center sets the lock of a round."""

    def act(session: Session, _world: World, _begun: object) -> None:
        held, lock = round_of(session), Lock(days, since, basis)
        dates = {"opens_on": held.opens_on, "due_on": held.due_on}
        plans.set_round_dates(session, None, held, **dates, basis=held.basis, lock=lock)

    return act


FIRST = DUE + timedelta(1)
FIXES = {
    "exception.answer.missing": Fix(asked, answers(" "), either(answers("同意"), answers("不同意", granted=False))),
    "exception.day.early": Fix(
        nothing, asks(DUE), either(asks(FIRST), grants(FIRST), asks(SHUT, on=SHUT))
    ),
    "exception.day.missing": Fix(nothing, asks(None), asks(LATER)),
    "exception.nothing_owed": Fix(submitted, asks(LATER), asks(LATER, code="m05")),
    "exception.opinion.missing": Fix(asked, endorses(" "), endorses("情况属实")),
    "exception.reason.missing": Fix(nothing, asks(reason=" "), asks(reason="县里停电")),
    "exception.round": Fix(nothing, asks(LATER, code="m08"), asks(LATER)),
    "exception.waiting": Fix(
        asked, asks(), either(asks_once_answered(granted=True), asks_once_answered(granted=False))
    ),
    "plan.lock.basis": Fix(nothing, locks(basis=" "), locks()),
    "plan.lock.days": Fix(nothing, locks(MOST_DAYS + 1), either(locks(0), locks(MOST_DAYS), locks(None))),
    "plan.lock.from": Fix(nothing, locks(since=None), locks()),
}  # fmt: skip
"""exception.unit is refused by the page alone: see tests/web/fixes.py."""
