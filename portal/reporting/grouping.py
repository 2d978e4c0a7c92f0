"""First and second level of the indicators as merged cells, cut so that no page stands without its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Protocol, TypeVar

from portal.reporting.papers import Bilingual, CriterionRow

BLOCK = 6
"""Rows that stay on one page under one second-level cell; a longer group goes on in the next block."""

REPEAT = 10
"""Rows after which the first-level label is said again: a page break leaves it behind."""


class Levelled(Protocol):
    """Anything with the two levels of an indicator."""

    @property
    def level1(self) -> str:
        """Code of the first level."""

    @property
    def level2(self) -> str:
        """Code of the second level."""


Row = TypeVar("Row", bound=Levelled)


@dataclass(frozen=True, slots=True)
class Block(Generic[Row]):
    """Rows that stay together. ``opens``: its first-level cell bears the label; ``closes``: that cell ends
    here.
    """

    level1: str
    level2: str
    rows: tuple[Row, ...]
    opens: bool
    closes: bool


def blocks(rows: Sequence[Row]) -> list[Block[Row]]:
    """Return the rows, in the order given, in blocks of one second level of at most BLOCK rows."""
    cut: list[tuple[str, str, tuple[Row, ...]]] = []
    for (level1, level2), group in groupby(rows, key=lambda row: (row.level1, row.level2)):
        same = tuple(group)
        cut += [(level1, level2, same[at : at + BLOCK]) for at in range(0, len(same), BLOCK)]
    opens: list[bool] = []
    since = 0
    for at, (level1, _, same) in enumerate(cut):
        new = at == 0 or cut[at - 1][0] != level1 or since + len(same) > REPEAT
        opens.append(new)
        since = len(same) if new else since + len(same)
    closes = [*opens[1:], True]
    return [Block(*part, opens[at], closes[at]) for at, part in enumerate(cut)]


def spans(rows: Sequence[Row], chunk: int = BLOCK) -> list[tuple[Row, int, int]]:
    """Return each row with how many rows its first-level and second-level cell cover, 0 where one above covers it.

    Rows are taken in the order given; only neighbours are merged, at most ``chunk`` of them. For a table on a
    screen, which has no pages, ``chunk`` is the number of rows.
    """
    first = _covered([row.level1 for row in rows], chunk)
    # A second-level cell never reaches over the edge of its first-level cell.
    edges: list[tuple[int, str]] = []
    cell = 0
    for row, cover in zip(rows, first, strict=True):
        cell += bool(cover)
        edges.append((cell, row.level2))
    return list(zip(rows, first, _covered(edges, chunk), strict=True))


def _covered(keys: Sequence[object], chunk: int) -> list[int]:
    covers: list[int] = []
    for _, group in groupby(keys):
        left = len(list(group))
        while left:
            size = min(left, chunk)
            covers += [size] + [0] * (size - 1)
            left -= size
    return covers


@dataclass(frozen=True, slots=True)
class Dimension:
    """Criteria of one dimension with their points and score in hundredths; no score while one of them has
    none.
    """

    name: Bilingual
    rows: tuple[CriterionRow, ...]
    points: int
    score: int | None


def dimensions(criteria: Sequence[CriterionRow]) -> list[Dimension]:
    """Return the criteria of the review form by dimension, in the order given."""
    found: list[Dimension] = []
    for name, group in groupby(criteria, key=lambda row: row.dimension):
        rows = tuple(group)
        scores = [row.score for row in rows if row.score is not None]
        score = sum(scores) if len(scores) == len(rows) else None
        found.append(Dimension(name, rows, sum(row.points for row in rows), score))
    return found
