"""Refusals of printing in bulk."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.printing import PrintKind, PrintState
from portal.models import PrintJob
from portal.services import printing
from portal.services.print_choices import Wanted
from tests.batches import asked, three_orders
from tests.factories import World
from tests.ordered import issued
from tests.services.fixes.case import Fix

OPEN = Wanted(PrintKind.OPEN_ORDERS)
ELSEWHERE = Wanted(PrintKind.OPEN_ORDERS, "653221")
"""A county without orders."""
NO_PUSH = Wanted(PrintKind.PUSHED)


def one_order(session: Session, world: World) -> object:
    """An order of the own county is open."""
    return issued(session, world)


def two_places(session: Session, world: World) -> object:
    """Two orders of the own county are open."""
    issued(session, world)
    return issued(session, world)


def ended(session: Session, world: World) -> PrintJob:
    """A job that was cancelled."""
    job = three_orders(session, world)
    printing.cancel(session, job)
    return job


def cancels(session: Session, _world: World, job: PrintJob) -> None:
    """Whoever asked cancels."""
    printing.cancel(session, job)


def asks(**changes: object) -> object:
    """The prefecture asks for a job."""
    return lambda session, world, _made: asked(session, world, **changes)


def asks_after_cancelling(session: Session, world: World, job: PrintJob) -> None:
    """The first is cancelled, then the same is asked for again."""
    printing.cancel(session, job)
    assert asked(session, world).state is PrintState.WAITING


FIXES: dict[str, Fix] = {
    "print.nothing": Fix(one_order, asks(wanted=ELSEWHERE), asks(wanted=OPEN)),  # type: ignore[arg-type]
    "print.push.missing": Fix(one_order, asks(wanted=NO_PUSH), asks(wanted=OPEN)),  # type: ignore[arg-type]
    "print.many": Fix(two_places, asks(most=1), asks(most=2)),  # type: ignore[arg-type]
    "print.twice": Fix(three_orders, asks(), asks_after_cancelling),  # type: ignore[arg-type]
    "print.finished": Fix(ended, cancels, asks()),  # type: ignore[arg-type]
}
