"""The problem ledger derives its rows from orders and confirmed lights, within the reader's scope, nothing typed twice."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import ProblemCategory
from portal.domain.flows.lights import LightAction
from portal.domain.ledgers import Change, Manner
from portal.domain.roles import Level
from portal.models import Light, Order
from portal.services import bulletins, ledger, light_moves, order_drafts, orders
from portal.services.ledger import Problem
from portal.services.ledger_parts import Wanted
from tests.conftest import TODAY
from tests.factories import World
from tests.lit import overpaid
from tests.ordered import drafted, entry, issued, replied


def confirmed(session: Session, world: World) -> Light:
    """A light that the prefecture took for a problem."""
    light = overpaid(session, world)
    light_moves.move(session, world.actor(session, "prefecture"), light, LightAction.CONFIRM, "属实")
    return light


def rows(
    session: Session, world: World, who: str = "center", wanted: Wanted | None = None, on: date = TODAY
) -> list[Problem]:
    """The ledger of somebody."""
    found = ledger.query(world.actor(session, who), wanted or Wanted())
    return list(ledger.rows(session, found, on))


def test_an_order_stands_in_it_from_its_issue_with_all_that_is_known(session: Session, world: World) -> None:
    drafted(session, world, problem="草稿不入账")
    order = replied(session, world)
    [row] = rows(session, world)
    project = world.project(session, "own")
    assert (row.order_id, row.number, row.found_on) == (order.id, order.number, TODAY)
    assert (row.level, row.manner) == (Level.PREFECTURE, Manner.OTHER)
    assert (row.project_code, row.region_code) == (project.code, project.region_code)
    assert (row.category, row.said, row.requirement) == (order.category, order.problem, order.requirement)
    assert (row.measures, row.replied_on, row.proofs) == ("已更正指标", TODAY, 0)
    assert (row.status, row.closed_on, row.days_late, row.repeated) == ("replied", None, 0, False)


def test_what_is_closed_says_who_verified_it_and_how_late_the_unit_was(
    session: Session, world: World
) -> None:
    with clock.frozen(TODAY):
        order = issued(session, world)
    late = date(2020, 7, 3)
    with clock.frozen(late):
        unit, prefecture = world.actor(session, "unit"), world.actor(session, "prefecture")
        orders.acknowledge(session, unit, order)
        orders.reply(session, unit, order, "已更正")
        orders.close(session, prefecture, order, "到位")
    [row] = rows(session, world, on=date(2020, 9, 1))
    assert (row.status, row.closed_on, row.days_late) == ("closed", late, 3)
    assert row.opinion == "到位"
    assert row.verifier


def test_a_confirmed_light_stands_in_it_until_an_order_does(session: Session, world: World) -> None:
    light = confirmed(session, world)
    [row] = rows(session, world)
    assert (row.light_id, row.order_id, row.manner) == (light.id, None, Manner.LIGHT)
    assert (row.category, row.light_rule, row.status) == (ProblemCategory.AMOUNT_WRONG, "P03", "confirmed")
    prefecture = world.actor(session, "prefecture")
    order = order_drafts.draft(session, prefecture, light.project, entry(session, world), light=light)
    assert [r.light_id for r in rows(session, world)] == [light.id]
    orders.issue(session, prefecture, order)
    [row] = rows(session, world)
    assert (row.order_id, row.light_id, row.manner) == (order.id, light.id, Manner.LIGHT)


def test_a_withdrawn_order_and_an_unconfirmed_light_are_none(session: Session, world: World) -> None:
    order = issued(session, world)
    orders.withdraw(session, world.actor(session, "prefecture"), order, "误发")
    overpaid(session, world)
    assert rows(session, world) == []


@pytest.mark.parametrize(
    ("who", "sees"),
    [("center", True), ("prefecture", True), ("county", True), ("unit", True), ("prefecture2", False),
     ("division", False), ("county2", False)],
)  # fmt: skip
def test_each_level_reads_its_own(session: Session, world: World, who: str, sees: bool) -> None:
    issued(session, world)
    confirmed(session, world)
    assert len(rows(session, world, who)) == (2 if sees else 0)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(state="open"), {"order", "light"}),
        (Wanted(state="closed"), set()),
        (Wanted(level="prefecture"), {"order", "light"}),
        (Wanted(level="region"), set()),
        (Wanted(manner="light"), {"light"}),
        (Wanted(manner="other"), {"order"}),
        (Wanted(category="amount_wrong"), {"light"}),
        (Wanted(changed_since=clock.at(TODAY, 0)), {"order", "light"}),
        (Wanted(changed_since=clock.at(date(2020, 6, 16), 0)), set()),
    ],
)
def test_it_is_narrowed(session: Session, world: World, wanted: Wanted, found: set[str]) -> None:
    issued(session, world)
    confirmed(session, world)
    kinds = {"order" if row.order_id else "light" for row in rows(session, world, wanted=wanted)}
    assert kinds == found


def test_it_is_narrowed_by_place_and_year(session: Session, world: World) -> None:
    issued(session, world)
    confirmed(session, world)
    for region, year, count in (("653222", None, 2), ("653200", 2020, 2), ("653221", None, 0), ("", 2019, 0)):
        assert len(rows(session, world, wanted=Wanted(region=region, year=year))) == count, (region, year)


def test_the_second_of_a_kind_at_a_unit_is_repeated(session: Session, world: World) -> None:
    issued(session, world)
    issued(session, world, problem="又一次")
    issued(session, world, problem="别的", category=ProblemCategory.AMOUNT_WRONG)
    assert [row.repeated for row in rows(session, world)] == [False, True, False]


def test_days_late_run_on_for_what_is_open(session: Session, world: World) -> None:
    order = issued(session, world)
    assert order.due_on == date(2020, 6, 30)
    for on, late in (
        (date(2020, 6, 30), 0),
        (date(2020, 7, 1), 1),
        (date(2020, 7, 4), 3),
        (date(2020, 7, 6), 4),
    ):
        assert rows(session, world, on=on)[0].days_late == late, on


@pytest.mark.parametrize(("who", "level"), [("prefecture", Level.PREFECTURE), ("center", Level.REGION)])
def test_a_light_was_found_by_the_level_that_confirmed_it(
    session: Session, world: World, who: str, level: Level
) -> None:
    light = overpaid(session, world)
    light_moves.move(session, world.actor(session, who), light, LightAction.CONFIRM, "属实")
    [row] = rows(session, world)
    assert (row.level, row.keeper_id) == (level, world.actor(session, who).unit_id)
    light_moves.move(session, world.actor(session, who), light, LightAction.REOPEN, "再核实")
    assert (light.confirmed_unit_id, rows(session, world)) == (None, [])


def test_the_second_light_of_a_rule_at_a_unit_is_repeated(session: Session, world: World) -> None:
    light = confirmed(session, world)
    again = Light(
        project_id=light.project_id,
        rule=light.rule,
        place="2",
        colour=light.colour,
        kind=light.kind,
        params=light.params,
        lit_on=TODAY,
        changed_on=TODAY,
    )
    session.add(again)
    session.flush()
    light_moves.move(session, world.actor(session, "prefecture"), again, LightAction.CONFIRM, "又一次")
    assert [row.repeated for row in rows(session, world)] == [False, True]


def test_a_row_names_the_bulletin_that_named_it_first(session: Session, world: World) -> None:
    """The county's own bulletin and the prefecture's are of one day: the smaller place's is shown, and stays."""
    issued(session, world)
    assert [(row.pushed_on, row.batch) for row in rows(session, world)] == [(None, "")]
    for day in (date(2020, 6, 16), date(2020, 6, 23)):
        with clock.frozen(day):
            assert list(bulletins.push(session, day))
    [row] = rows(session, world)
    assert row.pushed_on == date(2020, 6, 16)
    assert row.batch.startswith("TS-653222-")


def test_what_changed_since_a_moment_is_marked(session: Session, world: World) -> None:
    with clock.frozen(clock.at(TODAY, 9)):
        old, done = issued(session, world), issued(session, world, problem="会销号的")
        light = confirmed(session, world)
    since = clock.at(TODAY, 10)
    unit, prefecture = world.actor(session, "unit"), world.actor(session, "prefecture")
    with clock.frozen(clock.at(TODAY, 11)):
        for order in (old, done):
            orders.acknowledge(session, unit, order)
        orders.reply(session, unit, done, "已更正")
        orders.close(session, prefecture, done, "到位")
        new = issued(session, world, problem="新的")
    found = ledger.query(world.actor(session, "center"), Wanted())
    marks = {
        (row.order_id or 0, row.light_id or 0): row.change
        for row in ledger.rows(session, found, TODAY, since)
    }
    assert marks == {
        (old.id, 0): Change.MOVED,
        (done.id, 0): Change.CLOSED,
        (new.id, 0): Change.NEW,
        (0, light.id): None,
    }
    assert {row.change for row in rows(session, world)} == {None}
    changed = rows(session, world, wanted=Wanted(changed_since=since))
    assert {row.order_id for row in changed} == {old.id, done.id, new.id}


@pytest.mark.parametrize(
    ("sort", "falling", "first"),
    [
        ("found", False, "早"),
        ("found", True, "晚"),
        ("due", False, "晚"),
        ("due", True, "早"),
        ("moon", False, "早"),
    ],
)
def test_it_is_sorted_as_wanted(session: Session, world: World, sort: str, falling: bool, first: str) -> None:
    with clock.frozen(date(2020, 6, 1)):
        issued(session, world, problem="早", working_days=60)
    issued(session, world, problem="晚", working_days=1)
    assert rows(session, world, wanted=Wanted(sort=sort, falling=falling))[0].said == first


def test_a_long_ledger_comes_in_parts_and_in_the_order_of_finding(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "BATCH", 2)
    for number in range(5):
        with clock.frozen(date(2020, 6, 15 - number)):
            issued(session, world, problem=f"问题{number}")
    assert [row.said for row in rows(session, world)] == [f"问题{n}" for n in (4, 3, 2, 1, 0)]
    assert len(session.scalars(select(Order)).all()) == 5
