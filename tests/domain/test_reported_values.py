"""Reported values: read without a direction of their own, told apart from copied targets, held against them."""

from __future__ import annotations

import pytest

from portal.domain.indicators import Level2, Operator
from portal.domain.reported_values import (
    falls_short,
    is_not_actual,
    plain_figure,
    read_actual,
    read_target,
)

YEAR = 2020


@pytest.mark.parametrize(
    ("text", "number"),
    [("266米", 266), ("已完成266米", 266), ("达到95%", 95), ("累计完成 3座", 3), ("约5亩", 5), ("=8个", 8)],
)
def test_a_report_is_read_as_its_figure(text: str, number: int) -> None:
    assert read_actual(text, YEAR).number == number


def test_a_report_takes_no_direction_from_a_cost() -> None:
    assert read_actual("475元/亩", YEAR).operator is Operator.NONE


@pytest.mark.parametrize("text", ["≥266米", "≥300米", "不少于266米", "266米以上", ">266米"])
def test_the_wording_of_a_target_is_no_actual_figure(text: str) -> None:
    target = read_target("≥266米", "quantity", "水标尺安装", YEAR)
    assert is_not_actual(target, read_actual(text, YEAR))
    assert not is_not_actual(target, read_actual(plain_figure(text), YEAR))


def test_a_deadline_is_no_date_of_completion() -> None:
    target = read_target("2020年10月底前", "timeliness", "完工时限", YEAR)
    assert is_not_actual(target, read_actual("10月底前", YEAR))
    assert not is_not_actual(target, read_actual("2020年9月", YEAR))
    assert not is_not_actual(target, read_actual("60%", YEAR))


@pytest.mark.parametrize(
    ("target", "level2", "actual", "short"),
    [
        ("≥12公里", "quantity", "11公里", True),
        ("≥12公里", "quantity", "12000米", False),
        ("=8个", "quantity", "9个", False),
        ("=8个", "quantity", "7个", True),
        ("=0件", "quality", "1件", True),
        ("=0件", "quality", "0件", False),
        ("=7万元", "cost", "8万元", True),
        ("≤475元/亩", "cost", "480元/亩", True),
        ("≤475元/亩", "cost", "460元/亩", False),
        ("2020年10月底前", "timeliness", "2020年11月5日", True),
        ("2020年10月底前", "timeliness", "2020年9月", False),
        ("≥12公里", "quantity", "尚未开工", None),
        ("显著提升", "social", "明显提升", None),
    ],
)
def test_falling_short_of_a_target(target: str, level2: str, actual: str, short: bool | None) -> None:
    assert falls_short(read_target(target, level2, "名称", YEAR), read_actual(actual, YEAR), level2) is short


def test_an_unknown_second_level_is_read_like_none() -> None:
    assert read_target("5万", "elsewhere", "名称", YEAR) == read_target("5万", "", "名称", YEAR)
    assert read_target("5万", Level2.COST, "名称", YEAR).unit == "万元"
