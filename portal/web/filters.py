"""Filters that lists of projects, and of what hangs on them, share: name or code, place, and the places to choose; and
those that a figure of the statistics leads with, which a list keeps and says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select, or_, select

from portal.access.actor import current_actor
from portal.access.scope import visible, within
from portal.domain.regions import REGION_CODE
from portal.domain.roles import Actor, Level
from portal.extensions import db
from portal.i18n import date_text, named
from portal.models import FundCategory, Project, ProjectType, Region, Round, Unit
from portal.web.listing import whole


def by_name_or_code(query: Select[Any], name: Any = Project.name, code: Any = Project.code) -> Select[Any]:
    """Narrow a select that has Project (or other columns of a name and a code) in it by ?q=: a part of the name, or the
    whole code."""
    if text := request.args.get("q", "").strip()[:60]:
        query = query.where(or_(name.contains(text, autoescape=True), code == text))
    return query


def by_place(query: Select[Any], column: Any = Project.region_code) -> Select[Any]:
    """Narrow a select that has Project (or another column of a place) in it by ?region=; what is no code of a place
    narrows nothing."""
    if REGION_CODE.match(code := request.args.get("region", "")):
        query = query.where(within(column, code))
    return query


def by_project(query: Select[Any], place: Any = Project.region_code) -> Select[Any]:
    """Narrow a select that has Project in it by what a project is: its unit (?unit=), competent department
    (?department=), category of funds (?fund=), type (?type=), and the place itself without those within (?at=)."""
    args = request.args
    for name, column in (
        ("unit", Project.implementing_unit_id),
        ("department", Project.competent_unit_id),
        ("fund", Project.fund_category_id),
    ):
        if identity := whole(args.get(name), 0):
            query = query.where(column == identity)
    if kind := args.get("type", "")[:30]:
        query = query.where(Project.type_code == kind)
    if REGION_CODE.match(code := args.get("at", "")):
        query = query.where(place == code)
    return query


def day_of(text: str) -> date | None:
    """A day of a query string, as 2020-06-30; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def places(actor: Actor) -> Sequence[Region]:
    """Prefectures and counties of the actor's scope, to choose from."""
    query = visible(Region, actor).where(Region.level != Level.REGION, Region.corps.is_(False))
    return db.session.scalars(query.order_by(Region.code)).all()


# Filters that have no field of their own


@dataclass(frozen=True, slots=True)
class Kept:
    """A filter that a list keeps without a field of its own: its name and value in the query string, and its words."""

    name: str
    value: str
    words: str


def _name_of(query: Select[Any]) -> str:
    return named(db.session.scalars(query).first())


def _unit(value: str, column: Any) -> str:
    """The name of a unit that a project of the reader's scope names in a column; empty for any other."""
    named_there = visible(Project, current_actor()).with_only_columns(column)
    return _name_of(select(Unit).where(Unit.id == whole(value, 0), Unit.id.in_(named_there)))


WORDS: Mapping[str, Callable[[str], str]] = {
    "unit": lambda v: _("实施单位:%(name)s", name=_unit(v, Project.implementing_unit_id)),
    "department": lambda v: _("主管部门:%(name)s", name=_unit(v, Project.competent_unit_id)),
    "fund": lambda v: _(
        "资金类别:%(name)s", name=_name_of(select(FundCategory).where(FundCategory.id == whole(v, 0)))
    ),
    "type": lambda v: _(
        "项目类型:%(name)s", name=_name_of(select(ProjectType).where(ProjectType.code == v[:30]))
    ),
    "at": lambda v: _("只看本级:%(name)s", name=_name_of(select(Region).where(Region.code == v[:6]))),
    "year": lambda v: _("%(year)s年度", year=v[:4]),
    "round": lambda v: _(
        "应报轮次:%(name)s",
        name=_name_of(select(Round).where(Round.code == v[:20]).order_by(Round.id.desc())),
    ),
    "filed": lambda _v: pgettext("word", "尚未报送"),
    "approved": lambda _v: _("绩效目标已通过"),
    "counted": lambda v: _("计入统计的项目") if v == "1" else _("全部登记项目"),
    "original": lambda _v: pgettext("word", "不含调整"),
    "on": lambda _v: pgettext("word", "只看项目"),
    "filed_by": lambda v: _("%(day)s以前报送", day=date_text(day_of(v))),
    "approved_by": lambda v: _("%(day)s以前通过", day=date_text(day_of(v))),
}
"""What the filters are called."""


def kept(*names: str) -> list[Kept]:
    """The filters of what a project is, and the named ones, that the query string carries and the form has no field
    for. A name is looked up in one statement each."""
    given = [name for name in ("unit", "department", "fund", "at", *names) if request.args.get(name)]
    return [Kept(name, request.args[name], WORDS[name](request.args[name])) for name in given]
