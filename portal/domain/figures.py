"""Figures of targets beside those of the same type of project (离群): which of them lie far outside what is usual.

Figures of one indicator in one unit are compared: name and unit are the same, the type of project and the plan too. What
is usual is told by the median and by the median distance from it (MAD), which a few wrong figures do not move. Figures
are kept as whole millionths, so that both databases hold them alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b

from portal.domain.indicators import Level2, canonical_unit
from portal.domain.money import round_half_up
from portal.domain.target_checks import TargetRow, plain_name

MILLION = 1_000_000
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator with a number: its row's key, its name and value as typed, its unit, millionths of the number,
    the group it is compared in, and whether it is a cost."""

    key: str
    name: str
    text: str
    unit: str
    micros: int
    group: int
    cost: bool


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a group: how many figures, the median and the median distance from it, in millionths."""

    count: int
    middle: int
    spread: int

    def bounds(self, times: Fraction, margin: Fraction) -> tuple[Fraction, Fraction]:
        """Lowest and highest usual figure in millionths: so many distances or so many percent of the median above it,
        whichever is more, and by the same ratio below it. A group around nothing has no bounds but its own."""
        highest = self.middle + max(times * self.spread, margin * self.middle / 100)
        lowest = Fraction(self.middle) ** 2 / highest if highest else Fraction(0)
        return lowest, highest


def figures_of(type_code: str, rows: Sequence[TargetRow], year: int | None) -> list[Figure]:
    """The figures of a target that have a unit and are more than nothing."""
    found = []
    for row in rows:
        value = row.understood(year)
        if not value.is_number or not value.unit or value.number is None or value.number <= 0:
            continue
        unit, micros = canonical_unit(value.unit), int(round_half_up(value.number * MILLION, 0))
        if micros < _LARGEST:
            name, cost = row.name.strip(), row.level2 is Level2.COST
            group = _number(f"{type_code}|{row.level2}|{plain_name(name)}|{unit}")
            found.append(Figure(row.key, name, row.value.strip(), unit, micros, group, cost))
    return found


def usual(micros: Sequence[int]) -> Usual:
    """What is usual among the figures of a group, given in order. Raises IndexError for none."""
    middle = _median(micros)
    return Usual(len(micros), middle, _median(sorted(abs(one - middle) for one in micros)))


def number_text(micros: Fraction | int) -> str:
    """A figure as people write it, two decimals at most."""
    return f"{round_half_up(Fraction(micros) / MILLION, 2):f}".rstrip("0").rstrip(".")


def _median(ordered: Sequence[int]) -> int:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1
