"""Dates as officials write them."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.indicator_dates import read_period
from portal.domain.indicator_types import ANY_YEAR, Operator, Precision


@pytest.mark.parametrize(
    ("text", "first", "last", "operator"),
    [
        ("2020年10月底前", (2020, 10, 31), (2020, 10, 31), Operator.LE),
        ("2021年7月", (2021, 7, 1), (2021, 7, 31), Operator.NONE),
        ("2020年2月", (2020, 2, 1), (2020, 2, 29), Operator.NONE),
        ("2020年6月30日前", (2020, 6, 30), (2020, 6, 30), Operator.LE),
        ("2020-10-31", (2020, 10, 31), (2020, 10, 31), Operator.NONE),
        ("2020/6", (2020, 6, 1), (2020, 6, 30), Operator.NONE),
        ("2020.6.1", (2020, 6, 1), (2020, 6, 1), Operator.NONE),
        ("9月前", (2023, 9, 1), (2023, 9, 30), Operator.LE),
        ("每年12月底前", (2023, 12, 31), (2023, 12, 31), Operator.LE),
        ("次年3月底前", (2024, 3, 31), (2024, 3, 31), Operator.LE),
        ("12月底之前完成", (2023, 12, 31), (2023, 12, 31), Operator.LE),
        ("应于2020年11月30日前完成验收", (2020, 11, 30), (2020, 11, 30), Operator.LE),
        ("不晚于6月30日", (2023, 6, 30), (2023, 6, 30), Operator.LE),
        ("≤2020年12月31日", (2020, 12, 31), (2020, 12, 31), Operator.LE),
        ("2020年5月1日起", (2020, 5, 1), (2020, 5, 1), Operator.GE),
        ("年底前", (2023, 12, 31), (2023, 12, 31), Operator.LE),
        ("2022年全年", (2022, 1, 1), (2022, 12, 31), Operator.NONE),
        ("第三季度", (2023, 7, 1), (2023, 9, 30), Operator.NONE),
        ("一季度末", (2023, 3, 31), (2023, 3, 31), Operator.NONE),
        ("上半年", (2023, 1, 1), (2023, 6, 30), Operator.NONE),
        ("9月下旬", (2023, 9, 21), (2023, 9, 30), Operator.NONE),
        ("10月初", (2023, 10, 1), (2023, 10, 10), Operator.NONE),
        ("2020年3月至10月", (2020, 3, 1), (2020, 10, 31), Operator.NONE),
        ("2020年3月1日-2021年2月28日", (2020, 3, 1), (2021, 2, 28), Operator.NONE),
    ],
)
def test_dates_and_periods_are_read(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int], operator: Operator
) -> None:
    period = read_period(text, 2023)
    assert period is not None
    assert (period.first, period.last, period.operator) == (date(*first), date(*last), operator)
    assert not period.yearless


def test_a_date_without_any_year_stays_without_one() -> None:
    period = read_period("2月29日前")
    assert period is not None
    assert period.yearless
    assert period.last == date(ANY_YEAR, 2, 29)
    assert period.precision is Precision.DAY


@pytest.mark.parametrize(
    "text",
    [
        "13月",
        "2020年2月30日",
        "10个月",
        "95%",
        "",
        "完成",
        "前",
        "2021年7月发放300元",
        "次年3月前",
        "0月",
        "2020-13-01",
        "10月至3月",
        "12月底前完成所有的工程建设任务并且通过县级验收组的验收",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_period(text) is None
