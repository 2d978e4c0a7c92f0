"""What a plan says to those who compute."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.filings import Stage
from portal.domain.scoring import Band, Deduction, Grade, Part, QualitativeLevel
from portal.models import Plan
from portal.services import plans, rules
from portal.services.rules import MissingParameter, UnreadableParameter

DAY = date(2020, 6, 15)


@pytest.fixture
def plan(session: Session) -> Plan:
    return session.scalars(select(Plan).where(Plan.year == 2020)).one()


def test_scoring_rules_of_2020_are_those_of_the_form(plan: Plan) -> None:
    read = rules.scoring_rules(plan)
    assert read.weights == {
        Part.EXECUTION: 1000,
        Part.OUTPUT: 5000,
        Part.BENEFIT: 3000,
        Part.SATISFACTION: 1000,
    }
    assert read.full_marks == 10_000
    assert read.grade_bounds[Grade.EXCELLENT] == 9000
    assert read.bands[QualitativeLevel.PARTIAL] == Band(6000, 8000)
    assert read.over_achievement_ratio == Fraction(13, 10)
    assert read.explain_execution_below == Fraction(9, 10)
    assert read.deductions == ()


def test_a_parameter_holds_from_its_day_on(session: Session, plan: Plan) -> None:
    plans.set_parameter(session, None, plan, rules.REVIEW_DAYS, "3", date(2020, 7, 1), "会议纪要")
    assert rules.int_parameter(plan, rules.REVIEW_DAYS, date(2020, 6, 30)) == 5
    assert rules.int_parameter(plan, rules.REVIEW_DAYS, date(2020, 7, 1)) == 3


def test_a_missing_parameter_is_an_error_and_not_a_default(plan: Plan) -> None:
    with pytest.raises(MissingParameter):
        rules.parameter(plan, "no.such.key", DAY)
    with pytest.raises(MissingParameter):
        rules.parameter(plan, rules.REVIEW_DAYS, date(2019, 12, 31))


def test_a_text_that_is_no_number_is_named(plan: Plan) -> None:
    row = rules.in_force(plan, rules.REVIEW_DAYS, DAY)
    assert row is not None
    row.value = "五"
    with pytest.raises(UnreadableParameter, match=rules.REVIEW_DAYS):
        rules.int_parameter(plan, rules.REVIEW_DAYS, DAY)


def test_typed_values_are_exact(plan: Plan) -> None:
    assert rules.hundredths_parameter(plan, "score.grade_good", DAY) == 8000
    assert rules.fraction_parameter(plan, rules.EXPLAIN_EXECUTION, DAY) == Fraction(9, 10)
    assert rules.satisfaction_moves_to(plan) is Part.BENEFIT


@pytest.mark.parametrize(
    ("key", "value", "fits"),
    [
        (rules.DEDUCTIONS, "", True),
        (rules.DEDUCTIONS, "1.5:10 2:20", True),
        (rules.DEDUCTIONS, "1.5", False),
        (rules.REVIEW_DAYS, "0", False),
        (rules.REVIEW_DAYS, "5.5", False),
        (rules.OVER_ACHIEVEMENT, "1/0", False),
        (rules.NO_SATISFACTION, "satisfaction", False),
        (rules.NO_SATISFACTION, "output", True),
        ("score.grade_good", "101", False),
    ],
)
def test_a_key_takes_only_what_it_can_read(key: str, value: str, fits: bool) -> None:
    assert rules.readable(key, value) is fits


def test_a_decreed_table_of_deductions_is_read(session: Session, plan: Plan) -> None:
    plans.set_parameter(session, None, plan, rules.DEDUCTIONS, "1.5:10 2:20", date(2020, 1, 1), "自治区规定")
    assert rules.scoring_rules(plan).deductions == (
        Deduction(Fraction(3, 2), 1000),
        Deduction(Fraction(2), 2000),
    )


def test_criteria_of_targets_sum_to_100_and_other_stages_have_none(plan: Plan) -> None:
    rows = rules.criteria(plan, Stage.TARGET)
    assert [c.position for c in rows] == list(range(1, 9))
    assert sum(c.points for c in rows) == 10_000
    assert rules.criteria(plan, Stage.EVALUATION) == ()


def test_words_of_the_year_in_both_languages(plan: Plan) -> None:
    assert rules.term(plan, "beneficiary_persons", "zh") == "建档立卡贫困人口"
    assert rules.term(plan, "beneficiary_persons", "ug") != "建档立卡贫困人口"
    with pytest.raises(KeyError):
        rules.term(plan, "unknown", "zh")


def test_a_word_without_uyghur_falls_back_to_chinese(session: Session, plan: Plan) -> None:
    plans.set_term(session, None, plan, "village", "贫困村", "")
    assert rules.term(plan, "village", "ug") == "贫困村"


def test_notes_and_stamp_blocks_come_in_pairs(plan: Plan) -> None:
    text = rules.form_text(plan, "target")
    assert len(text.signs) == 3
    assert all(zh and ug for zh, ug in (*text.notes, *text.signs))
    assert rules.form_text(plan, "unknown").notes == ()


def test_a_plan_of_a_year_to_come_is_read_by_its_first_day(session: Session, plan: Plan) -> None:
    later = plans.copy_plan(session, None, plan, 2021)
    assert rules.today_for(later) == date(2021, 1, 1)
    assert rules.scoring_rules(later).full_marks == 10_000


def test_a_deadline_is_near_as_the_plan_in_force_says_from_that_day_on(session: Session, plan: Plan) -> None:
    plans.set_parameter(session, None, plan, rules.NEAR_DAYS, "5", date(2020, 7, 1), "会议纪要")
    session.flush()
    assert [rules.near_days(session, day) for day in (date(2020, 6, 30), date(2020, 7, 1))] == [3, 5]
    assert rules.near_days(session, date(2021, 1, 5)) == 5
    assert rules.near_days(session, date(2019, 12, 31)) == rules.NEAR_UNLESS_SET


def test_the_first_of_two_texts_is_what_the_plan_of_that_year_says_on_the_day(
    session: Session, plan: Plan
) -> None:
    plans.set_parameter(session, None, plan, rules.FIRST_LANGUAGE, "1", date(2020, 7, 1), "会议纪要")
    session.flush()
    days = (date(2019, 12, 31), date(2020, 6, 30), date(2020, 7, 1), date(2021, 5, 1))
    assert [rules.first_language(session, 2020, day) for day in days] == ["zh", "zh", "ug", "ug"]
    assert rules.first_language(session, 2021, date(2020, 7, 1)) == rules.FIRST_UNLESS_SET
    assert not rules.readable(rules.FIRST_LANGUAGE, "2")


def test_a_plan_from_before_the_key_colours_as_it_always_did(session: Session, plan: Plan) -> None:
    plan.parameters = [row for row in plan.parameters if row.key != rules.NEAR_DAYS]
    session.flush()
    assert rules.near_days(session, DAY) == 3
    assert not rules.readable(rules.NEAR_DAYS, "0")
