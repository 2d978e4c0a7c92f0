"""One light: what it says and rests on, what was said of it, the buttons of those who answer and those who judge."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import bearer_facts
from portal.access.guards import requires
from portal.domain.alerts import Rule
from portal.domain.flows.lights import LightAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.roles import Actor
from portal.extensions import db
from portal.labels import label
from portal.models import Light
from portal.sentences.alerts import LOOKS_AT
from portal.services import comparisons, light_moves, rules, workflow
from portal.services.locking import StaleRecord
from portal.services.workflow import Refused
from portal.web.chronicle import entry_rows
from portal.web.forms.lights import LightForm
from portal.web.forms.refusals import refuse
from portal.web.light_rows import rows_of, thresholds
from portal.web.transaction import writes

bp = Blueprint("light", __name__, url_prefix="/lights")

ANSWERS = (LightAction.ACKNOWLEDGE, LightAction.EXPLAIN)
JUDGEMENTS = (LightAction.SEND_BACK, LightAction.WAIVE, LightAction.CONFIRM, LightAction.REOPEN)


@bp.get("/<int:light_id>")
@requires(Ability.LIGHT_READ)
def show(light_id: int) -> ResponseReturnValue:
    actor = current_actor()
    return _page(actor, light_moves.opened(db.session(), actor, light_id))


def _page(actor: Actor, light: Light, **typed: Any) -> str:
    """typed: the form with its errors, the action it was sent for, or that another was faster."""
    values = {"form": LightForm(formdata=None), "tried": "", "overtaken": False, **typed}
    [row] = rows_of([light])
    bearer = light.bearer
    plan = bearer.plan
    return render_template(
        "lights/show.html",
        light=light,
        row=row,
        bearer=bearer,
        compared_id=_compared(light),
        looks=LOOKS_AT[light.rule],
        parameters=thresholds(plan, light.rule, rules.today_for(plan)),
        moves={move.action for move in workflow.offered(actor, light)},
        may_order=allows(Ability.ORDER_DRAFT, actor, bearer_facts(light)),
        orders=light_moves.orders_on(db.session(), light),
        steps=entry_rows(light_moves.steps(db.session(), light)),
        **values,
    )


def _compared(light: Light) -> int | None:
    """The target whose near-copies are shown side by side, for a light on one."""
    if light.rule is not Rule.T04:
        return None
    return comparisons.compared_filings(db.session(), [light.project_id]).get(light.project_id)


def _take(light_id: int, among: tuple[LightAction, ...]) -> ResponseReturnValue:
    """The way of all buttons; a refusal brings back what was typed, a lost race shows what it is now."""
    actor, form, word = current_actor(), LightForm(), request.form.get("action", "")
    action = LightAction(word) if word in among else None
    light = light_moves.opened(db.session(), actor, light_id)
    try:
        if action is None:
            raise IllegalMove("light", word, light.status)
        said, until = form.reason.data or "", form.until.data
        light_moves.move(db.session(), actor, light, action, said, until, request.form.get("seen"))
    except (StaleRecord, IllegalMove):
        db.session.rollback()
        light = light_moves.opened(db.session(), actor, light_id)
        return _page(actor, light, form=form, overtaken=True), 409
    except Refused as refused:
        db.session.rollback()
        refuse(form, refused.problems)
        return _page(actor, light_moves.opened(db.session(), actor, light_id), form=form, tried=word), 422
    flash(_("已%(action)s,状态为“%(status)s”。", action=label(action), status=label(light.status)), "success")
    return redirect(url_for("light.show", light_id=light.id))


@bp.post("/<int:light_id>/answer")
@requires(Ability.LIGHT_ANSWER)
@writes
def answer(light_id: int) -> ResponseReturnValue:
    """Acknowledge or explain."""
    return _take(light_id, ANSWERS)


@bp.post("/<int:light_id>/judge")
@requires(Ability.LIGHT_JUDGE)
@writes
def judge(light_id: int) -> ResponseReturnValue:
    """Send an explanation back, waive until a day, confirm as a problem, or take that back."""
    return _take(light_id, JUDGEMENTS)


def today_iso() -> str:
    """Today for the least day of a date field."""
    return clock.today().isoformat()


bp.add_app_template_global(today_iso, "today_iso")
