"""What each person has to do, from the state of the records: nothing is scheduled, so nothing can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.access.scope import fills, order_scope, project_scope, within
from portal.domain.filings import EDITABLE, WAITING, FilingStatus, OrderStatus, Stage
from portal.domain.flows.lights import LightStatus
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import (
    Check,
    Filing,
    Fund,
    Light,
    Order,
    OrderExtension,
    Plan,
    PlanStatus,
    Project,
    Recording,
    Round,
)

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
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: which task, on which record, due when; project is the fund for a light that stands on one. note
    is the reviewer's or issuer's first line."""

    task: Task
    due: date | None
    project: Project | Fund
    filing: Filing | None = None
    order: Order | None = None
    light: Light | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TodoList:
    """The most urgent items and the count of all."""

    items: Sequence[Todo]
    total: int


def for_actor(session: Session, actor: Actor, today: date) -> TodoList:
    """Everything the actor has to do, returned work first, then by due date. Four statements at most."""
    filings, filing_count = _filings(session, actor, today)
    orders, order_count = _orders(session, actor, today)
    lights, light_count = _lights(session, actor)
    found = [*filings, *orders, *lights]
    found.sort(key=lambda t: (t.task is not Task.MEND, t.due or date.max, t.project.id))
    return TodoList(found[:LIMIT], filing_count + order_count + light_count)


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


def _checkable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Filing and Project: an approved self-evaluation that the actor's unit has not looked at yet."""
    checked = select(Check.filing_id).where(Check.unit_id == actor.unit_id)
    found = and_(
        project_scope(actor),
        Filing.stage == Stage.EVALUATION,
        Filing.status == FilingStatus.APPROVED,
        Filing.id.not_in(checked),
    )
    return found & (Project.owner_level == Level.COUNTY) if actor.unit_level is Level.PREFECTURE else found


def _filing_condition(task: Task, actor: Actor, today: date) -> ColumnElement[bool]:
    """What makes a filing a task. The tasks exclude each other by state and stage, see _task_of()."""
    current = Plan.status == PlanStatus.ACTIVE
    match task:
        case Task.FILL:
            return current & fillable(actor, today)
        case Task.REVIEW:
            return current & reviewable(actor)
        case Task.RECORD:
            return (Project.target_id == Filing.id) & recordable(actor)
        case _:
            return current & _checkable(actor)


def _task_of(filing: Filing) -> Task:
    if filing.status is FilingStatus.RETURNED:
        return Task.MEND
    if filing.status in EDITABLE:
        return Task.FILL
    if filing.status in WAITING:
        return Task.REVIEW
    return Task.RECORD if filing.stage is Stage.TARGET else Task.CHECK


def _filings(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    """The most urgent filings and the count of all, in one statement."""
    tasks = _FILING_TASKS[actor.role]
    if not tasks:
        return [], 0
    conditions = [_filing_condition(task, actor, today) for task in tasks]
    mended_first = case((Filing.status == FilingStatus.RETURNED, 0), else_=1)
    checked = and_(Filing.stage == Stage.EVALUATION, Filing.status == FilingStatus.APPROVED)
    undated_last = case((checked, 1), else_=0)
    rows = session.execute(
        select(Filing, func.count().over())
        .join(Project, Project.id == Filing.project_id)
        .join(Round, Round.id == Filing.round_id)
        .join(Plan, Plan.id == Project.plan_id)
        .outerjoin(Recording, Recording.filing_id == Filing.id)
        .where(or_(*conditions))
        .options(
            contains_eager(Filing.project).joinedload(Project.implementing_unit),
            contains_eager(Filing.round),
        )
        .order_by(mended_first, undated_last, Filing.due_now, Filing.id)
        .limit(LIMIT)
    ).all()
    items = [
        Todo(task, _due(task, f), f.project, filing=f, note=_first_line(f.return_reason))
        for f, task in ((f, _task_of(f)) for f, _count in rows)
    ]
    return items, rows[0][1] if rows else 0


def _due(task: Task, filing: Filing) -> date | None:
    """No plan sets a day for a check; a target is due with its recording (the opinion: entered by 30 June)."""
    return None if task is Task.CHECK else filing.due_now


def _first_line(text: str | None) -> str:
    return next(iter((text or "").splitlines()), "")[:80]


_ANSWERS: dict[OrderStatus, Task] = {
    OrderStatus.ISSUED: Task.ACKNOWLEDGE,
    OrderStatus.ACKNOWLEDGED: Task.REPLY,
    OrderStatus.SENT_BACK: Task.REPLY,
}


def _order_condition(task: Task, actor: Actor, today: date) -> ColumnElement[bool]:
    """What makes an order a task. REPLY stands for all that is owed: signing for it and answering it."""
    owed = Order.status.in_(sorted(_ANSWERS))
    match task:
        case Task.VERIFY:
            asked = exists().where(OrderExtension.order_id == Order.id, OrderExtension.granted.is_(None))
            return and_(
                Order.issuer_unit_id == actor.unit_id, or_(Order.status == OrderStatus.REPLIED, owed & asked)
            )
        case Task.OVERDUE:
            return and_(order_scope(actor), owed, Order.due_on < today)
        case _:
            mine = Order.unit_id == actor.unit_id
            if actor.role is Role.ENTRY:
                mine = or_(mine, Order.project_id.in_(select(Project.id).where(fills(actor))))
            return and_(mine, Order.issuer_unit_id != actor.unit_id, owed)


def _orders(session: Session, actor: Actor, today: date) -> tuple[list[Todo], int]:
    """The most urgent orders and the count of all, in two statements (the second for what is asked on them)."""
    tasks = _ORDER_TASKS[actor.role]
    if not tasks:
        return [], 0
    rows = session.execute(
        select(Order, func.count().over())
        .where(or_(*(_order_condition(task, actor, today) for task in tasks)))
        .options(
            joinedload(Order.project).joinedload(Project.implementing_unit), selectinload(Order.extensions)
        )
        .order_by(Order.due_on, Order.id)
        .limit(LIMIT)
    ).all()
    late = Task.OVERDUE in tasks
    items = []
    for order, _count in rows:
        task = _order_task(order, actor, late)
        note = _first_line(order.last_reason or order.problem)
        items.append(Todo(task, order.due_on, order.project, order=order, note=note))
    return items, rows[0][1] if rows else 0


def _judged_by(actor: Actor, bearer: type[Project] | type[Fund]) -> ColumnElement[bool]:
    """Condition on Project or Fund: its lights are judged by the actor's unit, the last level of the route."""
    if actor.role is Role.DIVISION:
        return bearer.division_id == actor.unit_id
    if actor.role is Role.REVIEWER and actor.unit_level is Level.PREFECTURE:
        return (bearer.owner_level != Level.REGION) & within(bearer.region_code, actor.region_code)
    return false()


def _lights(session: Session, actor: Actor) -> tuple[list[Todo], int]:
    """Explained lights that wait for the actor's word, the oldest first, and the count of all."""
    if actor.role not in (Role.DIVISION, Role.REVIEWER):
        return [], 0
    rows = session.execute(
        select(Light, func.count().over())
        .outerjoin(Project, Project.id == Light.project_id)
        .outerjoin(Fund, Fund.id == Light.fund_id)
        .where(
            Light.status == LightStatus.EXPLAINED, or_(_judged_by(actor, Project), _judged_by(actor, Fund))
        )
        .options(contains_eager(Light.project).joinedload(Project.implementing_unit))
        .options(contains_eager(Light.fund).joinedload(Fund.unit))
        .order_by(Light.moved_at, Light.id)
        .limit(LIMIT)
    ).all()
    items = [Todo(Task.JUDGE, None, n.bearer, light=n, note=_first_line(n.note)) for n, _count in rows]
    return items, rows[0][1] if rows else 0


def _order_task(order: Order, actor: Actor, late: bool) -> Task:
    if order.issuer_unit_id == actor.unit_id and (
        order.status is OrderStatus.REPLIED or any(asked.granted is None for asked in order.extensions)
    ):
        return Task.VERIFY
    return Task.OVERDUE if late else _ANSWERS[order.status]


_FILING_TASKS: dict[Role, tuple[Task, ...]] = {
    Role.ENTRY: (Task.FILL,),
    Role.REVIEWER: (Task.REVIEW, Task.RECORD),
    Role.DIVISION: (Task.REVIEW, Task.RECORD, Task.CHECK),
    Role.CENTER: (Task.CHECK,),
    Role.LEADER: (),
    Role.AUDITOR: (),
    Role.ADMIN: (),
}
_ORDER_TASKS: dict[Role, tuple[Task, ...]] = {
    Role.ENTRY: (Task.REPLY,),
    Role.REVIEWER: (Task.VERIFY, Task.REPLY),
    Role.DIVISION: (Task.VERIFY,),
    Role.CENTER: (Task.VERIFY, Task.OVERDUE),
    Role.LEADER: (Task.OVERDUE,),
    Role.AUDITOR: (Task.OVERDUE,),
    Role.ADMIN: (),
}
