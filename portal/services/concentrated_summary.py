"""What a concentrated review (集中审核) found, as far as a reader's places reach: by place, by outcome, by category of
problem, each problem with the order that stands on it, and the last review of the same stage beside it.

Everything is counted from the records when it is asked for; after its end a review changes no more. The number of
statements does not grow with the number of filings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.scope import visible
from portal.domain.concentrated import OUTCOMES, ConcentratedStatus, Outcome
from portal.domain.filings import OrderStatus, ProblemCategory
from portal.domain.regions import level_of
from portal.domain.roles import Actor, Level
from portal.models import (
    ConcentratedItem,
    ConcentratedProblem,
    ConcentratedReview,
    Filing,
    Order,
    Project,
    Region,
    Round,
    Unit,
)


@dataclass(slots=True)
class Tally:
    """Filings drawn, read and with problems; outcomes and problems by their number."""

    drawn: int = 0
    recorded: int = 0
    faulty: int = 0
    problems: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    def add(self, outcome: Outcome | None, problems: int) -> None:
        """Count one filing."""
        self.drawn += 1
        self.problems += problems
        self.faulty += bool(problems)
        if outcome is not None:
            self.recorded += 1
            self.outcomes[outcome] += 1

    def number(self, outcome: Outcome, spoken: Sequence[Outcome]) -> int | None:
        """Filings with an outcome; None where all that was found is said on another scale than the one spoken."""
        if self.recorded and not set(self.outcomes) & set(spoken):
            return None
        return self.outcomes[outcome]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A prefecture with all its places, a county, or the region's own units."""

    region: Region
    level: Level
    tally: Tally


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """How many problems of a category, in how many filings; before: problems of the last review, None without one."""

    category: ProblemCategory
    problems: int
    filings: int
    before: int | None


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem with the filing it was found in and the order that stands on it, as far as the reader sees one."""

    id: int
    item_id: int
    project_id: int
    project_code: str
    project_name: str
    region: Region
    unit: Unit
    outcome: Outcome | None
    category: ProblemCategory
    text: str
    order: Order | None


@dataclass(frozen=True, slots=True)
class Before:
    """The last concluded review of the same stage, in the reader's places."""

    name: str
    concluded_on: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything of a review that a reader's places hold."""

    outcomes: tuple[Outcome, ...]
    total: Tally
    places: tuple[PlaceRow, ...]
    categories: tuple[CategoryRow, ...]
    problems: tuple[ProblemRow, ...]
    before: Before | None


def summary(session: Session, actor: Actor, review: ConcentratedReview) -> Summary:
    """Sum up a review for a reader."""
    problems = _problems(session, actor, review)
    counted = Counter(problem.item_id for problem in problems)
    items = session.execute(
        _drawn(actor, review).with_only_columns(
            ConcentratedItem.id, ConcentratedItem.outcome, Project.region_code
        )
    ).all()
    total, places = Tally(), dict[str, Tally]()
    for item in items:
        total.add(item.outcome, counted[item.id])
        for code in _places(item.region_code):
            places.setdefault(code, Tally()).add(item.outcome, counted[item.id])
    regions = {
        region.code: region for region in session.scalars(select(Region).where(Region.code.in_(places)))
    }
    before, earlier = _before(session, actor, review)
    return Summary(
        outcomes=OUTCOMES[review.scale],
        total=total,
        places=tuple(PlaceRow(regions[code], level_of(code), places[code]) for code in sorted(places)),
        categories=_categories(problems, earlier if before else None),
        problems=tuple(problems),
        before=before,
    )


def _drawn(actor: Actor, review: ConcentratedReview) -> Select[Any]:
    return (
        visible(ConcentratedItem, actor)
        .join(Filing, Filing.id == ConcentratedItem.filing_id)
        .join(Project, Project.id == Filing.project_id)
        .where(ConcentratedItem.review_id == review.id)
    )


def _places(code: str) -> tuple[str, ...]:
    """A county counts for itself and for its prefecture."""
    return (code[:4] + "00", code) if level_of(code) is Level.COUNTY else (code,)


def _problems(session: Session, actor: Actor, review: ConcentratedReview) -> list[ProblemRow]:
    rows = session.execute(
        _drawn(actor, review)
        .join(ConcentratedProblem, ConcentratedProblem.item_id == ConcentratedItem.id)
        .join(Region, Region.code == Project.region_code)
        .join(Unit, Unit.id == Project.implementing_unit_id)
        .with_only_columns(
            ConcentratedProblem,
            ConcentratedItem.outcome,
            Project.id,
            Project.code,
            Project.name,
            Region,
            Unit,
        )
        .order_by(Project.region_code, Project.code, ConcentratedProblem.id)
    ).all()
    orders = orders_on(session, actor, [row[0].id for row in rows])
    return [
        ProblemRow(
            id=problem.id,
            item_id=problem.item_id,
            project_id=project_id,
            project_code=code,
            project_name=name,
            region=region,
            unit=unit,
            outcome=outcome,
            category=problem.category,
            text=problem.text,
            order=orders.get(problem.id),
        )
        for problem, outcome, project_id, code, name, region, unit in rows
    ]


def orders_on(session: Session, actor: Actor, problem_ids: Sequence[int]) -> dict[int, Order]:
    """Orders on problems that the actor sees, withdrawn ones left out, by problem id."""
    found = session.scalars(
        visible(Order, actor)
        .where(Order.concentrated_problem_id.in_(problem_ids), Order.status != OrderStatus.WITHDRAWN)
        .order_by(Order.id)
    )
    return {one.concentrated_problem_id: one for one in found if one.concentrated_problem_id is not None}


def _categories(
    problems: Sequence[ProblemRow], earlier: Counter[ProblemCategory] | None
) -> tuple[CategoryRow, ...]:
    """The most frequent first; a category that only the last review had stands with nothing beside it."""
    counted = Counter(problem.category for problem in problems)
    filings: dict[ProblemCategory, set[int]] = {}
    for problem in problems:
        filings.setdefault(problem.category, set()).add(problem.item_id)
    rows = [
        CategoryRow(
            category,
            counted[category],
            len(filings.get(category, ())),
            None if earlier is None else earlier[category],
        )
        for category in ProblemCategory
        if counted[category] or (earlier and earlier[category])
    ]
    return tuple(sorted(rows, key=lambda row: (-row.problems, list(ProblemCategory).index(row.category))))


def _before(
    session: Session, actor: Actor, review: ConcentratedReview
) -> tuple[Before | None, Counter[ProblemCategory]]:
    """The last review of the stage that had ended before this one did, or has ended so far."""
    until: datetime = review.concluded_at or clock.now()
    found = session.scalars(
        visible(ConcentratedReview, actor)
        .join(Round, Round.id == ConcentratedReview.round_id)
        .where(
            Round.stage == review.round.stage,
            ConcentratedReview.status == ConcentratedStatus.CONCLUDED,
            or_(
                ConcentratedReview.concluded_at < until,
                and_(ConcentratedReview.concluded_at == until, ConcentratedReview.id < review.id),
            ),
        )
        .options(joinedload(ConcentratedReview.round))
        .order_by(ConcentratedReview.concluded_at.desc(), ConcentratedReview.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None or found.concluded_at is None:
        return None, Counter()
    rows = session.execute(
        _drawn(actor, found)
        .outerjoin(ConcentratedProblem, ConcentratedProblem.item_id == ConcentratedItem.id)
        .with_only_columns(ConcentratedItem.id, ConcentratedItem.outcome, ConcentratedProblem.category)
    ).all()
    counted = Counter(row.id for row in rows if row.category is not None)
    tally = Tally()
    for identity, outcome in {row.id: row.outcome for row in rows}.items():
        tally.add(outcome, counted[identity])
    earlier = Counter(row.category for row in rows if row.category is not None)
    return Before(found.name, clock.official(found.concluded_at).date(), tally), earlier


def progress(session: Session, actor: Actor, review_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By review: how many filings of the reader's places have an outcome, out of how many; one statement for all."""
    rows = session.execute(
        visible(ConcentratedItem, actor)
        .where(ConcentratedItem.review_id.in_(review_ids))
        .with_only_columns(
            ConcentratedItem.review_id, func.count(ConcentratedItem.outcome), func.count(ConcentratedItem.id)
        )
        .group_by(ConcentratedItem.review_id)
    )
    return {review_id: (recorded, drawn) for review_id, recorded, drawn in rows.tuples()}
