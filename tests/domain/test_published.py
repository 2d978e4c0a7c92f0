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
from tests.domain.published_tables import rows_with, table

STEADY = settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FILE = Path(__file__).parents[1] / "data" / "published_selfevaluations.json"
RESULTS: dict[str, CaseResult] = {str(r["id"]): r for r in score_entries(parse_file(FILE.read_bytes()))}

# Computed by hand from the printed figures: rate in percent, score, indicators (None: words, no weight or no
# target), total, grade.
BY_HAND: dict[str, tuple[str | None, str | None, list[str | None], str | None, str | None]] = {
    "C01": (
        "100.00",
        "10.00",
        ["10.00", "10.00", "20.00", "10.00", "10.00", "10.00", "10.00", None, "10.00"],
        "110.00",
        "excellent",
    ),
    "C02": (None, None, ["8.00", "8.00", None, None, "8.00", None, None, None, None], None, None),
    "C04": (
        "100.00",
        "10.00",
        [
            "20.00",
            None,
            None,
            None,
            None,
            "10.00",
            None,
            "10.00",
            None,
            None,
            "5.00",
            "5.00",
            "20.00",
            "10.00",
        ],
        None,
        None,
    ),
    "C06": (
        "102.59",
        "10.00",
        ["10.00", "10.00", "10.00", "10.00", "5.00", "5.00", "5.00", "5.00"],
        None,
        None,
    ),
    "C08": ("86.48", None, ["8.00", "8.00", None, "8.00", None, None, None, None], None, None),
    "C10": ("100.00", "20.00", [None] * 4, None, None),
    "C11": ("10.77", "2.15", [None] * 14, None, None),
    "C13": ("100.00", "10.00", ["10.00", "20.00", "20.00", "30.00", "10.00"], "100.00", "excellent"),
    "C17": (
        "52.79",
        None,
        ["20.00", "20.00", "10.00", "10.00", "10.00", "10.00", "10.00", "5.00", "5.00"],
        "100.00",
        "excellent",
    ),
    "C20": (None, None, [None] * 5, None, None),
    "C21": ("100.00", "20.00", [None] * 9, None, None),
    "C25": ("100.00", "10.00", [], None, None),
    "C28": ("100.00", "10.00", [], None, None),
    "C30": ("100.00", None, [None], None, None),
    "C35": ("100.00", None, ["15.00"], None, None),
    "C36": ("79.27", "7.93", [], None, None),
}

# What the people who copied the tables found wrong with each, as the codes that must say so.
CONTRADICTIONS: dict[str, set[str]] = {
    "C01": {"weights.sum_above_100", "weights.not_as_form", "total.sum_differs", "total.above_100"},
    "C02": {"funds.total_zero_beside_fiscal", "execution.no_budget"},
    "C04": {"rows.units_mixed"},
    "C06": {"execution.over_budget", "execution.score_blank", "weights.not_as_form"},
    "C08": {"execution.not_scored", "execution.rate_rounded", "execution.explain"},
    "C10": {"execution.rate_without_percent", "weights.satisfaction_high", "total.weights_missing"},
    "C11": {
        "execution.score_differs",
        "execution.rate_rounded_before_score",
        "outputs.full_beside_low_execution",
        "rows.parent_and_parts_scored",
    },
    "C13": set(),
    "C17": {"execution.not_scored", "outputs.full_beside_low_execution", "execution.explain"},
    "C20": {"execution.amounts_missing", "weights.satisfaction_high"},
    "C21": {"total.table_incomplete"},
    "C25": {"funds.initial_zero", "indicators.none"},
    "C28": {
        "execution.rate_contradicts_amounts",
        "execution.equal_amounts_not_100",
        "execution.score_differs",
        "execution.score_contradicts_rate",
    },
    "C30": {"execution.not_scored"},
    "C35": {"execution.not_scored"},
    "C36": {"execution.rate_as_published"},
}

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
        b"",
        b"   \n",
        b"{",
        b"5",
        b'"text"',
        b"null",
        b"true",
        b"NaN",
        b"\xff\xfe\x00\x01",
        b"\x00" * 10,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        "﻿{".encode(),
        b'{"id": 1,}',
        b"[1] 2",
    ],
)
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
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.from_regex(r"(≥|≤|=|)-?[0-9]{1,30}(\.[0-9]{1,4})?(个|元|万元|%|月|年|)", fullmatch=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
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
    {},
    optional={
        **dict.fromkeys([*CASE_KEYS, "fiscal_row"], JUNK),
        "indicators": st.lists(ROWS | JUNK, max_size=3) | JUNK,
    },
)


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
