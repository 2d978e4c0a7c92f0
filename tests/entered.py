"""Problems entered by hand in the ledger of the prefecture, for tests of what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.filings import ProblemCategory
from portal.domain.ledgers import Manner
from portal.domain.roles import Level
from portal.models import LedgerEntry
from portal.services import ledger_entries as entries
from portal.services.ledger_entries import EntryContent
from tests.conftest import TODAY
from tests.factories import World

PLACE = "653222"
FOUND = date(2020, 6, 11)


def content(session: Session, world: World, **changes: object) -> EntryContent:
    """A problem found at a visit to the department of the own county."""
    base = EntryContent(
        found_on=FOUND,
        level=Level.PREFECTURE,
        manner=Manner.VISIT,
        category=ProblemCategory.PAYMENT_SLOW,
        problem="现场查看时工程已完工，资金未支付。",
        responsible_unit_id=world.project(session, "own").implementing_unit_id,
        requirement="补齐手续后支付",
        working_days=10,
        person="分管副局长",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def registered(session: Session, world: World, by: str = "prefecture", **changes: object) -> LedgerEntry:
    """The same in the ledger of somebody's unit."""
    return entries.register(session, world.actor(session, by), PLACE, content(session, world, **changes))


def finished(session: Session, world: World) -> LedgerEntry:
    """The same, reported done."""
    made = registered(session, world)
    entries.finish(session, world.actor(session, "prefecture"), made, "已支付", TODAY, "支付凭证12号")
    return made
