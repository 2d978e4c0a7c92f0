"""Rectification orders: the list by days left, the draft, and every button from issuing to closing (销号)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, or_
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import project_facts
from portal.access.guards import ensure, requires
from portal.access.scope import fetch
from portal.domain.filings import ProblemCategory
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability
from portal.domain.roles import Actor
from portal.extensions import db
from portal.i18n import named
from portal.labels import choices
from portal.models import ConcentratedProblem, Filing, Finding, Light, Order, Project
from portal.services import order_drafts, orders, workflow
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.filters import by_place, by_project, kept, places
from portal.web.forms.orders import OpinionForm, OrderForm, ReasonForm, ReplyForm
from portal.web.forms.refusals import refuse
from portal.web.light_rows import rows_of
from portal.web.listing import paginate, whole
from portal.web.order_pages import differences, draft_page, order_page, standing_text, standing_tone
from portal.web.standing import near_days, work_calendar
from portal.web.storage import chosen_files, store
from portal.web.transaction import writes
from portal.web.years import ALL, year_filter

bp = Blueprint("orders", __name__)

LISTED = (
    joinedload(Order.project),
    joinedload(Order.unit),
    joinedload(Order.issuer_unit),
    selectinload(Order.extensions),
)
"""What a row of the list shows of an order beside its own columns."""

NEVER = date(9999, 12, 31)
"""Where drafts without a deadline stand in the order of days left."""

# The list


@bp.get("/orders")
@requires(Ability.ORDER_READ)
def index() -> ResponseReturnValue:
    """Orders of the actor's scope by state, the most pressing first."""
    actor, today = current_actor(), clock.today()
    state = request.args.get("state", "open")
    state = state if state in orders.STATES else "open"
    page = paginate(
        db.session,
        _filtered(orders.listing(actor, state, today)),
        request.args,
        {"due": func.coalesce(Order.due_on, NEVER), "number": Order.id, "place": Project.region_code},
        "due",
        options=LISTED,
    )
    return render_template(
        "orders/index.html",
        page=page,
        state=state,
        counts=orders.counts(db.session, actor, today),
        standings={o.id: orders.standing(o, today, work_calendar(), near_days()) for o in page.items},
        categories=choices(ProblemCategory),
        places=_places(actor),
        kept=kept("year", "type"),
    )


def _places(actor: Actor) -> list[tuple[str, str]]:
    return [(place.code, named(place)) for place in places(actor)]


def _filtered(query: Any) -> Any:
    query = query.join(Project, Project.id == Order.project_id)
    args = request.args
    if text := args.get("q", "").strip()[:60]:
        words = [
            column.contains(text, autoescape=True) for column in (Project.name, Order.number, Order.problem)
        ]
        query = query.where(or_(*words))
    if (category := args.get("category", "")) in set(ProblemCategory):
        query = query.where(Order.category == ProblemCategory(category))
    years = year_filter(db.session(), args.get("year") or ALL, clock.today())
    return years.narrow(by_project(by_place(query)))


# Drafting


@bp.get("/projects/<int:project_id>/orders/new")
@requires(Ability.ORDER_DRAFT)
def new(project_id: int) -> ResponseReturnValue:
    """An empty draft, filled from a filing or finding; where an order stands on the finding it is shown."""
    actor = current_actor()
    project, filing, finding = _source(project_id, request.args)
    light, problem = _light(project, request.args), _problem(project, request.args)
    ground = finding or problem
    held = order_drafts.order_on(db.session, ground) if ground is not None else None
    if held is not None and (held.number or held.issuer_unit_id == actor.unit_id):
        return redirect(url_for("orders.show", order_id=held.id))
    form = OrderForm(formdata=None)
    said = rows_of([light])[0].text if light else ""
    filing = filing or (problem.item.filing if problem else None)
    form.fill(order_drafts.prefill(db.session, actor, project, filing, finding, light, said, problem))
    form.stand_on(request.args)
    if held is not None:
        refuse(form, [order_drafts.taken(held)])
    return draft_page(form, project, filing, finding, light=light, problem=problem)


def _light(project: Project, values: Any) -> Light | None:
    return order_drafts.light_of(db.session, current_actor(), project, whole(values.get("light"), 0) or None)


def _problem(project: Project, values: Any) -> ConcentratedProblem | None:
    number = whole(values.get("concentrated"), 0) or None
    return order_drafts.problem_of(db.session(), current_actor(), project, number)


def _source(project_id: int, values: Any) -> tuple[Project, Filing | None, Finding | None]:
    actor = current_actor()
    project = fetch(db.session, Project, actor, project_id)
    ensure(Ability.ORDER_DRAFT, project_facts(project))
    filing_id, finding_id = whole(values.get("filing"), 0) or None, whole(values.get("finding"), 0) or None
    return project, *order_drafts.source_of(db.session, actor, project, filing_id, finding_id)


@bp.post("/projects/<int:project_id>/orders")
@requires(Ability.ORDER_DRAFT)
@writes
def create(project_id: int) -> ResponseReturnValue:
    """Keep a new draft."""
    project, filing, finding = _source(project_id, request.form)
    form, light, problem = OrderForm(), _light(project, request.form), _problem(project, request.form)
    filing = filing or (problem.item.filing if problem else None)
    try:
        if not form.validate():
            raise Refused([])
        entry = form.entry()
        order = order_drafts.draft(
            db.session, current_actor(), project, entry, filing, finding, light, problem
        )
    except Refused as refused:
        refuse(form, refused.problems)
        return draft_page(form, project, filing, finding, light=light, problem=problem), 422
    flash(_("草稿已保存，核对后即可下发。下发前只有本单位能看到。"), "success")
    return redirect(url_for("orders.show", order_id=order.id))


@bp.get("/orders/<int:order_id>/edit")
@requires(Ability.ORDER_ISSUE)
def edit(order_id: int) -> ResponseReturnValue:
    """The form of a draft."""
    order = orders.opened(db.session, current_actor(), order_id)
    order_drafts.edit_allowed(current_actor(), order)
    form = OrderForm(formdata=None)
    form.fill(order_drafts.entry_of(order))
    return draft_page(form, order.project, order.filing, order.finding, order, light=order.light)


@bp.post("/orders/<int:order_id>/edit")
@requires(Ability.ORDER_ISSUE)
@writes
def update(order_id: int) -> ResponseReturnValue:
    """Keep a changed draft; a second writer sees both versions."""
    order, form = orders.opened(db.session, current_actor(), order_id), OrderForm()
    order_drafts.edit_allowed(current_actor(), order)
    conflicts: list[tuple[str, str, str]] = []
    try:
        if not form.validate():
            raise Refused([])
        claim(order, request.form.get("version_id"))
        order_drafts.update(db.session, current_actor(), order, form.entry())
    except StaleRecord:
        conflicts = differences(order, form)
        return draft_page(
            form, order.project, order.filing, order.finding, order, conflicts, order.light
        ), 409
    except Refused as refused:
        refuse(form, refused.problems)
        return draft_page(form, order.project, order.filing, order.finding, order, light=order.light), 422
    flash(_("草稿已保存。"), "success")
    return redirect(url_for("orders.show", order_id=order.id))


# One order


@bp.get("/orders/<int:order_id>")
@requires(Ability.ORDER_READ)
def show(order_id: int) -> ResponseReturnValue:
    """The order, its replies and its history, with the buttons that the actor may press."""
    return order_page(orders.opened(db.session, current_actor(), order_id))


def _move(
    order_id: int,
    act: Callable[[Order], object],
    done: Callable[[Order], str],
    again: dict[str, Any],
    typed: str = "",
) -> ResponseReturnValue:
    """The way of all buttons: lock, act, say so. A refusal brings back the form, a lost race the text."""
    order = orders.opened(db.session, current_actor(), order_id)
    try:
        if workflow.offered(current_actor(), order):
            claim(order, request.form.get("version_id"))
        act(order)
    except (IllegalMove, StaleRecord):
        db.session.rollback()
        return order_page(
            orders.opened(db.session, current_actor(), order_id), unsent=typed, overtaken=True
        ), 409
    except Refused as refused:
        db.session.rollback()
        for form in again.values():
            refuse(form, refused.problems)
        return order_page(orders.opened(db.session, current_actor(), order_id), **again), 422
    flash(done(order), "success")
    return redirect(url_for("orders.show", order_id=order.id))


@bp.post("/orders/<int:order_id>/issue")
@requires(Ability.ORDER_ISSUE)
@writes
def issue(order_id: int) -> ResponseReturnValue:
    """Issue a draft: it gets its number and deadline."""
    actor = current_actor()
    return _move(
        order_id,
        lambda order: orders.issue(db.session, actor, order),
        lambda order: _("整改通知书已下发，文号 %(number)s。", number=order.number),
        {"issue_form": ReasonForm(formdata=None, prefix="issue-")},
    )


@bp.post("/orders/<int:order_id>/acknowledge")
@requires(Ability.ORDER_ACKNOWLEDGE)
@writes
def acknowledge(order_id: int) -> ResponseReturnValue:
    """Sign for an order."""
    actor = current_actor()
    return _move(
        order_id,
        lambda order: orders.acknowledge(db.session, actor, order),
        lambda order: _("已签收整改通知书 %(number)s，请在期限内报送整改结果。", number=order.number),
        {},
    )


@bp.post("/orders/<int:order_id>/reply")
@requires(Ability.ORDER_REPLY)
@writes
def reply(order_id: int) -> ResponseReturnValue:
    """Answer with measures and files."""
    actor, form = current_actor(), ReplyForm()
    files = chosen_files("files")
    form.lost_files()
    measures = form.measures.data or ""
    return _move(
        order_id,
        lambda order: orders.reply(db.session, actor, order, measures, store(), files),
        lambda order: _("整改结果已报送，等待下达单位复核。"),
        {"reply_form": form},
        measures,
    )


@bp.post("/orders/<int:order_id>/close")
@requires(Ability.ORDER_CLOSE)
@writes
def close(order_id: int) -> ResponseReturnValue:
    """Strike an order off (销号)."""
    actor, form = current_actor(), OpinionForm()
    opinion = form.opinion.data or ""
    return _move(
        order_id,
        lambda order: orders.close(db.session, actor, order, opinion),
        lambda order: _("整改通知书 %(number)s 已销号。", number=order.number),
        {"opinion_form": form},
        opinion,
    )


@bp.post("/orders/<int:order_id>/send-back")
@requires(Ability.ORDER_SEND_BACK)
@writes
def send_back(order_id: int) -> ResponseReturnValue:
    """Send a reply back with a reason."""
    actor, form = current_actor(), ReasonForm(prefix="back-")
    reason = form.reason.data or ""
    return _move(
        order_id,
        lambda order: orders.send_back(db.session, actor, order, reason),
        lambda order: _("已退回责任单位重新整改。"),
        {"send_back_form": form},
        reason,
    )


@bp.post("/orders/<int:order_id>/withdraw")
@requires(Ability.ORDER_WITHDRAW)
@writes
def withdraw(order_id: int) -> ResponseReturnValue:
    """Take an order back with a reason."""
    actor, form = current_actor(), ReasonForm(prefix="withdraw-")
    reason = form.reason.data or ""
    return _move(
        order_id,
        lambda order: orders.withdraw(db.session, actor, order, reason),
        lambda order: _("整改通知书已撤销。"),
        {"withdraw_form": form},
        reason,
    )


bp.add_app_template_filter(standing_text, "standing_text")
bp.add_app_template_filter(standing_tone, "standing_tone")
