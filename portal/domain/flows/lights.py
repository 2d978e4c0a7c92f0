"""The life of a light (预警): acknowledged, explained, judged by the level above, and out when what it says is gone.

Source: opinion of 2020, parts 二 and 三: somebody has to watch the red lights, and what is a problem is mended
within a set time. A light that is waived rests until a day and comes back before it if its value changes.
"""

from __future__ import annotations

from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.lifecycle import Audience, Flow, Move, sources
from portal.domain.permissions import Ability
from portal.domain.problems import Problem


class LightStatus(StrEnum):
    """Where a light stands with people; its colour says how urgent it is."""

    LIT = "lit"
    ACKNOWLEDGED = "acknowledged"
    EXPLAINED = "explained"
    WAIVED = "waived"
    CONFIRMED = "confirmed"
    OUT = "out"


class LightAction(StrEnum):
    """Verbs of a light. COME_BACK and GO_OUT are the portal's own."""

    ACKNOWLEDGE = "acknowledge"
    EXPLAIN = "explain"
    SEND_BACK = "send_back"
    WAIVE = "waive"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    COME_BACK = "come_back"
    GO_OUT = "go_out"


S = LightStatus
UNJUDGED = frozenset({S.LIT, S.ACKNOWLEDGED, S.EXPLAINED})
"""States in which nobody above has said yet what the light is."""

RESTING = frozenset({S.WAIVED, S.OUT})
"""States in which a light asks nothing of anybody."""


def until_given(facts: Facts) -> list[Problem]:
    """A waiver ends on a day to come."""
    until, today = facts.extra.get("until", ""), facts.extra.get("today", "")
    if not until:
        return [Problem("until", "light.until.missing")]
    return [] if until > today else [Problem("until", "light.until.past", {"until": until})]


LIGHT_FLOW = Flow(
    name="light",
    states=LightStatus,
    initial=S.LIT,
    finals=frozenset({S.OUT}),
    moves=(
        Move(LightAction.ACKNOWLEDGE, sources(S.LIT), S.ACKNOWLEDGED, Ability.LIGHT_ANSWER),
        Move(
            LightAction.EXPLAIN,
            sources(S.LIT, S.ACKNOWLEDGED),
            S.EXPLAINED,
            Ability.LIGHT_ANSWER,
            needs_reason=True,
            tells=(Audience.REVIEWERS,),
        ),
        Move(
            LightAction.SEND_BACK,
            sources(S.EXPLAINED),
            S.ACKNOWLEDGED,
            Ability.LIGHT_JUDGE,
            needs_reason=True,
            tells=(Audience.FILLER,),
        ),
        Move(
            LightAction.WAIVE,
            sources(*UNJUDGED),
            S.WAIVED,
            Ability.LIGHT_JUDGE,
            needs_reason=True,
            guards=(until_given,),
            tells=(Audience.FILLER,),
        ),
        Move(
            LightAction.CONFIRM,
            sources(*UNJUDGED),
            S.CONFIRMED,
            Ability.LIGHT_JUDGE,
            needs_reason=True,
            tells=(Audience.FILLER,),
        ),
        Move(
            LightAction.REOPEN,
            sources(S.WAIVED, S.CONFIRMED),
            S.LIT,
            Ability.LIGHT_JUDGE,
            needs_reason=True,
            tells=(Audience.FILLER,),
        ),
        Move(LightAction.COME_BACK, sources(S.WAIVED), S.LIT, Ability.BY_ITSELF, tells=(Audience.FILLER,)),
        Move(LightAction.GO_OUT, sources(*UNJUDGED, S.WAIVED, S.CONFIRMED), S.OUT, Ability.BY_ITSELF),
    ),
)
