"""Contradictions of a published table with itself, as remark codes.

The catalogue follows the mistakes found on published self-evaluation tables. Nothing here judges a score
given by feeling; only what the table's own figures refute is remarked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from portal.domain.indicators import (
    Level1,
    Level2,
    Operator,
    ValueKind,
    check_value,
    convert,
    is_money,
    meets,
)
from portal.domain.money import FEN_PER_YUAN, narrow, round_half_up, to_hundredths
from portal.domain.published_reading import Case, Row
from portal.domain.scoring import FULL, PART_OF, Part, Scored, ScoringRules, copies_target, grade_of

# Forms whose printed notes fix the weights of the parts: that of 国办发〔2018〕35号 (and the transition
# funds that took it over) and that of 财预〔2020〕10号.
_FIXED_WEIGHTS = re.compile(r"衔接|扶贫|10号")
_FUNDS_PAID = re.compile(r"(?:资金|经费|补助|补贴|预算).{0,6}(?:拨付|支付|支出|兑付|执行)")
_WHOLE_COST = re.compile(r"总成本|总投资|项目成本$")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_GRADE_WORDS = (("优", "excellent"), ("良", "good"), ("中", "fair"), ("差", "poor"))
# A rate this low beside outputs at full marks cannot both be right (published: 10.77 % and 52.79 %).
_LOW_EXECUTION = Fraction(6, 10)
_MUCH = Fraction(2, 10)


def row_remarks(case: Case, row: Row, scored: Scored) -> list[str]:
    """Return the codes of one indicator: its reading, its target's faults, its score against the rule."""
    found = [*row.remarks]
    if row.readable:
        found += _target_remarks(case, row)
        found += _score_remarks(row, scored)
        found += _beside_funds(case, row)
    return list(dict.fromkeys(found))


def _target_remarks(case: Case, row: Row) -> Iterable[str]:
    level1 = row.level1 or (row.level2.level1 if row.level2 else Level1.OUTPUT)
    for problem in check_value(row.target, level1, row.level2, row.name or "", "", case.year):
        yield problem.code
    if copies_target(row.target, row.actual):
        yield "actual.copies_target"
    years = set(_YEAR.findall(narrow(row.name or "")))
    if case.year and years and str(case.year) not in years:
        yield "name.other_year"


def _score_remarks(row: Row, scored: Scored) -> Iterable[str]:
    if row.parent is not None and row.weight is None and row.score is None:
        yield "row.child_unscored"
        return
    yield from scored.remarks
    if row.weight is None:
        yield "weight.missing"
    if row.score is None:
        yield "score.blank"
        return
    if row.weight is not None and row.score > row.weight:
        yield "score.above_weight"
    unfilled = ValueKind.EMPTY in (row.target.kind, row.actual.kind)
    if unfilled and row.score and row.score == (row.weight or row.score):
        yield "score.full_beside_blank"
    if scored.score is not None:
        yield from _against_rule(row, scored, row.score)
    if "score.over_achieved" in scored.remarks and not row.note:
        yield "over_achievement.unexplained"
    if meets(row.target, row.actual) is False and not row.note:
        yield "deviation.unexplained"


def _against_rule(row: Row, scored: Scored, published: int) -> Iterable[str]:
    computed, weight = scored.score or 0, row.weight or 0
    if published == computed:
        return
    yield "score.above_rule" if published > computed else "score.below_rule"
    if published < computed == weight and not row.note:
        yield "score.taken_from_met_target"
    if published == to_hundredths(Fraction(computed * weight, 1_000_000)):
        yield "score.weight_applied_twice"


def _beside_funds(case: Case, row: Row) -> Iterable[str]:
    amounts = case.amounts if case.amounts.budget else case.fiscal
    name = narrow(row.name or "")
    if amounts.executed is None:
        return
    low = bool(amounts.budget) and amounts.executed < (amounts.budget or 0)
    if low and _FUNDS_PAID.search(name) and row.actual.is_percent and (row.actual.number or 0) >= 100:
        yield "actual.contradicts_execution"
    money = is_money(row.target.unit) and row.actual.number is not None
    if row.level2 is Level2.COST and money and _WHOLE_COST.search(name) and row.actual.number is not None:
        unit = row.actual.unit or row.target.unit
        spent = convert(row.actual.number, unit, "元")
        if spent is not None and spent * FEN_PER_YUAN != amounts.executed:
            yield "actual.cost_differs_from_executed"


def execution_remarks(case: Case, scored: Scored) -> list[str]:
    """Return the codes of the funds and the execution row."""
    found = [*_fund_remarks(case), *_rate_remarks(case, scored), *_execution_score_remarks(case, scored)]
    return list(dict.fromkeys([*scored.remarks, *found]))


def _fund_remarks(case: Case) -> Iterable[str]:
    whole, fiscal = case.amounts, case.fiscal
    pairs = (
        (whole.initial, fiscal.initial),
        (whole.budget, fiscal.budget),
        (whole.executed, fiscal.executed),
    )
    if any(part and total == 0 for total, part in pairs):
        yield "funds.total_zero_beside_fiscal"
    if any(part and total and part > total for total, part in pairs):
        yield "funds.part_above_total"
    if whole.initial == 0 and whole.budget:
        yield "funds.initial_zero"
    elif (
        whole.initial
        and whole.budget is not None
        and abs(whole.budget - whole.initial) > _MUCH * whole.initial
    ):
        yield "funds.budget_changed_much"
    if whole.budget and whole.executed:
        ratio = Fraction(whole.executed, whole.budget)
        # About ten thousand times more or less: one column is in 元, the other in 万元.
        if ratio >= 2000 or ratio <= Fraction(1, 5000):
            yield "funds.unit_suspect"
    for row in case.rows:
        if row.level2 is Level2.COST and _WHOLE_COST.search(narrow(row.name or "")) and row.target.number:
            wanted = convert(row.target.number, row.target.unit, "元") if is_money(row.target.unit) else None
            if wanted and whole.budget == wanted * FEN_PER_YUAN * 10_000:
                yield "funds.unit_suspect"


def _rate_remarks(case: Case, scored: Scored) -> Iterable[str]:
    whole = case.amounts
    if whole.budget == 0 and whole.executed == 0 and case.rate:
        yield "execution.rate_of_nothing"
    if case.rate is None or scored.rate is None or whole.budget is None:
        return
    shown, exact = case.rate * 100, scored.rate * 100
    if Fraction(round_half_up(exact, case.rate_places)) == shown:
        if case.rate_places < 2 and exact != shown:
            yield "execution.rate_rounded"
        return
    if Fraction(int(exact * 10**case.rate_places), 10**case.rate_places) == shown:
        yield "execution.rate_truncated"
        return
    yield "execution.rate_contradicts_amounts"
    if whole.budget == whole.executed:
        yield "execution.equal_amounts_not_100"


def _execution_score_remarks(case: Case, scored: Scored) -> Iterable[str]:
    weight, published = case.weight, case.score
    if weight is None:
        if scored.rate is not None:
            yield "execution.not_scored"
        return
    if published is None:
        yield "execution.score_blank"
        return
    if published > weight:
        yield "execution.score_above_weight"
    if scored.score is not None and published != scored.score:
        yield "execution.score_differs"
        yield from _how_cut(published, weight, scored)
    if case.rate is not None and published != to_hundredths(min(case.rate, Fraction(1)) * weight / 100):
        yield "execution.score_contradicts_rate"


def _how_cut(published: int, weight: int, scored: Scored) -> Iterable[str]:
    if scored.rate is None or scored.score is None:
        return
    capped = min(scored.rate, Fraction(1))
    early = {
        to_hundredths(Fraction(round_half_up(capped * 100, places)) * weight / 10_000) for places in (0, 1)
    }
    if published in early:
        yield "execution.rate_rounded_before_score"
    elif published in (scored.score // 10 * 10, scored.score // 100 * 100):
        yield "execution.score_truncated"


def table_remarks(case: Case, scores: list[Scored], execution: Scored, rules: ScoringRules) -> list[str]:
    """Return the codes of the table as a whole: weights, sums, total, grade, rows beside each other."""
    found = [*_weight_remarks(case, rules), *_sum_remarks(case), *_family_remarks(case)]
    if not case.rows:
        found.append("indicators.none")
    if case.goal_copied:
        found.append("goal.copied")
    years = set(_YEAR.findall(narrow(case.title)))
    if case.year and years and str(case.year) not in years:
        found.append("title.other_year")
    rate = execution.rate
    outputs = [
        (row, scored) for row, scored in zip(case.rows, scores, strict=True) if row.level1 is Level1.OUTPUT
    ]
    if rate is not None and rate < _LOW_EXECUTION and outputs and all(_at_full(*pair) for pair in outputs):
        found.append("outputs.full_beside_low_execution")
    wanted = next((code for word, code in _GRADE_WORDS if word in case.grade), None)
    if wanted and case.total is not None and grade_of(case.total, rules).value != wanted:
        found.append("grade.contradicts_total")
    return list(dict.fromkeys(found))


def _at_full(row: Row, scored: Scored) -> bool:
    if row.weight is not None and row.score is not None:
        return row.score >= row.weight
    return row.parent is not None or meets(row.target, row.actual) is not False


def own_rows(case: Case) -> list[Row]:
    """Return the rows that count: no parts of another row ("其中…", "1、…" under "一、…")."""
    return [row for row in case.rows if row.parent is None and row.readable]


def weight_sum(case: Case) -> int:
    """Return the sum of all weights in hundredths, the execution's included."""
    return (case.weight or 0) + sum(row.weight or 0 for row in own_rows(case))


def _weight_remarks(case: Case, rules: ScoringRules) -> Iterable[str]:
    rows = own_rows(case)
    whole, weighed = weight_sum(case), bool(rows) and all(row.weight is not None for row in rows)
    if whole > FULL:
        yield "weights.sum_above_100"
    elif case.complete and weighed and whole < FULL:
        yield "weights.sum_below_100"
    sums = {
        level: sum(row.weight or 0 for row in rows if row.level1 is level)
        for level in PART_OF
        if any(row.level1 is level and row.weight is not None for row in rows)
    }
    stated = {
        row.level1: to_hundredths(row.heading) for row in rows if row.level1 and row.heading is not None
    }
    if any(
        sums.get(level, 0) > points or (case.complete and weighed and sums.get(level) != points)
        for level, points in stated.items()
        if level in sums
    ):
        yield "weights.heading_contradicts_rows"
    if _FIXED_WEIGHTS.search(narrow(case.form)) and _departs(case, sums, stated, rules):
        yield "weights.not_as_form"
    if any((row.weight or 0) > FULL // 2 for row in rows):
        yield "weights.one_row_dominates"
    satisfaction = [row for row in rows if row.level1 is Level1.SATISFACTION]
    points = sum(row.weight if row.weight is not None else row.score or 0 for row in satisfaction)
    if points > rules.weights[Part.SATISFACTION]:
        yield "weights.satisfaction_high"


def _departs(case: Case, sums: dict[Level1, int], stated: dict[Level1, int], rules: ScoringRules) -> bool:
    """Say whether weights differ from those the form fixes; a table cut short can only be seen to exceed
    them.
    """
    if case.weight is not None and case.weight != rules.weights[Part.EXECUTION]:
        return True
    for level, part in PART_OF.items():
        fixed = rules.weights[part]
        if level in stated and stated[level] != fixed:
            return True
        if level in sums and (sums[level] > fixed or (case.complete and sums[level] != fixed)):
            return True
    return False


def _sum_remarks(case: Case) -> Iterable[str]:
    rows = own_rows(case)
    given = [row.score for row in rows if row.score is not None]
    added = sum(given) + (case.score or 0)
    if added > FULL or (case.total or 0) > FULL:
        yield "total.above_100"
    if case.total is None:
        return
    whole = case.complete and len(given) == len(rows) and bool(rows)
    if added > case.total or (whole and added != case.total):
        yield "total.sum_differs"


def _family_remarks(case: Case) -> Iterable[str]:
    """Compare rows with the rows that are parts of them."""
    for index, row in enumerate(case.rows):
        parts = [part for part in case.rows if part.parent == index]
        if row.score is not None and any(part.score is not None for part in parts):
            yield "rows.parent_and_parts_scored"
        units = {part.target.unit for part in parts if part.target.is_number}
        if len(units) > 1:
            yield "rows.units_mixed"
        if parts and units == {row.target.unit} and row.target.is_number:
            figures = [part.target.number for part in parts if part.target.number is not None]
            if row.target.operator is not Operator.LE and sum(figures) != row.target.number:
                yield "rows.parts_do_not_sum"
