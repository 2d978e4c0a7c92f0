"""The annual plan: copying, editing, putting in force."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.filings import Stage
from portal.domain.scoring import Part
from portal.models import HistoryEntry, Plan, PlanStatus
from portal.services import plans, rules
from portal.services.plans import PlanError
from tests.factories import World


@pytest.fixture
def plan(session: Session) -> Plan:
    return session.scalars(select(Plan).where(Plan.year == 2020)).one()


@pytest.fixture
def draft(session: Session, plan: Plan) -> Plan:
    return plans.copy_plan(session, None, plan, 2021)


def codes(caught: pytest.ExceptionInfo[PlanError]) -> set[str]:
    return {p.code for p in caught.value.problems}


def last_entry(session: Session, year: int) -> HistoryEntry:
    return session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.chain == f"plan:{year}")
        .order_by(HistoryEntry.seq.desc())
        .limit(1)
    ).one()


def test_a_copy_is_a_draft_with_everything_moved_by_a_year(plan: Plan, draft: Plan) -> None:
    assert draft.status is PlanStatus.DRAFT
    assert draft.name_zh.startswith("2021")
    assert draft.copied_from_id == plan.id
    assert [r.due_on for r in draft.rounds] == [plans.by_years(r.due_on, 1) for r in plan.rounds]
    assert [c.code for c in draft.criteria] == [c.code for c in plan.criteria]
    assert {f.kind for f in draft.forms} == {f.kind for f in plan.forms}
    assert {p.starts_on for p in draft.parameters} == {date(2021, 1, 1)}
    assert plans.shortcomings(draft) == []


def test_a_copy_takes_parameters_as_they_last_stood(session: Session, plan: Plan) -> None:
    plans.set_parameter(session, None, plan, rules.REVIEW_DAYS, "3", date(2020, 7, 1), "会议纪要")
    later = plans.copy_plan(session, None, plan, 2021)
    assert rules.int_parameter(later, rules.REVIEW_DAYS, date(2021, 1, 1)) == 3


def test_a_copy_can_take_other_words(session: Session, plan: Plan) -> None:
    later = plans.copy_plan(session, None, plan, 2021, "consolidation")
    assert rules.term(later, "programme", "zh") == "衔接项目"
    assert any("衔接" in f.name_zh for f in later.funds)


def test_a_year_has_one_plan(session: Session, plan: Plan) -> None:
    with pytest.raises(PlanError) as caught:
        plans.copy_plan(session, None, plan, 2020)
    assert codes(caught) == {"plan.year_taken"}
    with pytest.raises(PlanError) as caught:
        plans.copy_plan(session, None, plan, 20, "none")
    assert codes(caught) == {"plan.year", "plan.vocabulary"}


def test_29_february_moves_to_the_28th() -> None:
    assert plans.by_years(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert plans.by_years(date(2020, 2, 29), 4) == date(2024, 2, 29)


def test_a_complete_draft_is_put_in_force_and_closed(session: Session, draft: Plan) -> None:
    plans.activate(session, None, draft)
    assert draft.status is PlanStatus.ACTIVE
    plans.close(session, None, draft)
    assert last_entry(session, 2021).action == "plan.close"


def test_a_draft_that_lacks_something_is_not_put_in_force(session: Session, draft: Plan) -> None:
    draft.rounds = [r for r in draft.rounds if r.stage is not Stage.EVALUATION]
    draft.weights[0].points += 100
    draft.criteria[0].points -= 100
    draft.funds = []
    draft.parameters = draft.parameters[1:]
    with pytest.raises(PlanError) as caught:
        plans.activate(session, None, draft)
    assert codes(caught) == {
        "plan.no_round.evaluation",
        "plan.weights.sum",
        "plan.criteria.sum",
        "plan.no_fund",
        "plan.parameter.missing",
    }


def test_only_a_draft_starts_and_only_a_plan_in_force_closes(
    session: Session, plan: Plan, draft: Plan
) -> None:
    with pytest.raises(PlanError) as caught:
        plans.activate(session, None, plan)
    assert codes(caught) == {"plan.not_draft"}
    with pytest.raises(PlanError) as caught:
        plans.close(session, None, draft)
    assert codes(caught) == {"plan.not_active"}


def test_a_closed_plan_cannot_be_edited(session: Session, plan: Plan) -> None:
    plans.close(session, None, plan)
    with pytest.raises(PlanError) as caught:
        plans.set_term(session, None, plan, "village", "村", "")
    assert codes(caught) == {"plan.closed"}


def test_moving_a_round_stands_in_the_history_with_old_and_new_dates(session: Session, plan: Plan) -> None:
    target = plan.rounds[0]
    before = plan.version_id
    plans.set_round_dates(
        session, None, target, opens_on=date(2020, 1, 1), due_on=date(2020, 7, 10), basis="补充通知"
    )
    params = json.loads(last_entry(session, 2020).params)
    assert params["changes"]["due_on"] == ["2020-06-30", "2020-07-10"]
    assert params["part"] == "target"
    assert plan.version_id > before


def test_filings_due_by_the_round_move_with_it(session: Session, world: World, plan: Plan) -> None:
    filing, other = world.filing(session, "own"), world.filing(session, "own", "m06")
    plans.set_round_dates(
        session, None, plan.rounds[0], opens_on=date(2020, 1, 1), due_on=date(2020, 7, 10), basis="补充通知"
    )
    session.expire_all()
    assert filing.due_on == date(2020, 7, 10)
    assert other.due_on == date(2020, 7, 20)


def test_a_round_keeps_order_year_cutoff_and_basis(session: Session, plan: Plan) -> None:
    june = next(r for r in plan.rounds if r.code == "m06")
    with pytest.raises(PlanError) as caught:
        plans.set_round_dates(session, None, june, opens_on=date(2020, 8, 1), due_on=date(2018, 7, 1))
    assert codes(caught) == {"plan.round.order", "plan.round.year", "plan.round.cutoff", "plan.field.missing"}


def test_weights_must_be_all_four_and_sum_to_100(session: Session, plan: Plan) -> None:
    good = {Part.EXECUTION: 1000, Part.OUTPUT: 4000, Part.BENEFIT: 4000, Part.SATISFACTION: 1000}
    plans.set_weights(session, None, plan, good)
    assert rules.weights(plan) == good
    with pytest.raises(PlanError) as caught:
        plans.set_weights(session, None, plan, {**good, Part.OUTPUT: 4001})
    assert codes(caught) == {"plan.weights.sum"}
    with pytest.raises(PlanError) as caught:
        plans.set_weights(session, None, plan, {Part.OUTPUT: 10_000})
    assert codes(caught) == {"plan.weights.parts"}


def test_points_of_criteria_must_sum_to_100(session: Session, plan: Plan) -> None:
    points = {c.code: c.points for c in rules.criteria(plan, Stage.TARGET)}
    moved = {**points, "format": 500, "clarity": 1500}
    plans.set_criteria_points(session, None, plan, Stage.TARGET, moved)
    assert {c.code: c.points for c in rules.criteria(plan, Stage.TARGET)} == moved
    with pytest.raises(PlanError) as caught:
        plans.set_criteria_points(session, None, plan, Stage.TARGET, {**moved, "format": 600})
    assert codes(caught) == {"plan.criteria.sum"}
    with pytest.raises(PlanError) as caught:
        plans.set_criteria_points(session, None, plan, Stage.TARGET, {"format": 10_000})
    assert codes(caught) == {"plan.criteria.points"}


def test_the_same_day_corrects_a_parameter(session: Session, plan: Plan) -> None:
    day = date(2020, 7, 1)
    first = plans.set_parameter(session, None, plan, rules.REVIEW_DAYS, "3", day, "纪要一")
    again = plans.set_parameter(session, None, plan, rules.REVIEW_DAYS, "4", day, "纪要二")
    assert first is again
    assert json.loads(last_entry(session, 2020).params)["changes"]["value"] == ["3", "4"]


def test_a_parameter_needs_a_known_key_a_readable_value_and_a_source(session: Session, plan: Plan) -> None:
    with pytest.raises(PlanError) as caught:
        plans.set_parameter(session, None, plan, "no.such", "1", date(2020, 7, 1), "")
    assert codes(caught) == {"plan.parameter.unknown", "plan.field.missing"}
    with pytest.raises(PlanError) as caught:
        plans.set_parameter(session, None, plan, rules.REVIEW_DAYS, "很快", date(2030, 7, 1), "纪要")
    assert codes(caught) == {"plan.parameter.unreadable", "plan.round.year"}


def test_words_funds_forms_and_names_are_edited_and_recorded(session: Session, plan: Plan) -> None:
    plans.set_names(session, None, plan, {"name_zh": "新名称", "name_ug": "يېڭى نام"})
    plans.set_fund(session, None, plan, "donation", "社会捐赠资金", "", 9)
    plans.set_form(session, None, plan, plan.forms[0], {"version": "二版"})
    plans.set_criterion(session, None, plan, plan.criteria[0], {"name_zh": "新的要点"})
    actions = session.scalars(
        select(HistoryEntry.action).where(HistoryEntry.chain == "plan:2020").order_by(HistoryEntry.seq)
    ).all()
    assert actions[-4:] == ["plan.edit", "plan.fund", "plan.form", "plan.criteria"]
    with pytest.raises(PlanError):
        plans.set_names(session, None, plan, {"name_zh": " "})


def test_an_edit_that_changes_nothing_leaves_no_entry(session: Session, plan: Plan) -> None:
    plans.set_names(session, None, plan, {"name_zh": plan.name_zh})
    assert session.scalars(select(HistoryEntry.id).where(HistoryEntry.chain == "plan:2020")).all() == []
