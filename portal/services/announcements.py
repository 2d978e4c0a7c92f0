"""Announcements (通知公告): written by the center, a bureau or a division, published to units below, taken note of.

Whom one goes to is fixed when it is published, so that the writer can see who has not taken note. History stands on
the writing unit's chain. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.facts import announcement_facts
from portal.access.guards import NotAllowed
from portal.access.scope import announced_to, fetch, visible, within
from portal.domain.announcements import (
    ROLES_OF,
    AnnouncementEntry,
    AnnouncementState,
    Group,
    groups_of,
    problems_of,
)
from portal.domain.facts import Facts
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows, may_ever
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import (
    Announcement,
    AnnouncementReceipt,
    AnnouncementRecipient,
    Region,
    Unit,
)
from portal.services import history, issued_papers, notices
from portal.services.orders import announcement_number
from portal.services.workflow import Refused


def opened(session: Session, actor: Actor, identity: int) -> Announcement:
    """One announcement that exists for the actor. Raises NotVisible."""
    options = (joinedload(Announcement.unit), joinedload(Announcement.writer))
    return fetch(session, Announcement, actor, identity, *options)


def facts(session: Session, actor: Actor, announcement: Announcement) -> Facts:
    """An announcement as the table sees it for the actor's unit."""
    mine = select(AnnouncementRecipient).where(
        AnnouncementRecipient.announcement_id == announcement.id,
        AnnouncementRecipient.unit_id == actor.unit_id,
    )
    return announcement_facts(announcement, session.scalars(mine))


def places(session: Session, actor: Actor) -> Sequence[Region]:
    """Places that the actor's announcements can be limited to: prefectures for the center, counties for a
    prefecture, none for others."""
    wanted = {UnitKind.CENTER: Level.PREFECTURE, UnitKind.FINANCE_BUREAU: Level.COUNTY}.get(actor.unit_kind)
    if wanted is None or actor.unit_level is Level.COUNTY:
        return []
    query = visible(Region, actor).where(Region.level == wanted, Region.corps.is_(False))
    return [
        region for region in session.scalars(query.order_by(Region.code)) if region.valid_on(clock.today())
    ]


def draft(session: Session, actor: Actor, entry: AnnouncementEntry) -> Announcement:
    """Keep a new one as a draft, seen by the writer's unit alone. Raises NotAllowed or Refused."""
    if not allows(Ability.ANNOUNCEMENT_WRITE, actor, Facts()):
        raise NotAllowed(Ability.ANNOUNCEMENT_WRITE)
    made = Announcement(unit_id=actor.unit_id, writer_id=actor.user_id)
    _fill(session, actor, made, entry)
    session.add(made)
    session.flush()
    _record(session, actor, made, "announcement.draft")
    return made


def edit(session: Session, actor: Actor, announcement: Announcement, entry: AnnouncementEntry) -> None:
    """Change a draft. Raises NotAllowed, IllegalMove for what was published, or Refused."""
    _ensure(session, actor, announcement, AnnouncementState.DRAFT, "edit")
    _fill(session, actor, announcement, entry)
    session.flush()


def _fill(session: Session, actor: Actor, record: Announcement, entry: AnnouncementEntry) -> None:
    offered = groups_of(actor.unit_kind, actor.unit_level)
    if problems := problems_of(entry, offered, actor.region_code, clock.today()):
        raise Refused(problems)
    for name in ("title_zh", "title_ug", "text_zh", "text_ug"):
        setattr(record, name, getattr(entry, name).strip())
    record.groups = " ".join(group for group in Group if group in entry.groups)
    record.places = " ".join(sorted(entry.places))
    record.roles = " ".join(role for role in Role if role in entry.roles)
    record.due_on = entry.due_on


def entry_of(record: Announcement) -> AnnouncementEntry:
    """What was typed, from the record."""
    return AnnouncementEntry(
        title_zh=record.title_zh,
        text_zh=record.text_zh,
        title_ug=record.title_ug,
        text_ug=record.text_ug,
        groups=record.group_set,
        places=frozenset(record.places.split()),
        roles=record.role_set,
        due_on=record.due_on,
    )


def addressees(session: Session, actor: Actor, record: Announcement) -> list[tuple[Unit, Role]]:
    """Units and roles that it would go to today, within what the writing unit reaches; by place."""
    today = clock.today()
    where = or_(*(_group_condition(group, record.places.split()) for group in record.group_set))
    units = session.scalars(
        visible(Unit, actor).where(where, Unit.id != record.unit_id).order_by(Unit.region_code, Unit.id)
    )
    found = []
    for unit in units:
        if (unit.valid_from and today < unit.valid_from) or (unit.valid_to and unit.valid_to <= today):
            continue
        group = _group_of(unit)
        roles = ROLES_OF[group] & record.role_set if group else frozenset[Role]()
        found += [(unit, role) for role in Role if role in roles]
    return found


def addressed(session: Session, actor: Actor, record: Announcement) -> list[Unit]:
    """Units that it went to, or would go to as a draft of the actor's unit; by place. The same for every reader."""
    if record.published_at is None:
        return list(dict.fromkeys(unit for unit, _role in addressees(session, actor, record)))
    went = select(AnnouncementRecipient).where(AnnouncementRecipient.announcement_id == record.id)
    units = {one.unit for one in session.scalars(went.options(joinedload(AnnouncementRecipient.unit)))}
    return sorted(units, key=lambda unit: (unit.region_code, unit.id))


def _group_of(unit: Unit) -> Group | None:
    match unit.kind:
        case UnitKind.FINANCE_BUREAU:
            levels = {Level.PREFECTURE: Group.PREFECTURES, Level.COUNTY: Group.COUNTIES}
            return levels.get(unit.level)
        case UnitKind.DEPARTMENT:
            return Group.DEPARTMENTS
        case UnitKind.DIVISION:
            return Group.DIVISIONS
        case _:
            return None


def _group_condition(group: Group, chosen: Sequence[str]) -> ColumnElement[bool]:
    bureau = Unit.kind == UnitKind.FINANCE_BUREAU
    of_group = {
        Group.PREFECTURES: bureau & (Unit.level == Level.PREFECTURE),
        Group.COUNTIES: bureau & (Unit.level == Level.COUNTY),
        Group.DEPARTMENTS: Unit.kind == UnitKind.DEPARTMENT,
        Group.DIVISIONS: Unit.kind == UnitKind.DIVISION,
    }[group]
    # A division belongs to the region as a whole: places do not narrow it.
    if not chosen or group is Group.DIVISIONS:
        return of_group
    return and_(of_group, or_(*(within(Unit.region_code, code) for code in chosen)))


def publish(session: Session, actor: Actor, record: Announcement) -> None:
    """Send a draft to its addressees. Raises NotAllowed, IllegalMove or Refused (nobody there, a day that is over)."""
    _ensure(session, actor, record, AnnouncementState.DRAFT, "publish")
    offered = groups_of(actor.unit_kind, actor.unit_level)
    problems = problems_of(entry_of(record), offered, actor.region_code, clock.today())
    found = [(unit.id, role) for unit, role in addressees(session, actor, record)]
    if not found and not problems:
        problems.append(Problem("groups", "announcement.nobody"))
    if problems:
        raise Refused(problems)
    record.published_at = clock.now()
    record.number = announcement_number(session, record.unit, clock.today().year)
    record.recipients = [AnnouncementRecipient(unit_id=unit, role=role) for unit, role in found]
    units = len({unit for unit, _role in found})
    _record(session, actor, record, "announcement.publish", units=units, number=record.number)
    code = "announcement.due" if record.due_on else "announcement.published"
    _tell(session, record, found, code, due=record.due_on.isoformat() if record.due_on else "")


def withdraw(session: Session, actor: Actor, record: Announcement, reason: str) -> None:
    """Take one back with its papers, or give a draft up, with a reason. Raises NotAllowed, IllegalMove or Refused."""
    state = record.state
    _ensure(session, actor, record, None, "withdraw")
    if state is AnnouncementState.WITHDRAWN:
        raise IllegalMove("announcement", "withdraw", state)
    if not (said := reason.strip()):
        raise Refused([Problem("reason", "announcement.reason.missing")])
    issued_papers.hold(session, subject_of(record))
    record.withdrawn_at, record.withdraw_reason = clock.now(), said
    _record(session, actor, record, "announcement.withdraw", reason=said)
    if state is AnnouncementState.PUBLISHED:
        issued_papers.take_back(session, actor, subject_of(record))
        found = [(one.unit_id, one.role) for one in record.recipients]
        _tell(session, record, found, "announcement.withdrawn", reason=said)


def ensure_managed(session: Session, actor: Actor, record: Announcement, *, draft: bool = False) -> None:
    """Raise NotAllowed unless the actor manages it, IllegalMove where a draft is meant and it is none."""
    _ensure(session, actor, record, AnnouncementState.DRAFT if draft else None, "edit")


def _ensure(
    session: Session, actor: Actor, record: Announcement, state: AnnouncementState | None, action: str
) -> None:
    if not allows(Ability.ANNOUNCEMENT_MANAGE, actor, facts(session, actor, record)):
        raise NotAllowed(Ability.ANNOUNCEMENT_MANAGE)
    if state is not None and record.state is not state:
        raise IllegalMove("announcement", action, record.state)


def _record(session: Session, actor: Actor, record: Announcement, action: str, **more: object) -> None:
    said = {"title_zh": record.title_zh, "title_ug": record.title_ug, **more}
    history.record(session, actor, f"unit:{record.unit_id}", subject_of(record), action, said)


def _tell(
    session: Session, record: Announcement, found: Iterable[tuple[int, Role]], code: str, **more: str
) -> None:
    units: dict[Role, set[int]] = {}
    for unit, role in found:
        units.setdefault(role, set()).add(unit)
    told = {"title_zh": record.title_zh, "title_ug": record.title_ug, **more}
    for role, held in sorted(units.items()):
        notices.tell(session, held, role, code, subject_of(record), told)
    session.flush()


def subject_of(record: Announcement) -> str:
    """Its name in history and notices."""
    return f"announcement:{record.id}"


def pending(actor: Actor) -> Select[tuple[Announcement]]:
    """Announcements that the person has still to take note of, the most urgent first."""
    done = exists().where(
        AnnouncementReceipt.announcement_id == Announcement.id, AnnouncementReceipt.user_id == actor.user_id
    )
    query = visible(Announcement, actor).where(
        announced_to(actor),
        Announcement.withdrawn_at.is_(None),
        Announcement.published_at.is_not(None),
        ~done,
    )
    if not may_ever(Ability.ANNOUNCEMENT_RECEIVE, actor):
        query = query.where(false())
    last = Announcement.due_on.is_(None)
    return query.options(joinedload(Announcement.unit)).order_by(
        last, Announcement.due_on, Announcement.id.desc()
    )


def may_receive(session: Session, actor: Actor, record: Announcement) -> bool:
    """Whether it went to the person's unit and role, and the person has not taken note yet."""
    if not allows(Ability.ANNOUNCEMENT_RECEIVE, actor, facts(session, actor, record)):
        return False
    return receipt_of(session, actor, record) is None


def receipt_of(session: Session, actor: Actor, record: Announcement) -> AnnouncementReceipt | None:
    """The person's own receipt."""
    return session.scalars(
        select(AnnouncementReceipt).where(
            AnnouncementReceipt.announcement_id == record.id, AnnouncementReceipt.user_id == actor.user_id
        )
    ).one_or_none()


def receive(session: Session, actor: Actor, record: Announcement) -> None:
    """Take note; a second time changes nothing. Raises NotAllowed."""
    if not allows(Ability.ANNOUNCEMENT_RECEIVE, actor, facts(session, actor, record)):
        raise NotAllowed(Ability.ANNOUNCEMENT_RECEIVE)
    if receipt_of(session, actor, record) is None:
        session.add(
            AnnouncementReceipt(
                announcement_id=record.id, user_id=actor.user_id, unit_id=actor.unit_id, role=actor.role
            )
        )
        session.flush()
