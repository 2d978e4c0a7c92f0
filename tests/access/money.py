"""Funds of the ground of the access matrix: one for each house that keeps money, a part of it given to its projects."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import fund_facts
from portal.domain.filings import FundSource
from portal.models import Fund, Plan, Project, Release, Unit
from tests.access.world import RECEIVERS, UNITS, Ground, Thing

WAN = 1_000_000


def funds(session: Session, ground: Ground) -> None:
    """A fund of each house, out of which the projects of its place were given money."""
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    plan = session.scalars(select(Plan).where(Plan.status == "active")).one()
    for place, code in RECEIVERS.items():
        unit = units[code]
        made = Fund(
            plan=plan,
            unit=unit,
            owner_level=unit.level,
            region_code=unit.region_code,
            division_id=unit.id if unit.level == "region" else None,
            source=FundSource.CENTRAL,
            fund_category=plan.funds[0],
            name=f"资金-{place}",
            document_no=f"文号-{place}",
            received_on=clock.today(),
            amount_fen=50 * WAN,
        )
        session.add(made)
        session.flush()
        served = [units[UNITS[place]].id, *([units[UNITS["neighbour"]].id] if place == "own" else [])]
        for project in session.scalars(select(Project).where(Project.implementing_unit_id.in_(served))):
            row = Release(
                project_id=project.id,
                document_no=made.document_no,
                released_on=clock.today(),
                amount_fen=WAN,
                fund_id=made.id,
            )
            session.add(row)
        session.flush()
        ground.things.append(Thing("fund", place, "given", made.id, fund_facts(made)))
