"""Entry of a monitoring round: the form, live checks, saving while typing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.filings import DeviationReason, Likelihood, Stage
from portal.domain.monitoring_checks import RoundKnown, check_round
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.i18n import moment_text
from portal.messages import sentence
from portal.models import Filing
from portal.reporting.grouping import spans
from portal.services import light_preview, monitoring, reviews
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.context import wants_fragment
from portal.web.filling import barred, keep_reasons, load, reasons_given, shut
from portal.web.forms import monitoring as form
from portal.web.forms.monitoring import TypedRound
from portal.web.transaction import writes

bp = Blueprint("monitoring", __name__, url_prefix="/filings")

MONTHS = 12


def _live(filing: Filing, typed: TypedRound, known: RoundKnown) -> dict[str, Any]:
    """What the narrow column says: findings, execution to the cut-off beside the elapsed part of the year."""
    unread = {problem.field for problem in typed.unread}
    found = [p for p in check_round(typed.entry, known) if p.field not in unread]
    money, on = typed.entry.money, known.money
    return {
        "filing": filing, "typed": typed, "known": known, "problems": [*typed.unread, *found],
        "reasons": reasons_given(filing, found), "names": form.cell_names(known),
        "paid": (money.paid_fiscal_fen or 0) + (money.paid_other_fen or 0),
        "expected": (money.expected_fiscal_fen or 0) + (money.expected_other_fen or 0),
        "budget": on.budget_fiscal_fen + on.budget_other_fen,
        "elapsed": (filing.round.cutoff_month or MONTHS, MONTHS),
        "ahead": light_preview.of_round(filing, typed.entry, clock.today()),
    }  # fmt: skip


def _page(filing: Filing, typed: TypedRound, **more: Any) -> str:
    known = monitoring.known(db.session, filing)
    return render_template(
        "monitoring/edit.html",
        **_live(filing, typed, known),
        rows=spans(known.rows, chunk=len(known.rows) or 1), cutoff=monitoring.cutoff_of(filing),
        likelihoods=list(Likelihood), categories=list(DeviationReason),
        comments=reviews.open_comments(filing), version=filing.version_id, **more,
    )  # fmt: skip


@bp.get("/<int:filing_id>/monitoring")
@requires(Ability.FILING_EDIT)
def edit(filing_id: int) -> ResponseReturnValue:
    filing = load(filing_id, Stage.MONITORING)
    if (way := shut(filing) or barred(filing)) is not None:
        return way
    return _page(filing, form.shown_round(monitoring.read(db.session, filing)))


@bp.post("/<int:filing_id>/monitoring")
@requires(Ability.FILING_EDIT)
@writes
def save(filing_id: int) -> ResponseReturnValue:
    filing = load(filing_id, Stage.MONITORING)
    if (way := barred(filing)) is not None:
        return way
    typed = form.read_round(request.form)
    if (refusal := _keep(filing, typed)) is not None:
        return refusal
    if wants_fragment():
        return jsonify(version_id=filing.version_id, saved=moment_text(clock.now()))
    if request.form.get("action") == "submit":
        return redirect(url_for("filings.confirm_submit", filing_id=filing.id))
    flash(_("草稿已保存。"), "success")
    return redirect(url_for("monitoring.edit", filing_id=filing.id))


def _keep(filing: Filing, typed: TypedRound) -> ResponseReturnValue | None:
    """Save what was typed; a page where that was refused, with everything typed still on it.

    A save while typing keeps what can be kept and leaves the rest on the page.
    """
    draft = wants_fragment()
    try:
        claim(filing, request.form.get("version_id"))
        if typed.unread and not draft:
            return _page(filing, typed), 422
        monitoring.save(db.session, current_actor(), filing, typed.entry, draft=draft)
    except StaleRecord:
        theirs, known = monitoring.read(db.session, filing), monitoring.known(db.session, filing)
        return _page(filing, typed, conflicts=form.conflicts(typed, theirs, known)), 409
    except Refused as refused:
        db.session.rollback()
        return _page(
            load(filing.id, Stage.MONITORING), typed, refusals=[sentence(p) for p in refused.problems]
        ), 422
    keep_reasons(filing)
    return None


@bp.post("/<int:filing_id>/monitoring/check")
@requires(Ability.FILING_EDIT)
def check(filing_id: int) -> ResponseReturnValue:
    filing = load(filing_id, Stage.MONITORING)
    if (way := barred(filing)) is not None:
        return way
    typed = form.read_round(request.form)
    known = monitoring.known(db.session, filing)
    return render_template("monitoring/_checks.html", **_live(filing, typed, known))
