"""The problem ledger (工作台账) of each level: every issued order, and every confirmed light on which none stands yet.

Nothing is typed twice: each row is derived from the records when it is asked for. Rows come as a stream in the order
in which the problems were found, so that a year of the whole region can be written out in little memory.
Source: opinion of 2020, part 三 (ledgers at three levels); the columns are those of the design beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Select,
    String,
    case,
    exists,
    false,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.access.scope import visible, within
from portal.domain.alerts import CATEGORIES
from portal.domain.deadlines import WorkCalendar, working_days_between
from portal.domain.filings import OPEN_ORDERS, OrderStatus, ProblemCategory
from portal.domain.flows.lights import LightStatus
from portal.domain.ledgers import Manner
from portal.domain.roles import Actor, Level
from portal.models import Attachment, Fund, Light, Order, OrderReply, Project, Unit, User
from portal.services import calendars
from portal.services.orders import earlier_of_kind

BATCH = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One row. light_id or order_id says what it is derived from; days_late are working days, 0 where in time. A light
    on a fund has no project_id: its name and document number stand in the place of the project's.

    said: for a light the rule's parameters (JSON), of which the page makes the sentence; for an order its text.
    """

    found_on: date
    level: Level
    manner: Manner
    region_code: str
    project_id: int | None
    project_code: str
    project_name: str
    category: ProblemCategory
    said: str
    unit_id: int
    status: str
    order_id: int | None = None
    number: str = ""
    light_id: int | None = None
    light_rule: str = ""
    light_kind: str = ""
    person: str = ""
    requirement: str = ""
    due_on: date | None = None
    measures: str = ""
    replied_on: date | None = None
    proofs: int = 0
    verifier: str = ""
    opinion: str = ""
    closed_on: date | None = None
    days_late: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ledger is narrowed to; an empty value narrows nothing. state: open or closed; region: code of a place;
    plans: a select of ids; changed_since: rows on which something moved from that instant on."""

    state: str = ""
    level: str = ""
    manner: str = ""
    category: str = ""
    region: str = ""
    plans: Select[tuple[int]] | None = None
    changed_since: datetime | None = None


def query(actor: Actor, wanted: Wanted) -> Select[Any]:
    """The rows of the actor's scope as one select, in the order of finding."""
    both = union_all(_orders(actor, wanted), _lights(actor, wanted)).subquery()
    rows = select(both)
    for name in ("level", "manner", "category"):
        if given := getattr(wanted, name):
            rows = rows.where(both.c[name] == given)
    return rows.order_by(both.c.found_on, both.c.kind, both.c.id)


def _orders(actor: Actor, wanted: Wanted) -> Select[Any]:
    issuer = aliased(Unit)
    manner = case(
        (Order.light_id.is_not(None), Manner.LIGHT.value),
        (Order.finding_id.is_not(None), Manner.CHECK.value),
        (Order.concentrated_problem_id.is_not(None), Manner.CONCENTRATED.value),
        (Order.filing_id.is_not(None), Manner.REVIEW.value),
        else_=Manner.OTHER.value,
    )
    earlier = aliased(Order)
    repeated = exists().where(earlier_of_kind(earlier))
    found = (
        visible(Order, actor)
        .join(Project, Project.id == Order.project_id)
        .join(issuer, issuer.id == Order.issuer_unit_id)
        .where(Order.issued_on.is_not(None), Order.status != OrderStatus.WITHDRAWN)
    )
    if wanted.state:
        is_open = Order.status.in_(sorted(OPEN_ORDERS))
        found = found.where(is_open if wanted.state == "open" else ~is_open)
    if wanted.changed_since is not None:
        found = found.where(Order.touched_at >= wanted.changed_since)
    return _narrowed(found, wanted).with_only_columns(
        literal("order").label("kind"),
        Order.id,
        Order.issued_on.label("found_on"),
        _text(issuer.level).label("level"),
        manner.label("manner"),
        Project.region_code,
        Project.id.label("project_id"),
        Project.code.label("project_code"),
        Project.name.label("project_name"),
        _text(Order.category).label("category"),
        Order.problem.label("said"),
        Order.unit_id,
        _text(Order.status).label("status"),
        Order.number,
        literal("").label("rule"),
        literal("").label("rule_kind"),
        Order.person,
        Order.requirement,
        Order.due_on,
        Order.closed_at,
        Order.closed_by,
        Order.light_id,
        repeated.label("repeated"),
    )


def _lights(actor: Actor, wanted: Wanted) -> Select[Any]:
    """Confirmed lights, shining or gone out, until an order is issued on them."""
    ordered = exists().where(Order.light_id == Light.id, Order.issued_on.is_not(None))
    found = (
        visible(Light, actor)
        .outerjoin(Project, Project.id == Light.project_id)
        .outerjoin(Fund, Fund.id == Light.fund_id)
        .where(Light.verdict == LightStatus.CONFIRMED.value, ~ordered)
    )
    if wanted.state:
        found = found.where((Light.out_on.is_(None)) == (wanted.state == "open"))
    if wanted.changed_since is not None:
        found = found.where(Light.moved_at >= wanted.changed_since)
    category = case({rule: kind.value for rule, kind in CATEGORIES.items()}, value=Light.rule)
    nothing: Any = null()
    place = func.coalesce(Project.region_code, Fund.region_code)
    found = _narrowed(found, wanted, place, func.coalesce(Project.plan_id, Fund.plan_id))
    return found.with_only_columns(
        literal("light").label("kind"),
        Light.id,
        Light.lit_on.label("found_on"),
        literal(Level.REGION.value).label("level"),
        literal(Manner.LIGHT.value).label("manner"),
        place.label("region_code"),
        Project.id.label("project_id"),
        func.coalesce(Project.code, Fund.document_no).label("project_code"),
        func.coalesce(Project.name, Fund.name).label("project_name"),
        category.label("category"),
        Light.params.label("said"),
        func.coalesce(Project.implementing_unit_id, Fund.unit_id).label("unit_id"),
        _text(Light.status).label("status"),
        literal("").label("number"),
        _text(Light.rule).label("rule"),
        Light.kind.label("rule_kind"),
        func.coalesce(Project.person_in_charge, Fund.office).label("person"),
        literal("").label("requirement"),
        nothing.label("due_on"),
        nothing.label("closed_at"),
        nothing.label("closed_by"),
        Light.id.label("light_id"),
        false().label("repeated"),
    )


def _text(column: Any) -> Any:
    """A column of codes as plain text, so that both halves of the ledger are of one type."""
    return type_coerce(column, String)


def _narrowed(
    found: Select[Any], wanted: Wanted, place: Any = Project.region_code, plan: Any = Project.plan_id
) -> Select[Any]:
    if wanted.region:
        found = found.where(within(place, wanted.region))
    return found if wanted.plans is None else found.where(plan.in_(wanted.plans))


def rows(session: Session, found: Select[Any], today: date) -> Iterator[Problem]:
    """The rows of a query() as a stream, with replies, proofs and days late; three statements for each BATCH."""
    late = _Lateness(calendars.calendar(session), today)
    result = session.execute(found.execution_options(yield_per=BATCH))
    for part in result.partitions(BATCH):
        yield from _whole(session, part, late)


def _whole(session: Session, part: Sequence[Any], late: _Lateness) -> Iterator[Problem]:
    ids = [row.id for row in part if row.kind == "order"]
    replies = {
        reply.order_id: reply
        for reply in session.execute(
            select(
                OrderReply.order_id,
                OrderReply.id,
                OrderReply.measures,
                OrderReply.replied_at,
                OrderReply.verdict_text,
            )
            .where(OrderReply.order_id.in_(ids))
            .order_by(OrderReply.id)
        )
    }
    proofs = _proofs(session, [reply.id for reply in replies.values()])
    closers = {row.closed_by for row in part if row.closed_by is not None}
    names = dict(session.execute(select(User.id, User.full_name).where(User.id.in_(closers))).tuples().all())
    for row in part:
        reply = replies.get(row.id) if row.kind == "order" else None
        replied_on = _day(reply.replied_at) if reply else None
        yield Problem(
            found_on=row.found_on,
            level=Level(row.level),
            manner=Manner(row.manner),
            region_code=row.region_code,
            project_id=row.project_id,
            project_code=row.project_code,
            project_name=row.project_name,
            category=ProblemCategory(row.category),
            said=row.said,
            unit_id=row.unit_id,
            status=row.status,
            order_id=row.id if row.kind == "order" else None,
            number=row.number or "",
            light_id=row.light_id,
            light_rule=row.rule,
            light_kind=row.rule_kind,
            person=row.person or "",
            requirement=row.requirement,
            due_on=row.due_on,
            measures=reply.measures if reply else "",
            replied_on=replied_on,
            proofs=proofs[reply.id] if reply else 0,
            verifier=names.get(row.closed_by, ""),
            opinion=reply.verdict_text if reply else "",
            closed_on=_day(row.closed_at) if row.closed_at else None,
            days_late=late.days(row.due_on, replied_on if row.closed_at else None),
            repeated=bool(row.repeated),
        )


def _proofs(session: Session, reply_ids: Sequence[int]) -> Counter[int]:
    subjects = [f"reply:{reply_id}" for reply_id in reply_ids]
    found = session.scalars(
        select(Attachment.subject).where(Attachment.subject.in_(subjects), Attachment.removed_at.is_(None))
    )
    return Counter(int(subject.partition(":")[2]) for subject in found)


def _day(moment: datetime) -> date:
    return clock.official(moment).date()


class _Lateness:
    """Working days late; each pair of days is counted once, as a ledger repeats few dates many times."""

    def __init__(self, calendar: WorkCalendar, today: date) -> None:
        self.calendar, self.today = calendar, today
        self.known: dict[tuple[date, date], int] = {}

    def days(self, due_on: date | None, done_on: date | None) -> int:
        """Days from the due day to the last reply of what is closed, or to today; 0 where in time."""
        until = done_on or self.today
        if due_on is None or until <= due_on:
            return 0
        if (pair := (due_on, until)) not in self.known:
            self.known[pair] = max(1, -working_days_between(until, due_on, self.calendar))
        return self.known[pair]
