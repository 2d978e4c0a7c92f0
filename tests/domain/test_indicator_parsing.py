"""Values as people write them on published forms, and back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.indicator_types import ANY_YEAR
from portal.domain.indicator_units import KNOWN_UNITS
from portal.domain.indicators import (
    IndicatorValue,
    Level2,
    Operator,
    Precision,
    ValueKind,
    compose,
    compose_value,
    from_columns,
    parse_value,
)

STEADY = settings(derandomize=True, deadline=None, max_examples=300)
OPERATORS = {
    "≥": Operator.GE,
    "≤": Operator.LE,
    "=": Operator.EQ,
    ">": Operator.GT,
    "<": Operator.LT,
    "": Operator.NONE,
}

WRITTEN = [
    ("≥95%", "≥", "95", "%"),
    ("≥266米", "≥", "266", "米"),
    ("≧735人次", "≥", "735", "人次"),
    (">=98 %(百分比)", "≥", "98", "%"),
    ("﹥=98%", "≥", "98", "%"),
    ("不少于12种", "≥", "12", "种"),
    ("不低于85%", "≥", "85", "%"),
    ("98%以上", "≥", "98", "%"),
    ("12种(含)以上", "≥", "12", "种"),
    ("至少3个", "≥", "3", "个"),
    ("大于等于5户", "≥", "5", "户"),
    ("超过60%", ">", "60", "%"),
    ("≤90万元", "≤", "90", "万元"),
    ("≦100%", "≤", "100", "%"),
    ("<=475元/亩", "≤", "475", "元/亩"),
    ("≤28.40/株", "≤", "28.40", "/株"),
    ("不超过5件", "≤", "5", "件"),
    ("30天以内", "≤", "30", "天"),
    ("5件以下", "≤", "5", "件"),
    ("控制在5%以内", "≤", "5", "%"),
    ("低于3%", "<", "3", "%"),
    ("=8个", "=", "8", "个"),
    ("═100%", "=", "100", "%"),
    ("﹦72890元", "=", "72890", "元"),
    ("=0件", "=", "0", "件"),
    ("100%", "", "100", "%"),
    ("29.5亩", "", "29.5", "亩"),
    ("75元", "", "75", "元"),
    ("25TB", "", "25", "TB"),
    ("5万", "", "5", "万"),
    ("400元/人、天", "", "400", "元/人·天"),
    ("≥100百分比", "≥", "100", "%"),
    ("101人/次", "", "101", "人次"),
    ("4.52万人", "", "4.52", "万人"),
    ("100%覆盖", "", "100", "%"),
    ("百分之95以上", "≥", "95", "%"),
    ("95%", "", "95", "%"),
    ("1,234.5元", "", "1234.5", "元"),
    ("1500元/生·学期", "", "1500", "元/生·学期"),
    ("≥10157.6平米", "≥", "10157.6", "平方米"),
    ("180", "", "180", ""),
    ("≥0.565km", "≥", "0.565", "公里"),
    ("10个月", "", "10", "个月"),
    ("20年", "", "20", "年"),
    ("150万尾", "", "150", "万尾"),
    ("约300户", "", "300", "户"),
    ("≤-3%", "≤", "-3", "%"),
    ("≥15组", "≥", "15", "组"),
    ("387664.62", "", "387664.62", ""),
]


@pytest.mark.parametrize(("text", "sign", "number", "unit"), WRITTEN)
def test_figures_are_understood_as_people_write_them(text: str, sign: str, number: str, unit: str) -> None:
    value = parse_value(text)
    assert value.kind is ValueKind.NUMBER
    assert (value.operator, value.number, value.unit) == (OPERATORS[sign], Decimal(number), unit)
    assert value.text == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("显著提升", ValueKind.QUALITATIVE),
        ("应改尽改", ValueKind.QUALITATIVE),
        ("是", ValueKind.QUALITATIVE),
        ("达成预期指标", ValueKind.QUALITATIVE),
        ("在项目计划完成时间内完成", ValueKind.QUALITATIVE),
        ("≥**万元", ValueKind.QUALITATIVE),
        ("5-10个", ValueKind.QUALITATIVE),
        ("≥", ValueKind.QUALITATIVE),
        ("9" * 60, ValueKind.QUALITATIVE),
        ("字" * 5000, ValueKind.QUALITATIVE),
        ("", ValueKind.EMPTY),
        ("  ", ValueKind.EMPTY),
        ("-", ValueKind.EMPTY),
        ("——", ValueKind.EMPTY),
        ("/", ValueKind.EMPTY),
        ("2021年7月", ValueKind.DATE),
        ("9月前", ValueKind.DATE),
    ],
)
def test_words_blanks_and_dates_are_told_apart(text: str, kind: ValueKind) -> None:
    assert parse_value(text).kind is kind
    assert parse_value(None).kind is ValueKind.EMPTY


def test_a_cost_without_a_sign_is_a_ceiling() -> None:
    cost = parse_value("75元", Level2.COST)
    assert (cost.operator, cost.implied) == (Operator.LE, True)
    assert parse_value("75元").operator is Operator.NONE
    assert parse_value("75元", Level2.ECONOMIC).operator is Operator.NONE


def test_a_percentage_under_cost_is_no_ceiling_of_itself() -> None:
    assert parse_value("100%", Level2.COST).operator is Operator.NONE


def test_a_cost_in_wan_is_money() -> None:
    assert parse_value("5万", Level2.COST).unit == "万元"
    assert parse_value("≤28.40/株", Level2.COST).unit == "元/株"


@pytest.mark.parametrize(
    ("name", "text", "sign", "number", "unit"),
    [
        ("养殖场面积≥180平方米", "180", "≥", "180", "平方米"),
        ("任务完成时限(月)", "10", "", "10", "个月"),
        ("农户施肥情况调查(户)", "≧300", "≥", "300", "户"),
        ("奖补资金兑付率(%)", "100", "", "100", "%"),
        ("签约人数不少于", "50", "≥", "50", ""),
        ("养殖场面积≥180平方米", "90", "", "90", ""),
        ("补贴(含机具)", "90", "", "90", ""),
    ],
)
def test_the_name_lends_its_sign_and_unit_to_a_bare_figure(
    name: str, text: str, sign: str, number: str, unit: str
) -> None:
    value = parse_value(text, name=name)
    assert (value.operator, value.number, value.unit) == (OPERATORS[sign], Decimal(number), unit)


@pytest.mark.parametrize(
    ("columns", "sign", "number", "unit"),
    [
        (("≥", "100", "百分比"), "≥", "100", "%"),
        (("=", "72890", "元"), "=", "72890", "元"),
        (("", "10", "月"), "", "10", "个月"),
        (("", "150", "粒(万粒)"), "", "150", "万粒"),
        (("不少于", "12", "种"), "≥", "12", "种"),
        (("以上", "95", "%"), "≥", "95", "%"),
        (("", "≤475", "元/亩"), "≤", "475", "元/亩"),
        (("≤", "475元/亩", ""), "≤", "475", "元/亩"),
        (("≥", "95%", "%"), "≥", "95", "%"),
        (("≤", "3", ""), "≤", "3", ""),
    ],
)
def test_three_columns_make_one_value(
    columns: tuple[str, str, str], sign: str, number: str, unit: str
) -> None:
    value = from_columns(*columns)
    assert (value.operator, value.number, value.unit) == (OPERATORS[sign], Decimal(number), unit)


def test_three_columns_take_words_dates_and_blanks() -> None:
    assert from_columns("定性", "应改尽改", "").kind is ValueKind.QUALITATIVE
    assert from_columns("定性", "100", "%").kind is ValueKind.QUALITATIVE
    assert from_columns("", "2021年7月", "").date == date(2021, 7, 31)
    assert from_columns("≤", "2021年7月", "").operator is Operator.LE
    assert from_columns("≥", "", "%").kind is ValueKind.EMPTY
    assert from_columns("", "30", "元", Level2.COST).operator is Operator.LE


def test_composing_is_canonical() -> None:
    assert compose(Operator.GE, Decimal("95"), "百分比") == "≥95%"
    assert compose(Operator.LE, Decimal("475.50"), "元/亩") == "≤475.50元/亩"
    assert compose_value(parse_value("2020年10月底前")) == "2020年10月31日前"
    assert compose_value(parse_value(" 显著提升 ")) == "显著提升"


# "2020年" without a sign is the year, never two thousand and twenty years.
UNITS = st.sampled_from(
    [*sorted(KNOWN_UNITS - {"年"}), "", "万元", "万人", "元/亩", "元/人·月", "元/生·学期", "万立方米"]
)
NUMBERS = st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False) | st.integers(0, 10**15).map(
    Decimal
)


@STEADY
@given(st.sampled_from(Operator), NUMBERS, UNITS)
def test_reading_what_was_composed_gives_the_same_figure(
    operator: Operator, number: Decimal, unit: str
) -> None:
    value = parse_value(compose(operator, number, unit))
    assert (value.kind, value.operator, value.number, value.unit) == (
        ValueKind.NUMBER,
        operator,
        number,
        unit,
    )


@STEADY
@given(
    st.dates(date(1950, 1, 1), date(2050, 12, 31)),
    st.integers(0, 700),
    st.sampled_from([Precision.DAY, Precision.RANGE]),
    st.sampled_from(Operator),
)
def test_reading_a_composed_date_gives_the_same_date(
    first: date, span: int, precision: Precision, operator: Operator
) -> None:
    last = first + timedelta(days=span if precision is Precision.RANGE else 0)
    value = IndicatorValue(ValueKind.DATE, operator, date_from=first, date=last, precision=precision)
    again = parse_value(compose_value(value))
    assert (again.kind, again.operator, again.date, again.date_from) == (
        ValueKind.DATE,
        operator,
        last,
        first,
    )


@pytest.mark.parametrize(
    "text", ["9月前", "12月底前", "2021年7月", "2020年", "7月", "年底前", "全年", "第三季度"]
)
def test_written_dates_survive_composing(text: str) -> None:
    value = parse_value(text)
    again = parse_value(compose_value(value))
    assert (again.date, again.date_from, again.operator, again.yearless) == (
        value.date,
        value.date_from,
        value.operator,
        value.yearless,
    )
    assert value.date is not None
    assert value.yearless == (value.date.year == ANY_YEAR)


WILD = st.text(max_size=60) | st.text(
    "≥≤=<>0123456789.,年月日底前至%万元/()（）*- 以上不少于季度半", max_size=30
)


@STEADY
@given(WILD, st.none() | st.sampled_from(Level2), st.none() | st.integers(-5, 10_000), WILD)
def test_no_text_breaks_the_reader(text: str, level2: Level2 | None, year: int | None, name: str) -> None:
    value = parse_value(text, level2, year, name)
    assert value.text == text
    assert isinstance(compose_value(value), str)


@STEADY
@given(WILD, WILD, WILD)
def test_no_columns_break_the_reader(nature: str, value: str, unit: str) -> None:
    assert isinstance(from_columns(nature, value, unit), IndicatorValue)
