"""Entry of a monitoring round."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.filings import DeviationReason, Likelihood
from portal.domain.monitoring_checks import MoneyEntry, RoundEntry, RowEntry
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.extensions import db
from portal.messages import sentence
from portal.models import Filing
from portal.services import monitoring, reviews, targets
from portal.services.locking import claim
from portal.services.workflow import Refused
from portal.web.forms.grids import read_rows, read_wan
from portal.web.transaction import writes

bp = Blueprint("monitoring", __name__, url_prefix="/filings")


def _load(filing_id: int) -> Filing:
    filing = fetch(db.session, Filing, current_actor(), filing_id, joinedload(Filing.round))
    targets.editable(current_actor(), filing)
    return filing


def _entry(found: list[Problem]) -> RoundEntry:
    form = request.form
    rows = []
    for typed in read_rows(form, "rows"):
        likelihood = typed.get("likelihood", "")
        rows.append(
            RowEntry(
                typed.get("key", ""),
                typed.get("progress", "")[:200],
                typed.get("expected", "")[:200],
                Likelihood(likelihood) if likelihood in set(Likelihood) else None,
                frozenset(r for r in DeviationReason if typed.get(f"reason_{r}") == "1"),
                typed.get("reason_text", "")[:2000],
                typed.get("measures", "")[:2000],
                typed.get("remark", "")[:2000],
            )
        )
    amounts = {
        name: read_wan(form.get(name, ""), f"money.{name}", found)
        for name in ("paid_fiscal", "paid_other", "expected_fiscal", "expected_other")
    }
    return RoundEntry(
        MoneyEntry(*amounts.values()),
        tuple(rows),
        form.get("summary", "")[:5000],
        form.get("nothing_to_report") == "1",
        form.get("nothing_reason", "")[:2000],
    )


def _page(
    filing: Filing, entry: RoundEntry | None, unread: list[Problem], refusals: list[str] | None = None
) -> str:
    known = monitoring.known(db.session, filing)
    form = monitoring.form_of(db.session, filing)
    shown = entry or (monitoring.stored(filing, form) if form else RoundEntry())
    return render_template(
        "monitoring/edit.html",
        filing=filing,
        entry=shown,
        known=known,
        typed={r.key: r for r in shown.rows},
        cutoff=monitoring.cutoff_of(filing),
        problems=unread + monitoring.problems_of(db.session, filing, shown),
        refusals=refusals or [],
        likelihoods=list(Likelihood),
        reasons=list(DeviationReason),
        comments=reviews.open_comments(filing),
    )


@bp.get("/<int:filing_id>/monitoring")
@requires(Ability.FILING_EDIT)
def edit(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    if filing.project.target_id is None:
        flash(
            _("该项目的绩效目标尚未审核通过,暂不能填报监控或自评。请先完成绩效目标的提交和审核。"), "warning"
        )
        return redirect(url_for("records.dossier", project_id=filing.project_id))
    return _page(filing, None, [])


@bp.post("/<int:filing_id>/monitoring/open")
@requires(Ability.FILING_EDIT)
@writes
def open_form(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    monitoring.open_form(db.session, current_actor(), filing)
    return redirect(url_for("monitoring.edit", filing_id=filing.id))


@bp.post("/<int:filing_id>/monitoring")
@requires(Ability.FILING_EDIT)
@writes
def save(filing_id: int) -> ResponseReturnValue:
    filing, unread = _load(filing_id), list[Problem]()
    entry = _entry(unread)
    claim(filing, request.form.get("version_id"))
    if unread:
        return _page(filing, entry, unread), 422
    try:
        monitoring.save(db.session, current_actor(), filing, entry)
    except Refused as refused:
        db.session.rollback()
        return _page(_load(filing_id), entry, [], [sentence(p) for p in refused.problems]), 422
    if request.form.get("action") == "submit":
        return redirect(url_for("filings.confirm_submit", filing_id=filing.id))
    flash(_("草稿已保存。"), "success")
    return redirect(url_for("monitoring.edit", filing_id=filing.id))


@bp.post("/<int:filing_id>/monitoring/check")
@requires(Ability.FILING_EDIT)
def check(filing_id: int) -> ResponseReturnValue:
    filing, unread = _load(filing_id), list[Problem]()
    entry = _entry(unread)
    problems = unread + monitoring.problems_of(db.session, filing, entry)
    return render_template("filings/_checks.html", filing=filing, problems=problems)
