"""Figures of targets, their groups, and what is usual in one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from portal.domain.figures import MILLION, Usual, figures_of, number_text, usual
from portal.domain.indicators import Level2
from portal.domain.target_checks import TargetRow


def row(value: str, name: str = "硬化补助标准", level: Level2 = Level2.COST) -> TargetRow:
    """An indicator as filed."""
    return TargetRow("k1", level.level1, level, name, value)


def group(*given: TargetRow, type_code: str = "road") -> set[int]:
    """Groups of some figures."""
    return {figure.group for figure in figures_of(type_code, given, 2020)}


def test_a_figure_has_a_unit_and_is_more_than_nothing() -> None:
    [figure] = figures_of("road", [row("≤7.5万元/公里"), row("及时"), row("2020年10月"), row("=0件")], 2020)
    assert (figure.micros, figure.unit, figure.cost) == (7_500_000, "万元/公里", True)
    assert figure.text == "≤7.5万元/公里"


def test_a_figure_too_large_for_the_column_is_left_out() -> None:
    assert figures_of("road", [row(f"≤{10**13}元")], 2020) == []


def test_figures_are_compared_within_type_name_and_unit() -> None:
    assert len(group(row("≤7万元/公里"), row("≤9万元／公里"), row("≤9万元/公里", "★硬化补助标准"))) == 1
    assert len(group(row("≤7万元/公里"), row("≤70000元/公里"), row("≤7万元/公里", "其他"))) == 3
    assert group(row("≤7万元/公里")) != group(row("≤7万元/公里"), type_code="bridge")


@pytest.mark.parametrize(
    ("figures", "found"),
    [([5], Usual(1, 5, 0)), ([1, 2, 90], Usual(3, 2, 1)), ([1, 3, 5, 1000], Usual(4, 4, 2))],
)
def test_what_is_usual_is_not_moved_by_one_wrong_figure(figures: list[int], found: Usual) -> None:
    assert usual(figures) == found


def test_bounds_are_the_same_ratio_on_both_sides() -> None:
    lowest, highest = Usual(11, 10 * MILLION, 2 * MILLION).bounds(Fraction(6), Fraction(100))
    assert (highest, lowest) == (22 * MILLION, Fraction(100 * MILLION, 22))
    assert Usual(11, 0, 0).bounds(Fraction(6), Fraction(100)) == (0, 0)


@pytest.mark.parametrize(
    ("micros", "text"), [(7_500_000, "7.5"), (12_000_000, "12"), (5_000, "0.01"), (100_000_000, "100")]
)
def test_a_figure_is_written_as_people_do(micros: int, text: str) -> None:
    assert number_text(micros) == text
