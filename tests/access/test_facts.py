"""Records as plain facts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.access import facts as facts_of
from portal.domain.filings import CheckStatus, OrderStatus, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.roles import Level
from portal.services import checks, workflow
from tests.conftest import TODAY
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import approved, decide, passed_on, submit, submitted
from tests.ordered import drafted, replied


def test_a_project_says_whose_it_is(session: Session, world: World) -> None:
    project = world.project(session, "own")
    facts = facts_of.project_facts(project)
    assert (facts.region_code, facts.owner_level, facts.route) == (
        "653222",
        Level.COUNTY,
        ("county", "prefecture"),
    )
    assert facts.filler_unit_ids == {project.implementing_unit_id}
    assert not facts.target_approved
    approved(session, world)
    assert facts_of.project_facts(project).target_approved


def test_a_region_level_project_names_its_division(session: Session, world: World) -> None:
    project = world.project(session, "region")
    facts = facts_of.project_facts(project)
    assert (facts.owner_level, facts.division_id, facts.route) == (
        Level.REGION,
        project.division_id,
        ("region",),
    )


def test_a_waiting_filing_names_all_hands_that_touched_the_submission(session: Session, world: World) -> None:
    filing = submitted(session, world)
    unit, county = world.actor(session, "unit").user_id, world.actor(session, "county").user_id
    assert facts_of.filing_facts(filing, TODAY).handled_by == {unit}
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    assert facts_of.filing_facts(filing, TODAY).handled_by == {unit, county}


def test_a_return_and_a_withdrawn_opinion_free_the_reviewer_again(session: Session, world: World) -> None:
    filing = passed_on(session, world)
    county = world.actor(session, "county")
    workflow.perform(session, county, filing, FilingAction.RECALL_REVIEW)
    assert county.user_id not in facts_of.filing_facts(filing, TODAY).handled_by
    decide(session, county, filing, FilingAction.RETURN)
    submit(session, world.actor(session, "unit"), filing)
    assert county.user_id not in facts_of.filing_facts(filing, TODAY).handled_by
    assert facts_of.current_reviews(filing) == []


@pytest.mark.parametrize(("day", "is_open"), [(date(2020, 1, 1), False), (date(2020, 12, 31), True)])
def test_a_round_is_open_from_its_day(session: Session, world: World, day: date, is_open: bool) -> None:
    filing = world.filing(session, "own", "evaluation")
    facts = facts_of.filing_facts(filing, day)
    assert facts.round_open is is_open
    assert facts.extra["opens"] == filing.round.opens_on.isoformat()
    assert facts.stage is Stage.EVALUATION


def test_only_targets_are_graded(session: Session, world: World) -> None:
    assert facts_of.filing_facts(world.filing(session, "own"), TODAY).stage_graded
    assert not facts_of.filing_facts(world.filing(session, "own", "evaluation"), TODAY).stage_graded


def test_an_order_knows_issuer_addressee_and_whether_an_answer_waits(session: Session, world: World) -> None:
    order = drafted(session, world)
    facts = facts_of.order_facts(order)
    assert (facts.status, facts.issuer_unit_id, facts.responsible_unit_id, facts.has_reply) == (
        OrderStatus.DRAFT,
        order.issuer_unit_id,
        order.unit_id,
        False,
    )
    waiting = replied(session, world)
    assert facts_of.order_facts(waiting).has_reply
    waiting.replies[0].verdict = "sent_back"
    assert not facts_of.order_facts(waiting).has_reply


def test_a_check_is_its_units(session: Session, world: World) -> None:
    actor = world.actor(session, "prefecture")
    facts = facts_of.check_facts(checks.open_check(session, actor, evaluated(session, world)))
    assert (facts.status, facts.issuer_unit_id, facts.opened_by) == (
        CheckStatus.OPEN,
        actor.unit_id,
        actor.user_id,
    )
