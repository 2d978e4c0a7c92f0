"""Nudges (催办): who waits for a step presses whoever owes it, once a unit, record and working day.

The receiver finds a notice, and a mark on the item in the to-do list; the history of the project keeps it. Whoever
has filed owes nothing and is never pressed. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.deadlines import WorkCalendar
from portal.domain.lifecycle import Audience
from portal.domain.nudges import MOST_WORDS, PRESSED_BY, Owing, counting_day, next_day
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Role, UnitKind
from portal.models import Announcement, Filing, Nudge, Order, Project
from portal.services import announcement_receipts, announcements, calendars, history, notices, workflow
from portal.services.nudge_marks import owed
from portal.services.workflow import Refused

Addressees = set[tuple[int, Role]]


@dataclass(frozen=True, slots=True)
class Offer:
    """That the actor may press for a record's next step; next_on: the first day to do so where that is not today."""

    owing: Owing
    next_on: date | None


def offers(session: Session, actor: Actor, records: Sequence[Filing | Order]) -> Mapping[str, Offer]:
    """What the actor may press for, by the record's name in the history. Three statements beside the addressees."""
    waiting = {workflow.subject_of(r): o for r in records if (o := _pressable(session, actor, r)) is not None}
    return _dated(session, actor, waiting)


def _pressable(session: Session, actor: Actor, record: Filing | Order) -> Owing | None:
    owing = owed(record, clock.today())
    if owing is None or not allows(PRESSED_BY[owing], actor, workflow.facts(record)):
        return None
    return owing if _addressees(session, actor, record, owing) else None


def offer_for(session: Session, actor: Actor, record: Announcement) -> Offer | None:
    """The same of an announcement for its writer: somebody has not taken note."""
    known = announcements.facts(session, actor, record)
    if not record.is_published or not allows(Ability.ANNOUNCEMENT_MANAGE, actor, known):
        return None
    if not announcement_receipts.silent(session, record):
        return None
    subject = announcements.subject_of(record)
    return _dated(session, actor, {subject: Owing.READER})[subject]


def _dated(session: Session, actor: Actor, waiting: Mapping[str, Owing]) -> Mapping[str, Offer]:
    if not waiting:
        return {}
    calendar = _calendar(session)
    day = counting_day(clock.today(), calendar)
    done = set(
        session.scalars(
            select(Nudge.subject).where(
                Nudge.subject.in_(waiting), Nudge.unit_id == actor.unit_id, Nudge.day == day
            )
        )
    )
    later = next_day(day, calendar)
    return {subject: Offer(owing, later if subject in done else None) for subject, owing in waiting.items()}


def _calendar(session: Session) -> WorkCalendar:
    year = clock.today().year
    return calendars.calendar(session, year, year + 1)


def _addressees(session: Session, actor: Actor, record: Filing | Order, owing: Owing) -> Addressees:
    """Units and roles that owe the step; nobody presses the own desk."""
    found = _of_order(record, owing) if isinstance(record, Order) else _of_filing(session, record, owing)
    return found - {(actor.unit_id, actor.role)}


def _of_filing(session: Session, filing: Filing, owing: Owing) -> Addressees:
    audience = Audience.NEXT_LEVEL if owing is Owing.REVIEWER else Audience.FILLER
    units, role = notices.filing_addressees(session, filing, audience)
    return {(unit, role) for unit in units}


def _of_order(order: Order, owing: Owing) -> Addressees:
    if owing is Owing.ISSUER:
        return {(order.issuer_unit_id, notices.issuer_role(order.issuer_unit))}
    found = {(order.unit_id, Role.ENTRY), (order.project.implementing_unit_id, Role.ENTRY)}
    if order.unit.kind is UnitKind.FINANCE_BUREAU:
        found.add((order.unit_id, Role.REVIEWER))
    return found


def filing_of(session: Session, project: Project, identity: int) -> Filing | None:
    """A filing of a project that the actor sees. That a round is owed is known above; what is drafted for it is not."""
    return session.scalars(
        select(Filing).where(Filing.id == identity, Filing.project_id == project.id)
    ).one_or_none()


def press(session: Session, actor: Actor, record: Filing | Order, word: str) -> Nudge:
    """Press whoever owes the next step of a filing or an order. Raises NotAllowed, or Refused where nobody owes
    anything, the own desk does, or the unit has pressed on this working day."""
    known = workflow.facts(record)
    if not allows(Ability.NUDGE_SEND, actor, known):
        raise NotAllowed(Ability.NUDGE_SEND)
    owing = owed(record, clock.today())
    if owing is None:
        raise Refused([Problem("word", "nudge.nobody")])
    if not allows(PRESSED_BY[owing], actor, known):
        raise Refused([Problem("word", "nudge.not_waiting")])
    found = _addressees(session, actor, record, owing)
    if not found:
        raise Refused([Problem("word", "nudge.own")])
    subject = workflow.subject_of(record)
    made = _keep(session, actor, subject, owing, word)
    project = record.project
    _tell(session, actor, made, found, {"project": project.name, "project_id": project.id})
    said = {"owing": owing.value, "reason": made.word}
    history.record(session, actor, workflow.chain_of(record), subject, "nudge.send", said)
    return made


def press_readers(session: Session, actor: Actor, record: Announcement, word: str) -> Nudge:
    """Press the units that have not taken note of an announcement. Raises NotAllowed or Refused."""
    if not allows(Ability.ANNOUNCEMENT_MANAGE, actor, announcements.facts(session, actor, record)):
        raise NotAllowed(Ability.ANNOUNCEMENT_MANAGE)
    found = announcement_receipts.silent(session, record) if record.is_published else set()
    if not found:
        raise Refused([Problem("word", "nudge.all_read")])
    subject = announcements.subject_of(record)
    made = _keep(session, actor, subject, Owing.READER, word)
    titles = {"title_zh": record.title_zh, "title_ug": record.title_ug}
    _tell(session, actor, made, found, titles)
    said = {**titles, "reason": made.word, "units": len({unit for unit, _role in found})}
    history.record(session, actor, f"unit:{record.unit_id}", subject, "nudge.send", said)
    return made


def _keep(session: Session, actor: Actor, subject: str, owing: Owing, word: str) -> Nudge:
    said = word.strip()
    if len(said) > MOST_WORDS:
        raise Refused([Problem("word", "nudge.word.long", {"length": len(said), "limit": MOST_WORDS})])
    calendar = _calendar(session)
    day = counting_day(clock.today(), calendar)
    done = Problem("word", "nudge.today", {"next": next_day(day, calendar).isoformat()})
    held = select(Nudge.id).where(Nudge.subject == subject, Nudge.unit_id == actor.unit_id, Nudge.day == day)
    if session.scalar(held) is not None:
        raise Refused([done])
    made = Nudge(
        subject=subject, owing=owing, unit_id=actor.unit_id, user_id=actor.user_id, day=day, word=said
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        # A colleague pressed at the same moment.
        raise Refused([done]) from error
    return made


def _tell(
    session: Session, actor: Actor, made: Nudge, found: Addressees, about: Mapping[str, object]
) -> None:
    told = {**about, "unit_zh": actor.unit_name_zh, "unit_ug": actor.unit_name_ug, "reason": made.word}
    code = "nudge.reader" if made.owing is Owing.READER else "nudge.step"
    for unit_id, role in sorted(found):
        notices.tell(session, {unit_id}, role, code, made.subject, told)
    session.flush()
