"""Which periodic reports there are, of which months, when they are due; marks in their text."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.deadlines import calendar_from
from portal.domain.reports import (
    Period,
    ReportKind,
    as_of,
    begun,
    due,
    ended,
    filled,
    kinds_of,
    loose_digits,
    marks_in,
    parts_of,
    periods,
)
from portal.domain.roles import Level, Role, UnitKind
from tests.domain.permitted import PREFECTURE, REGION, actor, everybody

K = ReportKind


@pytest.mark.parametrize(
    ("kind", "months"),
    [
        (K.PREFECTURE_MONTHLY, [(m, m) for m in range(1, 13)]),
        (K.MONTHLY, [(m, m) for m in range(1, 13)]),
        (K.BIMONTHLY, [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12)]),
        (K.HALF_YEAR, [(1, 6), (7, 12)]),
        (K.YEAR_END, [(1, 12)]),
    ],
)
def test_the_periods_of_a_year_cover_it_without_gap(kind: K, months: list[tuple[int, int]]) -> None:
    assert [(p.first_month, p.last_month) for p in periods(kind, 2020)] == months


def test_prefectures_report_monthly_and_the_center_four_times() -> None:
    bureau = actor(Role.REVIEWER, region=PREFECTURE, level=Level.PREFECTURE)
    assert kinds_of(bureau) == (K.PREFECTURE_MONTHLY,)
    center = actor(Role.CENTER, UnitKind.CENTER, REGION, level=Level.REGION)
    assert kinds_of(center) == (K.MONTHLY, K.BIMONTHLY, K.HALF_YEAR, K.YEAR_END)
    writing = {(who.unit_kind, who.unit_level) for who in everybody() if kinds_of(who)}
    assert writing == {(UnitKind.FINANCE_BUREAU, Level.PREFECTURE), (UnitKind.CENTER, Level.REGION)}


def test_a_running_period_may_be_reported_on_and_only_one_that_is_over_is_owed() -> None:
    day = date(2020, 6, 15)
    assert [p.last_month for p in begun(K.MONTHLY, 2020, day)] == [6, 5, 4, 3, 2, 1]
    assert [p.last_month for p in ended(K.MONTHLY, 2020, day)] == [5, 4, 3, 2, 1]
    assert [p.last_month for p in begun(K.HALF_YEAR, 2020, day)] == [6]
    assert ended(K.HALF_YEAR, 2020, day) == []


def test_a_report_stands_as_of_the_end_of_its_period_or_today() -> None:
    assert as_of(Period(2020, 2, 2), date(2020, 6, 15)) == date(2020, 2, 29)
    assert as_of(Period(2020, 6, 6), date(2020, 6, 15)) == date(2020, 6, 15)


def test_it_is_due_so_many_working_days_after_its_period() -> None:
    found = due(Period(2020, 5, 5), 5, calendar_from({}))
    assert found.date == date(2020, 6, 5)


def test_marks_are_found_filled_and_told_from_words() -> None:
    text = "截至【截止日期】，共【项目总数】个。"
    assert marks_in(text) == ["截止日期", "项目总数"]
    assert filled(text, lambda name: f"<{name}>") == "截至<截止日期>，共<项目总数>个。"
    assert parts_of(text) == [
        ("截至", ""), ("", "截止日期"), ("，共", ""), ("", "项目总数"), ("个。", ""),
    ]  # fmt: skip
    assert parts_of("没有标记") == [("没有标记", "")]
    assert parts_of("") == []


def test_numbers_that_somebody_typed_are_told_and_those_of_marks_are_not() -> None:
    assert loose_digits("有３个项目，共【项目总数】个，支付1,234.5万元") == ["３", "1,234.5"]
    assert loose_digits("【第2期】") == []
