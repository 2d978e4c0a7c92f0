"""Reminders of dates and the ladder of overdue orders, computed from the state of the records on a day.

Nothing is scheduled beforehand, so a return, an extension or a night without the machine loses no reminder; the
journal (Reminder) holds what was sent, so that nothing is sent twice. Whoever has filed is not in the state that is
asked for. Nobody is reminded on a day off. Nothing here commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, insert, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.domain.deadlines import WorkCalendar, is_overdue, working_days_between
from portal.domain.filings import EDITABLE, OPEN_ORDERS, WAITING, OrderStatus, Stage
from portal.domain.reminders import Rung, Schedule, StepKind
from portal.domain.reports import AUTHOR
from portal.domain.roles import Level, Role, UnitKind
from portal.models import Filing, Order, Plan, PlanStatus, Project, Reminder, Round, RoundException, Unit
from portal.models.exceptions import REQUEST_WAITS
from portal.services import calendars, history, notices, report_dues, round_locks, rules, workflow

OWED = (OrderStatus.ISSUED, OrderStatus.ACKNOWLEDGED, OrderStatus.SENT_BACK)
"""Orders whose unit has to act."""


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder to be sent: to whom, of what, at which step; thing is filing, review, order, verify or report, which
    belongs to no project.

    days: working days left, negative when overdue.
    """

    unit_id: int
    role: Role
    thing: str
    step: str
    due_on: date
    days: int
    subject: str
    project_id: int | None

    @property
    def climbs(self) -> bool:
        """Whether it is a rung of an order's ladder."""
        return self.step.startswith(StepKind.LADDER)


def due(session: Session, today: date) -> list[Due]:
    """Everything to be sent on a day that was not sent yet, by addressee. Raises UnreadableParameter.

    Asked for a day to come, it says what would be sent if nothing moved until then.
    """
    calendar = calendars.calendar(session)
    if not calendar.is_working_day(today):
        return []
    addresses = _Addresses(session)
    plans = session.scalars(select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.id)).all()
    found: list[Due] = []
    for plan in plans:
        finder = _Finder(session, plan, today, calendar, addresses)
        found += [*finder.filings(), *finder.locks(), *finder.reviews(), *finder.orders(), *finder.reports()]
    return sorted(
        set(found), key=lambda d: (*_group(d), _height(d), d.role, d.thing, d.due_on, d.step, d.subject)
    )


def _group(item: Due) -> tuple[int, int]:
    """Climbing orders first, each by itself; then what each unit is reminded of."""
    return (0, int(item.subject.partition(":")[2])) if item.climbs else (1, item.unit_id)


def _height(item: Due) -> int:
    return list(Rung).index(Rung(item.step.partition(":")[2])) if item.climbs else 0


def send(session: Session, items: Iterable[Due], day: date) -> Iterator[list[Due]]:
    """Send what due() found, an order or a unit at a time: the caller may commit after each. Yields what was sent."""
    for _key, group in groupby(items, key=_group):
        held = list(group)
        _journal(session, held, day)
        if held[0].climbs:
            _climb(session, held)
        else:
            _tell(session, held)
        session.flush()
        yield held


def _journal(session: Session, items: list[Due], day: date) -> None:
    rows = [
        dict(
            day=day,
            subject=item.subject,
            step=item.step,
            due_on=item.due_on,
            unit_id=item.unit_id,
            role=item.role.value,
            project_id=item.project_id,
            created_at=clock.now(),
        )
        for item in items
    ]
    session.execute(insert(Reminder), rows)


def _tell(session: Session, items: list[Due]) -> None:
    """One notice for all that one role of a unit is reminded of at one step of one date."""
    counted = Counter((i.role, i.thing, i.step, i.due_on, i.days) for i in items)
    unit_id = items[0].unit_id
    for (role, thing, step, due_on, days), count in counted.items():
        told = {"thing": thing, "count": count, "due": due_on.isoformat(), "days": abs(days)}
        notices.tell(session, {unit_id}, role, f"reminder.{step.partition(':')[0]}", "", told)


def _climb(session: Session, items: list[Due]) -> None:
    """Each rung of one order: in its history, and a notice to whoever stands on it."""
    order_id = int(items[0].subject.partition(":")[2])
    order = session.scalars(
        select(Order).where(Order.id == order_id).options(joinedload(Order.project))
    ).one()
    for item in items:
        rung = item.step.partition(":")[2]
        said = {"rung": rung, "late": -item.days, "due": item.due_on.isoformat(), "unit": item.unit_id}
        history.record(session, None, workflow.chain_of(order), item.subject, "order.escalate", said)
        told = {**said, "project": order.project.name, "project_id": order.project_id, "number": order.number}
        notices.tell(session, {item.unit_id}, item.role, "order.escalate", item.subject, told)


class _Addresses:
    """Units by place, read once."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(
            select(Unit.id, Unit.region_code, Unit.kind, Unit.level).order_by(Unit.id.desc())
        ).all()
        bureaus = (row for row in rows if row[2] is UnitKind.FINANCE_BUREAU and row[3] is not Level.REGION)
        self.bureaus: Mapping[str, int] = {code: unit_id for unit_id, code, _kind, _level in bureaus}
        self.center = next((row[0] for row in reversed(rows) if row[2] is UnitKind.CENTER), None)

    def reviewer(
        self, level: Level, owner: Level, region: str, division: int | None
    ) -> tuple[int | None, Role]:
        """Unit and role that review at a level; the same as notices.reviewing_unit, without a statement each."""
        if level is Level.REGION:
            return division, Role.DIVISION
        return self.bureaus.get(region if level is owner else region[:4] + "00"), Role.REVIEWER

    def rung(self, rung: Rung, order: Order) -> set[tuple[int | None, Role]]:
        """Units and roles on a rung of an order's ladder; where a place lacks the one, the center takes its part."""
        project = order.project
        level, region = project.owner_level, project.region_code
        match rung:
            case Rung.CLERK:
                return {(order.unit_id, Role.ENTRY), (project.implementing_unit_id, Role.ENTRY)}
            case Rung.LEADER:
                unit = order.unit_id if level is Level.REGION else self.bureaus.get(region)
                found: tuple[int | None, Role] = (unit, Role.LEADER)
            case Rung.PREFECTURE:
                above = Level.REGION if level is Level.REGION else Level.PREFECTURE
                found = self.reviewer(above, level, region, project.division_id)
            case _:
                found = (self.center, Role.CENTER)
        return {found if found[0] is not None else (self.center, Role.CENTER)}


class _Finder:
    """What is due in one plan on one day."""

    def __init__(
        self, session: Session, plan: Plan, today: date, calendar: WorkCalendar, addresses: _Addresses
    ) -> None:
        self.session, self.plan, self.today = session, plan, today
        self.calendar, self.addresses = calendar, addresses
        self.schedule: Schedule = rules.schedule(plan, max(today, rules.first_day(plan)))

    def _left(self, day: date) -> int:
        return working_days_between(self.today, day, self.calendar)

    def _rows(
        self,
        query: Select[Any],
        day_of: Any = Filing.due_now,
        step_of: Callable[[int, bool], str] | None = None,
    ) -> Iterator[tuple[Any, date, str]]:
        """Rows of a select on Filing whose date has reached a step not yet taken, with date and step. Two statements:
        what dates there are, and the rows at those that count. step_of: the schedule's step for a due date, or another
        of its questions."""
        ask = step_of or self.schedule.step
        dates = self.session.scalars(query.with_only_columns(day_of).distinct())
        steps = {day: ask(self._left(day), is_overdue(self.today, day)) for day in dates}
        steps = {day: step for day, step in steps.items() if step}
        if not steps:
            return
        reached = case(*((day_of == day, step) for day, step in steps.items()), else_="")
        fresh = query.where(day_of.in_(steps), ~_sent(reached, day_of))
        for row in self.session.execute(fresh.add_columns(day_of).order_by(Filing.id)):
            yield row[:-1], row[-1], steps[row[-1]]

    def _filing_query(self, *columns: Any) -> Select[Any]:
        return (
            select(*columns)
            .join(Project, Project.id == Filing.project_id)
            .join(Round, Round.id == Filing.round_id)
            .where(Project.plan_id == self.plan.id)
        )

    def filings(self) -> Iterator[Due]:
        """Those who fill in, of what they have not filed; what stands on a target waits until that is approved. To file
        what a lock keeps from being filed nobody is reminded."""
        for row, day, step in self._rows(self._unfiled().where(~round_locks.locked_out(self.today))):
            yield self._of_filler(row, day, step)

    def locks(self) -> Iterator[Due]:
        """Those who fill in, before a lock shuts them out and once after it; whoever has asked for a later day waits
        for the answer and is not told again."""
        query = self._unfiled().where(round_locks.lockable(), ~_asked())
        for row, day, step in self._rows(query, round_locks.lock_day(), self.schedule.lock_step):
            yield self._of_filler(row, day, step)

    def _unfiled(self) -> Select[Any]:
        ready = or_(Filing.stage == Stage.TARGET, Project.target_id.is_not(None))
        return self._filing_query(Filing.id, Filing.project_id, Project.implementing_unit_id).where(
            Filing.status.in_(sorted(EDITABLE)), Round.opens_on <= self.today, ready
        )

    def _of_filler(self, row: Any, day: date, step: str) -> Due:
        filing_id, project_id, unit_id = row
        return self._due(unit_id, Role.ENTRY, "filing", step, day, f"filing:{filing_id}", project_id)

    def reviews(self) -> Iterator[Due]:
        """Those who review, of what waits for them."""
        columns = (Filing.id, Filing.project_id, Filing.waiting_level)
        place = (Project.owner_level, Project.region_code, Project.division_id)
        query = self._filing_query(*columns, *place).where(Filing.status.in_(sorted(WAITING)))
        for row, day, step in self._rows(query):
            unit_id, role = self.addresses.reviewer(*row[2:])
            if unit_id is not None:
                yield self._due(unit_id, role, "review", step, day, f"filing:{row[0]}", row[1])

    def orders(self) -> Iterator[Due]:
        """Those who owe an answer, before its day, and on every rung that a late one has reached; those who have an
        answer to verify, before and after. Two statements."""
        query = (
            select(Order)
            .join(Project, Project.id == Order.project_id)
            .where(Project.plan_id == self.plan.id, Order.status.in_(sorted(OPEN_ORDERS)))
            .options(joinedload(Order.project), joinedload(Order.issuer_unit))
            .order_by(Order.id)
        )
        taken = self._taken()
        for order in self.session.scalars(query):
            assert order.due_on is not None  # noqa: S101 - the database keeps an issued order from being without
            thing = "order" if order.status in OWED else "verify"
            for step, unit_id, role in self._order_steps(order, thing):
                subject = f"order:{order.id}"
                if (subject, order.due_on, step) not in taken:
                    yield self._due(unit_id, role, thing, step, order.due_on, subject, order.project_id)

    def _order_steps(self, order: Order, thing: str) -> Iterator[tuple[str, int, Role]]:
        """Steps that an order has reached, with whom each reaches."""
        assert order.due_on is not None  # noqa: S101 - see orders()
        left, late = self._left(order.due_on), is_overdue(self.today, order.due_on)
        if thing == "order" and late:
            for rung in self.schedule.rungs(-left):
                for unit_id, role in self.addresses.rung(rung, order):
                    if unit_id is not None:
                        yield f"{StepKind.LADDER}:{rung}", unit_id, role
        elif step := self.schedule.step(left, late):
            for unit_id, role in _addressees(order, thing):
                yield step, unit_id, role

    def _taken(self) -> set[tuple[str, date, str]]:
        projects = select(Project.id).where(Project.plan_id == self.plan.id)
        query = select(Reminder.subject, Reminder.due_on, Reminder.step).where(
            Reminder.project_id.in_(projects), Reminder.subject.startswith("order:")
        )
        return set(self.session.execute(query).tuples())

    def reports(self) -> Iterator[Due]:
        """Those who write periodic reports, of the last period that is over, while theirs has not come."""
        taken = set(
            self.session.execute(
                select(Reminder.subject, Reminder.due_on, Reminder.step, Reminder.unit_id).where(
                    Reminder.subject.startswith(f"{report_dues.SUBJECT}:{self.plan.year}:")
                )
            ).tuples()
        )
        for one in report_dues.owed(self.session, self.plan, self.today, self.calendar, latest=True):
            step = self.schedule.step(self._left(one.due_on), is_overdue(self.today, one.due_on))
            if one.reported_on is None and step and (one.subject, one.due_on, step, one.unit_id) not in taken:
                role = Role.CENTER if AUTHOR[one.kind] is Level.REGION else Role.REVIEWER
                yield self._due(one.unit_id, role, "report", step, one.due_on, one.subject, None)

    def _due(
        self, unit_id: int, role: Role, thing: str, step: str, day: date, subject: str, project_id: int | None
    ) -> Due:
        return Due(unit_id, role, thing, step, day, self._left(day), subject, project_id)


def _addressees(order: Order, thing: str) -> set[tuple[int, Role]]:
    if thing == "verify":
        return {(order.issuer_unit_id, notices.issuer_role(order.issuer_unit))}
    return {(order.unit_id, Role.ENTRY), (order.project.implementing_unit_id, Role.ENTRY)}


def _sent(step: ColumnElement[str], day: Any) -> ColumnElement[bool]:
    """Condition on Filing: it was reminded of at a step of its present date."""
    subject = literal("filing:") + cast(Filing.id, String(20))
    return exists().where(and_(Reminder.subject == subject, Reminder.due_on == day, Reminder.step == step))


def _asked() -> ColumnElement[bool]:
    """Condition on Filing and Project: an exception that would cover it has been asked for and waits."""
    bureau = and_(
        Unit.kind == UnitKind.FINANCE_BUREAU, Unit.level != Level.REGION, Project.owner_level != Level.REGION
    )
    fills = or_(
        Unit.id.in_((Project.implementing_unit_id, Project.competent_unit_id)),
        bureau & (Unit.region_code == Project.region_code),
    )
    waiting = and_(RoundException.round_id == Filing.round_id, REQUEST_WAITS)
    return exists().where(waiting, RoundException.unit_id == Unit.id, fills)
