"""A later day for an order, asked for with a reason and answered with one (延期); and the recorded steps of pressure.

Source: opinion of 2020, part 三: rectification within a set time. A day moves by a granted request alone, so that every
later day has a reason, an asker and an answerer.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.deadlines import DueDate, add_working_days
from portal.domain.filings import OPEN_ORDERS
from portal.domain.lifecycle import Audience, IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Role
from portal.models import Order, OrderExtension
from portal.services import calendars, history, notices, workflow
from portal.services.locking import touch
from portal.services.orders import earlier_of_kind
from portal.services.reminders import OWED
from portal.services.workflow import Refused

MOST_DAYS = 90


class Pressure(StrEnum):
    """Recorded steps beyond a reminder: a supervision note (督办单), a talk (约谈), a circular (通报)."""

    SUPERVISE = "supervise"
    INTERVIEW = "interview"
    CIRCULAR = "circular"


def may_ask(actor: Actor, order: Order) -> bool:
    """True where the actor's unit owes an answer to the order and no request waits."""
    return (
        order.status in OWED
        and allows(Ability.ORDER_EXTEND, actor, workflow.facts(order))
        and waiting(order) is None
    )


def may_answer(actor: Actor, order: Order) -> bool:
    """True where a request waits for the actor's unit."""
    return waiting(order) is not None and allows(Ability.ORDER_GRANT, actor, workflow.facts(order))


def waiting(order: Order) -> OrderExtension | None:
    """The request that waits; one whose order is no longer owed has lapsed."""
    if order.status not in OWED:
        return None
    return next((asked for asked in order.extensions if asked.granted is None), None)


def ask(session: Session, actor: Actor, order: Order, working_days: int, reason: str) -> OrderExtension:
    """Ask for more working days. Raises IllegalMove (nothing owed), NotAllowed or Refused."""
    _demand(actor, order, Ability.ORDER_EXTEND)
    found = [] if reason.strip() else [Problem("reason", "extension.reason.missing")]
    if not 1 <= working_days <= MOST_DAYS:
        found.append(
            Problem("working_days", "extension.days.range", {"days": working_days, "most": MOST_DAYS})
        )
    if waiting(order) is not None:
        found.append(Problem("", "extension.waiting"))
    if found:
        raise Refused(found)
    assert order.due_on is not None  # noqa: S101 - what is owed was issued
    asked = OrderExtension(
        reason=reason.strip(),
        working_days=working_days,
        asked_by=actor.user_id,
        unit_id=actor.unit_id,
        due_before=order.due_on,
    )
    order.extensions.append(asked)
    _record(session, actor, order, "order.extend_ask", {"reason": reason.strip(), "days": working_days})
    _tell(session, order, "order.extend_ask", Audience.ISSUER, {"reason": reason.strip()})
    return asked


def later(session: Session, asked: OrderExtension) -> DueDate:
    """The day that a request would lead to: so many working days after the present one."""
    return add_working_days(asked.due_before, asked.working_days, calendars.calendar(session))


def answer(session: Session, actor: Actor, order: Order, granted: bool, words: str) -> OrderExtension:
    """Grant or refuse the request that waits, with a word. Raises IllegalMove, NotAllowed or Refused."""
    _demand(actor, order, Ability.ORDER_GRANT)
    asked = waiting(order)
    if asked is None:
        raise IllegalMove("order", "extend_answer", order.status)
    if not words.strip():
        raise Refused([Problem("answer", "extension.answer.missing")])
    if granted:
        new = later(session, asked)
        asked.due_after = order.due_on = new.date
        order.due_certain = order.due_certain and new.certain
    asked.answer, asked.granted = words.strip(), granted
    asked.answered_by, asked.answered_at = actor.user_id, clock.now()
    touch(order)
    action = "order.extend_grant" if granted else "order.extend_refuse"
    due = order.due_on.isoformat() if order.due_on else ""
    _record(session, actor, order, action, {"reason": words.strip(), "due": due})
    _tell_below(session, order, action, {"reason": words.strip(), "due": due})
    return asked


def press(session: Session, actor: Actor, order: Order, kind: Pressure, words: str) -> None:
    """Record a supervision note, a talk or a circular on an order past its day.

    Raises IllegalMove (not open or not overdue), NotAllowed or Refused (nothing said).
    """
    if not may_press_state(order):
        raise IllegalMove("order", kind, order.status)
    if not allows(Ability.ORDER_PRESS, actor, workflow.facts(order)):
        raise NotAllowed(Ability.ORDER_PRESS)
    if not words.strip():
        raise Refused([Problem("words", "pressure.words.missing")])
    _record(session, actor, order, f"order.{kind}", {"reason": words.strip()})
    _tell_below(session, order, f"order.{kind}", {"reason": words.strip()})
    subject, told = workflow.subject_of(order), _told(order, {"reason": words.strip()})
    notices.tell(session, {order.unit_id}, Role.LEADER, f"order.{kind}", subject, told)


def may_press_state(order: Order) -> bool:
    """True where an order is open and past its day."""
    return order.status in OPEN_ORDERS and order.due_on is not None and order.due_on < clock.today()


def _demand(actor: Actor, order: Order, ability: Ability) -> None:
    if order.status not in OWED:
        raise IllegalMove("order", ability, order.status)
    if not allows(ability, actor, workflow.facts(order)):
        raise NotAllowed(ability)


def _record(session: Session, actor: Actor, order: Order, action: str, said: dict[str, str | int]) -> None:
    session.flush()
    history.record(session, actor, workflow.chain_of(order), workflow.subject_of(order), action, said)


def _told(order: Order, said: Mapping[str, str]) -> dict[str, str | int | None]:
    project = order.project
    return {"project": project.name, "project_id": project.id, "number": order.number, **said}


def _tell(session: Session, order: Order, code: str, audience: Audience, said: Mapping[str, str]) -> None:
    units, role = notices.order_addressees(order, audience, notices.issuer_role(order.issuer_unit))
    notices.tell(session, units, role, code, workflow.subject_of(order), _told(order, said))


def _tell_below(session: Session, order: Order, code: str, said: Mapping[str, str]) -> None:
    for audience in (Audience.RESPONSIBLE, Audience.FILLER):
        _tell(session, order, code, audience, said)


def repeats(session: Session, orders: list[Order]) -> dict[int, int]:
    """How many earlier orders the same unit had for the same kind of problem, by order id; one statement."""
    if not orders:
        return {}
    earlier = aliased(Order)
    counts = (
        select(Order.id, func.count(earlier.id))
        .outerjoin(earlier, earlier_of_kind(earlier))
        .where(Order.id.in_([order.id for order in orders]), Order.issued_on.is_not(None))
        .group_by(Order.id)
    )
    return dict(session.execute(counts).tuples().all())
