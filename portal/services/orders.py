"""Rectification orders (整改通知书): drafted, issued against a deadline, answered, closed (销号) or returned.

Source: opinion of 2020, parts 二 and 三: each level orders problems to be mended within a set time (限时整改)
and strikes them off its ledger.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.deadlines import DueDate, WorkCalendar, add_working_days, is_overdue, working_days_between
from portal.domain.filings import OPEN_ORDERS, OrderStatus
from portal.domain.flows.orders import OrderAction
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.roles import Actor, UnitKind
from portal.models import Attachment, HistoryEntry, Order, OrderReply, Unit, User
from portal.services import attachments, calendars, headers, issued_papers, numbering, workflow
from portal.services.order_drafts import demand, entry_of, entry_problems
from portal.services.workflow import Refused

_PLACE_WORDS = re.compile(
    r"((?:维吾尔|回族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔)*(?:自治区|自治州|自治县)|地区|市|县|区)$"
)
_DEFAULT_SUFFIX, _REPORT_SUFFIX, _ANNOUNCEMENT_SUFFIX = "财绩整", "财绩报", "财绩通"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands against its deadline, computed and never stored.

    code: draft, closed, closed_late, withdrawn, on_time, near (as few working days as the plan says, or fewer), behind (half
    of the time gone, no reply yet) or overdue. days_left: working days to the end of the due day, negative
    when overdue, None where nothing runs.
    """

    code: str
    days_left: int | None = None


def standing(order: Order, today: date, calendar: WorkCalendar, near_days: int) -> Standing:
    """Standing of an order on a day; near_days as rules.near_days() says. A reply that waits for its verdict is overdue too once the day has
    passed: what counts is that the matter is closed (整改逾期: due date passed, not accepted)."""
    if order.status not in OPEN_ORDERS or order.due_on is None or order.issued_on is None:
        late = order.closed_at is not None and order.due_on is not None and _closed_on(order) > order.due_on
        return Standing("closed_late" if late else order.status.value)
    left = working_days_between(today, order.due_on, calendar)
    if is_overdue(today, order.due_on):
        # A deadline passed on a Friday has no working day behind it on Saturday, yet it is overdue.
        return Standing("overdue", min(left, -1))
    if order.status is OrderStatus.REPLIED:
        return Standing("on_time", left)
    if left <= near_days:
        return Standing("near", left)
    return Standing("behind" if left * 2 <= order.working_days else "on_time", left)


def _closed_on(order: Order) -> date:
    """The day the unit's last reply came: an issuer who takes long makes nobody late."""
    moment = order.replied_at or order.closed_at
    return clock.official(moment).date() if moment else date.min


def due(session: Session, start: date, working_days: int) -> DueDate:
    """The day an order would fall due; certain is False where a year's calendar is unknown."""
    return add_working_days(start, working_days, calendars.calendar(session))


def issue(session: Session, actor: Actor, order: Order) -> None:
    """Issue a draft: number, day, deadline; the responsible unit is told.

    Raises IllegalMove (issued already), NotAllowed (another unit's) or Refused (a field no longer holds).
    """
    demand(actor, order, OrderAction.ISSUE, Ability.ORDER_ISSUE)
    if found := entry_problems(session, order.project, order.issuer_unit_id, entry_of(order)):
        raise Refused(found)
    today = clock.today()
    deadline = due(session, today, order.working_days)
    order.number = _number(session, order.issuer_unit, today.year)
    order.issued_on, order.due_on = today, deadline.date
    order.due_rule, order.due_certain = deadline.rule, deadline.certain
    workflow.perform(
        session,
        actor,
        order,
        OrderAction.ISSUE,
        params={
            "number": order.number,
            "due_on": deadline.date.isoformat(),
            "working_days": order.working_days,
        },
    )


def place_word(unit: Unit) -> str:
    """和, as the numbers of a unit's documents begin: its place without the word for its kind, 新 for the region."""
    place = "新" if unit.kind in (UnitKind.DIVISION, UnitKind.CENTER) else unit.region.name_zh
    return _PLACE_WORDS.sub("", place) or place


def _number(session: Session, unit: Unit, year: int) -> str:
    """和财绩整〔2020〕12号: the unit's own prefix or its place's; units with one prefix share its numbers."""
    return document_number(
        session, unit.document_prefix.strip() or f"{place_word(unit)}{_DEFAULT_SUFFIX}", "order", year
    )


def report_number(session: Session, unit: Unit, year: int) -> str:
    """和田财绩报〔2020〕6号: the next number of a unit's reports."""
    return document_number(session, f"{place_word(unit)}{_REPORT_SUFFIX}", "report", year)


def announcement_number(session: Session, unit: Unit, year: int) -> str:
    """新财绩通〔2020〕3号: the next number of a unit's announcements."""
    return document_number(session, f"{place_word(unit)}{_ANNOUNCEMENT_SUFFIX}", "announcement", year)


def document_number(session: Session, prefix: str, name: str, year: int) -> str:
    """The next number of documents under a prefix: 和财绩整〔2020〕12号; name tells series apart."""
    return f"{prefix}〔{year}〕{numbering.next_number(session, f'{name}:{prefix}', year)}号"


def close(session: Session, actor: Actor, order: Order, opinion: str) -> None:
    """Strike the order off (销号) with the issuer's opinion. Raises IllegalMove, NotAllowed or Refused."""
    demand(actor, order, OrderAction.CLOSE, Ability.ORDER_CLOSE)
    if not opinion.strip():
        raise Refused([Problem("opinion", "order.opinion.missing")])
    workflow.perform(session, actor, order, OrderAction.CLOSE, params={"opinion": opinion.strip()})
    _judge(session, order, OrderStatus.CLOSED, opinion)


def send_back(session: Session, actor: Actor, order: Order, reason: str) -> None:
    """Send the reply back with a reason; the deadline stays. Raises IllegalMove, NotAllowed or Refused."""
    workflow.perform(session, actor, order, OrderAction.SEND_BACK, reason=reason)
    _judge(session, order, OrderStatus.SENT_BACK, reason)


def withdraw(session: Session, actor: Actor, order: Order, reason: str) -> None:
    """Take the order back with a reason, and with it the papers of it. Raises IllegalMove, NotAllowed or Refused."""
    workflow.perform(session, actor, order, OrderAction.WITHDRAW, reason=reason)
    issued_papers.take_back(session, actor, workflow.subject_of(order))


def _judge(session: Session, order: Order, verdict: OrderStatus, words: str) -> None:
    for reply in order.replies:
        if not reply.verdict:
            reply.verdict, reply.verdict_text = verdict.value, words.strip()
    session.flush()


def acknowledge(session: Session, actor: Actor, order: Order) -> None:
    """Sign for the order. Raises IllegalMove or NotAllowed."""
    workflow.perform(session, actor, order, OrderAction.ACKNOWLEDGE)


def reply(
    session: Session,
    actor: Actor,
    order: Order,
    measures: str,
    store: attachments.Store | None = None,
    files: Sequence[tuple[str, BinaryIO]] = (),
) -> OrderReply:
    """Answer with the measures taken and files (name, bytes). Earlier replies stay beside the new one.

    Raises IllegalMove, NotAllowed or Refused: no measures; no file although the order names evidence and none
    came with an earlier reply; a file that cannot be taken (see attachments.upload).
    """
    demand(actor, order, OrderAction.REPLY, Ability.ORDER_REPLY)
    found: list[Problem] = []
    if not measures.strip():
        found.append(Problem("measures", "order.reply.missing"))
    if order.evidence and not files and not any(attached(session, actor, order).values()):
        found.append(Problem("files", "order.reply.evidence", {"evidence": order.evidence}))
    if found:
        raise Refused(found)
    answer = OrderReply(measures=measures.strip(), replied_by=actor.user_id, unit_id=actor.unit_id)
    order.replies.append(answer)
    session.flush()
    for name, stream in files:
        if store is None:
            raise ValueError("files need a store")
        attachments.upload(session, actor, store, answer, name, stream)
    workflow.perform(
        session, actor, order, OrderAction.REPLY, params={"reply": answer.id, "files": len(files)}
    )
    return answer


def seen(actor: Actor) -> ColumnElement[bool]:
    """Condition on Order: issued once, or of the actor's unit; a draft given up stays with its unit."""
    return or_(Order.issued_on.is_not(None), Order.issuer_unit_id == actor.unit_id)


def opened(session: Session, actor: Actor, order_id: int) -> Order:
    """One order with what its page shows. Raises NotVisible."""
    order = fetch(
        session,
        Order,
        actor,
        order_id,
        joinedload(Order.project),
        joinedload(Order.unit),
        joinedload(Order.issuer_unit),
        joinedload(Order.drafter),
    )
    if order.issued_on is None and order.issuer_unit_id != actor.unit_id:
        raise NotVisible(f"Order {order_id}")
    return order


STATES = ("open", "overdue", "closed", "draft", "all")


def listing(actor: Actor, state: str, today: date) -> Select[tuple[Order]]:
    """Orders of the actor's scope in a state of STATES ("all" for any other word)."""
    query = visible(Order, actor).where(seen(actor))
    running = Order.status.in_(sorted(OPEN_ORDERS))
    conditions: Mapping[str, ColumnElement[bool]] = {
        "open": running,
        "overdue": running & (Order.due_on < today),
        "closed": Order.status.in_([OrderStatus.CLOSED, OrderStatus.WITHDRAWN]),
        "draft": Order.status == OrderStatus.DRAFT,
    }
    return query.where(conditions[state]) if state in conditions else query


def counts(session: Session, actor: Actor, today: date) -> dict[str, int]:
    """How many orders stand in each state of STATES, in one statement."""
    late = func.sum(case((Order.due_on < today, 1), else_=0))
    rows = session.execute(
        visible(Order, actor)
        .where(seen(actor))
        .with_only_columns(Order.status, func.count(Order.id), late)
        .group_by(Order.status)
    ).all()
    found = dict.fromkeys(STATES, 0)
    for status, number, overdue in rows:
        found["all"] += number
        if status in OPEN_ORDERS:
            found["open"] += number
            found["overdue"] += int(overdue)
        else:
            found["draft" if status is OrderStatus.DRAFT else "closed"] += number
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step of an order: the history's action, who, for which unit, and the words given with it,
    the rung that it climbed."""

    at: datetime
    action: str
    person: User | None
    unit: Unit | None
    note: str
    rung: str = ""


def timeline(session: Session, actor: Actor, order: Order) -> list[Step]:
    """Every step of an order in order of time, from the history; its drafting only for the issuing unit."""
    entries = session.scalars(
        visible(HistoryEntry, actor)
        .where(HistoryEntry.subject == workflow.subject_of(order), HistoryEntry.action != "order.draft")
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.id)
    ).all()
    ids = {entry.unit_id for entry in entries} | {order.issuer_unit_id}
    units = {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    steps = []
    if order.issuer_unit_id == actor.unit_id:
        steps.append(Step(order.created_at, "order.draft", order.drafter, units[order.issuer_unit_id], ""))
    for entry in entries:
        said = json.loads(entry.params)
        unit = units.get(entry.unit_id) if entry.unit_id is not None else None
        steps.append(
            Step(
                entry.at,
                entry.action,
                entry.user,
                unit,
                said.get("reason") or said.get("opinion") or "",
                said.get("rung") or "",
            )
        )
    return steps


def attached(session: Session, actor: Actor, order: Order) -> dict[int, list[Attachment]]:
    """Files of the replies by reply id."""
    found = attachments.listed(session, actor, order.replies)
    return {answer.id: found[attachments.subject_of(answer)] for answer in order.replies}


def earlier_of_kind(earlier: type[Order]) -> ColumnElement[bool]:
    """Condition on Order and an alias of it: the same unit was ordered to mend the same kind of problem before."""
    return and_(
        earlier.unit_id == Order.unit_id,
        earlier.category == Order.category,
        earlier.id < Order.id,
        earlier.issued_on.is_not(None),
        earlier.status != OrderStatus.WITHDRAWN,
    )


def order_payload(session: Session, order: Order) -> dict[str, Any]:
    """The order as the paper prints it: JSON-able, dates as ISO text, names in both languages; None where
    the draft has no number, day or deadline yet."""
    return {
        "number": order.number,
        "status": order.status.value,
        "year": (order.issued_on or clock.today()).year,
        "project": headers.project_head(order.project),
        "stage": order.filing.stage.value if order.filing else "",
        "category": order.category.value,
        "problem": order.problem,
        "basis": order.basis,
        "requirement": order.requirement,
        "evidence": order.evidence,
        "unit": headers.unit_names(order.unit),
        "person": order.person,
        "issuer": {**headers.unit_names(order.issuer_unit), "phone": order.issuer_unit.phone},
        "drafter": order.drafter.full_name,
        "issued_on": order.issued_on.isoformat() if order.issued_on else None,
        "due_on": order.first_due_on.isoformat() if order.first_due_on else None,
        "working_days": order.working_days,
        "due_rule": order.due_rule,
        "due_certain": order.due_certain,
    }
