"""What a ranking looks at: plain rows of the records as they stood on its day. They are frozen with the ranking, so that
whoever has them counts everything again. Days are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain import frozen_rows
from portal.domain.alert_types import Colour
from portal.domain.filings import FilingStatus, Stage
from portal.domain.frozen_rows import Row


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project and the place that owns it."""

    id: int
    code: str
    region: str


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A filing of a round, changes of a target left out. returned: how often it was sent back."""

    id: int
    project: int
    stage: Stage
    round: str
    status: FilingStatus
    due_on: date
    submitted_on: date | None
    approved_on: date | None
    returned: int


@dataclass(frozen=True, slots=True)
class LightRow:
    """A light on a project, waived ones left out. until: the day it went out, or the day of the ranking."""

    id: int
    project: int
    rule: str
    colour: Colour
    lit_on: date
    until: date
    shining: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An issued order, withdrawn ones left out. replied_on: the last reply. complete: the ledger has all that its state
    asks for. repeated: the unit was ordered to mend the same kind before."""

    id: int
    project: int
    number: str
    due_on: date
    replied_on: date | None
    closed_on: date | None
    complete: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A concluded check of a self-evaluation: both totals in hundredths of a point."""

    id: int
    project: int
    filing: int
    declared: int
    checked: int


@dataclass(frozen=True, slots=True)
class RankingFacts:
    """All rows, as of the end of a day."""

    as_of: date
    projects: Sequence[ProjectRow] = ()
    filings: Sequence[FilingRow] = ()
    lights: Sequence[LightRow] = ()
    orders: Sequence[OrderRow] = ()
    checks: Sequence[CheckRow] = ()


TABLES: Mapping[str, type[Any]] = {
    "projects": ProjectRow,
    "filings": FilingRow,
    "lights": LightRow,
    "orders": OrderRow,
    "checks": CheckRow,
}
"""Names of the tables as they are exported, with their rows."""


def columns_of(table: str) -> list[str]:
    """Names of a table's columns, in order."""
    return frozen_rows.columns_of(TABLES[table])


def plain_rows(facts: RankingFacts, table: str) -> list[list[Any]]:
    """The rows of a table as JSON holds them: days as ISO text, codes as text."""
    return frozen_rows.plain(getattr(facts, table))


def read_rows(table: str, rows: Iterable[Row]) -> list[Any]:
    """Rows of plain_rows() as they were. Raises ValueError or TypeError for rows of another shape."""
    return frozen_rows.read(TABLES[table], rows)
