"""When an item's turn is over."""

from __future__ import annotations

import pytest

from portal.domain.filings import FilingStatus, OrderStatus
from portal.domain.flows import FLOWS
from portal.domain.flows.lights import LightStatus
from portal.domain.handing import same_turn, turn_of

STAYS = {
    ("filing", "start"),
    ("filing", "accept"),
    ("filing", "release"),
    ("order", "acknowledge"),
}
"""Moves after which the same people go on with it."""


def test_a_turn_ends_with_every_move_but_the_first_steps_of_those_who_have_it() -> None:
    for flow in FLOWS.values():
        for move in flow.moves:
            for source in move.sources:
                stays = (flow.name, move.action) in STAYS
                assert same_turn(source, move.target) is stays, (flow.name, source, move.action)


@pytest.mark.parametrize(
    ("status", "turn"),
    [
        (FilingStatus.NOT_STARTED, "fill"),
        (FilingStatus.RETURNED, "fill"),
        (FilingStatus.SUBMITTED, "submitted"),
        (OrderStatus.ISSUED, "answer"),
        (OrderStatus.SENT_BACK, "answer"),
        (OrderStatus.REPLIED, "replied"),
        (LightStatus.EXPLAINED, "explained"),
    ],
)
def test_whose_turn_a_state_is(status: str, turn: str) -> None:
    assert turn_of(status) == turn
