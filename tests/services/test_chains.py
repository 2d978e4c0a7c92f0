"""The chain of an order as its readers find it: every step with its day, its unit, its words and its files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.chains import LinkState, Phase
from portal.domain.flows.filings import FilingAction
from portal.domain.ledgers import Manner
from portal.models import Order
from portal.services import chains, checks, extensions, lights, order_drafts, orders
from portal.services.chains import Chain, chain
from portal.services.checks import CheckEntry, FindingEntry
from tests.chained import AGAIN, BACK, CLOSED, DUE, answer, on_light, swept, walked
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import decide, submitted
from tests.ordered import drafted, entry, issued


def seen(session: Session, world: World, order: Order, who: str = "unit") -> Chain:
    """The chain as somebody sees it."""
    session.refresh(order)
    return chain(session, world.actor(session, who), order)


def actions(found: Chain) -> list[str]:
    """Actions of what has happened."""
    return [link.action for link in found.links if link.what]


def test_the_whole_way_stands_there_in_order_of_its_days(
    session: Session, world: World, tmp_path: Path
) -> None:
    order = walked(session, world, tmp_path)
    with clock.frozen(CLOSED):
        found = seen(session, world, order)
    assert actions(found) == [
        "light.lit",
        "light.explain",
        "light.confirm",
        "order.issue",
        "order.acknowledge",
        "order.extend_ask",
        "order.extend_refuse",
        "order.remind",
        "order.remind",
        "order.escalate",
        "order.escalate",
        "order.supervise",
        "order.reply",
        "order.send_back",
        "order.reply",
        "order.close",
    ]
    assert [link.action for link in found.links if not link.what] == ["light.go_out"]
    assert found.manner is Manner.LIGHT
    assert {station.state for station in found.stations} == {LinkState.DONE}
    assert found.standing.code == "closed_late"


def test_each_link_names_its_unit_with_its_level_the_words_and_the_time_taken(
    session: Session, world: World, tmp_path: Path
) -> None:
    order = walked(session, world, tmp_path)
    with clock.frozen(CLOSED):
        found = seen(session, world, order)
    by_action = {link.action: link for link in found.links}
    issue, back, close = by_action["order.issue"], by_action["order.send_back"], by_action["order.close"]
    assert issue.what
    assert (issue.what.due, issue.what.asked) == (DUE, 10)
    assert [(p.name_zh, p.level.value) for p in issue.who] == [("和田地区财政局", "prefecture")]
    assert (back.what and back.what.said, back.days) == ("缺少银行回单", 1)
    assert (close.what and close.what.said, close.days) == ("资料齐全", 1)
    assert close.what
    assert close.what.person == world.actor(session, "prefecture").full_name
    first, second = (link for link in found.links if link.action == "order.reply")
    assert first.what
    assert second.what
    assert (first.what.said, first.late) == ("已退回多付款项", 6)
    assert [file.name for file in found.files[second.what.reply or 0]] == ["已补充银行回单.pdf"]
    assert len(found.files[first.what.reply or 0][0].sha256) == 64


def test_reminders_of_one_day_are_one_link_and_each_rung_says_how_late_it_was(
    session: Session, world: World, tmp_path: Path
) -> None:
    order = walked(session, world, tmp_path)
    found = seen(session, world, order)
    reminded = [(k.what.on, k.what.detail) for k in found.links if k.what and k.action == "order.remind"]
    assert reminded == [(date(2020, 6, 24), "before"), (DUE, "due")]
    climbed = [(k.what.detail, k.late) for k in found.links if k.what and k.action == "order.escalate"]
    assert [rung for rung, _late in climbed] == ["clerk", "leader"]
    assert {late for _rung, late in climbed} == {3}


def test_what_is_awaited_names_who_owes_it_and_is_late_when_it_is(session: Session, world: World) -> None:
    order = on_light(session, world)
    at_hand = next(link for link in seen(session, world, order).links if not link.what)
    assert (at_hand.action, at_hand.state) == ("order.acknowledge", LinkState.NOW)
    assert at_hand.who == (chains.party(order.unit),)
    with clock.frozen(date(2020, 7, 2)):
        found = seen(session, world, order)
    late = next(link for link in found.links if not link.what)
    assert (late.state, late.late, found.standing.code) == (LinkState.LATE, 2, "overdue")
    assert {s.phase: s.state for s in found.stations}[Phase.ACKNOWLEDGED] is LinkState.LATE


def test_a_light_that_goes_out_closes_the_chain(session: Session, world: World, tmp_path: Path) -> None:
    order = walked(session, world, tmp_path)
    with clock.frozen(date(2020, 7, 14)):
        for payment in list(order.project.payments):
            session.delete(payment)
        session.flush()
        session.refresh(order.project)
        lights.refresh_projects(session, [order.project_id], clock.today())
        found = seen(session, world, order)
    assert actions(found)[-1] == "light.go_out"
    assert all(link.what for link in found.links)


def test_the_drafting_is_shown_to_the_issuing_unit_alone_and_on_no_paper(
    session: Session, world: World
) -> None:
    order = issued(session, world)
    assert "order.draft" in actions(seen(session, world, order, "prefecture"))
    for who in ("unit", "county", "center"):
        assert "order.draft" not in actions(seen(session, world, order, who))
    printed = chain(session, world.actor(session, "prefecture"), order, drafting=False)
    assert actions(printed) == ["order.issue"]


def test_a_draft_given_up_keeps_its_reason_for_its_unit(session: Session, world: World) -> None:
    order, prefecture = drafted(session, world), world.actor(session, "prefecture")
    orders.withdraw(session, prefecture, order, "不再需要")
    own = chain(session, prefecture, order)
    assert actions(own) == ["order.draft", "order.withdraw"]
    assert actions(chain(session, prefecture, order, drafting=False)) == []


def test_a_finding_begins_the_chain_once_its_check_is_concluded(session: Session, world: World) -> None:
    prefecture = world.actor(session, "prefecture")
    check = checks.open_check(session, prefecture, evaluated(session, world))
    said = CheckEntry(conclusion="属实", findings=(FindingEntry("里程不足", indicator_key="k1"),))
    checks.save(session, prefecture, check, said)
    finding = check.findings[0]
    order = order_drafts.draft(
        session, prefecture, check.filing.project, entry(session, world), check.filing, finding
    )
    orders.issue(session, prefecture, order)
    assert actions(seen(session, world, order)) == ["order.issue"]
    assert actions(seen(session, world, order, "prefecture"))[0] == "check.open"
    checks.conclude(session, prefecture, check)
    found = seen(session, world, order)
    assert (found.manner, actions(found)[0]) == (Manner.CHECK, "check.conclude")
    assert found.links[0].what
    assert found.links[0].what.said == "里程不足"


def test_a_return_of_the_filing_begins_the_chain_with_its_opinion(session: Session, world: World) -> None:
    filing, prefecture = submitted(session, world), world.actor(session, "prefecture")
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    order = order_drafts.draft(session, prefecture, filing.project, entry(session, world), filing)
    orders.issue(session, prefecture, order)
    found = seen(session, world, order)
    assert found.manner is Manner.REVIEW
    assert actions(found) == ["filing.return", "order.issue"]
    assert found.links[0].who[0].name_zh == "墨玉县财政局"


def test_a_problem_that_somebody_simply_saw_begins_with_its_order(session: Session, world: World) -> None:
    found = seen(session, world, issued(session, world))
    assert (found.manner, actions(found)) == (Manner.OTHER, ["order.issue"])
    assert found.stations[0].on == found.stations[1].on


def test_orders_on_the_same_light_and_earlier_ones_of_the_kind_stand_beside(
    session: Session, world: World
) -> None:
    first = on_light(session, world)
    light = first.light
    assert light is not None
    prefecture = world.actor(session, "prefecture")
    second = order_drafts.draft(
        session, prefecture, light.project, entry(session, world, problem="又一次"), light=light
    )
    assert seen(session, world, first).beside == []
    assert seen(session, world, first, "prefecture").beside == [second]
    orders.issue(session, prefecture, second)
    found = seen(session, world, second)
    assert (found.beside, found.earlier, found.repeats) == ([first], [first], 1)
    assert (seen(session, world, first).repeats, seen(session, world, first).earlier) == (0, [])
    assert issued(session, world).light is None
    orders.withdraw(session, prefecture, first, "误发")
    assert seen(session, world, second).beside == seen(session, world, second).earlier == []


def test_a_request_that_waits_is_awaited_of_the_issuer(session: Session, world: World) -> None:
    order = on_light(session, world)
    extensions.ask(session, world.actor(session, "unit"), order, 5, "连日大雨")
    awaited = [(k.action, k.who[0].name_zh) for k in seen(session, world, order).links if not k.what]
    assert awaited[0] == ("order.extend_answer", "和田地区财政局")
    extensions.answer(session, world.actor(session, "prefecture"), order, True, "同意")
    found = seen(session, world, order)
    granted = next(link.what for link in found.links if link.action == "order.extend_grant")
    assert granted
    assert granted.due == order.due_on == date(2020, 7, 7)


def statements(session: Session, world: World, order: Order) -> int:
    """How many statements a chain takes."""
    actor, order_id, seen_now = world.actor(session, "unit"), order.id, []
    session.flush()
    session.expire_all()
    engine = session.get_bind()

    def note(*_args: object) -> None:
        seen_now.append(1)

    event.listen(engine, "before_cursor_execute", note)
    try:
        chain(session, actor, orders.opened(session, actor, order_id))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen_now)


def test_statements_do_not_grow_with_replies_reminders_and_files(
    session: Session, world: World, tmp_path: Path
) -> None:
    order = walked_to_an_answer(session, world, tmp_path)
    few = statements(session, world, order)
    for number in range(6):
        with clock.frozen(AGAIN):
            orders.send_back(session, world.actor(session, "prefecture"), order, f"第{number}次")
        answer(session, world, order, tmp_path, AGAIN, f"补充{number}")
    swept(session, CLOSED)
    assert statements(session, world, order) == few


def walked_to_an_answer(session: Session, world: World, folder: Path) -> Order:
    """An order that was reminded of and answered once."""
    order = on_light(session, world)
    orders.acknowledge(session, world.actor(session, "unit"), order)
    swept(session, date(2020, 6, 24))
    answer(session, world, order, folder, BACK, "已退回")
    return order


@pytest.mark.parametrize("who", ["unit", "county", "prefecture", "center", "auditor"])
def test_whoever_sees_the_order_sees_the_same_paper(
    session: Session, world: World, tmp_path: Path, who: str
) -> None:
    order = walked(session, world, tmp_path)
    mine = chain(session, world.actor(session, who), order, drafting=False)
    other = chain(session, world.actor(session, "county-entry"), order, drafting=False)
    assert mine.links == other.links
    assert [file.id for held in mine.files.values() for file in held] == [
        file.id for held in other.files.values() for file in held
    ]
