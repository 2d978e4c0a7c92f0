"""Lights in step with the records: lit, changed and out, whoever looks and however often."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.alerts import Colour, Rule, alerts_of
from portal.domain.flows.filings import FilingAction
from portal.messages import sentence
from portal.models import Light, Plan, PlanStatus
from portal.services import lights, plans, rules
from portal.services.light_facts import seen
from portal.services.locking import insert_missing
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved, decide, drafted, passed_on, submitted
from tests.lit import WAN, pay, refreshed, release, shining
from tests.ordered import issued

AFTER = date(2020, 7, 1)


def test_a_light_comes_goes_and_comes_again_as_a_new_one(session: Session, world: World) -> None:
    project = world.project(session, "own")
    money = pay(session, project, project.total_fen + 1)
    assert ("P03", "red", "") in refreshed(session, world)
    project.payments.remove(money)
    session.flush()
    assert "P03" not in {rule for rule, _c, _p in refreshed(session, world, on=AFTER)}
    pay(session, project, project.total_fen + 2)
    assert ("P03", "red", "") in refreshed(session, world, on=AFTER + timedelta(1))
    held = session.scalars(
        select(Light).where(Light.project_id == project.id, Light.rule == Rule.P03).order_by(Light.id)
    ).all()
    assert [(row.lit_on, row.out_on) for row in held] == [(TODAY, AFTER), (AFTER + timedelta(1), None)]


def test_a_second_run_on_the_same_day_changes_nothing(session: Session, world: World) -> None:
    project = world.project(session, "own")
    pay(session, project, project.total_fen * 2)
    first = lights.refresh_projects(session, [project.id], AFTER)
    before = session.execute(select(Light.id, Light.params, Light.changed_on, Light.out_on)).all()
    again = lights.refresh_projects(session, [project.id], AFTER)
    assert first.lit
    assert (again.lit, again.changed, again.out) == (0, 0, 0)
    assert session.execute(select(Light.id, Light.params, Light.changed_on, Light.out_on)).all() == before


def test_a_light_that_turns_red_keeps_the_day_it_lit_up(session: Session, world: World) -> None:
    project = world.project(session, "own")
    release(session, project, WAN, None, TODAY - timedelta(61))
    assert ("P02", "yellow", "") in refreshed(session, world)
    later = TODAY + timedelta(40)
    assert ("P02", "red", "") in refreshed(session, world, on=later)
    [light] = session.scalars(select(Light).where(Light.rule == Rule.P02))
    assert (light.lit_on, light.changed_on, light.colour) == (TODAY, later, Colour.RED)
    assert json.loads(light.params)["days"] == 101


def test_the_sentence_follows_the_value_without_a_new_light(session: Session, world: World) -> None:
    project = world.project(session, "own")
    release(session, project, WAN, None, TODAY - timedelta(61))
    refreshed(session, world)
    refreshed(session, world, on=TODAY + timedelta(1))
    [light] = session.scalars(select(Light).where(Light.rule == Rule.P02))
    assert light.changed_on == TODAY
    assert "62" in sentence(lights.problem_of(light))


def test_the_target_round_lights_after_its_day_and_goes_out_with_the_approval(
    session: Session, world: World
) -> None:
    on_time = [rule for rule, _c, _p in refreshed(session, world, on=date(2020, 6, 30))]
    assert "T01" not in on_time
    assert ("T01", "red", "") in refreshed(session, world, on=AFTER)
    filing = passed_on(session, world)
    refreshed(session, world, on=AFTER)
    [light] = session.scalars(select(Light).where(Light.rule == Rule.T01))
    assert light.kind == "not_reviewed"
    decide(session, world.actor(session, "prefecture"), filing, FilingAction.APPROVE)
    assert "T01" not in {rule for rule, _c, _p in refreshed(session, world, on=AFTER)}


def test_a_draft_lights_nothing_of_its_content(session: Session, world: World) -> None:
    plan = world.project(session, "own").plan
    drafted(session, world)
    [project] = seen(session, plan, [world.projects["own"]], TODAY)
    assert list(project.target_problems) == []


def test_an_order_lights_when_its_day_has_passed(session: Session, world: World) -> None:
    order = issued(session, world)
    assert order.due_on is not None
    place = f"order:{order.id}"
    assert place not in {p for _r, _c, p in refreshed(session, world, on=order.due_on)}
    assert ("R01", "red", place) in refreshed(session, world, on=order.due_on + timedelta(1))


def test_a_round_without_a_filing_lights_after_its_day(session: Session, world: World) -> None:
    approved(session, world)
    round_ = world.filing(session, "own", "m05").round
    assert ("M01", "red", "round:m05") in refreshed(session, world, on=round_.due_on + timedelta(1))


def test_the_center_changes_a_threshold_from_a_day_on_or_switches_a_rule_off(
    session: Session, world: World
) -> None:
    project = world.project(session, "own")
    made = release(session, project, WAN, date(2020, 3, 1), date(2020, 3, 26))
    place = f"release:{made.id}"
    assert ("A01", "yellow", place) in refreshed(session, world)
    plan = project.plan
    plans.set_parameter(session, None, plan, "light.A01.red", "24", AFTER, "会议纪要")
    assert ("A01", "yellow", place) in refreshed(session, world, on=AFTER - timedelta(1))
    assert ("A01", "red", place) in refreshed(session, world, on=AFTER)
    for key in ("light.A01.red", "light.A01.yellow"):
        plans.set_parameter(session, None, plan, key, "", AFTER + timedelta(1), "会议纪要")
    assert "A01" not in {rule for rule, _c, _p in refreshed(session, world, on=AFTER + timedelta(1))}


@pytest.mark.parametrize(
    ("key", "value"), [("light.A01.red", "很多"), ("light.P03.colour", "blue"), ("light.P01.red", "-1")]
)
def test_a_threshold_that_cannot_be_read_is_refused(
    session: Session, world: World, key: str, value: str
) -> None:
    plan = world.project(session, "own").plan
    with pytest.raises(plans.PlanError):
        plans.set_parameter(session, None, plan, key, value, AFTER, "会议纪要")


def test_the_plan_of_2020_has_every_threshold(session: Session, world: World) -> None:
    limits = rules.limits(world.project(session, "own").plan)
    assert set(limits.numbers) | set(limits.colours) == {*lights_keys()}


def lights_keys() -> list[str]:
    """All keys of thresholds."""
    return [key.removeprefix(rules.LIGHT) for key in rules.READERS if key.startswith(rules.LIGHT)]


def test_a_closed_year_keeps_its_lights(session: Session, world: World) -> None:
    project = world.project(session, "own")
    pay(session, project, project.total_fen + 1)
    refreshed(session, world)
    before = shining(session, project.id)
    project.plan.status = PlanStatus.CLOSED
    session.flush()
    assert lights.refresh_projects(session, [project.id], date(2020, 12, 30)).projects == 0
    assert shining(session, project.id) == before
    assert list(lights.batches(session)) == []


def test_settling_looks_at_what_was_written_and_at_nothing_else(session: Session, world: World) -> None:
    session.flush()
    lights.settle(session, TODAY)
    assert lights.settle(session, TODAY).projects == 0
    pay(session, world.project(session, "own"), 2 * world.project(session, "own").total_fen)
    assert lights.settle(session, TODAY).projects == 1
    assert ("P03", "red", "") in shining(session, world.projects["own"])
    assert shining(session, world.projects["sibling"]) == []


def test_typing_a_target_is_no_reason_to_look(session: Session, world: World) -> None:
    filing = drafted(session, world)
    lights.settle(session, TODAY)
    filing.nothing_reason = "一字之改"
    session.flush()
    assert lights.settle(session, TODAY).projects == 0
    submitted_now = submitted(session, world, "region")
    assert submitted_now.id
    assert lights.settle(session, TODAY).projects == 1


def test_two_who_light_the_same_leave_one_light(session: Session, world: World) -> None:
    project = world.project(session, "own")
    pay(session, project, project.total_fen + 1)
    refreshed(session, world)
    [alert] = [
        a
        for a in alerts_of(
            next(seen(session, project.plan, [project.id], TODAY)), rules.limits(project.plan), TODAY
        )
        if a.rule is Rule.P03
    ]
    insert_missing(session, Light, [lights._lit({"project_id": project.id}, alert, TODAY)])
    count = select(func.count(Light.id)).where(Light.project_id == project.id, Light.rule == Rule.P03)
    assert session.scalar(count) == 1


def test_a_sweep_cut_short_is_made_up_for(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lights, "BATCH", 1)
    for name in world.projects:
        pay(session, world.project(session, name), 2 * world.project(session, name).total_fen)
    run = lights.sweep(session, TODAY)
    next(run)
    run.close()
    lit = sum(part.lit for part in lights.sweep(session, TODAY))
    assert lit
    whole = {name: shining(session, identity) for name, identity in world.projects.items()}
    assert all(("P03", "red", "") in rows for rows in whole.values())
    assert sum(part.lit + part.out for part in lights.sweep(session, TODAY)) == 0


def test_batches_hold_every_project_once(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lights, "BATCH", 3)
    held = list(lights.batches(session))
    assert [len(ids) for _plan, ids in held] == [3, 1]
    assert sorted(i for _plan, ids in held for i in ids) == sorted(world.projects.values())
    assert {plan.id for plan, _ids in held} == set(
        session.scalars(select(Plan.id).where(Plan.status == "active"))
    )
