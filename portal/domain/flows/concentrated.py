"""The life of a concentrated review (集中审核) by the center. Who is told of its end depends on the places drawn, so
the service that ends it tells them."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.concentrated import ConcentratedStatus
from portal.domain.lifecycle import Flow, Move, sources
from portal.domain.permissions import Ability

S = ConcentratedStatus


class ConcentratedAction(StrEnum):
    """Verbs of a concentrated review."""

    CONCLUDE = "conclude"
    CANCEL = "cancel"


CONCENTRATED_FLOW = Flow(
    name="concentrated",
    states=ConcentratedStatus,
    initial=S.OPEN,
    finals=frozenset({S.CONCLUDED, S.CANCELLED}),
    moves=(
        Move(ConcentratedAction.CONCLUDE, sources(S.OPEN), S.CONCLUDED, Ability.CONCENTRATED_LEAD),
        Move(
            ConcentratedAction.CANCEL,
            sources(S.OPEN),
            S.CANCELLED,
            Ability.CONCENTRATED_LEAD,
            needs_reason=True,
        ),
    ),
)
