"""Open items that stand on nobody's list, with the way to give them somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.domain.roles import Role
from portal.extensions import db
from portal.labels.supervision import OPEN_THINGS
from portal.models import Unit
from portal.services import owners
from portal.services.owners import Need
from portal.web.handing_tabs import handing_tabs

bp = Blueprint("gaps", __name__, url_prefix="/gaps")


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap in words: what is open, and the first unit and role that would have to have somebody."""

    thing: str
    count: int
    due: date | None
    example: str
    region_code: str
    unit: Unit | None
    role: Role | None
    barred: bool


def _rows(found: list[Need]) -> list[GapRow]:
    wanted = {need.seats[0].unit_id for need in found if need.seats}
    # The units that owe the work, named to those who see the projects it is about.
    units = {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(wanted)))}
    return [
        GapRow(
            need.thing,
            need.count,
            need.due,
            need.example,
            need.region_code,
            units.get(need.seats[0].unit_id) if need.seats else None,
            need.seats[0].role if need.seats else None,
            bool(need.barred),
        )
        for need in found
    ]


@bp.get("/")
@requires(Ability.GAP_READ)
def index() -> ResponseReturnValue:
    """Of the projects in one's scope; the administrator finds a button that gives somebody the role."""
    found = owners.gaps(db.session(), clock.today(), current_actor())
    return render_template(
        "handing/gaps.html", rows=_rows(found), things=OPEN_THINGS, tabs=handing_tabs("gaps.index")
    )
