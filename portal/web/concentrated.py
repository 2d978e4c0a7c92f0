"""Concentrated reviews (集中审核): opening one, its list of filings, what was found of each, its end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.access.actor import current_actor
from portal.access.facts import project_facts
from portal.access.guards import requires
from portal.access.scope import fetch, visible
from portal.domain.concentrated import ConcentratedStatus
from portal.domain.permissions import Ability, allows
from portal.domain.roles import Level
from portal.extensions import db
from portal.models import (
    ConcentratedItem,
    ConcentratedReview,
    Filing,
    FundCategory,
    Plan,
    PlanStatus,
    Project,
    ProjectType,
    Region,
    Round,
)
from portal.services import concentrated, concentrated_draws, concentrated_summary, filings, workflow
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.filters import by_name_or_code, by_place, places
from portal.web.forms.concentrated import CancelForm, ConclusionForm, FindingForm, OpeningForm
from portal.web.forms.refusals import refuse
from portal.web.listing import paginate, whole
from portal.web.transaction import writes

bp = Blueprint("concentrated", __name__, url_prefix="/concentrated")

# The list, and opening a review


@bp.get("/")
@requires(Ability.CONCENTRATED_READ)
def index() -> ResponseReturnValue:
    query = visible(ConcentratedReview, current_actor())
    if (state := request.args.get("state", "")) in set(ConcentratedStatus):
        query = query.where(ConcentratedReview.status == ConcentratedStatus(state))
    page = paginate(
        db.session,
        query,
        request.args,
        {"start": ConcentratedReview.starts_on, "name": ConcentratedReview.name},
        "-start",
        options=(joinedload(ConcentratedReview.round).joinedload(Round.plan),),
    )
    progress = concentrated_summary.progress(db.session(), current_actor(), [one.id for one in page.items])
    return render_template(
        "concentrated/index.html", page=page, progress=progress, states=list(ConcentratedStatus)
    )


def _form(form: OpeningForm) -> OpeningForm:
    """The form with its choices: rounds of plans in force, prefectures and the region's own units."""
    rounds = (
        select(Round)
        .join(Plan, Plan.id == Round.plan_id)
        .where(Plan.status == PlanStatus.ACTIVE)
        .options(joinedload(Round.plan).selectinload(Plan.funds))
        .order_by(Plan.year.desc(), Round.position)
    )
    above = select(Region).where(Region.level != Level.COUNTY, Region.corps.is_(False)).order_by(Region.code)
    types = select(ProjectType).order_by(ProjectType.position)
    form.offer(
        db.session.scalars(rounds).all(), db.session.scalars(above).all(), db.session.scalars(types).all()
    )
    return form


@bp.get("/new")
@requires(Ability.CONCENTRATED_LEAD)
def new() -> ResponseReturnValue:
    return render_template("concentrated/new.html", form=_form(OpeningForm(formdata=None)), found=None)


@bp.post("/new")
@requires(Ability.CONCENTRATED_LEAD)
@writes
def create() -> ResponseReturnValue:
    """Count what the filters leave, or draw and open. The count does not draw, so no number can be tried out on it."""
    actor, form = current_actor(), _form(OpeningForm())
    round_ = db.session.scalars(select(Round).where(Round.id == form.opening().round_id)).one_or_none()
    if round_ is None or not form.validate():
        return render_template("concentrated/new.html", form=form, found=None), 422
    opening = form.opening()
    if request.form.get("action") == "count":
        found = len(concentrated_draws.candidates(db.session(), actor, round_, opening.wanted))
        return render_template("concentrated/new.html", form=form, found=found)
    try:
        review = concentrated.open_review(db.session(), actor, opening, round_)
    except Refused as refused:
        refuse(form, refused.problems)
        return render_template("concentrated/new.html", form=form, found=None), 422
    flash(_("集中审核已开始,共 %(num)s 件。抽取名单不再变动。", num=review.size), "success")
    return redirect(url_for("concentrated.show", concentrated_id=review.id))


# One review


def _review(concentrated_id: int) -> ConcentratedReview:
    return fetch(
        db.session,
        ConcentratedReview,
        current_actor(),
        concentrated_id,
        joinedload(ConcentratedReview.round).joinedload(Round.plan),
        joinedload(ConcentratedReview.unit),
        joinedload(ConcentratedReview.opener),
    )


def _drawn(review: ConcentratedReview) -> Select[Any]:
    """The filings of the review that the actor sees, as narrowed by the query string."""
    query = (
        visible(ConcentratedItem, current_actor())
        .join(Filing, Filing.id == ConcentratedItem.filing_id)
        .join(Project, Project.id == Filing.project_id)
        .where(ConcentratedItem.review_id == review.id)
    )
    if (state := request.args.get("state", "")) in ("open", "done"):
        waiting = ConcentratedItem.outcome.is_(None)
        query = query.where(waiting if state == "open" else ~waiting)
    return by_place(by_name_or_code(query))


@bp.get("/<int:concentrated_id>")
@requires(Ability.CONCENTRATED_READ)
def show(concentrated_id: int) -> ResponseReturnValue:
    return _page(_review(concentrated_id))


def _page(review: ConcentratedReview, **forms: Any) -> str:
    actor = current_actor()
    page = paginate(
        db.session,
        _drawn(review),
        request.args,
        {"position": ConcentratedItem.position, "name": Project.name, "place": Project.region_code},
        "position",
        options=(
            joinedload(ConcentratedItem.recorder),
            selectinload(ConcentratedItem.problems),
            contains_eager(ConcentratedItem.filing)
            .contains_eager(Filing.project)
            .options(joinedload(Project.implementing_unit), joinedload(Project.region)),
        ),
    )
    values = {"conclusion_form": ConclusionForm(formdata=None), "cancel_form": CancelForm(formdata=None)}
    return render_template(
        "concentrated/show.html",
        review=review,
        page=page,
        progress=concentrated_summary.progress(db.session(), actor, [review.id]),
        moves={move.action for move in workflow.offered(actor, review)},
        regions=places(actor),
        filters=_filters(review),
        **{**values, **forms},
    )


def _filters(review: ConcentratedReview) -> dict[str, Any]:
    """What the review was drawn from, as records with names."""
    wanted = concentrated_draws.wanted_of(review)
    chosen = select(Region).where(Region.code.in_(wanted.prefectures)).order_by(Region.code)
    fund = select(FundCategory).where(
        FundCategory.plan_id == review.round.plan_id, FundCategory.code == wanted.fund
    )
    return {
        "standing": wanted.standing,
        "places": db.session.scalars(chosen).all(),
        "fund": db.session.scalars(fund).one_or_none(),
        "type": db.session.scalars(select(ProjectType).where(ProjectType.code == wanted.type)).one_or_none(),
        "amount_from_fen": wanted.amount_from_fen,
    }


@bp.post("/<int:concentrated_id>/conclude")
@requires(Ability.CONCENTRATED_LEAD)
@writes
def conclude(concentrated_id: int) -> ResponseReturnValue:
    """End the review; every place hears of its own filings."""
    review, form = _review(concentrated_id), ConclusionForm()
    try:
        claim(review, request.form.get("version_id"))
        concentrated.conclude(db.session(), current_actor(), review, form.conclusion.data or "")
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(review, conclusion_form=form), 422
    flash(_("集中审核已办结,已通知有关地州市、县市区财政局和业务处。"), "success")
    return redirect(url_for("concentrated_summary.show", concentrated_id=review.id))


@bp.post("/<int:concentrated_id>/cancel")
@requires(Ability.CONCENTRATED_LEAD)
@writes
def cancel(concentrated_id: int) -> ResponseReturnValue:
    """Give the review up, with a reason."""
    review, form = _review(concentrated_id), CancelForm()
    try:
        concentrated.cancel(db.session(), current_actor(), review, form.reason.data or "")
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(review, cancel_form=form), 422
    flash(_("集中审核已取消。"), "success")
    return redirect(url_for("concentrated.show", concentrated_id=review.id))


@bp.get("/<int:concentrated_id>/population.txt")
@requires(Ability.CONCENTRATED_LEAD)
def population(concentrated_id: int) -> ResponseReturnValue:
    """All records the review was drawn from; the SHA-256 of this file is the digest on the page."""
    review = _review(concentrated_id)
    name = f"population-{review.id}.txt"
    return Response(
        concentrated_draws.population_of(review),
        mimetype="text/plain",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


# One filing of a review


def _item(item_id: int) -> ConcentratedItem:
    return fetch(
        db.session,
        ConcentratedItem,
        current_actor(),
        item_id,
        joinedload(ConcentratedItem.review).joinedload(ConcentratedReview.round),
        joinedload(ConcentratedItem.filing).selectinload(Filing.versions),
        selectinload(ConcentratedItem.problems),
    )


@bp.get("/filings/<int:item_id>")
@requires(Ability.CONCENTRATED_READ)
def item(item_id: int) -> ResponseReturnValue:
    """The filing as drawn, and beside it what was found: a form for those who record, words for everybody else."""
    found, form = _item(item_id), FindingForm(formdata=None)
    form.show(found)
    return _item_page(found, form)


def _item_page(found: ConcentratedItem, form: FindingForm) -> str:
    actor, review = current_actor(), found.review
    form.offer(review.scale)
    waiting = (
        visible(ConcentratedItem, actor)
        .where(
            ConcentratedItem.review_id == review.id,
            ConcentratedItem.outcome.is_(None),
            ConcentratedItem.id != found.id,
        )
        .order_by(ConcentratedItem.position)
        .limit(1)
    )
    ids = [problem.id for problem in found.problems]
    return render_template(
        "concentrated/item.html",
        item=found,
        review=review,
        project=found.filing.project,
        payload=filings.snapshot(found.filing, found.version_number),
        form=form,
        editable=concentrated.may_record(actor, found),
        orders=concentrated_summary.orders_on(db.session(), actor, ids),
        may_order=review.status is not ConcentratedStatus.CANCELLED
        and allows(Ability.ORDER_DRAFT, actor, project_facts(found.filing.project)),
        following=db.session.scalars(waiting).one_or_none(),
    )


@bp.post("/filings/<int:item_id>")
@requires(Ability.CONCENTRATED_RECORD)
@writes
def record(item_id: int) -> ResponseReturnValue:
    """Keep what was found; a second writer sees that somebody was quicker and keeps what was typed."""
    found, form = _item(item_id), FindingForm()
    try:
        if concentrated.may_record(current_actor(), found):
            claim(found, request.form.get("version_id"))
        concentrated.record(db.session(), current_actor(), found, form.finding())
    except StaleRecord:
        form.form_errors.append(_("本件刚刚由他人记录过。您填写的内容仍在下面,再次保存就以您填写的为准。"))
        return _item_page(found, form), 409
    except Refused as refused:
        refuse(form, refused.problems)
        return _item_page(found, form), 422
    flash(_("“%(name)s”的审核结果已记录。", name=found.filing.project.name), "success")
    return redirect(_after(found))


def _after(found: ConcentratedItem) -> str:
    """The next filing without an outcome where that was asked for, else the list."""
    following = whole(request.form.get("following"), 0)
    if request.form.get("action") == "next" and following:
        return url_for("concentrated.item", item_id=following)
    return url_for("concentrated.show", concentrated_id=found.review_id)
