"""Checks of self-evaluations: who opens them, what they compute, what stands against their end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.domain.filings import CheckStatus, FilingStatus, ProblemCategory
from portal.domain.lifecycle import IllegalMove
from portal.domain.scoring import Grade
from portal.models import Check, HistoryEntry
from portal.services import checks, order_drafts, workflow
from portal.services.checks import CheckEntry, FindingEntry, RowEntry
from portal.services.workflow import Refused
from tests.evaluated import EXECUTED_FEN, evaluated
from tests.factories import World


def opened(session: Session, world: World, by: str = "prefecture") -> Check:
    """A check of the own project's approved self-evaluation."""
    return checks.open_check(session, world.actor(session, by), evaluated(session, world))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Place and code of each problem."""
    return [(p.field, p.code) for p in refused.value.problems]


def test_a_level_above_opens_a_check_with_a_row_for_each_indicator(session: Session, world: World) -> None:
    check = opened(session, world)
    assert check.status is CheckStatus.OPEN
    assert [row.key for row in check.rows] == ["k1", "k2", "k3"]
    assert check.version_number == 1


@pytest.mark.parametrize("who", ["prefecture", "center"])
def test_prefecture_and_center_stand_above_a_county_project(session: Session, world: World, who: str) -> None:
    assert opened(session, world, who).unit_id == world.actor(session, who).unit_id


@pytest.mark.parametrize(
    "who", ["county", "county-entry", "unit", "division", "auditor", "prefecture2", "county2"]
)
def test_nobody_else_opens_a_check_of_a_county_project(session: Session, world: World, who: str) -> None:
    filing = evaluated(session, world)
    with pytest.raises(NotAllowed):
        checks.open_check(session, world.actor(session, who), filing)


def test_a_submitted_self_evaluation_can_be_checked_a_returned_one_cannot(
    session: Session, world: World
) -> None:
    actor = world.actor(session, "prefecture")
    assert checks.open_check(session, actor, evaluated(session, world, status=FilingStatus.SUBMITTED)).id
    with pytest.raises(IllegalMove):
        checks.open_check(session, actor, evaluated(session, world, "prefecture", FilingStatus.RETURNED))


def test_only_self_evaluations_are_checked(session: Session, world: World) -> None:
    with pytest.raises(IllegalMove):
        checks.open_check(session, world.actor(session, "prefecture"), world.filing(session, "own", "target"))


def test_a_second_press_returns_to_the_check_that_is_open(session: Session, world: World) -> None:
    first = opened(session, world)
    again = checks.open_check(session, world.actor(session, "prefecture"), first.filing)
    assert again.id == first.id
    by_center = checks.open_check(session, world.actor(session, "center"), first.filing)
    assert by_center.id != first.id


def test_the_opening_is_in_the_units_own_chain_not_in_the_projects(session: Session, world: World) -> None:
    check = opened(session, world)
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "check.open")).one()
    assert entry.chain == f"unit:{check.unit_id}"


def test_an_unchecked_check_counts_as_declared(session: Session, world: World) -> None:
    sheet = checks.sheet(opened(session, world))
    assert (sheet.declared_total, sheet.checked_total, sheet.distance) == (9847, 9847, 0)
    assert sheet.checked_grade is Grade.EXCELLENT
    assert sheet.checked_rows == 0


def test_checked_scores_replace_declared_ones_in_total_grade_and_distance(
    session: Session, world: World
) -> None:
    check = opened(session, world)
    entry = CheckEntry(rows=(RowEntry("k1", "8公里", 4000, "实地丈量"),))
    checks.save(session, world.actor(session, "prefecture"), check, entry)
    sheet = checks.sheet(check)
    assert (sheet.checked_total, sheet.distance, sheet.checked_grade) == (8847, -1000, Grade.GOOD)
    assert sheet.rows[0].difference == -1000


def test_checked_money_scores_execution_by_the_rule_until_a_score_is_given(
    session: Session, world: World
) -> None:
    check, actor = opened(session, world), world.actor(session, "prefecture")
    checks.save(session, actor, check, CheckEntry(executed_fen=EXECUTED_FEN // 2))
    sheet = checks.sheet(check)
    assert (sheet.execution.computed, sheet.execution.final) == (450, 450)
    checks.save(session, actor, check, CheckEntry(executed_fen=EXECUTED_FEN // 2, execution_score=400))
    assert checks.sheet(check).execution.final == 400


def test_no_score_goes_above_its_weight(session: Session, world: World) -> None:
    check, actor = opened(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused) as refused:
        checks.save(session, actor, check, CheckEntry(execution_score=1001, rows=(RowEntry("k3", "", 1001),)))
    assert codes(refused) == [
        ("rows.k3.score", "check.score.over"),
        ("execution_score", "check.execution.over"),
    ]


def test_findings_are_added_changed_and_removed(session: Session, world: World) -> None:
    check, actor = opened(session, world), world.actor(session, "prefecture")
    add = FindingEntry("里程不足", ProblemCategory.SCORE_WRONG, "k1")
    checks.save(session, actor, check, CheckEntry(findings=(add, FindingEntry("  "))))
    (finding,) = check.findings
    assert (finding.text, finding.category, finding.indicator_key) == (
        "里程不足",
        ProblemCategory.SCORE_WRONG,
        "k1",
    )
    checks.save(session, actor, check, CheckEntry(findings=(FindingEntry("里程少两公里", id=finding.id),)))
    assert finding.text == "里程少两公里"
    with pytest.raises(Refused) as refused:
        checks.save(session, actor, check, CheckEntry(findings=(FindingEntry("", id=finding.id),)))
    assert codes(refused) == [("findings.0.text", "check.finding.text_missing")]
    checks.save(session, actor, check, CheckEntry(findings=(FindingEntry("", id=finding.id, removed=True),)))
    assert check.findings == []


def test_a_finding_with_an_order_is_not_removed(session: Session, world: World) -> None:
    check, actor = opened(session, world), world.actor(session, "prefecture")
    checks.save(session, actor, check, CheckEntry(findings=(FindingEntry("里程不足"),)))
    (finding,) = check.findings
    project = check.filing.project
    entry = order_drafts.prefill(session, actor, project, check.filing, finding)
    order_drafts.draft(
        session, actor, project, replace(entry, basis="办法", requirement="补足"), check.filing, finding
    )
    with pytest.raises(Refused) as refused:
        checks.save(
            session,
            actor,
            check,
            CheckEntry(findings=(FindingEntry("里程不足", id=finding.id, removed=True),)),
        )
    assert codes(refused) == [("findings.0.removed", "check.finding.ordered")]


def test_a_check_ends_with_a_conclusion_and_notes_on_what_was_changed(session: Session, world: World) -> None:
    check, actor = opened(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused) as refused:
        checks.conclude(session, actor, check)
    assert codes(refused) == [("rows", "check.nothing_checked"), ("conclusion", "check.conclusion.missing")]
    rows = (RowEntry("k1", "8公里", None), RowEntry("k2", "400人", 2500))
    checks.save(session, actor, check, CheckEntry(rows=rows, conclusion="部分指标不实"))
    with pytest.raises(Refused) as refused:
        checks.conclude(session, actor, check)
    assert codes(refused) == [
        ("rows.k1.score", "check.score.missing"),
        ("rows.k2.note", "check.note.missing"),
    ]
    rows = (RowEntry("k1", "10公里", 5000), RowEntry("k2", "400人", 2500, "查阅名册"))
    checks.save(session, actor, check, CheckEntry(rows=rows, conclusion="部分指标不实"))
    checks.conclude(session, actor, check)
    assert check.status is CheckStatus.CONCLUDED
    assert check.concluded_at is not None
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "check.conclude")).one()
    assert entry.chain == workflow.chain_of(check)
    assert '"checked":"93.47"' in entry.params


def test_a_concluded_check_takes_no_further_press(session: Session, world: World) -> None:
    check, actor = opened(session, world), world.actor(session, "prefecture")
    checks.save(session, actor, check, CheckEntry(executed_fen=EXECUTED_FEN, conclusion="与实际相符"))
    checks.conclude(session, actor, check)
    with pytest.raises(IllegalMove):
        checks.conclude(session, actor, check)
    with pytest.raises(IllegalMove):
        checks.save(session, actor, check, CheckEntry())
    with pytest.raises(IllegalMove):
        checks.cancel(session, actor, check, "重复")
    assert not checks.may_edit(actor, check)


@pytest.mark.parametrize("who", ["center", "county", "auditor", "unit"])
def test_another_unit_neither_saves_nor_concludes_nor_cancels(
    session: Session, world: World, who: str
) -> None:
    check, actor = opened(session, world), world.actor(session, who)
    with pytest.raises(NotAllowed):
        checks.save(session, actor, check, CheckEntry())
    with pytest.raises(NotAllowed):
        checks.conclude(session, actor, check)
    with pytest.raises(NotAllowed):
        checks.cancel(session, actor, check, "不需要")


def test_a_check_is_cancelled_with_a_reason_only(session: Session, world: World) -> None:
    check, actor = opened(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused) as refused:
        checks.cancel(session, actor, check, "  ")
    assert codes(refused) == [("reason", "move.reason.missing")]
    checks.cancel(session, actor, check, "合并到集中检查")
    assert (check.status, check.cancel_reason) == (CheckStatus.CANCELLED, "合并到集中检查")


def test_a_check_keeps_the_version_it_was_opened_on(session: Session, world: World) -> None:
    check = opened(session, world)
    later = evaluated(session, world)
    assert len(later.versions) == 2
    assert checks.sheet(check).payload["total"] == 9847
    assert check.version_number == 1
