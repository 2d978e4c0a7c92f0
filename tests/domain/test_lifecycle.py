"""Moves and flows: finding a row, what is offered, what stands against it."""

from __future__ import annotations

from enum import StrEnum

import pytest

from portal.domain.facts import Facts
from portal.domain.flows import FLOWS
from portal.domain.lifecycle import Flow, IllegalMove, Move, actions_of, reachable, sources
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.roles import Role
from tests.domain.permitted import actor


class State(StrEnum):
    """States of a small flow."""

    OPEN = "open"
    SHUT = "shut"
    LOST = "lost"


def sticky(facts: Facts) -> list[Problem]:
    """A door sticks while it has hard problems."""
    return [Problem("", "door.sticks", {"count": facts.hard_problems})] if facts.hard_problems else []


DOOR = Flow(
    name="door",
    states=State,
    initial=State.OPEN,
    finals=frozenset({State.SHUT}),
    moves=(
        Move(
            "shut", sources(State.OPEN), State.SHUT, Ability.PLAN_MANAGE, needs_reason=True, guards=(sticky,)
        ),
        Move("look", sources(State.OPEN), State.OPEN, Ability.SIGNED_IN),
    ),
)
CENTER, CLERK = actor(Role.CENTER), actor(Role.ENTRY)


def test_a_move_is_found_by_action_and_state() -> None:
    assert DOOR.find("shut", State.OPEN).target == State.SHUT


@pytest.mark.parametrize(("action", "status"), [("shut", "shut"), ("open", "open"), ("shut", "nonsense")])
def test_what_no_row_says_is_no_move(action: str, status: str) -> None:
    with pytest.raises(IllegalMove) as raised:
        DOOR.find(action, status)
    assert (raised.value.flow, raised.value.action, raised.value.status) == ("door", action, status)


def test_moves_are_offered_by_state_and_person() -> None:
    assert [m.action for m in DOOR.offered(CENTER, Facts(status="open"))] == ["shut", "look"]
    assert [m.action for m in DOOR.offered(CLERK, Facts(status="open"))] == ["look"]
    assert DOOR.offered(CENTER, Facts(status="shut")) == []


def test_a_move_with_problems_is_offered_all_the_same_so_that_they_are_told() -> None:
    assert DOOR.offered(CENTER, Facts(status="open", hard_problems=2))[0].action == "shut"


@pytest.mark.parametrize("reason", [None, "", "  ", "\n"])
def test_a_reason_of_blanks_is_none(reason: str | None) -> None:
    (problem,) = DOOR.refusals(DOOR.find("shut", "open"), Facts(), reason)
    assert (problem.field, problem.code) == ("reason", "move.reason.missing")


def test_the_missing_reason_is_told_before_what_the_guards_say() -> None:
    found = DOOR.refusals(DOOR.find("shut", "open"), Facts(hard_problems=3), None)
    assert [p.code for p in found] == ["move.reason.missing", "door.sticks"]
    assert DOOR.refusals(DOOR.find("shut", "open"), Facts(), "风大") == []


def test_states_that_no_move_leads_to_are_not_reachable() -> None:
    assert reachable(DOOR) == {State.OPEN, State.SHUT}


def test_actions_are_listed_once_in_the_order_of_the_tables() -> None:
    found = actions_of(FLOWS.values())
    assert len(found) == len(set(found))
    assert found[0] == ("filing", "start")
    assert ("order", "withdraw") in found
