"""The indicator library: what a type of project is measured by, its ★ core indicators, values of peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.filings import FilingStatus
from portal.domain.indicators import (
    IndicatorValue,
    Level2,
    Operator,
    compose,
    level2_from_text,
    parse_value,
)
from portal.domain.target_checks import CoreIndicator, Peers, TargetRow, peers_of, plain_name
from portal.models import Filing, LibraryIndicator, Plan, Project, TargetIndicator

LEAST_PEERS = 5
"""Below this many approved targets nothing is said about them: a single project could be recognised."""


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """An indicator offered by the library. example is a published value, hint its sign and unit."""

    level2: Level2
    name: str
    example: str
    hint: str
    core: bool


def rows_for(session: Session, type_code: str, on: date) -> list[LibraryRow]:
    """Indicators of a type of project that are valid on a date, in the order of the form, core ones first.

    A name that several sources give is offered once.
    """
    found = session.scalars(
        select(LibraryIndicator).where(LibraryIndicator.type_code == type_code).order_by(LibraryIndicator.id)
    )
    offered: dict[tuple[Level2, str], LibraryRow] = {}
    for item in found:
        level2 = level2_from_text(item.level2)
        if level2 is None or not _valid(item, on):
            continue
        key = (level2, plain_name(item.name))
        row = LibraryRow(level2, item.name.strip("★* "), _example(item), _hint(item), item.core)
        if key not in offered or (row.core and not offered[key].core):
            offered[key] = row
    order = list(Level2)
    return sorted(offered.values(), key=lambda row: (order.index(row.level2), not row.core))


def core_of(rows: Iterable[LibraryRow]) -> tuple[CoreIndicator, ...]:
    """The compulsory ones among library rows, as the checks take them."""
    return tuple(CoreIndicator(row.level2, row.name) for row in rows if row.core)


def _valid(item: LibraryIndicator, on: date) -> bool:
    begun = item.valid_from is None or item.valid_from <= on
    return begun and (item.valid_to is None or on < item.valid_to)


def _operator(item: LibraryIndicator) -> Operator:
    return next((operator for operator in Operator if operator.value == item.operator), Operator.NONE)


def _example(item: LibraryIndicator) -> str:
    try:
        return compose(_operator(item), Decimal(item.value), item.unit)
    except InvalidOperation:
        return item.value


def _hint(item: LibraryIndicator) -> str:
    return f"{_operator(item).symbol}__{item.unit}" if item.unit else ""


def starting_value(row: LibraryRow) -> str:
    """What a new row begins with: shares are alike in all projects, figures of another project are not."""
    return row.example if row.example.endswith("%") else ""


def peer_values(session: Session, project: Project, rows: Sequence[TargetRow]) -> dict[str, Peers]:
    """For each row (by key) what approved targets of the same type and year ask for under the same name.

    Figures of the whole region, of no project in particular: nothing is returned below LEAST_PEERS of them.
    One statement, whatever the number of rows.
    """
    names = {row.name.strip() for row in rows if row.name.strip()}
    if not names:
        return {}
    found = session.execute(
        select(TargetIndicator.name, TargetIndicator.level2, TargetIndicator.value, Plan.year)
        .join(Filing, Filing.id == TargetIndicator.filing_id)
        .join(Project, Project.target_id == Filing.id)
        .join(Plan, Plan.id == Project.plan_id)
        .where(
            Project.type_code == project.type_code,
            Project.plan_id == project.plan_id,
            Project.id != project.id,
            Filing.status == FilingStatus.APPROVED,
            TargetIndicator.name.in_(sorted(names)),
        )
    )
    values: defaultdict[tuple[str, str], list[IndicatorValue]] = defaultdict(list)
    for name, level2, value, year in found:
        values[name, level2].append(parse_value(value, Level2(level2), year, name))
    peers = {row.key: peers_of(values[row.name.strip(), row.level2.value], LEAST_PEERS) for row in rows}
    return {key: peer for key, peer in peers.items() if peer is not None}
