"""Regional business divisions: the home of those who review counterpart units (对口单位)."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.services import recordings
from portal.services.progress import Grouping
from portal.web.homes import home_values
from portal.web.matrix import matrix_values

bp = Blueprint("division", __name__, url_prefix="/division")


@bp.get("/")
@requires(Ability.HOME_DIVISION)
def home() -> ResponseReturnValue:
    actor, values = current_actor(), home_values()
    plan = values["plan"]
    return render_template(
        "division/home.html",
        coverage=recordings.coverage(db.session, actor, plan.id) if plan else None,
        **values,
        **matrix_values(db.session, actor, plan, Grouping.UNIT, clock.today()),
    )
