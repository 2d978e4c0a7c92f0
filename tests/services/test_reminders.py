"""Who is reminded of what on which day: from state alone, once, never on a day off, never of what is filed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.flows.filings import FilingAction
from portal.domain.reminders import Rung
from portal.domain.roles import Role
from portal.models import HistoryEntry, Notice, Reminder, Unit
from portal.services import calendars, extensions, notices, orders, plans, reminders, rules
from portal.services.calendars import DayEntry
from portal.services.reminders import Due
from tests.factories import World
from tests.filed import decide, submitted
from tests.locked import SHUT, asked, granted, lock
from tests.ordered import issued, replied

HOLIDAY, WORKED_SUNDAY, LAST = date(2020, 6, 25), date(2020, 6, 28), date(2020, 6, 30)
"""Targets are due on 30 June 2020; 25-27 June is the Dragon Boat holiday and Sunday 28 June is worked for it."""


def of(session: Session, day: date, thing: str = "filing") -> list[Due]:
    """What is due on a day of a kind of thing, of targets and orders alone."""
    return [item for item in reminders.due(session, day) if item.thing == thing]


def sent(session: Session, day: date) -> list[Due]:
    """Send all of a day."""
    items = reminders.due(session, day)
    list(reminders.send(session, items, day))
    return items


def steps(session: Session, subject: str) -> list[tuple[str, str, str]]:
    """Day, step and role of what was sent of a subject."""
    rows = session.scalars(select(Reminder).where(Reminder.subject == subject).order_by(Reminder.id))
    return [(row.day.isoformat(), row.step, row.role) for row in rows]


def test_a_target_is_reminded_of_across_the_dragon_boat_holiday(session: Session, world: World) -> None:
    """From the 22nd five working days are left: 23, 24, 28 (a worked Sunday), 29 and 30."""
    filing = world.filing(session, "own")
    day = date(2020, 6, 15)
    while day <= date(2020, 7, 8):
        sent(session, day)
        day = date.fromordinal(day.toordinal() + 1)
    assert steps(session, f"filing:{filing.id}") == [
        ("2020-06-22", "before:5", "entry"),
        ("2020-06-29", "before:1", "entry"),
        ("2020-06-30", "due", "entry"),
        ("2020-07-01", "after:1", "entry"),
        ("2020-07-03", "after:3", "entry"),
        ("2020-07-07", "after:5", "entry"),
    ]


@pytest.mark.parametrize(
    ("day", "anybody"),
    [(HOLIDAY, False), (date(2020, 6, 26), False), (date(2020, 6, 27), False), (WORKED_SUNDAY, True)],
)
def test_nobody_is_reminded_on_a_day_off_and_a_worked_sunday_is_none(
    session: Session, world: World, day: date, anybody: bool
) -> None:
    assert bool(of(session, day)) == anybody


def test_the_regions_own_holiday_moves_the_reminder(session: Session, world: World) -> None:
    first = of(session, date(2020, 6, 22))
    assert {item.step for item in first} == {"before:5"}
    days = [DayEntry(date(2020, 6, 24), False, "开斋节")]
    calendars.enter_days(session, None, calendars.REGIONAL, days, "自治区通知")
    assert {item.step for item in of(session, date(2020, 6, 19))} == {"before:5"}
    assert of(session, date(2020, 6, 24)) == []


def test_who_has_filed_is_not_reminded_and_the_reviewer_is(session: Session, world: World) -> None:
    filing = submitted(session, world)
    subject = f"filing:{filing.id}"
    day = filing.due_now
    assert subject not in {item.subject for item in of(session, day)}
    [mine] = [item for item in of(session, day, "review") if item.subject == subject]
    assert (mine.unit_id, mine.role) == (world.actor(session, "county").unit_id, Role.REVIEWER)


def test_a_return_begins_anew_with_its_own_day(session: Session, world: World) -> None:
    filing = world.filing(session, "own")
    for day in (date(2020, 6, 29), LAST):
        sent(session, day)
    with clock.frozen(LAST):
        filing = submitted(session, world)
        decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    mend_by = filing.due_now
    assert mend_by > LAST
    sent(session, mend_by)
    assert steps(session, f"filing:{filing.id}")[-1] == (mend_by.isoformat(), "due", "entry")


def test_a_night_without_the_machine_skips_what_was_overtaken_and_loses_nothing_else(
    session: Session, world: World
) -> None:
    filing = world.filing(session, "own")
    sent(session, date(2020, 7, 3))
    assert steps(session, f"filing:{filing.id}") == [("2020-07-03", "after:3", "entry")]


def test_the_same_day_twice_sends_nothing_twice(session: Session, world: World) -> None:
    assert sent(session, LAST)
    count = len(session.scalars(select(Notice.id)).all())
    assert sent(session, LAST) == []
    assert len(session.scalars(select(Notice.id)).all()) == count


def test_one_notice_counts_all_that_one_role_owes_by_one_day(session: Session, world: World) -> None:
    sent(session, LAST)
    unit = world.actor(session, "unit")
    [notice] = [n for n in session.scalars(notices.for_actor(unit)) if n.code == "reminder.due"]
    assert json.loads(notice.params) == {"thing": "filing", "count": 1, "due": "2020-06-30", "days": 0}


def test_a_round_that_stands_on_a_target_waits_for_it(session: Session, world: World) -> None:
    rounds = {item.subject for item in of(session, date(2020, 6, 12))}
    assert f"filing:{world.filing(session, 'own', 'm05').id}" not in rounds


def test_an_overdue_order_climbs_rung_by_rung(session: Session, world: World) -> None:
    order = issued(session, world)
    assert order.due_on == LAST
    seen = []
    day = date(2020, 6, 16)
    while day <= date(2020, 7, 20):
        for item in sent(session, day):
            if item.subject == f"order:{order.id}":
                seen.append((day.isoformat(), item.step, item.unit_id, item.role))
        day = date.fromordinal(day.toordinal() + 1)
    unit, leader = world.actor(session, "unit"), world.actor(session, "county")
    prefecture, center = world.actor(session, "prefecture"), world.actor(session, "center")
    assert seen == [
        ("2020-06-22", "before:5", unit.unit_id, Role.ENTRY),
        ("2020-06-29", "before:1", unit.unit_id, Role.ENTRY),
        ("2020-06-30", "due", unit.unit_id, Role.ENTRY),
        ("2020-07-01", "ladder:clerk", unit.unit_id, Role.ENTRY),
        ("2020-07-03", "ladder:leader", leader.unit_id, Role.LEADER),
        ("2020-07-07", "ladder:prefecture", prefecture.unit_id, Role.REVIEWER),
        ("2020-07-14", "ladder:center", center.unit_id, Role.CENTER),
    ]
    climbed = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "order.escalate")).all()
    assert [json.loads(entry.params)["rung"] for entry in climbed] == list(Rung)
    shown = [step.rung for step in orders.timeline(session, prefecture, order) if step.rung]
    assert shown == list(Rung)


def test_an_answer_on_the_table_is_the_issuers_to_look_at(session: Session, world: World) -> None:
    order = replied(session, world)
    items = [i for i in reminders.due(session, date(2020, 7, 1)) if i.subject == f"order:{order.id}"]
    assert [(i.thing, i.step, i.role) for i in items] == [("verify", "after:1", Role.REVIEWER)]


def test_a_place_without_a_bureau_leaves_no_rung_empty(session: Session, world: World) -> None:
    order = issued(session, world)
    addresses = reminders._Addresses(session)
    addresses.bureaus = {}
    center = world.actor(session, "center").unit_id
    for rung in (Rung.LEADER, Rung.PREFECTURE, Rung.CENTER):
        assert addresses.rung(rung, order) == {(center, Role.CENTER)}


def test_addresses_agree_with_those_of_the_reviews(session: Session, world: World) -> None:
    addresses = reminders._Addresses(session)
    for name in world.projects:
        project = world.project(session, name)
        for level in {project.owner_level, *project.owner_level.__class__}:
            expected = notices.reviewing_unit(session, project, level)
            found = addresses.reviewer(level, project.owner_level, project.region_code, project.division_id)
            assert found == expected, (name, level)
    assert session.scalars(select(Unit.id).where(Unit.id == addresses.center)).one()


def test_the_plan_says_the_days_and_a_blank_switches_off(session: Session, world: World) -> None:
    plan = world.project(session, "own").plan
    schedule = rules.schedule(plan)
    assert (schedule.before, schedule.after) == ((1, 5), (1, 3, 5))
    assert schedule.ladder == {Rung.CLERK: 1, Rung.LEADER: 3, Rung.PREFECTURE: 5, Rung.CENTER: 10}
    from_july = date(2020, 7, 1)
    for key in (rules.REMINDER_AFTER, *rules.LADDER.values()):
        plans.set_parameter(session, None, plan, key, "", from_july, "会议纪要")
    assert rules.schedule(plan, from_july).after == ()
    assert rules.schedule(plan, from_july).ladder == {}


@pytest.mark.parametrize("value", ["五", "0", "1.5", "-1", "400"])
def test_days_that_cannot_be_read_are_refused(session: Session, world: World, value: str) -> None:
    plan = world.project(session, "own").plan
    with pytest.raises(plans.PlanError):
        plans.set_parameter(session, None, plan, rules.REMINDER_BEFORE, value, LAST, "会议纪要")


def test_an_extension_begins_the_reminders_anew(session: Session, world: World) -> None:
    order = issued(session, world)
    unit, prefecture = world.actor(session, "unit"), world.actor(session, "prefecture")
    sent(session, date(2020, 6, 30))
    extensions.ask(session, unit, order, 5, "连日大雨")
    extensions.answer(session, prefecture, order, True, "同意")
    assert order.due_on == date(2020, 7, 7)
    sent(session, date(2020, 7, 2))
    assert steps(session, f"order:{order.id}")[-1] == ("2020-07-02", "before:5", "entry")


def test_before_a_lock_the_filler_is_told_and_after_it_once_and_no_more_of_the_date(
    session: Session, world: World
) -> None:
    """Targets are due on 30 June and lock three working days on, at the end of 3 July."""
    lock(session)
    filing = world.filing(session, "own")
    day = date(2020, 6, 29)
    while day <= date(2020, 7, 10):
        sent(session, day)
        day = date.fromordinal(day.toordinal() + 1)
    assert steps(session, f"filing:{filing.id}") == [
        ("2020-06-29", "before:1", "entry"),
        ("2020-06-30", "due", "entry"),
        ("2020-06-30", "lock:3", "entry"),
        ("2020-07-01", "after:1", "entry"),
        ("2020-07-03", "after:3", "entry"),
        ("2020-07-06", "locked", "entry"),
    ]


def test_an_exception_is_reminded_of_by_its_own_day(session: Session, world: World) -> None:
    lock(session)
    granted(session, world)
    mine = f"filing:{world.filing(session, 'own').id}"
    for day, found in (
        (date(2020, 6, 30), set()),
        (date(2020, 7, 6), set()),
        (date(2020, 7, 8), {"before:5"}),
        (date(2020, 7, 15), {"due", "lock:3"}),
        (date(2020, 7, 16), {"locked"}),
    ):
        assert {item.step for item in of(session, day) if item.subject == mine} == found, day


def test_whoever_has_asked_for_a_later_day_is_not_told_of_the_lock(session: Session, world: World) -> None:
    lock(session)
    asked(session, world, "county-entry")
    told = {item.project_id for item in of(session, SHUT) if item.step == "locked"}
    assert told == set(world.projects.values()) - {world.projects["own"]}


def test_whoever_has_filed_is_not_told_of_the_lock(session: Session, world: World) -> None:
    lock(session)
    filing = submitted(session, world)
    for day in (date(2020, 6, 30), SHUT):
        assert f"filing:{filing.id}" not in {item.subject for item in of(session, day)}
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    told = {item.step for item in of(session, SHUT) if item.subject == f"filing:{filing.id}"}
    assert not told & {"lock:3", "locked"}
