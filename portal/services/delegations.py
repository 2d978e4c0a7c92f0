"""A role lent to a colleague of the unit for some days (委托): by its holder, without an administrator, in sight of all.

Who acts in a lent role acts as the person he or she is, and for the lender: both count for the two-person rule. A
delegation ends by itself with its last day, with the lender's role or account, and at once when it is revoked.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import delegation_facts
from portal.access.guards import NotAllowed
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Delegation, User
from portal.services import colleagues, history, notices
from portal.services.workflow import Refused


def may_lend(actor: Actor) -> bool:
    """True for a role of one's own that can be lent: not the administrator's, not one that was lent."""
    return actor.lender_id is None and actor.role is not Role.ADMIN


def candidates(session: Session, actor: Actor) -> list[User]:
    """Colleagues of the unit to whom the actor can lend the role."""
    people = colleagues.people_of(session, actor.unit_id, clock.today())
    return [user for user in people if user.id != actor.user_id]


def lend(
    session: Session, actor: Actor, to_id: int, starts_on: date | None, ends_on: date | None, reason: str
) -> Delegation:
    """Lend the role one acts in, from a day up to and including another. Raises NotAllowed or Refused."""
    if not may_lend(actor):
        raise NotAllowed(Ability.DELEGATION_LEND)
    delegate = next((user for user in candidates(session, actor) if user.id == to_id), None)
    found = [] if delegate is not None else [Problem("to", "delegation.colleague")]
    if not reason.strip():
        found.append(Problem("reason", "delegation.reason.missing"))
    found += _period_problems(session, actor, starts_on, ends_on)
    if found or delegate is None or starts_on is None or ends_on is None:
        raise Refused(found)
    held = session.scalars(select(Assignment).where(Assignment.id == actor.assignment_id)).one()
    made = Delegation(
        assignment_id=held.id,
        unit_id=held.unit_id,
        lender_id=actor.user_id,
        delegate_id=delegate.id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
    )
    made.assignment, made.lender, made.delegate, made.unit = held, held.user, delegate, held.unit
    session.add(made)
    session.flush()
    _note(session, actor, made, "account.lend", {"reason": made.reason})
    return made


def _period_problems(
    session: Session, actor: Actor, starts_on: date | None, ends_on: date | None
) -> list[Problem]:
    if starts_on is None or ends_on is None:
        return [Problem("starts_on" if starts_on is None else "ends_on", "delegation.day.missing")]
    found = []
    if starts_on < clock.today():
        found.append(Problem("starts_on", "delegation.past", {"day": starts_on.isoformat()}))
    if ends_on < starts_on:
        days = {"starts": starts_on.isoformat(), "ends": ends_on.isoformat()}
        found.append(Problem("ends_on", "delegation.order", days))
    other = session.scalars(
        select(Delegation)
        .where(
            Delegation.assignment_id == actor.assignment_id,
            Delegation.revoked_at.is_(None),
            Delegation.starts_on <= ends_on,
            Delegation.ends_on >= starts_on,
        )
        .limit(1)
    ).one_or_none()
    if other is not None:
        said = {
            "name": other.delegate.full_name,
            "since": other.starts_on.isoformat(),
            "until": other.ends_on.isoformat(),
        }
        found.append(Problem("starts_on", "delegation.overlap", said))
    return found


def may_revoke(actor: Actor, delegation: Delegation) -> bool:
    """True for the lender, the delegate, the unit's leader and the administrator, while it can still be used."""
    running = delegation.revoked_at is None and delegation.ends_on >= clock.today()
    return running and allows(Ability.DELEGATION_REVOKE, actor, delegation_facts(delegation))


def revoke(session: Session, actor: Actor, delegation: Delegation) -> None:
    """End a delegation at once. Raises NotAllowed; one that has ended already stays as it is."""
    if not allows(Ability.DELEGATION_REVOKE, actor, delegation_facts(delegation)):
        raise NotAllowed(Ability.DELEGATION_REVOKE)
    end(session, actor, delegation)


def end(session: Session, actor: Actor, delegation: Delegation) -> None:
    """End a delegation as part of a handover or by a word of those who may."""
    if delegation.revoked_at is not None or delegation.ends_on < clock.today():
        return
    delegation.revoked_at, delegation.revoked_by = clock.now(), actor.user_id
    session.flush()
    _note(session, actor, delegation, "account.lend_end", {})


def _note(session: Session, actor: Actor, delegation: Delegation, action: str, more: dict[str, Any]) -> None:
    """Into the chains of both accounts; told to the delegate and to the unit's leader."""
    said = {
        "role": delegation.assignment.role.value,
        "unit": delegation.unit_id,
        "lender": delegation.lender_id,
        "to": delegation.delegate_id,
        "to_name": delegation.delegate.full_name,
        "starts_on": delegation.starts_on.isoformat(),
        "ends_on": delegation.ends_on.isoformat(),
        **more,
    }
    subject = f"delegation:{delegation.id}"
    for user_id in sorted({delegation.lender_id, delegation.delegate_id}):
        history.record(session, actor, f"account:{user_id}", subject, action, said)
    told = {
        "giver": delegation.lender.full_name,
        "name": delegation.delegate.full_name,
        "since": said["starts_on"],
        "until": said["ends_on"],
        "reason": more.get("reason", ""),
    }
    held = colleagues.role_of(session, delegation.delegate_id, delegation.unit_id, clock.today())
    if held is not None:
        notices.tell_person(session, held, action, subject, told)
    notices.tell(session, {delegation.unit_id}, Role.LEADER, action, subject, told)
