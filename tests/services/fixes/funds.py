"""Refusals of the fund ledger, and of releases that come out of a fund."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.filings import FundSource
from portal.domain.funds import FundNature
from portal.models import Fund
from portal.services import funds
from tests import funded
from tests.conftest import TODAY
from tests.factories import World
from tests.funded import DOCUMENT, WAN, entry, give, neighbour
from tests.services.fixes.case import Act, Fix, either, nothing

OTHER = "和财农〔2020〕8号"


def enters(fen: int = 50 * WAN, **changes: Any) -> Act:
    """A fund is entered with some changes to a good one."""

    def act(session: Session, world: World, _begun: object) -> None:
        typed = entry(session, **{"fen": fen, **changes})
        funds.register(session, world.actor(session, "county-entry"), funded.plan_of(session), typed)

    return act


def changes_to(fen: int = 50 * WAN, **changes: Any) -> Act:
    """The fund is changed."""
    return lambda session, world, made: funds.update(
        session, world.actor(session, "county-entry"), made, entry(session, fen, **changes)
    )


def kept(session: Session, world: World) -> Fund:
    """A fund of 50."""
    return funded.fund(session, world)


def given(session: Session, world: World) -> Fund:
    """A fund of 50, of which 20 were given out."""
    made = kept(session, world)
    give(session, world, 20 * WAN)
    return made


def given_by_two_documents(session: Session, world: World) -> Fund:
    """The same, and 10 more that name another document."""
    made = given(session, world)
    give(session, world, 10 * WAN, OTHER, neighbour(session))
    return made


def named_before(session: Session, world: World) -> None:
    """20 were given out by a document whose fund nobody has entered."""
    give(session, world, 20 * WAN)


def cut_first(then: Act) -> Act:
    """The release is made smaller, then the fund is as wished."""

    def act(session: Session, world: World, made: Fund | None) -> None:
        world.project(session, "own").releases[0].amount_fen = 19 * WAN
        session.flush()
        then(session, world, made)

    return act


def shared(session: Session, world: World) -> Fund:
    """A fund of 50, of which another project has 30; beside it one by another document."""
    made = kept(session, world)
    give(session, world, 30 * WAN, project=neighbour(session))
    funded.fund(session, world, document_no=OTHER)
    return made


def gives(fen: int, document: str = DOCUMENT) -> Act:
    """Money is released to the project."""
    return lambda session, world, _begun: give(session, world, fen, document)


def gives_once_corrected(session: Session, world: World, made: Fund) -> None:
    """The amount of the fund was wrong."""
    changes_to(55 * WAN)(session, world, made)
    gives(25 * WAN)(session, world, made)


def of_another_place(session: Session, world: World) -> Fund:
    """A fund of another county."""
    return funded.fund(session, world, who="county2")


def chooses(session: Session, world: World, made: Fund) -> None:
    """The release is to come out of the fund."""
    give(session, world, WAN, fund_id=made.id)


def chooses_own(session: Session, world: World, _made: Fund) -> None:
    """The release comes out of a fund of the place."""
    chooses(session, world, kept(session, world))


FIXES = {
    "fund.amount.empty": Fix(nothing, enters(amount_fen=None), enters()),
    "fund.amount.under": Fix(
        given, changes_to(20 * WAN - 1), either(changes_to(20 * WAN), cut_first(changes_to(20 * WAN - 1)))
    ),
    "fund.amount.under|entered later": Fix(
        named_before, enters(20 * WAN - 1), either(enters(20 * WAN), cut_first(enters(20 * WAN - 1)))
    ),
    "fund.amount.under|another document": Fix(
        given_by_two_documents, changes_to(WAN, document_no=OTHER), changes_to(30 * WAN, document_no=OTHER)
    ),
    "fund.amount.zero": Fix(nothing, enters(0), enters(1)),
    "fund.amount.zero|taken back": Fix(kept, enters(0, document_no=OTHER), changes_to(0)),
    "fund.category.missing": Fix(nothing, enters(fund_category_id=0), enters()),
    "fund.day.future": Fix(nothing, enters(received=TODAY + timedelta(1)), enters(received=TODAY)),
    "fund.document.empty": Fix(nothing, enters(document_no=" "), enters()),
    "fund.document.taken": Fix(
        kept,
        enters(),
        either(changes_to(60 * WAN), enters(document_no=OTHER), enters(source=FundSource.REGION)),
    ),
    "fund.name.empty": Fix(nothing, enters(name=" "), enters()),
    "fund.nature.missing": Fix(nothing, enters(nature=None), enters(nature=FundNature.GENERAL)),
    "fund.received.missing": Fix(nothing, enters(received_on=None), enters()),
    "fund.released.order": Fix(nothing, enters(released_on=TODAY - timedelta(1)), enters(released_on=TODAY)),
    "fund.source.missing": Fix(nothing, enters(source=None), enters()),
    "project.release.foreign_fund": Fix(of_another_place, chooses, either(chooses_own, gives(WAN))),
    "project.release.over_fund": Fix(
        shared, gives(25 * WAN), either(gives(20 * WAN), gives(25 * WAN, OTHER), gives_once_corrected)
    ),
}  # fmt: skip
"""fund.no_plan is refused by the page alone: see tests/web/fixes.py."""
