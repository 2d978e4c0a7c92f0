"""Nothing is ever without an owner: what is open stands on the list of one active person at least, or is named a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.domain.filings import FilingStatus, OrderStatus, Stage, route_of
from portal.domain.flows.filings import FilingAction
from portal.domain.flows.lights import LightStatus
from portal.domain.roles import UNIT_KINDS_OF_ROLE, Actor, Level, Role, UnitKind
from portal.models import Assignment, Filing, Light, Order, Project, Unit, User
from portal.services import accounts, extensions, orders, owners, recordings, todo
from portal.services.accounts import AccountError
from portal.services.owners import Need, Seat
from portal.services.tasks import Task
from tests.conftest import TODAY
from tests.factories import World, make_project
from tests.filed import approved, decide, submitted
from tests.lit import explained
from tests.ordered import issued, replied
from tests.staffed import account, also, colleague

LATE = date(2020, 12, 31)
"""By then every round is open."""


def touched(session: Session) -> list[Unit]:
    """Units that have to do with the small world's projects: those that carry them out, the bureaus over them, the
    divisions, the center."""
    projects = session.scalars(select(Project)).all()
    codes = {p.region_code for p in projects} | {p.region_code[:4] + "00" for p in projects}
    own = {p.implementing_unit_id for p in projects} | {p.division_id for p in projects}
    bureau = (Unit.kind == UnitKind.FINANCE_BUREAU) & Unit.region_code.in_(codes)
    return list(
        session.scalars(select(Unit).where(Unit.id.in_(own) | bureau | (Unit.kind == UnitKind.CENTER)))
    )


def staff(session: Session) -> None:
    """A person in every working role of every unit that the small world's projects touch."""
    held = {(a.unit_id, a.role) for a in session.scalars(select(Assignment))}
    for unit in touched(session):
        for role in (Role.ENTRY, Role.REVIEWER, Role.DIVISION, Role.CENTER):
            if unit.kind in UNIT_KINDS_OF_ROLE[role] and (unit.id, role) not in held:
                user = User(username=f"p{unit.id}-{role.value}", full_name="岗位", password_hash="x")
                user.assignments.append(Assignment(unit=unit, role=role, starts_on=date(2019, 1, 1)))
                session.add(user)
    session.flush()


def actors(session: Session) -> Iterator[Actor]:
    """Everybody who can act today."""
    for held in session.scalars(select(Assignment).join(User).where(User.active)):
        if held.holds_on(clock.today()):
            yield actor_of(held.user, held)


def everywhere(session: Session, today: date) -> set[tuple[str, int]]:
    """(kind, id) of everything that stands on somebody's list as something to be done."""
    found = set()
    for actor in actors(session):
        for item in todo.for_actor(session, actor, today).items:
            if item.task in (Task.OVERDUE, Task.CHECK):
                continue
            record = item.order or item.light or item.filing
            assert record is not None
            found.add((type(record).__name__, record.id))
    return found


def still_open(session: Session, today: date) -> set[tuple[str, int]]:
    """(kind, id) of everything that waits for somebody, by the words of the rule and not by the code under test."""
    found = set()
    for filing in session.scalars(select(Filing)):
        project = filing.project
        begun = filing.round.opens_on <= today
        owed = filing.status in (FilingStatus.NOT_STARTED, FilingStatus.DRAFT, FilingStatus.RETURNED)
        fillable = owed and begun and (filing.stage is Stage.TARGET or project.target_id is not None)
        waiting = filing.waiting_level is not None
        unrecorded = project.target_id == filing.id and filing.recording is None
        if fillable or waiting or unrecorded:
            found.add(("Filing", filing.id))
    answering = (OrderStatus.ISSUED, OrderStatus.ACKNOWLEDGED, OrderStatus.SENT_BACK, OrderStatus.REPLIED)
    found |= {("Order", o.id) for o in session.scalars(select(Order)) if o.status in answering}
    found |= {("Light", n.id) for n in session.scalars(select(Light)) if n.status is LightStatus.EXPLAINED}
    return found


def counted(found: list[Need]) -> int:
    """How many items."""
    return sum(need.count for need in found)


STATES = [
    (status, waiting)
    for status in FilingStatus
    for waiting in ((None,) if status not in (FilingStatus.SUBMITTED, FilingStatus.UNDER_REVIEW) else Level)
]


def put(session: Session, filing: Filing, status: FilingStatus, waiting: Level | None, by: int) -> None:
    """A filing in a state, as if it had come there."""
    filing.status, filing.waiting_level, filing.submitted_by = status, waiting, by
    filing.return_reason = "请核对" if status is FilingStatus.RETURNED else None
    filing.approved_at = clock.now() if status is FilingStatus.APPROVED else None
    session.flush()


@pytest.mark.parametrize("owner", ["own", "prefecture", "region"])
@pytest.mark.parametrize("stage", list(Stage))
def test_every_filing_in_every_state_of_every_stage_and_owner_stands_on_a_list(
    session: Session, world: World, owner: str, stage: Stage
) -> None:
    staff(session)
    project = world.project(session, owner)
    target = world.filing(session, owner)
    clerk = next(a.user_id for a in actors(session) if a.unit_id == project.implementing_unit_id)
    if stage is not Stage.TARGET:
        put(session, target, FilingStatus.APPROVED, None, clerk)
        project.target_id = target.id
    rows = session.scalars(select(Filing).where(Filing.project_id == project.id, Filing.stage == stage))
    filing = rows.first()
    assert filing is not None
    for status, waiting in STATES:
        if waiting is not None and waiting not in route_of(project.owner_level):
            continue
        put(session, filing, status, waiting, clerk)
        if stage is Stage.TARGET:
            project.target_id = filing.id if status is FilingStatus.APPROVED else None
        session.flush()
        assert still_open(session, LATE) <= everywhere(session, LATE), (status, waiting)
        assert owners.gaps(session, LATE) == [], (status, waiting)


def test_orders_and_lights_in_every_state_stand_on_a_list(session: Session, world: World) -> None:
    staff(session)
    makers: tuple[Callable[[], object], ...] = (
        lambda: issued(session, world, problem="甲"),
        lambda: orders.acknowledge(
            session, world.actor(session, "unit"), issued(session, world, problem="乙")
        ),
        lambda: replied(session, world),
        lambda: orders.send_back(
            session, world.actor(session, "prefecture"), replied(session, world), "不清"
        ),
        lambda: extensions.ask(
            session, world.actor(session, "unit"), issued(session, world, problem="丙"), 5, "雨季"
        ),
        lambda: issued(session, world, "center", problem="丁"),
        lambda: explained(session, world),
    )
    for make in makers:
        make()
        session.flush()
        assert still_open(session, TODAY) <= everywhere(session, TODAY)
        assert owners.gaps(session, TODAY) == []


def test_a_gap_is_exactly_what_stands_on_no_list(session: Session, world: World) -> None:
    """The counts of gaps and the lists of people say the same from both sides, as people go one by one."""
    staff(session)
    submitted(session, world)
    approved(session, world, "region")
    replied(session, world)
    explained(session, world)
    going = [a.user_id for a in actors(session) if a.role in (Role.ENTRY, Role.REVIEWER, Role.DIVISION)]
    for user_id in going:
        session.scalars(select(User).where(User.id == user_id)).one().active = False
    session.flush()
    seats = [Seat(a.unit_id, a.role) for a in session.scalars(select(Assignment).order_by(Assignment.id))]
    wanted = {seat for need in owners.needs(session, TODAY) for seat in need.seats}
    concerned = [seat for seat in dict.fromkeys(seats) if seat in wanted]
    assert len(concerned) > 5
    for seat in concerned:
        held = session.scalars(
            select(Assignment).where(Assignment.unit_id == seat.unit_id, Assignment.role == seat.role)
        ).first()
        assert held is not None
        held.user.active = True
        session.flush()
        lost = still_open(session, TODAY) - everywhere(session, TODAY)
        # An order that was answered and one on which time was asked are two things; here no time is asked.
        assert counted(owners.gaps(session, TODAY)) == len(lost), seat
    assert owners.gaps(session, TODAY) == []


def test_a_submission_whose_only_reviewer_sent_it_has_nobody(session: Session, world: World) -> None:
    staff(session)
    filing = submitted(session, world)
    filing.submitted_by = world.actor(session, "county").user_id
    session.flush()
    (gap,) = owners.gaps(session, TODAY)
    assert (gap.thing, gap.count, gap.barred) == ("review", 1, {filing.submitted_by})
    colleague(session, world, "county")
    assert owners.gaps(session, TODAY) == []


def test_a_role_that_has_run_out_leaves_a_gap(session: Session, world: World) -> None:
    staff(session)
    submitted(session, world)
    held = account(session, "county").assignments[0]
    held.ends_on = TODAY
    session.flush()
    assert owners.gaps(session, TODAY) == []
    (gap,) = owners.gaps(session, date(2020, 6, 16))
    assert Seat(held.unit_id, Role.REVIEWER) in gap.seats


@pytest.mark.parametrize("way", ["close", "end"])
def test_the_last_holder_cannot_go_while_items_are_open_and_the_advice_helps(
    session: Session, world: World, way: str
) -> None:
    admin = world.actor(session, "admin")
    submitted(session, world)
    user = account(session, "county")

    def leave() -> None:
        if way == "close":
            accounts.edit_user(session, admin, user, {"active": False})
        else:
            accounts.end_assignment(session, admin, user.assignments[0], TODAY)

    with pytest.raises(AccountError) as caught:
        leave()
    (problem,) = caught.value.problems
    assert problem.code == "account.last_holder"
    assert "村内道路硬化项目(own)" in str(problem.params["text"])
    unit = user.assignments[0].unit
    second = colleague(session, world, "division", "somebody")
    accounts.assign(session, admin, account(session, second.username), unit, Role.REVIEWER, TODAY)
    leave()


def test_a_role_may_end_where_others_go_on_or_nothing_is_open(session: Session, world: World) -> None:
    admin = world.actor(session, "admin")
    also(session, world, "unit", Role.LEADER)
    leader = next(a for a in account(session, "unit").assignments if a.role is Role.LEADER)
    accounts.end_assignment(session, admin, leader, TODAY)
    accounts.edit_user(session, admin, account(session, "auditor"), {"active": False})


def test_what_is_recorded_and_decided_asks_for_nobody(session: Session, world: World) -> None:
    filing = approved(session, world)
    things = {n.thing for n in owners.needs(session, TODAY) if "own" in n.example}
    assert "record" in things
    recordings.record(session, world.actor(session, "county"), [filing], {filing.id: "DT-1"}, TODAY)
    assert "record" not in {n.thing for n in owners.needs(session, TODAY) if "own" in n.example}


def test_gaps_are_counted_within_a_scope(session: Session, world: World) -> None:
    assert owners.gaps(session, TODAY, world.actor(session, "prefecture2"))
    assert owners.gaps(session, TODAY, world.actor(session, "unit")) == []


def test_statements_do_not_grow_with_the_number_of_projects(session: Session, world: World) -> None:
    from sqlalchemy import event

    seen: list[str] = []
    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_m: seen.append(statement))
    owners.gaps(session, TODAY)
    few = len(seen)
    unit = world.project(session, "own").implementing_unit
    for number in range(5):
        make_project(session, unit, f"more{number}")
    session.flush()
    seen.clear()
    owners.gaps(session, TODAY)
    assert len(seen) == few <= 9


def test_a_place_without_a_bureau_is_a_gap_without_a_unit(session: Session, world: World) -> None:
    filing = submitted(session, world)
    bureau = account(session, "county").assignments[0].unit
    bureau.kind = UnitKind.DEPARTMENT
    session.flush()
    found = [n for n in owners.gaps(session, TODAY) if n.thing == "review"]
    assert [(n.seats, n.region_code) for n in found] == [((), filing.project.region_code)]


def test_decided_work_moves_on_to_the_next_owner(session: Session, world: World) -> None:
    staff(session)
    filing = submitted(session, world)
    for who, action in (("county", FilingAction.PASS_ON), ("prefecture", FilingAction.APPROVE)):
        (need,) = [n for n in owners.needs(session, TODAY) if n.thing == "review"]
        actor = world.actor(session, who)
        assert Seat(actor.unit_id, actor.role) in need.seats
        decide(session, actor, filing, action)
    assert not [n for n in owners.needs(session, TODAY) if n.thing == "review"]
