"""A round by places: who has filed, who has not, is late, locked out or excepted; each count opens its list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.domain.regions import REGION_CODE
from portal.domain.round_locks import RoundStanding
from portal.extensions import db
from portal.models import Project, Round
from portal.services import round_standings
from portal.web.filters import by_name_or_code, by_place
from portal.web.listing import paginate, whole

bp = Blueprint("rounds", __name__, url_prefix="/rounds")


def _chosen() -> tuple[list[Round], Round | None]:
    """The rounds to choose from, and the one asked for or the present one."""
    found = list(round_standings.rounds(db.session()))
    asked = whole(request.args.get("round"), 0)
    named = next((r for r in found if r.id == asked), None)
    return found, named or round_standings.current(found, clock.today())


def _choices(found: list[Round]) -> dict[str, Any]:
    return {"rounds": found, "standings": list(RoundStanding)}


@bp.get("/")
@requires(Ability.ROUND_READ)
def index() -> ResponseReturnValue:
    found, chosen = _chosen()
    rows = (
        round_standings.table(db.session(), current_actor(), chosen, clock.today())
        if chosen is not None
        else []
    )
    return render_template(
        "rounds/index.html", chosen=chosen, rows=rows, total=round_standings.total(rows), **_choices(found)
    )


@bp.get("/projects")
@requires(Ability.ROUND_READ)
def projects() -> ResponseReturnValue:
    found, chosen = _chosen()
    if chosen is None:
        return render_template("rounds/index.html", chosen=None, rows=[], total={}, **_choices(found))
    asked, today = request.args.get("standing", ""), clock.today()
    wanted = RoundStanding(asked) if asked in set(RoundStanding) else None
    query = by_name_or_code(round_standings.projects(current_actor(), chosen, wanted, today))
    code = request.args.get("place", "")
    query = round_standings.at_place(query, code) if REGION_CODE.match(code) else by_place(query)
    sorts = {"place": Project.region_code, "name": Project.name}
    options = (joinedload(Project.implementing_unit),)
    page = paginate(db.session, query, request.args, sorts, "place", options=options)
    held = round_standings.standings_of(db.session(), chosen, page.items, today)
    return render_template("rounds/projects.html", chosen=chosen, page=page, held=held, **_choices(found))
