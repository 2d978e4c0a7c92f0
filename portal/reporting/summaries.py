"""What the printed summary of a concentrated review says, as frozen data; see portal.reporting.papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.reporting.papers import Bilingual, Paper


@dataclass(frozen=True, slots=True)
class TallyRow:
    """Filings of a place, a whole review or the one before: drawn, by outcome in the order of the paper's outcomes
    (None where that review spoke another scale), with problems, and the number of problems."""

    place: Bilingual
    drawn: int
    outcomes: tuple[int | None, ...]
    faulty: int
    problems: int
    county: bool = False


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """Problems of a category, the filings they stand in, and the problems of the review before (None without one)."""

    category: str
    problems: int
    filings: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A problem found in a filing, with the number of the order that stands on it."""

    place: Bilingual
    project: str
    unit: Bilingual
    outcome: str
    category: str
    text: str
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcentratedPaper(Paper):
    """集中审核情况汇总表 of the places of one reader (``scope``). ``seed`` is empty for a whole selection."""

    kind: ClassVar[str] = "concentrated"

    name: str
    round_name: Bilingual
    scope: Bilingual
    issuer: Bilingual
    starts_on: date
    ends_on: date
    population: int
    size: int
    seed: str
    digest: str
    outcomes: tuple[str, ...]
    total: TallyRow
    places: tuple[TallyRow, ...]
    before: TallyRow | None
    categories: tuple[CategoryLine, ...]
    problems: tuple[FoundRow, ...]
    conclusion: str
    concluded_on: date | None = None
