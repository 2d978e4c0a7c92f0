"""Days that the plan gives to whoever has a filing now: a reviewer to decide, a filler to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import WAITING, FilingStatus
from portal.domain.flows import FILING_FLOW
from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import DeadlineKind
from portal.models import CalendarYear, Filing
from portal.services import calendars, plans, rules, todo, turns, workflow
from portal.services.calendars import DayEntry
from portal.services.rules import MissingParameter
from portal.services.tasks import Task
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import clerk, decide, passed_on, submit, submitted

BEFORE_THE_FESTIVAL = date(2020, 6, 22)
"""A Monday. Five working days on: 23 and 24 June, 25 to 27 are the Dragon Boat holiday, Sunday 28 is worked, 29
and 30."""
At = Callable[[date], None]


@pytest.fixture
def at() -> Iterator[At]:
    """at(day) lets it be another day until the end of the test."""
    with ExitStack() as days:
        yield lambda day: days.enter_context(clock.frozen(day)) and None


def turn(filing: Filing) -> date | None:
    """What is stored."""
    return filing.turn_due_on


def test_a_submission_gives_the_reviewer_the_plans_working_days(
    session: Session, world: World, at: At
) -> None:
    at(BEFORE_THE_FESTIVAL)
    filing = submitted(session, world)
    assert turn(filing) == date(2020, 6, 30)


def test_the_next_level_has_its_own_days_from_the_day_it_came(session: Session, world: World, at: At) -> None:
    at(BEFORE_THE_FESTIVAL)
    filing = submitted(session, world)
    at(date(2020, 7, 6))
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    assert turn(filing) == date(2020, 7, 13)
    at(date(2020, 7, 7))
    workflow.perform(session, world.actor(session, "county"), filing, FilingAction.RECALL_REVIEW)
    assert turn(filing) == date(2020, 7, 14)


def test_a_return_gives_days_to_mend_and_never_fewer_than_the_round(
    session: Session, world: World, at: At
) -> None:
    at(date(2020, 5, 20))
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    assert turn(filing) == filing.due_on == date(2020, 6, 30)
    submit(session, clerk(session, world), filing)
    at(date(2020, 7, 20))
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    assert (turn(filing), filing.due_now) == (date(2020, 7, 27), date(2020, 7, 27))


@pytest.mark.parametrize("action", [FilingAction.RECALL, FilingAction.APPROVE])
def test_where_no_turn_runs_the_rounds_date_holds(session: Session, world: World, action: str) -> None:
    filing = submitted(session, world) if action == FilingAction.RECALL else passed_on(session, world)
    if action == FilingAction.RECALL:
        workflow.perform(session, world.actor(session, "unit"), filing, action)
    else:
        decide(session, world.actor(session, "prefecture"), filing, action)
    assert (turn(filing), filing.due_now) == (None, filing.due_on)


def test_the_center_changes_the_days_from_a_date_on(session: Session, world: World, at: At) -> None:
    filing = submitted(session, world)
    plans.set_parameter(
        session, None, filing.project.plan, rules.REVIEW_DAYS, "2", date(2020, 7, 1), "会议纪要"
    )
    at(date(2020, 7, 6))
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    assert turn(filing) == date(2020, 7, 8)


def test_a_plan_without_the_number_is_an_error_and_moves_nothing(session: Session, world: World) -> None:
    filing = submitted(session, world)
    plan = filing.project.plan
    plan.parameters = [p for p in plan.parameters if p.key != rules.MENDING_DAYS]
    session.flush()
    with pytest.raises(MissingParameter, match=rules.MENDING_DAYS):
        decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    assert filing.status is FilingStatus.SUBMITTED


def test_every_move_that_gives_the_filing_to_a_reviewer_or_back_starts_a_turn() -> None:
    for move in FILING_FLOW.moves:
        to_filler = DeadlineKind.MENDING if move.target == FilingStatus.RETURNED else None
        expected = DeadlineKind.REVIEW if move.target in WAITING else to_filler
        # An acceptance and its release leave the filing where it is, with its days.
        assert move.starts is (None if move.target in move.sources else expected), move.action
    assert {m.starts for m in FILING_FLOW.moves if m.starts} == set(turns.PARAMETERS)


def test_the_stored_date_and_the_one_asked_of_the_database_agree(session: Session, world: World) -> None:
    submitted(session, world)
    for filing, due in session.execute(select(Filing, Filing.due_now)):
        assert due == filing.due_now


def test_a_late_submission_is_not_the_reviewers_lateness(session: Session, world: World, at: At) -> None:
    at(date(2020, 7, 13))
    submitted(session, world)
    [item] = todo.for_actor(session, world.actor(session, "county"), clock.today()).items
    assert (item.task, item.due) == (Task.REVIEW, date(2020, 7, 20))


def test_a_check_has_no_day_and_comes_after_what_has_one(session: Session, world: World) -> None:
    evaluated(session, world, "region")
    submitted(session, world, "region")
    items = todo.for_actor(session, world.actor(session, "division"), date(2020, 12, 30)).items
    assert [(i.task, i.due is None) for i in items] == [(Task.REVIEW, False), (Task.CHECK, True)]


def test_the_rule_of_a_turn_is_kept_with_its_day(session: Session, world: World, at: At) -> None:
    at(date(2020, 7, 6))
    filing = submitted(session, world)
    assert (filing.turn_rule, filing.turn_certain) == ("review:5:2020-07-06", True)
    at(date(2020, 7, 7))
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    assert (filing.turn_rule, filing.turn_due_on) == ("mending:5:2020-07-07", date(2020, 7, 14))


def test_a_turn_counted_over_an_unknown_year_says_so_and_one_that_has_none_has_no_rule(
    session: Session, world: World, at: At
) -> None:
    session.execute(delete(CalendarYear).where(CalendarYear.year == 2020))
    filing = submitted(session, world)
    assert not filing.turn_certain
    workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.RECALL)
    assert (filing.turn_rule, filing.turn_due_on, filing.turn_certain) == ("", None, True)


def test_a_day_entered_later_moves_no_turn(session: Session, world: World, at: At) -> None:
    at(BEFORE_THE_FESTIVAL)
    filing = submitted(session, world)
    calendars.enter_days(session, None, "XJ", [DayEntry(date(2020, 6, 24), False)], "自治区通知")
    session.expire_all()
    assert turn(filing) == date(2020, 6, 30)
