"""The review queue and the review of one filing, for finance bureaus and business divisions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.exc import StaleDataError

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability
from portal.domain.versions import changed_paths
from portal.extensions import db
from portal.labels import event, label
from portal.messages import sentence
from portal.models import Filing, HistoryEntry, Project, Round
from portal.services import acceptance, duties, filings, reviews, rules, workflow
from portal.services.locking import StaleRecord
from portal.services.reviews import ReviewEntry
from portal.services.workflow import Refused
from portal.web.acceptance import held_by
from portal.web.chronicle import who
from portal.web.listing import paginate, whole
from portal.web.transaction import writes

bp = Blueprint("reviews", __name__, url_prefix="/reviews")

ACTIONS = (FilingAction.PASS_ON, FilingAction.APPROVE, FilingAction.RETURN)


def _queue() -> Select[tuple[Filing]]:
    actor = current_actor()
    return (
        visible(Filing, actor)
        .join(Project, Project.id == Filing.project_id)
        .join(Round, Round.id == Filing.round_id)
        .where(duties.reviewable(actor))
    )


@bp.get("/")
@requires(Ability.FILING_REVIEW)
def queue() -> ResponseReturnValue:
    query = _queue()
    if (condition := acceptance.held(request.args.get("state", ""))) is not None:
        query = query.where(condition)
    page = paginate(
        db.session,
        query,
        request.args,
        {"due": Filing.due_now, "name": Project.name, "submitted": Filing.submitted_at},
        "submitted",
        options=(
            joinedload(Filing.project).joinedload(Project.implementing_unit),
            joinedload(Filing.round),
            joinedload(Filing.submitter),
            joinedload(Filing.accepter),
        ),
    )
    return render_template("reviews/queue.html", page=page)


@bp.post("/accept")
@requires(Ability.FILING_ACCEPT)
@writes
def accept() -> ResponseReturnValue:
    """Accept what was ticked (签收); the answer says of each what became of it. Pressed twice it stays as it is."""
    chosen = [number for text in request.form.getlist("chosen") if (number := whole(text, 0))]
    if not chosen:
        flash(_("请先勾选要签收的填报件。"), "warning")
        return redirect(url_for("reviews.queue"))
    return render_template(
        "reviews/accepted.html", done=acceptance.accept(db.session(), current_actor(), chosen)
    )


@bp.post("/<int:filing_id>/release")
@requires(Ability.FILING_ACCEPT)
@writes
def release(filing_id: int) -> ResponseReturnValue:
    """Give an accepted filing back; pressed twice it says that nothing is left to release."""
    filing = _load(filing_id)
    try:
        acceptance.release(db.session(), current_actor(), filing)
    except Refused as refused:
        flash(" ".join(sentence(p) for p in refused.problems), "warning")
    else:
        flash(_("已解除签收,下级可以撤回修改。"), "success")
    return redirect(url_for("reviews.show", filing_id=filing_id))


def _load(filing_id: int) -> Filing:
    """The filing with what a review needs. Raises NotVisible, also where nothing has been submitted yet."""
    filing = fetch(
        db.session,
        Filing,
        current_actor(),
        filing_id,
        joinedload(Filing.round),
        selectinload(Filing.versions),
        selectinload(Filing.reviews),
        selectinload(Filing.comments),
    )
    if not filing.versions:
        raise NotVisible(f"Filing {filing_id} has nothing to review")
    return filing


@bp.get("/<int:filing_id>")
@requires(Ability.FILING_REVIEW)
def show(filing_id: int) -> ResponseReturnValue:
    return _page(_load(filing_id), ReviewEntry(), [])


def _page(filing: Filing, entry: ReviewEntry, refusals: list[str]) -> str:
    actor = current_actor()
    payload = filings.snapshot(filing)
    before = filings.snapshot(filing, len(filing.versions) - 1) if len(filing.versions) > 1 else None
    criteria = reviews.criteria_of(filing)
    moves = workflow.offered(actor, filing)
    return render_template(
        "reviews/show.html",
        filing=filing,
        payload=payload,
        entry=entry,
        refusals=refusals,
        criteria=criteria,
        verdict=reviews.verdict(criteria, entry.points, rules.scoring_rules(filing.project.plan)),
        changed=changed_paths(before, payload) if before else frozenset(),
        moves=[m for m in moves if m.action in ACTIONS],
        recall=any(m.action == FilingAction.RECALL_REVIEW for m in moves),
        held=held_by(filing),
        accepting=any(m.action == FilingAction.ACCEPT for m in moves),
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
    except (IllegalMove, StaleRecord, StaleDataError):
        db.session.rollback()
        return _overtaken(filing_id, entry)
    done = label(FilingAction(action))
    flash(_("%(project)s:%(done)s。", project=filing.project.name, done=done), "success")
    return redirect(url_for("reviews.queue"))


def _overtaken(filing_id: int, entry: ReviewEntry) -> ResponseReturnValue:
    """Somebody was quicker: what they did, when, and their words beside the ones typed here."""
    try:
        filing = _load(filing_id)
    except NotVisible:
        # Called back by those who filed it: for everybody else it is a draft again.
        return render_template(
            "errors/409.html", code=409, reason=_("此件已被填报单位撤回,现在不在审核中。")
        ), 409
    last = _latest(filing)
    words = [r.opinion for r in filing.reviews if not r.withdrawn][-1:]
    return render_template(
        "errors/409.html",
        code=409,
        reason=_("在您作出决定之前,此件已经办理:%(done)s。您的决定没有生效。", done=event(last.action))
        if last
        else None,
        who=who(last) if last else None,
        at=last.at if last else None,
        url=url_for("records.filing", filing_id=filing.id),
        fields=[(pgettext("field", "审核意见"), entry.opinion or entry.reason, "".join(words), True)],
    ), 409


def _latest(filing: Filing) -> HistoryEntry | None:
    return db.session.scalars(
        visible(HistoryEntry, current_actor())
        .where(HistoryEntry.subject == workflow.subject_of(filing))
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.seq.desc())
        .limit(1)
    ).one_or_none()


@bp.post("/<int:filing_id>/recall")
@requires(Ability.FILING_RECALL_REVIEW)
@writes
def recall(filing_id: int) -> ResponseReturnValue:
    filing = _load(filing_id)
    try:
        reviews.recall(db.session(), current_actor(), filing)
    except Refused as refused:
        flash(" ".join(sentence(p) for p in refused.problems), "error")
    else:
        flash(_("已撤回初审意见,请重新审核。"), "success")
    return redirect(url_for("reviews.show", filing_id=filing.id))
