"""Pages of rectification orders as they are rendered: a draft, an order, what differs, standings in words."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import may
from portal.access.scope import visible
from portal.domain.permissions import Ability, may_ever
from portal.domain.roles import Actor
from portal.extensions import db
from portal.i18n import named
from portal.labels import event, label
from portal.models import Check, ConcentratedItem, ConcentratedProblem, Filing, Finding, Light, Order, Project
from portal.services import attachments, extensions, order_drafts, orders, workflow
from portal.services.orders import Standing
from portal.web.forms.order_steps import AnswerForm, ExtensionForm, PressureForm
from portal.web.forms.orders import OpinionForm, OrderForm, ReasonForm, ReplyForm
from portal.web.light_rows import rows_of
from portal.web.standing import near_days, work_calendar

TONES = {
    "overdue": "bad",
    "near": "warn",
    "behind": "warn",
    "on_time": "info",
    "closed": "good",
    "closed_late": "good",
}
STEP_TONES = {
    "order.escalate": "bad",
    "order.supervise": "bad",
    "order.interview": "bad",
    "order.circular": "bad",
    "order.issue": "bad",
    "order.close": "good",
    "order.send_back": "warn",
    "order.reply": "info",
}


def draft_page(
    form: OrderForm,
    project: Project,
    filing: Filing | None,
    finding: Finding | None,
    order: Order | None = None,
    conflicts: list[tuple[str, str, str]] | None = None,
    light: Light | None = None,
    problem: ConcentratedProblem | None = None,
) -> str:
    """The form of a draft with the day it would fall due; conflicts: what another person kept meanwhile."""
    form.offer(order_drafts.addressees(db.session, project, current_actor().unit_id))
    days = form.working_days.data
    shown = days if days and days <= order_drafts.MOST_DAYS else None
    return render_template(
        "orders/draft.html",
        form=form,
        project=project,
        filing=filing,
        finding=finding,
        light=light,
        problem=order.concentrated_problem if order else problem,
        order=order,
        due=orders.due(db.session, clock.today(), shown) if shown else None,
        conflicts=conflicts or [],
        most=order_drafts.MOST_TEXT,
    )


def differences(order: Order, form: OrderForm) -> list[tuple[str, str, str]]:
    """(field, kept by the other, typed here) of everything that differs."""
    kept = OrderForm(formdata=None)
    kept.fill(order_drafts.entry_of(order))
    for each in (kept, form):
        each.offer(order_drafts.addressees(db.session, order.project, order.issuer_unit_id))
    found = []
    for name in (
        "category",
        "problem",
        "basis",
        "requirement",
        "evidence",
        "unit_id",
        "person",
        "working_days",
    ):
        theirs, mine = _shown(kept[name]), _shown(form[name])
        if theirs.strip() != mine.strip():
            found.append((kept[name].label.text, theirs, mine))
    return found


def _shown(field: Any) -> str:
    if field.type == "SelectField":
        return str(dict(field.choices).get(field.data, ""))
    return str(field._value())


def order_page(order: Order, **forms: Any) -> str:
    """One order with its buttons; forms replace the empty ones by name, unsent is a text that was late."""
    actor, today = current_actor(), clock.today()
    standing = orders.standing(order, today, work_calendar(), near_days())
    shown = {
        "reply_form": ReplyForm(formdata=None),
        "opinion_form": OpinionForm(formdata=None),
        "send_back_form": ReasonForm(formdata=None, prefix="back-"),
        "withdraw_form": ReasonForm(formdata=None, prefix="withdraw-"),
        "unsent": "",
        "extension_form": ExtensionForm(formdata=None, prefix="ask-"),
        "answer_form": AnswerForm(formdata=None, prefix="answer-"),
        "pressure_form": PressureForm(formdata=None, prefix="press-"),
        **forms,
    }
    return render_template(
        "orders/show.html",
        order=order,
        project=order.project,
        moves={move.action for move in workflow.offered(actor, order)},
        standing=standing,
        light=rows_of([order.light])[0] if order.light else None,
        may_read_check=may_read_check(order),
        drawn=drawn_item(order),
        due=orders.due(db.session, today, order.working_days) if order.issued_on is None else None,
        steps=[_step(step) for step in orders.timeline(db.session, actor, order)],
        reply_files=orders.attached(db.session, actor, order),
        own_files=attachments.listed(db.session, actor, [order])[attachments.subject_of(order)],
        may_attach=attachments.may_add(actor, order),
        may_remove=lambda record, file: attachments.may_remove(actor, record, file),
        may_add=lambda record: attachments.may_add(actor, record),
        **_steps_beside(actor, order),
        **shown,
    )


def _steps_beside(actor: Actor, order: Order) -> dict[str, Any]:
    """What stands beside the order's own moves: extension, pressure, whether it happened before."""
    asked = extensions.waiting(order)
    may_press = extensions.may_press_state(order) and may(Ability.ORDER_PRESS, workflow.facts(order))
    return {
        "may_extend": extensions.may_ask(actor, order),
        "may_answer": extensions.may_answer(actor, order),
        "later": extensions.later(db.session(), asked) if asked else None,
        "may_press": may_press,
        "repeats": extensions.repeats(db.session(), [order]).get(order.id, 0),
    }


def may_read_check(order: Order) -> bool:
    """An open check is its own unit's alone, though an order may already stand on one of its findings."""
    if order.finding is None:
        return False
    mine = visible(Check, current_actor()).where(Check.id == order.finding.check_id)
    return db.session.scalar(mine.with_only_columns(Check.id)) is not None


def drawn_item(order: Order) -> ConcentratedItem | None:
    """The filing of a concentrated review that the order stands on, where the reader sees the review. An open one is
    known to those who read for it, though an order may already stand on what they found."""
    if order.concentrated_problem is None or not may_ever(Ability.CONCENTRATED_READ, current_actor()):
        return None
    mine = visible(ConcentratedItem, current_actor()).where(
        ConcentratedItem.id == order.concentrated_problem.item_id
    )
    return db.session.scalars(mine.options(joinedload(ConcentratedItem.review))).one_or_none()


def _step(step: orders.Step) -> dict[str, Any]:
    who = [part for part in (named(step.unit), step.person.full_name if step.person else "") if part]
    return {
        "at": step.at,
        "text": f"{event(step.action)} · {label(step.rung, 'Rung')}" if step.rung else event(step.action),
        "actor": " · ".join(who),
        "note": step.note,
        "tone": STEP_TONES.get(step.action, "plain"),
        "links": [],
    }


def standing_text(standing: Standing) -> str:
    """A standing in words: shape and colour never speak alone."""
    left = standing.days_left or 0
    match standing.code:
        case "overdue":
            return ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", -left)
        case "near" if left == 0:
            return pgettext("word", "今天截止")
        case "near" | "on_time":
            return ngettext("还有 %(num)s 个工作日", "还有 %(num)s 个工作日", left)
        case "behind":
            return ngettext("进度滞后，还有 %(num)s 个工作日", "进度滞后，还有 %(num)s 个工作日", left)
        case "closed_late":
            return _("逾期后销号")
        case "closed":
            return pgettext("status", "按期销号")
    return ""


def standing_tone(standing: Standing) -> str:
    """Tone of the badge of a standing."""
    return TONES.get(standing.code, "plain")
