"""Pages of a problem entered by hand as they are rendered: the form with its deadline, the entry with its buttons."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal import clock
from portal.access.actor import current_actor
from portal.domain.deadlines import is_overdue
from portal.domain.ledgers import OPEN_ENTRIES
from portal.extensions import db
from portal.models import LedgerEntry, Region
from portal.services import ledger_entries, workflow
from portal.web.chronicle import entry_rows
from portal.web.forms.ledgers import FIELDS, EntryForm, FinishForm
from portal.web.forms.orders import OpinionForm, ReasonForm


def form_page(
    form: EntryForm,
    region: Region,
    made: LedgerEntry | None = None,
    conflicts: list[tuple[str, str, str]] | None = None,
) -> str:
    """The form with the day the entry falls due; conflicts: what another person kept meanwhile."""
    units = ledger_entries.units(db.session(), current_actor(), region.code)
    form.offer(units)
    form.region.data = region.code
    return render_template(
        "ledgers/entry_form.html",
        form=form,
        region=region,
        entry=made,
        units=units,
        due=ledger_entries.due(db.session(), form.entry()),
        conflicts=conflicts or [],
        most=ledger_entries.MOST_TEXT,
    )


def differences(made: LedgerEntry, form: EntryForm) -> list[tuple[str, str, str]]:
    """(field, kept by the other, typed here) of everything that differs."""
    kept = EntryForm(formdata=None)
    kept.fill(ledger_entries.form_of(made))
    for each in (kept, form):
        each.offer(ledger_entries.units(db.session(), current_actor(), made.region_code))
    pairs = [(form[name].label.text, _shown(kept[name]), _shown(form[name])) for name in FIELDS]
    return [pair for pair in pairs if pair[1].strip() != pair[2].strip()]


def _shown(field: Any) -> str:
    if field.type == "SelectField":
        return str(dict(field.choices).get(field.data, ""))
    if field.type == "BooleanField":
        return "√" if field.data else ""
    return str(field._value())


def entry_page(made: LedgerEntry, **forms: Any) -> str:
    """One entry with its buttons; forms replace the empty ones by name, unsent is a text that was late."""
    actor, today = current_actor(), clock.today()
    finish = FinishForm(formdata=None)
    finish.measures.data, finish.proof.data = made.measures, made.proof
    finish.completed_on.data = made.completed_on or today
    shown = {
        "finish_form": finish,
        "opinion_form": OpinionForm(formdata=None),
        "send_back_form": ReasonForm(formdata=None, prefix="send_back-"),
        "void_form": ReasonForm(formdata=None, prefix="void-"),
        "overtaken": False,
        "unsent": "",
        **forms,
    }
    return render_template(
        "ledgers/entry.html",
        entry=made,
        moves={move.action for move in workflow.offered(actor, made)},
        overdue=made.status in OPEN_ENTRIES and is_overdue(today, made.due_on),
        project_read=made.project is not None
        and ledger_entries.project_of(db.session(), actor, made.region_code, made.project.code) is not None,
        steps=entry_rows(db.session.scalars(ledger_entries.steps(actor, made))),
        **shown,
    )
