"""Metrics of every formula, rules and units for the tests of the ranking."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import settings

from portal.domain.ranking import Entrant, Formula, Measure, Metric, MetricUnit, RankingRules
from portal.domain.scoring import Grade

STEADY = settings(derandomize=True, deadline=None, max_examples=60)

RISING = Metric("rising", MetricUnit.PERCENT, Formula.LINEAR, 1000, Fraction(50), Fraction(90))
FALLING = Metric("falling", MetricUnit.DAYS, Formula.LINEAR, 700, Fraction(90), Fraction(5))
HIGH = Metric(
    "high",
    MetricUnit.PERCENT,
    Formula.BANDS,
    500,
    bands=((Fraction(95), Fraction(100)), (Fraction(80), Fraction(60)), (Fraction(60), Fraction(33))),
)
LOW = replace(
    HIGH, code="low", unit=MetricUnit.POINTS, bands=((Fraction(2), Fraction(100)), (Fraction(5), Fraction(60)), (Fraction(10), Fraction(20))), falling=True
)  # fmt: skip
CASES = Metric("cases", MetricUnit.CASES, Formula.PER_CASE, 500, step=150)
BONUS = Metric("bonus", MetricUnit.CASES, Formula.BONUS, 300, step=100)
DEDUCTION = Metric("deduction", MetricUnit.CASES, Formula.DEDUCTION, 600, step=200)
VETO = Metric("veto", MetricUnit.CASES, Formula.VETO, 0)

COVERAGE = Metric(
    "coverage", MetricUnit.PERCENT, Formula.LINEAR, 6000, Fraction(0), Fraction(100), mendable=True
)
LEDGER = Metric(
    "ledger", MetricUnit.PERCENT, Formula.LINEAR, 4000, Fraction(50), Fraction(100), mendable=True
)
BOUNDS = {Grade.EXCELLENT: 9000, Grade.GOOD: 8000, Grade.FAIR: 6000, Grade.POOR: 0}
RULES = RankingRules(
    (COVERAGE, LEDGER, BONUS, DEDUCTION, VETO), BOUNDS, least_projects=3, least_judged=50
)  # fmt: skip


def unit(code: str = "650100", projects: int = 10, **measures: tuple[int, int]) -> Entrant:
    """A unit with so many of so many by metric."""
    return Entrant(code, projects, {name: Measure(*pair) for name, pair in measures.items()})


def at(coverage: int, code: str = "650100", **more: tuple[int, int]) -> Entrant:
    """A unit with a coverage in percent and a complete ledger."""
    return unit(code, coverage=(coverage, 100), **{"ledger": (4, 4), **more})
