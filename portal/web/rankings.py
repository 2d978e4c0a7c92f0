"""Evaluation ranking (评价排名): the tables, drawing one up, objections' window, publishing, the workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch, visible
from portal.domain.flows.rankings import RankingAction
from portal.domain.permissions import Ability
from portal.domain.roles import Level
from portal.exchange.ranking_book import XLSX, write_ranking
from portal.extensions import db
from portal.labels.rankings import RANKED
from portal.models import Plan, PlanStatus, Ranking, RankingObjection, RankingRow, RankingSet
from portal.services import ranking_objections, rankings, workflow
from portal.services.locking import claim
from portal.services.workflow import Refused
from portal.web.forms.rankings import LEVELS, AnswerForm, ConsultForm, DrawForm, ReasonForm
from portal.web.forms.refusals import refuse
from portal.web.listing import paginate
from portal.web.transaction import writes

bp = Blueprint("rankings", __name__, url_prefix="/rankings")

WHOLE = (
    joinedload(Ranking.plan),
    joinedload(Ranking.unit),
    joinedload(Ranking.drawer),
    joinedload(Ranking.publisher),
    joinedload(Ranking.set).selectinload(RankingSet.metrics),
    selectinload(Ranking.rows).selectinload(RankingRow.values),
)
"""A ranking with all that its page shows."""


@bp.get("/")
@requires(Ability.RANKING_READ)
def index() -> ResponseReturnValue:
    return _index(DrawForm(formdata=None))


def _index(form: DrawForm) -> str:
    query = visible(Ranking, current_actor())
    if (level := request.args.get("level", "")) in set(LEVELS):
        query = query.where(Ranking.level == Level(level))
    page = paginate(
        db.session,
        query,
        request.args,
        {"day": Ranking.as_of, "level": Ranking.level},
        "-day",
        options=(joinedload(Ranking.plan),),
    )
    plans = select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.year.desc())
    form.offer(list(db.session.scalars(plans)), table_names())
    return render_template("rankings/index.html", page=page, form=form, levels=table_names())


def table_names() -> list[tuple[str, str]]:
    """The tables by the level ranked, for a select."""
    return [(level.value, str(RANKED[level.value])) for level in LEVELS]


@bp.post("/")
@requires(Ability.RANKING_LEAD)
@writes
def draw() -> ResponseReturnValue:
    """Draw up a table as of today."""
    form = DrawForm()
    plan = db.session.scalars(select(Plan).where(Plan.id == form.plan.data)).one_or_none()
    if plan is None or form.level.data not in set(LEVELS):
        return _index(form), 422
    try:
        made = rankings.draw_up(db.session(), current_actor(), plan, Level(form.level.data))
    except Refused as refused:
        refuse(form, refused.problems)
        return _index(form), 422
    flash(_("排名已拟定。请填写系统不能计算的指标,核对后开始公示。"), "success")
    return redirect(url_for("rankings.show", ranking_id=made.id))


def whole(ranking_id: int) -> Ranking:
    """A ranking that the actor may see, with its lines and values."""
    return fetch(db.session, Ranking, current_actor(), ranking_id, *WHOLE)


@bp.get("/<int:ranking_id>")
@requires(Ability.RANKING_READ)
def show(ranking_id: int) -> ResponseReturnValue:
    return page(whole(ranking_id))


def page(ranking: Ranking, answered: int | None = None, **forms: Any) -> str:
    """The table with what can be done about it; answered: the objection whose form has errors."""
    actor = current_actor()
    opened = visible(RankingRow, actor).where(RankingRow.ranking_id == ranking.id)
    empty = {
        "consult_form": ConsultForm(formdata=None),
        "cancel_form": ReasonForm(formdata=None),
        "answer_form": AnswerForm(formdata=None),
        "publish_form": ReasonForm(formdata=None),
    }
    moves = {move.action for move in workflow.offered(actor, ranking)}
    return render_template(
        "rankings/show.html",
        ranking=ranking,
        hindrances=rankings.hindrances(db.session(), ranking) if RankingAction.PUBLISH in moves else [],
        ranked=sorted((r for r in ranking.rows if r.place), key=lambda r: (r.place, r.code)),
        others=sorted((r for r in ranking.rows if not r.place), key=lambda r: r.code),
        values={row.id: {value.metric: value for value in row.values} for row in ranking.rows},
        opened=set(db.session.scalars(opened.with_only_columns(RankingRow.id))),
        objections=_objections(ranking),
        answered=answered,
        moves=moves,
        **{**empty, **forms},
    )


def _objections(ranking: Ranking) -> Sequence[tuple[RankingObjection, Mapping[str, Any]]]:
    """Objections that the actor may read, with the metric and what a correction moved."""
    query = visible(RankingObjection, current_actor()).where(RankingObjection.ranking_id == ranking.id)
    found = db.session.scalars(
        query.options(
            joinedload(RankingObjection.row), joinedload(RankingObjection.unit), joinedload(RankingObjection.filer)
        ).order_by(RankingObjection.id)
    ).all()  # fmt: skip
    metrics = {metric.code: metric for metric in ranking.set.metrics}
    names = {row.code: row for row in ranking.rows}
    return [
        (
            one,
            {
                "metric": metrics[one.metric],
                "shifts": [(names[s.code], s) for s in ranking_objections.shifts(one)],
                "moves": {move.action for move in workflow.offered(current_actor(), one)},
            },
        )
        for one in found
    ]


@bp.post("/<int:ranking_id>/consult")
@requires(Ability.RANKING_LEAD)
@writes
def consult(ranking_id: int) -> ResponseReturnValue:
    """Open the table to objections; every place hears of it."""
    ranking, form = whole(ranking_id), ConsultForm()
    try:
        claim(ranking, request.form.get("version_id"))
        rankings.consult(db.session(), current_actor(), ranking, form.until.data)
    except Refused as refused:
        refuse(form, refused.problems)
        return page(ranking, consult_form=form), 422
    flash(_("排名已开始公示,已通知参加排名的各地财政局。"), "success")
    return redirect(url_for("rankings.show", ranking_id=ranking.id))


@bp.post("/<int:ranking_id>/publish")
@requires(Ability.RANKING_PUBLISH)
@writes
def publish(ranking_id: int) -> ResponseReturnValue:
    """Put the table in force; nothing of it changes any more."""
    ranking, form = whole(ranking_id), ReasonForm(formdata=None)
    try:
        claim(ranking, request.form.get("version_id"))
        rankings.publish(db.session(), current_actor(), ranking)
    except Refused as refused:
        refuse(form, refused.problems)
        return page(ranking, publish_form=form), 422
    flash(_("排名已公布,已通知各地财政局。数据和结果已锁定,可随时复核。"), "success")
    return redirect(url_for("rankings.show", ranking_id=ranking.id))


@bp.post("/<int:ranking_id>/cancel")
@requires(Ability.RANKING_LEAD)
@writes
def cancel(ranking_id: int) -> ResponseReturnValue:
    """Give the table up, with a reason."""
    ranking, form = whole(ranking_id), ReasonForm()
    try:
        rankings.cancel(db.session(), current_actor(), ranking, form.reason.data or "")
    except Refused as refused:
        refuse(form, refused.problems)
        return page(ranking, cancel_form=form), 422
    flash(_("排名已作废。"), "success")
    return redirect(url_for("rankings.show", ranking_id=ranking.id))


@bp.get("/<int:ranking_id>.xlsx")
@requires(Ability.RANKING_READ)
def workbook(ranking_id: int) -> ResponseReturnValue:
    """The table as a workbook in the language of the page."""
    ranking = whole(ranking_id)
    # The answer closes the file when it has been sent.
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    write_ranking(file, current_actor(), ranking, title_of(ranking))
    file.seek(0)
    name = f"ranking-{ranking.plan.year}-{ranking.level.value}-{ranking.number}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def title_of(ranking: Ranking) -> str:
    """The name of a table: year, level and number."""
    table = str(RANKED[ranking.level.value])
    return pgettext(
        "title",
        "%(year)s年%(table)s(第%(number)s期)",
        year=ranking.plan.year,
        table=table,
        number=ranking.number,
    )
