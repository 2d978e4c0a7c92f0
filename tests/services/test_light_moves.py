"""What people say of a light, who is told, and how a waiver ends."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.alerts import CATEGORIES, Rule
from portal.domain.flows.lights import LightAction, LightStatus
from portal.domain.lifecycle import IllegalMove
from portal.models import HistoryEntry, Light, Notice
from portal.services import light_moves, lights, order_drafts, orders, workflow
from portal.services.locking import StaleRecord
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.lit import WAN, explained, overpaid, pay, refreshed, release
from tests.ordered import entry

UNTIL = TODAY + timedelta(30)


def waived(session: Session, world: World, until: date = UNTIL) -> Light:
    """A light that the prefecture waived."""
    light = overpaid(session, world)
    prefecture = world.actor(session, "prefecture")
    light_moves.move(session, prefecture, light, LightAction.WAIVE, "年底清算", until)
    return light


def test_a_light_is_acknowledged_explained_and_confirmed(session: Session, world: World) -> None:
    light, unit = overpaid(session, world), world.actor(session, "unit")
    light_moves.move(session, unit, light, LightAction.ACKNOWLEDGE)
    light_moves.move(session, unit, light, LightAction.EXPLAIN, "多付的已退回")
    assert (light.status, light.note) == (LightStatus.EXPLAINED, "多付的已退回")
    light_moves.move(session, world.actor(session, "prefecture"), light, LightAction.CONFIRM, "未见凭证")
    assert (light.status, light.verdict, light.note) == (LightStatus.CONFIRMED, "confirmed", "未见凭证")
    actions = [e.action for e in light_moves.steps(session, light)]
    assert actions == ["light.acknowledge", "light.explain", "light.confirm"]


def test_the_level_that_judges_is_told_of_an_explanation_and_the_unit_of_the_answer(
    session: Session, world: World
) -> None:
    light = explained(session, world)
    prefecture, unit = world.actor(session, "prefecture"), world.actor(session, "unit")
    light_moves.move(session, prefecture, light, LightAction.SEND_BACK, "请附凭证")
    told = [
        (n.code, n.unit_id, json.loads(n.params).get("reason"))
        for n in session.scalars(
            select(Notice).where(Notice.subject == f"light:{light.id}").order_by(Notice.id)
        )
    ]
    assert told == [
        ("light.explain", prefecture.unit_id, "多付的已退回"),
        ("light.send_back", unit.unit_id, "请附凭证"),
    ]


@pytest.mark.parametrize(
    ("who", "action"),
    [
        ("unit", LightAction.CONFIRM),
        ("county", LightAction.CONFIRM),
        ("prefecture", LightAction.EXPLAIN),
        ("center", LightAction.ACKNOWLEDGE),
        ("center", LightAction.GO_OUT),
        ("prefecture", LightAction.GO_OUT),
    ],
)
def test_answers_come_from_below_and_judgements_from_above(
    session: Session, world: World, who: str, action: LightAction
) -> None:
    light = overpaid(session, world)
    with pytest.raises(NotAllowed):
        light_moves.move(session, world.actor(session, who), light, action, "理由", UNTIL)


@pytest.mark.parametrize(
    ("action", "reason", "until", "codes"),
    [
        (LightAction.CONFIRM, " ", None, ["move.reason.missing"]),
        (LightAction.WAIVE, "清算", None, ["light.until.missing"]),
        (LightAction.WAIVE, "清算", TODAY, ["light.until.past"]),
        (LightAction.WAIVE, "", TODAY - timedelta(1), ["move.reason.missing", "light.until.past"]),
    ],
)
def test_a_word_wants_its_reason_and_a_waiver_its_day(
    session: Session, world: World, action: LightAction, reason: str, until: date | None, codes: list[str]
) -> None:
    light = overpaid(session, world)
    with pytest.raises(Refused) as refused:
        light_moves.move(session, world.actor(session, "prefecture"), light, action, reason, until)
    assert [p.code for p in refused.value.problems] == codes


def test_who_saw_another_state_is_told_so(session: Session, world: World) -> None:
    light = explained(session, world)
    prefecture = world.actor(session, "prefecture")
    with pytest.raises(StaleRecord):
        light_moves.move(session, prefecture, light, LightAction.CONFIRM, "属实", seen="lit")
    light_moves.move(session, prefecture, light, LightAction.CONFIRM, "属实", seen="explained")
    with pytest.raises(IllegalMove):
        light_moves.move(session, prefecture, light, LightAction.WAIVE, "清算", UNTIL)


def test_a_waiver_rests_through_its_last_day_and_no_longer(session: Session, world: World) -> None:
    light = waived(session, world)
    refreshed(session, world, on=UNTIL)
    assert light.status is LightStatus.WAIVED
    assert lights.refresh_projects(session, [light.project_id], UNTIL + timedelta(1)).back == 1
    assert light.status is LightStatus.LIT
    assert json.loads(light_moves.steps(session, light)[-1].params)["why"] == "day"
    assert lights.refresh_projects(session, [light.project_id], UNTIL + timedelta(1)).back == 0


def test_a_waiver_is_over_when_the_value_changes(session: Session, world: World) -> None:
    light = waived(session, world)
    assert lights.refresh_projects(session, [light.project_id], TODAY).back == 0
    pay(session, world.project(session, "own"), WAN)
    assert lights.refresh_projects(session, [light.project_id], TODAY).back == 1
    assert (light.status, light.out_on) == (LightStatus.LIT, None)
    [told] = session.scalars(select(Notice).where(Notice.code == "light.come_back"))
    assert told.unit_id == world.actor(session, "unit").unit_id


def test_days_that_pass_are_no_change_of_value_but_another_colour_is(session: Session, world: World) -> None:
    project = world.project(session, "own")
    release(session, project, WAN, None, TODAY - timedelta(61))
    refreshed(session, world)
    [light] = session.scalars(select(Light).where(Light.rule == Rule.P02))
    far = TODAY + timedelta(365)
    light_moves.move(session, world.actor(session, "prefecture"), light, LightAction.WAIVE, "冬季停工", far)
    refreshed(session, world, on=TODAY + timedelta(10))
    assert light.status is LightStatus.WAIVED
    refreshed(session, world, on=TODAY + timedelta(40))
    assert (light.status, light.colour) == (LightStatus.LIT, "red")


def test_a_mended_light_goes_out_and_keeps_what_it_was_taken_for(session: Session, world: World) -> None:
    light = overpaid(session, world)
    light_moves.move(session, world.actor(session, "prefecture"), light, LightAction.CONFIRM, "属实")
    project = world.project(session, "own")
    project.payments.clear()
    session.flush()
    refreshed(session, world)
    assert (light.status, light.verdict, light.out_on) == (LightStatus.OUT, "confirmed", TODAY)
    last = light_moves.steps(session, light)[-1]
    assert (last.action, last.user_id) == ("light.go_out", None)
    with pytest.raises(IllegalMove):
        light_moves.move(session, world.actor(session, "prefecture"), light, LightAction.REOPEN, "再看")


def test_a_light_taken_back_is_judged_anew(session: Session, world: World) -> None:
    light = waived(session, world)
    prefecture = world.actor(session, "prefecture")
    light_moves.move(session, prefecture, light, LightAction.REOPEN, "误判")
    assert (light.status, light.verdict) == (LightStatus.LIT, "")


def test_another_places_light_does_not_exist(session: Session, world: World) -> None:
    light = overpaid(session, world)
    with pytest.raises(NotVisible):
        light_moves.opened(session, world.actor(session, "county2"), light.id)


def test_an_order_on_a_light_takes_its_words_category_and_basis(session: Session, world: World) -> None:
    light, prefecture = overpaid(session, world), world.actor(session, "prefecture")
    project = light.project
    filled = order_drafts.prefill(session, prefecture, project, None, None, light, "支付超过总额")
    assert (filled.category, filled.problem) == (CATEGORIES[Rule.P03], "支付超过总额")
    assert filled.basis
    order = order_drafts.draft(session, prefecture, project, entry(session, world), light=light)
    assert light_moves.orders_on(session, light) == []
    orders.issue(session, prefecture, order)
    assert light_moves.orders_on(session, light) == [order]
    with pytest.raises(NotVisible):
        order_drafts.light_of(session, prefecture, world.project(session, "prefecture"), light.id)


def test_every_rule_has_a_category() -> None:
    assert set(CATEGORIES) == set(Rule)


def test_the_history_of_a_light_stands_in_its_projects_chain(session: Session, world: World) -> None:
    light = explained(session, world)
    [said] = session.scalars(select(HistoryEntry).where(HistoryEntry.subject == workflow.subject_of(light)))
    assert said.chain == f"project:{light.project_id}"
    assert clock.official(said.at).date() == TODAY
