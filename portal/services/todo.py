"""What each person has to do, from the state of the records: nothing is scheduled, so nothing can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.access.scope import fills, order_scope, project_scope, within
from portal.domain.filings import EDITABLE, FilingStatus, OrderStatus, Stage
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import Check, Filing, Order, Plan, Project, Recording, Round

LIMIT = 60


class Task(StrEnum):
    """Kinds of work on a home page."""

    FILL = "fill"
    MEND = "mend"
    REVIEW = "review"
    RECORD = "record"
    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    VERIFY = "verify"
    CHECK = "check"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: which task, on which record, due when. note is the reviewer's or issuer's first line."""

    task: Task
    due: date | None
    project: Project
    filing: Filing | None = None
    order: Order | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TodoList:
    """The most urgent items and the count of all."""

    items: Sequence[Todo]
    total: int


def for_actor(session: Session, actor: Actor, today: date) -> TodoList:
    """Everything the actor has to do, returned work first, then by due date."""
    found: list[Todo] = []
    total = 0
    for part in _PARTS[actor.role]:
        items, count = part(session, actor, today)
        found.extend(items)
        total += count
    found.sort(key=lambda t: (t.task is not Task.MEND, t.due or date.max, t.project.id))
    return TodoList(found[:LIMIT], total)


def fillable(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on Filing, Round and Project: owed by the actor now."""
    return and_(
        fills(actor),
        Filing.status.in_(sorted(EDITABLE)),
        Round.opens_on <= today,
        or_(Filing.stage == Stage.TARGET, Project.target_id.is_not(None)),
    )


def reviewable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Filing and Project: waits for the actor's decision. Own submissions are left out."""
    if actor.role is Role.DIVISION:
        turn = and_(Filing.waiting_level == Level.REGION, Project.division_id == actor.unit_id)
    elif actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is not Level.REGION:
        turn = and_(Filing.waiting_level == actor.unit_level, within(Project.region_code, actor.region_code))
    else:
        return false()
    return turn & (Filing.submitted_by != actor.user_id)


def recordable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Project outer-joined to Recording: an approved target not yet in the national system."""
    if actor.role is Role.DIVISION:
        owner = Project.division_id == actor.unit_id
    elif actor.unit_kind is UnitKind.FINANCE_BUREAU:
        owner = and_(Project.owner_level != Level.REGION, Project.region_code == actor.region_code)
    else:
        return false()
    return and_(owner, Project.target_id.is_not(None), Recording.id.is_(None))


def _filings(session: Session, query: Select[Any], task: Task) -> tuple[list[Todo], int]:
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.scalars(
        query.options(
            contains_eager(Filing.project).joinedload(Project.implementing_unit),
            contains_eager(Filing.round),
        )
        .order_by(Filing.due_on, Filing.id)
        .limit(LIMIT)
    ).all()
    return [
        Todo(
            Task.MEND if f.status is FilingStatus.RETURNED and task is Task.FILL else task,
            f.due_on,
            f.project,
            filing=f,
            note=(f.return_reason or "").splitlines()[0] if f.return_reason else "",
        )
        for f in rows
    ], total


def _base() -> Select[Any]:
    return (
        select(Filing)
        .join(Project, Project.id == Filing.project_id)
        .join(Round, Round.id == Filing.round_id)
        .join(Plan, and_(Plan.id == Project.plan_id, Plan.status == "active"))
    )


def _fill(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    return _filings(session, _base().where(fillable(actor, today)), Task.FILL)


def _review(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    return _filings(session, _base().where(reviewable(actor)), Task.REVIEW)


def _record(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    query = (
        select(Filing)
        .join(Project, Project.target_id == Filing.id)
        .join(Round, Round.id == Filing.round_id)
        .outerjoin(Recording, Recording.filing_id == Filing.id)
        .where(recordable(actor))
    )
    return _filings(session, query, Task.RECORD)


def _orders(
    session: Session, condition: ColumnElement[bool], tasks: dict[OrderStatus, Task] | Task
) -> tuple[list[Todo], int]:
    query = select(Order).where(condition)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.options(joinedload(Order.project).joinedload(Project.implementing_unit))
        .order_by(Order.due_on, Order.id)
        .limit(LIMIT)
    ).all()
    return [
        Todo(
            tasks if isinstance(tasks, Task) else tasks[o.status],
            o.due_on,
            o.project,
            order=o,
            note=(o.last_reason or o.problem).splitlines()[0][:80],
        )
        for o in rows
    ], total


def _answer(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    tasks = {
        OrderStatus.ISSUED: Task.ACKNOWLEDGE,
        OrderStatus.ACKNOWLEDGED: Task.REPLY,
        OrderStatus.SENT_BACK: Task.REPLY,
    }
    if actor.role is Role.ENTRY:
        owed = or_(
            Order.unit_id == actor.unit_id, Order.project_id.in_(select(Project.id).where(fills(actor)))
        )
    else:
        owed = Order.unit_id == actor.unit_id
    return _orders(
        session, and_(owed, Order.issuer_unit_id != actor.unit_id, Order.status.in_(sorted(tasks))), tasks
    )


def _verify(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    mine = and_(Order.issuer_unit_id == actor.unit_id, Order.status == OrderStatus.REPLIED)
    return _orders(session, mine, Task.VERIFY)


def _overdue(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    late = Order.status.in_([OrderStatus.ISSUED, OrderStatus.ACKNOWLEDGED, OrderStatus.SENT_BACK])
    return _orders(session, and_(order_scope(actor), late, Order.due_on < today), Task.OVERDUE)


def _check(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    checked = select(Check.filing_id).where(Check.unit_id == actor.unit_id)
    query = _base().where(
        project_scope(actor),
        Filing.stage == Stage.EVALUATION,
        Filing.status == FilingStatus.APPROVED,
        Filing.id.not_in(checked),
    )
    if actor.unit_level is Level.PREFECTURE:
        query = query.where(Project.owner_level == Level.COUNTY)
    return _filings(session, query, Task.CHECK)


_PARTS: dict[Role, tuple[Any, ...]] = {
    Role.ENTRY: (_fill, _answer),
    Role.REVIEWER: (_review, _verify, _answer, _record),
    Role.DIVISION: (_review, _verify, _record, _check),
    Role.CENTER: (_verify, _overdue, _check),
    Role.LEADER: (_overdue,),
    Role.AUDITOR: (_overdue,),
    Role.ADMIN: (),
}
