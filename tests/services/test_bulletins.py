"""The push: each unit is told of what is new, open, late and closed in its scope since the last time, and quiet once."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.bulletins import DAILY
from portal.domain.flows.lights import LightAction
from portal.domain.roles import Role
from portal.models import Bulletin, Light, Notice, Order, Payment, Unit
from portal.services import bulletins, light_moves, order_drafts, orders, plans
from portal.services.bulletins import NotAddressed
from tests.conftest import TODAY
from tests.factories import World
from tests.lit import overpaid, refreshed
from tests.ordered import entry, issued, replied

WEEK = timedelta(days=7)


def pushed(session: Session, day: date) -> dict[str, Bulletin]:
    """What a day brings, by code of the unit."""
    return {made.unit.code or "": made for made in bulletins.push(session, day)}


def parts(bulletin: Bulletin) -> list[tuple[str, str]]:
    """Head and kind of record of each problem."""
    return [(item.part, item.key.partition(":")[0]) for item in bulletins.content(bulletin)]


def monday_after(day: date) -> date:
    """The day of the next weekly push."""
    return day + timedelta(days=7 - day.weekday())


def test_a_problem_is_new_then_open_then_late_then_closed_and_then_gone(
    session: Session, world: World
) -> None:
    order = issued(session, world)
    day = monday_after(TODAY)
    seen = [parts(pushed(session, day)["653222F"])]
    for _week in range(3):
        day += WEEK
        seen.append(parts(pushed(session, day)["653222F"]))
    with clock.frozen(day):
        orders.acknowledge(session, world.actor(session, "unit"), order)
        orders.reply(session, world.actor(session, "unit"), order, "已更正")
        orders.close(session, world.actor(session, "prefecture"), order, "属实")
    for _week in range(2):
        day += WEEK
        seen.append(parts(pushed(session, day)["653222F"]))
    assert seen == [
        [("new", "order")],
        [("open", "order")],
        [("overdue", "order")],
        [("overdue", "order")],
        [("closed", "order")],
        [],
    ]


def test_each_bureau_is_told_of_its_places_and_a_division_of_its_units(
    session: Session, world: World
) -> None:
    issued(session, world)
    made = pushed(session, monday_after(TODAY))
    told = {code for code, bulletin in made.items() if bulletin.count_new}
    assert told == {"653222F", "653200F"}
    assert "653222U1" not in made


def test_a_second_sweep_of_the_day_pushes_nothing(session: Session, world: World) -> None:
    issued(session, world)
    day = monday_after(TODAY)
    assert pushed(session, day)
    assert pushed(session, day) == {}


def test_nothing_to_say_is_said_once(session: Session, world: World) -> None:
    day = monday_after(TODAY)
    first = pushed(session, day)["653125F"]
    assert first.quiet
    assert "653125F" not in pushed(session, day + WEEK)
    assert first.looked_on == day + WEEK


def test_what_comes_after_quiet_weeks_waits_for_the_day_of_the_push(session: Session, world: World) -> None:
    day = monday_after(TODAY)
    pushed(session, day)
    pushed(session, day + WEEK)
    with clock.frozen(day + WEEK):
        issued(session, world)
    assert pushed(session, day + WEEK + timedelta(days=1)) == {}
    assert parts(pushed(session, day + WEEK * 2)["653222F"]) == [("new", "order")]


def test_what_was_found_and_closed_between_two_pushes_is_told(session: Session, world: World) -> None:
    day = monday_after(TODAY)
    pushed(session, day)
    with clock.frozen(day + timedelta(days=1)):
        orders.close(session, world.actor(session, "prefecture"), replied(session, world), "属实")
    assert parts(pushed(session, day + WEEK)["653222F"]) == [("closed", "order")]


def test_red_lights_are_pushed_until_they_go_out_and_yield_to_their_order(
    session: Session, world: World
) -> None:
    light, day = overpaid(session, world), monday_after(TODAY)
    assert parts(pushed(session, day)["653222F"]) == [("new", "light")]
    prefecture = world.actor(session, "prefecture")
    light_moves.move(session, prefecture, light, LightAction.WAIVE, "已核实", until=day + WEEK * 9)
    assert parts(pushed(session, day + WEEK)["653222F"]) == []
    light_moves.move(session, prefecture, light, LightAction.REOPEN, "再看")
    assert parts(pushed(session, day + WEEK * 2)["653222F"]) == [("new", "light")]
    project = world.project(session, "own")
    order = order_drafts.draft(session, prefecture, project, entry(session, world), light=light)
    with clock.frozen(day + WEEK * 3):
        orders.issue(session, prefecture, order)
    assert parts(pushed(session, day + WEEK * 3)["653222F"]) == [("new", "order")]


def test_a_light_that_went_out_is_told_as_closed(session: Session, world: World) -> None:
    light, day = overpaid(session, world), monday_after(TODAY)
    pushed(session, day)
    payment = session.scalars(select(Payment).where(Payment.project_id == light.project_id)).one()
    payment.amount_fen -= 1
    session.flush()
    refreshed(session, world, on=day + timedelta(days=1))
    assert session.get_one(Light, light.id).out_on == day + timedelta(days=1)
    assert parts(pushed(session, day + WEEK)["653222F"]) == [("closed", "light")]


def test_reviewers_and_leaders_have_a_notice_with_the_numbers(session: Session, world: World) -> None:
    issued(session, world)
    made = pushed(session, monday_after(TODAY))["653222F"]
    found = session.scalars(select(Notice).where(Notice.subject == f"bulletin:{made.id}")).all()
    assert {(n.role, n.code) for n in found} == {
        (Role.REVIEWER.value, "bulletin.pushed"),
        (Role.LEADER.value, "bulletin.pushed"),
    }


def test_a_bulletin_keeps_what_it_said_and_tells_when_it_was_changed(session: Session, world: World) -> None:
    order = issued(session, world)
    made = pushed(session, monday_after(TODAY))["653222F"]
    session.get_one(Order, order.id).problem = "改过的问题"
    session.get_one(Unit, order.unit_id).name_zh = "改过的名称"
    session.flush()
    [item] = bulletins.content(made)
    assert item.said == "数量指标与资金不符"
    assert item.unit_zh != "改过的名称"
    made.content = zlib.compress(b"[]")
    with pytest.raises(ValueError, match="digest"):
        bulletins.content(made)


def test_only_its_unit_takes_note_and_each_person_once(session: Session, world: World) -> None:
    made = pushed(session, monday_after(TODAY))["653222F"]
    county = world.actor(session, "county")
    assert bulletins.may_receive(county, made)
    bulletins.receive(session, county, made)
    bulletins.receive(session, county, made)
    assert [receipt.user_id for receipt in made.receipts] == [county.user_id]
    for who in ("prefecture", "center", "unit", "leader"):
        with pytest.raises(NotAddressed):
            bulletins.receive(session, world.actor(session, who), made)


def test_a_unit_with_a_day_of_its_own_has_it_on_that_day(session: Session, world: World) -> None:
    unit = session.scalars(select(Unit).where(Unit.code == "653200F")).one()
    day = monday_after(TODAY)
    pushed(session, day)
    issued(session, world)
    unit.push_weekday = DAILY
    assert set(pushed(session, day + timedelta(days=1))) == {"653200F"}
    unit.push_weekday = 3
    assert set(pushed(session, day + timedelta(days=2))) == {"653200F"}
    unit.push_weekday = 5
    # Friday 26 June is a holiday, Sunday 28 June is worked.
    assert pushed(session, day + timedelta(days=4)) == {}
    assert set(pushed(session, day + timedelta(days=6))) == {"653200F"}
    assert set(pushed(session, day + WEEK)) == {"653222F"}


def test_the_center_turns_it_off_or_makes_it_daily_from_a_day(session: Session, world: World) -> None:
    center, plan = world.actor(session, "center"), world.project(session, "own").plan
    day = monday_after(TODAY)
    pushed(session, day)
    plans.set_parameter(session, center, plan, "push.weekday", "0", day, "测试")
    issued(session, world)
    assert parts(pushed(session, day + timedelta(days=1))["653222F"]) == [("new", "order")]
    plans.set_parameter(session, center, plan, "push.weekday", "", day + timedelta(days=2), "测试")
    assert pushed(session, day + timedelta(days=2)) == {}
