"""Locks: refused filling in and first submission, and what they leave alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import round_locked
from portal.domain.filings import FilingStatus
from portal.domain.flows.filings import FilingAction, round_unlocked
from portal.messages import sentence
from portal.models import Filing, Round
from portal.services import calendars, filings, plans, round_locks, targets, workflow
from portal.services.calendars import DayEntry
from portal.services.plans import PlanError
from portal.services.round_locks import Lock
from portal.services.workflow import Refused
from tests.factories import World
from tests.filed import FULL, submit, submitted
from tests.locked import LAST_OPEN, LATER, SHUT, granted, lock, own, round_of


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_no_round_of_2020_locks_until_the_center_says_so(session: Session) -> None:
    assert session.scalars(select(Round.id).where(Round.open_until.is_not(None))).all() == []


def test_a_lock_is_counted_over_the_calendar_and_stands_in_the_history(session: Session) -> None:
    held = lock(session)
    assert (held.open_until, held.lock_certain) == (LAST_OPEN, True)
    lock(session, None)
    assert (held.open_until, held.lock_days, held.lock_from, held.lock_basis) == (None, None, None, "")


def test_a_day_entered_later_moves_no_lock_that_was_set(session: Session) -> None:
    held = lock(session)
    calendars.enter_days(session, None, "XJ", [DayEntry(date(2020, 7, 2), False)], "自治区通知")
    session.expire_all()
    assert held.open_until == LAST_OPEN


@pytest.mark.parametrize(
    ("given", "codes_"),
    [
        (Lock(-1, date(2020, 1, 1), "通知"), ["plan.lock.days"]),
        (Lock(3, None, "通知"), ["plan.lock.from"]),
        (Lock(3, date(2020, 1, 1), " "), ["plan.lock.basis"]),
        (Lock(None, None, ""), []),
    ],
)
def test_a_lock_wants_days_a_first_day_and_a_source(given: Lock, codes_: list[str]) -> None:
    assert [problem.code for problem in round_locks.lock_problems(given)] == codes_


def test_a_plan_copied_takes_the_rule_of_the_lock_and_counts_anew(session: Session) -> None:
    held = lock(session)
    copy = plans.copy_plan(session, None, held.plan, 2021)
    found = next(r for r in copy.rounds if r.code == "target")
    assert (found.due_on, found.lock_days, found.open_until) == (date(2021, 6, 30), 3, date(2021, 7, 5))


def test_a_bad_lock_is_refused_with_the_field(session: Session) -> None:
    held = round_of(session)
    with pytest.raises(PlanError) as refused:
        plans.set_round_dates(
            session, None, held, opens_on=held.opens_on, due_on=held.due_on, basis="通知", lock=Lock(3)
        )
    assert [p.field for p in refused.value.problems] == ["lock_from", "lock_basis"]


def test_filling_in_and_first_submission_are_refused_once_locked(session: Session, world: World) -> None:
    lock(session)
    filing, clerk = own(session, world), world.actor(session, "unit")
    with clock.frozen(LAST_OPEN):
        targets.save(session, clerk, filing, FULL)
    with clock.frozen(SHUT):
        with pytest.raises(Refused) as refused:
            targets.save(session, clerk, filing, FULL)
        assert codes(refused) == ["filing.round.locked"]
        with pytest.raises(Refused) as refused:
            filings.submit(session, clerk, filing)
        assert "filing.round.locked" in codes(refused)
        other = world.filing(session, "region")
        with pytest.raises(Refused) as refused:
            targets.save(session, world.actor(session, "region-unit"), other, FULL)
        assert codes(refused) == ["filing.round.locked"]


def test_the_refusal_names_round_days_and_rule_and_what_it_advises_makes_it_go_away(
    session: Session, world: World
) -> None:
    lock(session)
    filing = own(session, world)
    with clock.frozen(SHUT):
        [problem] = round_unlocked(workflow.facts(filing))
        said = sentence(problem)
        for part in ("绩效目标申报", "2020年6月30日", "3 个工作日", "2020年7月3日", "申请延期填报"):
            assert part in said
        granted(session, world)
        targets.save(session, world.actor(session, "unit"), filing, FULL)
        assert filing.status is FilingStatus.DRAFT


def test_what_was_sent_back_is_mended_and_filed_again_after_the_lock(session: Session, world: World) -> None:
    lock(session)
    with clock.frozen(date(2020, 6, 29)):
        filing = submitted(session, world)
    with clock.frozen(SHUT):
        workflow.perform(
            session, world.actor(session, "county"), filing, FilingAction.RETURN, reason="请核对指标值"
        )
        targets.save(session, world.actor(session, "unit"), filing, FULL)
        assert filing.turn_due_on == date(2020, 7, 13)
        submit(session, world.actor(session, "unit"), filing)
    assert filing.status is FilingStatus.SUBMITTED


def test_what_was_recalled_after_filing_in_time_is_not_locked_out(session: Session, world: World) -> None:
    lock(session)
    with clock.frozen(date(2020, 6, 29)):
        filing = submitted(session, world)
        workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.RECALL)
    with clock.frozen(SHUT):
        targets.save(session, world.actor(session, "unit"), filing, FULL)
        submit(session, world.actor(session, "unit"), filing)
    assert filing.status is FilingStatus.SUBMITTED


def test_a_lock_stops_no_review_and_no_reading(session: Session, world: World) -> None:
    lock(session)
    with clock.frozen(date(2020, 6, 29)):
        filing = submitted(session, world)
    with clock.frozen(SHUT):
        assert filings.visible_payload(session, world.actor(session, "center"), filing)
        offered = workflow.offered(world.actor(session, "county"), filing)
    assert FilingAction.RETURN in {move.action for move in offered}


def test_a_change_of_an_approved_target_is_not_locked_out(session: Session, world: World) -> None:
    lock(session)
    filing = own(session, world)
    change = Filing(
        project=filing.project,
        round=filing.round,
        stage=filing.stage,
        adjustment_no=1,
        adjustment_reason="资金调减",
        due_on=filing.due_on,
        due_rule=filing.due_rule,
    )
    assert round_locked(filing, SHUT)
    assert not round_locked(change, SHUT)


@pytest.mark.parametrize("today", [date(2020, 6, 30), LAST_OPEN, SHUT, LATER, date(2020, 7, 16)])
def test_the_condition_in_sql_says_what_the_rule_says(session: Session, world: World, today: date) -> None:
    lock(session)
    granted(session, world)
    with clock.frozen(date(2020, 6, 29)):
        submitted(session, world, "region")
    query = select(Filing.id).join(Round, Round.id == Filing.round_id).where(round_locks.locked_out(today))
    every = session.scalars(select(Filing)).all()
    assert set(session.scalars(query)) == {f.id for f in every if round_locked(f, today)}
