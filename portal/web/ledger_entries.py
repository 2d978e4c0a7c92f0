"""Problems entered in the ledger by hand: place first, then the entry; its page with the buttons up to 销号."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.flows.entries import EntryAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.labels import label
from portal.models import LedgerEntry, Region
from portal.services import ledger_entries, workflow
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.forms.ledgers import EntryForm, FinishForm
from portal.web.forms.orders import OpinionForm, ReasonForm
from portal.web.forms.refusals import refuse
from portal.web.ledger_entry_pages import differences, entry_page, form_page
from portal.web.transaction import writes

bp = Blueprint("ledger_entries", __name__, url_prefix="/ledgers/entries")

TURNS = (EntryAction.START, EntryAction.SEND_BACK, EntryAction.VOID)


@bp.get("/new")
@requires(Ability.LEDGER_REGISTER)
def new() -> ResponseReturnValue:
    """The place where the problem was found; with one place only, or one chosen, the form itself."""
    actor = current_actor()
    places = ledger_entries.places(db.session(), actor)
    code = request.args.get("region", "") or (places[0].code if len(places) == 1 else "")
    if not code:
        return render_template("ledgers/place.html", places=places)
    region = fetch(db.session, Region, actor, code)
    form = EntryForm(formdata=None)
    form.fill(ledger_entries.prefill(db.session(), actor, region.code))
    return form_page(form, region)


@bp.post("/")
@requires(Ability.LEDGER_REGISTER)
@writes
def create() -> ResponseReturnValue:
    """Keep a new entry."""
    actor, form = current_actor(), EntryForm()
    region = fetch(db.session, Region, actor, form.region.data or "")
    try:
        if not form.validate():
            raise Refused([])
        made = ledger_entries.register(db.session(), actor, region.code, form.entry())
    except Refused as refusal:
        db.session.rollback()
        refuse(form, refusal.problems)
        return form_page(form, fetch(db.session, Region, actor, region.code)), 422
    flash(_("问题已登记到本单位台账。"), "success")
    return redirect(url_for("ledger_entries.show", entry_id=made.id))


def _opened(entry_id: int) -> LedgerEntry:
    return ledger_entries.opened(db.session(), current_actor(), entry_id)


@bp.get("/<int:entry_id>")
@requires(Ability.ORDER_READ)
def show(entry_id: int) -> ResponseReturnValue:
    return entry_page(_opened(entry_id))


@bp.get("/<int:entry_id>/edit")
@requires(Ability.LEDGER_KEEP)
def edit(entry_id: int) -> ResponseReturnValue:
    made, form = _opened(entry_id), EntryForm(formdata=None)
    ledger_entries.edit_allowed(current_actor(), made)
    form.fill(ledger_entries.form_of(made))
    return form_page(form, made.region, made)


@bp.post("/<int:entry_id>/edit")
@requires(Ability.LEDGER_KEEP)
@writes
def update(entry_id: int) -> ResponseReturnValue:
    """Keep a changed entry; a second writer sees both versions."""
    made, form = _opened(entry_id), EntryForm()
    ledger_entries.edit_allowed(current_actor(), made)
    try:
        if not form.validate():
            raise Refused([])
        claim(made, request.form.get("version_id"))
        ledger_entries.update(db.session(), current_actor(), made, form.entry())
    except StaleRecord:
        return form_page(form, made.region, made, differences(made, form)), 409
    except Refused as refusal:
        db.session.rollback()
        refuse(form, refusal.problems)
        made = _opened(entry_id)
        return form_page(form, made.region, made), 422
    flash(_("台账登记已修改。"), "success")
    return redirect(url_for("ledger_entries.show", entry_id=made.id))


def _move(
    entry_id: int, act: Callable[[LedgerEntry], object], done: str, form: Any, name: str
) -> ResponseReturnValue:
    """Lock, act, say so; a refusal brings back the form by its name on the page, a lost race the entry as it is."""
    made = _opened(entry_id)
    try:
        if workflow.offered(current_actor(), made):
            claim(made, request.form.get("version_id"))
        act(made)
    except (IllegalMove, StaleRecord):
        db.session.rollback()
        unsent = next((str(value) for value in form.data.values() if value), "")
        return entry_page(_opened(entry_id), overtaken=True, unsent=unsent), 409
    except Refused as refusal:
        db.session.rollback()
        refuse(form, refusal.problems)
        return entry_page(_opened(entry_id), **{name: form}), 422
    flash(done, "success")
    return redirect(url_for("ledger_entries.show", entry_id=entry_id))


@bp.post("/<int:entry_id>/finish")
@requires(Ability.LEDGER_KEEP)
@writes
def finish(entry_id: int) -> ResponseReturnValue:
    """Report what is mended: it waits for verification."""
    actor, form = current_actor(), FinishForm()
    form.validate()
    measures, proof = form.measures.data or "", form.proof.data or ""
    return _move(
        entry_id,
        lambda made: ledger_entries.finish(
            db.session(), actor, made, measures, form.completed_on.data, proof
        ),
        _("已登记整改完成,等待复核。"),
        form,
        "finish_form",
    )


@bp.post("/<int:entry_id>/close")
@requires(Ability.LEDGER_VERIFY)
@writes
def close(entry_id: int) -> ResponseReturnValue:
    """Strike off (销号) with a verification opinion."""
    actor, form = current_actor(), OpinionForm()
    return _move(
        entry_id,
        lambda made: ledger_entries.close(db.session(), actor, made, form.opinion.data or ""),
        _("问题已复核销号。"),
        form,
        "opinion_form",
    )


@bp.post("/<int:entry_id>/move")
@requires(Ability.LEDGER_KEEP)
@writes
def turn(entry_id: int) -> ResponseReturnValue:
    """Begin mending, send back, or declare void; the word comes with its button."""
    actor, word = current_actor(), request.form.get("action", "")
    action = EntryAction(word) if word in set(TURNS) else None
    form = ReasonForm(prefix=f"{word}-" if action else "")

    def act(made: LedgerEntry) -> None:
        if action is None:
            raise IllegalMove("entry", word, made.status)
        ledger_entries.move(db.session(), actor, made, action, form.reason.data or "")

    done = _("已登记：%(step)s。", step=label(action)) if action else ""
    return _move(entry_id, act, done, form, f"{word}_form")
