"""Transfer of one open item to a colleague of the same unit and role (转办), with a reason and, if wanted, a last day.

A transfer moves an item between the lists of colleagues. It permits nothing that was not permitted before and forbids
nothing: the two-person rule and all abilities stand as they are. It ends with the turn of the item, with its day, when
it is taken back, or when the one who has it leaves the role.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible, fetch
from portal.domain.filings import WAITING
from portal.domain.handing import ItemKind
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import Assignment, Filing, Fund, Light, Order, Project, Transfer, User
from portal.services import colleagues, handed, history, notices, todo, workflow
from portal.services.workflow import Refused

Item = Filing | Order | Light

_MODELS: dict[ItemKind, type[Item]] = {
    ItemKind.FILING: Filing,
    ItemKind.ORDER: Order,
    ItemKind.LIGHT: Light,
}


def opened(session: Session, actor: Actor, subject: str) -> Item:
    """The item behind "filing:12", "order:3" or "light:4". Raises NotVisible."""
    kind, _colon, identity = subject.partition(":")
    if kind not in set(ItemKind) or not (identity.isascii() and identity.isdigit() and len(identity) < 10):
        raise NotVisible(subject)
    return fetch(session, _MODELS[ItemKind(kind)], actor, int(identity))


def bearer_of(item: Item) -> Project | Fund:
    """What an item is about."""
    return item.bearer if isinstance(item, Light) else item.project


def in_hand(session: Session, actor: Actor, item: Item) -> Transfer | None:
    """The transfer of an item that holds today among the actor's colleagues."""
    return handed.among(session, actor, clock.today()).get(workflow.subject_of(item))


def takers(session: Session, actor: Actor, item: Item) -> list[User]:
    """Colleagues of the role whom the item may be handed to: not oneself, not who has it, not who has had a hand in a
    submission that waits for a second person."""
    held = in_hand(session, actor, item)
    barred = {actor.user_id, held.to_id if held else 0}
    people = colleagues.people_of(session, actor.unit_id, clock.today(), actor.role)
    return [user for user in people if user.id not in barred and may_have(user.id, item)]


def may_have(user_id: int, item: Item) -> bool:
    """False where the two-person rule keeps a person from an item that waits for a review."""
    return not (
        isinstance(item, Filing) and item.status in WAITING and user_id in workflow.facts(item).handled_by
    )


def transfer(
    session: Session, actor: Actor, item: Item, to_id: int, reason: str, until_on: date | None = None
) -> Transfer:
    """Hand an open item of the actor's list to a colleague. Raises NotAllowed (not on the list) or Refused."""
    today = clock.today()
    if not todo.has(session, actor, item, today):
        raise NotAllowed(Ability.ITEM_TRANSFER)
    taker = next((user for user in takers(session, actor, item) if user.id == to_id), None)
    found = [] if taker is not None else [Problem("to", "transfer.colleague")]
    if not reason.strip():
        found.append(Problem("reason", "transfer.reason.missing"))
    if until_on is not None and until_on < today:
        found.append(Problem("until", "transfer.until.past", {"until": until_on.isoformat()}))
    if found or taker is None:
        raise Refused(found)
    return _hand(session, actor, item, taker, reason.strip(), until_on)


def pass_to(session: Session, actor: Actor, item: Item, taker: User, reason: str, seat: Assignment) -> None:
    """Put an item of a seat into another's hand, as a handover does; the caller has asked whether that may be."""
    placed = Transfer(unit_id=seat.unit_id, role=seat.role, from_id=seat.user_id)
    _hand(session, actor, item, taker, reason, None, placed)


def _hand(
    session: Session,
    actor: Actor,
    item: Item,
    taker: User,
    reason: str,
    until_on: date | None,
    placed: Transfer | None = None,
) -> Transfer:
    """End what held the item in the seat, put it in the new hand, write it down and tell."""
    kind = ItemKind(workflow.flow_of(item).name)
    made = placed or Transfer(unit_id=actor.unit_id, role=actor.role, from_id=actor.user_id)
    for earlier in handed.open_of(session, kind, item.id):
        if (earlier.unit_id, earlier.role) == (made.unit_id, made.role):
            earlier.ended_at = clock.now()
    # The old hand lets go in the database before the new one takes hold: one at a time.
    session.flush()
    made.kind, made.record_id = kind, item.id
    made.to_id, made.reason, made.until_on = taker.id, reason, until_on
    session.add(made)
    session.flush()
    until = until_on.isoformat() if until_on else ""
    said = {"reason": reason, "to": taker.id, "to_name": taker.full_name, "until": until}
    history.record(session, actor, workflow.chain_of(item), made.subject, "item.transfer", said)
    bearer = bearer_of(item)
    key = "fund_id" if isinstance(bearer, Fund) else "project_id"
    told = {"project": bearer.name, key: bearer.id, "name": actor.full_name, "reason": reason}
    held = next(
        (
            a
            for a in colleagues.roles_in(session, made.unit_id, clock.today())
            if a.user_id == taker.id and a.role is made.role
        ),
        None,
    )
    if held is not None:
        notices.tell_person(session, held, "item.transfer", made.subject, told)
    return made


def give_back(session: Session, actor: Actor, item: Item) -> None:
    """End a transfer: the item is all colleagues' again. For those who gave it and who have it. Raises NotAllowed."""
    held = in_hand(session, actor, item)
    if held is None or not actor.hands & {held.from_id, held.to_id}:
        raise NotAllowed(Ability.ITEM_TRANSFER)
    held.ended_at = clock.now()
    session.flush()
    history.record(session, actor, workflow.chain_of(item), held.subject, "item.transfer_end", {})
