"""Lights on funds: lit and put out by the records, judged like others, told in the ledger, the push, the list of work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible, visible
from portal.domain.alerts import Colour, Rule
from portal.domain.flows.lights import LightAction, LightStatus
from portal.domain.roles import Role
from portal.messages import sentence
from portal.models import Fund, HistoryEntry, Light, Notice, Plan, PlanStatus, Unit
from portal.services import (
    backtest,
    bulletins,
    funds,
    ledger,
    light_moves,
    lights,
    order_drafts,
    plans,
    sweeping,
    todo,
)
from portal.services.ledger import Wanted
from tests.conftest import TODAY
from tests.factories import World
from tests.funded import WAN, entry, fund, give, plan_of, shining


def lit(session: Session, world: World, days: int = 61, who: str = "county-entry") -> Light:
    """A light on a fund of which nothing was given out."""
    made = fund(session, world, days=days, who=who)
    shining(session, made)
    return session.scalars(select(Light).where(Light.fund_id == made.id)).one()


def test_a_fund_that_lies_still_lights_up_and_changes_with_the_days(session: Session, world: World) -> None:
    made = fund(session, world, days=30)
    assert shining(session, made) == []
    assert shining(session, made, TODAY + timedelta(1)) == [("A02", "yellow", "unallocated")]
    assert shining(session, made, TODAY + timedelta(31)) == [("A02", "red", "unallocated")]
    [light] = session.scalars(select(Light).where(Light.fund_id == made.id))
    assert (light.project_id, light.bearer) == (None, made)


def test_following_the_advice_puts_it_out_by_itself(session: Session, world: World) -> None:
    made = fund(session, world, days=61)
    lights.settle(session, TODAY)
    light = session.scalars(select(Light).where(Light.fund_id == made.id)).one()
    assert "50.00" in sentence(lights.problem_of(light))
    give(session, world, 20 * WAN)
    lights.settle(session, TODAY)
    assert (light.kind, light.out_on) == ("partly", None)
    assert "30.00" in sentence(lights.problem_of(light))
    give(session, world, 30 * WAN)
    lights.settle(session, TODAY)
    assert (light.status, light.out_on) == (LightStatus.OUT, TODAY)


def test_what_was_taken_back_puts_it_out_too(session: Session, world: World) -> None:
    light = lit(session, world)
    give(session, world, 20 * WAN)
    funds.update(session, world.actor(session, "county"), light.fund, entry(session, 20 * WAN))  # type: ignore[arg-type]
    lights.settle(session, TODAY)
    assert light.status is LightStatus.OUT


def test_a_release_that_goes_away_lights_it_again(session: Session, world: World) -> None:
    made = fund(session, world, days=61)
    project = give(session, world, 50 * WAN)
    lights.settle(session, TODAY)
    assert shining(session, made) == []
    project.releases.clear()
    session.flush()
    lights.settle(session, TODAY)
    query = select(Light.kind).where(Light.fund_id == made.id, Light.out_on.is_(None))
    assert session.scalars(query).all() == ["unallocated"]


def test_a_threshold_has_a_day_of_its_own(session: Session, world: World) -> None:
    made = fund(session, world, days=20)
    later = TODAY + timedelta(3)
    plans.set_parameter(session, None, plan_of(session), "light.A02.yellow", "10", later, "会议纪要")
    assert shining(session, made, later - timedelta(1)) == []
    assert shining(session, made, later) == [("A02", "yellow", "unallocated")]


def test_a_sweep_looks_at_every_fund_and_a_second_one_changes_nothing(session: Session, world: World) -> None:
    for number in range(3):
        fund(session, world, days=61, document_no=f"和财农〔2020〕{number}号")
    session.info.clear()
    parts = list(lights.sweep(session, TODAY))
    assert sum(part.funds for part in parts) == 3
    assert sum(part.by_rule[Rule.A02] for part in parts) == 3
    again = list(lights.sweep(session, TODAY))
    assert sum(part.lit + part.out + part.changed for part in again) == 0
    assert sweeping.run(session, TODAY).lit == 0


def test_a_closed_year_keeps_its_lights_as_they_were(session: Session, world: World) -> None:
    light = lit(session, world)
    give(session, world, 50 * WAN)
    session.scalars(select(Plan)).one().status = PlanStatus.CLOSED
    session.flush()
    lights.settle(session, TODAY)
    assert light.out_on is None


@pytest.mark.parametrize("both", [True, False])
def test_a_light_stands_on_one_thing(session: Session, world: World, both: bool) -> None:
    made = fund(session, world)
    row = Light(
        project_id=world.projects["own"] if both else None, fund_id=made.id if both else None, rule=Rule.A02,
        colour=Colour.RED, kind="unallocated", lit_on=TODAY, changed_on=TODAY,
    )  # fmt: skip
    session.add(row)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_fund_shines_once(session: Session, world: World) -> None:
    light = lit(session, world)
    twin = Light(
        fund_id=light.fund_id, rule=Rule.A02, colour=Colour.RED, kind="partly", lit_on=TODAY, changed_on=TODAY
    )
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_it_is_answered_by_the_bureau_and_judged_by_the_prefecture(session: Session, world: World) -> None:
    light = lit(session, world)
    with pytest.raises(NotVisible):
        light_moves.opened(session, world.actor(session, "unit"), light.id)
    clerk, judge = world.actor(session, "county-entry"), world.actor(session, "prefecture")
    light_moves.move(session, clerk, light, LightAction.ACKNOWLEDGE)
    light_moves.move(session, clerk, light, LightAction.EXPLAIN, "项目正在评审")
    told = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert told is not None
    assert (told.unit_id, told.role, told.code) == (judge.unit_id, Role.REVIEWER.value, "light.explain")
    with pytest.raises(NotAllowed):
        light_moves.move(session, world.actor(session, "county"), light, LightAction.CONFIRM, "自己认定")
    light_moves.move(session, judge, light, LightAction.CONFIRM, "六月底前分配完毕")
    told = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert told is not None
    assert (told.unit_id, told.role) == (clerk.unit_id, Role.ENTRY.value)
    chain = (
        select(HistoryEntry.action)
        .where(HistoryEntry.chain == f"fund:{light.fund_id}")
        .order_by(HistoryEntry.seq)
    )
    assert session.scalars(chain).all() == [
        "fund.register", "light.acknowledge", "light.explain", "light.confirm",
    ]  # fmt: skip


def test_a_waiver_holds_while_the_rest_is_the_same(session: Session, world: World) -> None:
    light, judge = lit(session, world), world.actor(session, "prefecture")
    light_moves.move(session, judge, light, LightAction.WAIVE, "待批复", TODAY + timedelta(30))
    lights.refresh_kept(session, [light.fund_id or 0], TODAY + timedelta(5))
    assert light.status is LightStatus.WAIVED
    give(session, world, WAN)
    lights.settle(session, TODAY)
    assert light.status is LightStatus.LIT


def test_a_divisions_own_light_is_told_to_the_division(session: Session, world: World) -> None:
    light = lit(session, world, who="division")
    center = world.actor(session, "center")
    light_moves.move(session, center, light, LightAction.CONFIRM, "尽快下达")
    told = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert told is not None
    assert (told.unit_id, told.role) == (light.fund.unit_id, Role.DIVISION.value)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("county", True), ("county-entry", True), ("prefecture", True), ("center", True), ("auditor", True),
        ("unit", False), ("county2", False), ("division", False), ("region-unit", False),
    ],
)  # fmt: skip
def test_it_exists_for_those_who_watch_over_the_money(
    session: Session, world: World, who: str, sees: bool
) -> None:
    light = lit(session, world)
    query = visible(Light, world.actor(session, who)).where(Light.id == light.id)
    assert bool(session.scalars(query).all()) is sees


def test_no_order_can_stand_on_it(session: Session, world: World) -> None:
    light = lit(session, world)
    with pytest.raises(NotVisible):
        order_drafts.light_of(
            session, world.actor(session, "prefecture"), world.project(session, "own"), light.id
        )


def test_the_judge_finds_an_explained_one_among_the_work(session: Session, world: World) -> None:
    light, judge = lit(session, world), world.actor(session, "prefecture")
    light_moves.move(
        session, world.actor(session, "county-entry"), light, LightAction.EXPLAIN, "项目正在评审"
    )
    [item] = [t for t in todo.for_actor(session, judge, TODAY).items if t.light is light]
    assert (item.project, item.note) == (light.fund, "项目正在评审")
    assert all(
        t.light is None for t in todo.for_actor(session, world.actor(session, "prefecture2"), TODAY).items
    )


def test_a_confirmed_one_is_a_row_of_the_problem_ledger(session: Session, world: World) -> None:
    light, judge = lit(session, world), world.actor(session, "prefecture")
    light_moves.move(session, judge, light, LightAction.CONFIRM, "尽快下达")
    for who, wanted, count in (
        ("county", Wanted(), 1),
        ("center", Wanted(region="653222", year=2020), 1),
        ("center", Wanted(region="653100"), 0),
        ("center", Wanted(year=2019), 0),
        ("county2", Wanted(), 0),
    ):
        rows = list(ledger.rows(session, ledger.query(world.actor(session, who), wanted), TODAY))
        assert len(rows) == count, who
    [row] = ledger.rows(session, ledger.query(judge, Wanted()), TODAY)
    assert (row.project_id, row.project_code, row.region_code) == (None, "和财农〔2020〕7号", "653222")
    assert row.unit_id == light.fund.unit_id  # type: ignore[union-attr]


def test_a_red_one_is_pushed_to_the_places_above_it(session: Session, world: World) -> None:
    light = lit(session, world)
    monday = TODAY
    with clock.frozen(monday):
        made = {b.unit.code: bulletins.content(b) for b in bulletins.push(session, monday)}
    for code, told in (("653222F", True), ("653200F", True), ("653125F", False), ("650000D1", False)):
        keys = {item.key for item in made[code]}
        assert (f"light:{light.id}" in keys) is told, code
    [item] = [i for i in made["653222F"] if i.key == f"light:{light.id}"]
    assert (item.project, item.code, item.rule) == ("中央财政专项扶贫资金", "和财农〔2020〕7号", "A02")


def test_another_threshold_is_tried_on_funds(session: Session, world: World) -> None:
    fund(session, world, days=40)
    fund(session, world, days=5, who="county2")
    center, plan = world.actor(session, "center"), plan_of(session)
    found = backtest.trial(session, center, plan, "A02.red", "35", TODAY)
    assert (found.rule, found.projects) == (Rule.A02, 2)
    assert dict(found.before) == {("653222", Colour.YELLOW): 1}
    assert dict(found.after) == {("653222", Colour.RED): 1}
    assert backtest.trial(session, center, plan, "A02.red", "1", TODAY - timedelta(41)).after.total() == 0


def test_its_unit_is_the_one_that_keeps_the_money(session: Session, world: World) -> None:
    made = fund(session, world)
    assert made.implementing_unit is session.scalars(select(Unit).where(Unit.code == "653222F")).one()
    assert (made.implementing_unit_id, made.code) == (made.unit_id, made.document_no)
    assert session.scalars(select(Fund)).one() is made
