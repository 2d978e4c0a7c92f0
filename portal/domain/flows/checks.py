"""The life of a check (检查) that a level above makes of a self-evaluation."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.filings import CheckStatus
from portal.domain.lifecycle import Audience, Flow, Move, sources
from portal.domain.permissions import Ability

S = CheckStatus


class CheckAction(StrEnum):
    """Verbs of a check."""

    CONCLUDE = "conclude"
    CANCEL = "cancel"


CHECK_FLOW = Flow(
    name="check",
    states=CheckStatus,
    initial=S.OPEN,
    finals=frozenset({S.CONCLUDED, S.CANCELLED}),
    moves=(
        Move(
            CheckAction.CONCLUDE,
            sources(S.OPEN),
            S.CONCLUDED,
            Ability.CHECK_CONCLUDE,
            tells=(Audience.FILLER, Audience.REVIEWERS),
        ),
        Move(CheckAction.CANCEL, sources(S.OPEN), S.CANCELLED, Ability.CHECK_CANCEL, needs_reason=True),
    ),
)
