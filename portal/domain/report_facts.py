"""What a report looks at: plain rows of the records as they stood at the end of its day. They are frozen with the report,
so that every number of it is found again in them. Money is whole fen, totals are hundredths of a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from portal.domain.alert_types import Colour
from portal.domain.filings import ProblemCategory, Stage
from portal.domain.regions import level_of, parent_of
from portal.domain.reports import Period
from portal.domain.roles import Level


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that the report tells of by itself: a county in that of a prefecture, a prefecture in that of the center;
    the level above stands for its own projects."""

    code: str
    zh: str
    ug: str

    def in_language(self, language: str) -> str:
        """Its name in a language; the Chinese one where there is no Uyghur one."""
        return (self.ug if language == "ug" else "") or self.zh


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project; planned: the year's money, paid: up to the day. approved: its target was approved by the day."""

    id: int
    code: str
    name: str
    region: str
    planned: int
    paid: int
    approved: bool


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A filing of a round that had begun, changes of a target left out."""

    id: int
    project: int
    stage: Stage
    round: str
    due_on: date
    submitted_on: date | None
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class LightRow:
    """A light on a project, waived ones left out; out_on: the day it went out, None while it shines."""

    id: int
    project: int
    rule: str
    colour: Colour
    lit_on: date
    out_on: date | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An issued order, withdrawn ones left out."""

    id: int
    project: int
    number: str
    category: ProblemCategory
    issued_on: date
    due_on: date
    replied_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A line of the last ranking published by the day, of the places that the report tells of."""

    ranking: int
    number: int
    code: str
    place: int
    total: int
    of: int


@dataclass(frozen=True)
class ReportFacts:
    """All rows of a place, as of the end of a day."""

    as_of: date
    period: Period
    place: str
    places: Sequence[PlaceRow] = ()
    projects: Sequence[ProjectRow] = ()
    filings: Sequence[FilingRow] = ()
    lights: Sequence[LightRow] = ()
    orders: Sequence[OrderRow] = ()
    ranked: Sequence[RankedRow] = ()

    @cached_property
    def _places(self) -> Mapping[int, str]:
        return {row.id: self._counts_for(row.region) for row in self.projects}

    def place_of(self, project: int) -> str:
        """Code of the place of the report that a project counts for."""
        return self._places[project]

    def _counts_for(self, region: str) -> str:
        if level_of(self.place) is Level.PREFECTURE or level_of(region) is Level.REGION:
            return region
        return region if level_of(region) is Level.PREFECTURE else parent_of(region) or region


TABLES: Mapping[str, type[Any]] = {
    "places": PlaceRow,
    "projects": ProjectRow,
    "filings": FilingRow,
    "lights": LightRow,
    "orders": OrderRow,
    "ranked": RankedRow,
}
"""Names of the tables with their rows."""
