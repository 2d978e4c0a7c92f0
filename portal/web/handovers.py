"""A post handed over (岗位交接): chosen, looked through, signed by both, printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import handover_facts
from portal.access.guards import NotAllowed, ensure, requires
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.handing import HandoverState
from portal.domain.permissions import Ability
from portal.domain.roles import Actor
from portal.extensions import db
from portal.i18n import date_text
from portal.labels.supervision import WORK
from portal.models import Handover, HandoverRole, Unit, User
from portal.services import belongings, handovers
from portal.services.workflow import Refused
from portal.web.forms.handing import CancelForm, HandoverForm
from portal.web.forms.refusals import refuse
from portal.web.handing_tabs import handing_tabs
from portal.web.listing import paginate, whole
from portal.web.transaction import writes

bp = Blueprint("handovers", __name__, url_prefix="/handovers")

NAMED = (
    joinedload(Handover.leaver),
    joinedload(Handover.taker),
    joinedload(Handover.unit),
    joinedload(Handover.opener),
    selectinload(Handover.roles).joinedload(HandoverRole.assignment),
)


def opened(handover_id: int) -> Handover:
    """A handover with its people and roles. Raises NotVisible."""
    return fetch(db.session, Handover, current_actor(), handover_id, *NAMED)


@bp.get("/")
@requires(Ability.HANDOVER_READ)
def index() -> ResponseReturnValue:
    """Those one takes part in; those of the unit for whoever may open one."""
    actor = current_actor()
    query, state = visible(Handover, actor), request.args.get("state", "")
    if state in set(HandoverState):
        query = query.where(Handover.state == HandoverState(state))
    page = paginate(
        db.session, query, request.args, {"opened": Handover.opened_at}, "-opened", options=NAMED[:3]
    )
    return render_template(
        "handing/handovers.html",
        page=page,
        may_open=handovers.may_open(actor, actor.unit_id),
        tabs=handing_tabs("handovers.index"),
        states=list(HandoverState),
    )


def _post(actor: Actor) -> tuple[User, Unit]:
    """Leaver and unit named by the query string or the form. Raises NotVisible or NotAllowed."""
    unit_id = whole(request.values.get("unit"), actor.unit_id)
    if not handovers.may_open(actor, unit_id):
        raise NotAllowed(Ability.HANDOVER_OPEN)
    unit = db.session.scalars(select(Unit).where(Unit.id == unit_id)).one_or_none()
    leaver = db.session.scalars(
        select(User).where(User.id == whole(request.values.get("leaver"), 0))
    ).one_or_none()
    held = unit and leaver and belongings.roles_of(db.session(), leaver.id, unit.id, clock.today())
    if unit is None or leaver is None or not held:
        raise NotVisible("leaver")
    return leaver, unit


def _new_page(leaver: User, unit: Unit, form: HandoverForm) -> str:
    today = clock.today()
    held = belongings.roles_of(db.session(), leaver.id, unit.id, today)
    form.offer(handovers.takers(db.session(), leaver.id, unit.id), held)
    if not form.is_submitted():
        form.roles.data, form.last_day.data = [str(a.id) for a in held], today
    sheet = belongings.of_person(db.session(), leaver, unit, today)
    return render_template(
        "handing/begin.html", leaver=leaver, unit=unit, form=form, sheet=sheet, work_words=WORK
    )


@bp.get("/new")
@requires(Ability.HANDOVER_OPEN)
def new() -> ResponseReturnValue:
    """Choose who leaves; with one chosen, everything of that person and the form."""
    actor = current_actor()
    if not request.args.get("leaver"):
        return render_template(
            "handing/choose.html", people=handovers.leavers(db.session(), actor), unit_id=actor.unit_id
        )
    return _new_page(*_post(actor), HandoverForm())


@bp.post("/")
@requires(Ability.HANDOVER_OPEN)
@writes
def begin() -> ResponseReturnValue:
    """Open it; both parties are told."""
    actor, form = current_actor(), HandoverForm()
    leaver, unit = _post(actor)
    form.validate()
    try:
        made = handovers.begin(db.session(), actor, leaver, unit, form.entry())
    except Refused as refused:
        refuse(form, refused.problems)
        return _new_page(leaver, unit, form), 422
    flash(_("岗位交接已发起，请移交人和接收人分别确认。"), "success")
    return redirect(url_for("handovers.show", handover_id=made.id))


def _page(handover: Handover, form: CancelForm) -> str:
    actor = current_actor()
    waits = handovers.waits_for_word(db.session(), handover) if handover.state == HandoverState.OPEN else []
    return render_template(
        "handing/handover.html",
        handover=handover,
        sheet=handovers.sheet(db.session(), handover),
        waits=waits,
        may_sign=handovers.may_sign(actor, handover),
        may_approve=bool(waits) and handovers.may_approve(actor, handover),
        may_cancel=handovers.may_cancel(actor, handover),
        form=form,
        work_words=WORK,
    )


@bp.get("/<int:handover_id>")
@requires(Ability.HANDOVER_READ)
def show(handover_id: int) -> ResponseReturnValue:
    """What passes, who has signed, what is still to be done."""
    return _page(opened(handover_id), CancelForm())


def _step(
    handover_id: int, ability: Ability, act: Callable[[Handover], None], done: str
) -> ResponseReturnValue:
    """The way of all buttons; a refusal brings the page back with what stands against it."""
    handover, form = opened(handover_id), CancelForm()
    ensure(ability, handover_facts(handover))
    try:
        act(handover)
    except Refused as refused:
        db.session.rollback()
        refuse(form, refused.problems)
        return _page(opened(handover_id), form), 422
    flash(done, "success")
    return redirect(url_for("handovers.show", handover_id=handover_id))


@bp.post("/<int:handover_id>/sign")
@requires(Ability.HANDOVER_SIGN)
@writes
def sign(handover_id: int) -> ResponseReturnValue:
    """The leaver or the taker confirms."""
    actor = current_actor()
    return _step(
        handover_id,
        Ability.HANDOVER_SIGN,
        lambda handover: handovers.sign(db.session(), actor, handover),
        pgettext("word", "已确认。"),
    )


@bp.post("/<int:handover_id>/approve")
@requires(Ability.HANDOVER_APPROVE)
@writes
def approve(handover_id: int) -> ResponseReturnValue:
    """The administrator agrees that roles pass."""
    actor = current_actor()
    return _step(
        handover_id,
        Ability.HANDOVER_APPROVE,
        lambda handover: handovers.approve(db.session(), actor, handover),
        _("已同意移交角色。"),
    )


@bp.post("/<int:handover_id>/cancel")
@requires(Ability.HANDOVER_CANCEL)
@writes
def cancel(handover_id: int) -> ResponseReturnValue:
    """Give it up; nothing has passed."""
    actor, reason = current_actor(), request.form.get("reason", "")
    return _step(
        handover_id,
        Ability.HANDOVER_CANCEL,
        lambda handover: handovers.cancel(db.session(), actor, handover, reason),
        _("岗位交接已取消，事项和角色没有变动。"),
    )


def iso_text(day: str) -> str:
    """An ISO day in the pattern of the language."""
    return date_text(date.fromisoformat(day))


bp.add_app_template_filter(iso_text, "isodate")
