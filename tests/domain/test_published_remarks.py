"""Each contradiction of a table with itself has its code, and a sound table has none."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.published import score_entry
from tests.domain.published_tables import rows_with, table


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
        (
            table(executed="97.8", execution_rate_published="97.8%", execution_score_published="9"),
            "execution.score_truncated",
        ),
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
        (
            table(execution_weight=None, execution_score_published=None, total_published="90"),
            "weights.sum_below_100",
        ),
        ("表", "entry.unreadable"),
        (None, "entry.unreadable"),
    ],
)
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
    parts = [
        whole["indicators"][0]
        | {"name": f"其中:{n}组", "target_text": "≥4公里", "weight": None, "score_published": None}
        for n in (1, 2)
    ]
    whole["indicators"][1:1] = parts
    result = score_entry(whole)
    assert "rows.parts_do_not_sum" in result["remarks"]
    assert result["total"]["computed"] == "100.00"
