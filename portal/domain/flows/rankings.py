"""The lives of a ranking (评价排名) and of an objection (申诉) to it. Who is told depends on the places ranked, so the
services tell them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.lifecycle import Flow, Move, sources
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.ranking import ObjectionStatus, RankingStatus

R, O = RankingStatus, ObjectionStatus  # noqa: E741


class RankingAction(StrEnum):
    """Verbs of a ranking."""

    CONSULT = "consult"
    PUBLISH = "publish"
    CANCEL = "cancel"


class ObjectionAction(StrEnum):
    """Verbs of an objection."""

    UPHOLD = "uphold"
    REJECT = "reject"
    WITHDRAW = "withdraw"


def window_ahead(facts: Facts) -> list[Problem]:
    """The last day for objections lies ahead."""
    until, today = facts.extra.get("until", ""), facts.extra["today"]
    if not until:
        return [Problem("until", "ranking.until.missing")]
    return [] if until > today else [Problem("until", "ranking.until.past", {"until": until})]


def window_over(facts: Facts) -> list[Problem]:
    """The last day for objections has passed, and every objection has its answer."""
    found: list[Problem] = []
    until = facts.extra["until"]
    if date.fromisoformat(until) >= date.fromisoformat(facts.extra["today"]):
        found.append(Problem("", "ranking.window.open", {"until": until}))
    if waiting := int(facts.extra["waiting"]):
        found.append(Problem("", "ranking.objections.waiting", {"count": waiting}))
    return found


RANKING_FLOW = Flow(
    name="ranking",
    states=RankingStatus,
    initial=R.DRAFT,
    finals=frozenset({R.PUBLISHED, R.CANCELLED}),
    moves=(
        Move(
            RankingAction.CONSULT,
            sources(R.DRAFT),
            R.OBJECTION,
            Ability.RANKING_LEAD,
            guards=(window_ahead,),
        ),
        Move(
            RankingAction.PUBLISH,
            sources(R.OBJECTION),
            R.PUBLISHED,
            Ability.RANKING_PUBLISH,
            guards=(window_over,),
        ),
        Move(
            RankingAction.CANCEL,
            sources(R.DRAFT, R.OBJECTION),
            R.CANCELLED,
            Ability.RANKING_LEAD,
            needs_reason=True,
        ),
    ),
)

OBJECTION_FLOW = Flow(
    name="objection",
    states=ObjectionStatus,
    initial=O.OPEN,
    finals=frozenset({O.UPHELD, O.REJECTED, O.WITHDRAWN}),
    moves=(
        Move(ObjectionAction.UPHOLD, sources(O.OPEN), O.UPHELD, Ability.RANKING_LEAD, needs_reason=True),
        Move(ObjectionAction.REJECT, sources(O.OPEN), O.REJECTED, Ability.RANKING_LEAD, needs_reason=True),
        Move(ObjectionAction.WITHDRAW, sources(O.OPEN), O.WITHDRAWN, Ability.RANKING_OBJECT),
    ),
)
