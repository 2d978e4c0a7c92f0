"""Money: fen in, 万元 out, and the one way of rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.money import (
    MAX_FEN,
    MONEY_CODES,
    MoneyError,
    format_wan,
    parse_wan,
    percent_text,
    points_text,
    rate,
    round_half_up,
    to_hundredths,
)

STEADY = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("20", 20_000_000),
        ("0", 0),
        ("0.00", 0),
        ("-0", 0),
        ("9.48", 9_480_000),
        ("278.4449", 278_444_900),
        ("10606.7522", 10_606_752_200),
        ("0.000001", 1),
        (".5", 500_000),
        ("5.", 5_000_000),
        ("１，２３４．５", 1_234_500_000),
        ("1,234.5", 1_234_500_000),
        (" 35 550 ", 35_550_000_000),
        ("20万元", 20_000_000),
        ("5.8 万", 5_800_000),
        ("¥3.36万元", 3_360_000),
        ("387664.62元", 38_766_462),
        ("1.2亿元", 12_000_000_000),
        ("1.000000000", 1_000_000),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, fen: int) -> None:
    assert parse_wan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money.empty"),
        ("   ", "money.empty"),
        ("二十", "money.unreadable"),
        ("万元", "money.unreadable"),
        (".", "money.unreadable"),
        ("1,23", "money.unreadable"),
        ("1e5", "money.unreadable"),
        ("NaN", "money.unreadable"),
        ("12..5", "money.unreadable"),
        ("0.0000001", "money.decimals"),
        ("1.001元", "money.decimals"),
        ("-3", "money.negative"),
        ("−3.5", "money.negative"),
        ("99999999999999999999999", "money.too_large"),
        ("9" * 50, "money.too_large"),
        ("1" * 5000, "money.unreadable"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(MoneyError) as refused:
        parse_wan(text)
    assert refused.value.code == code
    assert set(refused.value.params) == set(MONEY_CODES[code])


@STEADY
@given(st.integers(0, MAX_FEN))
def test_an_exact_amount_survives_writing_and_reading(fen: int) -> None:
    assert parse_wan(format_wan(fen)) == fen


@STEADY
@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        read: int | str = parse_wan(text)
    except MoneyError as refused:
        read = refused.code
    assert read in MONEY_CODES if isinstance(read, str) else 0 <= read <= MAX_FEN


@pytest.mark.parametrize(
    ("fen", "decimals", "shown"),
    [
        (20_000_000, None, "20.00"),
        (9_480_000, None, "9.48"),
        (278_444_900, None, "278.4449"),
        (1, None, "0.000001"),
        (-1_500_000, None, "-1.50"),
        (278_444_900, 2, "278.44"),
        (5_000, 2, "0.01"),
        (4_999, 2, "0.00"),
        (-4_999, 2, "0.00"),
        (-5_000, 2, "-0.01"),
    ],
)
def test_amounts_are_shown_exactly_or_half_up(fen: int, decimals: int | None, shown: str) -> None:
    assert format_wan(fen, decimals) == shown


def test_sums_are_made_before_rounding() -> None:
    parts = [parse_wan("0.004")] * 3
    assert format_wan(sum(parts), 2) == "0.01"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(109_8, 208_0, "52.79%"), (1, 3, "33.33%"), (2, 3, "66.67%"), (0, 5, "0.00%"), (0, 0, ""), (7, 0, "")],
)
def test_a_rate_keeps_its_parts_and_nothing_by_nothing_is_no_rate(part: int, whole: int, shown: str) -> None:
    assert percent_text(part, whole) == shown
    assert (rate(part, whole) is None) == (whole == 0)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(5, 1000), 2, "0.01"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("-2.675"), 2, "-2.68"),
        (Fraction(49, 10), 0, "5"),
        (Decimal("1E+3"), 1, "1000.0"),
        (Fraction(10**60 + 1, 2), 0, str((10**60 + 2) // 2)),
        (Decimal(10**5000), 0, f"1{'0' * 5000}"),
    ],
)
def test_halves_go_up_at_any_size(value: Fraction | Decimal, places: int, expected: str) -> None:
    assert str(round_half_up(value, places)) == expected


def test_points_are_whole_hundredths() -> None:
    assert to_hundredths(Fraction(7927, 1000)) == 793
    assert points_text(793) == "7.93"
    assert points_text(0) == "0.00"


@pytest.mark.parametrize(("text", "fen"), [("500 يۈەن", 50_000), ("12.5 تۈمەن يۈەن", 12_500_000)])
def test_units_are_obeyed_in_uyghur_too(text: str, fen: int) -> None:
    assert parse_wan(text) == fen
