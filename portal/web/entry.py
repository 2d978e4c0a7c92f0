"""County entry: the home of those who fill in."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.services import progress
from portal.web.homes import home_values
from portal.web.matrix import matrix_values

bp = Blueprint("entry", __name__, url_prefix="/entry")


@bp.get("/")
@requires(Ability.HOME_ENTRY)
def home() -> ResponseReturnValue:
    values = home_values()
    table = matrix_values(db.session, current_actor(), values["plan"], progress.Grouping.UNIT, clock.today())
    return render_template("entry/home.html", **values, **table)
