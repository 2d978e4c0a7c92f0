"""A self-evaluation: its scores by the plan's rules, and what is wrong or unexplained in it.

The form is the 绩效目标自评表 annexed to 国办发〔2018〕35号; its notes and 财预〔2020〕10号 give the rules:
no score above its weight, every deviation explained. Money is fen, scores and weights are hundredths of a
point. Findings, with what their sentences need:

hard  evaluation.budget.empty                no full-year budget (source)
hard  evaluation.budget.zero                 a budget of nothing: no rate can be computed
soft  evaluation.budget.differs              another budget than the project's funds (entered, registered)
hard  evaluation.executed.empty              nothing entered as executed (source)
soft  evaluation.executed.above_budget       more executed than the budget (executed, budget, rate)
soft  evaluation.executed.differs_register   not what the payment register holds (executed, registered)
hard  evaluation.execution.unexplained       a rate below the plan's limit without a word (rate, limit)
hard  evaluation.execution.above_weight      a corrected execution score above the weight (score, weight)
hard  evaluation.execution.no_reason         a corrected execution score without a reason (score)
soft  evaluation.execution.outputs_full      a low rate beside full marks for every output (rate)
hard  evaluation.achievement.empty           no account of the whole year's result
hard  evaluation.achievement.copies_goal     the goal written again
hard  evaluation.actual.empty                no result (name)
hard  evaluation.actual.not_actual           a target's wording in place of a figure (name, text, example)
hard  evaluation.actual.not_date             a deadline or words in place of a date (name, text, target)
hard  evaluation.actual.no_figure            words in place of a figure (name, text, target)
hard  evaluation.actual.other_unit           another kind of unit than the target's (name, text, target)
soft  evaluation.actual.copies_target        the words of the target repeated (name, text)
soft  evaluation.actual.over_achieved        far above the target without a word (name, text, target, limit)
hard  evaluation.attained.missing            a result in words without level and share (name)
hard  evaluation.attained.late_missing       a late date without level and share (name, text, target)
hard  evaluation.override.above_weight       a corrected score above the weight (name, score, weight)
hard  evaluation.override.no_reason          a corrected score without a reason (name, score)
hard  evaluation.deviation.missing           an unmet target without reason and measures (name, text, target)
soft  evaluation.weights.total               weights that do not sum to the full marks (sum, expected)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.domain.evaluation_scores import (
    LATE,
    Evaluation,
    EvaluationEntry,
    EvaluationKnown,
    RowEntry,
    RowKnown,
    RowResult,
    evaluate,
    read_row,
)
from portal.domain.indicators import IndicatorValue, Level1, ValueKind
from portal.domain.money import format_wan, narrow, percent_text, points_text, round_half_up
from portal.domain.problems import Problem
from portal.domain.reported_values import is_not_actual, plain_figure
from portal.domain.scoring import FULL, ScoringRules, indicator_score

OVER_ACHIEVED = "score.over_achieved"


def check_evaluation(entry: EvaluationEntry, known: EvaluationKnown) -> list[Problem]:
    """Check a self-evaluation; findings in the order of the form, fields like "rows.<key>.actual"."""
    result = evaluate(entry, known)
    entered = {row.key: row for row in entry.rows}
    found = [*check_money(entry, known), *_execution_problems(entry, known, result)]
    found += _achievement(entry, known)
    for row, scored in zip(known.rows, result.rows, strict=True):
        found += check_row(entered.get(row.key, RowEntry(row.key)), row, scored, known)
    if result.total_weight != FULL:
        params: dict[str, str | int] = {
            "sum": points_text(result.total_weight),
            "expected": points_text(FULL),
        }
        found.append(Problem("weights", "evaluation.weights.total", params, hard=False))
    return found


def check_money(entry: EvaluationEntry, known: EvaluationKnown) -> list[Problem]:
    """Check budget and execution against each other, the project's funds and the payments."""
    money, found = entry.money, list[Problem]()
    amounts = (
        ("budget", "fiscal", money.budget_fiscal_fen), ("budget", "other", money.budget_other_fen),
        ("executed", "fiscal", money.executed_fiscal_fen), ("executed", "other", money.executed_other_fen),
    )  # fmt: skip
    for what, source, fen in amounts:
        if fen is None:
            found.append(Problem(f"money.{what}_{source}", f"evaluation.{what}.empty", {"source": source}))
    if not money.complete:
        return found
    budget, executed = money.budget_fen, money.executed_fen
    if budget == 0:
        found.append(Problem("money.budget_fiscal", "evaluation.budget.zero"))
    elif budget != known.budget_fen:
        params: dict[str, str | int] = {
            "entered": format_wan(budget),
            "registered": format_wan(known.budget_fen),
        }
        found.append(Problem("money.budget_fiscal", "evaluation.budget.differs", params, hard=False))
    if budget and executed > budget:
        over: dict[str, str | int] = {
            "executed": format_wan(executed),
            "budget": format_wan(budget),
            "rate": percent_text(executed, budget),
        }  # fmt: skip
        found.append(Problem("money.executed_fiscal", "evaluation.executed.above_budget", over, hard=False))
    if executed != known.registered_fen:
        params = {"executed": format_wan(executed), "registered": format_wan(known.registered_fen)}
        found.append(
            Problem("money.executed_fiscal", "evaluation.executed.differs_register", params, hard=False)
        )
    return found


def _execution_problems(
    entry: EvaluationEntry, known: EvaluationKnown, result: Evaluation
) -> Iterable[Problem]:
    money, execution = entry.money, result.execution
    ratio = percent_text(money.executed_fen, money.budget_fen)
    if execution.unmet and not entry.note.strip():
        limit = f"{round_half_up(known.rules.explain_execution_below * 100, 0)}%"
        yield Problem("note", "evaluation.execution.unexplained", {"rate": ratio, "limit": limit})
    if entry.execution_override is not None:
        score: dict[str, str | int] = {"score": points_text(entry.execution_override)}
        if entry.execution_override > execution.weight:
            weight = {"weight": points_text(execution.weight)}
            yield Problem("execution.override", "evaluation.execution.above_weight", score | weight)
        if not entry.execution_reason.strip():
            yield Problem("execution.reason", "evaluation.execution.no_reason", score)
    if execution.unmet and _outputs_full(known.rows, result.rows):
        yield Problem(
            "money.executed_fiscal", "evaluation.execution.outputs_full", {"rate": ratio}, hard=False
        )


def _outputs_full(known: Sequence[RowKnown], results: Sequence[RowResult]) -> bool:
    outputs = [r for k, r in zip(known, results, strict=True) if k.level1 == Level1.OUTPUT]
    return bool(outputs) and all(r.score is not None and r.score >= r.weight for r in outputs)


def _achievement(entry: EvaluationEntry, known: EvaluationKnown) -> Iterable[Problem]:
    text = narrow(entry.achievement)
    if not text:
        yield Problem("achievement", "evaluation.achievement.empty")
    elif text == narrow(known.goal):
        yield Problem("achievement", "evaluation.achievement.copies_goal")


def check_row(entry: RowEntry, known: RowKnown, result: RowResult, on: EvaluationKnown) -> list[Problem]:
    """Check one indicator's result and score; fields are "rows.<key>.<column>"."""
    found = [*_actual(entry, known, on), *_judgement(entry, known, result)]
    if entry.override is not None:
        score: dict[str, str | int] = {"name": known.name, "score": points_text(entry.override)}
        if entry.override > result.weight:
            weight = {"weight": points_text(result.weight)}
            found.append(Problem("override", "evaluation.override.above_weight", score | weight))
        if not entry.override_reason.strip():
            found.append(Problem("override_reason", "evaluation.override.no_reason", score))
    if result.unmet and not entry.deviation.strip():
        params: dict[str, str | int] = {
            "name": known.name,
            "text": entry.actual.strip(),
            "target": known.value,
        }
        found.append(Problem("deviation", "evaluation.deviation.missing", params))
    if OVER_ACHIEVED in result.remarks and not entry.deviation.strip():
        limit = f"{round_half_up(on.rules.over_achievement_ratio * 100, 0)}%"
        params = {"name": known.name, "text": entry.actual.strip(), "target": known.value, "limit": limit}
        found.append(Problem("deviation", "evaluation.actual.over_achieved", params, hard=False))
    return [problem.at(f"rows.{known.key}") for problem in found]


def _actual(entry: RowEntry, known: RowKnown, on: EvaluationKnown) -> Iterable[Problem]:
    text = entry.actual.strip()
    target, actual = read_row(entry, known, on.year)
    name: dict[str, str | int] = {"name": known.name}
    if not text or (actual.kind is ValueKind.EMPTY and target.kind is not ValueKind.QUALITATIVE):
        yield Problem("actual", "evaluation.actual.empty", name)
        return
    both = name | {"text": text}
    if target.kind is ValueKind.QUALITATIVE:
        if narrow(text) == narrow(known.value):
            yield Problem("actual", "evaluation.actual.copies_target", both, hard=False)
    elif is_not_actual(target, actual) and actual.is_number:
        yield Problem("actual", "evaluation.actual.not_actual", both | {"example": plain_figure(text)})
    elif code := _unreadable(target, actual, on.rules):
        yield Problem("actual", code, both | {"target": known.value})


def _unreadable(target: IndicatorValue, actual: IndicatorValue, rules: ScoringRules) -> str | None:
    if target.kind is ValueKind.EMPTY:
        return None
    scored = indicator_score(target, actual, FULL, rules)
    if target.is_date:
        return (
            "evaluation.actual.not_date"
            if is_not_actual(target, actual) or "score.judgement_needed" in scored.remarks
            else None
        )
    if "score.judgement_needed" in scored.remarks:
        return "evaluation.actual.no_figure"
    return "evaluation.actual.other_unit" if "score.units_differ" in scored.remarks else None


def _judgement(entry: RowEntry, known: RowKnown, result: RowResult) -> Iterable[Problem]:
    if not result.judged or entry.attained is not None or entry.override is not None:
        return
    params: dict[str, str | int] = {"name": known.name}
    if LATE in result.remarks:
        params |= {"text": entry.actual.strip(), "target": known.value}
        yield Problem("attained", "evaluation.attained.late_missing", params)
    elif entry.actual.strip():
        yield Problem("attained", "evaluation.attained.missing", params)
