"""The pure parts of the statistics: tiles, bands, days and rates."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.regions import level_of
from portal.domain.roles import Level
from portal.domain.statistics import TILES, band, per_hundred, reading_days


def test_the_map_has_the_fourteen_prefectures_each_in_a_place_of_its_own() -> None:
    assert len(TILES) == len(set(TILES.values())) == 14
    assert {level_of(code) for code in TILES} == {Level.PREFECTURE}


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 4, 0), (99, 400, 0), (1, 4, 1), (2, 4, 2), (3, 4, 3), (399, 400, 3), (4, 4, 4), (0, 0, None)],
)
def test_a_band_begins_at_its_lower_end_and_the_last_is_the_whole(
    part: int, whole: int, expected: int | None
) -> None:
    assert band(part, whole) == expected


def test_a_trend_is_read_at_the_ends_of_months_and_today() -> None:
    assert reading_days(2020, date(2020, 3, 10)) == [
        date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 10),
    ]  # fmt: skip


def test_on_the_last_day_of_a_month_today_is_read_once() -> None:
    assert reading_days(2020, date(2020, 2, 29)) == [date(2020, 1, 31), date(2020, 2, 29)]


def test_a_past_year_is_read_to_its_end_and_a_coming_one_not_at_all() -> None:
    assert reading_days(2019, date(2020, 3, 10))[-1] == date(2019, 12, 31)
    assert len(reading_days(2019, date(2020, 3, 10))) == 12
    assert reading_days(2021, date(2020, 3, 10)) == []


def test_cases_per_hundred_projects_are_rounded_half_up() -> None:
    assert per_hundred(1, 3) == 3333
    assert per_hundred(2, 3) == 6667
    assert per_hundred(1, 16) == 625
    assert per_hundred(1, 0) is None
