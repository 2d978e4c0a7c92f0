"""Exceptions from a round's date: the list, asking, the opinion of the level between, the center's answer or grant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible, fetch
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.extensions import db
from portal.models import RoundException, Unit
from portal.services import round_exceptions
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.forms.exceptions import AnswerForm, ExceptionForm, OpinionForm
from portal.web.forms.refusals import refuse
from portal.web.listing import paginate, whole
from portal.web.transaction import writes

bp = Blueprint("exceptions", __name__, url_prefix="/exceptions")


@bp.get("/")
@requires(Ability.EXCEPTION_READ)
def index() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    state = request.args.get("state", "waiting")
    state = state if state in round_exceptions.STATES else "waiting"
    page = paginate(
        db.session,
        round_exceptions.listing(actor, state, today),
        request.args,
        {"asked": RoundException.id},
        "-asked",
        options=(joinedload(RoundException.unit), joinedload(RoundException.round)),
    )
    counts = {
        name: db.session.scalar(
            select(func.count()).select_from(round_exceptions.listing(actor, name, today).subquery())
        )
        for name in round_exceptions.STATES
    }
    return render_template("exceptions/index.html", page=page, state=state, counts=counts)


# Asking, and granting unasked


def _form_page(form: ExceptionForm, *, granting: bool) -> str:
    """The form with its choices: the actor's units where it asks, the units of the place named where it grants."""
    session, actor = db.session(), current_actor()
    units = (
        round_exceptions.units_to_grant(session, actor, whole(request.values.get("unit"), 0))
        if granting
        else round_exceptions.units_to_ask_for(session, actor)
    )
    form.offer(round_exceptions.rounds_open_to_exceptions(session, clock.today()), units)
    return render_template(
        "exceptions/new.html", form=form, granting=granting, named_unit=request.values.get("unit")
    )


def _empty_form() -> ExceptionForm:
    form = ExceptionForm(formdata=None)
    form.round_id.data = request.args.get("round", "")[:9]
    form.unit_id.data = request.args.get("unit", "")[:9]
    return form


@bp.get("/new")
@requires(Ability.EXCEPTION_ASK)
def new() -> ResponseReturnValue:
    return _form_page(_empty_form(), granting=False)


@bp.get("/grant")
@requires(Ability.EXCEPTION_GRANT)
def offer() -> ResponseReturnValue:
    return _form_page(_empty_form(), granting=True)


def _made(act: Callable[..., RoundException], done: str, *, granting: bool) -> ResponseReturnValue:
    """Read the form, ask or grant, say so; a refusal brings the form back as it was typed."""
    form, session, actor = ExceptionForm(), db.session(), current_actor()
    form.validate()
    try:
        plan_round = round_exceptions.round_of(session, whole(form.round_id.data, 0))
        unit = fetch(session, Unit, actor, whole(form.unit_id.data, 0))
        asked = act(session, actor, plan_round, unit, form.wished_on.data, form.reason.data or "")
    except NotVisible:
        refuse(form, [Problem("unit_id", "exception.unit")])
        return _form_page(form, granting=granting), 422
    except Refused as refused:
        # A day that cannot be read has been said to be so already.
        unread = "wished_on" if form.wished_on.errors else ""
        refuse(form, [problem for problem in refused.problems if problem.field != unread])
        return _form_page(form, granting=granting), 422
    flash(done, "success")
    return redirect(url_for("exceptions.show", exception_id=asked.id))


@bp.post("/new")
@requires(Ability.EXCEPTION_ASK)
@writes
def ask() -> ResponseReturnValue:
    """Ask for a later day for a unit."""
    done = _("延期申请已报送,由评价中心决定。答复前仍按原期限。")
    return _made(round_exceptions.ask, done, granting=False)


@bp.post("/grant")
@requires(Ability.EXCEPTION_GRANT)
@writes
def give() -> ResponseReturnValue:
    """Give a unit a later day unasked."""
    return _made(round_exceptions.grant, _("已准予延期,并通知该单位。"), granting=True)


# One exception


@bp.get("/<int:exception_id>")
@requires(Ability.EXCEPTION_READ)
def show(exception_id: int) -> ResponseReturnValue:
    return _page(round_exceptions.opened(db.session(), current_actor(), exception_id))


def _page(asked: RoundException, **more: Any) -> str:
    actor = current_actor()
    answer_form = AnswerForm(formdata=None, prefix="answer-")
    answer_form.until.data = asked.wished_on
    shown = {
        "opinion_form": OpinionForm(formdata=None, prefix="opinion-"),
        "answer_form": answer_form,
        "overtaken": False,
        **more,
    }
    return render_template(
        "exceptions/show.html",
        asked=asked,
        may_endorse=round_exceptions.may_endorse(actor, asked),
        may_answer=round_exceptions.may_answer(actor, asked),
        may_withdraw=round_exceptions.may_withdraw(actor, asked),
        owed=round_exceptions.owed(db.session(), asked),
        **shown,
    )


def _step(
    exception_id: int, act: Callable[[RoundException], object], done: str, name: str = "", form: Any = None
) -> ResponseReturnValue:
    """Lock, act, say so; a refusal brings back the form by its name on the page, a lost race the request as it is."""
    session, actor = db.session(), current_actor()
    asked = round_exceptions.opened(session, actor, exception_id)
    try:
        claim(asked, request.form.get("version_id"))
        act(asked)
    except (IllegalMove, StaleRecord):
        session.rollback()
        return _page(round_exceptions.opened(session, actor, exception_id), overtaken=True), 409
    except Refused as refused:
        session.rollback()
        refuse(form, refused.problems)
        return _page(round_exceptions.opened(session, actor, exception_id), **{name: form}), 422
    flash(done, "success")
    return redirect(url_for("exceptions.show", exception_id=exception_id))


@bp.post("/<int:exception_id>/endorse")
@requires(Ability.EXCEPTION_ENDORSE)
@writes
def endorse(exception_id: int) -> ResponseReturnValue:
    """Say what the level between thinks of it."""
    actor, form = current_actor(), OpinionForm(prefix="opinion-")
    support, words = request.form.get("support") == "yes", form.opinion.data or ""
    return _step(
        exception_id,
        lambda asked: round_exceptions.endorse(db.session(), actor, asked, support, words),
        _("意见已报评价中心。"),
        "opinion_form",
        form,
    )


@bp.post("/<int:exception_id>/answer")
@requires(Ability.EXCEPTION_GRANT)
@writes
def answer(exception_id: int) -> ResponseReturnValue:
    """Grant it until a day, or refuse it."""
    actor, form = current_actor(), AnswerForm(prefix="answer-")
    form.validate()
    granted = request.form.get("granted") == "yes"
    until, words = form.until.data, form.answer.data or ""
    return _step(
        exception_id,
        lambda asked: round_exceptions.answer(db.session(), actor, asked, until, words, granted=granted),
        _("已准予延期,并通知该单位。") if granted else _("已答复不同意延期,并通知该单位。"),
        "answer_form",
        form,
    )


@bp.post("/<int:exception_id>/withdraw")
@requires(Ability.EXCEPTION_WITHDRAW)
@writes
def withdraw(exception_id: int) -> ResponseReturnValue:
    """Take an unanswered request back."""
    actor = current_actor()
    return _step(
        exception_id,
        lambda asked: round_exceptions.withdraw(db.session(), actor, asked),
        _("延期申请已撤回,仍按原期限填报。"),
    )
