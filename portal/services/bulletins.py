"""The push (推送): each finance bureau and division is told of the problems in its scope, daily or weekly.

A bulletin is the difference between two states: what is open on its day, and what the unit's last bulletin said. So a
night without the machine loses nothing. Problems are issued orders, and lights that are red or were confirmed, on
which no order stands yet; a waived light rests. Nothing here commits.
Source: opinion of 2020, part 三 (problems pushed to the prefectures, which answer for their counties).
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.facts import bulletin_facts
from portal.access.scope import within
from portal.domain.alerts import CATEGORIES, Colour
from portal.domain.bulletins import BulletinPart, is_push_day, part_of
from portal.domain.deadlines import WorkCalendar, is_overdue, working_days_between
from portal.domain.filings import OPEN_ORDERS, OrderStatus
from portal.domain.flows.lights import RESTING, LightStatus
from portal.domain.permissions import Ability, allows
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import (
    Bulletin,
    BulletinMention,
    BulletinReceipt,
    Fund,
    Light,
    Order,
    Plan,
    PlanStatus,
    Project,
    Unit,
)
from portal.services import calendars, notices, rules
from portal.services.history import canonical, sha256

FIRST_LOOK = timedelta(days=7)
"""How far back the first bulletin of a unit looks for what was closed."""


class NotAddressed(PermissionError):
    """Only the people of the unit that a bulletin went to take note of it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One problem as it stood on the day of the bulletin: names frozen in both languages, days_late in working days.

    A light on a fund has the fund's name and document number, and no project_id. said is an order's own text; for a light rule, light_kind and params give the sentence in any language.
    """

    part: str
    key: str
    category: str
    project_id: int
    project: str
    code: str
    region_zh: str
    region_ug: str
    unit_zh: str
    unit_ug: str
    found_on: str
    said: str = ""
    number: str = ""
    rule: str = ""
    light_kind: str = ""
    params: str = "{}"
    due_on: str = ""
    days_late: int = 0
    closed_on: str = ""

    @property
    def sentence_code(self) -> str:
        """The code of a light's sentence; empty for an order, which says its own text."""
        return f"alert.{self.rule}.{self.light_kind}" if self.rule else ""

    @property
    def record_id(self) -> int:
        """Id of the order or light."""
        return int(self.key.partition(":")[2])

    @property
    def shown_on(self) -> date | None:
        """The day it was closed, or the day by which it is due."""
        text = self.closed_on or self.due_on
        return date.fromisoformat(text) if text else None


def weekday(session: Session, day: date) -> int | None:
    """The weekday of the push (0: every working day) by the latest plan in force; None where it is off."""
    query = select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.year.desc()).limit(1)
    plan = session.scalars(query).one_or_none()
    return None if plan is None else rules.push_weekday(plan, max(day, rules.first_day(plan)))


def push(session: Session, day: date) -> Iterator[Bulletin]:
    """Write the bulletins that are due on a day, one unit at a time: the caller may commit after each. A unit with a
    weekday of its own has it by that; where the plan is blank nobody has any. Raises UnreadableParameter."""
    usual = weekday(session, day)
    if usual is None:
        return
    calendar = calendars.calendar(session)
    looked = select(Bulletin.unit_id, func.max(Bulletin.looked_on)).group_by(Bulletin.unit_id)
    last: dict[int, date] = dict(session.execute(looked).tuples().all())
    for unit in _receivers(session, day):
        wanted = usual if unit.push_weekday is None else unit.push_weekday
        if is_push_day(wanted, day, calendar, last.get(unit.id)):
            made = _write(session, unit, day, calendar)
            if made is not None:
                yield made


def _receivers(session: Session, day: date) -> Sequence[Unit]:
    """Finance bureaus of prefectures and counties, and the divisions, as far as they exist on the day."""
    bureaus = and_(Unit.kind == UnitKind.FINANCE_BUREAU, Unit.level != Level.REGION)
    query = (
        select(Unit)
        .where(or_(bureaus, Unit.kind == UnitKind.DIVISION))
        .where(or_(Unit.valid_from.is_(None), Unit.valid_from <= day))
        .where(or_(Unit.valid_to.is_(None), Unit.valid_to > day))
        .order_by(Unit.region_code, Unit.id)
    )
    return session.scalars(query).all()


def _scope(unit: Unit, bearer: type[Project] | type[Fund] = Project) -> ColumnElement[bool]:
    if unit.kind is UnitKind.DIVISION:
        return bearer.division_id == unit.id
    return (bearer.owner_level != Level.REGION) & within(bearer.region_code, unit.region_code)


def _write(session: Session, unit: Unit, day: date, calendar: WorkCalendar) -> Bulletin | None:
    """One bulletin; None where nothing is to be said and that was said before."""
    query = select(Bulletin).where(Bulletin.unit_id == unit.id).order_by(Bulletin.number.desc()).limit(1)
    before = session.scalars(query).one_or_none()
    since = before.day if before else day - FIRST_LOOK
    found = _items(session, unit, day, since, content(before) if before else [], calendar)
    if not found and before is not None and before.quiet:
        before.looked_on = day
        session.flush()
        return None
    text = canonical([asdict(item) for item in found])
    counts = Counter(item.part for item in found)
    made = Bulletin(
        unit_id=unit.id,
        region_code=unit.region_code,
        day=day,
        since=since,
        looked_on=day,
        number=(before.number if before else 0) + 1,
        content=zlib.compress(text.encode()),
        digest=sha256(text),
        **{f"count_{part}": counts[part] for part in BulletinPart},
    )
    session.add(made)
    session.flush()
    _mention(session, made, [item.key for item in found])
    _tell(session, unit, made)
    return made


def _mention(session: Session, made: Bulletin, keys: Sequence[str]) -> None:
    """Keep which problems this bulletin names to its unit for the first time: the ledger shows day and number."""
    named = (
        select(BulletinMention.subject)
        .join(Bulletin, Bulletin.id == BulletinMention.bulletin_id)
        .where(Bulletin.unit_id == made.unit_id)
    )
    known = set(session.scalars(named))
    session.add_all(BulletinMention(bulletin_id=made.id, subject=key) for key in keys if key not in known)
    session.flush()


def _tell(session: Session, unit: Unit, made: Bulletin) -> None:
    told = {
        "day": made.day.isoformat(),
        "new": made.count_new,
        "overdue": made.count_overdue,
        "open": made.count_open,
        "closed": made.count_closed,
    }
    # A leader reads of it and takes note on paper.
    code = "bulletin.quiet" if made.quiet else "bulletin.pushed"
    working = Role.DIVISION if unit.kind is UnitKind.DIVISION else Role.REVIEWER
    for role in (working, Role.LEADER):
        notices.tell(session, {unit.id}, role, code, f"bulletin:{made.id}", told)


def number_of(bulletin: Bulletin) -> str:
    """The number on the paper: place, unit, year and running number, TS-653200-12-2020-003."""
    return number_from(bulletin)


def number_from(row: Any) -> str:
    """The same from a row with the bulletin's columns."""
    return f"TS-{row.region_code}-{row.unit_id}-{row.day.year}-{row.number:03}"


def content(bulletin: Bulletin) -> list[Item]:
    """What a bulletin says, as frozen. Raises ValueError where it is not what was written."""
    text = zlib.decompress(bulletin.content).decode()
    if sha256(text) != bulletin.digest:
        raise ValueError(f"bulletin {bulletin.id} does not match its digest")
    return [Item(**row) for row in json.loads(text)]


def _items(
    session: Session, unit: Unit, day: date, since: date, before: Sequence[Item], calendar: WorkCalendar
) -> list[Item]:
    """What is open on the day and what was closed since, late ones first, then by place and project."""
    known = frozenset(item.key for item in before if item.part != BulletinPart.CLOSED)
    told = {item.key for item in before if item.part == BulletinPart.CLOSED}
    found: list[Item] = []
    rows: list[tuple[str, Order | Light, bool]] = [
        *(("order", order, order.closed_at is None) for order in session.scalars(_orders(unit, since))),
        *(("light", light, light.out_on is None) for light in session.scalars(_lights(unit, since))),
    ]
    for kind, record, is_open in rows:
        key = f"{kind}:{record.id}"
        if not is_open and key in told:
            continue
        late = _days_late(record, day, calendar) if is_open else 0
        part = part_of(key, late, known) if is_open else BulletinPart.CLOSED
        found.append(_item(part, key, record, late))
    order_of = {part.value: place for place, part in enumerate(BulletinPart)}
    return sorted(found, key=lambda item: (order_of[item.part], item.code, item.key))


def _orders(unit: Unit, since: date) -> Select[tuple[Order]]:
    closed = and_(Order.status == OrderStatus.CLOSED, Order.closed_at >= clock.at(since, 0))
    return (
        select(Order)
        .join(Project, Project.id == Order.project_id)
        .where(_scope(unit), or_(Order.status.in_(sorted(OPEN_ORDERS)), closed))
        .options(joinedload(Order.project).joinedload(Project.region), joinedload(Order.unit))
    )


def _lights(unit: Unit, since: date) -> Select[tuple[Light]]:
    """Red or confirmed lights without an order, on projects and on funds: shining, or gone out since."""
    ordered = exists().where(Order.light_id == Light.id, Order.issued_on.is_not(None))
    grave = or_(Light.colour == Colour.RED, Light.verdict == LightStatus.CONFIRMED.value)
    shining = and_(Light.out_on.is_(None), Light.status.not_in(sorted(RESTING)))
    owner = (joinedload(Project.region), joinedload(Project.implementing_unit))
    return (
        select(Light)
        .outerjoin(Project, Project.id == Light.project_id)
        .outerjoin(Fund, Fund.id == Light.fund_id)
        .where(or_(_scope(unit), _scope(unit, Fund)), grave, ~ordered, or_(shining, Light.out_on >= since))
        .options(joinedload(Light.project).options(*owner))
        .options(joinedload(Light.fund).options(joinedload(Fund.region), joinedload(Fund.unit)))
    )


def _days_late(record: Order | Light, day: date, calendar: WorkCalendar) -> int:
    if isinstance(record, Light) or record.due_on is None or not is_overdue(day, record.due_on):
        return 0
    return max(1, -working_days_between(day, record.due_on, calendar))


def _item(part: BulletinPart, key: str, record: Order | Light, late: int) -> Item:
    project = record.bearer if isinstance(record, Light) else record.project
    unit = record.unit if isinstance(record, Order) else project.implementing_unit
    own: dict[str, Any]
    if isinstance(record, Order):
        closed = clock.official(record.closed_at).date().isoformat() if record.closed_at else ""
        own = {
            "category": record.category.value,
            "found_on": record.issued_on.isoformat() if record.issued_on else "",
            "said": record.problem,
            "number": record.number or "",
            "due_on": record.due_on.isoformat() if record.due_on else "",
            "closed_on": closed,
        }
    else:
        own = {
            "category": CATEGORIES[record.rule].value,
            "found_on": record.lit_on.isoformat(),
            "rule": record.rule.value,
            "light_kind": record.kind,
            "params": record.params,
            "closed_on": record.out_on.isoformat() if record.out_on else "",
        }
    return Item(
        part=part.value,
        key=key,
        project_id=0 if isinstance(project, Fund) else project.id,
        project=project.name,
        code=project.code,
        region_zh=project.region.name_zh,
        region_ug=project.region.name_ug,
        unit_zh=unit.name_zh,
        unit_ug=unit.name_ug,
        days_late=late,
        **own,
    )


def may_receive(actor: Actor, bulletin: Bulletin) -> bool:
    """Whether the person is of those a bulletin went to, and has not taken note yet."""
    done = any(receipt.user_id == actor.user_id for receipt in bulletin.receipts)
    return not done and allows(Ability.BULLETIN_RECEIVE, actor, bulletin_facts(bulletin))


def receive(session: Session, actor: Actor, bulletin: Bulletin) -> None:
    """Take note of a bulletin; a second time changes nothing. Raises NotAddressed."""
    if not allows(Ability.BULLETIN_RECEIVE, actor, bulletin_facts(bulletin)):
        raise NotAddressed(actor.user_id)
    if may_receive(actor, bulletin):
        bulletin.receipts.append(BulletinReceipt(user_id=actor.user_id))
        session.flush()
