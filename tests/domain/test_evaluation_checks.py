"""Scores and checks of a self-evaluation; what each finding advises makes it go away."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from portal.domain.evaluation_checks import check_evaluation
from portal.domain.evaluation_scores import (
    EvaluationEntry,
    EvaluationKnown,
    MoneyEntry,
    RowEntry,
    RowKnown,
    band_of,
    evaluate,
    level_of,
    rate_hundredths,
)
from portal.domain.scoring import Band, Grade, Part, QualitativeLevel, ScoringRules
from portal.messages import SENTENCES

WAN = 1_000_000
RULES = ScoringRules(
    weights={Part.EXECUTION: 1000, Part.OUTPUT: 5000, Part.BENEFIT: 3000, Part.SATISFACTION: 1000},
    grade_bounds={Grade.POOR: 0, Grade.FAIR: 6000, Grade.GOOD: 8000, Grade.EXCELLENT: 9000},
    bands={
        QualitativeLevel.FULL: Band(8000, 10000),
        QualitativeLevel.PARTIAL: Band(6000, 8000),
        QualitativeLevel.NONE: Band(0, 6000),
    },
    over_achievement_ratio=Fraction(13, 10),
    explain_execution_below=Fraction(9, 10),
)
ROWS = (
    RowKnown("k1", "output", "quantity", "硬化道路里程", "≥12公里", 4000),
    RowKnown("k2", "output", "timeliness", "完工时限", "2020年10月底前", 1000),
    RowKnown("k3", "benefit", "social", "出行条件改善", "显著提升", 3000),
    RowKnown("k4", "satisfaction", "user_satisfaction", "群众满意度", "≥95%", 1000),
)
KNOWN = EvaluationKnown("硬化道路12公里", 100 * WAN, 95 * WAN, RULES, ROWS, 2020)
K1, K2, K3, K4 = (
    RowEntry("k1", "12公里"), RowEntry("k2", "2020年9月"), RowEntry("k3", "村民出行明显方便", 9000), RowEntry("k4", "96%"),
)  # fmt: skip
GOOD = EvaluationEntry(
    MoneyEntry(90 * WAN, 10 * WAN, 85 * WAN, 10 * WAN), (K1, K2, K3, K4), "已硬化道路12公里,按期完工。"
)


def rows(**changes: RowEntry) -> EvaluationEntry:
    """The good entry with some of its rows replaced."""
    return replace(GOOD, rows=tuple(changes.get(row.key, row) for row in GOOD.rows))


def money(**fen: int | None) -> EvaluationEntry:
    """The good entry with other amounts."""
    return replace(GOOD, money=replace(GOOD.money, **fen))


def test_scores_total_and_grade_follow_the_plan() -> None:
    result = evaluate(GOOD, KNOWN)
    assert result.execution.score == 950
    assert [row.score for row in result.rows] == [4000, 1000, 2700, 1000]
    assert (result.total, result.grade, result.total_weight) == (9650, Grade.EXCELLENT, 10000)
    assert check_evaluation(GOOD, KNOWN) == []


def test_a_missing_part_leaves_total_and_grade_open() -> None:
    result = evaluate(rows(k3=RowEntry("k3", "村民出行明显方便")), KNOWN)
    assert (result.total, result.grade) == (None, None)
    assert evaluate(EvaluationEntry(), replace(KNOWN, rows=())).total is None


def test_a_correction_counts_and_shows_its_difference() -> None:
    row = evaluate(rows(k1=replace(K1, override=3500, override_reason="部分路段返工")), KNOWN).rows[0]
    assert (row.computed, row.score, row.difference) == (4000, 3500, -500)


def test_a_late_date_is_judged_by_a_share() -> None:
    late = RowEntry("k2", "2020年11月10日", deviation="汛期停工;次年提前备料")
    found = [p.code for p in check_evaluation(rows(k2=late), KNOWN)]
    assert found == ["evaluation.attained.late_missing"]
    judged = rows(k2=replace(late, attained=7000))
    assert evaluate(judged, KNOWN).rows[1].score == 700
    assert check_evaluation(judged, KNOWN) == []


def test_a_share_is_not_used_where_the_rule_computes() -> None:
    assert evaluate(rows(k1=RowEntry("k1", "6公里", attained=10000)), KNOWN).rows[0].score == 2000


@pytest.mark.parametrize(
    ("share", "level"),
    [(10000, "full"), (8000, "full"), (7999, "partial"), (6000, "partial"), (5999, "none"), (0, "none")],
)
def test_the_edge_of_a_band_belongs_to_the_better_level(share: int, level: str) -> None:
    assert level_of(share, RULES) == level
    lower, upper = band_of(QualitativeLevel(level), RULES)
    assert lower <= share <= upper


LOW = replace(GOOD, money=MoneyEntry(90 * WAN, 10 * WAN, 70 * WAN, 10 * WAN))
LOW_KNOWN = replace(KNOWN, registered_fen=80 * WAN)


@pytest.mark.parametrize(
    ("bad", "mended", "code", "hard"),
    [
        (money(budget_other_fen=None), GOOD, "evaluation.budget.empty", True),
        (money(executed_fiscal_fen=None), GOOD, "evaluation.executed.empty", True),
        (money(budget_fiscal_fen=0, budget_other_fen=0), GOOD, "evaluation.budget.zero", True),
        (money(budget_fiscal_fen=91 * WAN), GOOD, "evaluation.budget.differs", False),
        (money(executed_fiscal_fen=95 * WAN), GOOD, "evaluation.executed.above_budget", False),
        (money(executed_fiscal_fen=86 * WAN), GOOD, "evaluation.executed.differs_register", False),
        (replace(GOOD, execution_override=1100, execution_reason="x"),
         replace(GOOD, execution_override=1000, execution_reason="x"), "evaluation.execution.above_weight", True),
        (replace(GOOD, execution_override=900), replace(GOOD, execution_override=900, execution_reason="核减"),
         "evaluation.execution.no_reason", True),
        (replace(GOOD, achievement=" "), GOOD, "evaluation.achievement.empty", True),
        (replace(GOOD, achievement="硬化道路 12公里"), GOOD, "evaluation.achievement.copies_goal", True),
        (rows(k1=RowEntry("k1")), GOOD, "evaluation.actual.empty", True),
        (rows(k1=RowEntry("k1", "≥12公里")), rows(k1=RowEntry("k1", "12公里")), "evaluation.actual.not_actual", True),
        (rows(k2=RowEntry("k2", "2020年10月底前")), GOOD, "evaluation.actual.not_date", True),
        (rows(k2=RowEntry("k2", "已完成")), rows(k2=RowEntry("k2", "100%")), "evaluation.actual.not_date", True),
        (rows(k1=RowEntry("k1", "全部完成")), GOOD, "evaluation.actual.no_figure", True),
        (rows(k1=RowEntry("k1", "12座")), GOOD, "evaluation.actual.other_unit", True),
        (rows(k3=replace(K3, actual="显著提升")), GOOD, "evaluation.actual.copies_target", False),
        (rows(k1=RowEntry("k1", "16公里")), rows(k1=RowEntry("k1", "16公里", deviation="多方筹资增加里程")),
         "evaluation.actual.over_achieved", False),
        (rows(k3=RowEntry("k3", "有所方便")), GOOD, "evaluation.attained.missing", True),
        (rows(k1=replace(K1, override=4001, override_reason="x")),
         rows(k1=replace(K1, override=4000, override_reason="x")), "evaluation.override.above_weight", True),
        (rows(k1=replace(K1, override=3000)), rows(k1=replace(K1, override=3000, override_reason="返工")),
         "evaluation.override.no_reason", True),
        (rows(k1=RowEntry("k1", "11公里")), rows(k1=RowEntry("k1", "11公里", deviation="冬季停工,来年补建")),
         "evaluation.deviation.missing", True),
        (rows(k3=replace(K3, attained=7000)), rows(k3=replace(K3, attained=7000, deviation="部分村未通")),
         "evaluation.deviation.missing", True),
    ],
)  # fmt: skip
def test_what_findings_advise_makes_them_go_away(
    bad: EvaluationEntry, mended: EvaluationEntry, code: str, hard: bool
) -> None:
    found = [p for p in check_evaluation(bad, KNOWN) if p.code == code]
    assert [p.hard for p in found] == [hard]
    assert str(SENTENCES[code]) % dict(found[0].params)
    assert check_evaluation(mended, KNOWN) == []


def test_a_low_rate_must_be_explained_and_full_outputs_beside_it_are_doubted() -> None:
    found = check_evaluation(LOW, LOW_KNOWN)
    assert [(p.code, p.hard) for p in found] == [
        ("evaluation.execution.unexplained", True), ("evaluation.execution.outputs_full", False),
    ]  # fmt: skip
    assert found[0].params == {"rate": "80.00%", "limit": "90%"}
    explained = replace(
        LOW, note="质保金未到期", rows=(replace(K1, actual="11公里", deviation="x"), K2, K3, K4)
    )
    assert check_evaluation(explained, LOW_KNOWN) == []


def test_ninety_percent_need_no_explanation() -> None:
    at_limit = money(executed_fiscal_fen=80 * WAN)
    assert check_evaluation(at_limit, replace(KNOWN, registered_fen=90 * WAN)) == []


def test_weights_that_do_not_sum_are_asked_about_once() -> None:
    odd = replace(KNOWN, rows=(*ROWS[:3], replace(ROWS[3], weight=None)))
    (found,) = check_evaluation(GOOD, odd)
    assert (found.code, found.hard, found.params["sum"]) == ("evaluation.weights.total", False, "90.00")


def test_an_empty_form_names_each_place_once() -> None:
    found = check_evaluation(EvaluationEntry(), KNOWN)
    assert len({(p.field, p.code) for p in found}) == len(found) == 4 + 1 + 4


def test_the_rate_is_rounded_half_up_and_absent_without_a_budget() -> None:
    assert rate_hundredths(2, 3) == 6667
    assert rate_hundredths(1, 0) is None
