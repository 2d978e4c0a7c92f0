"""Moves and flows: a transition table and the few questions asked of it.

Buttons and enforcement read the same rows, so what is offered is what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor

Guard = Callable[[Facts], list[Problem]]


class Audience(StrEnum):
    """Who is told of a move; resolved to people by services.notices."""

    FILLER = "filler"
    NEXT_LEVEL = "next_level"
    REVIEWERS = "reviewers"
    ISSUER = "issuer"
    RESPONSIBLE = "responsible"


class DeadlineKind(StrEnum):
    """Deadline that a move starts."""

    MENDING = "mending"
    REVIEW = "review"
    RECTIFICATION = "rectification"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a transition table."""

    action: str
    sources: frozenset[str]
    target: str
    ability: Ability
    needs_reason: bool = False
    guards: tuple[Guard, ...] = ()
    tells: tuple[Audience, ...] = ()
    starts: DeadlineKind | None = None


class IllegalMove(Exception):
    """The action is no move from the state the record is in."""

    def __init__(self, flow: str, action: str, status: str) -> None:
        super().__init__(f"{flow}: no {action} from {status}")
        self.flow, self.action, self.status = flow, action, status


@dataclass(frozen=True, slots=True)
class Flow:
    """A transition table with its states."""

    name: str
    states: type[StrEnum]
    initial: str
    finals: frozenset[str]
    moves: tuple[Move, ...]

    def find(self, action: str, status: str) -> Move:
        """The row for an action in a state. Raises IllegalMove where there is none."""
        for move in self.moves:
            if move.action == action and status in move.sources:
                return move
        raise IllegalMove(self.name, action, status)

    def offered(self, actor: Actor, facts: Facts) -> list[Move]:
        """Moves whose state and permission fit; guards are not asked, their problems explain a refusal."""
        return [m for m in self.moves if facts.status in m.sources and allows(m.ability, actor, facts)]

    def refusals(self, move: Move, facts: Facts, reason: str | None) -> list[Problem]:
        """What stands against a move: a missing reason first, then each guard's problems."""
        found: list[Problem] = []
        if move.needs_reason and not (reason or "").strip():
            found.append(Problem("reason", "move.reason.missing", {"action": move.action}))
        for guard in move.guards:
            found.extend(guard(facts))
        return found


def reachable(flow: Flow) -> set[str]:
    """States that can be reached from the flow's initial state."""
    seen = {flow.initial}
    while True:
        more = {m.target for m in flow.moves if m.sources & seen} - seen
        if not more:
            return seen
        seen |= more


def sources(*states: str) -> frozenset[str]:
    """Spelling aid for tables."""
    return frozenset(states)


def actions_of(flows: Iterable[Flow]) -> list[tuple[str, str]]:
    """All (flow name, action) pairs, each once, in table order."""
    return list(dict.fromkeys((flow.name, move.action) for flow in flows for move in flow.moves))
