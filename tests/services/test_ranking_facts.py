"""The rows of a ranking, read from the records of a plan as they stand on a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.alert_types import Colour
from portal.domain.filings import Decision, FilingStatus, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.flows.lights import LightStatus
from portal.domain.ranking_facts import RankingFacts
from portal.models import Review
from portal.services import checks, orders, ranking_facts
from portal.services.checks import CheckEntry, RowEntry
from tests.conftest import TODAY
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import approved, decide, passed_on, submit, submitted
from tests.lit import overpaid
from tests.ordered import drafted, issued, replied
from tests.ranked import drawn, plan_of


def read(session: Session, as_of: date = TODAY) -> RankingFacts:
    """The rows of the plan in force."""
    session.flush()
    return ranking_facts.read(session, plan_of(session), as_of)


def test_projects_of_the_regions_own_units_are_left_out(session: Session, world: World) -> None:
    facts = read(session)
    assert {row.id for row in facts.projects} == {world.projects[n] for n in ("own", "sibling", "prefecture")}
    assert {row.project for row in facts.filings} <= {row.id for row in facts.projects}
    assert {row.region for row in facts.projects} == {"653222", "653125", "653200"}


def test_a_filing_has_its_first_submission_its_approval_and_its_returns(
    session: Session, world: World
) -> None:
    filing = submitted(session, world)
    with clock.frozen(date(2020, 6, 17)):
        decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    with clock.frozen(date(2020, 6, 18)):
        submit(session, world.actor(session, "unit"), filing)
        decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    with clock.frozen(date(2020, 6, 19)):
        decide(session, world.actor(session, "prefecture"), filing, FilingAction.APPROVE)
        (row,) = [one for one in read(session, date(2020, 6, 19)).filings if one.id == filing.id]
    assert (row.stage, row.round, row.status) == (Stage.TARGET, "target", FilingStatus.APPROVED)
    assert (row.submitted_on, row.approved_on, row.returned) == (TODAY, date(2020, 6, 19), 1)
    assert row.due_on == filing.due_on


def test_a_return_that_was_taken_back_counts_for_nothing(session: Session, world: World) -> None:
    filing = passed_on(session, world)
    decide(session, world.actor(session, "prefecture"), filing, FilingAction.RETURN)
    returned = session.scalars(
        select(Review).where(Review.filing_id == filing.id, Review.decision == Decision.RETURNED)
    ).one()
    assert [row.returned for row in read(session).filings if row.id == filing.id] == [1]
    returned.withdrawn = True
    assert [row.returned for row in read(session).filings if row.id == filing.id] == [0]


def test_changes_of_a_target_and_rounds_not_yet_open_are_left_out(session: Session, world: World) -> None:
    filing = approved(session, world)
    rounds = {row.round for row in read(session).filings}
    assert "target" in rounds
    assert "evaluation" not in rounds
    assert "evaluation" in {row.round for row in read(session, date(2021, 3, 1)).filings}
    filing.adjustment_no, filing.adjustment_reason = 1, "资金调整"
    assert filing.id not in {row.id for row in read(session).filings}


def test_a_light_shines_until_it_goes_out_and_a_waived_one_counts_for_nothing(
    session: Session, world: World
) -> None:
    light = overpaid(session, world)
    later = date(2020, 6, 25)
    (row,) = [one for one in read(session, later).lights if one.id == light.id]
    assert (row.rule, row.colour, row.lit_on, row.until, row.shining) == (
        "P03",
        Colour.RED,
        TODAY,
        later,
        True,
    )
    light.status, light.out_on = LightStatus.OUT, date(2020, 6, 20)
    (row,) = [one for one in read(session, later).lights if one.id == light.id]
    assert (row.until, row.shining) == (date(2020, 6, 20), False)
    (row,) = [one for one in read(session, date(2020, 6, 19)).lights if one.id == light.id]
    assert (row.until, row.shining) == (date(2020, 6, 19), True)
    assert light.id not in {one.id for one in read(session, date(2020, 6, 14)).lights}
    light.verdict = LightStatus.WAIVED.value
    assert light.id not in {one.id for one in read(session, later).lights}
    light.status, light.waived_until, light.out_on = LightStatus.WAIVED, date(2020, 7, 31), None
    assert light.id not in {one.id for one in read(session, later).lights}


@pytest.mark.parametrize("status", [LightStatus.LIT, LightStatus.EXPLAINED])
def test_a_light_that_came_back_before_its_waiver_ended_counts_again(
    session: Session, world: World, status: LightStatus
) -> None:
    light = overpaid(session, world)
    light.verdict, light.status = LightStatus.WAIVED.value, status
    assert light.id in {one.id for one in read(session, date(2020, 6, 25)).lights}


def test_orders_count_once_issued_and_until_withdrawn(session: Session, world: World) -> None:
    drafted(session, world)
    order = issued(session, world, problem="另一个问题")
    (row,) = read(session).orders
    assert (row.id, row.number, row.due_on) == (order.id, order.number, order.due_on)
    assert (row.replied_on, row.closed_on, row.complete) == (None, None, True)
    orders.withdraw(session, world.actor(session, "prefecture"), order, "不再需要")
    assert read(session).orders == ()


def test_an_order_about_the_same_kind_to_the_same_unit_is_a_repetition(
    session: Session, world: World
) -> None:
    first = issued(session, world)
    again = issued(session, world, problem="又一个同类问题")
    assert {row.id: row.repeated for row in read(session).orders} == {first.id: False, again.id: True}


def test_a_line_of_the_ledger_is_complete_with_all_its_state_asks_for(session: Session, world: World) -> None:
    order = replied(session, world)
    (row,) = read(session).orders
    assert row.replied_on == TODAY
    assert not row.complete
    order.requirement = " "
    assert [one.complete for one in read(session).orders] == [False]


def test_checks_count_once_concluded_with_both_totals(session: Session, world: World) -> None:
    actor, filing = world.actor(session, "prefecture"), evaluated(session, world)
    check = checks.open_check(session, actor, filing)
    rows = (RowEntry("k1", "10公里", 5000), RowEntry("k2", "400人", 2500, "查阅名册"))
    checks.save(session, actor, check, CheckEntry(rows=rows, conclusion="部分指标不实"))
    assert read(session).checks == ()
    checks.conclude(session, actor, check)
    (row,) = read(session).checks
    assert (row.id, row.project, row.filing, row.declared) == (check.id, filing.project_id, filing.id, 9847)
    assert row.checked == checks.sheet(check).checked_total != row.declared


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_reading_takes_a_handful_of_statements_however_many_records(session: Session, world: World) -> None:
    read(session)
    with statements(session) as few:
        read(session)
    drawn(session, world)
    for n in range(3):
        issued(session, world, problem=f"问题{n}")
    session.flush()
    with statements(session) as many:
        facts = read(session)
    assert len(facts.projects) > 10
    assert len(many) <= len(few) + 2
