"""Evaluation ranking (评价排名): points by metric, totals, places, and what stands between a place and the next.

Pure: values go in, points in hundredths come out. Formula kinds and the table of marks follow the method of
财农〔2017〕115号 (base marks and adjustments, linear between bounds, a serious problem bars the top grade); the ranking
of prefectures and counties and the pressing of those at the end are asked for by the opinion of 2020, part 五.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from portal.domain.money import to_hundredths
from portal.domain.scoring import Grade

FORMULA_VERSION = 1
"""Raised with every change that lets the same inputs give other points: a frozen ranking names the one it used."""


class RankingStatus(StrEnum):
    """Where a ranking stands: worked on, open to objections, in force, given up."""

    DRAFT = "draft"
    OBJECTION = "objection"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class ObjectionStatus(StrEnum):
    """Where an objection (申诉) stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Formula(StrEnum):
    """How a value becomes points."""

    LINEAR = "linear"
    BANDS = "bands"
    PER_CASE = "per_case"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    VETO = "veto"


class MetricUnit(StrEnum):
    """What a value counts: a share in percent, so many for each hundred, days or points on average, cases."""

    PERCENT = "percent"
    PER_HUNDRED = "per_hundred"
    DAYS = "days"
    POINTS = "points"
    CASES = "cases"


class Absence(StrEnum):
    """Why a unit has no place."""

    NO_PROJECTS = "no_projects"
    FEW_PROJECTS = "few_projects"
    LITTLE_JUDGED = "little_judged"
    CORPS = "corps"
    ZONE = "zone"


_FACTOR: Mapping[MetricUnit, Fraction] = {
    MetricUnit.PERCENT: Fraction(100),
    MetricUnit.PER_HUNDRED: Fraction(100),
    MetricUnit.DAYS: Fraction(1),
    # Distances between scores are summed in hundredths of a point.
    MetricUnit.POINTS: Fraction(1, 100),
}

BASE = frozenset({Formula.LINEAR, Formula.BANDS, Formula.PER_CASE})
"""Formulas that share out the base marks (基础分); the others adjust the sum."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted of a unit: so many of so many. For cases the denominator says nothing."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. full: marks in hundredths. LINEAR: nothing at `floor`, full marks at `ceiling`, in proportion between,
    whichever of the two is the greater. BANDS: bounds with shares of the marks in percent, the best first; `falling` where
    less is better. PER_CASE, BONUS and DEDUCTION: `step` hundredths for each case, up to the full marks. least: the smallest
    denominator that is judged. mendable: what is open can still be made good."""

    code: str
    unit: MetricUnit
    formula: Formula
    full: int
    floor: Fraction = Fraction(0)
    ceiling: Fraction = Fraction(100)
    bands: tuple[tuple[Fraction, Fraction], ...] = ()
    falling: bool = False
    step: int = 0
    least: int = 1
    mendable: bool = False

    @property
    def less_is_better(self) -> bool:
        """True where a smaller value earns more."""
        match self.formula:
            case Formula.LINEAR:
                return self.ceiling < self.floor
            case Formula.BANDS:
                return self.falling
            case Formula.BONUS:
                return False
        return True


@dataclass(frozen=True, slots=True)
class RankingRules:
    """What holds for a whole table: who is ranked and where grades begin. grade_bounds: lower bounds in hundredths of
    a percent of the base marks, the bound included."""

    metrics: tuple[Metric, ...]
    grade_bounds: Mapping[Grade, int]
    least_projects: int = 1
    least_judged: int = 0
    with_corps: bool = False
    with_zones: bool = False

    @property
    def base_full(self) -> int:
        """Sum of the base marks, in hundredths."""
        return sum(m.full for m in self.metrics if m.formula in BASE)


@dataclass(frozen=True, slots=True)
class Entrant:
    """A unit before the table is made: its projects and what was counted of it, by code of the metric."""

    code: str
    projects: int
    measures: Mapping[str, Measure]
    corps: bool = False
    zone: bool = False
    place_before: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the table. points: by metric, None where nothing could be judged; total in hundredths, None without a
    place; place: None with `absence` saying why."""

    code: str
    points: Mapping[str, int | None] = field(default_factory=dict)
    total: int | None = None
    place: int | None = None
    place_before: int | None = None
    grade: Grade | None = None
    vetoed: bool = False
    absence: Absence | None = None

    @property
    def movement(self) -> int | None:
        """Places gained (positive) or lost since the ranking before; None where either place is missing."""
        return moved(self.place_before, self.place)


def moved(before: int | None, place: int | None) -> int | None:
    """Places gained (positive) or lost from one ranking to the next; None where either place is missing."""
    return None if before is None or place is None else before - place


@dataclass(frozen=True, slots=True)
class Fix:
    """What mending would bring: open cases, and the points (hundredths) that one and all of them give."""

    metric: str
    cases: int
    gain_of_one: int
    gain_of_all: int


def value_of(metric: Metric, measure: Measure | None) -> Fraction | None:
    """The value of a metric in its unit; None where nothing was counted or less than is judged."""
    if measure is None:
        return None
    if metric.unit is MetricUnit.CASES:
        return Fraction(measure.numerator)
    if measure.denominator < max(1, metric.least):
        return None
    return Fraction(measure.numerator, measure.denominator) * _FACTOR[metric.unit]


def points_of(metric: Metric, value: Fraction | None) -> int | None:
    """Points in hundredths, rounded half up once; negative for a deduction, None where there is nothing to judge."""
    if value is None:
        return None
    match metric.formula:
        case Formula.LINEAR:
            return _linear(metric, value)
        case Formula.BANDS:
            return _banded(metric, value)
        case Formula.PER_CASE:
            return max(0, metric.full - to_hundredths(value * Fraction(metric.step, 100)))
        case Formula.BONUS:
            return min(metric.full, to_hundredths(value * Fraction(metric.step, 100)))
        case Formula.DEDUCTION:
            return -min(metric.full, to_hundredths(value * Fraction(metric.step, 100)))
    return 0


def _linear(metric: Metric, value: Fraction) -> int:
    width = metric.ceiling - metric.floor
    share = (value - metric.floor) / width
    return to_hundredths(Fraction(metric.full, 100) * max(Fraction(0), min(share, Fraction(1))))


def _banded(metric: Metric, value: Fraction) -> int:
    for bound, share in metric.bands:
        if value <= bound if metric.falling else value >= bound:
            return to_hundredths(Fraction(metric.full, 100) * share / 100)
    return 0


def is_veto(metric: Metric, value: Fraction | None) -> bool:
    """True where a metric bars the top grade (严重问题不得评优, 财农〔2019〕89号)."""
    return metric.formula is Formula.VETO and value is not None and value > 0


def rank(rules: RankingRules, entrants: Iterable[Entrant]) -> list[Standing]:
    """The whole table: those with a place from the first to the last, then those without one, each by code.

    Equal totals share a place and the next one counts all that stand above (1, 2, 2, 4). Metrics of which nothing could
    be judged are left out and the rest is raised to the full base marks in proportion.
    """
    judged = [judge(rules, entrant) for entrant in entrants]
    ranked = sorted((s for s in judged if s.absence is None), key=lambda s: (-(s.total or 0), s.code))
    placed: list[Standing] = []
    for number, standing in enumerate(ranked, 1):
        same = placed and placed[-1].total == standing.total
        placed.append(replace(standing, place=placed[-1].place if same else number))
    return placed + sorted((s for s in judged if s.absence is not None), key=lambda s: s.code)


def judge(rules: RankingRules, entrant: Entrant) -> Standing:
    """Points, total and grade of one unit, without a place."""
    values = {m.code: value_of(m, entrant.measures.get(m.code)) for m in rules.metrics}
    points = {m.code: points_of(m, values[m.code]) for m in rules.metrics}
    base = [m for m in rules.metrics if m.formula in BASE and points[m.code] is not None]
    judged_full = sum(m.full for m in base)
    absence = _absence(rules, entrant, judged_full)
    if absence is not None:
        return Standing(entrant.code, points, place_before=entrant.place_before, absence=absence)
    earned = sum(points[m.code] or 0 for m in base)
    scaled = to_hundredths(Fraction(earned, 100) * Fraction(rules.base_full, judged_full))
    adjusted = sum(points[m.code] or 0 for m in rules.metrics if m.formula not in BASE)
    total = max(0, scaled + adjusted)
    vetoed = any(is_veto(m, values[m.code]) for m in rules.metrics)
    return Standing(
        entrant.code,
        points,
        total,
        place_before=entrant.place_before,
        grade=_grade(rules, total, vetoed),
        vetoed=vetoed,
    )


def _absence(rules: RankingRules, entrant: Entrant, judged_full: int) -> Absence | None:
    if entrant.corps and not rules.with_corps:
        return Absence.CORPS
    if entrant.zone and not rules.with_zones:
        return Absence.ZONE
    if entrant.projects == 0:
        return Absence.NO_PROJECTS
    if entrant.projects < rules.least_projects:
        return Absence.FEW_PROJECTS
    if not judged_full or judged_full * 100 < rules.least_judged * rules.base_full:
        return Absence.LITTLE_JUDGED
    return None


def _grade(rules: RankingRules, total: int, vetoed: bool) -> Grade:
    bounds = rules.grade_bounds
    reached = [g for g, bound in bounds.items() if total * 10_000 >= bound * rules.base_full]
    grade = max(reached, key=lambda g: bounds[g], default=Grade.POOR)
    return Grade.GOOD if vetoed and grade is Grade.EXCELLENT else grade


def changed(entrant: Entrant, code: str, measure: Measure) -> Entrant:
    """The unit with another value of one metric: for corrections and for asking what if."""
    return replace(entrant, measures={**entrant.measures, code: measure})


def gap_to_next(table: Sequence[Standing], code: str) -> tuple[Standing, int] | None:
    """The standing next above a unit and the hundredths it is ahead by; None for the first and for those without
    a place."""
    own = next((s for s in table if s.code == code), None)
    if own is None or own.place is None or own.total is None:
        return None
    above = [s for s in table if s.total is not None and s.place is not None and s.total > own.total]
    if not above:
        return None
    nearest = min(above, key=lambda s: ((s.total or 0), s.code))
    return nearest, (nearest.total or 0) - own.total


def lost(metric: Metric, points: int | None) -> int:
    """Hundredths that a metric has cost: what is missing to the full marks, or what was taken off."""
    if points is None or metric.formula in (Formula.BONUS, Formula.VETO):
        return 0
    return metric.full - points if metric.formula in BASE else -points


def fixes(rules: RankingRules, entrant: Entrant) -> list[Fix]:
    """What can still be made good, the cheapest first: the most points for one case. Points are those of the total,
    raised as the total is."""
    standing = judge(rules, entrant)
    if standing.total is None:
        return []
    found: list[Fix] = []
    for metric in rules.metrics:
        measure = entrant.measures.get(metric.code)
        if not metric.mendable or measure is None or not (cases := _open_cases(metric, measure)):
            continue
        one = _gain(rules, entrant, standing.total, metric, 1)
        every = _gain(rules, entrant, standing.total, metric, cases)
        if every > 0:
            found.append(Fix(metric.code, cases, one, every))
    return sorted(found, key=lambda fix: (-Fraction(fix.gain_of_all, fix.cases), fix.cases, fix.metric))


def _open_cases(metric: Metric, measure: Measure) -> int:
    return measure.numerator if metric.less_is_better else measure.denominator - measure.numerator


def _gain(rules: RankingRules, entrant: Entrant, total: int, metric: Metric, cases: int) -> int:
    measure = entrant.measures[metric.code]
    step = -cases if metric.less_is_better else cases
    mended = changed(entrant, metric.code, replace(measure, numerator=measure.numerator + step))
    return (judge(rules, mended).total or 0) - total
