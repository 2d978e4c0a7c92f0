"""Back-test of a threshold: what another value would have given on the day of a round that is over, by county."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.alerts import NUMBERS
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.i18n import named
from portal.labels.parameters import PARAMETERS
from portal.messages import sentence
from portal.models import Region, Round
from portal.services import backtest, filings, rules
from portal.services.workflow import Refused

bp = Blueprint("backtest", __name__, url_prefix="/lights/rules")


@bp.get("/backtest")
@requires(Ability.PLAN_MANAGE)
def show() -> ResponseReturnValue:
    today = clock.today()
    plan = filings.current_plan(db.session, today)
    rounds = backtest.days(db.session(), plan, today) if plan else []
    chosen = next((r for r in rounds if r.code == request.args.get("round")), rounds[0] if rounds else None)
    return render_template(
        "lights/backtest.html",
        plan=plan,
        rounds=rounds,
        chosen=chosen,
        keys=[(key, str(PARAMETERS[f"{rules.LIGHT}{key}"])) for key in NUMBERS],
        **_tried(plan, chosen),
    )


def _tried(plan: Any, chosen: Round | None) -> dict[str, Any]:
    """The trial that the query string asks for, or what stands against it."""
    key, value = request.args.get("key", ""), request.args.get("value", "")
    if plan is None or chosen is None or not key:
        return {"trial": None, "errors": [], "names": {}}
    try:
        trial = backtest.trial(db.session(), current_actor(), plan, key, value, chosen.due_on)
    except Refused as refused:
        return {"trial": None, "errors": [sentence(p) for p in refused.problems], "names": {}}
    places = db.session.scalars(select(Region).where(Region.code.in_(trial.places())))
    return {"trial": trial, "errors": [], "names": {place.code: named(place) for place in places}}
