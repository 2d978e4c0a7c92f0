"""Cells of published tables, whatever stands in them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from portal.domain.published_reading import Case, blank, fen_of, figure_of, points_of, read_case, text_of


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("道路", "道路"),
        (5, "5"),
        (Decimal("9.48"), "9.48"),
        (True, None),
        (None, None),
        ([], None),
        (float("nan"), None),
        (float("inf"), None),
        pytest.param(10**5000, None, id="huge"),
        ("\ud800", "?"),
        ("长" * 9000, "长" * 2000),
    ],
)
def test_only_texts_and_plain_numbers_are_text(cell: object, text: str | None) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("20%", Decimal(20)),
        ("10.00分", Decimal("10.00")),
        ("1,234.5", Decimal("1234.5")),
        ("1e1", Decimal(10)),
        (20, Decimal(20)),
        ("二十", None),
        ("1e999", None),
        ("", None),
        (False, None),
    ],
)
def test_figures_are_read_with_their_marks(cell: object, figure: Decimal | None) -> None:
    assert figure_of(cell) == figure


@pytest.mark.parametrize(
    ("cell", "empty"), [(None, True), ("", True), (" — ", True), ("0", False), (0, False)]
)
def test_a_dash_is_an_empty_cell_and_zero_is_not(cell: object, empty: bool) -> None:
    assert blank(cell) is empty


def test_what_cannot_be_read_leaves_a_remark_and_nothing_else() -> None:
    remarks: list[str] = []
    assert points_of("8.5", "score", remarks) == 850
    assert fen_of("9.48", remarks) == 9_480_000
    assert points_of(None, "score", remarks) is None
    assert remarks == []
    assert points_of("1000000000", "score", remarks) is None
    assert fen_of("约20", remarks) is None
    assert fen_of("-3", remarks) is None
    assert fen_of([], remarks) is None
    assert remarks == ["score.unreadable", "funds.unreadable", "funds.negative", "funds.unreadable"]


def read(entry: object) -> Case:
    case = read_case(entry)
    assert case is not None
    return case


@pytest.mark.parametrize(
    ("written", "rate", "places"),
    [
        ("100.00%", Fraction(1), 2),
        ("86.5%", Fraction(865, 1000), 1),
        ("1", Fraction(1), 0),
        ("0.8212", Fraction(8212, 10_000), 2),
        ("79.27", Fraction(7927, 10_000), 2),
        ("20", Fraction(1, 5), 0),
        ("0", Fraction(0), 0),
        (None, None, 2),
        ("全部", None, 2),
    ],
)
def test_an_execution_rate_is_read_with_or_without_its_sign(
    written: str | None, rate: Fraction | None, places: int
) -> None:
    case = read({"id": "A", "execution_rate_published": written})
    assert (case.rate, case.rate_places) == (rate, places)


def test_rows_that_are_parts_know_the_row_above() -> None:
    names = [
        "一、示范区",
        "1、水稻",
        "2、玉米",
        "二、试验",
        "(1)甲",
        "★面积",
        "其中桃树",
        "其中苹果",
        "1.5公里道路",
    ]
    case = read({"indicators": [{"name": name} for name in names]})
    assert [row.parent for row in case.rows] == [None, 0, 0, None, 3, None, 5, 5, None]


@pytest.mark.parametrize("entry", [None, 5, "x", [], True])
def test_what_is_no_object_is_no_table(entry: object) -> None:
    assert read_case(entry) is None
