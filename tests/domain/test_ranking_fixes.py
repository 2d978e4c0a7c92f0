"""What stands between a place and the next: the gap, what metrics have cost, and what can still be made good."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.ranking import (
    Fix,
    Measure,
    Metric,
    RankingRules,
    Standing,
    changed,
    fixes,
    gap_to_next,
    judge,
    lost,
    rank,
)
from tests.domain.ranked import (
    BONUS,
    BOUNDS,
    CASES,
    COVERAGE,
    DEDUCTION,
    LEDGER,
    RISING,
    RULES,
    STEADY,
    VETO,
    at,
    unit,
)


def test_the_gap_leads_to_the_nearest_total_above_also_over_equals() -> None:
    table = rank(RULES, [at(90, "650100"), at(80, "650200"), at(80, "650300"), at(70, "650400")])
    found = {s.code: gap_to_next(table, s.code) for s in table}
    assert found["650100"] is None
    for code, above, gap in (("650200", "650100", 600), ("650300", "650100", 600), ("650400", "650200", 600)):
        next_up = found[code]
        assert next_up is not None
        assert (next_up[0].code, next_up[1]) == (above, gap)


def test_without_a_place_there_is_no_gap() -> None:
    table = rank(RULES, [at(90, "650100"), replace(at(80, "650200"), projects=0)])
    assert gap_to_next(table, "650200") is None
    assert gap_to_next(table, "659999") is None


@pytest.mark.parametrize(
    ("metric", "points", "cost"),
    [
        (RISING, 250, 750),
        (RISING, 1000, 0),
        (CASES, 350, 150),
        (DEDUCTION, -400, 400),
        (BONUS, 0, 0),
        (VETO, 0, 0),
        (RISING, None, 0),
        (DEDUCTION, None, 0),
    ],
)
def test_a_metric_has_cost_what_is_missing_to_full_marks(
    metric: Metric, points: int | None, cost: int
) -> None:
    assert lost(metric, points) == cost


def test_fixes_name_open_cases_and_what_one_and_all_bring_the_cheapest_first() -> None:
    entrant = unit(coverage=(7, 10), ledger=(3, 4))
    assert fixes(RULES, entrant) == [Fix("ledger", 1, 2000, 2000), Fix("coverage", 3, 600, 1800)]


def test_a_fix_that_brings_nothing_at_first_says_so_and_one_that_never_does_is_left_out() -> None:
    below = unit(coverage=(10, 10), ledger=(1, 4))
    assert fixes(RULES, below) == [Fix("ledger", 3, 0, 4000)]
    saturated = RankingRules((replace(COVERAGE, ceiling=Fraction(50)), LEDGER), BOUNDS)
    assert fixes(saturated, unit(coverage=(8, 10), ledger=(4, 4))) == []


def test_what_cannot_be_made_good_and_units_without_a_place_have_no_fixes() -> None:
    fixed = RankingRules(tuple(replace(m, mendable=False) for m in RULES.metrics), BOUNDS)
    assert fixes(fixed, unit(coverage=(1, 10), ledger=(1, 4))) == []
    assert fixes(RULES, replace(at(10), projects=0)) == []


@STEADY
@given(done=st.integers(0, 11), ledger=st.integers(0, 4), taken=st.integers(0, 4))
def test_a_gain_is_what_judging_the_mended_unit_gives(done: int, ledger: int, taken: int) -> None:
    entrant = unit(coverage=(done, 11), ledger=(ledger, 4), deduction=(taken, 1))
    total = judge(RULES, entrant).total or 0
    for fix in fixes(RULES, entrant):
        held = entrant.measures[fix.metric]
        assert fix.cases == held.denominator - held.numerator
        for cases, gain in ((1, fix.gain_of_one), (fix.cases, fix.gain_of_all)):
            mended = changed(entrant, fix.metric, Measure(held.numerator + cases, held.denominator))
            assert (judge(RULES, mended).total or 0) - total == gain


def test_a_fix_of_what_should_be_less_takes_cases_away() -> None:
    falling = replace(COVERAGE, code="lights", floor=Fraction(100), ceiling=Fraction(0))
    rules = RankingRules((falling,), BOUNDS)
    assert fixes(rules, unit(lights=(3, 10))) == [Fix("lights", 3, 600, 1800)]


def test_a_change_leaves_the_unit_that_was_asked_about_as_it_was() -> None:
    entrant = at(50)
    assert changed(entrant, "coverage", Measure(1, 1)).measures["coverage"] == Measure(1, 1)
    assert entrant.measures["coverage"] == Measure(50, 100)
    assert isinstance(rank(RULES, [entrant])[0], Standing)
