"""The sixteen published tables against a table of expected values computed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.domain.published import (
    CaseResult,
    UnreadableFileError,
    parse_file,
    score_entries,
    score_entry,
)

STEADY = settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FILE = Path(__file__).parents[1] / "data" / "published_selfevaluations.json"
RESULTS: dict[str, CaseResult] = {str(r["id"]): r for r in score_entries(parse_file(FILE.read_bytes()))}

# Computed by hand from the printed figures: rate in percent, score, indicators (None: words, no weight or no target),
# total, grade.
BY_HAND: dict[str, tuple[str | None, str | None, list[str | None], str | None, str | None]] = {
    "C01": ("100.00", "10.00", ["10.00", "10.00", "20.00", "10.00", "10.00", "10.00", "10.00", None, "10.00"],
            "110.00", "excellent"),
    "C02": (None, None, ["8.00", "8.00", None, None, "8.00", None, None, None, None], None, None),
    "C04": ("100.00", "10.00",
            ["20.00", None, None, None, None, "10.00", None, "10.00", None, None, "5.00", "5.00", "20.00", "10.00"],
            None, None),
    "C06": ("102.59", "10.00", ["10.00", "10.00", "10.00", "10.00", "5.00", "5.00", "5.00", "5.00"], None, None),
    "C08": ("86.48", None, ["8.00", "8.00", None, "8.00", None, None, None, None], None, None),
    "C10": ("100.00", "20.00", [None] * 4, None, None),
    "C11": ("10.77", "2.15", [None] * 14, None, None),
    "C13": ("100.00", "10.00", ["10.00", "20.00", "20.00", "30.00", "10.00"], "100.00", "excellent"),
    "C17": ("52.79", None, ["20.00", "20.00", "10.00", "10.00", "10.00", "10.00", "10.00", "5.00", "5.00"],
            "100.00", "excellent"),
    "C20": (None, None, [None] * 5, None, None),
    "C21": ("100.00", "20.00", [None] * 9, None, None),
    "C25": ("100.00", "10.00", [], None, None),
    "C28": ("100.00", "10.00", [], None, None),
    "C30": ("100.00", None, [None], None, None),
    "C35": ("100.00", None, ["15.00"], None, None),
    "C36": ("79.27", "7.93", [], None, None),
}  # fmt: skip

# What the people who copied the tables found wrong with each, as the codes that must say so.
CONTRADICTIONS: dict[str, set[str]] = {
    "C01": {"weights.sum_above_100", "weights.not_as_form", "total.sum_differs", "total.above_100"},
    "C02": {"funds.total_zero_beside_fiscal", "execution.no_budget"},
    "C04": {"rows.units_mixed"},
    "C06": {"execution.over_budget", "execution.score_blank", "weights.not_as_form"},
    "C08": {"execution.not_scored", "execution.rate_rounded", "execution.explain"},
    "C10": {"execution.rate_without_percent", "weights.satisfaction_high", "total.weights_missing"},
    "C11": {"execution.score_differs", "execution.rate_rounded_before_score", "outputs.full_beside_low_execution",
            "rows.parent_and_parts_scored"},
    "C13": set(),
    "C17": {"execution.not_scored", "outputs.full_beside_low_execution", "execution.explain"},
    "C20": {"execution.amounts_missing", "weights.satisfaction_high"},
    "C21": {"total.table_incomplete"},
    "C25": {"funds.initial_zero", "indicators.none"},
    "C28": {"execution.rate_contradicts_amounts", "execution.equal_amounts_not_100", "execution.score_differs",
            "execution.score_contradicts_rate"},
    "C30": {"execution.not_scored"},
    "C35": {"execution.not_scored"},
    "C36": {"execution.rate_as_published"},
}  # fmt: skip

ROW_REMARKS = [
    ("C01", "安装坡面水标尺", "actual.copies_target"),
    ("C01", "群众生产生活条件改善状况", "actual.copies_target"),
    ("C02", "委托业务报告合格率", "indicator.value.at_least_hundred"),
    ("C02", "项目总成本", "actual.cost_differs_from_executed"),
    ("C02", "对控制基建项目成本影响程度", "indicator.category.suspect"),
    ("C04", "其中桃树种植面积", "row.child_unscored"),
    ("C06", "开展精品示范村建设数量", "indicator.value.count_at_most"),
    ("C06", "完成农村户用卫生厕所改造数量", "over_achievement.unexplained"),
    ("C08", "2021年11月30日前完成资金支付", "name.other_year"),
    ("C08", "2021年11月30日前完成资金支付", "score.full_beside_blank"),
    ("C08", "2021年11月30日前完成资金支付", "actual.contradicts_execution"),
    ("C11", "三、土样植株化验", "over_achievement.unexplained"),
    ("C13", "卫片执法补助经费", "indicator.quantity.money"),
    ("C13", "违法行为责停率", "score.taken_from_met_target"),
    ("C17", "创业担保贷款发放额增长率", "over_achievement.unexplained"),
    ("C17", "资金足额拨付率", "actual.contradicts_execution"),
    ("C20", "大规模随意抛弃病死猪事件", "score.zero_target"),
    ("C21", "≥360天服务读者", "indicator.name.is_target"),
    ("C30", "享受医疗救助人次", "score.over_achieved"),
]


def test_the_tables_come_out_in_the_order_they_went_in() -> None:
    assert list(RESULTS) == list(BY_HAND)


@pytest.mark.parametrize("case", BY_HAND)
def test_computed_values_are_those_of_the_straightforward_rule(case: str) -> None:
    rate, score, indicators, whole, grade = BY_HAND[case]
    result = RESULTS[case]
    assert result["execution"] == {"rate": rate, "score": score}
    assert [row["computed"] for row in result["indicators"]] == indicators
    assert (result["total"]["computed"], result["grade"]) == (whole, grade)


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_each_contradiction_of_a_table_with_itself_is_remarked(case: str) -> None:
    assert CONTRADICTIONS[case] <= set(RESULTS[case]["remarks"])


@pytest.mark.parametrize(("case", "name", "code"), ROW_REMARKS)
def test_each_contradiction_of_a_row_is_remarked_at_the_row(case: str, name: str, code: str) -> None:
    (row,) = (row for row in RESULTS[case]["indicators"] if row["name"] == name)
    assert code in row["remarks"]


def test_a_sound_table_draws_no_remark_on_weights_or_sums() -> None:
    silent = {"C13", "C17", "C10", "C20"}
    for case in silent:
        assert not {"total.sum_differs", "weights.sum_above_100", "total.above_100"} & set(
            RESULTS[case]["remarks"]
        )
    assert RESULTS["C13"]["remarks"] == []


def test_the_difference_is_published_less_computed() -> None:
    assert [row["difference"] for row in RESULTS["C13"]["indicators"]] == [
        "-1.00",
        "-1.00",
        "-1.00",
        "-3.00",
        None,
    ]


def table(**changes: Any) -> dict[str, Any]:
    """A whole table that agrees with itself."""

    def row(level1: str, level2: str, name: str, target: str, actual: str, weight: str) -> dict[str, Any]:
        return {"level1": level1, "level2": level2, "name": name, "target_text": target, "actual_text": actual,
                "weight": weight, "score_published": weight, "deviation_note": None}  # fmt: skip

    return {
        "id": "T", "title": "2020年度道路项目", "year": 2020, "form": "扶贫项目资金绩效自评表",
        "budget_initial": "100", "budget_full_year": "100", "executed": "100", "execution_weight": "10",
        "execution_rate_published": "100.00%", "execution_score_published": "10",
        "indicators": [
            row("产出指标(50分)", "数量指标", "硬化里程", "≥10公里", "10公里", "50"),
            row("效益指标(30分)", "社会效益指标", "受益人数", "≥100人", "100人", "30"),
            row("满意度指标(10分)", "服务对象满意度指标", "群众满意度", "≥95%", "96%", "10"),
        ],
        "total_published": "100", "grade_published": "优", "complete": True,
    } | changes  # fmt: skip


def rows_with(**changes: Any) -> dict[str, Any]:
    """The sound table with its first row changed."""
    whole = table()
    whole["indicators"][0] |= changes
    return whole


def test_a_table_that_agrees_with_itself_draws_no_remark() -> None:
    result = score_entry(table())
    assert result["remarks"] == []
    assert [row["remarks"] for row in result["indicators"]] == [[], [], []]
    assert result["total"] == {"computed": "100.00", "published": "100.00"}
    assert result["grade"] == "excellent"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (table(total_published="94"), "total.sum_differs"),
        (table(total_published="120"), "total.above_100"),
        (table(total_published="94"), "total.differs_from_rule"),
        (table(grade_published="良"), "grade.contradicts_total"),
        (table(budget_full_year="0", executed="0"), "execution.rate_of_nothing"),
        (table(budget_initial="152"), "funds.budget_changed_much"),
        (table(budget_full_year="100元", executed="33.78元"), "funds.unit_suspect"),
        (table(executed="1000000"), "funds.unit_suspect"),
        (table(executed="66.666", execution_rate_published="66.66%"), "execution.rate_truncated"),
        (table(executed="97.8", execution_rate_published="97.8%", execution_score_published="9"),
         "execution.score_truncated"),
        (table(execution_score_published="11"), "execution.score_above_weight"),
        (table(fiscal_row={"budget_full_year": "120"}), "funds.part_above_total"),
        (table(executed="-5"), "funds.negative"),
        (table(executed="许多"), "funds.unreadable"),
        (table(execution_weight="很高"), "execution.weight.unreadable"),
        (table(execution_rate_published="全部"), "execution.rate_unreadable"),
        (table(title="2019年度道路项目"), "title.other_year"),
        (table(goal="硬化道路", achievement="硬化 道路"), "goal.copied"),
        (table(indicators="若干"), "indicators.unreadable"),
        (table(indicators=[]), "indicators.none"),
        (table(id=None), "id.missing"),
        (rows_with(weight="40"), "weights.sum_below_100"),
        (rows_with(weight="40"), "weights.heading_contradicts_rows"),
        (rows_with(weight="90"), "weights.one_row_dominates"),
        (rows_with(score_published=None), "total.differs_from_rule"),
        (table(execution_weight=None, execution_score_published=None, total_published="90"), "weights.sum_below_100"),
        ("表", "entry.unreadable"),
        (None, "entry.unreadable"),
    ],
)  # fmt: skip
def test_each_contradiction_has_its_own_code(entry: object, code: str) -> None:
    if isinstance(entry, dict) and code == "total.differs_from_rule" and entry["total_published"] == "100":
        entry = entry | {"total_published": "50"}
    assert code in score_entry(entry)["remarks"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"score_published": "55"}, "score.above_weight"),
        ({"score_published": "55"}, "score.above_rule"),
        ({"score_published": "45"}, "score.taken_from_met_target"),
        ({"score_published": "25"}, "score.weight_applied_twice"),
        ({"actual_text": ""}, "score.full_beside_blank"),
        ({"actual_text": "8公里"}, "deviation.unexplained"),
        ({"actual_text": "24.3公里"}, "over_achievement.unexplained"),
        ({"actual_text": "10个"}, "score.units_differ"),
        ({"weight": None}, "weight.missing"),
        ({"weight": "多"}, "weight.unreadable"),
        ({"weight": "-5"}, "weight.unreadable"),
        ({"score_published": {}}, "score.unreadable"),
        ({"target_text": ["≥1"]}, "target.unreadable"),
        ({"actual_text": {"a": 1}}, "actual.unreadable"),
        ({"name": 5.5}, "score.over_achieved"),
        ({"name": None}, "name.unreadable"),
        ({"name": True}, "name.unreadable"),
    ],
)
def test_each_fault_of_a_row_has_its_own_code(changes: dict[str, Any], code: str) -> None:
    if changes.get("name") == 5.5:
        changes = changes | {"actual_text": "20公里"}
    assert code in score_entry(rows_with(**changes))["indicators"][0]["remarks"]


def test_a_deviation_with_a_word_of_reason_is_not_called_unexplained() -> None:
    row = score_entry(rows_with(actual_text="8公里", score_published="40", deviation_note="雨季停工"))[
        "indicators"
    ][0]
    assert (row["computed"], row["difference"], row["remarks"]) == ("40.00", "0.00", [])


def test_parts_under_a_heading_row_are_seen_even_when_they_do_not_sum() -> None:
    whole = table()
    parts = [whole["indicators"][0] | {"name": f"其中:{n}组", "target_text": "≥4公里", "weight": None,
             "score_published": None} for n in (1, 2)]  # fmt: skip
    whole["indicators"][1:1] = parts
    result = score_entry(whole)
    assert "rows.parts_do_not_sum" in result["remarks"]
    assert result["total"]["computed"] == "100.00"


def test_numbers_may_be_json_numbers() -> None:
    text = json.dumps(table(budget_full_year=9.48, executed=9.48, year="2020", total_published=100.0))
    result = score_entries(parse_file(text.encode()))[0]
    assert result["execution"] == {"rate": "100.00", "score": "10.00"}


def test_one_table_is_a_list_of_one() -> None:
    assert [r["id"] for r in score_entries(parse_file(json.dumps(table()).encode("utf-8-sig")))] == ["T"]
    assert score_entries(parse_file(b"[]")) == []


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   \n", b"{", b"5", b'"text"', b"null", b"true", b"NaN", b"\xff\xfe\x00\x01", b"\x00" * 10,
        b"[" * 100_000, b'{"a":' * 100_000, "﻿{".encode(), b'{"id": 1,}', b"[1] 2",
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_tables_is_refused_with_a_word(content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        parse_file(content)
    assert str(refused.value)


def test_huge_numbers_nan_and_lone_surrogates_are_survived() -> None:
    text = (
        '[{"id": "\\ud800x", "year": 1e999, "executed": NaN, "budget_full_year": '
        + "9" * 6000
        + ', "total_published":'
        ' Infinity, "execution_weight": 1e-400, "indicators": [{"name": "\\udfff", "weight": '
        + "1" * 5000
        + "}, 5, null]}]"
    )
    (result,) = score_entries(parse_file(text.encode()))
    assert json.dumps(result, ensure_ascii=False).encode("utf-8")
    assert result["total"] == {"computed": None, "published": None}
    assert [row["remarks"] for row in result["indicators"][1:]] == [["row.unreadable"], ["row.unreadable"]]


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.from_regex(r"(≥|≤|=|)-?[0-9]{1,30}(\.[0-9]{1,4})?(个|元|万元|%|月|年|)", fullmatch=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
ROW_KEYS = [
    "level1",
    "level2",
    "name",
    "target_text",
    "actual_text",
    "weight",
    "score_published",
    "deviation_note",
]
CASE_KEYS = [key for key in table() if key != "indicators"]
ROWS = st.fixed_dictionaries({}, optional=dict.fromkeys(ROW_KEYS, JUNK))
CASES = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(CASE_KEYS, JUNK), "indicators": st.lists(ROWS | JUNK, max_size=3) | JUNK, "fiscal_row": JUNK}
)  # fmt: skip


@STEADY
@given(CASES | JUNK)
def test_no_entry_breaks_the_scoring(entry: object) -> None:
    result = score_entry(entry)
    assert json.dumps(result, ensure_ascii=False).encode("utf-8")
    assert list(result) == ["id", "execution", "indicators", "total", "grade", "remarks"]


@STEADY
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    try:
        said = str(score_entries(parse_file(content)))
    except UnreadableFileError as refused:
        said = str(refused)
    assert said


@STEADY
@given(st.sampled_from(ROW_KEYS), JUNK, st.sampled_from(CASE_KEYS), JUNK)
def test_one_odd_cell_in_a_real_table_is_survived(
    row_key: str, cell: object, key: str, value: object
) -> None:
    assert len(score_entry(rows_with(**{row_key: cell}) | {key: value})["indicators"]) == 3
