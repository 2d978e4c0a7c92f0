"""Funds in plain values: what document it is, how far the year is, how money is shared out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from portal.domain.funds import FundState, Progress, document_key, elapsed, shared

WAN = 1_000_000


@pytest.mark.parametrize(
    "typed",
    [
        "和财农〔2020〕7号",
        "和财农[2020]7号",
        "和财农（2020）7号",
        " 和财农 〔2020〕 7号 ",
        "和财农【２０２０】７号",
    ],
)
def test_brackets_width_and_blanks_make_no_other_document(typed: str) -> None:
    assert document_key(typed) == document_key("和财农〔2020〕7号")


@pytest.mark.parametrize("other", ["和财农〔2020〕17号", "和财农〔2019〕7号", "墨财农〔2020〕7号", ""])
def test_another_number_year_or_place_is_another_document(other: str) -> None:
    assert document_key(other) != document_key("和财农〔2020〕7号")


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2019, 12, 31), Fraction(0)),
        (date(2020, 1, 1), Fraction(1, 366)),
        (date(2020, 7, 1), Fraction(183, 366)),
        (date(2020, 12, 31), Fraction(1)),
        (date(2021, 5, 1), Fraction(1)),
    ],
)
def test_the_time_of_a_fund_is_its_year(day: date, share: Fraction) -> None:
    assert elapsed(2020, day) == share


def test_the_time_of_a_project_is_its_own_days_within_the_year() -> None:
    assert elapsed(2020, date(2020, 3, 10), date(2020, 3, 1), date(2020, 3, 20)) == Fraction(1, 2)
    assert elapsed(2020, date(2020, 1, 1), date(2019, 3, 1), date(2021, 3, 1)) == Fraction(1, 366)


def test_an_amount_is_shared_to_the_last_fen_by_the_largest_remainders() -> None:
    assert shared(100, {1: 1, 2: 1, 3: 1}) == {1: 34, 2: 33, 3: 33}
    assert shared(10, {1: 1, 2: 5}) == {1: 2, 2: 8}
    assert sum(shared(999_999_999, {n: n * 7 for n in range(1, 30)}).values()) == 999_999_999


def test_without_weights_nobody_gets_anything() -> None:
    assert shared(100, {1: 0, 2: 0}) == {1: 0, 2: 0}
    assert shared(100, {}) == {}


@pytest.mark.parametrize(
    ("amount", "given", "state"),
    [
        (WAN, 0, FundState.UNALLOCATED),
        (WAN, 1, FundState.PARTLY),
        (WAN, WAN, FundState.ALLOCATED),
        (0, 0, FundState.ALLOCATED),
    ],
)
def test_how_far_a_fund_was_given_out(amount: int, given: int, state: FundState) -> None:
    progress = Progress(amount, given, 0, Fraction(1, 2))
    assert progress.state is state
    assert progress.rest_fen == amount - given
