"""Actual against target."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.indicators import Level2, attainment, compare, meets, parse_value

STEADY = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(
    ("target", "actual", "met", "reached"),
    [
        ("≥266米", "≥266米", True, Fraction(1)),
        ("≥2000", "3061", True, Fraction(3061, 2000)),
        ("≥95%", "90", False, Fraction(18, 19)),
        ("≤90万元", "90", True, Fraction(1)),
        ("≤90万元", "100万元", False, Fraction(9, 10)),
        ("≤90万元", "450000元", True, Fraction(2)),
        ("=72890元", "72890", True, Fraction(1)),
        ("=8个", "10个", False, Fraction(5, 4)),
        ("=0件", "=0件", True, None),
        ("=0件", "2件", False, None),
        ("≤4", "4", True, Fraction(1)),
        (">60%", "60%", False, Fraction(1)),
        ("<3%", "2%", True, Fraction(3, 2)),
        ("29.5亩", "29.5亩", True, Fraction(1)),
        ("550万粒", "2750000粒", False, Fraction(1, 2)),
        ("≥0.565km", "600米", True, Fraction(600, 565)),
        ("192只", "192头", None, None),
        ("≥95%", "95万元", None, None),
        ("显著提升", "显著提升", None, None),
        ("≥95%", "达成预期指标", None, None),
        ("9月前", "7月", True, Fraction(1)),
        ("9月前", "9月", True, Fraction(1)),
        ("9月前", "10月", False, None),
        ("2023年12月", "2023年10月", True, Fraction(1)),
        ("2023年12月", "2024年1月", False, None),
        ("7月15日前", "7月", None, None),
        ("12月底之前完成", "100%", True, Fraction(1)),
        ("12月底之前完成", "80%", False, Fraction(4, 5)),
        ("2020年5月1日起", "2020年6月", True, Fraction(1)),
        ("2020年5月1日起", "2020年4月", False, None),
        ("≤5件", "0件", True, None),
        ("", "5", None, None),
        ("5", "", None, None),
    ],
)
def test_met_and_how_far(target: str, actual: str, met: bool | None, reached: Fraction | None) -> None:
    wanted, done = parse_value(target), parse_value(actual)
    assert meets(wanted, done) is met
    assert attainment(wanted, done) == reached


def test_a_cost_below_its_unsigned_target_is_met() -> None:
    target = parse_value("75元", Level2.COST)
    assert meets(target, parse_value("70元")) is True
    assert meets(target, parse_value("80元")) is False


@pytest.mark.parametrize(
    ("target", "actual", "order"),
    [
        ("5个", "4个", -1),
        ("5个", "5个", 0),
        ("5万元", "60000元", 1),
        ("7月", "6月", -1),
        ("7月", "8月", 1),
        ("是", "是", None),
    ],
)
def test_order_of_actual_and_target(target: str, actual: str, order: int | None) -> None:
    assert compare(parse_value(target), parse_value(actual)) == order


SHAPES = st.text(max_size=20) | st.from_regex(r"(≥|≤|=|)-?[0-9]{1,6}(个|元|万元|%|月|)", fullmatch=True)


@STEADY
@given(SHAPES, SHAPES)
def test_comparing_never_fails_and_agrees_with_itself(target: str, actual: str) -> None:
    wanted, done = parse_value(target), parse_value(actual)
    met, reached = meets(wanted, done), attainment(wanted, done)
    assert reached is None or reached >= 0
    if met is None:
        assert reached is None
