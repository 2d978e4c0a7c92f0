"""Sets of metrics for the ranking: loading what ships with the portal, reading one as rules, making a new version."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.access.guards import NotAllowed
from portal.domain.facts import Facts
from portal.domain.money import points_text, round_half_up, to_hundredths
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.ranking import BASE, Entrant, Formula, Measure, Metric, MetricUnit, RankingRules
from portal.domain.ranking_measures import MENDABLE, UNITS, PortalMeasure
from portal.domain.roles import Actor, Level
from portal.domain.scoring import Grade
from portal.models import Ranking, RankingMetric, RankingSet
from portal.services import history
from portal.services.shipped import document
from portal.services.workflow import Refused

FIRST_SETS = "ranking_2020.json"
FULL = 10_000
"""Base marks of a set in hundredths: a table of a hundred points."""

MOST = 10_000
"""More projects or records than a unit must have to be judged: a figure beyond it is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """A metric as typed in a new version of a set: marks in hundredths, figures with four decimals at most; what is None
    stays as it was, and the marks of a veto stay none."""

    code: str
    marks: int
    floor: Fraction | None = None
    ceiling: Fraction | None = None
    step: Fraction | None = None
    least: int | None = None


def load_sets(session: Session) -> int:
    """Add the sets that ship with the portal for years and levels that have none. Flushes."""
    content, added = document(FIRST_SETS), 0
    for given in content["sets"]:
        level = Level(given["level"])
        if newest(session, content["year"], level) is not None:
            continue
        bounds = {name: to_hundredths(Fraction(given[name])) for name in ("excellent", "good", "fair")}
        session.add(
            RankingSet(
                year=content["year"],
                level=level,
                version=given["version"],
                source=given["source"],
                least_projects=given["least_projects"],
                least_judged=given["least_judged"],
                with_corps=given["with_corps"],
                with_zones=given["with_zones"],
                metrics=[_metric(n, row) for n, row in enumerate(given["metrics"], 1)],
                **bounds,
            )
        )
        added += 1
    session.flush()
    return added


def _metric(position: int, row: dict[str, Any]) -> RankingMetric:
    measure = PortalMeasure(row["measure"]) if row["measure"] else None
    unit = UNITS[measure] if measure else MetricUnit(row["unit"])
    held = {**row, "measure": measure, "unit": unit, "formula": Formula(row["formula"])}
    return RankingMetric(position=position, **{**held, "params": history.canonical(row["params"])})


def newest(session: Session, year: int, level: Level) -> RankingSet | None:
    """The set in force for a year and a level: its highest version."""
    return session.scalars(
        select(RankingSet)
        .where(RankingSet.year == year, RankingSet.level == level)
        .options(selectinload(RankingSet.metrics))
        .order_by(RankingSet.version.desc())
        .limit(1)
    ).one_or_none()


def rules_of(held: RankingSet) -> RankingRules:
    """A stored set as the rules the table is made by."""
    return RankingRules(
        metrics=tuple(metric_of(row) for row in held.metrics),
        grade_bounds={Grade.EXCELLENT: held.excellent, Grade.GOOD: held.good, Grade.FAIR: held.fair, Grade.POOR: 0},
        least_projects=held.least_projects,
        least_judged=held.least_judged,
        with_corps=held.with_corps,
        with_zones=held.with_zones,
    )  # fmt: skip


def metric_of(row: RankingMetric) -> Metric:
    """A stored metric as the formula sees it."""
    given = json.loads(row.params)
    return Metric(
        code=row.code,
        unit=row.unit,
        formula=row.formula,
        full=row.marks,
        floor=Fraction(given.get("floor", "0")),
        ceiling=Fraction(given.get("ceiling", "100")),
        bands=tuple((Fraction(bound), Fraction(share)) for bound, share in given.get("bands", ())),
        falling=bool(given.get("falling", False)),
        step=to_hundredths(Fraction(given.get("step", "0"))),
        least=row.least,
        mendable=row.measure in MENDABLE,
    )


def entrants(ranking: Ranking) -> list[Entrant]:
    """The units of a ranking with the values that count, for the formula."""
    return [
        Entrant(
            code=row.code,
            projects=row.projects,
            measures={
                value.metric: Measure(value.numerator, value.denominator)
                for value in row.values
                if value.numerator is not None and value.denominator is not None
            },
            corps=row.corps,
            zone=row.zone,
            place_before=row.place_before,
        )
        for row in ranking.rows
    ]


def used(session: Session, held: RankingSet) -> bool:
    """True once a ranking was drawn up by the set."""
    query = select(func.count(Ranking.id)).where(Ranking.set_id == held.id)
    return bool(session.scalar(query))


def renew(
    session: Session, actor: Actor, held: RankingSet, entries: Sequence[MetricEntry], source: str, **general: int
) -> RankingSet:  # fmt: skip
    """A new version of a set with other marks and bounds; the old one stays with the rankings drawn up by it.

    general: least_projects, least_judged, with_corps, with_zones. Raises NotAllowed or Refused: base marks that do not
    sum to a hundred, bounds that are equal, a figure out of range, no source.
    """
    if not allows(Ability.RANKING_LEAD, actor, Facts()):
        raise NotAllowed(Ability.RANKING_LEAD)
    if found := _entry_problems(held, entries, source, general):
        raise Refused(found)
    typed = {entry.code: entry for entry in entries}
    newer = newest(session, held.year, held.level)
    made = RankingSet(
        year=held.year,
        level=held.level,
        version=(newer.version if newer else 0) + 1,
        source=source.strip(),
        excellent=held.excellent,
        good=held.good,
        fair=held.fair,
        metrics=[_renewed(row, typed.get(row.code)) for row in held.metrics],
        **{
            "least_projects": held.least_projects, "least_judged": held.least_judged,
            "with_corps": held.with_corps, "with_zones": held.with_zones, **general,
        },
    )  # fmt: skip
    session.add(made)
    session.flush()
    history.record(
        session,
        actor,
        f"unit:{actor.unit_id}",
        f"ranking_set:{made.id}",
        "ranking.set",
        {"year": made.year, "level": made.level.value, "version": made.version},
    )
    return made


def _renewed(row: RankingMetric, entry: MetricEntry | None) -> RankingMetric:
    params = json.loads(row.params)
    for name in ("floor", "ceiling", "step"):
        if entry is not None and (value := getattr(entry, name)) is not None:
            params[name] = f"{round_half_up(value, 4).normalize():f}"
    return RankingMetric(
        position=row.position,
        code=row.code,
        name_zh=row.name_zh,
        name_ug=row.name_ug,
        measure=row.measure,
        unit=row.unit,
        formula=row.formula,
        marks=row.marks if entry is None or row.formula is Formula.VETO else entry.marks,
        params=history.canonical(params),
        least=row.least if entry is None or entry.least is None else entry.least,
        source=row.source,
    )


def _entry_problems(
    held: RankingSet, entries: Sequence[MetricEntry], source: str, general: Mapping[str, int]
) -> list[Problem]:
    found: list[Problem] = []
    typed = {entry.code: entry for entry in entries}
    base = sum(
        typed[row.code].marks if row.code in typed else row.marks
        for row in held.metrics
        if row.formula in BASE
    )
    if base != FULL:
        found.append(
            Problem("marks", "ranking.marks.sum", {"sum": f"{base / 100:g}", "full": f"{FULL // 100}"})
        )
    for row in held.metrics:
        if row.code in typed:
            found.extend(_metric_problems(row, typed[row.code]))
    for name, low, high in (("least_projects", 1, MOST), ("least_judged", 0, 100)):
        if not low <= general.get(name, low) <= high:
            found.append(Problem(name, "ranking.figure.range", {"low": str(low), "high": str(high)}))
    if not source.strip():
        found.append(Problem("source", "ranking.source.missing"))
    return found


def _metric_problems(row: RankingMetric, entry: MetricEntry) -> Iterator[Problem]:
    held = metric_of(row)
    floor = held.floor if entry.floor is None else entry.floor
    if row.formula is Formula.LINEAR and floor == (held.ceiling if entry.ceiling is None else entry.ceiling):
        yield Problem(f"metrics.{row.code}.floor", "ranking.bounds.equal", {"value": f"{float(floor):g}"})
    ranges = {
        "marks": (entry.marks, 1, FULL) if row.formula is not Formula.VETO else None,
        "step": (to_hundredths(entry.step), 1, FULL) if entry.step is not None and held.step else None,
    }
    for name, given in ranges.items():
        if given is not None and not given[1] <= given[0] <= given[2]:
            low, high = points_text(given[1]), points_text(given[2])
            yield Problem(f"metrics.{row.code}.{name}", "ranking.figure.range", {"low": low, "high": high})
    if entry.least is not None and not 1 <= entry.least <= MOST:
        yield Problem(f"metrics.{row.code}.least", "ranking.figure.range", {"low": "1", "high": str(MOST)})
