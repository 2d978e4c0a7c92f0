"""Scores by the plan's rules."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.indicators import Level1, parse_value
from portal.domain.scoring import (
    SCORE_REMARKS,
    WEIGHT_CODES,
    Band,
    Deduction,
    Grade,
    Part,
    QualitativeLevel,
    ScoringRules,
    WeightRow,
    band_points,
    cap,
    copies_target,
    execution_score,
    grade_of,
    indicator_score,
    total,
    weights_problems,
)

STEADY = settings(derandomize=True, deadline=None, max_examples=200)
RULES = ScoringRules(
    weights={Part.EXECUTION: 1000, Part.OUTPUT: 5000, Part.BENEFIT: 3000, Part.SATISFACTION: 1000},
    grade_bounds={Grade.EXCELLENT: 9000, Grade.GOOD: 8000, Grade.FAIR: 6000, Grade.POOR: 0},
    bands={
        QualitativeLevel.FULL: Band(8000, 10_000),
        QualitativeLevel.PARTIAL: Band(6000, 8000),
        QualitativeLevel.NONE: Band(0, 6000),
    },
    over_achievement_ratio=Fraction(13, 10),
    explain_execution_below=Fraction(9, 10),
)


@pytest.mark.parametrize(
    ("budget", "executed", "weight", "score", "remarks"),
    [
        (20_000_000, 20_000_000, 1000, 1000, ()),
        (278_444_900, 30_000_000, 2000, 215, ("execution.explain",)),
        (329_770_000, 338_310_000, 1000, 1000, ("execution.over_budget",)),
        (300, 259, 1000, 863, ("execution.explain",)),
        (100, 90, 1000, 900, ()),
        (100, 0, 1000, 0, ("execution.explain",)),
        (0, 0, 1000, None, ("execution.no_budget",)),
        (0, 5, 1000, None, ("execution.no_budget",)),
    ],
)
def test_execution_is_scored_from_the_exact_rate(
    budget: int, executed: int, weight: int, score: int | None, remarks: tuple[str, ...]
) -> None:
    scored = execution_score(budget, executed, weight, RULES)
    assert (scored.score, scored.remarks) == (score, remarks)


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score", "remarks"),
    [
        ("≥50个", "50", 800, 800, ()),
        ("≥95%", "90%", 1000, 947, ()),
        ("≥3个", "2个", 1000, 667, ()),
        ("≥8个", "1个", 100, 13, ()),
        ("≤90万元", "100万元", 1000, 900, ()),
        ("≤90万元", "80万元", 1000, 1000, ()),
        ("=8个", "10个", 1000, 1000, ()),
        ("≥2000", "3061", 1000, 1000, ("score.over_achieved",)),
        ("=0件", "0件", 2000, 2000, ("score.zero_target",)),
        ("=0件", "1件", 2000, 0, ("score.zero_target",)),
        ("≤0件", "0", 500, 500, ("score.zero_target",)),
        ("≤5件", "0件", 500, 500, ("score.cannot_divide",)),
        ("≥5个", "-5个", 500, 0, ("score.cannot_divide",)),
        ("9月前", "7月", 500, 500, ()),
        ("9月前", "11月", 500, None, ("score.late_needs_judgement",)),
        ("7月15日前", "7月", 500, None, ("score.judgement_needed",)),
        ("12月底前", "80%", 1000, 800, ("score.rate_for_date",)),
        ("显著提升", "显著提升", 1000, None, ("score.judgement_needed",)),
        ("≥95%", "达成预期指标", 1000, None, ("score.judgement_needed",)),
        ("≥12种", "12个", 1000, None, ("score.units_differ",)),
        ("≥12种", "", 1000, None, ("score.not_reported",)),
        ("", "12", 1000, None, ("score.target_missing",)),
    ],
)
def test_indicators_follow_the_proportional_rule(
    target: str, actual: str, weight: int, score: int | None, remarks: tuple[str, ...]
) -> None:
    scored = indicator_score(parse_value(target), parse_value(actual), weight, RULES)
    assert (scored.score, scored.remarks) == (score, remarks)
    assert set(remarks) <= SCORE_REMARKS


@pytest.mark.parametrize(
    ("level", "lowest", "highest"),
    [
        (QualitativeLevel.FULL, 640, 800),
        (QualitativeLevel.PARTIAL, 480, 640),
        (QualitativeLevel.NONE, 0, 480),
    ],
)
def test_words_are_scored_inside_their_band(level: QualitativeLevel, lowest: int, highest: int) -> None:
    assert band_points(level, 800, RULES) == (lowest, highest)
    assert indicator_score(parse_value("效果明显"), parse_value("完成"), 800, RULES, level).score == highest


def test_over_achievement_is_reduced_only_by_a_decreed_table() -> None:
    target, actual = parse_value("≥100人"), parse_value("220人")
    assert indicator_score(target, actual, 1000, RULES).score == 1000
    decreed = replace(
        RULES,
        deductions=(
            Deduction(Fraction(3, 2), 1000),
            Deduction(Fraction(2), 2000),
            Deduction(Fraction(3), 5000),
        ),
    )
    scored = indicator_score(target, actual, 1000, decreed)
    assert scored.score == 800
    assert scored.remarks == ("score.over_achieved", "score.over_achievement_deducted")
    assert indicator_score(target, parse_value("120人"), 1000, decreed).score == 1000


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        (10_000, Grade.EXCELLENT),
        (9000, Grade.EXCELLENT),
        (8999, Grade.GOOD),
        (8000, Grade.GOOD),
        (7999, Grade.FAIR),
        (6000, Grade.FAIR),
        (5999, Grade.POOR),
        (0, Grade.POOR),
    ],
)
def test_the_lower_bound_belongs_to_the_grade(points: int, grade: Grade) -> None:
    assert grade_of(points, RULES) is grade


def test_a_sum_with_a_gap_is_no_total() -> None:
    assert total([100, 250]) == 350
    assert total([100, None]) is None
    assert total([]) is None


def test_a_score_stays_between_nothing_and_its_weight() -> None:
    assert [cap(points, 800) for points in (-5, 0, 799, 801)] == [0, 0, 799, 800]


def rows(*weights: tuple[Level1, int | None]) -> list[WeightRow]:
    return [WeightRow(f"indicators.{index}", level, weight) for index, (level, weight) in enumerate(weights)]


def test_weights_that_fill_the_plan_have_no_problem() -> None:
    grid = rows(
        (Level1.OUTPUT, 2000), (Level1.OUTPUT, 3000), (Level1.BENEFIT, 3000), (Level1.SATISFACTION, 1000)
    )
    assert weights_problems(grid, RULES) == []


def test_each_wrong_weight_is_named_at_its_place() -> None:
    grid = rows((Level1.OUTPUT, 7000), (Level1.BENEFIT, None), (Level1.BENEFIT, 0), (Level1.BENEFIT, 2000))
    found = weights_problems(grid, replace(RULES, weights={**RULES.weights, Part.EXECUTION: 2000}))
    assert [(p.field, p.code) for p in found] == [
        ("indicators.1.weight", "weights.missing"),
        ("indicators.2.weight", "weights.not_positive"),
        ("weights.output", "weights.part_sum"),
        ("weights.benefit", "weights.part_sum"),
        ("weights.satisfaction", "weights.part_without_rows"),
        ("weights", "weights.total"),
    ]
    assert found[2].params == {"part": "output", "sum": "70.00", "expected": "50.00"}
    assert all(set(p.params) == set(WEIGHT_CODES[p.code]) for p in found)


@pytest.mark.parametrize(
    ("target", "actual", "copied"),
    [
        ("≥266米", "≥266米", True),
        ("≥ 90%", "≥90%", True),
        ("显著提升", "显著提升", True),
        ("100%", "100%", False),
        ("≥90%", "90%", False),
        ("是", "基本达到", False),
        ("", "", False),
    ],
)
def test_a_copied_target_is_told_from_a_figure(target: str, actual: str, copied: bool) -> None:
    assert copies_target(parse_value(target), parse_value(actual)) is copied


SHAPES = st.text(max_size=12) | st.from_regex(r"(≥|≤|=|)-?[0-9]{1,6}(个|元|万元|%|月|)", fullmatch=True)


@STEADY
@given(SHAPES, SHAPES, st.integers(0, 10_000))
def test_no_value_scores_outside_its_weight(target: str, actual: str, weight: int) -> None:
    score = indicator_score(parse_value(target), parse_value(actual), weight, RULES).score
    assert score is None or 0 <= score <= weight


@STEADY
@given(st.integers(0, 10**16), st.integers(0, 10**16), st.integers(0, 10_000))
def test_no_amounts_score_outside_the_weight(budget: int, executed: int, weight: int) -> None:
    score = execution_score(budget, executed, weight, RULES).score
    assert (score is None) == (budget == 0)
    assert score is None or 0 <= score <= weight
