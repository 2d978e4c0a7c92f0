"""The figures of a plan year for a reader's scope, broken down by one thing: a handful of statements a table, whatever
the number of projects.

What is not approved yet stays out of the figures above its own level unless it is asked for: the money of a project
counts once its target is approved, and of filings the approved ones. At its own level everything counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import fills, project_scope, visible, within
from portal.domain.alerts import Colour, Rule
from portal.domain.filings import OPEN_ORDERS, SEEN_ABOVE, FilingStatus, OrderStatus, ProblemCategory
from portal.domain.flows.lights import RESTING, LightStatus
from portal.domain.regions import REGION_ROOT, level_of
from portal.domain.roles import Actor, Level, UnitKind
from portal.domain.statistics import Dimension
from portal.models import (
    Filing,
    Fund,
    FundCategory,
    Light,
    Order,
    Payment,
    Plan,
    Project,
    ProjectFund,
    ProjectType,
    Region,
    Round,
    Unit,
)
from portal.services.orders import seen as order_seen

light_place = func.coalesce(Project.region_code, Fund.region_code)
light_plan = func.coalesce(Project.plan_id, Fund.plan_id)
"""Of what a light stands on, a project or a fund."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the figures are of: the plan, a place ("" for all of the reader's scope), a type of project ("" for all),
    whether what is not approved counts too, and the day on which an order is overdue."""

    plan_id: int
    year: int
    today: date
    place: str = ""
    kind: str = ""
    unapproved: bool = False


@dataclass(slots=True)
class Line:
    """A row of projects. projects: registered; approved: with an approved target; counted: whose money counts; total
    and paid in fen; red and yellow: lights of the projects that shine; orders by state."""

    key: str
    name_zh: str
    name_ug: str
    projects: int = 0
    approved: int = 0
    counted: int = 0
    total: int = 0
    paid: int = 0
    red: int = 0
    yellow: int = 0
    open: int = 0
    overdue: int = 0
    closed: int = 0


@dataclass(slots=True)
class Counts:
    """A row of counts by column, for stages, rules of lights and kinds of problem."""

    key: str
    counts: dict[str, int] = field(default_factory=dict)


def counted(actor: Actor) -> ColumnElement[bool]:
    """Condition on Project: its money counts for the reader, because its target is approved or it is filled in at the
    reader's own level."""
    return or_(Project.target_id.is_not(None), fills(actor))


def own_level(actor: Actor) -> bool:
    """True where all that the reader sees is filled in at the reader's own level."""
    return actor.unit_kind is UnitKind.DEPARTMENT or (
        actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is Level.COUNTY
    )


def is_whole(actor: Actor, asked: Asked) -> bool:
    """True where what is not approved counts as well."""
    return asked.unapproved or own_level(actor)


def root_of(actor: Actor) -> str:
    """Code of the place that holds all the reader sees."""
    wide = actor.reads_everything or actor.unit_kind is UnitKind.DIVISION
    return REGION_ROOT if wide else actor.region_code


def ground(asked: Asked) -> list[ColumnElement[bool]]:
    """Conditions on Project that follow from what is asked, but for the reader's scope."""
    found: list[ColumnElement[bool]] = [Project.plan_id == asked.plan_id]
    if asked.place:
        found.append(within(Project.region_code, asked.place))
    if asked.kind:
        found.append(Project.type_code == asked.kind)
    return found


# Rows of projects


def key_of(dimension: Dimension, place: str) -> Any:
    """The column that rows of a breakdown of projects are grouped by; place: the place that is looked into."""
    if dimension is Dimension.PLACE:
        level = level_of(place)
        if level is Level.COUNTY:
            return Project.implementing_unit_id
        if level is Level.PREFECTURE:
            return Project.region_code
        return func.substr(Project.region_code, 1, 4)
    columns: Mapping[Dimension, Any] = {
        Dimension.FUND: Project.fund_category_id,
        Dimension.DEPARTMENT: Project.competent_unit_id,
        Dimension.TYPE: Project.type_code,
    }
    return columns[dimension]


def lines(session: Session, actor: Actor, asked: Asked, dimension: Dimension) -> list[Line]:
    """The rows of a breakdown of projects in the order of their names' codes. Six statements."""
    place = asked.place or root_of(actor)
    key = key_of(dimension, place)
    found: dict[str, Line] = {}

    def row(value: object) -> Line:
        name = str(value)
        return found.setdefault(name, Line(name, "", ""))

    for value, projects, approved, money in session.execute(_projects(actor, asked, key)):
        held = row(value)
        held.projects, held.approved, held.counted = projects, int(approved), int(money)
    for value, total in session.execute(_sum(actor, asked, key, ProjectFund)):
        row(value).total = int(total)
    for value, paid in session.execute(_sum(actor, asked, key, Payment)):
        row(value).paid = int(paid)
    for value, colour, number in session.execute(_lights(actor, asked, key)):
        setattr(row(value), "red" if colour is Colour.RED else "yellow", number)
    for value, *numbers in session.execute(_orders(actor, asked, key)):
        held = row(value)
        held.open, held.overdue, held.closed = map(int, numbers)
    return _named(session, actor, asked, dimension, found)


def _ones(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _projects(actor: Actor, asked: Asked, key: Any) -> Select[Any]:
    counts = true() if asked.unapproved else counted(actor)
    return (
        select(key, func.count(Project.id), _ones(Project.target_id.is_not(None)), _ones(counts))
        .where(project_scope(actor), *ground(asked))
        .group_by(key)
    )


def _sum(actor: Actor, asked: Asked, key: Any, part: type[ProjectFund] | type[Payment]) -> Select[Any]:
    """The sums of a part of the projects' money whose projects count; of what was planned that of the year alone."""
    query = (
        select(key, func.coalesce(func.sum(part.amount_fen), 0))
        .join(Project, Project.id == part.project_id)
        .where(project_scope(actor), *ground(asked), true() if asked.unapproved else counted(actor))
        .group_by(key)
    )
    return query.where(ProjectFund.year == asked.year) if part is ProjectFund else query


def _lights(actor: Actor, asked: Asked, key: Any) -> Select[Any]:
    return (
        visible(Light, actor)
        .join(Project, Project.id == Light.project_id)
        .where(Light.status.not_in(sorted(RESTING)), *ground(asked))
        .with_only_columns(key, Light.colour, func.count(Light.id))
        .group_by(key, Light.colour)
    )


def _order_states(asked: Asked) -> tuple[ColumnElement[int], ...]:
    """Open, of these overdue, and closed, as the list of orders has them."""
    running = Order.status.in_(sorted(OPEN_ORDERS))
    closed = Order.status.in_([OrderStatus.CLOSED, OrderStatus.WITHDRAWN])
    return _ones(running), _ones(running & (Order.due_on < asked.today)), _ones(closed)


def _orders(actor: Actor, asked: Asked, key: Any) -> Select[Any]:
    return (
        visible(Order, actor)
        .join(Project, Project.id == Order.project_id)
        .where(order_seen(actor), *ground(asked))
        .with_only_columns(key, *_order_states(asked))
        .group_by(key)
    )


@dataclass(frozen=True, slots=True)
class Money:
    """The money of projects in fen: of the plan's year, and paid so far."""

    total: int
    paid: int


def money_of(session: Session, projects: Select[Any]) -> Money:
    """The money of the projects of a select, over all of its pages. Two statements."""
    ids = projects.order_by(None).with_only_columns(Project.id)
    total = (
        select(func.coalesce(func.sum(ProjectFund.amount_fen), 0))
        .join(Project, Project.id == ProjectFund.project_id)
        .join(Plan, Plan.id == Project.plan_id)
        .where(Project.id.in_(ids), ProjectFund.year == Plan.year)
    )
    paid = select(func.coalesce(func.sum(Payment.amount_fen), 0)).where(Payment.project_id.in_(ids))
    return Money(int(session.scalar(total) or 0), int(session.scalar(paid) or 0))


# Names of the rows


def _named(
    session: Session, actor: Actor, asked: Asked, dimension: Dimension, found: dict[str, Line]
) -> list[Line]:
    place = asked.place or root_of(actor)
    if dimension is Dimension.PLACE and level_of(place) is not Level.COUNTY:
        return _places(session, actor, place, found, asked.today)
    if dimension is Dimension.TYPE:
        query: Select[Any] = select(ProjectType.code, ProjectType.name_zh, ProjectType.name_ug).where(
            ProjectType.code.in_(sorted(found))
        )
        return _put(session.execute(query.order_by(ProjectType.position)), found)
    ids = sorted(map(int, found))
    if dimension is Dimension.FUND:
        query = select(FundCategory.id, FundCategory.name_zh, FundCategory.name_ug).where(
            FundCategory.id.in_(ids)
        )
        return _put(session.execute(query.order_by(FundCategory.position)), found)
    query = select(Unit.id, Unit.name_zh, Unit.name_ug).where(Unit.id.in_(ids))
    return _put(session.execute(query.order_by(Unit.region_code, Unit.code, Unit.id)), found)


def _put(names: Iterable[Any], found: Mapping[str, Line]) -> list[Line]:
    rows = []
    for key, zh, ug in names:
        line = found[str(key)]
        line.name_zh, line.name_ug = zh, ug
        rows.append(line)
    return rows


def _places(session: Session, actor: Actor, place: str, found: dict[str, Line], today: date) -> list[Line]:
    """The places one level below, also those without a project, where the reader's scope goes by places."""
    whole = level_of(place) is Level.REGION
    held = {(key + "00" if whole else key): line for key, line in found.items()}
    shown: ColumnElement[bool] = Region.code.in_(sorted(held))
    if actor.reads_everything or actor.unit_kind is UnitKind.FINANCE_BUREAU:
        # What the region governs directly is no prefecture and shows only with projects, like the cities of the corps.
        shown |= (Region.parent_code == place) & Region.corps.is_(False) & (Region.code != "659000")
    rows = []
    for region in session.scalars(select(Region).where(shown).order_by(Region.sort_order, Region.code)):
        line = held.get(region.code)
        if line is None and not region.valid_on(today):
            continue
        line = line or Line(region.code, "", "")
        line.key, line.name_zh, line.name_ug = region.code, region.name_zh, region.name_ug
        rows.append(line)
    # What the place's own units do stands above what lies within it.
    return sorted(rows, key=lambda line: line.key != place)


def sum_of(rows: Sequence[Line]) -> Line:
    """The sum of all rows."""
    total = Line("", "", "")
    for name in (
        "projects", "approved", "counted", "total", "paid", "red", "yellow", "open", "overdue", "closed",
    ):  # fmt: skip
        setattr(total, name, sum(getattr(row, name) for row in rows))
    return total


# Stages, lights, rectification


def stages(session: Session, actor: Actor, plan: Plan, asked: Asked) -> list[Counts]:
    """Per round the projects that owe a filing ("owed"), those of which none has come ("missing"), and the filings by
    status: the approved ones alone unless what is not approved counts. Adjustments are not counted. One statement."""
    shown = (
        [s for s in FilingStatus if s in SEEN_ABOVE] if is_whole(actor, asked) else [FilingStatus.APPROVED]
    )
    rows = session.execute(
        select(
            Filing.round_id,
            func.count(Filing.id),
            _ones(Filing.status.not_in(sorted(SEEN_ABOVE))),
            *(_ones(Filing.status == status) for status in shown),
        )
        .join(Project, Project.id == Filing.project_id)
        .where(project_scope(actor), Filing.adjustment_no == 0, *ground(asked))
        .group_by(Filing.round_id)
    )
    names = ("owed", "missing", *(status.value for status in shown))
    found = {held: dict(zip(names, map(int, numbers), strict=True)) for held, *numbers in rows}
    return [Counts(r.code, found.get(r.id, dict.fromkeys(names, 0))) for r in plan.rounds]


def rules(session: Session, actor: Actor, asked: Asked) -> list[Counts]:
    """Per rule its lights on projects and funds: red and yellow that shine, waived, out. One statement."""
    shining = Light.status.not_in(sorted(RESTING))
    columns = {
        "red": shining & (Light.colour == Colour.RED),
        "yellow": shining & (Light.colour == Colour.YELLOW),
        "waived": Light.status == LightStatus.WAIVED,
        "out": Light.status == LightStatus.OUT,
    }
    query = (
        visible(Light, actor)
        .outerjoin(Project, Project.id == Light.project_id)
        .outerjoin(Fund, Fund.id == Light.fund_id)
        .where(light_plan == asked.plan_id)
    )
    if asked.place:
        query = query.where(within(light_place, asked.place))
    rows = session.execute(
        query.with_only_columns(Light.rule, *map(_ones, columns.values())).group_by(Light.rule)
    )
    found = {rule: dict(zip(columns, map(int, numbers), strict=True)) for rule, *numbers in rows}
    return [Counts(rule.value, found[rule]) for rule in Rule if rule in found]


def rectification(session: Session, actor: Actor, asked: Asked) -> list[Counts]:
    """Per kind of problem the orders issued: open, of these overdue, closed, all. One statement."""
    names = ("open", "overdue", "closed")
    found = {
        category: dict(zip(names, map(int, numbers), strict=True))
        for category, *numbers in session.execute(_orders(actor, asked, Order.category))
    }
    return [Counts(c.value, found[c]) for c in ProblemCategory if c in found]


# The year


@dataclass(frozen=True, slots=True)
class Trend:
    """A round over the year: the projects that owe a filing, and on each day how many filings had been approved, and
    filed where what is not approved counts (else empty)."""

    owed: int
    days: Sequence[date]
    approved: Sequence[int]
    filed: Sequence[int]


def trend(session: Session, actor: Actor, asked: Asked, round_: Round, days: Sequence[date]) -> Trend:
    """How the filings of a round came in. Two statements, whatever the number of filings or days."""
    if not days:
        return Trend(0, [], [], [])
    of_round = (Filing.round_id == round_.id, Filing.adjustment_no == 0, *ground(asked))
    owed = session.scalar(
        select(func.count(Filing.id))
        .join(Project, Project.id == Filing.project_id)
        .where(project_scope(actor), *of_round)
    )
    ends = [clock.at(day + timedelta(1), 0) for day in days]
    columns = [_ones(Filing.approved_at < end) for end in ends]
    if is_whole(actor, asked):
        columns += [_ones(Filing.first_submitted_at < end) for end in ends]
    query = visible(Filing, actor).join(Project, Project.id == Filing.project_id).where(*of_round)
    numbers = [int(n) for n in session.execute(query.with_only_columns(*columns)).one()]
    return Trend(owed or 0, days, numbers[: len(days)], numbers[len(days) :])
