"""Entry of a self-evaluation: the form, its scores shown while it is typed, saving while typing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.evaluation_checks import check_evaluation
from portal.domain.evaluation_scores import EvaluationKnown, evaluate
from portal.domain.filings import Stage
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.i18n import moment_text
from portal.messages import sentence
from portal.models import Filing
from portal.reporting.grouping import spans
from portal.services import evaluations, light_preview, reviews
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.context import wants_fragment
from portal.web.filling import barred, keep_reasons, load, reasons_given, shut
from portal.web.forms import evaluations as form
from portal.web.forms.evaluations import TypedEvaluation
from portal.web.transaction import writes

bp = Blueprint("evaluations", __name__, url_prefix="/filings")


def _live(filing: Filing, typed: TypedEvaluation, known: EvaluationKnown) -> dict[str, Any]:
    """What the narrow column says: the scores by the plan's rules, total, grade, and the findings."""
    unread = {problem.field for problem in typed.unread}
    found = [p for p in check_evaluation(typed.entry, known) if p.field not in unread]
    result = evaluate(typed.entry, known)
    return {
        "filing": filing, "typed": typed, "known": known, "problems": [*typed.unread, *found],
        "reasons": reasons_given(filing, found), "names": form.cell_names(known),
        "result": result, "scored": {row.key: row for row in result.rows},
        "ahead": light_preview.of_evaluation(filing, typed.entry, clock.today()),
    }  # fmt: skip


def _page(filing: Filing, typed: TypedEvaluation, **more: Any) -> str:
    known = evaluations.known(db.session, filing)
    return render_template(
        "evaluations/edit.html",
        **_live(filing, typed, known),
        rows=spans(known.rows, chunk=len(known.rows) or 1), last=evaluations.last_rows(db.session, filing),
        levels=form.level_choices(known.rules), judged=form.judged_keys(known),
        comments=reviews.open_comments(filing), version=filing.version_id, **more,
    )  # fmt: skip


@bp.get("/<int:filing_id>/evaluation")
@requires(Ability.FILING_EDIT)
def edit(filing_id: int) -> ResponseReturnValue:
    filing = load(filing_id, Stage.EVALUATION)
    if (way := shut(filing) or barred(filing)) is not None:
        return way
    known = evaluations.known(db.session, filing)
    return _page(filing, form.shown_evaluation(evaluations.read(db.session, filing), known.rules))


@bp.post("/<int:filing_id>/evaluation")
@requires(Ability.FILING_EDIT)
@writes
def save(filing_id: int) -> ResponseReturnValue:
    filing = load(filing_id, Stage.EVALUATION)
    if (way := barred(filing)) is not None:
        return way
    typed = form.read_evaluation(request.form, evaluations.known(db.session, filing))
    if (refusal := _keep(filing, typed)) is not None:
        return refusal
    if wants_fragment():
        return jsonify(version_id=filing.version_id, saved=moment_text(clock.now()))
    if request.form.get("action") == "submit":
        return redirect(url_for("filings.confirm_submit", filing_id=filing.id))
    flash(_("草稿已保存。"), "success")
    return redirect(url_for("evaluations.edit", filing_id=filing.id))


def _keep(filing: Filing, typed: TypedEvaluation) -> ResponseReturnValue | None:
    """Save what was typed; a page where that was refused, with everything typed still on it.

    A save while typing keeps what can be kept and leaves the rest on the page.
    """
    draft = wants_fragment()
    try:
        claim(filing, request.form.get("version_id"))
        if typed.unread and not draft:
            return _page(filing, typed), 422
        evaluations.save(db.session, current_actor(), filing, typed.entry, draft=draft)
    except StaleRecord:
        theirs, known = evaluations.read(db.session, filing), evaluations.known(db.session, filing)
        return _page(filing, typed, conflicts=form.conflicts(typed, theirs, known)), 409
    except Refused as refused:
        db.session.rollback()
        return _page(
            load(filing.id, Stage.EVALUATION), typed, refusals=[sentence(p) for p in refused.problems]
        ), 422
    keep_reasons(filing)
    return None


@bp.post("/<int:filing_id>/evaluation/score")
@requires(Ability.FILING_EDIT)
def score(filing_id: int) -> ResponseReturnValue:
    filing = load(filing_id, Stage.EVALUATION)
    if (way := barred(filing)) is not None:
        return way
    known = evaluations.known(db.session, filing)
    typed = form.read_evaluation(request.form, known)
    return render_template("evaluations/_checks.html", **_live(filing, typed, known))
