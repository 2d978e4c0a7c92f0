"""perform(): what a move sets, stamps, tells and records, and in which order it refuses."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.filings import CheckStatus, FilingStatus, OrderStatus
from portal.domain.flows import CHECK_FLOW, FILING_FLOW, ORDER_FLOW
from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Level
from portal.models import Filing, HistoryEntry, Notice
from portal.services import checks, orders, workflow
from portal.services.workflow import Refused
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import approved, decide, drafted, passed_on, submit, submitted
from tests.ordered import drafted as drafted_order
from tests.ordered import issued, replied


def notices(session: Session, record: object) -> list[tuple[str, str]]:
    """(code, role) of the notices about a record."""
    subject = workflow.subject_of(record)  # type: ignore[arg-type]
    rows = session.scalars(select(Notice).where(Notice.subject == subject).order_by(Notice.id))
    return [(n.code, n.role) for n in rows]


def history(session: Session, record: object) -> list[HistoryEntry]:
    """The entries about a record."""
    subject = workflow.subject_of(record)  # type: ignore[arg-type]
    return list(
        session.scalars(select(HistoryEntry).where(HistoryEntry.subject == subject).order_by(HistoryEntry.id))
    )


def test_each_kind_of_record_has_its_flow(session: Session, world: World) -> None:
    filing = evaluated(session, world)
    check = checks.open_check(session, world.actor(session, "prefecture"), filing)
    order = drafted_order(session, world)
    assert workflow.flow_of(filing) is FILING_FLOW
    assert workflow.flow_of(check) is CHECK_FLOW
    assert workflow.flow_of(order) is ORDER_FLOW
    assert workflow.subject_of(check) == f"check:{check.id}"
    assert workflow.chain_of(check) == f"project:{filing.project_id}"
    assert check.status is CheckStatus.OPEN


def test_a_submission_waits_at_the_first_level_and_tells_it(session: Session, world: World) -> None:
    filing = submitted(session, world)
    clerk = world.actor(session, "unit")
    assert (filing.status, filing.waiting_level) == (FilingStatus.SUBMITTED, Level.COUNTY)
    assert (filing.submitted_by, filing.submitted_at, filing.first_submitted_at) == (
        clerk.user_id,
        clock.now(),
        clock.now(),
    )
    assert filing.last_unit_id == clerk.unit_id
    assert notices(session, filing) == [("filing.submit", "reviewer")]
    assert [e.action for e in history(session, filing)] == ["filing.start", "filing.submit"]


def test_passing_on_moves_to_the_next_level_and_approval_ends_the_way(session: Session, world: World) -> None:
    filing = passed_on(session, world)
    assert (filing.status, filing.waiting_level) == (FilingStatus.UNDER_REVIEW, Level.PREFECTURE)
    decide(session, world.actor(session, "prefecture"), filing, FilingAction.APPROVE)
    assert (filing.status, filing.waiting_level, filing.approved_at) == (
        FilingStatus.APPROVED,
        None,
        clock.now(),
    )


def test_a_region_level_unit_goes_to_its_division_alone(session: Session, world: World) -> None:
    filing = submitted(session, world, "region")
    assert filing.waiting_level is Level.REGION
    assert notices(session, filing) == [("filing.submit", "division")]
    decide(session, world.actor(session, "division"), filing, FilingAction.APPROVE)
    assert filing.status is FilingStatus.APPROVED
    assert ("filing.approve", "entry") in notices(session, filing)


def test_a_return_keeps_its_reason_until_the_next_submission(session: Session, world: World) -> None:
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    assert (filing.status, filing.return_reason, filing.waiting_level) == (
        FilingStatus.RETURNED,
        "请细化数量指标",
        None,
    )
    assert json.loads(history(session, filing)[-1].params)["reason"] == "请细化数量指标"
    submit(session, world.actor(session, "unit"), filing)
    assert filing.return_reason is None
    assert filing.first_submitted_at is not None


def test_what_is_recalled_is_a_draft_again(session: Session, world: World) -> None:
    filing = submitted(session, world)
    workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.RECALL)
    assert (filing.status, filing.waiting_level) == (FilingStatus.DRAFT, None)


def test_another_unit_of_those_who_fill_in_does_not_recall(session: Session, world: World) -> None:
    filing = submitted(session, world)
    with pytest.raises(NotAllowed):
        workflow.perform(session, world.actor(session, "county-entry"), filing, FilingAction.RECALL)


def test_a_passed_on_filing_is_taken_back_with_the_opinion_withdrawn(session: Session, world: World) -> None:
    filing = passed_on(session, world)
    workflow.perform(session, world.actor(session, "county"), filing, FilingAction.RECALL_REVIEW)
    assert (filing.status, filing.waiting_level) == (FilingStatus.SUBMITTED, Level.COUNTY)
    assert [r.withdrawn for r in filing.reviews] == [True]
    clerk = world.actor(session, "unit")
    workflow.perform(session, clerk, filing, FilingAction.RECALL)
    assert filing.status is FilingStatus.DRAFT


def test_the_state_is_asked_before_the_person_and_the_person_before_the_problems(
    session: Session, world: World
) -> None:
    filing = submitted(session, world)
    stranger, county = world.actor(session, "county2"), world.actor(session, "county")
    with pytest.raises(IllegalMove):
        workflow.perform(session, stranger, filing, FilingAction.START)
    with pytest.raises(NotAllowed):
        workflow.perform(session, stranger, filing, FilingAction.RETURN)
    with pytest.raises(Refused) as refused:
        workflow.perform(session, county, filing, FilingAction.RETURN)
    assert [p.code for p in refused.value.problems] == ["move.reason.missing"]
    assert filing.status is FilingStatus.SUBMITTED


def test_a_refused_move_leaves_no_trace(session: Session, world: World) -> None:
    filing = drafted(session, world)
    before = (len(history(session, filing)), filing.version_id)
    known = replace(workflow.facts(filing), hard_problems=2)
    with pytest.raises(Refused):
        workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.SUBMIT, known=known)
    assert (len(history(session, filing)), filing.version_id) == before
    assert notices(session, filing) == []


def test_the_entry_names_who_in_which_role_from_where_to_where(session: Session, world: World) -> None:
    filing = submitted(session, world)
    actor = world.actor(session, "unit")
    entry = history(session, filing)[-1]
    assert (entry.user_id, entry.role, entry.unit_id, entry.chain) == (
        actor.user_id,
        "entry",
        actor.unit_id,
        f"project:{filing.project_id}",
    )
    said = json.loads(entry.params)
    assert (said["from"], said["to"], said["version"]) == ("draft", "submitted", 1)
    assert said["digest"] == filing.versions[0].digest


def test_the_two_person_rule_holds_over_both_levels(session: Session, world: World) -> None:
    """Somebody who is clerk and reviewer at once cannot review an own submission, nor pass it on and approve it."""
    filing = submitted(session, world)
    county = world.actor(session, "county")
    own = replace(county, user_id=filing.submitted_by or 0)
    for action in (FilingAction.PASS_ON, FilingAction.RETURN):
        with pytest.raises(NotAllowed):
            decide(session, own, filing, action)
    decide(session, county, filing, FilingAction.PASS_ON)
    again = replace(world.actor(session, "prefecture"), user_id=county.user_id)
    with pytest.raises(NotAllowed):
        decide(session, again, filing, FilingAction.APPROVE)
    assert workflow.offered(again, filing) == []


def test_what_is_offered_is_what_can_be_performed(session: Session, world: World) -> None:
    filing = submitted(session, world)
    assert {m.action for m in workflow.offered(world.actor(session, "county"), filing)} == {
        "accept",
        "release",
        "pass_on",
        "return",
    }
    assert {m.action for m in workflow.offered(world.actor(session, "unit"), filing)} == {"recall"}
    assert workflow.offered(world.actor(session, "prefecture"), filing) == []
    assert workflow.offered(world.actor(session, "auditor"), filing) == []


def test_an_approved_target_is_frozen(session: Session, world: World) -> None:
    filing = approved(session, world)
    for who in ("unit", "county", "prefecture", "center"):
        assert workflow.offered(world.actor(session, who), filing) == []
    for action in FilingAction:
        with pytest.raises(IllegalMove):
            workflow.perform(session, world.actor(session, "unit"), filing, action)


# Orders


def test_an_order_tells_the_unit_and_those_who_fill_in(session: Session, world: World) -> None:
    order = issued(session, world)
    told = session.scalars(select(Notice.unit_id).where(Notice.subject == workflow.subject_of(order))).all()
    assert set(told) == {order.unit_id}
    assert notices(session, order) == [("order.issue", "reviewer"), ("order.issue", "entry")]


def test_a_draft_given_up_tells_nobody_and_stands_in_its_units_own_chain(
    session: Session, world: World
) -> None:
    order, issuer = drafted_order(session, world), world.actor(session, "prefecture")
    orders.withdraw(session, issuer, order, "写错了")
    assert order.status is OrderStatus.WITHDRAWN
    assert notices(session, order) == []
    assert {e.chain for e in history(session, order)} == {f"unit:{issuer.unit_id}"}
    project = select(func.count()).where(HistoryEntry.chain == f"project:{order.project_id}")
    assert session.scalar(project) == 0


def test_an_issued_order_that_is_withdrawn_tells_those_who_had_it(session: Session, world: World) -> None:
    order = issued(session, world)
    orders.withdraw(session, world.actor(session, "prefecture"), order, "下达有误")
    assert notices(session, order)[-2:] == [("order.withdraw", "reviewer"), ("order.withdraw", "entry")]
    assert history(session, order)[-1].chain == f"project:{order.project_id}"


def test_a_reply_tells_the_issuer_in_its_role(session: Session, world: World) -> None:
    order = replied(session, world)
    assert notices(session, order)[-1] == ("order.reply", "reviewer")
    assert order.replied_at == clock.now()


def test_the_version_grows_with_every_move(session: Session, world: World) -> None:
    filing = drafted(session, world)
    seen = [filing.version_id]
    submit(session, world.actor(session, "unit"), filing)
    seen.append(filing.version_id)
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    seen.append(filing.version_id)
    assert seen == sorted(set(seen))
    assert session.scalars(select(Filing.version_id).where(Filing.id == filing.id)).one() == seen[-1]
