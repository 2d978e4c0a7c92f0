"""What the printed table of a ranking says, as frozen data; see portal.reporting.papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.reporting.papers import Bilingual, Paper


@dataclass(frozen=True, slots=True)
class MetricHead:
    """A metric with its full marks in hundredths; its number in the table is its place in the list."""

    name: Bilingual
    formula: str
    marks: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A line: total and points in hundredths, None where nothing was judged; moved: places gained or lost."""

    place: int | None
    name: Bilingual
    total: int | None
    moved: int | None
    grade: str
    points: tuple[int | None, ...]
    absence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingPaper(Paper):
    """评价排名表. ``level``: prefecture or county; ``until``: the last day for objections while they may be made."""

    kind: ClassVar[str] = "ranking"

    level: str
    issue: int
    as_of: date
    issuer: Bilingual
    metrics: tuple[MetricHead, ...]
    lines: tuple[PlaceLine, ...]
    others: tuple[PlaceLine, ...]
    until: date | None = None
    published_on: date | None = None
