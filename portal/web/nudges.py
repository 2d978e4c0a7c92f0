"""Nudges (催办) from the pages of filings, orders and projects, and what stands beside a record for copies and nudges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import project_facts
from portal.access.guards import ensure, may, requires
from portal.access.scope import fetch
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.extensions import db
from portal.i18n import date_text
from portal.messages import sentence
from portal.models import Check, Filing, Light, Order, Project
from portal.services import nudge_marks, nudges, workflow
from portal.services.nudge_marks import Mark
from portal.services.workflow import Refused
from portal.web.listing import whole
from portal.web.transaction import writes

bp = Blueprint("nudges", __name__, url_prefix="/nudges")


@dataclass(frozen=True, slots=True)
class Unsent:
    """What was typed for a nudge that was refused: filing is its number as sent, empty for another record."""

    filing: str = ""
    word: str = ""


def sent(act: Callable[[], object], endpoint: str, **record: int) -> ResponseReturnValue:
    """Press and say so, or say what stands against it, on the page that it was pressed on, with the word typed."""
    try:
        act()
    except Refused as refused:
        db.session.rollback()
        for problem in refused.problems:
            flash(sentence(problem), "error")
        return _again(endpoint, **record)
    flash(_("已催办,对方的待办和通知中会看到。"), "success")
    return redirect(url_for(endpoint, **record))


def _again(endpoint: str, **record: int) -> ResponseReturnValue:
    """The page that was pressed on, as it stands now. The word stays: in its form where the nudge is still offered, as a
    quotation in any case."""
    g.unsent_nudge = unsent = Unsent(request.form.get("filing", ""), request.form.get("word", "").strip())
    if unsent.word:
        flash(_("您填写的催办的话没有发出:%(word)s", word=unsent.word), "warning")
    page = make_response(current_app.view_functions[endpoint](**record))
    page.status_code = 422
    return page


@bp.app_template_global("unsent_nudge")
def unsent_nudge(filing: int | None) -> str:
    """The word of a nudge for a filing, or for the page's own record, that was refused just now; empty for none."""
    held: Unsent = g.get("unsent_nudge", Unsent())
    return held.word if held.filing in ("", str(filing)) else ""


@bp.post("/projects/<int:project_id>")
@requires(Ability.NUDGE_SEND)
@writes
def filing(project_id: int) -> ResponseReturnValue:
    """Press for a round of a project. Above, a round is known to be owed where its draft is not seen: the project is
    what must be visible."""
    actor = current_actor()
    project = fetch(db.session, Project, actor, project_id)
    ensure(Ability.NUDGE_SEND, project_facts(project))
    record = nudges.filing_of(db.session(), project, whole(request.form.get("filing"), 0))

    def act() -> None:
        if record is None:
            raise Refused([Problem("word", "nudge.nobody")])
        nudges.press(db.session(), actor, record, request.form.get("word", ""))

    seen = record is not None and may(Ability.FILING_READ, workflow.facts(record))
    if record is not None and seen and request.form.get("from") == "filing":
        return sent(act, "records.filing", filing_id=record.id)
    return sent(act, "records.dossier", project_id=project.id)


@bp.post("/orders/<int:order_id>")
@requires(Ability.NUDGE_SEND)
@writes
def order(order_id: int) -> ResponseReturnValue:
    """Press whoever owes the next step of an order."""
    actor = current_actor()
    record = fetch(db.session, Order, actor, order_id)
    ensure(Ability.NUDGE_SEND, workflow.facts(record))
    word = request.form.get("word", "")
    return sent(lambda: nudges.press(db.session(), actor, record, word), "orders.show", order_id=record.id)


@bp.app_template_filter("nudged")
def nudged(mark: Mark | None) -> str:
    """How often it was pressed for and when last; empty for None."""
    if mark is None:
        return ""
    last = date_text(mark.last)
    return ngettext(
        "被催办 %(num)s 次,最近 %(last)s", "被催办 %(num)s 次,最近 %(last)s", mark.count, last=last
    )


COPIES: dict[type, tuple[str, str]] = {
    Filing: ("copies.filing", "filing_id"),
    Order: ("copies.order", "order_id"),
    Check: ("copies.check", "check_id"),
    Light: ("copies.light", "light_id"),
}
"""The page on which a copy of each kind of record is sent."""


@bp.app_template_global("beside")
def beside(record: Filing | Order | Check | Light) -> dict[str, Any]:
    """What stands beside a record: the way to send a copy, the nudge that is offered, the mark of earlier ones."""
    endpoint, name = COPIES[type(record)]
    copy_url = (
        url_for(endpoint, **{name: record.id}) if may(Ability.COPY_SEND, workflow.facts(record)) else ""
    )
    if not isinstance(record, Filing | Order):
        return {"copy_url": copy_url, "nudge": None, "mark": None}
    subject, owing = workflow.subject_of(record), nudge_marks.owed(record, clock.today())
    held = nudge_marks.marks(db.session(), [subject]) if owing else {}
    return {
        "copy_url": copy_url,
        "nudge": nudges.offers(db.session(), current_actor(), [record]).get(subject),
        "mark": held.get((subject, owing)) if owing else None,
    }
