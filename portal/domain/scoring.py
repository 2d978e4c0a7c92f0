"""Scores of a self-evaluation, computed by the rules of the plan; nothing about points stands in code.

Rules: 财预〔2020〕10号 and the notes printed under the self-evaluation form of 国办发〔2018〕35号 (a score
never exceeds its weight; ≥ and =: weight x actual/target; ≤: weight x target/actual; qualitative: by
bands). Scores and weights are whole hundredths of a point, shares are hundredths of the weight (8000 = 80
%), money is fen, rounding is half up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from portal.domain.indicators import (
    IndicatorValue,
    Level1,
    Operator,
    ValueKind,
    actual_number,
    attainment,
    meets,
)
from portal.domain.money import narrow, points_text, rate, to_hundredths
from portal.domain.problems import Problem

FULL = 10_000


class Part(StrEnum):
    """Parts whose weights the plan fixes."""

    EXECUTION = "execution"
    OUTPUT = "output"
    BENEFIT = "benefit"
    SATISFACTION = "satisfaction"


PART_OF: dict[Level1, Part] = {
    Level1.OUTPUT: Part.OUTPUT,
    Level1.BENEFIT: Part.BENEFIT,
    Level1.SATISFACTION: Part.SATISFACTION,
}


class Grade(StrEnum):
    """优, 良, 中, 差."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class QualitativeLevel(StrEnum):
    """How far a qualitative target was reached: 达成, 部分达成, 未达成."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Band:
    """Share of the weight a qualitative level may get, in hundredths of a percent, both ends included."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """Over-achievement above ``above`` (actual/target) takes ``share`` of the weight, hundredths of a
    percent.
    """

    above: Fraction
    share: int


@dataclass(frozen=True, slots=True)
class ScoringRules:
    """Scoring rules of one plan; every figure comes from the plan's data.

    ``weights`` and ``grade_bounds`` (lower bounds, the bound included) are hundredths of a point.
    ``deductions`` is empty unless the region has decreed a table: there is no national one.
    """

    weights: Mapping[Part, int]
    grade_bounds: Mapping[Grade, int]
    bands: Mapping[QualitativeLevel, Band]
    over_achievement_ratio: Fraction
    explain_execution_below: Fraction
    deductions: tuple[Deduction, ...] = field(default=())

    @property
    def full_marks(self) -> int:
        """Sum of the weights."""
        return sum(self.weights.values())


SCORE_REMARKS: frozenset[str] = frozenset(
    {
        "score.not_reported",
        "score.cannot_divide",
        "score.judgement_needed",
        "score.units_differ",
        "score.late_needs_judgement",
        "score.zero_target",
        "score.over_achieved",
        "score.over_achievement_deducted",
        "score.rate_for_date",
        "score.target_missing",
        "execution.no_budget",
        "execution.over_budget",
        "execution.explain",
    }
)


@dataclass(frozen=True, slots=True)
class Scored:
    """What the rule gives: the uncapped rate, the score (None where a person must judge) and remark codes."""

    rate: Fraction | None
    score: int | None
    remarks: tuple[str, ...] = ()


def cap(score: int, weight: int) -> int:
    """Keep a score between nothing and its weight (the form's note: 不得突破分值上限)."""
    return max(0, min(score, weight))


def share_of(weight: int, share: Fraction) -> int:
    """Return a share of a weight, capped, in hundredths, rounded half up once."""
    return cap(to_hundredths(Fraction(weight, 100) * max(Fraction(0), min(share, Fraction(1)))), weight)


def execution_score(
    budget_fen: int, executed_fen: int, weight: int, rules: ScoringRules | None = None
) -> Scored:
    """Score the execution of the adjusted budget: weight x min(executed/budget, 1), from the exact rate.

    Source: 财预〔2020〕10号 (预算执行率 = 全年执行数 / 全年预算数). Without a budget there is neither rate
    nor score. With ``rules`` a rate below the plan's limit carries "execution.explain".
    """
    share = rate(executed_fen, budget_fen)
    if share is None or budget_fen < 0:
        return Scored(None, None, ("execution.no_budget",))
    remarks: list[str] = []
    if share > 1:
        remarks.append("execution.over_budget")
    if rules is not None and share < rules.explain_execution_below:
        remarks.append("execution.explain")
    return Scored(share, share_of(weight, share), tuple(remarks))


def indicator_score(
    target: IndicatorValue,
    actual: IndicatorValue,
    weight: int,
    rules: ScoringRules,
    qualitative_level: QualitativeLevel | None = None,
) -> Scored:
    """Score one indicator of ``weight`` hundredths.

    Figures follow the proportional rule, capped at the weight. A target of 0 ("=0件", "≤0") cannot be
    divided by: met gives full marks, else none. A date that is met gives full marks; a late one has no
    ratio and gets no score: a person decides, as for qualitative targets without a level. With
    ``qualitative_level`` a target in words gets the upper end of its band, which the person may lower
    inside the band. Over-achievement beyond the plan's ratio is remarked and reduced only by the plan's own
    table.
    """
    if target.kind is ValueKind.EMPTY:
        return Scored(None, None, ("score.target_missing",))
    if target.kind is ValueKind.QUALITATIVE:
        return _qualitative(weight, rules, qualitative_level)
    if actual.kind is ValueKind.EMPTY:
        return Scored(None, None, ("score.not_reported",))
    if target.is_date:
        return _dated(target, actual, weight)
    if actual.kind is not ValueKind.NUMBER:
        return Scored(None, None, ("score.judgement_needed",))
    if actual_number(target, actual) is None:
        return Scored(None, None, ("score.units_differ",))
    return _numeric(target, actual, weight, rules)


def _qualitative(weight: int, rules: ScoringRules, level: QualitativeLevel | None) -> Scored:
    if level is None:
        return Scored(None, None, ("score.judgement_needed",))
    return Scored(None, share_of(weight, Fraction(rules.bands[level].upper, FULL)))


def _dated(target: IndicatorValue, actual: IndicatorValue, weight: int) -> Scored:
    ratio = attainment(target, actual)
    if ratio is None:
        late = meets(target, actual) is False
        return Scored(None, None, ("score.late_needs_judgement" if late else "score.judgement_needed",))
    remarks = ("score.rate_for_date",) if actual.is_percent else ()
    return Scored(ratio, share_of(weight, ratio), remarks)


def _numeric(target: IndicatorValue, actual: IndicatorValue, weight: int, rules: ScoringRules) -> Scored:
    met = bool(meets(target, actual))
    if target.number == 0:
        return Scored(Fraction(int(met)), weight if met else 0, ("score.zero_target",))
    ratio = attainment(target, actual)
    if ratio is None:
        # Negative figures, or nothing spent under a ceiling: no quotient says anything, only met or not.
        return Scored(None, weight if met else 0, ("score.cannot_divide",))
    score, remarks = share_of(weight, ratio), list[str]()
    if not target.operator.is_upper_bound and ratio > rules.over_achievement_ratio:
        remarks.append("score.over_achieved")
    if not target.operator.is_upper_bound and target.operator is not Operator.EQ:
        lost = max((step.share for step in rules.deductions if ratio > step.above), default=0)
        if lost:
            remarks.append("score.over_achievement_deducted")
            score = share_of(weight, 1 - Fraction(lost, FULL))
    return Scored(ratio, score, tuple(remarks))


def band_points(level: QualitativeLevel, weight: int, rules: ScoringRules) -> tuple[int, int]:
    """Return lowest and highest score in hundredths that a qualitative level allows for a weight."""
    band = rules.bands[level]
    return share_of(weight, Fraction(band.lower, FULL)), share_of(weight, Fraction(band.upper, FULL))


def total(scores: Iterable[int | None]) -> int | None:
    """Sum scores in hundredths; None as soon as one is missing, for a part of a sum is no total."""
    found = list(scores)
    return None if not found or None in found else sum(score for score in found if score is not None)


def grade_of(score: int, rules: ScoringRules) -> Grade:
    """Return the highest grade whose lower bound (included) the total in hundredths reaches."""
    reached = [grade for grade, bound in rules.grade_bounds.items() if score >= bound]
    return max(reached, key=lambda grade: rules.grade_bounds[grade], default=Grade.POOR)


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A row of the grid as far as weights go: its place, level, weight in hundredths (None: not given)."""

    field: str
    level1: Level1
    weight: int | None


WEIGHT_CODES: dict[str, tuple[str, ...]] = {
    "weights.missing": (),
    "weights.not_positive": ("weight",),
    "weights.part_sum": ("part", "sum", "expected"),
    "weights.part_without_rows": ("part", "expected"),
    "weights.total": ("sum", "expected"),
}


def weights_problems(rows: Sequence[WeightRow], rules: ScoringRules, full_marks: int = FULL) -> list[Problem]:
    """Check the weights of a grid against the plan: each row has one, and each first level sums to its
    fixed part.

    Points in params are text with two decimals. The plan's own parts must sum to ``full_marks``. Source:
    note 1 under the form (产出指标50分、效益指标30分、满意度指标10分、预算资金执行率10分), the figures
    being the plan's.
    """
    found: list[Problem] = []
    for row in rows:
        if row.weight is None:
            found.append(Problem(f"{row.field}.weight", "weights.missing"))
        elif row.weight <= 0:
            found.append(
                Problem(f"{row.field}.weight", "weights.not_positive", {"weight": points_text(row.weight)})
            )
    for level, part in PART_OF.items():
        expected = rules.weights.get(part, 0)
        mine = [row.weight or 0 for row in rows if row.level1 is level]
        if not mine and expected:
            params: dict[str, str | int] = {"part": part.value, "expected": points_text(expected)}
            found.append(Problem(f"weights.{part}", "weights.part_without_rows", params))
        elif sum(mine) != expected:
            params = {"part": part.value, "sum": points_text(sum(mine)), "expected": points_text(expected)}
            found.append(Problem(f"weights.{part}", "weights.part_sum", params))
    if rules.full_marks != full_marks:
        params = {"sum": points_text(rules.full_marks), "expected": points_text(full_marks)}
        found.append(Problem("weights", "weights.total", params))
    return found


def copies_target(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """Say whether the result is the target written again and no actual figure ("≥266米" for "≥266米").

    A bare "100%" for "100%" may well be a figure; a sign in an actual, or the same words, give the copy away.
    """
    same = narrow(target.text) == narrow(actual.text) != ""
    signed = actual.operator is not Operator.NONE and not actual.implied
    return same and (signed or actual.kind is ValueKind.QUALITATIVE)
