"""Likeness of targets (雷同): goals and sets of indicators compared without what sets honest projects apart anyway.

Names of places and projects and figures are taken out of a goal; an indicator counts with its name and its value, and
the ★ core indicators, which everybody of a type has to use, do not count. How alike two are is the share of the pieces
they have in common of all their pieces (Jaccard): pieces of three characters of a goal, whole rows of indicators.

A print puts a target into a few buckets (MinHash, one permutation): two that are much alike meet in one of them almost
surely, so that a target is compared with a handful of others and not with all. The same content gives the same buckets
on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b

from portal.domain.money import narrow
from portal.domain.target_checks import TargetRow, plain_name


class Compared(StrEnum):
    """What of a target is compared; also the place of the light and the kind of its sentence."""

    GOAL = "goal"
    ROWS = "rows"


PIECE = 3
"""Characters of a piece of a goal."""
BANDS = {Compared.GOAL: (8, 3), Compared.ROWS: (3, 2)}
"""Buckets of a part, and how many least pieces name one: goals 80 % alike miss each other once in three hundred times."""
SHOWN = 4
"""Common characters in a row, from which on they are marked for the reader."""

_FIGURES = re.compile(r"[0-9零一二三四五六七八九十百千万亿两.%‰]+")
_SIGNS = re.compile(r"[^\w]+|_")
_TOWNSHIPS = re.compile(r"[\u4e00-\u9fff]{2,3}[乡镇]")
"""Townships are not among the regions; their names have two or three characters as a rule."""
_KINDS_OF_PLACE = re.compile(
    r"(?:维吾尔自治区|自治区|地区|自治州|自治县|街道办事处|街道|[省市县区乡镇村]|等?\d+个(?:行政)?村)$"
)


@dataclass(frozen=True, slots=True)
class Print:
    """What is left of a target: its goal without names and figures, its rows as "name=value" in order, its buckets."""

    goal: str
    rows: tuple[str, ...]
    buckets: tuple[int, ...]

    def pieces(self, part: Compared) -> frozenset[str]:
        """What is compared of a part."""
        return pieces_of(self.goal) if part is Compared.GOAL else frozenset(self.rows)

    def length(self, part: Compared) -> int:
        """Characters of the goal or number of rows."""
        return len(self.goal) if part is Compared.GOAL else len(self.rows)


def print_of(
    goal: str, rows: Iterable[TargetRow], names: Iterable[str], places: tuple[str, ...] = ()
) -> Print:
    """The print of a target; names are those of its project, its place and its unit, places the stems of all regions,
    so that a copy is known by those it was copied with too."""
    stems = (*stems_of(names), *places)
    bare_goal = _SIGNS.sub("", _FIGURES.sub("", _without(narrow(goal), stems))).casefold()
    kept = sorted(
        {
            f"{_without(plain_name(row.name), stems)}={narrow(row.value)}"
            for row in rows
            if not row.core and row.name.strip() and row.value.strip()
        }
    )
    buckets = (*_buckets(Compared.GOAL, pieces_of(bare_goal)), *_buckets(Compared.ROWS, frozenset(kept)))
    return Print(bare_goal, tuple(kept), buckets)


def stems_of(names: Iterable[str]) -> tuple[str, ...]:
    """Names as they are looked for in a text, the longest first: 和田县 also as 和田, so that 和田市 goes too."""
    found = set()
    for name in names:
        for word in (narrow(name), *map(narrow, re.split(r"[\s,，、;；]+", name))):
            found |= {word, _KINDS_OF_PLACE.sub("", word)}
    return tuple(sorted((stem for stem in found if len(stem) > 1), key=lambda stem: (-len(stem), stem)))


def _without(text: str, stems: Iterable[str]) -> str:
    for stem in stems:
        text = text.replace(stem, "")
    return _TOWNSHIPS.sub("", text)


def pieces_of(text: str) -> frozenset[str]:
    """All pieces of a text; one that is shorter is its own piece."""
    if len(text) <= PIECE:
        return frozenset({text} if text else ())
    return frozenset(text[i : i + PIECE] for i in range(len(text) - PIECE + 1))


def share(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """How alike two are, 0 to 1; nothing is like nothing."""
    union = len(one | other)
    return Fraction(len(one & other), union) if union else Fraction(0)


def _number(text: str) -> int:
    """A number of 63 bits for a text, which both databases hold."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1


def _buckets(part: Compared, pieces: frozenset[str]) -> tuple[int, ...]:
    """One bucket for the whole content, so that the very same is never missed, and one for each band."""
    if not pieces:
        return ()
    bands, width = BANDS[part]
    least = _least(pieces, bands * width)
    named = (f"{part}{n}:{least[n * width : (n + 1) * width]}" for n in range(bands))
    return tuple(_number(name) for name in (f"{part}:{sorted(pieces)}", *named))


def _least(pieces: frozenset[str], bins: int) -> list[int]:
    """The least number of each bin; an empty bin takes that of the next one that is not."""
    found: list[int | None] = [None] * bins
    for number in map(_number, pieces):
        place, value = number % bins, number // bins
        held = found[place]
        found[place] = value if held is None else min(held, value)
    filled = []
    for place in range(bins):
        far = next(n for n in range(bins) if found[(place + n) % bins] is not None)
        filled.append((found[(place + far) % bins] or 0) + far)
    return filled


def marked(text: str, other: str) -> list[tuple[str, bool]]:
    """A text in runs, each with whether the other has it too (SHOWN characters or more in a row)."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    runs, reached = [], 0
    for block in matcher.get_matching_blocks():
        if block.size < SHOWN:
            continue
        runs += [(text[reached : block.a], False), (text[block.a : block.a + block.size], True)]
        reached = block.a + block.size
    runs.append((text[reached:], False))
    return [(run, common) for run, common in runs if run]


def same_project(unit: int, name: str, other_unit: int, other_name: str) -> bool:
    """Whether two projects of different years are one that goes on: the same unit, and a name that differs in figures
    alone (2019年…, 2020年…)."""
    return unit == other_unit and _FIGURES.sub("", narrow(name)) == _FIGURES.sub("", narrow(other_name))
