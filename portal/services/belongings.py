"""Everything of one person in one unit: open items with their days, drafts, roles, lent roles; live or as frozen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access.actor import actor_of
from portal.domain.filings import FilingStatus, OrderStatus
from portal.domain.handing import Belonging
from portal.models import Assignment, Delegation, Filing, HistoryEntry, Light, Order, Project, Unit, User
from portal.services import handed, owners, todo
from portal.services.history import canonical
from portal.services.owners import Seat
from portal.services.tasks import Task, Todo, Wanted

MOST = 5000
DRAFT = "draft"
"""The task of an order that was drafted and not issued, which stands on no list."""

_BEGUN = (FilingStatus.DRAFT, FilingStatus.RETURNED)
_WATCHED = (Task.OVERDUE, Task.CHECK)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that passes: why it is the person's (a Belonging), what is to be done (a Task, or "draft"), on what.

    project is the name of a fund for a light on one, of the review or of the unit for what stands on no project, and
    project_id then 0; rule is the code of a light; due is an ISO day or empty; role is the one it was done in.
    """

    why: str
    task: str
    role: str
    subject: str
    project: str
    project_id: int
    detail_zh: str = ""
    detail_ug: str = ""
    rule: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of the person in the unit, since an ISO day."""

    assignment_id: int
    role: str
    since: str
    sole: bool


@dataclass(frozen=True, slots=True)
class LentLine:
    """A role lent to or by the person, both days included."""

    role: str
    giver: str
    taker: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the sheet of one who leaves."""

    lines: tuple[Line, ...] = ()
    roles: tuple[RoleLine, ...] = ()
    lent: tuple[LentLine, ...] = ()


def roles_of(session: Session, user_id: int, unit_id: int, today: date) -> list[Assignment]:
    """Roles that a person holds in a unit today or is to hold, the oldest first."""
    rows = session.scalars(
        select(Assignment)
        .where(
            Assignment.user_id == user_id,
            Assignment.unit_id == unit_id,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
        )
        .options(joinedload(Assignment.unit), joinedload(Assignment.user))
        .order_by(Assignment.id)
    )
    return list(rows)


def lent_of(session: Session, user_id: int, unit_id: int, today: date) -> list[Delegation]:
    """Delegations of a unit that a person gave or has, which have not ended."""
    rows = session.scalars(
        select(Delegation)
        .where(
            Delegation.unit_id == unit_id,
            or_(Delegation.lender_id == user_id, Delegation.delegate_id == user_id),
            Delegation.revoked_at.is_(None),
            Delegation.ends_on >= today,
        )
        .options(
            joinedload(Delegation.lender), joinedload(Delegation.delegate), joinedload(Delegation.assignment)
        )
        .order_by(Delegation.id)
    )
    return list(rows)


def of_person(session: Session, user: User, unit: Unit, today: date) -> Sheet:
    """Everything of a person in a unit as it stands today.

    An item is the person's where it was handed to him or her, where he or she began it, or where nobody else of the
    unit holds the role.
    """
    held = [a for a in roles_of(session, user.id, unit.id, today) if a.holds_on(today)]
    seats = owners.holders(session, today)
    alone = {a.id: seats.get(Seat(unit.id, a.role), frozenset()) <= {user.id} for a in held}
    lines = [line for a in held for line in _lines(session, user, a, today, alone[a.id])]
    return Sheet(
        tuple(lines) + tuple(_order_drafts(session, user, unit)),
        tuple(RoleLine(a.id, a.role.value, a.starts_on.isoformat(), alone[a.id]) for a in held),
        tuple(
            LentLine(
                d.assignment.role.value,
                d.lender.full_name,
                d.delegate.full_name,
                d.starts_on.isoformat(),
                d.ends_on.isoformat(),
            )
            for d in lent_of(session, user.id, unit.id, today)
        ),
    )


def _lines(session: Session, user: User, held: Assignment, today: date, sole: bool) -> Iterator[Line]:
    """Items of one role."""
    actor = actor_of(user, held)
    items = todo.for_actor(session, actor, today, Wanted(most=MOST)).items
    mine = {subject for subject, t in handed.among(session, actor, today).items() if t.to_id == user.id}
    begun = _begun_by(session, user)
    for item in items:
        if item.task in _WATCHED:
            continue
        subject = subject_of(item)
        drafted = subject in begun and item.filing is not None and item.filing.status in _BEGUN
        if subject in mine:
            yield _line(item, Belonging.HANDED, held)
        elif drafted:
            yield _line(item, Belonging.DRAFTED, held)
        elif sole:
            yield _line(item, Belonging.SOLE, held)


def _begun_by(session: Session, user: User) -> set[str]:
    """Filings that a person began or submitted last known."""
    return set(
        session.scalars(
            select(HistoryEntry.subject).where(
                HistoryEntry.user_id == user.id, HistoryEntry.action.in_(("filing.start", "filing.submit"))
            )
        )
    )


def subject_of(item: Todo) -> str:
    """The record of a to-do item as history and transfers name it."""
    held = (
        ("order", item.order),
        ("light", item.light),
        ("concentrated", item.reading.review if item.reading else None),
        ("exception", item.request),
        ("objection", item.objection),
        ("filing", item.filing),
    )
    return next(f"{kind}:{record.id}" for kind, record in held if record is not None)


def _line(item: Todo, why: Belonging, held: Assignment) -> Line:
    zh, ug = _detail(item)
    return Line(
        why.value,
        item.task.value,
        held.role.value,
        subject_of(item),
        _name(item),
        item.project.id if isinstance(item.project, Project) else 0,
        zh,
        ug,
        item.light.rule.value if item.light is not None else "",
        item.due.isoformat() if item.due else "",
    )


def _name(item: Todo) -> str:
    """What an item is about by name: its project or fund, the review, the unit that asks for a later day."""
    if item.reading is not None:
        return item.reading.review.name
    if item.request is not None:
        return item.request.unit.name_zh
    if item.objection is not None:
        return item.objection.row.name_zh
    return item.project.name if item.project is not None else ""


def _detail(item: Todo) -> tuple[str, str]:
    """The number of an order, the round of a filing, a review or a request, in both languages."""
    if item.order is not None:
        return item.order.number or "", item.order.number or ""
    review = item.reading.review if item.reading is not None else None
    of = item.filing or review or item.request
    return (of.round.name_zh, of.round.name_ug) if of is not None else ("", "")


def _order_drafts(session: Session, user: User, unit: Unit) -> Iterator[Line]:
    """Orders that the person drafted for the unit and nobody has issued."""
    rows = session.scalars(
        select(Order)
        .join(Project, Project.id == Order.project_id)
        .where(
            and_(Order.drafted_by == user.id, Order.issuer_unit_id == unit.id),
            Order.status == OrderStatus.DRAFT,
        )
        .options(joinedload(Order.project))
        .order_by(Order.id)
    )
    for order in rows:
        yield Line(
            Belonging.DRAFTED.value, DRAFT, "", f"order:{order.id}", order.project.name, order.project_id
        )


def record_of(session: Session, line: Line) -> Filing | Order | Light:
    """The record of a line."""
    kind, _colon, identity = line.subject.partition(":")
    model: Any = {"filing": Filing, "order": Order, "light": Light}[kind]
    record: Filing | Order | Light = session.scalars(select(model).where(model.id == int(identity))).one()
    return record


def frozen(sheet: Sheet) -> str:
    """A sheet as canonical JSON."""
    return canonical(asdict(sheet))


def thawed(content: str) -> Sheet:
    """A sheet from its canonical JSON."""
    read = json.loads(content)
    return Sheet(
        tuple(Line(**row) for row in read["lines"]),
        tuple(RoleLine(**row) for row in read["roles"]),
        tuple(LentLine(**row) for row in read["lent"]),
    )
