"""The geometry of charts: inside the drawing, true to the numbers, mirrored for a language read from the right."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from portal.domain.charts import (
    BAR_WIDTH,
    LEFT,
    LINE_HEIGHT,
    RIGHT,
    TOP,
    WIDTH,
    bars,
    broken,
    line_chart,
    steps,
    tiles,
)
from portal.domain.statistics import TILES

DAYS = [date(2020, 1, 1), date(2020, 6, 30), date(2020, 12, 31)]


@pytest.mark.parametrize("most", [0, 1, 4, 5, 17, 81, 399, 12_345])
def test_an_axis_reaches_the_greatest_value_in_round_steps(most: int) -> None:
    found = steps(most)
    assert found[0] == 0
    assert found[-1] >= most
    assert len({b - a for a, b in pairwise(found)}) == 1
    assert str(found[1]).rstrip("0") in ("1", "2", "5")


def test_a_line_runs_from_the_first_day_to_the_last_and_rises_with_the_count() -> None:
    chart = line_chart(2020, DAYS, [[0, 10, 20]], [date(2020, 7, 20)])
    (first, middle, last) = chart.lines[0]
    assert first == chart.first == (LEFT, chart.first[1])
    assert last == (WIDTH - RIGHT, TOP) == chart.last
    assert first[0] < middle[0] < last[0]
    assert first[1] > middle[1] > last[1]


def test_time_runs_from_the_right_where_the_drawing_is_mirrored() -> None:
    plain = line_chart(2020, DAYS, [[0, 10, 20]], [])
    mirrored = line_chart(2020, DAYS, [[0, 10, 20]], [], mirrored=True)
    assert [(WIDTH - x, y) for x, y in plain.lines[0]] == [*mirrored.lines[0]]
    assert [WIDTH - tick.at for tick in plain.months] == [tick.at for tick in mirrored.months]


def test_a_due_day_of_the_year_after_stays_in_the_drawing_at_its_edge() -> None:
    chart = line_chart(2020, DAYS, [], [date(2021, 1, 31), date(2020, 7, 20)])
    assert [mark.day for mark in chart.marks] == [date(2020, 7, 20), date(2021, 1, 31)]
    assert chart.marks[1].at == WIDTH - RIGHT
    assert chart.marks[0].room != chart.marks[1].room


def test_the_axis_reaches_what_is_owed_though_nothing_has_come() -> None:
    chart = line_chart(2020, DAYS, [[0, 0, 0]], [], most=30)
    assert chart.levels[-1].value >= 30
    assert {y for _x, y in chart.lines[0]} == {chart.first[1]}
    assert 0 <= min(tick.at for tick in chart.levels) <= LINE_HEIGHT


def test_a_bar_is_as_long_as_its_rate_and_begins_at_the_reading_side() -> None:
    whole, half, none, over = bars([(4, 4), (2, 4), (0, 0), (5, 4)])
    assert (whole.width, half.width, none.width) == (BAR_WIDTH, BAR_WIDTH // 2, 0)
    assert over == whole
    assert (half.left, whole.left) == (0, 0)
    (mirrored,) = bars([(2, 4)], mirrored=True)
    assert mirrored.left + mirrored.width == BAR_WIDTH


def test_tiles_do_not_cover_each_other_and_fill_the_drawing() -> None:
    found, height = tiles(TILES)
    assert len({(tile.left, tile.top) for tile in found.values()}) == len(TILES)
    assert max(tile.left for tile in found.values()) + 138 <= WIDTH
    assert max(tile.top for tile in found.values()) + 92 == height
    assert tiles({}) == ({}, 0)


def test_a_name_breaks_at_its_words_and_in_chinese_after_so_many_letters() -> None:
    assert broken("克孜勒苏柯尔克孜自治州", 9) == ["克孜勒苏柯尔克孜自", "治州"]
    assert broken("ئىلى قازاق ئاپتونوم ئوبلاستى", 12) == ["ئىلى قازاق", "ئاپتونوم", "ئوبلاستى"]
    assert " ".join(broken("ئىلى قازاق ئاپتونوم ئوبلاستى", 12)) == "ئىلى قازاق ئاپتونوم ئوبلاستى"
