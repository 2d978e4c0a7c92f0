"""A post handed over (岗位交接): one page with everything of the one who leaves, signed by both, passed in one go.

It is opened by the unit's reviewer, leader, division or center, or by the administrator. When the leaver and the
taker have signed, and the administrator has agreed to roles that the taker did not hold, items and roles pass over in
the same transaction, and the sheet is frozen. The account of the leaver can be closed from then on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import handover_facts
from portal.access.guards import NotAllowed
from portal.domain.facts import Facts
from portal.domain.handing import Belonging, HandoverState
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Handover, HandoverRole, Unit, User
from portal.services import (
    accounts,
    belongings,
    colleagues,
    delegations,
    history,
    notices,
    numbering,
    owners,
    transfers,
)
from portal.services.accounts import AccountError
from portal.services.belongings import Sheet
from portal.services.history import sha256
from portal.services.owners import Seat
from portal.services.workflow import Refused


@dataclass(frozen=True, slots=True)
class HandoverEntry:
    """What the form says: who takes over, the leaver's last day, why, and which of the leaver's roles pass."""

    taker_id: int = 0
    last_day: date | None = None
    reason: str = ""
    roles: tuple[int, ...] = ()


def may_open(actor: Actor, unit_id: int) -> bool:
    """True for those who may have a post of a unit handed over."""
    return allows(Ability.HANDOVER_OPEN, actor, Facts(responsible_unit_id=unit_id))


def leavers(session: Session, actor: Actor) -> list[User]:
    """People of the actor's unit whose post could be handed over."""
    people = colleagues.people_of(session, actor.unit_id, clock.today())
    return people if may_open(actor, actor.unit_id) else []


def takers(session: Session, leaver_id: int, unit_id: int) -> list[User]:
    """People of a unit who could take over from one of them."""
    return [u for u in colleagues.people_of(session, unit_id, clock.today()) if u.id != leaver_id]


def begin(session: Session, actor: Actor, leaver: User, unit: Unit, entry: HandoverEntry) -> Handover:
    """Open a handover. Raises NotAllowed or Refused."""
    if not may_open(actor, unit.id):
        raise NotAllowed(Ability.HANDOVER_OPEN)
    today = clock.today()
    held = belongings.roles_of(session, leaver.id, unit.id, today)
    taker = next((u for u in takers(session, leaver.id, unit.id) if u.id == entry.taker_id), None)
    passing = [a for a in held if a.id in entry.roles]
    found = _entry_problems(session, leaver, unit, entry, held)
    if taker is None:
        found.append(Problem("taker", "handover.taker"))
    else:
        found += _left_behind(session, held, passing, taker.id)
    if found or taker is None or entry.last_day is None:
        raise Refused(found)
    number = numbering.next_number(session, f"handover:{unit.code or unit.id}", today.year)
    made = Handover(
        number=f"JJ-{unit.code or unit.id}-{today.year}-{number:03d}",
        unit_id=unit.id,
        leaver_id=leaver.id,
        taker_id=taker.id,
        opened_by=actor.user_id,
        reason=entry.reason.strip(),
        last_day=entry.last_day,
    )
    made.unit, made.leaver, made.taker = unit, leaver, taker
    made.roles = [HandoverRole(assignment_id=a.id, assignment=a) for a in passing]
    session.add(made)
    session.flush()
    _note(session, actor, made, "handover.open", {"reason": made.reason})
    if actor.role is Role.ADMIN:
        _approve(actor, made)
    elif waits_for_word(session, made):
        notices.tell(session, _admin_units(session), Role.ADMIN, "handover.ask", _subject(made), _said(made))
    session.flush()
    return made


def _entry_problems(
    session: Session, leaver: User, unit: Unit, entry: HandoverEntry, held: Sequence[Assignment]
) -> list[Problem]:
    found = []
    if not held:
        names = {"name": leaver.full_name, "unit_zh": unit.name_zh, "unit_ug": unit.name_ug}
        found.append(Problem("", "handover.no_role", names))
    if not entry.reason.strip():
        found.append(Problem("reason", "handover.reason.missing"))
    if entry.last_day is None:
        found.append(Problem("last_day", "handover.day.missing"))
    elif entry.last_day < clock.today():
        found.append(Problem("last_day", "handover.day.past", {"day": entry.last_day.isoformat()}))
    waiting = session.scalars(
        select(Handover.number).where(
            Handover.leaver_id == leaver.id,
            Handover.unit_id == unit.id,
            Handover.state == HandoverState.OPEN,
        )
    ).one_or_none()
    if waiting is not None:
        found.append(Problem("", "handover.waiting", {"number": waiting}))
    return found


def _left_behind(
    session: Session, held: Sequence[Assignment], passing: Sequence[Assignment], taker_id: int
) -> list[Problem]:
    """Items that nobody would have: their roles do not pass, or the taker may not act on them (two-person rule)."""
    today = clock.today()
    seats = {Seat(a.unit_id, a.role) for a in passing}
    lost = [
        need
        for need in owners.left_behind(session, today, today, held)
        if not (seats & set(need.seats) and taker_id not in need.barred)
    ]
    return [Problem("roles", "handover.left_behind", {"text": owners.in_words(lost)})] if lost else []


def sheet(session: Session, handover: Handover) -> Sheet:
    """What passes: as it stands today, or as it was frozen. Raises ValueError where that was changed since."""
    if handover.state is not HandoverState.DONE:
        return belongings.of_person(session, handover.leaver, handover.unit, clock.today())
    if sha256(handover.content) != handover.digest:
        raise ValueError(f"the sheet of {handover.number} is not the one that was signed")
    return belongings.thawed(handover.content)


def waits_for_word(session: Session, handover: Handover) -> list[HandoverRole]:
    """Roles that the taker does not hold and that the administrator has not agreed to yet."""
    held = _held_by_taker(session, handover)
    return [row for row in handover.roles if row.approved_by is None and row.assignment.role not in held]


def _held_by_taker(session: Session, handover: Handover) -> set[Role]:
    people = colleagues.roles_in(session, handover.unit_id, clock.today())
    return {a.role for a in people if a.user_id == handover.taker_id}


def may_sign(actor: Actor, handover: Handover) -> bool:
    """True for the leaver or the taker who has not signed yet."""
    signed = {
        handover.leaver_id: handover.leaver_signed_at,
        handover.taker_id: handover.taker_signed_at,
    }
    return handover.state is HandoverState.OPEN and signed.get(actor.user_id, clock.now()) is None


def may_approve(actor: Actor, handover: Handover) -> bool:
    """True for the administrator."""
    return allows(Ability.HANDOVER_APPROVE, actor, handover_facts(handover))


def may_cancel(actor: Actor, handover: Handover) -> bool:
    """True for both parties, for those who may open one, while it is open."""
    return handover.state is HandoverState.OPEN and allows(
        Ability.HANDOVER_CANCEL, actor, handover_facts(handover)
    )


def sign(session: Session, actor: Actor, handover: Handover) -> None:
    """Sign as the leaver or the taker; with the second signature it is done, once no role waits for a word.

    Raises NotAllowed, IllegalMove (closed already) or Refused.
    """
    if not allows(Ability.HANDOVER_SIGN, actor, handover_facts(handover)):
        raise NotAllowed(Ability.HANDOVER_SIGN)
    _demand_open(handover, "sign")
    if not may_sign(actor, handover):
        return
    if actor.user_id == handover.leaver_id:
        handover.leaver_signed_at = clock.now()
    else:
        handover.taker_signed_at = clock.now()
    _note(session, actor, handover, "handover.sign", {})
    _finish(session, actor, handover)


def approve(session: Session, actor: Actor, handover: Handover) -> None:
    """Agree that the roles pass to one who did not hold them. Raises NotAllowed, IllegalMove or Refused."""
    if not allows(Ability.HANDOVER_APPROVE, actor, handover_facts(handover)):
        raise NotAllowed(Ability.HANDOVER_APPROVE)
    _demand_open(handover, "approve")
    _approve(actor, handover)
    _note(session, actor, handover, "handover.approve", {})
    _finish(session, actor, handover)


def cancel(session: Session, actor: Actor, handover: Handover, reason: str) -> None:
    """Give a handover up; nothing has passed. Raises NotAllowed, IllegalMove or Refused."""
    if not allows(Ability.HANDOVER_CANCEL, actor, handover_facts(handover)):
        raise NotAllowed(Ability.HANDOVER_CANCEL)
    _demand_open(handover, "cancel")
    if not reason.strip():
        raise Refused([Problem("reason", "handover.reason.missing")])
    handover.state, handover.cancel_reason = HandoverState.CANCELLED, reason.strip()
    _note(session, actor, handover, "handover.cancel", {"reason": reason.strip()})


def _demand_open(handover: Handover, action: str) -> None:
    if handover.state is not HandoverState.OPEN:
        raise IllegalMove("handover", action, handover.state)


def _approve(actor: Actor, handover: Handover) -> None:
    for row in handover.roles:
        if row.approved_by is None:
            row.approved_by, row.approved_at = actor.user_id, clock.now()


def _finish(session: Session, actor: Actor, handover: Handover) -> None:
    """Pass items and roles over where both have signed and no role waits for a word."""
    session.flush()
    if handover.leaver_signed_at is None or handover.taker_signed_at is None:
        return
    if waits_for_word(session, handover):
        return
    passing = sheet(session, handover)
    handover.content = belongings.frozen(passing)
    handover.digest = sha256(handover.content)
    try:
        _pass_roles(session, actor, handover)
        _pass_items(session, actor, handover, passing)
        _end_roles(session, actor, handover)
    except AccountError as error:
        raise Refused([Problem("", p.code, p.params) for p in error.problems]) from error
    handover.state, handover.done_at = HandoverState.DONE, clock.now()
    _note(session, actor, handover, "handover.done", {"digest": handover.digest})


def _pass_roles(session: Session, actor: Actor, handover: Handover) -> None:
    held = _held_by_taker(session, handover)
    for row in handover.roles:
        if row.assignment.role not in held:
            role = row.assignment.role
            accounts.assign(session, actor, handover.taker, handover.unit, role, clock.today())


def _pass_items(session: Session, actor: Actor, handover: Handover, passing: Sheet) -> None:
    """Items in the leaver's own hand go into the taker's, where the role is the taker's too and the two-person rule
    lets them; those of a sole holder come with the role. What cannot go is all colleagues' again, as the leaver goes.
    """
    roles = _held_by_taker(session, handover)
    seats = {
        a.role.value: a
        for a in belongings.roles_of(session, handover.leaver_id, handover.unit_id, clock.today())
    }
    for line in passing.lines:
        if line.why == Belonging.SOLE or line.role not in {role.value for role in roles}:
            continue
        item = belongings.record_of(session, line)
        if transfers.may_have(handover.taker_id, item):
            transfers.pass_to(session, actor, item, handover.taker, handover.reason, seats[line.role])


def _end_roles(session: Session, actor: Actor, handover: Handover) -> None:
    """The leaver's roles in the unit end with the last day, roles lent to or by the leaver at once."""
    today = clock.today()
    for lent in belongings.lent_of(session, handover.leaver_id, handover.unit_id, today):
        delegations.end(session, actor, lent)
    last = max(handover.last_day, today)
    for held in belongings.roles_of(session, handover.leaver_id, handover.unit_id, today):
        if held.starts_on <= last:
            accounts.end_assignment(session, actor, held, last, handed_over=True)


def _admin_units(session: Session) -> set[int]:
    return set(session.scalars(select(Assignment.unit_id).where(Assignment.role == Role.ADMIN).distinct()))


def _subject(handover: Handover) -> str:
    return f"handover:{handover.id}"


def _said(handover: Handover) -> dict[str, Any]:
    return {"giver": handover.leaver.full_name, "name": handover.taker.full_name, "number": handover.number}


def _note(session: Session, actor: Actor, handover: Handover, action: str, more: dict[str, Any]) -> None:
    """Into the chains of both accounts; told to both."""
    details = {
        "number": handover.number,
        "unit": handover.unit_id,
        "leaver": handover.leaver_id,
        "taker": handover.taker_id,
        "last_day": handover.last_day.isoformat(),
        "roles": [row.assignment.role.value for row in handover.roles],
        **more,
    }
    parties: Collection[int] = sorted({handover.leaver_id, handover.taker_id})
    for user_id in parties:
        history.record(session, actor, f"account:{user_id}", _subject(handover), action, details)
        held = colleagues.role_of(session, user_id, handover.unit_id, clock.today())
        if held is not None and user_id != actor.user_id:
            said = {**_said(handover), "reason": more.get("reason", "")}
            notices.tell_person(session, held, action, _subject(handover), said)
