"""First and second level of the indicators as merged cells, cut so that no page stands without its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Protocol, TypeVar

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
    """Rows that stay together. ``opens``: its first-level cell bears the label; ``closes``: that cell ends here."""

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
