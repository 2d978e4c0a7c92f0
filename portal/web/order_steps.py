"""Beside an order's own moves: a later day asked for and answered, and recorded steps of pressure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.labels import event
from portal.models import Order
from portal.services import extensions, orders
from portal.services.extensions import Pressure
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.forms.order_steps import AnswerForm, ExtensionForm, PressureForm
from portal.web.forms.refusals import refuse
from portal.web.order_pages import order_page
from portal.web.transaction import writes

bp = Blueprint("order_steps", __name__, url_prefix="/orders")


def _step(
    order_id: int, act: Callable[[Order], object], done: str, form: Any, name: str
) -> ResponseReturnValue:
    """Lock, act, say so; a refusal brings back the form by its name on the page, a lost race the order as it is."""
    order = orders.opened(db.session, current_actor(), order_id)
    try:
        claim(order, request.form.get("version_id"))
        act(order)
    except (IllegalMove, StaleRecord):
        db.session.rollback()
        order = orders.opened(db.session, current_actor(), order_id)
        return order_page(order, overtaken=True, unsent=next(iter(form.data.values())) or ""), 409
    except Refused as refused:
        db.session.rollback()
        refuse(form, refused.problems)
        order = orders.opened(db.session, current_actor(), order_id)
        return order_page(order, **{name: form}), 422
    flash(done, "success")
    return redirect(url_for("orders.show", order_id=order_id))


@bp.post("/<int:order_id>/extension")
@requires(Ability.ORDER_EXTEND)
@writes
def ask(order_id: int) -> ResponseReturnValue:
    """Ask for a later day."""
    actor, form = current_actor(), ExtensionForm(prefix="ask-")
    form.validate()
    days, reason = form.working_days.data or 0, form.reason.data or ""
    return _step(
        order_id,
        lambda order: extensions.ask(db.session(), actor, order, days, reason),
        _("延期申请已报送,答复前仍按原期限整改。"),
        form,
        "extension_form",
    )


@bp.post("/<int:order_id>/extension/answer")
@requires(Ability.ORDER_GRANT)
@writes
def answer(order_id: int) -> ResponseReturnValue:
    """Grant or refuse it."""
    actor, form = current_actor(), AnswerForm(prefix="answer-")
    granted = request.form.get("granted") == "yes"
    return _step(
        order_id,
        lambda order: extensions.answer(db.session(), actor, order, granted, form.answer.data or ""),
        _("已同意延期,新的期限已通知责任单位。") if granted else _("已答复不同意延期。"),
        form,
        "answer_form",
    )


@bp.post("/<int:order_id>/pressure")
@requires(Ability.ORDER_PRESS)
@writes
def press(order_id: int) -> ResponseReturnValue:
    """Record a supervision note, a talk or a circular."""
    actor, form, word = current_actor(), PressureForm(prefix="press-"), request.form.get("kind", "")
    kind = Pressure(word) if word in set(Pressure) else Pressure.SUPERVISE
    return _step(
        order_id,
        lambda order: extensions.press(db.session(), actor, order, kind, form.words.data or ""),
        _("已记录:%(step)s。", step=event(f"order.{kind}")),
        form,
        "pressure_form",
    )
