"""Entry of a self-evaluation, with its scores shown while it is filled in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.evaluation_scores import EvaluationEntry, MoneyEntry, RowEntry
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.extensions import db
from portal.messages import sentence
from portal.models import Filing
from portal.services import evaluations, reviews, targets
from portal.services.locking import claim
from portal.services.workflow import Refused
from portal.web.forms.grids import read_points, read_rows, read_wan
from portal.web.transaction import writes

bp = Blueprint("evaluations", __name__, url_prefix="/filings")


def _load(filing_id: int) -> Filing:
    filing = fetch(db.session, Filing, current_actor(), filing_id, joinedload(Filing.round))
    targets.editable(current_actor(), filing)
    return filing


def _entry(found: list[Problem]) -> EvaluationEntry:
    form = request.form
    rows = []
    for typed in read_rows(form, "rows"):
        key = typed.get("key", "")
        share = read_points(typed.get("attained", ""), f"rows.{key}.attained", found)
        rows.append(
            RowEntry(
                key,
                typed.get("actual", "")[:200],
                min(share, 10000) if share is not None else None,
                read_points(typed.get("override", ""), f"rows.{key}.override", found),
                typed.get("override_reason", "")[:2000],
                typed.get("deviation", "")[:2000],
            )
        )
    names = ("budget_fiscal", "budget_other", "executed_fiscal", "executed_other")
    amounts = {name: read_wan(form.get(name, ""), f"money.{name}", found) for name in names}
    return EvaluationEntry(
        MoneyEntry(*amounts.values()),
        tuple(rows),
        form.get("achievement", "")[:5000],
        form.get("note", "")[:2000],
        read_points(form.get("execution_override", ""), "execution.override", found),
        form.get("execution_reason", "")[:2000],
    )


def _page(
    filing: Filing, entry: EvaluationEntry | None, unread: list[Problem], refusals: list[str] | None = None
) -> str:
    form = evaluations.form_of(db.session, filing)
    known = evaluations.known(db.session, filing)
    project = filing.project
    blank = EvaluationEntry(MoneyEntry(project.fiscal_fen, project.other_fen, None, None))
    shown = entry or (evaluations.stored(form) if form else blank)
    return render_template(
        "evaluations/edit.html",
        filing=filing,
        entry=shown,
        known=known,
        typed={r.key: r for r in shown.rows},
        result=evaluations.score(db.session, filing, shown),
        refusals=refusals or [],
        problems=unread + evaluations.problems_of(db.session, filing, shown),
        comments=reviews.open_comments(filing),
    )


@bp.get("/<int:filing_id>/evaluation")
@requires(Ability.FILING_EDIT)
def edit(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    if filing.project.target_id is None:
        flash(
            _("该项目的绩效目标尚未审核通过,暂不能填报监控或自评。请先完成绩效目标的提交和审核。"), "warning"
        )
        return redirect(url_for("records.dossier", project_id=filing.project_id))
    return _page(filing, None, [])


@bp.post("/<int:filing_id>/evaluation/open")
@requires(Ability.FILING_EDIT)
@writes
def open_form(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    evaluations.open_form(db.session, current_actor(), filing)
    return redirect(url_for("evaluations.edit", filing_id=filing.id))


@bp.post("/<int:filing_id>/evaluation")
@requires(Ability.FILING_EDIT)
@writes
def save(filing_id: int) -> ResponseReturnValue:
    filing, unread = _load(filing_id), list[Problem]()
    entry = _entry(unread)
    claim(filing, request.form.get("version_id"))
    if unread:
        return _page(filing, entry, unread), 422
    try:
        evaluations.save(db.session, current_actor(), filing, entry)
    except Refused as refused:
        db.session.rollback()
        return _page(_load(filing_id), entry, [], [sentence(p) for p in refused.problems]), 422
    if request.form.get("action") == "submit":
        return redirect(url_for("filings.confirm_submit", filing_id=filing.id))
    flash(_("草稿已保存。"), "success")
    return redirect(url_for("evaluations.edit", filing_id=filing.id))


@bp.post("/<int:filing_id>/evaluation/score")
@requires(Ability.FILING_EDIT)
def score(filing_id: int) -> ResponseReturnValue:
    filing, unread = _load(filing_id), list[Problem]()
    entry = _entry(unread)
    return render_template(
        "filings/_checks.html",
        filing=filing,
        problems=unread + evaluations.problems_of(db.session, filing, entry),
        result=evaluations.score(db.session, filing, entry),
    )
