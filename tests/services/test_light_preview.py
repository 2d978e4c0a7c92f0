"""What would light up if a content were filed: the same rules, nothing stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.alerts import Alert
from portal.domain.filings import FundSource, Likelihood
from portal.models import Light, TargetPrint
from portal.services import light_preview, targets
from portal.services.projects import MoneyEntry, PaymentEntry, ReleaseEntry
from portal.services.targets import TargetEntry
from tests.compared import COPY_GOAL, OTHER_GOAL, OWN_GOAL, crowd, entry, file
from tests.conftest import TODAY
from tests.factories import World, make_project
from tests.monitored import IN_JULY, RESULT, ROUND, WAN, approved_target, pay_rest


def codes(alerts: list[Alert]) -> list[str]:
    """What they say."""
    return [f"{alert.rule}.{alert.kind}" for alert in alerts]


def typed(session: Session, world: World, content: TargetEntry) -> list[str]:
    """What would light up on the county's target with a content."""
    filing = world.filing(session, "own")
    found = targets.check(session, filing, content)
    return codes(light_preview.of_target(session, filing, content, found, TODAY))


@pytest.fixture
def other(session: Session, world: World) -> None:
    """Another project of the unit that has filed."""
    world.projects["other"] = make_project(
        session, world.project(session, "own").implementing_unit, "other"
    ).id
    file(session, world, "other", entry(OTHER_GOAL))


def test_a_copy_lights_while_it_is_typed_and_goes_out_when_rewritten(
    session: Session, world: World, other: None
) -> None:
    assert typed(session, world, entry(OTHER_GOAL)) == ["T04.goal", "T04.rows"]
    assert typed(session, world, entry(OWN_GOAL)) == ["T04.rows"]
    assert typed(session, world, entry(OWN_GOAL, own=True)) == []
    assert session.scalar(select(func.count()).select_from(TargetPrint)) == 1
    assert session.scalar(select(func.count(Light.id))) == 0


def test_a_price_far_off_lights_while_it_is_typed(session: Session, world: World) -> None:
    crowd(session, world, 11)
    own = entry(OWN_GOAL, own=True)
    far = [replace(row, value="≤75000元/公里") if "标准" in row.name else row for row in own.rows]
    assert "T05.cost" in typed(session, world, entry(OWN_GOAL, own=True, price="≤75万元/公里"))
    assert typed(session, world, own) == []
    assert "T05.cost" not in typed(session, world, TargetEntry(OWN_GOAL, far))


def test_findings_on_what_is_typed_light_as_they_would_when_filed(session: Session, world: World) -> None:
    bare = entry(OWN_GOAL, own=True)
    assert typed(session, world, TargetEntry(bare.goal, bare.rows[1:])) == ["T02.hard"]


def test_a_round_lights_by_what_it_says_of_the_years_end(session: Session, world: World) -> None:
    approved_target(session, world)
    filing = world.filing(session, "own", "m06")
    doubted = replace(ROUND, rows=(replace(ROUND.rows[0], likelihood=Likelihood.IMPOSSIBLE), *ROUND.rows[1:]))
    poor = replace(ROUND, money=replace(ROUND.money, expected_fiscal_fen=59 * WAN))
    assert codes(light_preview.of_round(filing, doubted, IN_JULY)) == ["M02.impossible"]
    assert codes(light_preview.of_round(filing, poor, IN_JULY)) == ["M02.money"]
    assert light_preview.of_round(filing, ROUND, IN_JULY) == []
    assert light_preview.of_round(filing, replace(doubted, nothing_to_report=True), IN_JULY) == []


def test_an_evaluation_lights_where_it_is_not_what_was_paid(session: Session, world: World) -> None:
    target = approved_target(session, world)
    filing = world.filing(session, "own", "evaluation")
    assert codes(light_preview.of_evaluation(filing, RESULT, TODAY)) == ["S02.executed"]
    pay_rest(session, target)
    assert light_preview.of_evaluation(filing, RESULT, TODAY) == []


def test_money_lights_while_it_is_typed(session: Session, world: World) -> None:
    project = world.project(session, "own")
    funds = {(FundSource.CENTRAL, 2020): 100 * WAN}
    late = ReleaseEntry(None, "1号", date(2020, 3, 1), date(2020, 4, 10), 50 * WAN)
    paid = PaymentEntry(None, date(2020, 4, 15), 60 * WAN)
    found = light_preview.of_money(session, project, MoneyEntry(funds, (late,), (paid,)), TODAY)
    assert codes(found) == ["A01.late", "P03.paid_over_released"]
    mended = replace(late, received_on=date(2020, 4, 1), amount_fen=60 * WAN)
    assert light_preview.of_money(session, project, MoneyEntry(funds, (mended,), (paid,)), TODAY) == []


def test_a_form_that_cannot_be_begun_lights_nothing(session: Session, world: World) -> None:
    filing = world.filing(session, "own", "m06")
    assert light_preview.of_filing(session, filing, [], TODAY) == []


def test_the_stored_content_of_each_stage_is_looked_at(session: Session, world: World, other: None) -> None:
    filing = world.filing(session, "own")
    targets.save(session, world.actor(session, "unit"), filing, entry(COPY_GOAL))
    assert "T04.rows" in codes(light_preview.of_filing(session, filing, [], TODAY))
