"""What each person has to do, from the state of the records: nothing is scheduled, so nothing can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.access.scope import fills, order_scope
from portal.domain.filings import EDITABLE, WAITING, FilingStatus, OrderStatus, Stage
from portal.domain.flows.lights import LightStatus
from portal.domain.handing import ItemKind
from portal.domain.nudges import Owing
from portal.domain.permissions import Ability, may_ever
from portal.domain.roles import Actor, Role
from portal.models import (
    Filing,
    Fund,
    Light,
    Order,
    OrderExtension,
    Plan,
    PlanStatus,
    Project,
    Ranking,
    Recording,
    Round,
)
from portal.services import ranking_objections, round_exceptions
from portal.services.duties import checkable, fillable, judged_by, recordable, reviewable
from portal.services.handed import elsewhere
from portal.services.nudge_marks import marks
from portal.services.readings import unread
from portal.services.tasks import LIMIT, Task, Todo, TodoList, Wanted


def for_actor(session: Session, actor: Actor, today: date, wanted: Wanted | None = None) -> TodoList:
    """Everything the actor has to do, requests for a later day and returned work first, then by due date. Eight
    statements at most.

    Rows of one due date stand by the kind of record, as every page of a long list must cut them alike.
    """
    wanted = wanted or Wanted(most=LIMIT)
    filings, filing_count = _filings(session, actor, today, wanted)
    orders, order_count = _orders(session, actor, today, wanted)
    lights, light_count = _lights(session, actor, today, wanted)
    readings = _readings(session, actor, today, wanted)
    requests, request_count = _requests(session, actor, wanted)
    objections, objection_count = _objections(session, actor, today, wanted)
    found = [*requests, *filings, *orders, *readings, *objections, *lights]
    found.sort(key=lambda t: (t.task not in _FIRST, t.due or date.max))
    shown = found[wanted.first : wanted.reach]
    total = filing_count + order_count + light_count + len(readings) + request_count + objection_count
    return TodoList(_marked(session, shown), total)


def tasks_of(actor: Actor) -> tuple[Task, ...]:
    """Tasks that can come to an actor, in the order of the enum."""
    held = {*_FILING_TASKS[actor.role], *_ORDER_TASKS[actor.role]}
    more = {Task.FILL: {Task.MEND}, Task.REPLY: {Task.ACKNOWLEDGE}}
    held |= {task for one in held for task in more.get(one, ())}
    if actor.role in (Role.DIVISION, Role.REVIEWER):
        held.add(Task.JUDGE)
    if may_ever(Ability.CONCENTRATED_RECORD, actor):
        held.add(Task.READ)
    if round_exceptions.answers_requests(actor):
        held.add(Task.EXCEPT)
    if may_ever(Ability.RANKING_LEAD, actor):
        held.add(Task.ANSWER)
    return tuple(task for task in Task if task in held)


def _marked(session: Session, items: Sequence[Todo]) -> list[Todo]:
    """The items with the marks of those who wait. One statement."""
    keys = [_nudge_key(item) for item in items]
    held = marks(session, (subject for subject, owing in keys if owing is not None))
    return [
        replace(item, nudged=held.get((subject, owing))) if owing is not None else item
        for item, (subject, owing) in zip(items, keys, strict=True)
    ]


def _nudge_key(item: Todo) -> tuple[str, Owing | None]:
    record = f"order:{item.order.id}" if item.order else f"filing:{item.filing.id}" if item.filing else ""
    return record, _OWES.get(item.task)


def has(session: Session, actor: Actor, record: Filing | Order | Light, today: date) -> bool:
    """Whether a record is something that the actor, or the colleagues of the role, have to fill in, review, answer,
    verify or judge."""
    if isinstance(record, Light):
        bearer = type(record.bearer)
        judged = select(bearer.id).where(bearer.id == record.bearer.id, judged_by(actor, bearer))
        return record.status is LightStatus.EXPLAINED and session.scalar(judged) is not None
    if isinstance(record, Order):
        tasks = [task for task in _ORDER_TASKS[actor.role] if task is not Task.OVERDUE]
        wanted = [_order_condition(task, actor, today) for task in tasks]
        return _holds(session, Order, record.id, or_(false(), *wanted))
    tasks = [task for task in _FILING_TASKS[actor.role] if task in (Task.FILL, Task.REVIEW)]
    wanted = [_filing_condition(task, actor, today) for task in tasks]
    return _holds(session, Filing, record.id, or_(false(), *wanted))


def _holds(
    session: Session,
    model: type[Filing] | type[Order],
    identity: int,
    condition: ColumnElement[bool],
) -> bool:
    """Whether a condition on a record, its project, plan and round is true of one."""
    query = select(model.id).join(Project, Project.id == model.project_id)
    query = query.join(Plan, Plan.id == Project.plan_id)
    if model is Filing:
        query = query.join(Round, Round.id == Filing.round_id)
    return session.scalar(query.where(model.id == identity, condition)) is not None


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
            return current & checkable(actor)


def _task_of(filing: Filing) -> Task:
    if filing.status is FilingStatus.RETURNED:
        return Task.MEND
    if filing.status in EDITABLE:
        return Task.FILL
    if filing.status in WAITING:
        return Task.REVIEW
    return Task.RECORD if filing.stage is Stage.TARGET else Task.CHECK


def _filing_filter(wanted: Wanted, today: date) -> ColumnElement[bool]:
    """Condition on Filing: it is the task that is wanted, see _task_of(), and late where that is."""
    approved = Filing.status == FilingStatus.APPROVED
    of_task = {
        None: true(),
        Task.MEND: Filing.status == FilingStatus.RETURNED,
        Task.FILL: Filing.status.in_(sorted(EDITABLE - {FilingStatus.RETURNED})),
        Task.REVIEW: Filing.status.in_(sorted(WAITING)),
        Task.RECORD: approved & (Filing.stage == Stage.TARGET),
        Task.CHECK: approved & (Filing.stage == Stage.EVALUATION),
    }
    condition = of_task.get(wanted.task, false())
    late = (Filing.due_now < today) & ~(approved & (Filing.stage == Stage.EVALUATION))
    return condition & late if wanted.overdue else condition


def _not_elsewhere(
    kind: ItemKind, identity: Any, actor: Actor, today: date, wanted: Wanted
) -> ColumnElement[bool]:
    return ~elsewhere(kind, identity, actor, today) if wanted.mine else true()


def _filings(session: Session, actor: Actor, today: date, wanted: Wanted) -> tuple[list[Todo], int]:
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
        .where(
            or_(*conditions),
            _filing_filter(wanted, today),
            _not_elsewhere(ItemKind.FILING, Filing.id, actor, today, wanted),
        )
        .options(
            contains_eager(Filing.project).joinedload(Project.implementing_unit),
            contains_eager(Filing.round),
        )
        .order_by(mended_first, undated_last, Filing.due_now, Filing.id)
        .limit(wanted.reach)
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


def _to_verify(actor: Actor) -> ColumnElement[bool]:
    """Condition on Order: the actor's unit issued it, and an answer or a request for a later day lies there."""
    asked = exists().where(OrderExtension.order_id == Order.id, OrderExtension.granted.is_(None))
    owed = Order.status.in_(sorted(_ANSWERS))
    return and_(Order.issuer_unit_id == actor.unit_id, or_(Order.status == OrderStatus.REPLIED, owed & asked))


def _order_filter(wanted: Wanted, actor: Actor, today: date, late: bool) -> ColumnElement[bool]:
    """Condition on Order: it is the task that is wanted, see _order_task(), and late where that is."""
    condition: ColumnElement[bool] = true()
    if wanted.task is Task.VERIFY:
        condition = _to_verify(actor)
    elif wanted.task is Task.OVERDUE:
        condition = ~_to_verify(actor)
    elif wanted.task is not None:
        states = [status for status, task in _ANSWERS.items() if task is wanted.task and not late]
        condition = Order.status.in_(states) & ~_to_verify(actor)
    return condition & (Order.due_on < today) if wanted.overdue else condition


def _order_condition(task: Task, actor: Actor, today: date) -> ColumnElement[bool]:
    """What makes an order a task. REPLY stands for all that is owed: signing for it and answering it."""
    owed = Order.status.in_(sorted(_ANSWERS))
    match task:
        case Task.VERIFY:
            return _to_verify(actor)
        case Task.OVERDUE:
            return and_(order_scope(actor), owed, Order.due_on < today)
        case _:
            mine = Order.unit_id == actor.unit_id
            if actor.role is Role.ENTRY:
                mine = or_(mine, Order.project_id.in_(select(Project.id).where(fills(actor))))
            return and_(mine, Order.issuer_unit_id != actor.unit_id, owed)


def _orders(session: Session, actor: Actor, today: date, wanted: Wanted) -> tuple[list[Todo], int]:
    """The most urgent orders and the count of all, in two statements (the second for what is asked on them)."""
    tasks = _ORDER_TASKS[actor.role]
    if not tasks:
        return [], 0
    late = Task.OVERDUE in tasks
    rows = session.execute(
        select(Order, func.count().over())
        .where(
            or_(*(_order_condition(task, actor, today) for task in tasks)),
            _order_filter(wanted, actor, today, late),
            _not_elsewhere(ItemKind.ORDER, Order.id, actor, today, wanted),
        )
        .options(
            joinedload(Order.project).joinedload(Project.implementing_unit), selectinload(Order.extensions)
        )
        .order_by(Order.due_on, Order.id)
        .limit(wanted.reach)
    ).all()
    items = []
    for order, _count in rows:
        task = _order_task(order, actor, late)
        note = _first_line(order.last_reason or order.problem)
        items.append(Todo(task, order.due_on, order.project, order=order, note=note))
    return items, rows[0][1] if rows else 0


def _lights(session: Session, actor: Actor, today: date, wanted: Wanted) -> tuple[list[Todo], int]:
    """Explained lights that wait for the actor's word, the oldest first, and the count of all. None has a date."""
    if actor.role not in (Role.DIVISION, Role.REVIEWER):
        return [], 0
    if wanted.overdue or not wanted.asks_for(Task.JUDGE):
        return [], 0
    rows = session.execute(
        select(Light, func.count().over())
        .outerjoin(Project, Project.id == Light.project_id)
        .outerjoin(Fund, Fund.id == Light.fund_id)
        .where(
            Light.status == LightStatus.EXPLAINED,
            or_(judged_by(actor, Project), judged_by(actor, Fund)),
            _not_elsewhere(ItemKind.LIGHT, Light.id, actor, today, wanted),
        )
        .options(contains_eager(Light.project).joinedload(Project.implementing_unit))
        .options(contains_eager(Light.fund).joinedload(Fund.unit))
        .order_by(Light.moved_at, Light.id)
        .limit(wanted.reach)
    ).all()
    items = [Todo(Task.JUDGE, None, n.bearer, light=n, note=_first_line(n.note)) for n, _count in rows]
    return items, rows[0][1] if rows else 0


def _readings(session: Session, actor: Actor, today: date, wanted: Wanted) -> list[Todo]:
    """A line for each open concentrated review with filings still to be read. They are few: none is cut off."""
    if not wanted.asks_for(Task.READ):
        return []
    items = [Todo(Task.READ, held.review.ends_on, reading=held) for held in unread(session, actor)]
    return [item for item in items if not wanted.overdue or (item.due and item.due < today)]


def _requests(session: Session, actor: Actor, wanted: Wanted) -> tuple[list[Todo], int]:
    """Requests for a later day that wait for the actor's opinion or answer, the oldest first, and the count of all.
    None has a date."""
    if wanted.overdue or not wanted.asks_for(Task.EXCEPT) or not round_exceptions.answers_requests(actor):
        return [], 0
    query = round_exceptions.to_do(actor).add_columns(func.count().over()).limit(wanted.reach)
    rows = session.execute(query).all()
    items = [Todo(Task.EXCEPT, None, request=r, note=_first_line(r.reason)) for r, _count in rows]
    return items, rows[0][1] if rows else 0


def _objections(session: Session, actor: Actor, today: date, wanted: Wanted) -> tuple[list[Todo], int]:
    """Objections to rankings that wait for an answer, for those who answer them, and the count of all. One statement."""
    if not wanted.asks_for(Task.ANSWER) or not may_ever(Ability.RANKING_LEAD, actor):
        return [], 0
    query = ranking_objections.to_answer(actor).add_columns(func.count().over()).limit(wanted.reach)
    if wanted.overdue:
        query = query.where(Ranking.objections_until < today)
    rows = session.execute(query).all()
    items = [
        Todo(Task.ANSWER, one.ranking.objections_until, objection=one, note=_first_line(one.reason))
        for one, _count in rows
    ]
    return items, rows[0][1] if rows else 0


def _order_task(order: Order, actor: Actor, late: bool) -> Task:
    if order.issuer_unit_id == actor.unit_id and (
        order.status is OrderStatus.REPLIED or any(asked.granted is None for asked in order.extensions)
    ):
        return Task.VERIFY
    return Task.OVERDUE if late else _ANSWERS[order.status]


_FIRST = frozenset({Task.EXCEPT, Task.MEND})
"""Tasks that stand before all others: somebody's day hangs on a request, somebody's second try on returned work."""
_OWES: dict[Task, Owing] = {
    Task.FILL: Owing.FILLER,
    Task.MEND: Owing.FILLER,
    Task.REVIEW: Owing.REVIEWER,
    Task.ACKNOWLEDGE: Owing.ADDRESSEE,
    Task.REPLY: Owing.ADDRESSEE,
    Task.VERIFY: Owing.ISSUER,
}
"""Tasks that others can press for. Who watches overdue orders owes nothing."""
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
