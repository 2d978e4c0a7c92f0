"""Concentrated reviews (集中审核): drawing filings, recording what was found of each, ending the review.

What was drawn, and from what, is frozen when a review is opened: whoever has the published number draws the same list
again (`flask sample verify`). A review reads the versions that were submitted then, whatever is filed later.
Source: opinion of 2020, part 四(一). Nothing here commits.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import concentrated_facts, drawn_facts
from portal.access.guards import NotAllowed
from portal.domain.concentrated import ConcentratedStatus, Outcome, Scale, outcome_problems
from portal.domain.filings import ProblemCategory
from portal.domain.flows.concentrated import CONCENTRATED_FLOW, ConcentratedAction
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.domain.sampling import (
    Strata,
    draw_strata,
    population_digest,
    sample_problems,
)
from portal.models import (
    ConcentratedItem,
    ConcentratedProblem,
    ConcentratedReview,
    Order,
    Round,
)
from portal.services import history, workflow
from portal.services.concentrated_draws import (
    Candidate,
    Wanted,
    candidates,
    population_text,
    strata_of,
    wanted_text,
)
from portal.services.concentrated_notices import tell_ended, tell_opened
from portal.services.locking import touch
from portal.services.workflow import Refused

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything typed to open a review. size and the rest of the draw count for a sample alone."""

    name: str
    round_id: int
    starts_on: date | None
    ends_on: date | None
    scale: Scale = Scale.GRADES
    wanted: Wanted = field(default_factory=Wanted)
    sampled: bool = False
    size: int = 0
    strata: Strata = Strata.NONE
    at_least: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True)
class ProblemEntry:
    """A problem as typed. id is None for a new one; removed takes an existing one away."""

    text: str
    category: ProblemCategory = ProblemCategory.OTHER
    id: int | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one filing."""

    outcome: Outcome | None
    note: str = ""
    problems: tuple[ProblemEntry, ...] = ()


def opening_problems(opening: Opening, population: Sequence[Candidate]) -> list[Problem]:
    """What stands against an opening, field by field."""
    found: list[Problem] = []
    if not opening.name.strip():
        found.append(Problem("name", "concentrated.name.missing"))
    elif len(opening.name.strip()) > LONGEST_NAME:
        found.append(Problem("name", "concentrated.name.long", {"limit": LONGEST_NAME}))
    if opening.starts_on is None or opening.ends_on is None:
        found.append(Problem("starts_on", "concentrated.period.missing"))
    elif opening.starts_on > opening.ends_on:
        days = {"start": opening.starts_on.isoformat(), "end": opening.ends_on.isoformat()}
        found.append(Problem("ends_on", "concentrated.period.order", days))
    if not population:
        found.append(Problem("", "concentrated.population.empty"))
    if opening.sampled:
        counts = Counter(strata_of(population, opening.strata).values())
        found += sample_problems(counts, opening.seed, opening.size, opening.at_least)
    return found


def open_review(session: Session, actor: Actor, opening: Opening, round_: Round) -> ConcentratedReview:
    """Draw the filings and open the review. Raises NotAllowed or Refused."""
    if not allows(Ability.CONCENTRATED_LEAD, actor, concentrated_facts(ConcentratedReview())):
        raise NotAllowed(Ability.CONCENTRATED_LEAD)
    population = candidates(session, actor, round_, opening.wanted)
    if found := opening_problems(opening, population):
        raise Refused(found)
    drawn = _draw(population, opening)
    lines = [one.line for one in population]
    review = ConcentratedReview(
        name=opening.name.strip(),
        round=round_,
        unit_id=actor.unit_id,
        opened_by=actor.user_id,
        status=ConcentratedStatus.OPEN,
        scale=opening.scale,
        starts_on=opening.starts_on,
        ends_on=opening.ends_on,
        wanted=wanted_text(opening.wanted),
        sampled=opening.sampled,
        strata=opening.strata if opening.sampled else Strata.NONE,
        at_least=opening.at_least if opening.sampled else 0,
        seed=opening.seed.strip() if opening.sampled else "",
        size=len(drawn),
        population=zlib.compress(population_text(lines).encode()),
        population_size=len(lines),
        population_digest=population_digest(lines),
    )
    held = {one.code: one for one in population}
    review.items = [
        ConcentratedItem(
            filing_id=held[code].filing_id, version_number=held[code].version, position=number, code=code
        )
        for number, code in enumerate(drawn, 1)
    ]
    session.add(review)
    session.flush()
    told = {"population": review.population_size, "digest": review.population_digest, "size": review.size}
    _note(session, actor, review, "concentrated.open", {**told, "seed": review.seed})
    tell_opened(session, review)
    return review


def _draw(population: Sequence[Candidate], opening: Opening) -> tuple[str, ...]:
    if not opening.sampled:
        return tuple(one.code for one in population)
    strata = strata_of(population, opening.strata)
    return draw_strata(strata, opening.seed.strip(), opening.size, opening.at_least)


def may_record(actor: Actor, item: ConcentratedItem) -> bool:
    """True while the review is open and the actor works on this filing."""
    return item.review.status is ConcentratedStatus.OPEN and allows(
        Ability.CONCENTRATED_RECORD, actor, drawn_facts(item)
    )


def record(session: Session, actor: Actor, item: ConcentratedItem, finding: Finding) -> None:
    """Keep what was found of one filing; until the review ends it may be changed.

    Raises IllegalMove (the review has ended), NotAllowed or Refused: no outcome, one that its problems do not bear
    out, a problem without words, a problem taken away although an order stands on it.
    """
    CONCENTRATED_FLOW.find(ConcentratedAction.CONCLUDE, item.review.status)
    if not may_record(actor, item):
        raise NotAllowed(Ability.CONCENTRATED_RECORD)
    if found := _finding_problems(session, item, finding):
        raise Refused(found)
    held = {problem.id: problem for problem in item.problems}
    for typed in finding.problems:
        problem = held.get(typed.id) if typed.id is not None else None
        if problem is not None and typed.removed:
            item.problems.remove(problem)
        elif problem is not None:
            problem.category, problem.text = typed.category, typed.text.strip()
        elif typed.id is None and typed.text.strip() and not typed.removed:
            item.problems.append(ConcentratedProblem(category=typed.category, text=typed.text.strip()))
    item.outcome, item.note = finding.outcome, finding.note.strip()
    item.recorded_by, item.recorded_at = actor.user_id, clock.now()
    touch(item)
    session.flush()
    told = {"code": item.code, "outcome": item.outcome or "", "problems": len(item.problems)}
    _note(session, actor, item.review, "concentrated.record", told)


def _finding_problems(session: Session, item: ConcentratedItem, finding: Finding) -> list[Problem]:
    ids = [problem.id for problem in item.problems]
    # A withdrawn order still names what it stood on.
    ordered = set(
        session.scalars(select(Order.concentrated_problem_id).where(Order.concentrated_problem_id.in_(ids)))
    )
    found: list[Problem] = []
    left = 0
    for number, typed in enumerate(finding.problems):
        if typed.removed:
            if typed.id in ordered:
                found.append(Problem(f"problems.{number}.removed", "concentrated.problem.ordered"))
        elif typed.text.strip():
            left += 1
        elif typed.id is not None:
            found.append(Problem(f"problems.{number}.text", "concentrated.problem.text_missing"))
    return outcome_problems(item.review.scale, finding.outcome, left) + found


def unrecorded(session: Session, review: ConcentratedReview) -> int:
    """How many of the filings drawn have no outcome yet."""
    query = select(func.count(ConcentratedItem.id)).where(
        ConcentratedItem.review_id == review.id, ConcentratedItem.outcome.is_(None)
    )
    return session.scalar(query) or 0


def conclude(session: Session, actor: Actor, review: ConcentratedReview, conclusion: str) -> None:
    """End the review: what was found stands in each project's history, and every place hears of its own.

    Raises IllegalMove, NotAllowed or Refused: filings without an outcome, no conclusion.
    """
    _demand(actor, review, ConcentratedAction.CONCLUDE)
    found: list[Problem] = []
    if left := unrecorded(session, review):
        found.append(Problem("", "concentrated.unrecorded", {"count": left}))
    if not conclusion.strip():
        found.append(Problem("conclusion", "concentrated.conclusion.missing"))
    if found:
        raise Refused(found)
    review.conclusion = conclusion.strip()
    workflow.perform(session, actor, review, ConcentratedAction.CONCLUDE, params={"size": review.size})
    # In the order of projects, as everybody else locks their chains.
    for item in sorted(review.items, key=lambda one: one.filing.project_id):
        history.record(
            session,
            actor,
            f"project:{item.filing.project_id}",
            workflow.subject_of(item.filing),
            "concentrated.outcome",
            {"review": review.id, "outcome": item.outcome or "", "problems": len(item.problems)},
        )
    tell_ended(session, review)


def cancel(session: Session, actor: Actor, review: ConcentratedReview, reason: str) -> None:
    """Give the review up, with a reason. Raises IllegalMove, NotAllowed or Refused."""
    workflow.perform(session, actor, review, ConcentratedAction.CANCEL, reason=reason)


def _demand(actor: Actor, review: ConcentratedReview, action: ConcentratedAction) -> None:
    move = CONCENTRATED_FLOW.find(action, review.status)
    if not allows(move.ability, actor, concentrated_facts(review)):
        raise NotAllowed(move.ability)


def _note(
    session: Session, actor: Actor, review: ConcentratedReview, action: str, params: dict[str, Any]
) -> None:
    history.record(session, actor, workflow.chain_of(review), workflow.subject_of(review), action, params)
