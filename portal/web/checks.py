"""Checks of self-evaluations: the page with declared and checked values, its saving and its end."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import project_facts
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.permissions import Ability, allows
from portal.extensions import db
from portal.i18n import points_text
from portal.models import Check, Filing
from portal.services import checks
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.forms.checks import CancelForm, CheckForm
from portal.web.forms.refusals import refuse
from portal.web.transaction import writes

bp = Blueprint("checks", __name__)


@bp.post("/filings/<int:filing_id>/checks", endpoint="open")
@requires(Ability.CHECK_OPEN)
@writes
def open_check(filing_id: int) -> ResponseReturnValue:
    """Open a check, or go to the one the unit has open."""
    actor = current_actor()
    filing = fetch(db.session, Filing, actor, filing_id, selectinload(Filing.versions))
    check = checks.open_check(db.session, actor, filing)
    return redirect(url_for("checks.show", check_id=check.id))


def _load(check_id: int) -> Check:
    return fetch(
        db.session,
        Check,
        current_actor(),
        check_id,
        joinedload(Check.filing).joinedload(Filing.project),
        joinedload(Check.unit),
        joinedload(Check.opener),
        selectinload(Check.rows),
        selectinload(Check.findings),
    )


@bp.get("/checks/<int:check_id>")
@requires(Ability.CHECK_READ)
def show(check_id: int) -> ResponseReturnValue:
    """The check: a form for its own unit while it is open, a sheet to read for everybody else."""
    check = _load(check_id)
    sheet = checks.sheet(check)
    form = CheckForm(formdata=None)
    form.show(check, sheet)
    return _page(check, sheet, form)


def _page(check: Check, sheet: checks.Sheet, form: CheckForm, **more: object) -> str:
    actor = current_actor()
    form.offer(sheet)
    project = check.filing.project
    values = {"cancel_form": CancelForm(formdata=None), "conflicts": [], **more}
    return render_template(
        "checks/show.html",
        check=check,
        filing=check.filing,
        project=project,
        sheet=sheet,
        form=form,
        typed={row.form.key.data: row for row in form.rows.entries},
        editable=checks.may_edit(actor, check),
        orders=checks.orders_by_finding(db.session, actor, check),
        may_order=allows(Ability.ORDER_DRAFT, actor, project_facts(project)),
        **values,
    )


@bp.post("/checks/<int:check_id>")
@requires(Ability.CHECK_CONCLUDE)
@writes
def save(check_id: int) -> ResponseReturnValue:
    """Keep what was typed."""
    return _take(check_id, _saved)


def _saved(check: Check) -> ResponseReturnValue:
    flash(_("检查记录已保存，%(time)s。", time=f"{clock.official(clock.now()):%H:%M}"), "success")
    return redirect(url_for("checks.show", check_id=check.id))


@bp.post("/checks/<int:check_id>/conclude")
@requires(Ability.CHECK_CONCLUDE)
@writes
def conclude(check_id: int) -> ResponseReturnValue:
    """Keep what was typed and end the check."""
    return _take(check_id, _concluded)


def _concluded(check: Check) -> ResponseReturnValue:
    checks.conclude(db.session, current_actor(), check)
    flash(_("检查已办结。可以对发现的问题下发整改通知书。"), "success")
    return redirect(url_for("checks.show", check_id=check.id))


def _take(check_id: int, done: Callable[[Check], ResponseReturnValue]) -> ResponseReturnValue:
    """The shared way of both buttons: lock, save, go on; every refusal comes back with all that was typed."""
    check, form = _load(check_id), CheckForm()
    checks.save_allowed(current_actor(), check)
    if not form.validate():
        return _page(check, checks.sheet(check), form), 422
    try:
        claim(check, request.form.get("version_id"))
        checks.save(db.session, current_actor(), check, form.entry())
        return done(check)
    except StaleRecord:
        sheet = checks.sheet(check)
        return _page(check, sheet, form, conflicts=_conflicts(check, sheet, form)), 409
    except Refused as refused:
        # What was saved on the way goes back too, so that the page carries the version that is stored.
        db.session.rollback()
        check = _load(check_id)
        refuse(form, refused.problems)
        return _page(check, checks.sheet(check), form), 422


def _conflicts(check: Check, sheet: checks.Sheet, form: CheckForm) -> list[tuple[str, str, str]]:
    """(place, kept by the other, typed here) of everything that differs."""
    kept = CheckForm(formdata=None)
    kept.show(check, sheet)
    names = {row.key: row.name for row in sheet.rows}
    mine = {row.form.key.data: row.form for row in form.rows.entries}
    pairs = [
        (_("核查执行数"), kept.executed._value(), form.executed._value()),
        (_("核查执行得分"), kept.execution_score._value(), form.execution_score._value()),
        (pgettext("field", "检查结论"), kept.conclusion.data or "", form.conclusion.data or ""),
    ]
    for entry in kept.rows.entries:
        theirs, typed = entry.form, mine.get(entry.form.key.data)
        if typed is not None:
            for field in ("value", "score", "note"):
                label = f"{names[theirs.key.data]} · {typed[field].label.text}"
                pairs.append((label, theirs[field]._value(), typed[field]._value()))
    return [pair for pair in pairs if pair[1].strip() != pair[2].strip()]


@bp.post("/checks/<int:check_id>/cancel")
@requires(Ability.CHECK_CANCEL)
@writes
def cancel(check_id: int) -> ResponseReturnValue:
    """Give the check up, with a reason."""
    check, form = _load(check_id), CancelForm()
    try:
        checks.cancel(db.session, current_actor(), check, form.reason.data or "")
    except Refused as refused:
        refuse(form, refused.problems)
        sheet, kept = checks.sheet(check), CheckForm(formdata=None)
        kept.show(check, sheet)
        return _page(check, sheet, kept, cancel_form=form), 422
    flash(_("检查已取消。"), "success")
    return redirect(url_for("checks.show", check_id=check.id))


def distance_text(hundredths: int) -> str:
    """A difference of scores with its sign."""
    return f"+{points_text(hundredths)}" if hundredths > 0 else points_text(hundredths).replace("-", "−")


bp.add_app_template_filter(distance_text, "distance")
