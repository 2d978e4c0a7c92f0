"""Rectification orders: issued against a deadline, answered, closed or sent back, and every refusal."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.deadlines import WorkCalendar
from portal.domain.filings import OrderStatus
from portal.domain.lifecycle import IllegalMove
from portal.models import Order, Unit
from portal.services import attachments, orders
from portal.services.attachments import Store
from portal.services.workflow import Refused
from tests.factories import World
from tests.ordered import drafted, issued, replied

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TODAY = date(2020, 6, 15)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Place and code of each problem."""
    return [(p.field, p.code) for p in refused.value.problems]


# Issuing


def test_issuing_gives_number_day_and_a_deadline_in_working_days(session: Session, world: World) -> None:
    order = issued(session, world)
    assert order.number == "和田财绩整〔2020〕1号"
    assert order.issued_on == TODAY
    # 25 and 26 June 2020 were the Dragon Boat holiday, Sunday 28 June was worked.
    assert order.due_on == date(2020, 6, 30)
    assert (order.due_rule, order.due_certain) == ("deadline.working_days", True)


def test_numbers_run_by_prefix_and_year_and_are_never_given_twice(session: Session, world: World) -> None:
    unit = session.scalars(select(Unit).where(Unit.id == world.actor(session, "prefecture").unit_id)).one()
    unit.document_prefix = "和财绩整"
    first, second = issued(session, world), issued(session, world, problem="第二个问题")
    by_center = issued(session, world, "center")
    assert [first.number, second.number] == ["和财绩整〔2020〕1号", "和财绩整〔2020〕2号"]
    assert by_center.number == "新财绩整〔2020〕1号"
    with clock.frozen(date(2021, 1, 11)):
        assert issued(session, world, problem="新年的问题").number == "和财绩整〔2021〕1号"


def test_a_year_without_calendar_makes_the_deadline_uncertain(session: Session, world: World) -> None:
    with clock.frozen(date(2090, 3, 1)):
        order = issued(session, world)
    assert not order.due_certain


def test_an_order_is_issued_by_its_own_unit_and_once(session: Session, world: World) -> None:
    order = drafted(session, world)
    for who in ("center", "county", "unit", "auditor"):
        with pytest.raises(NotAllowed):
            orders.issue(session, world.actor(session, who), order)
    assert order.number is None
    orders.issue(session, world.actor(session, "prefecture"), order)
    with pytest.raises(IllegalMove):
        orders.issue(session, world.actor(session, "prefecture"), order)
    assert order.number == "和田财绩整〔2020〕1号"


def test_a_draft_is_seen_by_its_unit_alone_also_when_given_up(session: Session, world: World) -> None:
    order = drafted(session, world)
    others = [world.actor(session, who) for who in ("unit", "county", "county-entry", "center", "auditor")]
    for actor in others:
        with pytest.raises(NotVisible):
            orders.opened(session, actor, order.id)
    orders.withdraw(session, world.actor(session, "prefecture"), order, "不再需要")
    for actor in others:
        with pytest.raises(NotVisible):
            orders.opened(session, actor, order.id)
        assert session.scalars(orders.listing(actor, "all", TODAY)).all() == []
    assert orders.opened(session, world.actor(session, "prefecture"), order.id) is order


def test_an_issued_order_is_seen_by_those_concerned_and_nobody_else(session: Session, world: World) -> None:
    order = issued(session, world)
    for who in ("unit", "county", "county-entry", "prefecture", "center", "auditor"):
        assert orders.opened(session, world.actor(session, who), order.id) is order
    for who in ("county2", "prefecture2", "division", "region-unit"):
        with pytest.raises(NotVisible):
            orders.opened(session, world.actor(session, who), order.id)


# The answer


@pytest.mark.parametrize("who", ["unit", "county-entry"])
def test_the_unit_or_the_bureau_for_it_acknowledges_once(session: Session, world: World, who: str) -> None:
    order, actor = issued(session, world), world.actor(session, who)
    orders.acknowledge(session, actor, order)
    assert order.status is OrderStatus.ACKNOWLEDGED
    assert order.acknowledged_at == clock.now()
    with pytest.raises(IllegalMove):
        orders.acknowledge(session, actor, order)


@pytest.mark.parametrize("who", ["prefecture", "county", "center", "auditor", "county2"])
def test_nobody_else_acknowledges_or_replies(session: Session, world: World, who: str) -> None:
    order = issued(session, world)
    with pytest.raises(NotAllowed):
        orders.acknowledge(session, world.actor(session, who), order)
    orders.acknowledge(session, world.actor(session, "unit"), order)
    with pytest.raises(NotAllowed):
        orders.reply(session, world.actor(session, who), order, "代为整改")


def test_a_bureau_that_is_addressed_answers_by_its_reviewer_too(session: Session, world: World) -> None:
    reviewer = world.actor(session, "county")
    order = issued(session, world, unit_id=reviewer.unit_id)
    orders.acknowledge(session, reviewer, order)
    orders.reply(session, reviewer, order, "已督促更正")
    assert order.status is OrderStatus.REPLIED


def test_a_reply_follows_the_acknowledgement_and_states_measures(session: Session, world: World) -> None:
    order, unit = issued(session, world), world.actor(session, "unit")
    with pytest.raises(IllegalMove):
        orders.reply(session, unit, order, "已更正")
    orders.acknowledge(session, unit, order)
    with pytest.raises(Refused) as refused:
        orders.reply(session, unit, order, "  ")
    assert codes(refused) == [("measures", "order.reply.missing")]
    orders.reply(session, unit, order, "已更正")
    assert (order.status, order.replied_at) == (OrderStatus.REPLIED, clock.now())
    with pytest.raises(IllegalMove):
        orders.reply(session, unit, order, "再报一次")
    assert len(order.replies) == 1


def test_named_evidence_must_come_with_a_reply_once(session: Session, world: World, tmp_path: Path) -> None:
    order, unit = issued(session, world, evidence="更正后的申报表"), world.actor(session, "unit")
    store = Store(tmp_path)
    orders.acknowledge(session, unit, order)
    with pytest.raises(Refused) as refused:
        orders.reply(session, unit, order, "已更正", store)
    assert codes(refused) == [("files", "order.reply.evidence")]
    answer = orders.reply(session, unit, order, "已更正", store, [("申报表.pdf", io.BytesIO(PDF))])
    assert [f.name for f in orders.attached(session, unit, order)[answer.id]] == ["申报表.pdf"]
    orders.send_back(session, world.actor(session, "prefecture"), order, "说明不清")
    orders.reply(session, unit, order, "补充说明", store)
    assert order.status is OrderStatus.REPLIED


def test_a_refused_file_keeps_the_reply_from_being_sent(
    session: Session, world: World, tmp_path: Path
) -> None:
    order, unit = issued(session, world), world.actor(session, "unit")
    orders.acknowledge(session, unit, order)
    with pytest.raises(Refused) as refused:
        orders.reply(session, unit, order, "已更正", Store(tmp_path), [("a.pdf", io.BytesIO(b"plain text"))])
    assert codes(refused) == [("file", "file.kind")]
    assert order.status is OrderStatus.ACKNOWLEDGED


# The verdict


def test_the_issuer_closes_with_an_opinion_once(session: Session, world: World) -> None:
    order, issuer = replied(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused) as refused:
        orders.close(session, issuer, order, "")
    assert codes(refused) == [("opinion", "order.opinion.missing")]
    orders.close(session, issuer, order, "已整改到位")
    assert (order.status, order.closed_by, order.closed_at) == (
        OrderStatus.CLOSED,
        issuer.user_id,
        clock.now(),
    )
    assert (order.replies[0].verdict, order.replies[0].verdict_text) == ("closed", "已整改到位")
    with pytest.raises(IllegalMove):
        orders.close(session, issuer, order, "已整改到位")
    with pytest.raises(IllegalMove):
        orders.send_back(session, issuer, order, "再改")


def test_a_reply_that_is_sent_back_stays_beside_the_next_one(session: Session, world: World) -> None:
    order, issuer = replied(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused) as refused:
        orders.send_back(session, issuer, order, " ")
    assert codes(refused) == [("reason", "move.reason.missing")]
    orders.send_back(session, issuer, order, "未附材料")
    assert (order.status, order.last_reason) == (OrderStatus.SENT_BACK, "未附材料")
    orders.reply(session, world.actor(session, "unit"), order, "补报材料")
    orders.close(session, issuer, order, "已补齐")
    assert [(r.measures, r.verdict, r.verdict_text) for r in order.replies] == [
        ("已更正指标", "sent_back", "未附材料"),
        ("补报材料", "closed", "已补齐"),
    ]


@pytest.mark.parametrize("who", ["center", "county", "unit", "auditor"])
def test_only_the_issuing_unit_judges_and_withdraws(session: Session, world: World, who: str) -> None:
    order, actor = replied(session, world), world.actor(session, who)
    with pytest.raises(NotAllowed):
        orders.close(session, actor, order, "已整改")
    with pytest.raises(NotAllowed):
        orders.send_back(session, actor, order, "不行")
    other = issued(session, world, problem="另一个问题")
    with pytest.raises(NotAllowed):
        orders.withdraw(session, actor, other, "不行")


def test_an_order_is_withdrawn_with_a_reason_until_it_is_answered(session: Session, world: World) -> None:
    order, issuer = issued(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused):
        orders.withdraw(session, issuer, order, "")
    orders.withdraw(session, issuer, order, "下达有误")
    assert order.status is OrderStatus.WITHDRAWN
    with pytest.raises(IllegalMove):
        orders.acknowledge(session, world.actor(session, "unit"), order)
    with pytest.raises(IllegalMove):
        orders.withdraw(session, issuer, replied(session, world), "晚了")


# Standing


def moved(session: Session, world: World, **changes: object) -> Order:
    """An order issued on Monday 15 June 2020 with ten working days, due on 30 June, as it may stand later."""
    order = issued(session, world)
    for name, value in changes.items():
        setattr(order, name, value)
    return order


@pytest.mark.parametrize(
    ("day", "code", "left"),
    [
        (date(2020, 6, 16), "on_time", 9),
        (date(2020, 6, 22), "behind", 5),
        (date(2020, 6, 24), "near", 3),
        (date(2020, 6, 30), "near", 0),
        (date(2020, 7, 1), "overdue", -1),
        (date(2020, 7, 8), "overdue", -6),
    ],
)
def test_standing_follows_the_calendar(
    session: Session, world: World, day: date, code: str, left: int
) -> None:
    from portal.services.calendars import calendar

    order = issued(session, world)
    assert orders.standing(order, day, calendar(session), 3) == orders.Standing(code, left)


def test_a_reply_is_neither_near_nor_behind_but_overdue_until_it_is_accepted(
    session: Session, world: World
) -> None:
    order, plain = replied(session, world), WorkCalendar({}, frozenset({2020}))
    assert orders.standing(order, date(2020, 6, 29), plain, 3).code == "on_time"
    assert orders.standing(order, date(2020, 7, 1), plain, 3).code == "overdue"


def test_an_order_overdue_at_a_week_end_counts_a_day(session: Session, world: World) -> None:
    order, plain = issued(session, world), WorkCalendar({}, frozenset({2020}))
    order.due_on = date(2020, 6, 26)
    assert orders.standing(order, date(2020, 6, 27), plain, 3) == orders.Standing("overdue", -1)


def test_closed_orders_tell_whether_the_last_reply_came_in_time(session: Session, world: World) -> None:
    plain = WorkCalendar({}, frozenset({2020}))
    order = replied(session, world)
    with clock.frozen(date(2020, 8, 3)):
        orders.close(session, world.actor(session, "prefecture"), order, "已整改")
    assert orders.standing(order, date(2020, 9, 1), plain, 3) == orders.Standing("closed")
    order.replied_at = clock.at(date(2020, 7, 6))
    assert orders.standing(order, date(2020, 9, 1), plain, 3) == orders.Standing("closed_late")


def test_drafts_and_withdrawn_orders_have_no_days_left(session: Session, world: World) -> None:
    plain = WorkCalendar({}, frozenset())
    order = drafted(session, world)
    assert orders.standing(order, TODAY, plain, 3) == orders.Standing("draft")
    orders.withdraw(session, world.actor(session, "prefecture"), order, "不需要")
    assert orders.standing(order, TODAY, plain, 3) == orders.Standing("withdrawn")


# Lists, history, paper


def test_lists_and_counts_by_state_agree(session: Session, world: World) -> None:
    issuer = world.actor(session, "prefecture")
    running = issued(session, world)
    late = issued(session, world, problem="逾期的问题", working_days=1)
    done = issued(session, world, problem="办结的问题")
    orders.withdraw(session, issuer, done, "下达有误")
    draft = drafted(session, world, problem="草稿里的问题")
    later = date(2020, 6, 29)
    expected = {
        "open": {running.id, late.id},
        "overdue": {late.id},
        "closed": {done.id},
        "draft": {draft.id},
        "all": {running.id, late.id, done.id, draft.id},
    }
    for state, ids in expected.items():
        assert {o.id for o in session.scalars(orders.listing(issuer, state, later))} == ids
    assert orders.counts(session, issuer, later) == {state: len(ids) for state, ids in expected.items()}
    assert orders.counts(session, world.actor(session, "unit"), later)["all"] == 3
    assert orders.counts(session, world.actor(session, "county2"), later)["all"] == 0


def test_every_step_is_dated_and_names_who(session: Session, world: World) -> None:
    order, issuer = replied(session, world), world.actor(session, "prefecture")
    orders.send_back(session, issuer, order, "未附材料")
    steps = orders.timeline(session, issuer, order)
    assert [s.action for s in steps] == [
        "order.draft",
        "order.issue",
        "order.acknowledge",
        "order.reply",
        "order.send_back",
    ]
    assert steps[-1].note == "未附材料"
    assert all(s.person is not None and s.unit is not None for s in steps)
    below = orders.timeline(session, world.actor(session, "unit"), order)
    assert below[0].action == "order.issue"


def test_the_paper_gets_everything_it_prints(session: Session, world: World) -> None:
    order = issued(session, world)
    payload = orders.order_payload(session, order)
    json.dumps(payload)
    assert payload["number"] == "和田财绩整〔2020〕1号"
    assert payload["issuer"]["zh"] == order.issuer_unit.name_zh
    assert payload["unit"]["ug"] == order.unit.name_ug
    assert (payload["issued_on"], payload["due_on"], payload["working_days"]) == (
        "2020-06-15",
        "2020-06-30",
        10,
    )
    assert payload["project"]["name"] == order.project.name
    blank = orders.order_payload(session, drafted(session, world, problem="草稿"))
    assert (blank["number"], blank["issued_on"], blank["due_on"]) == (None, None, None)


def test_files_of_a_draft_order_come_from_the_issuer_until_it_is_issued(
    session: Session, world: World, tmp_path: Path
) -> None:
    order, issuer, store = drafted(session, world), world.actor(session, "prefecture"), Store(tmp_path)
    held = attachments.upload(session, issuer, store, order, "检查表.pdf", io.BytesIO(PDF))
    assert held.subject == f"order:{order.id}"
    with pytest.raises(NotVisible):
        attachments.opened(session, world.actor(session, "unit"), held.id)
    orders.issue(session, issuer, order)
    assert attachments.opened(session, world.actor(session, "unit"), held.id) is held
    with pytest.raises(IllegalMove):
        attachments.upload(session, issuer, store, order, "再加.pdf", io.BytesIO(PDF + b" "))
