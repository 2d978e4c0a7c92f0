"""What all kinds of filing share: making, submitting with snapshot and receipt, adjusting, reading."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.filings import EDITABLE, FilingStatus, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.problems import Problem
from portal.models import Filing, HistoryEntry, Plan, Round
from portal.services import filings, targets, workflow
from portal.services.history import sha256
from portal.services.targets import TargetEntry
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import FULL, approved, clerk, decide, drafted, submit, submitted

SOFT = Problem("goal", "target.goal.short", {"count": 3, "minimum": 20}, hard=False)


def test_a_project_gets_a_filing_for_every_round_of_its_plan(session: Session, world: World) -> None:
    project = world.project(session, "own")
    made = session.scalars(select(Filing).where(Filing.project_id == project.id)).all()
    rounds = session.scalars(select(Round).where(Round.plan_id == project.plan_id)).all()
    assert {f.round_id for f in made} == {r.id for r in rounds}
    for filing in made:
        assert filing.status is FilingStatus.NOT_STARTED
        assert filing.due_on == filing.round.due_on
        assert filing.due_rule == f"round.due:{filing.round.code}"
        assert filing.stage is filing.round.stage


def test_a_submission_freezes_the_content_with_digest_and_receipt(session: Session, world: World) -> None:
    filing = drafted(session, world)
    version = submit(session, clerk(session, world), filing)
    assert version.number == 1
    assert version.digest == sha256(version.payload)
    assert filings.intact(version)
    assert version.receipt_no == "HZ-2020-653222-000001"
    assert version.submitted_at == clock.now()
    content = json.loads(version.payload)
    assert content["goal"] == FULL.goal
    assert len(content["indicators"]) == len(FULL.rows)
    assert content["project"]["code"] == filing.project.code
    assert content["answers"] == []


def test_a_snapshot_that_was_written_to_is_not_intact(session: Session, world: World) -> None:
    version = submit(session, clerk(session, world), drafted(session, world))
    version.payload = version.payload.replace("12公里", "21公里")
    assert not filings.intact(version)


def test_hard_problems_stop_a_submission_and_nothing_is_frozen(session: Session, world: World) -> None:
    filing = drafted(session, world, entry=TargetEntry("", FULL.rows[:2]))
    with pytest.raises(Refused) as refused:
        filings.submit(session, clerk(session, world), filing)
    assert refused.value.problems[0].code == "filing.problems.hard"
    assert (filing.status, filing.versions) == (FilingStatus.DRAFT, [])


def short_goal(session: Session, world: World) -> Filing:
    """A draft whose goal is too short to say anything, and nothing else."""
    return drafted(session, world, entry=replace(FULL, goal="修路12公里"))


def soft_problems(session: Session, filing: Filing) -> list[Problem]:
    """Reminders of a filing."""
    return [p for p, _answer in filings.outstanding(session, filing) if not p.hard]


def test_a_reminder_wants_a_word_of_reason(session: Session, world: World) -> None:
    filing = short_goal(session, world)
    assert soft_problems(session, filing)
    with pytest.raises(Refused) as refused:
        filings.submit(session, clerk(session, world), filing)
    assert [p.code for p in refused.value.problems] == ["filing.problems.unanswered"]
    version = submit(session, clerk(session, world), filing)
    answers = json.loads(version.payload)["answers"]
    assert {a["reason"] for a in answers} == {"已核对"}


def test_a_word_of_reason_counts_for_the_value_it_was_given_for(session: Session, world: World) -> None:
    filing = short_goal(session, world)
    problem = soft_problems(session, filing)[0]
    filings.answer(session, filing, problem, " 工程单一 ")
    assert (problem, "工程单一") in filings.outstanding(session, filing)
    actor = clerk(session, world)
    targets.save(session, actor, filing, replace(FULL, goal="修路13公里。"))
    again = next(p for p in soft_problems(session, filing) if p.code == problem.code)
    held = dict((p.code, a) for p, a in filings.outstanding(session, filing))
    assert (held[problem.code] is None) == (filings.fingerprint(again) != filings.fingerprint(problem))


def test_an_answer_is_changed_and_taken_back(session: Session, world: World) -> None:
    filing = drafted(session, world)
    filings.answer(session, filing, SOFT, "甲")
    filings.answer(session, filing, SOFT, "乙")
    assert [a.reason for a in filing.answers] == ["乙"]
    filings.answer(session, filing, SOFT, "  ")
    assert filing.answers == []
    filings.answer(session, filing, SOFT, "")
    assert filing.answers == []


def test_a_fingerprint_is_of_place_code_and_values(session: Session) -> None:
    other = Problem("goal", SOFT.code, {"count": 4, "minimum": 20}, hard=False)
    same = Problem("goal", SOFT.code, {"minimum": 20, "count": 3}, hard=False)
    assert filings.fingerprint(SOFT) == filings.fingerprint(same)
    assert filings.fingerprint(SOFT) != filings.fingerprint(other)


def test_rounds_wait_for_the_approved_target(session: Session, world: World) -> None:
    evaluation = world.filing(session, "own", "evaluation")
    with pytest.raises(Refused):
        workflow.perform(session, clerk(session, world), evaluation, FilingAction.START)


def test_nobody_else_submits(session: Session, world: World) -> None:
    filing = drafted(session, world)
    for who in ("county", "prefecture", "center", "region-unit", "auditor"):
        with pytest.raises(NotAllowed):
            filings.submit(session, world.actor(session, who), filing)
    with pytest.raises(IllegalMove):
        filings.submit(session, clerk(session, world), submitted(session, world))


def test_the_bureau_may_submit_for_a_department_of_its_place(session: Session, world: World) -> None:
    filing = drafted(session, world)
    version = submit(session, world.actor(session, "county-entry"), filing)
    assert version.submitted_unit_id == world.actor(session, "county-entry").unit_id


# Adjustment


def test_an_approved_target_is_the_one_in_effect(session: Session, world: World) -> None:
    filing = approved(session, world)
    assert filing.project.target_id == filing.id


def test_an_adjustment_begins_as_a_draft_with_the_old_content(session: Session, world: World) -> None:
    old = approved(session, world)
    change = filings.open_adjustment(session, clerk(session, world), old.project, " 资金调减 ")
    assert (change.adjustment_no, change.adjustment_reason, change.status) == (
        1,
        "资金调减",
        FilingStatus.DRAFT,
    )
    assert [r.name for r in targets.read(session, change).rows] == [
        r.name for r in targets.read(session, old).rows
    ]
    assert old.project.target_id == old.id


def test_the_new_target_takes_effect_with_its_own_review(session: Session, world: World) -> None:
    old = approved(session, world)
    change = filings.open_adjustment(session, clerk(session, world), old.project, "资金调减")
    submit(session, clerk(session, world), change)
    decide(session, world.actor(session, "county"), change, FilingAction.PASS_ON)
    assert old.project.target_id == old.id
    decide(session, world.actor(session, "prefecture"), change, FilingAction.APPROVE)
    assert old.project.target_id == change.id
    second = filings.open_adjustment(session, clerk(session, world), old.project, "再次调整")
    assert second.adjustment_no == 2


@pytest.mark.parametrize(
    ("reason", "code"), [("", "adjustment.reason.missing"), (" \n", "adjustment.reason.missing")]
)
def test_an_adjustment_needs_a_reason(session: Session, world: World, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        filings.open_adjustment(session, clerk(session, world), approved(session, world).project, reason)
    assert refused.value.problems[0].code == code


def test_an_adjustment_needs_an_approved_target_and_no_other_under_way(
    session: Session, world: World
) -> None:
    project, actor = world.project(session, "own"), clerk(session, world)
    with pytest.raises(Refused) as refused:
        filings.open_adjustment(session, actor, project, "资金调减")
    assert refused.value.problems[0].code == "adjustment.target.not_approved"
    approved(session, world)
    filings.open_adjustment(session, actor, project, "资金调减")
    with pytest.raises(Refused) as refused:
        filings.open_adjustment(session, actor, project, "资金调减")
    assert refused.value.problems[0].code == "adjustment.open_exists"
    with pytest.raises(NotAllowed):
        filings.open_adjustment(session, world.actor(session, "county"), project, "资金调减")


def test_the_reason_of_a_change_under_way_is_not_in_the_history_that_all_read(
    session: Session, world: World
) -> None:
    change = filings.open_adjustment(
        session, clerk(session, world), approved(session, world).project, "机密原因"
    )
    entries = session.scalars(
        select(HistoryEntry.params).where(HistoryEntry.subject == f"filing:{change.id}")
    )
    assert not any("机密原因" in params for params in entries)
    version = submit(session, clerk(session, world), change)
    assert json.loads(version.payload)["adjustment_reason"] == "机密原因"


# Reading


def test_those_above_read_the_last_snapshot_and_those_who_fill_in_the_live_content(
    session: Session, world: World
) -> None:
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    targets.save(session, clerk(session, world), filing, replace(FULL, goal="改写中的目标" * 5))
    for who in ("county", "prefecture", "center", "auditor", "leader"):
        assert filings.visible_payload(session, world.actor(session, who), filing)["goal"] == FULL.goal
    for who in ("unit", "county-entry"):
        assert (
            filings.visible_payload(session, world.actor(session, who), filing)["goal"] == "改写中的目标" * 5
        )


def test_of_what_was_never_submitted_those_above_read_nothing(session: Session, world: World) -> None:
    filing = drafted(session, world)
    with pytest.raises(LookupError):
        filings.visible_payload(session, world.actor(session, "county"), filing)
    assert filings.visible_payload(session, clerk(session, world), filing)["goal"] == FULL.goal


def test_every_version_can_be_read_again(session: Session, world: World) -> None:
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    targets.save(session, clerk(session, world), filing, replace(FULL, goal=FULL.goal + "改"))
    submit(session, clerk(session, world), filing)
    assert [v.number for v in filing.versions] == [1, 2]
    assert filings.snapshot(filing, 1)["goal"] == FULL.goal
    assert filings.snapshot(filing)["goal"] == FULL.goal + "改"
    with pytest.raises(LookupError):
        filings.snapshot(filing, 3)


def test_a_submitted_filing_is_read_as_submitted_by_everybody(session: Session, world: World) -> None:
    filing = submitted(session, world)
    assert filing.status not in EDITABLE
    assert filings.visible_payload(session, clerk(session, world), filing) == filings.snapshot(filing)


def test_the_plan_in_force_is_the_active_one_of_the_latest_year(session: Session) -> None:
    plan = filings.current_plan(session, TODAY)
    assert plan is not None
    assert plan.year == TODAY.year
    assert {r.stage for r in plan.rounds} == set(Stage)
    assert filings.current_plan(session, TODAY.replace(year=TODAY.year - 1)) is None
    session.scalars(select(Plan)).one().status = "closed"  # type: ignore[assignment]
    session.flush()
    assert filings.current_plan(session, TODAY) is None
