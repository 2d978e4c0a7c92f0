"""One unit's line of a ranking taken apart: what each metric came to and cost, the records behind it, the gap to the
next place, and what could still be made good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.ranking import Fix, Standing, fixes, gap_to_next, lost, rank, value_of
from portal.domain.ranking_facts import RankingFacts
from portal.domain.ranking_measures import against
from portal.models import Project, RankingMetric, RankingRow, RankingValue
from portal.services import ranking_proof
from portal.services.ranking_sets import entrants, metric_of, rules_of

MOST = 100
"""Records of one metric that a page lists; of more the number is said."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that cost points: its name in the history, and its project's."""

    subject: str
    project: str


@dataclass(frozen=True, slots=True)
class Part:
    """One metric of a line. value: in the metric's unit, None where nothing is judged; lost in hundredths; behind: the
    first records that cost points, of `count` in all."""

    metric: RankingMetric
    value: RankingValue
    amount: Fraction | None
    lost: int
    behind: Sequence[Behind]
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken apart. ahead: the standing next above with the hundredths between, None for the first."""

    row: RankingRow
    parts: Sequence[Part]
    ahead: tuple[Standing, int] | None
    fixes: Sequence[Fix]


def line(session: Session, row: RankingRow) -> Line:
    """The line of a unit; reads the frozen rows of the ranking."""
    ranking = row.ranking
    rules, facts = rules_of(ranking.set), ranking_proof.unpack(ranking.facts)
    units = entrants(ranking)
    own = next(unit for unit in units if unit.code == row.code)
    behind = against(facts, ranking.level, row.code)
    names = _names(session, facts, [s for subjects in behind.values() for s in subjects[:MOST]])
    values = {value.metric: value for value in row.values}
    parts = []
    for stored in ranking.set.metrics:
        metric, value = metric_of(stored), values[stored.code]
        subjects = behind.get(stored.measure, []) if stored.measure and not value.typed else []
        parts.append(
            Part(
                metric=stored,
                value=value,
                amount=value_of(metric, own.measures.get(stored.code)),
                lost=lost(metric, value.points),
                behind=[Behind(subject, names.get(subject, "")) for subject in subjects[:MOST]],
                count=len(subjects),
            )
        )
    ahead = gap_to_next(rank(rules, units), row.code)
    return Line(row, parts, ahead, fixes(rules, own))


def _names(session: Session, facts: RankingFacts, subjects: Sequence[str]) -> dict[str, str]:
    """Names of the projects that records belong to, by the record's name in the history."""
    owners = _owners(facts)
    projects = {subject: owners[subject] for subject in subjects if subject in owners}
    rows = select(Project.id, Project.name).where(Project.id.in_(sorted(set(projects.values()))))
    names: dict[int, str] = dict(session.execute(rows).tuples().all())
    return {subject: names.get(project, "") for subject, project in projects.items()}


def _owners(facts: RankingFacts) -> Mapping[str, int]:
    found = {f"project:{row.id}": row.id for row in facts.projects}
    for kind, rows in (
        ("filing", facts.filings),
        ("light", facts.lights),
        ("order", facts.orders),
        ("check", facts.checks),
    ):
        found.update({f"{kind}:{row.id}": row.project for row in rows})
    return found
