"""The review queue and the review of one filing, for finance bureaus and business divisions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch, visible
from portal.domain.flows.filings import FilingAction
from portal.domain.permissions import Ability
from portal.domain.versions import changed_paths
from portal.extensions import db
from portal.labels import label
from portal.messages import sentence
from portal.models import Filing, Project, Round
from portal.services import filings, reviews, rules, todo, workflow
from portal.services.reviews import ReviewEntry
from portal.services.workflow import Refused
from portal.web.listing import paginate, whole
from portal.web.transaction import writes

bp = Blueprint("reviews", __name__, url_prefix="/reviews")

ACTIONS = (FilingAction.PASS_ON, FilingAction.APPROVE, FilingAction.RETURN)


def _queue():  # type: ignore[no-untyped-def]
    actor = current_actor()
    return (
        visible(Filing, actor)
        .join(Project, Project.id == Filing.project_id)
        .join(Round, Round.id == Filing.round_id)
        .where(todo.reviewable(actor))
    )


@bp.get("/")
@requires(Ability.FILING_REVIEW)
def queue() -> ResponseReturnValue:
    page = paginate(
        db.session,
        _queue(),
        request.args,
        {"due": Filing.due_on, "name": Project.name, "submitted": Filing.submitted_at},
        "submitted",
        options=(
            joinedload(Filing.project).joinedload(Project.implementing_unit),
            joinedload(Filing.round),
            joinedload(Filing.submitter),
        ),
    )
    return render_template("reviews/queue.html", page=page)


def _load(filing_id: int) -> Filing:
    return fetch(
        db.session,
        Filing,
        current_actor(),
        filing_id,
        joinedload(Filing.round),
        selectinload(Filing.versions),
        selectinload(Filing.reviews),
        selectinload(Filing.comments),
    )


@bp.get("/<int:filing_id>")
@requires(Ability.FILING_REVIEW)
def show(filing_id: int) -> ResponseReturnValue:
    return _page(_load(filing_id), ReviewEntry(), [])


def _page(filing: Filing, entry: ReviewEntry, refusals: list[str]) -> str:
    actor = current_actor()
    payload = filings.snapshot(filing)
    before = filings.snapshot(filing, len(filing.versions) - 1) if len(filing.versions) > 1 else None
    criteria = reviews.criteria_of(filing)
    return render_template(
        "reviews/show.html",
        filing=filing,
        payload=payload,
        entry=entry,
        refusals=refusals,
        criteria=criteria,
        verdict=reviews.verdict(criteria, entry.points, rules.scoring_rules(filing.project.plan)),
        changed=changed_paths(before, payload) if before else frozenset(),
        moves=[m for m in workflow.offered(actor, filing) if m.action in ACTIONS],
        recall=any(m.action == FilingAction.RECALL_REVIEW for m in workflow.offered(actor, filing)),
        next_id=db.session.scalar(
            select(
                _queue().where(Filing.id != filing.id).order_by(Filing.submitted_at).limit(1).subquery().c.id
            )
        ),
    )


def _points(text: str) -> int | None:
    try:
        value = Decimal(text.strip() or "x")
    except InvalidOperation:
        return None
    return int(value * 100) if value.is_finite() and abs(value) < 1000 else None


def _entry() -> ReviewEntry:
    form = request.form
    points = {k[7:]: p for k, v in form.items() if k.startswith("points-") and (p := _points(v)) is not None}
    comments = {k[8:]: v for k, v in form.items() if k.startswith("comment-") and v.strip()}
    return ReviewEntry(form.get("opinion", ""), form.get("reason", ""), points, comments)


@bp.post("/<int:filing_id>")
@requires(Ability.FILING_REVIEW)
@writes
def decide(filing_id: int) -> ResponseReturnValue:
    filing, entry = _load(filing_id), _entry()
    action = request.form.get("action", "")
    try:
        reviews.decide(
            db.session, current_actor(), filing, action, entry, whole(request.form.get("version"), -1)
        )
    except Refused as refused:
        return _page(filing, entry, [sentence(p) for p in refused.problems]), 422
    done = label(FilingAction(action))
    flash(_("%(project)s:%(done)s。", project=filing.project.name, done=done), "success")
    return redirect(url_for("reviews.queue"))


@bp.post("/<int:filing_id>/recall")
@requires(Ability.FILING_RECALL_REVIEW)
@writes
def recall(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    workflow.perform(db.session, current_actor(), filing, FilingAction.RECALL_REVIEW)
    flash(_("已撤回初审意见,请重新审核。"), "success")
    return redirect(url_for("reviews.show", filing_id=filing.id))
