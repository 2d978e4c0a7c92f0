"""The chain of a problem (问题处理全程), put together from the records of one order and of what it was issued on.

Whoever sees the order sees its chain; that it was drafted is the issuing unit's own matter, and so is a check that is
still open. The number of statements does not grow with reminders, replies or files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal import clock
from portal.access.scope import visible
from portal.domain.chains import Course, Happening, Link, Party, Station, links, stations
from portal.domain.deadlines import WorkCalendar, working_days_between
from portal.domain.filings import Decision, OrderStatus
from portal.domain.ledgers import Manner
from portal.domain.reminders import StepKind
from portal.domain.roles import Actor
from portal.models import Attachment, Check, ConcentratedProblem, HistoryEntry, Order, Reminder, Review, Unit
from portal.services import calendars, extensions, orders, rules, workflow
from portal.services.orders import Standing, earlier_of_kind

MOST_EARLIER = 10
_SAYS = ("reason", "opinion")


@dataclass(frozen=True, slots=True)
class Chain:
    """One order's chain. files: of each reply by its id; beside: other orders on the same source; earlier: orders that
    the same unit had for the same kind of problem before, as far as the reader sees them; repeats: how many there are.
    """

    order: Order
    manner: Manner
    links: list[Link]
    stations: list[Station]
    standing: Standing
    files: Mapping[int, list[Attachment]]
    repeats: int
    beside: list[Order]
    earlier: list[Order]


def manner_of(order: Order) -> Manner:
    """How the problem was found, by what the order was issued on."""
    if order.light_id is not None:
        return Manner.LIGHT
    if order.finding_id is not None:
        return Manner.CHECK
    if order.concentrated_problem_id is not None:
        return Manner.CONCENTRATED
    return Manner.REVIEW if order.filing_id is not None else Manner.OTHER


def chain(session: Session, actor: Actor, order: Order, *, drafting: bool = True) -> Chain:
    """The chain of an order that was loaded through the scope, as it stands today for a reader.

    drafting False leaves the drafting out for everybody, so that what is printed is the same for all readers.
    """
    today, calendar = clock.today(), calendars.calendar(session)
    own = drafting and order.issuer_unit_id == actor.unit_id
    whole = links(_happened(session, order, own, calendar), course_of(order), today, calendar)
    return Chain(
        order=order,
        manner=manner_of(order),
        links=whole,
        stations=stations(whole, course_of(order), calendar),
        standing=orders.standing(order, today, calendar, rules.near_days(session, today)),
        files=orders.attached(session, actor, order),
        repeats=extensions.repeats(session, [order]).get(order.id, 0),
        beside=_beside(session, actor, order),
        earlier=_earlier(session, actor, order),
    )


def course_of(order: Order) -> Course:
    """What the order itself says of what is to come."""
    return Course(
        status=order.status,
        due_on=order.due_on,
        responsible=party(order.unit),
        issuer=party(order.issuer_unit),
        asks=extensions.waiting(order) is not None,
        shines=order.light is not None and order.light.out_on is None,
    )


def party(unit: Unit) -> Party:
    """A unit as the chain names it."""
    return Party(unit.name_zh, unit.name_ug, unit.level)


def _happened(session: Session, order: Order, own: bool, calendar: WorkCalendar) -> list[Happening]:
    entries, reminders = _entries(session, order, own), _reminders(session, order)
    told = {unit_id for entry in entries if (unit_id := _unit_of(entry)) is not None}
    wanted = told | {reminder.unit_id for reminder in reminders}
    units = {u.id: party(u) for u in session.scalars(select(Unit).where(Unit.id.in_(wanted)))}
    measures = {reply.id: reply.measures for reply in order.replies}
    found = _origin(session, order, own)
    if own:
        who = (party(order.issuer_unit),)
        found.append(_at(order.created_at, "order.draft", who, order.drafter.full_name))
    found += (_of_entry(entry, units, measures) for entry in entries)
    return [*_joined(found), *_of_reminders(reminders, units, calendar)]


def _at(
    moment: datetime, action: str, who: tuple[Party, ...] = (), person: str = "", **more: Any
) -> Happening:
    return Happening(action, clock.official(moment).date(), moment, who, person, **more)


# Where it began


def _origin(session: Session, order: Order, own: bool) -> list[Happening]:
    """How the problem came to be known; a problem that somebody simply saw begins with its order."""
    if order.light is not None:
        return [Happening("light.lit", order.light.lit_on)]
    if order.finding is not None:
        return _of_check(order.finding.check, order.finding.text, own)
    if order.concentrated_problem is not None:
        return _of_concentrated(order.concentrated_problem, own)
    return _of_return(session, order) if order.filing_id is not None else []


def _of_check(check: Check, text: str, own: bool) -> list[Happening]:
    if check.concluded_at is None and not own:
        return []
    action, moment = (
        ("check.conclude", check.concluded_at) if check.concluded_at else ("check.open", check.opened_at)
    )
    return [_at(moment, action, (party(check.unit),), check.opener.full_name, said=text)]


def _of_concentrated(problem: ConcentratedProblem, own: bool) -> list[Happening]:
    """The end of the review that found it; its own unit sees it from the record on."""
    item, review = problem.item, problem.item.review
    moment = review.concluded_at or (item.recorded_at if own else None)
    if moment is None:
        return []
    action = "concentrated.conclude" if review.concluded_at else "concentrated.record"
    person = item.recorder.full_name if item.recorder else ""
    return [_at(moment, action, (party(review.unit),), person, said=problem.text)]


def _of_return(session: Session, order: Order) -> list[Happening]:
    """The last return of the filing before the order was written."""
    query = (
        select(Review)
        .where(
            Review.filing_id == order.filing_id,
            Review.decision == Decision.RETURNED,
            Review.decided_at <= order.created_at,
            Review.withdrawn.is_(False),
        )
        .options(joinedload(Review.unit), joinedload(Review.reviewer))
        .order_by(Review.id.desc())
        .limit(1)
    )
    review = session.scalars(query).one_or_none()
    if review is None:
        return []
    who = (party(review.unit),)
    return [_at(review.decided_at, "filing.return", who, review.reviewer.full_name, said=review.opinion)]


# What was written down


def _entries(session: Session, order: Order, own: bool) -> list[HistoryEntry]:
    """The history of the order and of its light; what stands in the issuing unit's own chain for that unit alone."""
    subjects = [workflow.subject_of(order)]
    if order.light is not None:
        subjects.append(workflow.subject_of(order.light))
    public: ColumnElement[bool] = HistoryEntry.chain == f"project:{order.project_id}"
    if own:
        public = or_(public, HistoryEntry.chain == f"unit:{order.issuer_unit_id}")
    query = select(HistoryEntry).where(
        HistoryEntry.subject.in_(subjects), HistoryEntry.action != "order.draft", public
    )
    return list(session.scalars(query.options(joinedload(HistoryEntry.user)).order_by(HistoryEntry.id)))


def _unit_of(entry: HistoryEntry) -> int | None:
    """The unit that acted; of what the portal did by itself the one that it told."""
    if entry.unit_id is not None:
        return entry.unit_id
    told: int | None = json.loads(entry.params).get("unit")
    return told


def _of_entry(entry: HistoryEntry, units: Mapping[int, Party], measures: Mapping[int, str]) -> Happening:
    said: dict[str, Any] = json.loads(entry.params)
    unit_id, reply = _unit_of(entry), said.get("reply")
    words = measures.get(reply) if reply else next((said[key] for key in _SAYS if said.get(key)), "")
    due = said.get("due_on") or (said.get("due") if entry.action == "order.extend_grant" else None)
    return _at(
        entry.at,
        entry.action,
        (units[unit_id],) if unit_id is not None else (),
        entry.user.full_name if entry.user else "",
        said=words or "",
        detail=said.get("rung", ""),
        due=date.fromisoformat(due) if due else None,
        asked=said.get("working_days") or said.get("days"),
        late=int(said.get("late", 0)),
        reply=reply,
    )


def _joined(found: Iterable[Happening]) -> list[Happening]:
    """A rung on which two units stand is climbed once, and both are named."""
    joined: dict[object, Happening] = {}
    for place, what in enumerate(found):
        key = (what.on, what.detail) if what.action == "order.escalate" else place
        held = joined.get(key)
        joined[key] = replace(held, who=(*held.who, *what.who)) if held else what
    return list(joined.values())


def _reminders(session: Session, order: Order) -> list[Reminder]:
    """Reminders of the order's day; the rungs of the ladder stand in the history."""
    query = select(Reminder).where(
        Reminder.subject == workflow.subject_of(order), ~Reminder.step.startswith(StepKind.LADDER)
    )
    return list(session.scalars(query.order_by(Reminder.id)))


def _of_reminders(
    reminders: Iterable[Reminder], units: Mapping[int, Party], calendar: WorkCalendar
) -> list[Happening]:
    """One link for all that were reminded on one day at one step, with the working days to the due day or past it."""
    found: dict[tuple[date, str], Happening] = {}
    for reminder in reminders:
        key = reminder.day, reminder.step
        left = abs(working_days_between(reminder.day, reminder.due_on, calendar))
        base = found.get(key) or Happening(
            "order.remind",
            reminder.day,
            reminder.created_at,
            detail=reminder.step.partition(":")[0],
            asked=left,
        )
        who = units[reminder.unit_id]
        found[key] = base if who in base.who else replace(base, who=(*base.who, who))
    return list(found.values())


# What stands beside


def _beside(session: Session, actor: Actor, order: Order) -> list[Order]:
    """Other orders on the same light or finding, the oldest first."""
    if order.light_id is None and order.finding_id is None:
        return []
    same = Order.light_id == order.light_id if order.light_id else Order.finding_id == order.finding_id
    query = visible(Order, actor).where(same, Order.id != order.id, Order.status != OrderStatus.WITHDRAWN)
    return list(session.scalars(query.order_by(Order.id)))


def _earlier(session: Session, actor: Actor, order: Order) -> list[Order]:
    """The last orders of the same unit for the same kind of problem, the newest first."""
    before = aliased(Order)
    same = select(before.id).join(Order, earlier_of_kind(before)).where(Order.id == order.id).correlate(None)
    query = visible(Order, actor).where(Order.id.in_(same)).order_by(Order.id.desc()).limit(MOST_EARLIER)
    return list(session.scalars(query))
