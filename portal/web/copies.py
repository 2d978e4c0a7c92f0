"""Copies for information (抄送): one form for filings, orders, checks and lights."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.actor import current_actor
from portal.access.guards import ensure, requires
from portal.access.scope import fetch
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.labels.announcements import KINDS
from portal.models import Check, Filing, Light, Order
from portal.services import copies, workflow
from portal.services.workflow import Refused
from portal.web.forms.announcements import CopyForm
from portal.web.forms.refusals import refuse
from portal.web.notice_rows import page_of
from portal.web.transaction import writes

bp = Blueprint("copies", __name__, url_prefix="/copies")

Record = Filing | Order | Check | Light


def _opened(model: type[Filing | Order | Check | Light], identity: int) -> Record:
    """A record that exists for the person at the screen, who may act on it."""
    record: Record = fetch(db.session, model, current_actor(), identity)
    ensure(Ability.COPY_SEND, workflow.facts(record))
    return record


def _page(record: Record, form: CopyForm) -> str:
    form.offer(copies.choices(db.session(), current_actor(), record))
    subject = workflow.subject_of(record)
    return render_template(
        "copies/new.html",
        form=form,
        record=record,
        kind=KINDS[subject.partition(":")[0]],
        bearer=copies.bearer_of(record),
        back=page_of(subject),
        most=copies.MOST_WORDS,
    )


def _send(record: Record) -> ResponseReturnValue:
    """Send what was ticked, or bring the form back with what stands against it."""
    form = CopyForm()
    try:
        made = copies.send(db.session(), current_actor(), record, form.chosen(), form.word.data or "")
    except Refused as refused:
        db.session.rollback()
        refuse(form, refused.problems)
        return _page(record, form), 422
    flash(_("已抄送 %(num)s 个单位。", num=len(made)), "success")
    return redirect(page_of(workflow.subject_of(record)) or url_for("account.start"))


@bp.get("/filings/<int:filing_id>")
@requires(Ability.COPY_SEND)
def filing(filing_id: int) -> ResponseReturnValue:
    return _page(_opened(Filing, filing_id), CopyForm(formdata=None))


@bp.post("/filings/<int:filing_id>")
@requires(Ability.COPY_SEND)
@writes
def send_filing(filing_id: int) -> ResponseReturnValue:
    """Send a copy of a filing."""
    return _send(_opened(Filing, filing_id))


@bp.get("/orders/<int:order_id>")
@requires(Ability.COPY_SEND)
def order(order_id: int) -> ResponseReturnValue:
    return _page(_opened(Order, order_id), CopyForm(formdata=None))


@bp.post("/orders/<int:order_id>")
@requires(Ability.COPY_SEND)
@writes
def send_order(order_id: int) -> ResponseReturnValue:
    """Send a copy of an order."""
    return _send(_opened(Order, order_id))


@bp.get("/checks/<int:check_id>")
@requires(Ability.COPY_SEND)
def check(check_id: int) -> ResponseReturnValue:
    return _page(_opened(Check, check_id), CopyForm(formdata=None))


@bp.post("/checks/<int:check_id>")
@requires(Ability.COPY_SEND)
@writes
def send_check(check_id: int) -> ResponseReturnValue:
    """Send a copy of a check."""
    return _send(_opened(Check, check_id))


@bp.get("/lights/<int:light_id>")
@requires(Ability.COPY_SEND)
def light(light_id: int) -> ResponseReturnValue:
    return _page(_opened(Light, light_id), CopyForm(formdata=None))


@bp.post("/lights/<int:light_id>")
@requires(Ability.COPY_SEND)
@writes
def send_light(light_id: int) -> ResponseReturnValue:
    """Send a copy of a light."""
    return _send(_opened(Light, light_id))
