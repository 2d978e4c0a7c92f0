"""Drafts of rectification orders: who makes them, what they must say, what they stand on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.filings import OrderStatus, ProblemCategory
from portal.domain.lifecycle import IllegalMove
from portal.models import HistoryEntry
from portal.services import checks, order_drafts, orders
from portal.services.checks import CheckEntry, FindingEntry
from portal.services.workflow import Refused
from tests.evaluated import evaluated
from tests.factories import World
from tests.ordered import drafted, entry


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Place and code of each problem."""
    return [(p.field, p.code) for p in refused.value.problems]


@pytest.mark.parametrize("who", ["county", "prefecture", "center"])
def test_each_level_above_drafts_orders_about_a_county_project(
    session: Session, world: World, who: str
) -> None:
    order = drafted(session, world, who)
    assert (order.status, order.number, order.due_on) == (OrderStatus.DRAFT, None, None)


@pytest.mark.parametrize(
    "who", ["unit", "county-entry", "division", "auditor", "prefecture2", "county2", "admin"]
)
def test_nobody_else_drafts_orders(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        drafted(session, world, who)


def test_a_draft_says_what_where_and_until_when(session: Session, world: World) -> None:
    with pytest.raises(Refused) as refused:
        drafted(session, world, problem=" ", basis="", requirement="", unit_id=0, working_days=0)
    assert codes(refused) == [
        ("problem", "order.problem.missing"),
        ("basis", "order.basis.missing"),
        ("requirement", "order.requirement.missing"),
        ("unit_id", "order.unit.wrong"),
        ("working_days", "order.days.range"),
    ]
    with pytest.raises(Refused) as refused:
        drafted(session, world, evidence="字" * 4001)
    assert codes(refused) == [("evidence", "order.text.long")]


def test_an_order_goes_to_implementing_unit_department_or_bureau_never_to_its_issuer(
    session: Session, world: World
) -> None:
    project = world.project(session, "own")
    county = world.actor(session, "county").unit_id
    from_above = order_drafts.addressees(session, project, world.actor(session, "prefecture").unit_id)
    assert [unit.id for unit in from_above] == [project.implementing_unit_id, county]
    assert county not in [unit.id for unit in order_drafts.addressees(session, project, county)]
    with pytest.raises(Refused):
        drafted(session, world, "county", unit_id=county)


def test_the_same_draft_sent_twice_is_made_once(session: Session, world: World) -> None:
    assert drafted(session, world).id == drafted(session, world).id
    assert drafted(session, world, problem="另一个问题").id != drafted(session, world).id


def test_a_finding_fills_the_draft_and_carries_one_order(session: Session, world: World) -> None:
    actor, filing = world.actor(session, "prefecture"), evaluated(session, world)
    check = checks.open_check(session, actor, filing)
    found = FindingEntry("里程不足", ProblemCategory.SCORE_WRONG, "k1")
    checks.save(session, actor, check, CheckEntry(findings=(found,)))
    (finding,) = check.findings
    project = filing.project
    source = order_drafts.source_of(session, actor, project, None, finding.id)
    assert source == (filing, finding)
    filled = order_drafts.prefill(session, actor, project, *source)
    assert (filled.problem, filled.category) == ("“硬化道路里程”:里程不足", ProblemCategory.SCORE_WRONG)
    assert filled.working_days > 0
    filled = replace(filled, basis="办法", requirement="更正")
    order = order_drafts.draft(session, actor, project, filled, *source)
    assert order.filing_id == filing.id
    assert order_drafts.draft(session, actor, project, filled, *source).id == order.id
    with pytest.raises(Refused) as refused:
        order_drafts.draft(session, actor, project, replace(filled, problem="再下一份"), *source)
    assert codes(refused) == [("", "order.finding.drafted")]
    orders.withdraw(session, actor, order, "写错")
    again = order_drafts.draft(session, actor, project, replace(filled, problem="再下一份"), *source)
    assert again.id != order.id


def test_a_filing_of_another_project_or_a_hidden_finding_is_no_source(session: Session, world: World) -> None:
    actor, project = world.actor(session, "prefecture"), world.project(session, "own")
    other = evaluated(session, world, "prefecture")
    with pytest.raises(NotVisible):
        order_drafts.source_of(session, actor, project, other.id, None)
    with pytest.raises(NotVisible):
        order_drafts.source_of(session, actor, project, None, 999_999)
    draft_of_county = world.filing(session, "own", "target")
    with pytest.raises(NotVisible):
        order_drafts.source_of(session, actor, project, draft_of_county.id, None)


def test_a_draft_is_changed_by_its_own_unit_until_it_is_issued(session: Session, world: World) -> None:
    order, actor = drafted(session, world), world.actor(session, "prefecture")
    order_drafts.update(session, actor, order, entry(session, world, problem="更正后的问题"))
    assert order.problem == "更正后的问题"
    with pytest.raises(NotAllowed):
        order_drafts.update(session, world.actor(session, "center"), order, entry(session, world))
    orders.issue(session, actor, order)
    with pytest.raises(IllegalMove):
        order_drafts.update(session, actor, order, entry(session, world))


def test_a_draft_leaves_no_trace_in_the_projects_chain(session: Session, world: World) -> None:
    order = drafted(session, world)
    entry_ = session.scalars(select(HistoryEntry).where(HistoryEntry.subject == f"order:{order.id}")).one()
    assert entry_.chain == f"unit:{order.issuer_unit_id}"
