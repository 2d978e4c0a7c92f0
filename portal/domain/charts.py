"""The geometry of charts: where lines, bars and tiles lie in a drawing, in its own units. The page draws them.

mirrored=True lays a drawing out for a language that reads from the right: time and bars then begin at the right edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH = 720
"""Width of every drawing."""

LINE_HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 300, 56, 24, 40, 36
BAR_WIDTH = 1000
"""Width of the line of a bar, which is drawn as wide as there is room."""

TILE_WIDTH, TILE_HEIGHT, GAP = 138, 92, 7


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where it lies and the number it stands for."""

    at: int
    value: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A day marked on the axis of time; room: which line of the head its words stand in, so that none cover others."""

    at: int
    day: date
    room: int


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over the days of a year. lines: per series the points (x, y); first and last: the ends of the axes."""

    height: int
    lines: Sequence[Sequence[tuple[int, int]]]
    levels: Sequence[Tick]
    months: Sequence[Tick]
    marks: Sequence[Mark]
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on a line of its own: its left edge and its width."""

    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the schematic map: its upper left corner."""

    left: int
    top: int


def steps(most: int, wanted: int = 4) -> list[int]:
    """Round numbers from 0 up to at least the greatest value, for an axis: [0, 5, 10, 15, 20] for 17."""
    size = 1
    while size * wanted < most:
        size = _next(size)
    return [size * n for n in range(wanted + 1)]


def _next(size: int) -> int:
    """1, 2, 5, 10, 20, 50 and so on."""
    return size * 5 // 2 if str(size).startswith("2") else size * 2


def line_chart(
    year: int,
    days: Sequence[date],
    series: Sequence[Sequence[int]],
    marks: Sequence[date],
    *,
    most: int = 0,
    mirrored: bool = False,
) -> LineChart:
    """Lines of counts over a year. series: per line a count for each of the days; most: what the axis must reach;
    marks: due days, of which those of another year lie at the edge."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    length = (last - first).days
    levels = steps(max([most, *(value for line in series for value in line)], default=0))
    bottom, wide = LINE_HEIGHT - BOTTOM, WIDTH - LEFT - RIGHT

    def across(day: date) -> int:
        part = min(max((day - first).days, 0), length) * wide // length
        return WIDTH - LEFT - part if mirrored else LEFT + part

    def up(value: int) -> int:
        return bottom - value * (bottom - TOP) // levels[-1]

    return LineChart(
        height=LINE_HEIGHT,
        lines=[[(across(day), up(n)) for day, n in zip(days, line, strict=True)] for line in series],
        levels=[Tick(up(value), value) for value in levels],
        months=[Tick(across(date(year, month, 1)), month) for month in range(1, 13)],
        marks=[Mark(across(day), day, room % 2) for room, day in enumerate(sorted(set(marks)))],
        first=(across(first), bottom),
        last=(across(last), TOP),
    )


def bars(rates: Sequence[tuple[int, int]], *, mirrored: bool = False) -> list[Bar]:
    """Bars of rates, (part, whole) each; the full width of a line, BAR_WIDTH, stands for the whole."""
    found = []
    for part, whole in rates:
        width = min(part, whole) * BAR_WIDTH // whole if whole > 0 else 0
        found.append(Bar(BAR_WIDTH - width if mirrored else 0, width))
    return found


def tiles(places: Mapping[str, tuple[int, int]]) -> tuple[dict[str, Tile], int]:
    """Tiles by code, and the height of the drawing. places: row and column by code."""
    found = {
        code: Tile(column * (TILE_WIDTH + GAP), row * (TILE_HEIGHT + GAP))
        for code, (row, column) in places.items()
    }
    rows = max((row for row, _column in places.values()), default=-1) + 1
    return found, max(rows * (TILE_HEIGHT + GAP) - GAP, 0)


def broken(text: str, most: int) -> list[str]:
    """A name in lines of at most so many letters where words or, in Chinese, letters allow it. Drawings do not break
    lines by themselves."""
    found: list[str] = []
    words = text.split() if " " in text else [text[n : n + most] for n in range(0, len(text), most)]
    for word in words:
        if found and " " in text and len(found[-1]) + 1 + len(word) <= most:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found
