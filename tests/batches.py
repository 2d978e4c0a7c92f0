"""Print jobs as people ask for them, for the tests of what becomes of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.domain.printing import Packing, PrintKind, PrintLanguage
from portal.models import PrintJob, Round
from portal.services import printing
from portal.services.print_choices import Wanted
from tests import filed
from tests.factories import World, make_project
from tests.ordered import issued

ADDRESS = "https://portal.example/"


def asked(session: Session, world: World, who: str = "prefecture", **changes: Any) -> PrintJob:
    """A job for the open orders of the prefecture."""
    given: dict[str, Any] = {
        "wanted": Wanted(PrintKind.OPEN_ORDERS),
        "language": PrintLanguage.ZH,
        "packing": Packing.MERGED,
        "address": ADDRESS,
        "most": 100,
        **changes,
    }
    return printing.ask(session, world.actor(session, who), **given)


def three_orders(session: Session, world: World, **changes: Any) -> PrintJob:
    """A job for three issued orders."""
    for _number in range(3):
        issued(session, world)
    return asked(session, world, **changes)


def forms(session: Session, world: World, round_: Round | None = None) -> Wanted:
    """The filed targets of the prefecture: one is submitted."""
    filing = filed.submitted(session, world)
    return Wanted(PrintKind.FORMS, "", (round_ or filing.round).id)


def another_project(session: Session, world: World) -> int:
    """One more project of the own unit."""
    unit = world.project(session, "own").implementing_unit
    return make_project(session, unit, "another").id
