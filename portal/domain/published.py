"""Published self-evaluation tables scored by the straightforward rule, each contradiction remarked.

The rule: execution = min(executed/budget, 1) x weight; ≥ and =: min(actual/target, 1) x weight; ≤:
min(target/actual, 1) x weight; a date met has full marks; half up to two places. A target in words cannot
be computed: its score is null, and the published judgement enters the total, which then says
"total.judgement_included".
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TypedDict

from portal.domain.money import points_text, round_half_up
from portal.domain.published_reading import Case, Row, read_case
from portal.domain.published_remarks import (
    execution_remarks,
    own_rows,
    row_remarks,
    table_remarks,
    weight_sum,
)
from portal.domain.scoring import (
    FULL,
    Band,
    Grade,
    Part,
    QualitativeLevel,
    Scored,
    ScoringRules,
    cap,
    execution_score,
    grade_of,
    indicator_score,
    share_of,
    total,
)

# What the published forms print under their tables: weights of 国办发〔2018〕35号 (note 1: 50/30/10/10) and
# its bands for qualitative results (note 2), grades of 财预〔2020〕10号. A plan of the portal brings its
# own.
PRINTED_RULES = ScoringRules(
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


class ExecutionResult(TypedDict):
    """``rate`` in percent ("82.12" for 82.12 %) and ``score`` in points, two decimals each."""

    rate: str | None
    score: str | None


class IndicatorResult(TypedDict):
    """Points with two decimals; ``difference`` is published less computed."""

    name: str | None
    computed: str | None
    published: str | None
    difference: str | None
    remarks: list[str]


class TotalResult(TypedDict):
    """Points with two decimals."""

    computed: str | None
    published: str | None


class CaseResult(TypedDict):
    """What ``flask score`` prints for one table; numbers are text with two decimals, null where none can be
    computed.
    """

    id: str | None
    execution: ExecutionResult
    indicators: list[IndicatorResult]
    total: TotalResult
    grade: str | None
    remarks: list[str]


class UnreadableFileError(ValueError):
    """The file is no JSON of a case or a list of cases; the message says why, in Chinese."""


def parse_file(content: bytes) -> list[object]:
    """Read the bytes of a file into its entries; a single case is a list of one.

    Numbers stay text, so that no digit is lost. Raises UnreadableFileError for anything but UTF-8 JSON
    holding an object or a list.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError("文件不是 UTF-8 文本") from None
    if not text.strip():
        raise UnreadableFileError("文件是空的")
    try:
        # Constants (NaN, Infinity) are no JSON; they become an unreadable cell instead of a figure.
        data: object = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise UnreadableFileError("JSON 嵌套过深") from None
    except ValueError as fault:
        where = f"第 {fault.lineno} 行第 {fault.colno} 列" if isinstance(fault, json.JSONDecodeError) else ""
        raise UnreadableFileError(f"文件不是有效的 JSON {where}".rstrip()) from None
    if isinstance(data, dict):
        return [data]
    if isinstance(data, list):
        return data
    raise UnreadableFileError("JSON 中既没有一张表,也没有表的列表")


def score_entries(entries: list[object], rules: ScoringRules = PRINTED_RULES) -> list[CaseResult]:
    """Score every entry in its order; an entry that is no table gets nulls and "entry.unreadable". Never
    raises.
    """
    return [score_entry(entry, rules) for entry in entries]


def score_entry(entry: object, rules: ScoringRules = PRINTED_RULES) -> CaseResult:
    """Score one entry of the file by ``rules``."""
    case = read_case(entry)
    if case is None:
        return CaseResult(
            id=None,
            execution=ExecutionResult(rate=None, score=None),
            indicators=[],
            total=TotalResult(computed=None, published=None),
            grade=None,
            remarks=["entry.unreadable"],
        )
    execution = _execution(case, rules)
    scores = [_row_score(row, rules) for row in case.rows]
    computed, reasons = _total(case, execution, scores)
    remarks = [
        *case.remarks,
        *execution_remarks(case, execution),
        *table_remarks(case, scores, execution, rules),
        *reasons,
    ]
    if computed is not None and case.total is not None and computed != case.total:
        remarks.append("total.differs_from_rule")
    return CaseResult(
        id=case.id,
        execution=ExecutionResult(rate=_percent(execution.rate), score=_points(execution.score)),
        indicators=[_row_result(case, row, scored) for row, scored in zip(case.rows, scores, strict=True)],
        total=TotalResult(computed=_points(computed), published=_points(case.total)),
        grade=None if computed is None else grade_of(computed, rules).value,
        remarks=list(dict.fromkeys(remarks)),
    )


def _execution(case: Case, rules: ScoringRules) -> Scored:
    """Score the execution row by its amounts; where none are published, by the published rate."""
    budget, executed = case.amounts.budget, case.amounts.executed
    if budget is not None and executed is not None:
        scored = execution_score(budget, executed, case.weight or 0, rules)
    elif case.rate is not None and budget is None and executed is None:
        scored = Scored(case.rate, share_of(case.weight or 0, case.rate), ("execution.rate_as_published",))
    else:
        scored = Scored(None, None, ("execution.amounts_missing",))
    return scored if case.weight is not None else Scored(scored.rate, None, scored.remarks)


def _row_score(row: Row, rules: ScoringRules) -> Scored:
    if not row.readable:
        return Scored(None, None)
    scored = indicator_score(row.target, row.actual, row.weight or 0, rules)
    return scored if row.weight is not None else Scored(scored.rate, None, scored.remarks)


def _total(case: Case, execution: Scored, scores: list[Scored]) -> tuple[int | None, list[str]]:
    """Return the computed total in hundredths and why it is missing or what it includes.

    A table cut short has no total, unless its weights already fill the hundred.
    """
    rows = own_rows(case)
    if not rows or not (case.complete or weight_sum(case) >= FULL):
        return None, ["total.table_incomplete"]
    if any(row.weight is None for row in rows) or any(not row.readable for row in case.rows):
        return None, ["total.weights_missing"]
    parts: list[int | None] = [] if case.weight is None else [execution.score]
    judged = False
    for row, scored in zip(case.rows, scores, strict=True):
        if row.parent is not None:
            continue
        judgement = scored.score is None and row.score is not None
        judged = judged or judgement
        parts.append(cap(row.score or 0, row.weight or 0) if judgement else scored.score)
    summed = total(parts)
    if summed is None:
        return None, ["total.part_missing"]
    return summed, ["total.judgement_included"] if judged else []


def _row_result(case: Case, row: Row, scored: Scored) -> IndicatorResult:
    known = scored.score is not None and row.score is not None
    return IndicatorResult(
        name=row.name,
        computed=_points(scored.score),
        published=_points(row.score),
        difference=_points((row.score or 0) - (scored.score or 0)) if known else None,
        remarks=row_remarks(case, row, scored),
    )


def _points(hundredths: int | None) -> str | None:
    return None if hundredths is None else points_text(hundredths)


def _percent(rate: Fraction | None) -> str | None:
    return None if rate is None else str(round_half_up(rate * 100, 2))
