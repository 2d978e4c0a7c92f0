"""Statistics (统计分析): by what the figures of a year are broken down, where the prefectures stand on the schematic map,
and the days on which a trend is read."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class Dimension(StrEnum):
    """What the rows of a table of statistics are."""

    PLACE = "place"
    STAGE = "stage"
    FUND = "fund"
    DEPARTMENT = "department"
    TYPE = "type"
    LIGHT = "light"
    RECTIFICATION = "rectification"


OF_PROJECTS = (Dimension.PLACE, Dimension.FUND, Dimension.DEPARTMENT, Dimension.TYPE)
"""Breakdowns that share the columns of projects, money, lights and orders."""

TILES: Mapping[str, tuple[int, int]] = {
    "654200": (0, 1), "654300": (0, 2),
    "652700": (1, 0), "650200": (1, 1), "652300": (1, 2),
    "654000": (2, 0), "650100": (2, 2), "650400": (2, 3), "650500": (2, 4),
    "653000": (3, 0), "652900": (3, 1), "652800": (3, 2),
    "653100": (4, 0), "653200": (4, 1),
}  # fmt: skip
"""Row and column of the 14 prefectures, north at the top and west at the left in either language: it is a map."""

BANDS = (25, 50, 75, 100)
"""Lower ends, in percent, of the bands that a rate is coloured by, but for the first, which begins at 0."""


def band(numerator: int, denominator: int) -> int | None:
    """The band of a rate: 0 for under 25 %, up to 4 for the whole; None where there is nothing to take a rate of."""
    if denominator <= 0:
        return None
    return sum(numerator * 100 >= end * denominator for end in BANDS)


def reading_days(year: int, today: date) -> list[date]:
    """The ends of a year's months as far as they have come, and today while the year runs. Empty before the year."""
    ends = [date(year, month, calendar.monthrange(year, month)[1]) for month in range(1, 13)]
    days = [end for end in ends if end <= today]
    if today.year == year and today not in days:
        days.append(today)
    return days


def per_hundred(count: int, projects: int) -> int | None:
    """Hundredths of cases per hundred projects, half up; None without projects."""
    return None if projects <= 0 else (count * 20_000 + projects) // (2 * projects)
