"""Nudges: who waits presses whoever owes, once a unit and working day; nobody is pressed who owes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.flows.filings import FilingAction
from portal.domain.nudges import MOST_WORDS, Owing
from portal.domain.roles import Role
from portal.models import Filing, HistoryEntry, Notice, Nudge, Order
from portal.services import announcements, nudges, orders, todo, workflow
from portal.services.workflow import Refused
from tests.announced import drafted as announcement_draft
from tests.announced import published
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved, decide, drafted, submit, submitted
from tests.ordered import drafted as order_draft
from tests.ordered import issued, replied

Make = Callable[[Session, World], Filing | Order]


def missing(session: Session, world: World) -> Filing:
    """A target that nobody has begun."""
    return world.filing(session, "own")


def returned(session: Session, world: World) -> Filing:
    """A target sent back by the county."""
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    return filing


def closed(session: Session, world: World) -> Order:
    """An order that is done with."""
    order = replied(session, world)
    orders.close(session, world.actor(session, "prefecture"), order, "已到位")
    return order


def told(session: Session) -> set[tuple[int, str]]:
    """Units and roles that a nudge was told to."""
    rows = session.scalars(select(Notice).where(Notice.code.startswith("nudge.")))
    return {(row.unit_id, row.role) for row in rows}


@pytest.mark.parametrize(
    ("make", "by", "to"),
    [
        (missing, "county", ("unit",)),
        (missing, "prefecture", ("unit",)),
        (missing, "center", ("unit",)),
        (drafted, "center", ("unit",)),
        (returned, "county", ("unit",)),
        (submitted, "unit", ("county",)),
        (submitted, "prefecture", ("county",)),
        (submitted, "center", ("county",)),
        (issued, "prefecture", ("unit",)),
        (issued, "center", ("unit",)),
        (replied, "unit", ("prefecture",)),
    ],
)
def test_who_waits_presses_whoever_owes(
    session: Session, world: World, make: Make, by: str, to: tuple[str, ...]
) -> None:
    record = make(session, world)
    made = nudges.press(session, world.actor(session, by), record, " 请尽快 ")
    expected = {(world.actor(session, who).unit_id, world.actor(session, who).role.value) for who in to}
    assert told(session) == expected
    notice = session.scalars(select(Notice).where(Notice.code == "nudge.step")).first()
    assert notice is not None
    said = json.loads(notice.params)
    assert (said["reason"], said["unit_zh"]) == ("请尽快", world.actor(session, by).unit_name_zh)
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "nudge.send")).one()
    assert entry.chain == f"project:{record.project_id}"
    assert entry.subject == made.subject == workflow.subject_of(record)


@pytest.mark.parametrize(
    ("make", "by"), [(approved, "center"), (approved, "unit"), (order_draft, "prefecture"), (closed, "prefecture"), (closed, "unit")]
)  # fmt: skip
def test_nobody_is_pressed_where_nobody_owes(session: Session, world: World, make: Make, by: str) -> None:
    record = make(session, world)
    with pytest.raises(Refused, match=r"nudge\.nobody"):
        nudges.press(session, world.actor(session, by), record, "")
    assert told(session) == set()
    assert nudges.offers(session, world.actor(session, by), [record]) == {}


def test_a_round_that_has_not_opened_is_owed_by_nobody(session: Session, world: World) -> None:
    august = world.filing(session, "own", "m08")
    approved(session, world)
    center = world.actor(session, "center")
    with pytest.raises(Refused, match=r"nudge\.nobody"):
        nudges.press(session, center, august, "")
    with clock.frozen(august.round.opens_on):
        nudges.press(session, center, august, "")
    assert told(session)


def test_a_change_of_a_target_is_owed_by_nobody_before_it_is_filed(session: Session, world: World) -> None:
    from portal.services import filings

    approved(session, world)
    change = filings.open_adjustment(
        session, world.actor(session, "unit"), world.project(session, "own"), "资金调减"
    )
    with pytest.raises(Refused, match=r"nudge\.nobody"):
        nudges.press(session, world.actor(session, "center"), change, "")


def test_whoever_has_filed_is_not_pressed_and_those_above_wait_for_the_review(
    session: Session, world: World
) -> None:
    filing = missing(session, world)
    nudges.press(session, world.actor(session, "prefecture"), filing, "")
    drafted(session, world)
    submit(session, world.actor(session, "unit"), filing)
    with clock.frozen(date(2020, 6, 16)):
        nudges.press(session, world.actor(session, "prefecture"), filing, "")
    last = session.scalars(
        select(Notice).where(Notice.code == "nudge.step").order_by(Notice.id.desc())
    ).first()
    assert last is not None
    assert (last.unit_id, last.role) == (world.actor(session, "county").unit_id, "reviewer")


@pytest.mark.parametrize(
    ("make", "by", "code"),
    [
        (missing, "unit", r"nudge\.not_waiting"),
        (issued, "unit", r"nudge\.not_waiting"),
        (issued, "county", r"nudge\.not_waiting"),
        (replied, "prefecture", r"nudge\.not_waiting"),
        (submitted, "county", r"nudge\.own"),
    ],
)
def test_who_does_not_wait_is_refused(session: Session, world: World, make: Make, by: str, code: str) -> None:
    record = make(session, world)
    with pytest.raises(Refused, match=code):
        nudges.press(session, world.actor(session, by), record, "")
    assert nudges.offers(session, world.actor(session, by), [record]) == {}


@pytest.mark.parametrize(
    "by", ["county2", "prefecture2", "division", "leader", "auditor", "admin", "region-unit"]
)
def test_others_press_nobody(session: Session, world: World, by: str) -> None:
    with pytest.raises(NotAllowed):
        nudges.press(session, world.actor(session, by), missing(session, world), "")


def test_a_unit_presses_once_a_working_day_and_each_unit_for_itself(session: Session, world: World) -> None:
    filing, county = missing(session, world), world.actor(session, "county")
    assert nudges.offers(session, county, [filing])[f"filing:{filing.id}"].next_on is None
    nudges.press(session, county, filing, "")
    with pytest.raises(Refused) as refused:
        nudges.press(session, county, filing, "再催")
    assert [(p.code, dict(p.params)) for p in refused.value.problems] == [
        ("nudge.today", {"next": "2020-06-16"})
    ]
    assert nudges.offers(session, county, [filing])[f"filing:{filing.id}"].next_on == date(2020, 6, 16)
    nudges.press(session, world.actor(session, "center"), filing, "")
    with clock.frozen(date(2020, 6, 16)):
        nudges.press(session, county, filing, "")
    assert len(session.scalars(select(Nudge)).all()) == 3


def test_days_off_count_for_the_next_working_day(session: Session, world: World) -> None:
    filing, center = missing(session, world), world.actor(session, "center")
    with clock.frozen(date(2020, 6, 25)):
        nudges.press(session, center, filing, "")
    for day in (date(2020, 6, 26), date(2020, 6, 28)):
        with clock.frozen(day), pytest.raises(Refused, match=r"nudge\.today"):
            nudges.press(session, center, filing, "")
    with clock.frozen(date(2020, 6, 29)):
        nudges.press(session, center, filing, "")


def test_a_word_that_is_too_long_is_refused_until_it_is_shortened(session: Session, world: World) -> None:
    filing, center = missing(session, world), world.actor(session, "center")
    with pytest.raises(Refused, match=r"nudge\.word\.long"):
        nudges.press(session, center, filing, "快" * (MOST_WORDS + 1))
    nudges.press(session, center, filing, "快" * MOST_WORDS)


def mark(session: Session, world: World, who: str) -> list[tuple[int, date]]:
    """The marks on an account's to-do list."""
    items = todo.for_actor(session, world.actor(session, who), clock.today()).items
    return [(item.nudged.count, item.nudged.last) for item in items if item.nudged]


def test_the_receiver_sees_it_on_the_item_until_the_step_is_taken(session: Session, world: World) -> None:
    filing = missing(session, world)
    nudges.press(session, world.actor(session, "county"), filing, "")
    with clock.frozen(date(2020, 6, 16)):
        nudges.press(session, world.actor(session, "center"), filing, "")
        assert (
            mark(session, world, "unit") == mark(session, world, "county-entry") == [(2, date(2020, 6, 16))]
        )
    drafted(session, world)
    assert mark(session, world, "unit") == [(2, date(2020, 6, 16))]
    submit(session, world.actor(session, "unit"), filing)
    assert mark(session, world, "county") == mark(session, world, "unit") == []
    nudges.press(session, world.actor(session, "unit"), filing, "")
    assert mark(session, world, "county") == [(1, TODAY)]
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    assert mark(session, world, "prefecture") == []


def test_signing_for_an_order_does_not_answer_the_nudge_a_reply_does(session: Session, world: World) -> None:
    order = issued(session, world)
    nudges.press(session, world.actor(session, "prefecture"), order, "")
    orders.acknowledge(session, world.actor(session, "unit"), order)
    assert (1, TODAY) in mark(session, world, "unit")
    orders.reply(session, world.actor(session, "unit"), order, "已更正指标")
    assert mark(session, world, "unit") == mark(session, world, "prefecture") == []


def test_who_only_watches_an_overdue_order_is_not_the_one_who_was_pressed(
    session: Session, world: World
) -> None:
    order = issued(session, world)
    with clock.frozen(date(2020, 7, 31)):
        nudges.press(session, world.actor(session, "prefecture"), order, "")
        assert mark(session, world, "center") == []
        assert mark(session, world, "unit") != []


def test_the_writer_of_an_announcement_presses_those_who_have_not_taken_note(
    session: Session, world: World
) -> None:
    record, center, county = (
        published(session, world),
        world.actor(session, "center"),
        world.actor(session, "county"),
    )
    announcements.receive(session, county, record)
    assert nudges.offer_for(session, center, record) is not None
    made = nudges.press_readers(session, center, record, "请今天签收")
    assert made.owing is Owing.READER
    units = {unit for unit, _role in told(session)}
    assert units == {one.unit_id for one in record.recipients} - {county.unit_id}
    with pytest.raises(Refused, match=r"nudge\.today"):
        nudges.press_readers(session, center, record, "")
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "nudge.send")).one()
    assert entry.chain == f"unit:{center.unit_id}"


def test_nobody_is_pressed_for_a_draft_for_one_that_all_have_read_or_by_another_unit(
    session: Session, world: World
) -> None:
    center, county = world.actor(session, "center"), world.actor(session, "county")
    for record in (
        announcement_draft(session, world),
        published(session, world, places=frozenset({"653222"})),
    ):
        if record.is_published:
            announcements.receive(session, county, record)
        with pytest.raises(Refused, match=r"nudge\.all_read"):
            nudges.press_readers(session, center, record, "")
        assert nudges.offer_for(session, center, record) is None
        with pytest.raises(NotAllowed):
            nudges.press_readers(session, county, record, "")
    assert Role.CENTER.value not in {role for _unit, role in told(session)}
