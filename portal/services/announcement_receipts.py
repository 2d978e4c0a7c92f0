"""Who has taken note of an announcement and who has not, unit by unit and person by person, for its writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access.scope import visible
from portal.domain.roles import Actor, Role
from portal.models import (
    Announcement,
    AnnouncementReceipt,
    AnnouncementRecipient,
    Assignment,
    Region,
    Unit,
    User,
)


@dataclass(slots=True)
class Tally:
    """Of a place, or of all: how many units it went to, how many of them have taken note."""

    region: Region | None
    units: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """A person of an addressed role; at is the instant of taking note, None while it is owed."""

    name: str
    role: Role
    at: datetime | None


@dataclass(slots=True)
class UnitReaders:
    """The people of one unit, those who have taken note first. done: one of them has, so the unit has."""

    readers: list[Reader] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether anybody of the unit has taken note."""
        return any(reader.at is not None for reader in self.readers)


def units_of(actor: Actor, record: Announcement, read: bool | None = None) -> Select[tuple[Unit]]:
    """Units that it went to; read: only those that have taken note, or only those that have not."""
    held = exists().where(
        AnnouncementRecipient.announcement_id == record.id, AnnouncementRecipient.unit_id == Unit.id
    )
    query = visible(Unit, actor).where(held)
    if read is None:
        return query
    done = exists().where(
        AnnouncementReceipt.announcement_id == record.id, AnnouncementReceipt.unit_id == Unit.id
    )
    return query.where(done if read else ~done)


def tallies(session: Session, record: Announcement) -> tuple[Tally, list[Tally]]:
    """The count of all units, and of each prefecture's where there is more than one. Two statements."""
    done = set(
        session.scalars(
            select(AnnouncementReceipt.unit_id).where(AnnouncementReceipt.announcement_id == record.id)
        )
    )
    rows = session.execute(
        select(Unit.id, Unit.region_code)
        .join(AnnouncementRecipient, AnnouncementRecipient.unit_id == Unit.id)
        .where(AnnouncementRecipient.announcement_id == record.id)
        .distinct()
    ).all()
    every, by_place = Tally(None), dict[str, Tally]()
    for unit_id, code in rows:
        held = by_place.setdefault(f"{code[:4]}00", Tally(None))
        for tally in (every, held):
            tally.units += 1
            tally.done += unit_id in done
    if len(by_place) < 2:
        return every, []
    for region in session.scalars(select(Region).where(Region.code.in_(by_place))):
        by_place[region.code].region = region
    return every, [by_place[code] for code in sorted(by_place)]


def readers(
    session: Session, record: Announcement, units: Sequence[Unit], today: date
) -> Mapping[int, UnitReaders]:
    """The people of some units by unit id: those who hold an addressed role today, and all who have taken note.
    Two statements."""
    ids = [unit.id for unit in units]
    found = {identity: UnitReaders() for identity in ids}
    receipts = session.scalars(
        select(AnnouncementReceipt)
        .where(AnnouncementReceipt.announcement_id == record.id, AnnouncementReceipt.unit_id.in_(ids))
        .options(joinedload(AnnouncementReceipt.user))
        .order_by(AnnouncementReceipt.read_at)
    ).all()
    taken = {(one.unit_id, one.user_id) for one in receipts}
    for one in receipts:
        found[one.unit_id].readers.append(Reader(one.user.full_name, one.role, one.read_at))
    to_role = and_(
        AnnouncementRecipient.announcement_id == record.id,
        AnnouncementRecipient.unit_id == Assignment.unit_id,
        AnnouncementRecipient.role == Assignment.role,
    )
    owed = session.execute(
        select(Assignment.unit_id, Assignment.user_id, Assignment.role, User.full_name)
        .join(User, User.id == Assignment.user_id)
        .where(Assignment.unit_id.in_(ids), exists().where(to_role), User.active, _holds(today))
        .order_by(Assignment.id)
    )
    for unit_id, user_id, role, name in owed:
        if (unit_id, user_id) not in taken:
            found[unit_id].readers.append(Reader(name, role, None))
    return found


def _holds(today: date) -> ColumnElement[bool]:
    return and_(Assignment.starts_on <= today, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today))


def silent(session: Session, record: Announcement) -> set[tuple[int, Role]]:
    """Units and roles that it went to, of units in which nobody has taken note."""
    done = exists().where(
        AnnouncementReceipt.announcement_id == record.id,
        AnnouncementReceipt.unit_id == AnnouncementRecipient.unit_id,
    )
    rows = session.execute(
        select(AnnouncementRecipient.unit_id, AnnouncementRecipient.role).where(
            AnnouncementRecipient.announcement_id == record.id, ~done
        )
    )
    return {(unit_id, role) for unit_id, role in rows}
