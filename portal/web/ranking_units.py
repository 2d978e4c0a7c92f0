"""One unit's line of a ranking: what cost points, what could be mended, what if; typed values, objections and their
answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, undefer

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.ranking import Measure, Standing
from portal.extensions import db
from portal.i18n import named
from portal.labels.announcements import KINDS
from portal.models import Ranking, RankingMetric, RankingObjection, RankingRow, RankingSet
from portal.services import ranking_lines, ranking_objections, rankings, workflow
from portal.services.locking import claim
from portal.services.rankings import Typed
from portal.services.workflow import Refused
from portal.web.forms.rankings import AnswerForm, ObjectionForm, ValueForm
from portal.web.forms.refusals import refuse
from portal.web.listing import whole as whole_number
from portal.web.notice_rows import page_of
from portal.web.rankings import page as ranking_page
from portal.web.rankings import whole
from portal.web.transaction import writes

bp = Blueprint("ranking_units", __name__, url_prefix="/rankings")


def _row(row_id: int) -> RankingRow:
    ranking = joinedload(RankingRow.ranking)
    return fetch(
        db.session,
        RankingRow,
        current_actor(),
        row_id,
        ranking.joinedload(Ranking.plan),
        ranking.joinedload(Ranking.set).selectinload(RankingSet.metrics),
        ranking.selectinload(Ranking.rows).selectinload(RankingRow.values),
        ranking.options(undefer(Ranking.facts)),
    )


@bp.get("/units/<int:row_id>")
@requires(Ability.RANKING_READ)
def show(row_id: int) -> ResponseReturnValue:
    return _page(_row(row_id))


def _page(row: RankingRow, **forms: Any) -> str:
    actor, ranking = current_actor(), row.ranking
    found = ranking_lines.line(db.session(), row)
    objection_form = forms.get("objection_form") or ObjectionForm(formdata=None)
    objection_form.offer(list(ranking.set.metrics))
    changes, wrong = _asked(row)
    return render_template(
        "rankings/unit.html",
        row=row,
        ranking=ranking,
        line=found,
        metrics={part.metric.code: part.metric for part in found.parts},
        names={one.code: one for one in ranking.rows},
        page_of=page_of,
        kind_of=lambda subject: KINDS[subject.partition(":")[0]],
        tried=_tried(row, {} if wrong else changes),
        wrong=wrong,
        may_object=ranking_objections.may_object(actor, row),
        may_type="consult" in {move.action for move in workflow.offered(actor, ranking)},
        objection_form=objection_form,
        value_form=forms.get("value_form") or ValueForm(formdata=None),
        typing=forms.get("typing", ""),
    )


def _tried(row: RankingRow, changes: Mapping[str, Measure]) -> Standing | None:
    """What the line would be with other values; None where none are asked about."""
    if not changes:
        return None
    return next(s for s in rankings.what_if(row.ranking, row.code, changes) if s.code == row.code)


def _asked(row: RankingRow) -> tuple[dict[str, Measure], list[tuple[str, Problem]]]:
    """Values of the query string that are others than those that stand, and what is wrong with such."""
    metrics = {metric.code: metric for metric in row.ranking.set.metrics}
    changes, wrong = {}, []
    for value in row.values:
        given = [request.args.get(f"{part}.{value.metric}", "").strip() for part in "nd"]
        stands = [str(value.numerator), str(value.denominator)]
        if value.numerator is None or not any(given) or given == stands:
            continue
        numerator, denominator = (whole_number(text, -1) for text in given)
        problems = rankings.figure_problems(metrics[value.metric], Typed(numerator, denominator))
        if problems:
            wrong.append((value.metric, problems[0]))
        else:
            changes[value.metric] = Measure(numerator, denominator)
    return changes, wrong


def _metric(row: RankingRow, code: str) -> RankingMetric | None:
    return ranking_objections.metric_of(row, code)


@bp.post("/units/<int:row_id>/values")
@requires(Ability.RANKING_LEAD)
@writes
def value(row_id: int) -> ResponseReturnValue:
    """Enter a value that the portal cannot count."""
    row, form = _row(row_id), ValueForm()
    metric = _metric(row, request.form.get("metric", ""))
    if metric is None or not form.validate():
        return _page(row, value_form=form, typing=request.form.get("metric", "")), 422
    try:
        rankings.type_value(db.session(), current_actor(), row, metric, form.typed())
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(row, value_form=form, typing=metric.code), 422
    flash(_("“%(name)s”已保存,排名已重新计算。", name=named(metric)), "success")
    return redirect(url_for("ranking_units.show", row_id=row.id))


@bp.post("/units/<int:row_id>/objections")
@requires(Ability.RANKING_OBJECT)
@writes
def file(row_id: int) -> ResponseReturnValue:
    """Object to a value of the own place."""
    row, form = _row(row_id), ObjectionForm()
    try:
        ranking_objections.file(
            db.session(), current_actor(), row, form.metric.data or "", (form.reason.data or "")[:2000]
        )
    except Refused as refused:
        form.offer(list(row.ranking.set.metrics))
        refuse(form, refused.problems)
        return _page(row, objection_form=form), 422
    flash(_("申诉已提交评价中心。答复后会通知本单位。"), "success")
    return redirect(url_for("rankings.show", ranking_id=row.ranking_id))


def _objection(objection_id: int) -> RankingObjection:
    return fetch(
        db.session,
        RankingObjection,
        current_actor(),
        objection_id,
        joinedload(RankingObjection.row).joinedload(RankingRow.ranking).selectinload(Ranking.rows),
        joinedload(RankingObjection.row).selectinload(RankingRow.values),
    )


@bp.post("/objections/<int:objection_id>/uphold")
@requires(Ability.RANKING_LEAD)
@writes
def uphold(objection_id: int) -> ResponseReturnValue:
    """The unit is right: the value is corrected, the table computed anew."""
    objection, form = _objection(objection_id), AnswerForm()
    try:
        claim(objection, request.form.get("version_id"))
        if not form.validate():
            raise Refused([])
        ranking_objections.uphold(
            db.session(), current_actor(), objection, (form.reason.data or "")[:2000], form.typed()
        )
    except Refused as refused:
        refuse(form, refused.problems)
        return ranking_page(whole(objection.ranking_id), answered=objection.id, answer_form=form), 422
    flash(_("已答复并更正,排名已重新计算。"), "success")
    return redirect(url_for("rankings.show", ranking_id=objection.ranking_id))


@bp.post("/objections/<int:objection_id>/reject")
@requires(Ability.RANKING_LEAD)
@writes
def reject(objection_id: int) -> ResponseReturnValue:
    """The value stands, for the reason given."""
    objection, form = _objection(objection_id), AnswerForm()
    try:
        claim(objection, request.form.get("version_id"))
        ranking_objections.reject(db.session(), current_actor(), objection, (form.reason.data or "")[:2000])
    except Refused as refused:
        refuse(form, refused.problems)
        return ranking_page(whole(objection.ranking_id), answered=objection.id, answer_form=form), 422
    flash(_("已答复,数值不变。"), "success")
    return redirect(url_for("rankings.show", ranking_id=objection.ranking_id))


@bp.post("/objections/<int:objection_id>/withdraw")
@requires(Ability.RANKING_OBJECT)
@writes
def withdraw(objection_id: int) -> ResponseReturnValue:
    """Take an objection back."""
    objection = _objection(objection_id)
    ranking_objections.withdraw(db.session(), current_actor(), objection)
    flash(_("申诉已撤回。"), "success")
    return redirect(url_for("rankings.show", ranking_id=objection.ranking_id))
