"""Statistics (统计分析): the figures of a year broken down by one thing, each with the list it counts; one type of
project compared over the places; charts; the view for meetings; the workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible, visible
from portal.domain.permissions import Ability
from portal.domain.regions import REGION_CODE, REGION_ROOT, contains, parent_of
from portal.domain.roles import Actor
from portal.domain.statistics import OF_PROJECTS, Dimension
from portal.exchange.ledger_book import XLSX, Column, Sheet, write
from portal.extensions import db
from portal.i18n import date_text, language, named
from portal.labels import label
from portal.models import Plan, Project, ProjectType, Region
from portal.services import statistics
from portal.services.statistics import Asked
from portal.web.filters import places
from portal.web.statistic_charts import Drawn, drawn
from portal.web.statistic_tables import Row, Table, of_projects, of_rectification, of_rules, of_stages
from portal.web.years import YearFilter, year_filter

bp = Blueprint("statistics", __name__, url_prefix="/statistics")


@dataclass(frozen=True, slots=True)
class Question:
    """What the query string asks for. place: the one looked into, the reader's whole scope where none is named."""

    actor: Actor
    years: YearFilter
    plan: Plan | None
    asked: Asked
    place: str
    by: Dimension


def _question(kind: str = "") -> Question:
    """Read the query string; a place outside the reader's scope is answered as not existing."""
    actor, today = current_actor(), clock.today()
    years = year_filter(db.session(), request.args.get("year", ""), today)
    plan = db.session.scalars(
        select(Plan).where(Plan.year == years.chosen).options(selectinload(Plan.rounds))
    ).one_or_none()
    root, code = statistics.root_of(actor), request.args.get("region", "")
    place = code if REGION_CODE.match(code) and code != root else ""
    if place and not contains(root, place):
        raise NotVisible(f"Region {place}")
    wanted = request.args.get("by", "")
    asked = Asked(
        plan_id=plan.id if plan else 0,
        year=plan.year if plan else today.year,
        today=today,
        place=place,
        kind=kind,
        unapproved=bool(request.args.get("unapproved")),
    )
    by = Dimension(wanted) if wanted in set(Dimension) and not kind else Dimension.PLACE
    return Question(actor, years, plan, asked, place or root, by)


def _table(question: Question) -> Table:
    """The table of the question. Six statements at most."""
    session, actor, asked = db.session(), question.actor, question.asked
    if question.by in OF_PROJECTS:
        rows = statistics.lines(session, actor, asked, question.by)
        return of_projects(asked, question.by, question.place, rows)
    if question.by is Dimension.LIGHT:
        return of_rules(asked, statistics.rules(session, actor, asked))
    if question.by is Dimension.RECTIFICATION:
        return of_rectification(asked, statistics.rectification(session, actor, asked))
    if question.plan is None:
        return Table("", [], [], Row("", "", []))
    return of_stages(asked, question.plan, statistics.stages(session, actor, question.plan, asked))


@bp.get("/")
@requires(Ability.STATISTICS_READ)
def index() -> ResponseReturnValue:
    question = _question()
    table = _table(question)
    return render_template(
        "statistics/index.html",
        table=table,
        dimensions=[(d.value, label(d), d is question.by) for d in Dimension],
        book=url_for("statistics.workbook"),
        **_values(question, drawn(question, table)),
    )


@bp.get("/compare")
@requires(Ability.STATISTICS_READ)
def compare() -> ResponseReturnValue:
    """One type of project, the places side by side."""
    kinds = _kinds()
    question = _question(_kind(kinds))
    table = _table(question)
    chosen = next((kind for kind in kinds if kind.code == question.asked.kind), None)
    return render_template(
        "statistics/compare.html",
        table=table,
        kinds=kinds,
        chosen=chosen,
        book=url_for("statistics.compare_workbook"),
        **_values(question, drawn(question, table)),
    )


def _kinds() -> Sequence[ProjectType]:
    """The types of which the reader sees a project."""
    used = visible(Project, current_actor()).with_only_columns(Project.type_code)
    return db.session.scalars(
        select(ProjectType).where(ProjectType.code.in_(used)).order_by(ProjectType.position)
    ).all()


def _kind(kinds: Sequence[ProjectType]) -> str:
    """The type that is asked for, else the first there is; "-" where the reader sees no project."""
    codes = [kind.code for kind in kinds]
    wanted = request.args.get("type", "")
    return wanted if wanted in codes else next(iter(codes), "-")


def _values(question: Question, charts: Drawn) -> dict[str, Any]:
    """What both pages show around their table."""
    asked, actor = question.asked, question.actor
    return {
        "asked": asked,
        "plan": question.plan,
        "years": question.years,
        "by": question.by,
        "regions": places(actor),
        "trail": _trail(question),
        "charts": charts,
        "whole": statistics.is_whole(actor, asked),
        "own_level": statistics.own_level(actor),
        "full": bool(request.args.get("full")),
    }


def _trail(question: Question) -> list[Region]:
    """The places above the one looked into within the reader's scope, outermost first, and itself. One statement."""
    root, codes = statistics.root_of(question.actor), [question.place]
    while codes[-1] != root and (above := parent_of(codes[-1])) is not None:
        codes.append(above)
    found = {r.code: r for r in db.session.scalars(select(Region).where(Region.code.in_(codes)))}
    return [found[code] for code in reversed(codes) if code in found]


# The workbook


@bp.get("/table.xlsx")
@requires(Ability.STATISTICS_READ)
def workbook() -> ResponseReturnValue:
    """The table of the page."""
    question = _question()
    return _book(question, _("统计分析(%(by)s)", by=label(question.by)))


@bp.get("/compare.xlsx")
@requires(Ability.STATISTICS_READ)
def compare_workbook() -> ResponseReturnValue:
    """The comparison of the page."""
    kinds = _kinds()
    question = _question(_kind(kinds))
    name = next((named(kind) for kind in kinds if kind.code == question.asked.kind), "")
    return _book(question, _("同类项目对比(%(kind)s)", kind=name))


def _book(question: Question, title: str) -> ResponseReturnValue:
    table, today = _table(question), question.asked.today
    # The answer closes the file when it has been sent.
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    rows = [*table.rows, *([table.total] if table.total.figures and table.rows else [])]
    write(file, _sheet(question, table, title), ([row.name, *(f.value for f in row.figures)] for row in rows))
    file.seek(0)
    name = f"statistics-{question.asked.year}-{question.place or REGION_ROOT}-{today.isoformat()}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _sheet(question: Question, table: Table, title: str) -> Sheet:
    return Sheet(
        title=title,
        above=(
            " · ".join([f"{question.asked.year}", *(named(region) for region in _trail(question))]),
            _("截至：%(day)s", day=date_text(question.asked.today)),
        ),
        columns=[Column("", table.corner, 30), *(Column("", head, 13) for head in table.heads)],
        sign_off=(pgettext("word", "填表人："), pgettext("word", "审核人：")),
        language=language(),
    )
