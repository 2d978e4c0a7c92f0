"""How far places and units are: done of all, stage by stage, and how many are late. Two statements a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.access.scope import project_scope, within
from portal.domain.filings import WAITING, FilingStatus
from portal.domain.roles import Actor, Level, UnitKind
from portal.models import Filing, Order, Project, Region, Unit


class Grouping(StrEnum):
    """What the rows of a progress table are."""

    PREFECTURE = "prefecture"
    COUNTY = "county"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit in one round: approved, waiting, all; late counts what was due and is not filed."""

    done: int = 0
    waiting: int = 0
    total: int = 0
    late: int = 0


@dataclass(slots=True)
class Row:
    """A place or unit with a cell per round and its open orders."""

    key: str
    name_zh: str
    name_ug: str
    projects: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)
    open_orders: int = 0


def table(session: Session, actor: Actor, plan_id: int, grouping: Grouping, today: date) -> list[Row]:
    """Progress of the actor's scope, a row per place or unit, in the region's order."""
    key = {
        Grouping.PREFECTURE: func.substr(Project.region_code, 1, 4),
        Grouping.COUNTY: Project.region_code,
        Grouping.UNIT: Project.implementing_unit_id,
    }[grouping]
    late = case(
        ((Filing.due_now < today) & Filing.status.in_(["not_started", "draft", "returned"]), 1), else_=0
    )
    statement = (
        select(
            key,
            Filing.round_id,
            func.count(Filing.id),
            func.sum(case((Filing.status == FilingStatus.APPROVED, 1), else_=0)),
            func.sum(case((Filing.status.in_(sorted(WAITING)), 1), else_=0)),
            func.sum(late),
        )
        .join(Project, Project.id == Filing.project_id)
        .where(project_scope(actor), Project.plan_id == plan_id, Filing.adjustment_no == 0)
        .group_by(key, Filing.round_id)
    )
    if grouping is not Grouping.UNIT:
        statement = statement.where(Project.owner_level != Level.REGION)
    rows = {k: Row(k, zh, ug) for k, zh, ug in _names(session, actor, grouping, today)}
    for group, round_id, count, done, waiting, overdue in session.execute(statement):
        if (row := rows.get(str(group))) is not None:
            row.cells[round_id] = Cell(int(done), int(waiting), int(count), int(overdue))
            row.projects = max(row.projects, int(count))
    for group, count in _open_orders(session, actor, plan_id, grouping):
        if (row := rows.get(str(group))) is not None:
            row.open_orders = count
    return [r for r in rows.values() if r.projects] if grouping is Grouping.UNIT else list(rows.values())


def _names(session: Session, actor: Actor, grouping: Grouping, today: date) -> list[tuple[str, str, str]]:
    if grouping is Grouping.UNIT:
        ids = select(Project.implementing_unit_id).where(project_scope(actor))
        units = session.execute(
            select(Unit.id, Unit.name_zh, Unit.name_ug).where(Unit.id.in_(ids)).order_by(Unit.code, Unit.id)
        )
        return [(str(i), zh, ug) for i, zh, ug in units]
    query = select(Region).where(
        Region.corps.is_(False), Region.code != "659000", Region.level != Level.REGION
    )
    if not (actor.reads_everything or actor.unit_kind is UnitKind.DIVISION):
        query = query.where(within(Region.code, actor.region_code))
    places = [r for r in session.scalars(query.order_by(Region.sort_order, Region.code)) if r.valid_on(today)]
    if grouping is Grouping.PREFECTURE:
        return [(r.code[:4], r.name_zh, r.name_ug) for r in places if r.level is Level.PREFECTURE]
    # The prefecture's own units stand in the first row of its table.
    own = [r for r in places if r.code == actor.region_code and r.level is Level.PREFECTURE]
    return [(r.code, r.name_zh, r.name_ug) for r in own + [r for r in places if r.level is Level.COUNTY]]


def _open_orders(session: Session, actor: Actor, plan_id: int, grouping: Grouping) -> list[tuple[str, int]]:
    key = {
        Grouping.PREFECTURE: func.substr(Project.region_code, 1, 4),
        Grouping.COUNTY: Project.region_code,
        Grouping.UNIT: Project.implementing_unit_id,
    }[grouping]
    rows = session.execute(
        select(key, func.count(Order.id))
        .join(Project, Project.id == Order.project_id)
        .where(
            project_scope(actor),
            Project.plan_id == plan_id,
            Order.status.in_(["issued", "acknowledged", "replied", "sent_back"]),
        )
        .group_by(key)
    )
    return [(str(k), int(n)) for k, n in rows]


def totals(rows: Sequence[Row]) -> Mapping[int, Cell]:
    """The sum of all rows by round."""
    found: dict[int, Cell] = {}
    for row in rows:
        for round_id, cell in row.cells.items():
            held = found.get(round_id, Cell())
            found[round_id] = Cell(
                held.done + cell.done,
                held.waiting + cell.waiting,
                held.total + cell.total,
                held.late + cell.late,
            )
    return found
