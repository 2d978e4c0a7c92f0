"""What the database itself refuses about filings, orders, checks and projects."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.models import (
    Assignment,
    Check,
    Filing,
    Order,
    Payment,
    Project,
    ProjectFund,
    Release,
    Round,
    Unit,
)
from portal.services import checks
from tests.evaluated import evaluated
from tests.factories import World
from tests.ordered import drafted, issued


def insert(session: Session, row: object) -> None:
    """Write a row within a savepoint, so that its refusal leaves the rest as it was."""
    with session.begin_nested():
        session.add(row)
        session.flush()


def refused(session: Session, model: type[Any], identity: int, **values: object) -> None:
    """Writing these values past the portal must fail."""
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(model).where(model.id == identity).values(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"status": "returned"},
        {"return_reason": "x"},
        {"status": "submitted"},
        {"waiting_level": "county"},
        {"status": "approved"},
        {"nothing_to_report": True},
        {"adjustment_no": 1},
    ],
)
def test_an_impossible_filing_is_refused(session: Session, world: World, values: dict[str, object]) -> None:
    refused(session, Filing, world.filing(session, "own").id, **values)


def test_only_targets_are_adjusted_and_each_number_once(session: Session, world: World) -> None:
    evaluation = world.filing(session, "own", "evaluation")
    refused(session, Filing, evaluation.id, adjustment_no=1, adjustment_reason="x")
    second = Filing(
        project_id=evaluation.project_id,
        round_id=evaluation.round_id,
        stage=evaluation.stage,
        due_on=evaluation.due_on,
    )
    with pytest.raises(IntegrityError):
        insert(session, second)


@pytest.mark.parametrize(
    "values",
    [
        {"status": "issued"},
        {"status": "closed"},
        {"working_days": 0},
        {"status": "sent_back", "number": "1", "due_on": date(2020, 7, 1)},
    ],
)
def test_an_impossible_order_is_refused(session: Session, world: World, values: dict[str, object]) -> None:
    refused(session, Order, drafted(session, world).id, **values)


def test_an_order_number_is_given_once(session: Session, world: World) -> None:
    first, second = issued(session, world), issued(session, world, problem="另一个问题")
    refused(session, Order, second.id, number=first.number)


def test_a_unit_has_one_open_check_of_a_filing(session: Session, world: World) -> None:
    check = checks.open_check(session, world.actor(session, "prefecture"), evaluated(session, world))
    second = Check(
        filing_id=check.filing_id, version_number=1, unit_id=check.unit_id, opened_by=check.opened_by
    )
    with pytest.raises(IntegrityError):
        insert(session, second)
    refused(session, Check, check.id, status="cancelled")


@pytest.mark.parametrize(
    "values",
    [
        {"starts_on": date(2020, 12, 1), "ends_on": date(2020, 1, 1)},
        {"households": -1},
        {"persons": -1},
        {"owner_level": "region"},
    ],
)
def test_an_impossible_project_is_refused(session: Session, world: World, values: dict[str, object]) -> None:
    refused(session, Project, world.projects["own"], **values)


def test_money_is_not_negative_and_not_nothing(session: Session, world: World) -> None:
    project, day = world.project(session, "own"), date(2020, 5, 1)
    for row in (
        ProjectFund(project_id=project.id, source="county", year=2020, amount_fen=-1),
        ProjectFund(project_id=project.id, source="central", year=2020, amount_fen=1),
        Release(project_id=project.id, document_no="1", released_on=day, amount_fen=0),
        Release(
            project_id=project.id,
            document_no="1",
            released_on=day,
            received_on=date(2020, 6, 1),
            amount_fen=1,
        ),
        Payment(project_id=project.id, paid_on=day, amount_fen=0),
    ):
        with pytest.raises(IntegrityError):
            insert(session, row)


def test_amounts_up_to_the_regions_budget_keep_every_fen(session: Session, world: World) -> None:
    fen = 9_007_199_254_740_993
    fund = world.project(session, "own").funds[0]
    fund.amount_fen = fen
    session.flush()
    session.expire(fund)
    assert fund.amount_fen == fen


def test_the_total_is_the_sum_of_its_parts_of_the_plans_year(session: Session, world: World) -> None:
    project = world.project(session, "own")
    project.funds.append(ProjectFund(source="other", year=2020, amount_fen=7))  # type: ignore[arg-type]
    project.funds.append(ProjectFund(source="county", year=2021, amount_fen=5))  # type: ignore[arg-type]
    session.flush()
    session.refresh(project)
    assert (project.total_fen, project.fiscal_fen, project.other_fen) == (100_000_007, 100_000_000, 7)


def test_paid_until_counts_the_day_itself(session: Session, world: World) -> None:
    project = world.project(session, "own")
    for day, fen in ((date(2020, 5, 31), 3), (date(2020, 6, 1), 4)):
        project.payments.append(Payment(paid_on=day, amount_fen=fen))
    session.flush()
    assert [project.paid_until(date(2020, 5, d)) for d in (30, 31)] == [0, 3]
    assert project.paid_until(date(2020, 6, 1)) == 7


def test_a_round_lies_in_order_and_only_monitoring_has_a_month(session: Session, world: World) -> None:
    rounds = {r.code: r for r in session.scalars(select(Round))}
    target = rounds["target"]
    refused(session, Round, target.id, cutoff_month=5)
    refused(session, Round, target.id, due_on=date(2000, 1, 1))
    monitoring = next(r for r in rounds.values() if r.cutoff_month)
    refused(session, Round, monitoring.id, cutoff_month=13)
    refused(session, Round, monitoring.id, cutoff_month=None)


def test_only_region_level_units_have_a_division(session: Session, world: World) -> None:
    division = session.scalars(select(Unit).where(Unit.code == "650000D1")).one()
    county = session.scalars(select(Unit).where(Unit.code == "653222U1")).one()
    refused(session, Unit, county.id, division_id=division.id)


def test_a_role_does_not_end_before_it_begins(session: Session, world: World) -> None:
    held = session.scalars(select(Assignment).limit(1)).one()
    refused(session, Assignment, held.id, ends_on=date(2000, 1, 1))


def test_the_second_writer_of_a_version_is_stopped(session: Session, world: World) -> None:
    filing = world.filing(session, "own")
    session.execute(
        update(Filing).where(Filing.id == filing.id).values(version_id=filing.version_id + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    filing.touched_at = clock.now().replace(year=2021)
    with pytest.raises(StaleDataError):
        session.flush()
    session.rollback()
