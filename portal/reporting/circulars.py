"""What the circular of a ranking says, as frozen data; see portal.reporting.papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.reporting.papers import Bilingual, Paper
from portal.reporting.rankings import PlaceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularPaper(Paper):
    """关于…评价排名情况的通报, from a ranking that is in force. ``level``: prefecture or county; ``lines`` by place, without
    points by metric; ``absent``: those without a place, and why."""

    kind: ClassVar[str] = "circular"

    level: str
    issue: int
    as_of: date
    issuer: Bilingual
    lines: tuple[PlaceLine, ...]
    absent: tuple[PlaceLine, ...] = ()
    published_on: date | None = None
    printed_by: Bilingual | None = None
