"""Who has to act on what, and what has nobody: every open item is to stand on the list of one active person at least.

The conditions are those of services.todo, asked from the other side: not what a person has to do, but which roles in
which units would have to do it. Requests for a later day and concentrated reviews are left out: they fall to the center
whoever else may act on them, and the center is there for all. Open items are counted in groups of one owner, so that a year of 20,000 projects is
some hundreds of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.access.scope import fund_scope, project_scope
from portal.domain.filings import EDITABLE, WAITING, OrderStatus, Stage
from portal.domain.flows.lights import LightStatus
from portal.domain.regions import contains
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.labels.supervision import OPEN_THINGS
from portal.models import (
    Assignment,
    Filing,
    Fund,
    Light,
    Order,
    OrderExtension,
    Plan,
    PlanStatus,
    Project,
    Recording,
    Round,
    Unit,
    User,
)
from portal.services.reminders import OWED

Holders = Mapping["Seat", frozenset[int]]
MOST_NAMED = 5


class Seat(NamedTuple):
    """A role in a unit."""

    unit_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class Need:
    """Open items of one owner: what they are (a word of labels.supervision.OPEN_THINGS), how many, due when at the earliest, one of
    them by name, the seats any of which would do, and the persons who may not act on them (two-person rule).
    """

    thing: str
    count: int
    due: date | None
    example: str
    region_code: str
    seats: tuple[Seat, ...]
    barred: frozenset[int] = frozenset()

    def owners(self, holders: Holders) -> frozenset[int]:
        """Ids of the persons on whose lists the items stand."""
        return frozenset().union(*(holders.get(seat, frozenset()) for seat in self.seats)) - self.barred


def holders(session: Session, day: date, without: Collection[int] = ()) -> Holders:
    """Active persons by the seats they hold on a day; without: ids of assignments that do not count."""
    found: dict[Seat, set[int]] = defaultdict(set)
    rows = session.execute(
        select(Assignment.unit_id, Assignment.role, Assignment.user_id)
        .join(User)
        .where(
            User.active,
            Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
            Assignment.id.not_in(list(without)),
        )
    )
    for unit_id, role, user_id in rows:
        found[Seat(unit_id, role)].add(user_id)
    return {seat: frozenset(people) for seat, people in found.items()}


def needs(session: Session, today: date, actor: Actor | None = None) -> list[Need]:
    """Every open item by its owner, of the projects and funds that exist for an actor, or of all. Eight statements."""
    offices = _Offices(session)
    found: list[Need] = []
    for thing, query, seats in _kinds(today):
        shown = query if actor is None else query.where(_scope(thing, actor))
        found += [_need(thing, row._mapping, seats, offices) for row in session.execute(shown)]
    return found


def gaps(
    session: Session,
    today: date,
    actor: Actor | None = None,
    *,
    day: date | None = None,
    without: Collection[int] = (),
) -> list[Need]:
    """Open items of today that nobody would have on the list on a day (default today), the earliest due first."""
    held = holders(session, day or today, without)
    found = [need for need in needs(session, today, actor) if not need.owners(held)]
    return sorted(found, key=lambda n: (n.due or date.max, n.region_code, n.thing))


def _scope(thing: str, actor: Actor) -> ColumnElement[bool]:
    return fund_scope(actor) if thing == _FUND_LIGHT else project_scope(actor)


def left_behind(session: Session, today: date, day: date, assignments: Iterable[Assignment]) -> list[Need]:
    """Open items that would have nobody on a day without these roles, though they have somebody with them."""
    without = {held.id for held in assignments}
    seats = {Seat(held.unit_id, held.role) for held in assignments}
    with_them = holders(session, today)
    lost = gaps(session, today, day=day, without=without)
    return [need for need in lost if seats & set(need.seats) and need.owners(with_them)]


def in_words(found: list[Need]) -> str:
    """Gaps as one line of text in the language of the page: what, how many, one of them by name."""
    named = [f"{OPEN_THINGS[n.thing]} {n.count} ({n.example})" for n in found[:MOST_NAMED]]
    return "; ".join([*named, "…"] if len(found) > MOST_NAMED else named)


class _Offices:
    """Finance bureaus by place and level, asked once."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(
            select(Unit.id, Unit.region_code, Unit.level).where(Unit.kind == UnitKind.FINANCE_BUREAU)
        )
        self.rows = [(unit_id, code, level) for unit_id, code, level in rows]
        self.at: dict[str, list[int]] = defaultdict(list)
        for unit_id, code, _level in self.rows:
            self.at[code].append(unit_id)

    def over(self, code: str, level: Level) -> list[int]:
        """Bureaus of a level within whose place another lies."""
        return [i for i, outer, stands in self.rows if stands is level and contains(outer, code)]


Row = Mapping[Any, Any]
Seats = Callable[[Row, _Offices], list[Seat]]


def _fillers(row: Row, offices: _Offices) -> list[Seat]:
    """See access.scope.fills."""
    units = {row["implementing_unit_id"], row["competent_unit_id"]}
    if row["owner_level"] is not Level.REGION:
        units |= set(offices.at[row["region_code"]])
    return [Seat(unit_id, Role.ENTRY) for unit_id in sorted(units)]


def _reviewers(row: Row, offices: _Offices) -> list[Seat]:
    """See services.duties.reviewable."""
    if row["waiting_level"] is Level.REGION:
        return _division(row, offices)
    return [Seat(i, Role.REVIEWER) for i in offices.over(row["region_code"], row["waiting_level"])]


def _division(row: Row, _offices: _Offices) -> list[Seat]:
    return [Seat(row["division_id"], Role.DIVISION)] if row["division_id"] else []


def _recorders(row: Row, offices: _Offices) -> list[Seat]:
    """See services.duties.recordable."""
    if row["owner_level"] is Level.REGION:
        return _division(row, offices)
    return [Seat(i, Role.REVIEWER) for i in offices.at[row["region_code"]]]


def _judges(row: Row, offices: _Offices) -> list[Seat]:
    """See services.todo: the last level of the route judges a light."""
    if row["owner_level"] is Level.REGION:
        return _division(row, offices)
    return [Seat(i, Role.REVIEWER) for i in offices.over(row["region_code"], Level.PREFECTURE)]


def _answerers(row: Row, offices: _Offices) -> list[Seat]:
    """The unit that an order went to, and those who fill its project in; nobody answers an own order."""
    found = [Seat(row["unit_id"], role) for role in (Role.ENTRY, Role.REVIEWER)]
    return [seat for seat in dict.fromkeys(found + _fillers(row, offices)) if seat.unit_id != row["issuer"]]


def _issuers(row: Row, _offices: _Offices) -> list[Seat]:
    return [Seat(row["issuer"], role) for role in (Role.REVIEWER, Role.DIVISION, Role.CENTER)]


_OWNER = (
    Project.implementing_unit_id,
    Project.competent_unit_id,
    Project.division_id,
    Project.owner_level,
    Project.region_code,
)


_KEEPER = (Fund.division_id, Fund.owner_level, Fund.region_code)
_FUND_LIGHT = "fund_light"


def _grouped(
    due: Any, identity: Any, *keys: Any, owner: Sequence[Any] = _OWNER, name: Any = Project.name
) -> Any:
    """Counts by owner and further keys."""
    return select(
        *owner,
        *keys,
        func.count(identity).label("items"),
        func.min(due).label("due"),
        func.min(name).label("example"),
    ).group_by(*owner, *(key.element if hasattr(key, "element") else key for key in keys))


def _kinds(today: date) -> list[tuple[str, Select[Any], Seats]]:
    """What is open: a word of labels.supervision.OPEN_THINGS, the counts by owner, and the seats that would act."""
    due_now = func.coalesce(Filing.turn_due_on, Filing.due_on)
    filings = (
        _grouped(due_now, Filing.id)
        .select_from(Filing)
        .join(Project, Project.id == Filing.project_id)
        .join(Round, Round.id == Filing.round_id)
        .join(Plan, and_(Plan.id == Project.plan_id, Plan.status == PlanStatus.ACTIVE))
    )
    owed = and_(
        Filing.status.in_(sorted(EDITABLE)),
        Round.opens_on <= today,
        or_(Filing.stage == Stage.TARGET, Project.target_id.is_not(None)),
    )
    hands = (Filing.waiting_level, Filing.submitted_by, Filing.submitted_for)
    waiting = filings.add_columns(*hands).where(Filing.status.in_(sorted(WAITING))).group_by(*hands)
    unrecorded = (
        filings.where(Project.target_id == Filing.id)
        .outerjoin(Recording, Recording.filing_id == Filing.id)
        .where(Recording.id.is_(None))
    )
    asked = exists().where(OrderExtension.order_id == Order.id, OrderExtension.granted.is_(None))
    issuer = Order.issuer_unit_id.label("issuer")
    orders = (
        _grouped(Order.due_on, Order.id, Order.unit_id, issuer)
        .select_from(Order)
        .join(Project, Project.id == Order.project_id)
    )
    pending = or_(Order.status == OrderStatus.REPLIED, Order.status.in_(OWED) & asked)
    lights = (
        _grouped(Light.out_on, Light.id)
        .select_from(Light)
        .join(Project, Project.id == Light.project_id)
        .where(Light.status == LightStatus.EXPLAINED)
    )
    of_funds = (
        _grouped(Light.out_on, Light.id, owner=_KEEPER, name=Fund.name)
        .select_from(Light)
        .join(Fund, Fund.id == Light.fund_id)
        .where(Light.status == LightStatus.EXPLAINED)
    )
    return [
        ("filing", filings.where(owed), _fillers),
        ("review", waiting, _reviewers),
        ("record", unrecorded, _recorders),
        ("order", orders.where(Order.status.in_(OWED)), _answerers),
        ("verify", orders.where(pending), _issuers),
        ("light", lights, _judges),
        (_FUND_LIGHT, of_funds, _judges),
    ]


def _need(thing: str, row: Row, seats: Seats, offices: _Offices) -> Need:
    hands = {row.get("submitted_by"), row.get("submitted_for")}
    return Need(
        "light" if thing == _FUND_LIGHT else thing,
        int(row["items"]),
        row["due"],
        row["example"],
        row["region_code"],
        tuple(seats(row, offices)),
        frozenset(hand for hand in hands if hand is not None) if thing == "review" else frozenset(),
    )
