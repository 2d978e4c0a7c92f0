"""Funds that tests make: one a county's bureau keeps, and what projects are given out of it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.filings import FundSource
from portal.models import Fund, Light, Plan, Project, Unit
from portal.services import funds, lights, projects
from portal.services.funds import FundEntry
from portal.services.projects import MoneyEntry, ReleaseEntry
from tests.conftest import TODAY
from tests.factories import World, make_project

WAN = 1_000_000
DOCUMENT = "和财农〔2020〕7号"


def plan_of(session: Session) -> Plan:
    """The plan in force."""
    return session.scalars(select(Plan).where(Plan.status == "active")).one()


def entry(session: Session, fen: int = 50 * WAN, received: date = TODAY, **other: object) -> FundEntry:
    """A fund as typed."""
    plan = plan_of(session)
    values: dict[str, object] = {
        "name": "中央财政专项扶贫资金",
        "document_no": DOCUMENT,
        "source": FundSource.CENTRAL,
        "fund_category_id": plan.funds[0].id,
        "received_on": received,
        "amount_fen": fen,
        **other,
    }
    return FundEntry(**values)  # type: ignore[arg-type]


def fund(
    session: Session,
    world: World,
    fen: int = 50 * WAN,
    days: int = 0,
    who: str = "county-entry",
    **other: object,
) -> Fund:
    """A fund that a bureau or division received so many days ago."""
    typed = entry(session, fen, TODAY - timedelta(days), **other)
    return funds.register(session, world.actor(session, who), plan_of(session), typed)


def give(
    session: Session,
    world: World,
    fen: int,
    document: str = DOCUMENT,
    project: Project | None = None,
    fund_id: int | None = None,
) -> Project:
    """Release money to a project of the county on the money page; all its other releases stay."""
    project = project or world.project(session, "own")
    held = [
        ReleaseEntry(r.id, r.document_no, r.received_on, r.released_on, r.amount_fen, r.fund_id)
        for r in project.releases
    ]
    new = ReleaseEntry(None, document, None, TODAY, fen, fund_id)
    typed = MoneyEntry({(f.source, f.year): f.amount_fen for f in project.funds}, [*held, new])
    projects.save_money(session, world.actor(session, "county-entry"), project, typed)
    return project


def neighbour(session: Session) -> Project:
    """Another project of the same county."""
    unit = session.scalars(select(Unit).where(Unit.code == "653222U2")).one()
    return make_project(session, unit, "neighbour")


def shining(session: Session, fund: Fund, on: date = TODAY) -> list[tuple[str, str, str]]:
    """Rule, colour and sentence of what shines on a fund after a look on a day."""
    lights.refresh_kept(session, [fund.id], on)
    found = session.scalars(select(Light).where(Light.fund_id == fund.id, Light.out_on.is_(None)))
    return [(row.rule.value, row.colour.value, row.kind) for row in found]
