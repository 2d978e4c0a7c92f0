"""The life of a rectification order (整改通知书): issued, acknowledged, replied, closed (销号) or sent back."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.filings import OrderStatus
from portal.domain.lifecycle import Audience, DeadlineKind, Flow, Move, sources
from portal.domain.permissions import Ability
from portal.domain.problems import Problem

S = OrderStatus


class OrderAction(StrEnum):
    """Verbs of an order."""

    ISSUE = "issue"
    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    SEND_BACK = "send_back"
    CLOSE = "close"
    WITHDRAW = "withdraw"


def reply_given(facts: Facts) -> list[Problem]:
    """A reply states the measures taken."""
    return [] if facts.has_reply else [Problem("measures", "order.reply.missing")]


ORDER_FLOW = Flow(
    name="order",
    states=OrderStatus,
    initial=S.DRAFT,
    finals=frozenset({S.CLOSED, S.WITHDRAWN}),
    moves=(
        Move(
            OrderAction.ISSUE,
            sources(S.DRAFT),
            S.ISSUED,
            Ability.ORDER_ISSUE,
            tells=(Audience.RESPONSIBLE, Audience.FILLER),
            starts=DeadlineKind.RECTIFICATION,
        ),
        Move(
            OrderAction.ACKNOWLEDGE,
            sources(S.ISSUED),
            S.ACKNOWLEDGED,
            Ability.ORDER_ACKNOWLEDGE,
            tells=(Audience.ISSUER,),
        ),
        Move(
            OrderAction.REPLY,
            sources(S.ACKNOWLEDGED, S.SENT_BACK),
            S.REPLIED,
            Ability.ORDER_REPLY,
            guards=(reply_given,),
            tells=(Audience.ISSUER,),
        ),
        Move(
            OrderAction.SEND_BACK,
            sources(S.REPLIED),
            S.SENT_BACK,
            Ability.ORDER_SEND_BACK,
            needs_reason=True,
            tells=(Audience.RESPONSIBLE, Audience.FILLER),
        ),
        Move(
            OrderAction.CLOSE,
            sources(S.REPLIED),
            S.CLOSED,
            Ability.ORDER_CLOSE,
            tells=(Audience.RESPONSIBLE, Audience.FILLER),
        ),
        # A draft is its unit's own matter: giving it up tells nobody of an order that never was.
        Move(
            OrderAction.WITHDRAW,
            sources(S.DRAFT),
            S.WITHDRAWN,
            Ability.ORDER_WITHDRAW,
            needs_reason=True,
        ),
        Move(
            OrderAction.WITHDRAW,
            sources(S.ISSUED, S.ACKNOWLEDGED),
            S.WITHDRAWN,
            Ability.ORDER_WITHDRAW,
            needs_reason=True,
            tells=(Audience.RESPONSIBLE, Audience.FILLER),
        ),
    ),
)
