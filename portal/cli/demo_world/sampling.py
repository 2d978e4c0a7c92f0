"""Reads the published tables and the targets of the library into samples, each with its unit in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo_people import SINCE, People, unit_of
from portal.cli.demo_world.kinds import kinds
from portal.cli.demo_world.published import Line, accepted, completed, lines_of, note_of, weighted
from portal.cli.demo_world.samples import Sample
from portal.domain.filings import FundSource
from portal.domain.indicators import Level2, Operator, compose
from portal.domain.money import parse_wan, to_hundredths
from portal.domain.published_reading import figure_of, read_case
from portal.domain.regions import REGION_ROOT
from portal.domain.roles import Level, Role, UnitKind
from portal.domain.scoring import Part
from portal.domain.target_checks import TargetRow, plain_name
from portal.models import Assignment, Unit, User
from portal.services.shipped import document, rows_of

TABLES = "published_selfevaluations.json"
GUIDE = "demo_published.json"
_NOMINAL_FEN = 100_000_000
_UNKNOWN_MONEY = "公开表未列资金，按100万元登记。"


@dataclass
class Sampling:
    """Makes the units of the samples and reads the samples."""

    session: Session
    people: People
    weights: Mapping[Part, int]
    guide: Mapping[str, Any] = field(default_factory=lambda: document(GUIDE))

    def __post_init__(self) -> None:
        """The unit that keeps the samples; the region unit's account works for it in a second role."""
        words = self.guide["keeper"]
        self.keeper = self._unit("650000P", words["zh"], words["ug"])
        self.session.flush()
        user = self.session.scalars(select(User).where(User.username == "region-unit")).one()
        user.assignments.append(Assignment(unit=self.keeper, role=Role.ENTRY, starts_on=SINCE))
        self.session.flush()

    def _unit(self, code: str, zh: str, ug: str) -> Unit:
        division = self.people.units["division"]
        return unit_of(
            self.session, self.people, UnitKind.DEPARTMENT, Level.REGION, REGION_ROOT, code, zh, ug, division
        )

    def tables(self) -> list[Sample]:
        """The published self-evaluations, in the order of their file."""
        found = [self._table(entry, self.guide["tables"][entry["id"]]) for entry in document(TABLES)]
        self.session.flush()
        return found

    def _table(self, entry: Mapping[str, Any], guide: Mapping[str, Any]) -> Sample:
        case = read_case(entry)
        if case is None:
            raise ValueError(entry["id"])
        funds = {FundSource(source): parse_wan(text) for source, text in guide["funds"].items()}
        unknown = not any(funds.values())
        if unknown:
            funds = {FundSource.COUNTY: _NOMINAL_FEN}
        total = sum(funds.values())
        # Where the sum row says nothing was budgeted, the row of fiscal money below it holds the figures.
        executed = case.amounts.executed or case.fiscal.executed
        lines = [accepted(line, guide.get("values", {})) for line in lines_of(entry)]
        score = figure_of(entry.get("execution_score_published"))
        return Sample(
            code=entry["id"],
            name=entry["title"],
            type_code=guide["type"],
            place=entry["region"],
            note=note_of(entry, case) + (_UNKNOWN_MONEY if unknown else ""),
            unit=self._unit(f"650000P{entry['id'][1:]}", guide["zh"], guide["ug"]),
            funds=funds,
            lines=tuple(weighted(completed(lines, total, executed), self.weights)),
            executed_fen=executed,
            execution_score=None if score is None else to_hundredths(score),
            is_table=True,
        )

    def targets(self) -> list[Sample]:
        """The targets behind the library, one of each source and kind, without those that are tables as well."""
        groups: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in rows_of("indicators.csv"):
            groups.setdefault((row["type_code"], row["source"].split("；")[0]), []).append(row)
        known = {entry["source"] for entry in document(TABLES) if entry["source"]}
        found: list[Sample] = []
        for (type_code, source), rows in groups.items():
            address, _, title = source.rpartition(" ")
            if any(sample.name == title for sample in found):
                title = f"{title}（{kinds()[type_code].works[0]}）"
            if address not in known and not title.startswith("(搜索结果未给地址)"):
                found.append(self._target(len(found) + 1, type_code, address, title, rows))
        return found

    def _target(
        self, number: int, type_code: str, address: str, title: str, rows: list[dict[str, str]]
    ) -> Sample:
        lines: dict[tuple[Level2, str], Line] = {}
        for row in rows:
            level2 = Level2(row["level2"])
            target = TargetRow("", level2.level1, level2, row["name"], _value(row))
            lines.setdefault((level2, plain_name(row["name"])), Line(target))
        given = list(lines.values())
        return Sample(
            code=f"L{number:02d}",
            name=title,
            type_code=type_code,
            place=title.partition("20")[0] or title,
            note=f"公开绩效目标表样本（指标库来源）。{_UNKNOWN_MONEY}来源：{address}",
            unit=self.keeper,
            funds={FundSource.COUNTY: _NOMINAL_FEN},
            lines=tuple(weighted(completed(given, _NOMINAL_FEN, None), self.weights)),
            draft=tuple(given),
        )


def _value(row: Mapping[str, str]) -> str:
    """A value of the library as people write it."""
    try:
        return compose(Operator(row["operator"]), Decimal(row["value"]), row["unit"])
    except InvalidOperation:
        return row["value"]
