"""A later day for an order: asked, answered, never taken; and the recorded steps of pressure on a late one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.filings import ProblemCategory
from portal.domain.lifecycle import IllegalMove
from portal.models import Notice, Order
from portal.reporting.builders import order_paper
from portal.services import extensions, orders, todo
from portal.services.extensions import Pressure
from portal.services.tasks import Task
from portal.services.workflow import Refused
from tests.factories import World
from tests.ordered import drafted, issued, replied

LATE = date(2020, 7, 10)


def asked(session: Session, world: World) -> Order:
    """An order with a request that waits."""
    order = issued(session, world)
    extensions.ask(session, world.actor(session, "unit"), order, 5, "连日大雨")
    return order


def test_a_granted_request_moves_the_day_by_working_days_and_keeps_the_old_one(
    session: Session, world: World
) -> None:
    order = asked(session, world)
    done = extensions.answer(session, world.actor(session, "prefecture"), order, True, "同意")
    assert (done.due_before, done.due_after) == (date(2020, 6, 30), date(2020, 7, 7))
    assert order.due_on == date(2020, 7, 7)
    actions = [step.action for step in orders.timeline(session, world.actor(session, "unit"), order)]
    assert actions[-2:] == ["order.extend_ask", "order.extend_grant"]


def test_the_paper_that_was_signed_keeps_its_day(session: Session, world: World) -> None:
    order = asked(session, world)
    extensions.answer(session, world.actor(session, "prefecture"), order, True, "同意")
    extensions.ask(session, world.actor(session, "unit"), order, 5, "仍然大雨")
    extensions.answer(session, world.actor(session, "prefecture"), order, True, "同意")
    assert order.due_on == date(2020, 7, 14)
    assert order_paper(session, order).deadline == date(2020, 6, 30)
    assert orders.order_payload(session, order)["due_on"] == "2020-06-30"


def test_a_refused_request_moves_nothing_and_another_may_follow(session: Session, world: World) -> None:
    order = asked(session, world)
    extensions.answer(session, world.actor(session, "prefecture"), order, False, "理由不足")
    assert order.due_on == date(2020, 6, 30)
    again = extensions.ask(session, world.actor(session, "unit"), order, 3, "道路中断")
    assert extensions.waiting(order) is again


def test_the_issuer_is_told_finds_it_among_its_work_and_the_unit_is_told_of_the_answer(
    session: Session, world: World
) -> None:
    order = asked(session, world)
    prefecture, unit = world.actor(session, "prefecture"), world.actor(session, "unit")
    [item] = [i for i in todo.for_actor(session, prefecture, clock.today()).items if i.order is order]
    assert item.task is Task.VERIFY
    extensions.answer(session, prefecture, order, True, "同意")
    told = set(
        session.execute(select(Notice.code, Notice.unit_id).where(Notice.code.startswith("order.extend")))
    )
    assert ("order.extend_ask", prefecture.unit_id) in told
    assert ("order.extend_grant", unit.unit_id) in told
    assert order not in [i.order for i in todo.for_actor(session, prefecture, clock.today()).items]


@pytest.mark.parametrize(
    ("days", "reason", "codes"),
    [
        (0, "大雨", ["extension.days.range"]),
        (91, "大雨", ["extension.days.range"]),
        (5, " ", ["extension.reason.missing"]),
        (0, "", ["extension.reason.missing", "extension.days.range"]),
    ],
)
def test_a_request_wants_a_reason_and_a_fair_number_of_days(
    session: Session, world: World, days: int, reason: str, codes: list[str]
) -> None:
    order = issued(session, world)
    with pytest.raises(Refused) as refused:
        extensions.ask(session, world.actor(session, "unit"), order, days, reason)
    assert [p.code for p in refused.value.problems] == codes


def test_one_request_waits_at_a_time(session: Session, world: World) -> None:
    order = asked(session, world)
    with pytest.raises(Refused) as refused:
        extensions.ask(session, world.actor(session, "unit"), order, 5, "仍然大雨")
    assert [p.code for p in refused.value.problems] == ["extension.waiting"]


def test_nobody_answers_for_another_and_nothing_without_a_word(session: Session, world: World) -> None:
    order = asked(session, world)
    for who in ("unit", "prefecture2", "center"):
        with pytest.raises(NotAllowed):
            extensions.answer(session, world.actor(session, who), order, True, "同意")
    with pytest.raises(NotAllowed):
        extensions.ask(
            session, world.actor(session, "prefecture"), issued(session, world, problem="另一事"), 5, "雨"
        )
    with pytest.raises(Refused):
        extensions.answer(session, world.actor(session, "prefecture"), order, True, " ")


def test_what_is_not_owed_is_not_extended(session: Session, world: World) -> None:
    unit = world.actor(session, "unit")
    for order in (drafted(session, world, problem="草稿"), replied(session, world)):
        with pytest.raises(IllegalMove):
            extensions.ask(session, unit, order, 5, "雨")


def test_a_request_lapses_when_the_answer_to_the_order_comes(session: Session, world: World) -> None:
    order, unit = asked(session, world), world.actor(session, "unit")
    orders.acknowledge(session, unit, order)
    orders.reply(session, unit, order, "已整改")
    assert extensions.waiting(order) is None
    with pytest.raises(IllegalMove):
        extensions.answer(session, world.actor(session, "prefecture"), order, True, "同意")


@pytest.mark.parametrize("kind", list(Pressure))
def test_pressure_is_recorded_on_a_late_order_and_its_leader_is_told(
    session: Session, world: World, kind: Pressure
) -> None:
    order = issued(session, world)
    prefecture = world.actor(session, "prefecture")
    with pytest.raises(IllegalMove):
        extensions.press(session, prefecture, order, kind, "请抓紧")
    with clock.frozen(LATE):
        with pytest.raises(Refused):
            extensions.press(session, prefecture, order, kind, " ")
        with pytest.raises(NotAllowed):
            extensions.press(session, world.actor(session, "county"), order, kind, "请抓紧")
        extensions.press(session, world.actor(session, "center"), order, kind, "请抓紧")
    last = orders.timeline(session, prefecture, order)[-1]
    assert (last.action, last.note) == (f"order.{kind}", "请抓紧")
    roles = set(session.scalars(select(Notice.role).where(Notice.code == f"order.{kind}")))
    assert roles == {"entry", "reviewer", "leader"}


def test_the_same_kind_of_problem_of_the_same_unit_is_a_repeat(session: Session, world: World) -> None:
    first = issued(session, world)
    second = issued(session, world, problem="又一次")
    other = issued(session, world, problem="别的", category=ProblemCategory.AMOUNT_WRONG)
    draft = drafted(session, world, problem="草稿")
    assert extensions.repeats(session, [first, second, other, draft]) == {
        first.id: 0,
        second.id: 1,
        other.id: 0,
    }
    orders.withdraw(session, world.actor(session, "prefecture"), first, "误发")
    assert extensions.repeats(session, [second]) == {second.id: 0}
    assert extensions.repeats(session, []) == {}
