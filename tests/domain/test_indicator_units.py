"""Units: one spelling each, conversion inside one dimension only."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.indicators import canonical_unit, convert, dimension, is_known

STEADY = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("百分比", "%"),
        ("%(百分比)", "%"),
        ("％", "%"),
        ("㎡", "平方米"),
        ("平米", "平方米"),
        ("m2", "平方米"),
        ("km", "公里"),
        ("KM", "公里"),
        ("千米", "公里"),
        ("cm", "厘米"),
        ("人/次", "人次"),
        ("粒(万粒)", "万粒"),
        ("元/平米", "元/平方米"),
        ("元/人、天", "元/人·天"),
        ("元/人·月", "元/人·月"),
        ("元/生·学期", "元/生·学期"),
        ("月", "个月"),
        ("户", "户"),
        ("万尾", "万尾"),
        ("元每亩", "元/亩"),
        ("盒子(大)", "盒子"),
    ],
)
def test_spellings_of_a_unit_become_one(written: str, kept: str) -> None:
    assert canonical_unit(written) == kept
    assert canonical_unit(kept) == kept


@pytest.mark.parametrize(
    ("number", "unit", "to", "result"),
    [
        ("20", "万元", "元", Fraction(200_000)),
        ("72890", "元", "万元", Fraction(7289, 1000)),
        ("0.565", "公里", "米", Fraction(565)),
        ("50", "厘米", "米", Fraction(1, 2)),
        ("4.52", "万人", "人", Fraction(45_200)),
        ("15", "亩", "公顷", Fraction(1)),
        ("1500", "亩", "平方公里", Fraction(1)),
        ("2", "吨", "公斤", Fraction(2000)),
        ("550", "万粒", "粒", Fraction(5_500_000)),
        ("1.5", "元/平方米", "元/亩", Fraction(1000)),
        ("2", "年", "个月", Fraction(24)),
        ("5", "万", "元", Fraction(50_000)),
        ("5", "万", "万元", Fraction(5)),
        ("90", "", "万元", Fraction(90)),
        ("90", "%", "", Fraction(90)),
        ("12", "种", "个", None),
        ("90", "%", "万元", None),
        ("30", "天", "个月", None),
        ("3", "人", "人次", None),
        ("5", "元/亩", "元", None),
        ("180", "只", "头", None),
    ],
)
def test_figures_convert_inside_a_dimension_and_never_across(
    number: str, unit: str, to: str, result: Fraction | None
) -> None:
    assert convert(Decimal(number), unit, to) == result


@STEADY
@given(st.text(max_size=30), st.text(max_size=30))
def test_no_unit_breaks_the_conversion(unit: str, to: str) -> None:
    kept = canonical_unit(unit)
    assert isinstance(dimension(kept), tuple)
    assert is_known(kept) in (True, False)
    back = convert(Decimal(3), kept, canonical_unit(to))
    assert back is None or back > 0
