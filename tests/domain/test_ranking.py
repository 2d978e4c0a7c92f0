"""How values become points, points a total, totals a table of places."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.ranking import (
    BASE,
    Absence,
    Entrant,
    Formula,
    Measure,
    Metric,
    MetricUnit,
    RankingRules,
    changed,
    is_veto,
    judge,
    points_of,
    rank,
    value_of,
)
from portal.domain.scoring import Grade
from tests.domain.ranked import (
    BONUS,
    BOUNDS,
    CASES,
    COVERAGE,
    DEDUCTION,
    FALLING,
    HIGH,
    LOW,
    RISING,
    RULES,
    STEADY,
    VETO,
    at,
    unit,
)

# Values


@pytest.mark.parametrize(
    ("kind", "measure", "value"),
    [
        (MetricUnit.PERCENT, (1, 3), Fraction(100, 3)),
        (MetricUnit.PER_HUNDRED, (7, 5), Fraction(140)),
        (MetricUnit.DAYS, (31, 4), Fraction(31, 4)),
        (MetricUnit.POINTS, (525, 2), Fraction(21, 8)),
        (MetricUnit.CASES, (3, 1), Fraction(3)),
        (MetricUnit.PERCENT, (0, 0), None),
        (MetricUnit.PERCENT, None, None),
        (MetricUnit.CASES, None, None),
    ],
)
def test_a_value_is_so_many_of_so_many_in_the_unit_of_its_metric(
    kind: MetricUnit, measure: tuple[int, int] | None, value: Fraction | None
) -> None:
    metric = Metric("x", kind, Formula.BANDS, 100)
    assert value_of(metric, Measure(*measure) if measure else None) == value


@pytest.mark.parametrize(("denominator", "judged"), [(4, False), (5, True), (6, True)])
def test_fewer_than_the_metric_asks_for_are_not_judged(denominator: int, judged: bool) -> None:
    metric = replace(RISING, least=5)
    assert (value_of(metric, Measure(0, denominator)) is not None) is judged


def test_cases_are_judged_however_few_there_are() -> None:
    assert value_of(replace(CASES, least=5), Measure(0, 1)) == 0


# Points


@pytest.mark.parametrize(
    ("metric", "value", "points"),
    [
        (RISING, Fraction(0), 0),
        (RISING, Fraction(50), 0),
        (RISING, Fraction(70), 500),
        (RISING, Fraction(90), 1000),
        (RISING, Fraction(100), 1000),
        (RISING, Fraction(50) + Fraction(2, 100), 1),
        (RISING, Fraction(50) + Fraction(199, 10_000), 0),
        (FALLING, Fraction(200), 0),
        (FALLING, Fraction(90), 0),
        (FALLING, Fraction(95, 2), 350),
        (FALLING, Fraction(5), 700),
        (FALLING, Fraction(0), 700),
        (HIGH, Fraction(100), 500),
        (HIGH, Fraction(95), 500),
        (HIGH, Fraction(9499, 100), 300),
        (HIGH, Fraction(80), 300),
        (HIGH, Fraction(60), 165),
        (HIGH, Fraction(5999, 100), 0),
        (LOW, Fraction(0), 500),
        (LOW, Fraction(2), 500),
        (LOW, Fraction(201, 100), 300),
        (LOW, Fraction(10), 100),
        (LOW, Fraction(1001, 100), 0),
        (CASES, Fraction(0), 500),
        (CASES, Fraction(1), 350),
        (CASES, Fraction(3), 50),
        (CASES, Fraction(4), 0),
        (CASES, Fraction(1000), 0),
        (BONUS, Fraction(0), 0),
        (BONUS, Fraction(2), 200),
        (BONUS, Fraction(3), 300),
        (BONUS, Fraction(9), 300),
        (DEDUCTION, Fraction(0), 0),
        (DEDUCTION, Fraction(2), -400),
        (DEDUCTION, Fraction(4), -600),
        (VETO, Fraction(0), 0),
        (VETO, Fraction(2), 0),
        *((metric, None, None) for metric in (RISING, HIGH, CASES, BONUS, DEDUCTION, VETO)),
    ],
)
def test_points_at_the_bounds_and_between(metric: Metric, value: Fraction | None, points: int | None) -> None:
    assert points_of(metric, value) == points


def test_a_half_of_a_hundredth_is_rounded_up_once() -> None:
    metric = replace(RISING, full=1, floor=Fraction(0), ceiling=Fraction(100))
    assert [points_of(metric, Fraction(value)) for value in (49, 50, 51)] == [0, 1, 1]
    banded = replace(HIGH, full=333, bands=((Fraction(0), Fraction(50)),))
    assert points_of(banded, Fraction(1)) == 167


@pytest.mark.parametrize(
    ("metric", "less"),
    [
        (RISING, False), (FALLING, True), (HIGH, False), (LOW, True), (CASES, True), (BONUS, False),
        (DEDUCTION, True), (VETO, True),
    ],
)  # fmt: skip
def test_a_metric_knows_whether_less_is_better(metric: Metric, less: bool) -> None:
    assert metric.less_is_better is less
    smaller, greater = points_of(metric, Fraction(1)), points_of(metric, Fraction(1000))
    assert smaller is not None
    assert greater is not None
    assert (smaller > greater) is less or metric is VETO


VALUES = st.fractions(min_value=0, max_value=400, max_denominator=10_000)


@pytest.mark.parametrize("metric", [RISING, FALLING, HIGH, LOW, CASES])
@STEADY
@given(one=VALUES, other=VALUES)
def test_base_points_lie_between_nothing_and_full_and_follow_the_value(
    metric: Metric, one: Fraction, other: Fraction
) -> None:
    worse, better = sorted((one, other), reverse=metric.less_is_better)
    low, high = points_of(metric, worse), points_of(metric, better)
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= metric.full


@STEADY
@given(value=VALUES)
def test_a_bonus_and_a_deduction_end_at_their_full_marks(value: Fraction) -> None:
    assert 0 <= (points_of(BONUS, value) or 0) <= BONUS.full
    assert -DEDUCTION.full <= (points_of(DEDUCTION, value) or 0) <= 0


@STEADY
@given(value=VALUES, full=st.integers(1, 3000))
def test_linear_points_are_off_the_exact_share_by_half_a_hundredth_at_most(
    value: Fraction, full: int
) -> None:
    metric = Metric("x", MetricUnit.PERCENT, Formula.LINEAR, full, Fraction(0), Fraction(100))
    exact = full * min(value, Fraction(100)) / 100
    assert abs(exact - (points_of(metric, value) or 0)) <= Fraction(1, 2)


# Totals


def test_a_total_is_the_base_marks_with_what_is_added_and_taken_off() -> None:
    standing = judge(RULES, at(80, bonus=(1, 1), deduction=(2, 1)))
    assert standing.points == {
        "coverage": 4800, "ledger": 4000, "bonus": 100, "deduction": -400, "veto": None,
    }  # fmt: skip
    assert standing.total == 4800 + 4000 + 100 - 400


def test_what_could_not_be_judged_is_left_out_and_the_rest_raised_in_proportion() -> None:
    standing = judge(RULES, unit(coverage=(2, 3)))
    assert (standing.points["coverage"], standing.points["ledger"]) == (4000, None)
    assert standing.total == 6667


def test_a_total_is_never_less_than_nothing() -> None:
    assert judge(RULES, unit(coverage=(0, 3), ledger=(0, 3), deduction=(3, 1))).total == 0


MEASURES = st.integers(0, 40)


@STEADY
@given(done=MEASURES, more=MEASURES, ledger=st.integers(0, 9), taken=st.integers(0, 4))
def test_more_of_what_is_good_never_lowers_the_total(done: int, more: int, ledger: int, taken: int) -> None:
    less, better = sorted((done, more))
    base = unit(coverage=(less, 40), ledger=(ledger, 9), deduction=(taken, 1))
    after = changed(base, "coverage", Measure(better, 40))
    assert (judge(RULES, after).total or 0) >= (judge(RULES, base).total or 0)
    worse = changed(base, "deduction", Measure(taken + 1, 1))
    assert (judge(RULES, worse).total or 0) <= (judge(RULES, base).total or 0)


@STEADY
@given(done=MEASURES, ledger=st.integers(0, 9) | st.none(), bonus=st.integers(0, 9), taken=st.integers(0, 9))
def test_a_total_lies_between_nothing_and_the_base_marks_with_the_bonus(
    done: int, ledger: int | None, bonus: int, taken: int
) -> None:
    more = {} if ledger is None else {"ledger": (ledger, 9)}
    standing = judge(RULES, unit(coverage=(done, 40), bonus=(bonus, 1), deduction=(taken, 1), **more))
    assert standing.total is not None
    assert 0 <= standing.total <= RULES.base_full + BONUS.full


def test_base_marks_are_those_of_the_formulas_that_share_them_out() -> None:
    assert RULES.base_full == 10_000
    assert {m.code for m in RULES.metrics if m.formula in BASE} == {"coverage", "ledger"}


# Grades and the veto


@pytest.mark.parametrize(
    ("total", "grade"),
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
def test_a_grade_begins_with_its_bound(total: int, grade: Grade) -> None:
    whole = RankingRules((replace(COVERAGE, full=10_000),), BOUNDS)
    assert judge(whole, unit(coverage=(total, 10_000))).grade is grade


def test_bounds_are_shares_of_the_base_marks() -> None:
    half = RankingRules((replace(COVERAGE, full=5000),), BOUNDS)
    assert [judge(half, unit(coverage=(n, 1000))).grade for n in (900, 899)] == [Grade.EXCELLENT, Grade.GOOD]


@pytest.mark.parametrize(
    ("coverage", "cases", "vetoed", "grade"),
    [
        (100, 0, False, Grade.EXCELLENT),
        (100, 1, True, Grade.GOOD),
        (70, 1, True, Grade.GOOD),
        (50, 1, True, Grade.FAIR),
    ],
)
def test_a_serious_problem_bars_the_top_grade_and_no_other(
    coverage: int, cases: int, vetoed: bool, grade: Grade
) -> None:
    standing = judge(RULES, at(coverage, veto=(cases, 1)))
    assert (standing.vetoed, standing.grade) == (vetoed, grade)
    assert standing.total == judge(RULES, at(coverage)).total


def test_only_a_veto_vetoes() -> None:
    assert is_veto(VETO, Fraction(1))
    assert not is_veto(VETO, Fraction(0))
    assert not is_veto(VETO, None)
    assert not is_veto(DEDUCTION, Fraction(1))


# Who has a place


@pytest.mark.parametrize(
    ("entrant", "rules", "absence"),
    [
        (replace(at(90), projects=0), RULES, Absence.NO_PROJECTS),
        (replace(at(90), projects=2), RULES, Absence.FEW_PROJECTS),
        (replace(at(90), projects=3), RULES, None),
        (unit(ledger=(1, 1)), RULES, Absence.LITTLE_JUDGED),
        (unit(ledger=(1, 1)), replace(RULES, least_judged=40), None),
        (unit(ledger=(1, 1)), replace(RULES, least_judged=41), Absence.LITTLE_JUDGED),
        (unit(coverage=(1, 1)), RULES, None),
        (unit(bonus=(1, 1)), replace(RULES, least_judged=0), Absence.LITTLE_JUDGED),
        (replace(at(90), corps=True), RULES, Absence.CORPS),
        (replace(at(90), corps=True), replace(RULES, with_corps=True), None),
        (replace(at(90), zone=True), RULES, Absence.ZONE),
        (replace(at(90), zone=True), replace(RULES, with_zones=True), None),
    ],
)
def test_a_unit_has_a_place_or_a_reason_why_not(
    entrant: Entrant, rules: RankingRules, absence: Absence | None
) -> None:
    (standing,) = rank(rules, [entrant])
    assert standing.absence is absence
    assert (standing.place is None, standing.total is None, standing.grade is None) == (
        absence is not None,
    ) * 3


def test_equal_totals_share_a_place_and_the_next_counts_all_above() -> None:
    table = rank(RULES, [at(70, "650400"), at(80, "650300"), at(90, "650100"), at(80, "650200")])
    assert [(s.code, s.place) for s in table] == [
        ("650100", 1), ("650200", 2), ("650300", 2), ("650400", 4),
    ]  # fmt: skip


def test_units_without_a_place_follow_by_code_and_take_none() -> None:
    few = [replace(at(100, code), projects=1) for code in ("650900", "650100")]
    table = rank(RULES, [*few, at(10, "650500")])
    assert [(s.code, s.place) for s in table] == [("650500", 1), ("650100", None), ("650900", None)]


@STEADY
@given(st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_a_place_is_one_more_than_the_units_with_a_greater_total(shares: list[int]) -> None:
    table = rank(RULES, [at(share, f"65{n:02d}00") for n, share in enumerate(shares, 1)])
    for standing in table:
        assert standing.total is not None
        above = sum((other.total or 0) > standing.total for other in table)
        assert standing.place == above + 1


@pytest.mark.parametrize(("before", "movement"), [(3, 2), (1, 0), (None, None)])
def test_movement_counts_places_gained_since_the_table_before(
    before: int | None, movement: int | None
) -> None:
    (standing,) = rank(RULES, [replace(at(90), place_before=before)])
    assert (standing.place_before, standing.movement) == (before, movement)


def test_places_lost_count_below_nothing_and_a_unit_without_a_place_has_no_movement() -> None:
    table = rank(RULES, [at(90, "650100"), replace(at(80, "650200"), place_before=1)])
    assert table[1].movement == -1
    (absent,) = rank(RULES, [replace(at(90), projects=0, place_before=4)])
    assert (absent.place_before, absent.movement) == (4, None)
