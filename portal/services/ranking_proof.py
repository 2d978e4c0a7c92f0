"""What a published ranking is proved by: its rows, rules, values and results frozen under one digest, and counted again.

`flask ranking verify` and an export verified by hand use nothing but what stands here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain.ranking import FORMULA_VERSION, Standing, rank
from portal.domain.ranking_facts import TABLES, RankingFacts, plain_rows, read_rows
from portal.domain.ranking_measures import measures, projects_of
from portal.models import Ranking, RankingRow
from portal.services.history import canonical, sha256
from portal.services.ranking_sets import entrants, rules_of


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not what the frozen inputs give: where, what is stored, what was counted again."""

    place: str
    stored: str
    again: str


def pack(facts: RankingFacts) -> bytes:
    """Rows as zlib-packed JSON with one spelling."""
    content = {"as_of": facts.as_of.isoformat(), **{name: plain_rows(facts, name) for name in TABLES}}
    return zlib.compress(canonical(content).encode())


def unpack(packed: bytes) -> RankingFacts:
    """The rows of pack(). Raises zlib.error, ValueError, KeyError or TypeError for anything else."""
    content = json.loads(zlib.decompress(packed))
    tables = {name: tuple(read_rows(name, content[name])) for name in TABLES}
    return RankingFacts(as_of=date.fromisoformat(content["as_of"]), **tables)


def digest(ranking: Ranking) -> str:
    """SHA-256 in hex over everything that a table says and rests on."""
    return sha256(canonical(frozen(ranking)))


def frozen(ranking: Ranking) -> dict[str, Any]:
    """A ranking as plain data: rules, rows of the records, values with their proof, results. In the order of codes."""
    held = ranking.set
    return {
        "year": ranking.plan.year,
        "level": ranking.level.value,
        "number": ranking.number,
        "as_of": ranking.as_of.isoformat(),
        "formula": ranking.formula_version,
        "rules": {
            "version": held.version,
            "least_projects": held.least_projects,
            "least_judged": held.least_judged,
            "with_corps": held.with_corps,
            "with_zones": held.with_zones,
            "bounds": [held.excellent, held.good, held.fair],
            "metrics": [
                [
                    m.code,
                    m.measure and m.measure.value,
                    m.unit.value,
                    m.formula.value,
                    m.marks,
                    m.params,
                    m.least,
                ]
                for m in held.metrics
            ],
        },
        "facts": json.loads(zlib.decompress(ranking.facts)),
        "rows": [_row(row) for row in sorted(ranking.rows, key=lambda row: row.code)],
    }


def _row(row: RankingRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name_zh,
        "kind": [row.corps, row.zone],
        "projects": row.projects,
        "before": row.place_before,
        "result": [row.total, row.place, row.grade and row.grade.value, row.vetoed, row.absence and row.absence.value],
        "values": [
            [v.metric, v.numerator, v.denominator, v.points, v.typed, v.proof]
            for v in sorted(row.values, key=lambda v: v.metric)
        ],
    }  # fmt: skip


def differences(ranking: Ranking) -> Iterator[Difference]:
    """Everything in a ranking that its frozen inputs do not give: values counted again from the rows, points, totals
    and places by the formula, and the digest of a published one."""
    if ranking.formula_version != FORMULA_VERSION:
        yield Difference("formula", str(ranking.formula_version), str(FORMULA_VERSION))
    try:
        facts = unpack(ranking.facts)
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        # Without its rows nothing can be counted again, and no digest be made.
        yield Difference("facts", f"{len(ranking.facts)} bytes", f"unreadable: {error}")
        return
    if ranking.as_of != facts.as_of:
        yield Difference("as_of", str(ranking.as_of), str(facts.as_of))
    yield from _counted(ranking, facts)
    lines = {line.code: line for line in rank(rules_of(ranking.set), entrants(ranking))}
    for row in sorted(ranking.rows, key=lambda row: row.code):
        yield from _results(row, lines[row.code])
    if ranking.digest and ranking.digest != (again := digest(ranking)):
        yield Difference("digest", ranking.digest, again)


def _counted(ranking: Ranking, facts: RankingFacts) -> Iterator[Difference]:
    """Values against the rows; typed and corrected ones rest on their proof instead."""
    counted, projects = measures(facts, ranking.level), projects_of(facts, ranking.level)
    measured = {metric.code: metric.measure for metric in ranking.set.metrics}
    for row in sorted(ranking.rows, key=lambda row: row.code):
        if row.projects != (number := projects.get(row.code, 0)):
            yield Difference(f"{row.code} projects", str(row.projects), str(number))
        for value in row.values:
            measure = measured.get(value.metric)
            if measure is None or value.typed:
                continue
            found = counted.get(row.code, {}).get(measure)
            again = (found.numerator, found.denominator) if found else (None, None)
            if (value.numerator, value.denominator) != again:
                stored = f"{value.numerator}/{value.denominator}"
                yield Difference(f"{row.code} {value.metric}", stored, f"{again[0]}/{again[1]}")


def _results(row: RankingRow, line: Standing) -> Iterator[Difference]:
    for value in row.values:
        if value.points != (points := line.points.get(value.metric)):
            yield Difference(f"{row.code} {value.metric} points", str(value.points), str(points))
    pairs = {
        "total": (row.total, line.total),
        "place": (row.place, line.place),
        "grade": (row.grade, line.grade),
        "vetoed": (row.vetoed, line.vetoed),
        "absence": (row.absence, line.absence),
    }
    for name, (stored, again) in pairs.items():
        if stored != again:
            yield Difference(f"{row.code} {name}", str(stored), str(again))
