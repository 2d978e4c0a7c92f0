"""Prefecture and county review: the home of a finance bureau."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.domain.roles import Level
from portal.extensions import db
from portal.services import recordings
from portal.services.progress import Grouping
from portal.web.homes import home_values
from portal.web.matrix import matrix_values

bp = Blueprint("prefecture", __name__, url_prefix="/bureau")


@bp.get("/")
@requires(Ability.HOME_REVIEW)
def home() -> ResponseReturnValue:
    actor, values = current_actor(), home_values()
    plan = values["plan"]
    grouping = Grouping.UNIT if actor.unit_level is Level.COUNTY else Grouping.COUNTY
    return render_template(
        "prefecture/home.html",
        coverage=recordings.coverage(db.session, actor, plan.id) if plan else None,
        **values,
        **matrix_values(db.session, actor, plan, grouping, clock.today()),
    )
