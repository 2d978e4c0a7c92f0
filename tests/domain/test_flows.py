"""The transition tables, over every state, action and role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from portal.domain.facts import Facts
from portal.domain.filings import CheckStatus, FilingStatus, OrderStatus
from portal.domain.flows import FILING_FLOW, FLOWS, ORDER_FLOW
from portal.domain.flows.checks import CheckAction
from portal.domain.flows.concentrated import ConcentratedAction
from portal.domain.flows.entries import EntryAction
from portal.domain.flows.filings import (
    FilingAction,
)
from portal.domain.flows.lights import UNJUDGED, LightAction, LightStatus
from portal.domain.flows.orders import OrderAction
from portal.domain.flows.rankings import ObjectionAction, RankingAction
from portal.domain.flows.reports import ReportAction
from portal.domain.ledgers import OPEN_ENTRIES, EntryStatus
from portal.domain.lifecycle import Audience, DeadlineKind, Flow, IllegalMove, Move, reachable
from portal.domain.permissions import allows, may_ever
from portal.domain.ranking import ObjectionStatus, RankingStatus
from portal.domain.reports import UNFINISHED, ReportStatus
from portal.domain.roles import Level, Role
from tests.domain.permitted import county_facts, everybody, records, region_facts

S, C, R, L, E = FilingStatus, CheckStatus, OrderStatus, LightStatus, EntryStatus
T, A, P = RankingStatus, ObjectionStatus, ReportStatus
ACTIONS = {
    "filing": FilingAction,
    "check": CheckAction,
    "order": OrderAction,
    "light": LightAction,
    "concentrated": ConcentratedAction,
    "entry": EntryAction,
    "ranking": RankingAction,
    "objection": ObjectionAction,
    "report": ReportAction,
}
EVERY_FLOW = pytest.mark.parametrize("flow", list(FLOWS.values()), ids=list(FLOWS))

MOVES: dict[str, set[tuple[str, str, str]]] = {
    "filing": {
        ("start", S.NOT_STARTED, S.DRAFT),
        ("submit", S.DRAFT, S.SUBMITTED),
        ("submit", S.RETURNED, S.SUBMITTED),
        ("recall", S.SUBMITTED, S.DRAFT),
        ("pass_on", S.SUBMITTED, S.UNDER_REVIEW),
        ("recall_review", S.UNDER_REVIEW, S.SUBMITTED),
        ("approve", S.SUBMITTED, S.APPROVED),
        ("approve", S.UNDER_REVIEW, S.APPROVED),
        ("return", S.SUBMITTED, S.RETURNED),
        ("return", S.UNDER_REVIEW, S.RETURNED),
        *(
            (action, state, state)
            for action in ("accept", "release")
            for state in (S.SUBMITTED, S.UNDER_REVIEW)
        ),
    },
    "check": {("conclude", C.OPEN, C.CONCLUDED), ("cancel", C.OPEN, C.CANCELLED)},
    "concentrated": {("conclude", C.OPEN, C.CONCLUDED), ("cancel", C.OPEN, C.CANCELLED)},
    "order": {
        ("issue", R.DRAFT, R.ISSUED),
        ("acknowledge", R.ISSUED, R.ACKNOWLEDGED),
        ("reply", R.ACKNOWLEDGED, R.REPLIED),
        ("reply", R.SENT_BACK, R.REPLIED),
        ("send_back", R.REPLIED, R.SENT_BACK),
        ("close", R.REPLIED, R.CLOSED),
        ("withdraw", R.DRAFT, R.WITHDRAWN),
        ("withdraw", R.ISSUED, R.WITHDRAWN),
        ("withdraw", R.ACKNOWLEDGED, R.WITHDRAWN),
    },
    "light": {
        ("acknowledge", L.LIT, L.ACKNOWLEDGED),
        ("explain", L.LIT, L.EXPLAINED),
        ("explain", L.ACKNOWLEDGED, L.EXPLAINED),
        ("send_back", L.EXPLAINED, L.ACKNOWLEDGED),
        *(("waive", state, L.WAIVED) for state in UNJUDGED),
        *(("confirm", state, L.CONFIRMED) for state in UNJUDGED),
        ("reopen", L.WAIVED, L.LIT),
        ("reopen", L.CONFIRMED, L.LIT),
        ("come_back", L.WAIVED, L.LIT),
        *(("go_out", state, L.OUT) for state in set(L) - {L.OUT}),
    },
    "entry": {
        ("start", E.UNMENDED, E.MENDING),
        *(("finish", state, E.VERIFYING) for state in OPEN_ENTRIES - {E.VERIFYING}),
        ("send_back", E.VERIFYING, E.SENT_BACK),
        ("close", E.VERIFYING, E.CLOSED),
        *(("void", state, E.VOID) for state in OPEN_ENTRIES),
    },
    "ranking": {
        ("consult", T.DRAFT, T.OBJECTION),
        ("publish", T.OBJECTION, T.PUBLISHED),
        ("cancel", T.DRAFT, T.CANCELLED),
        ("cancel", T.OBJECTION, T.CANCELLED),
    },
    "objection": {("uphold", A.OPEN, A.UPHELD), ("reject", A.OPEN, A.REJECTED), ("withdraw", A.OPEN, A.WITHDRAWN)},
    "report": {
        ("submit", P.DRAFT, P.CHECKING),
        ("return", P.CHECKING, P.DRAFT),
        ("approve", P.CHECKING, P.CHECKED),
        ("sign", P.CHECKED, P.SIGNED),
        ("file", P.SIGNED, P.FILED),
        *(("cancel", state, P.CANCELLED) for state in UNFINISHED),
    },
}  # fmt: skip
"""Every move there is: action, state, state after it. All else is none."""

DOES: dict[tuple[str, str], set[Role]] = {
    ("filing", "start"): {Role.ENTRY},
    ("filing", "submit"): {Role.ENTRY},
    ("filing", "recall"): {Role.ENTRY},
    ("filing", "pass_on"): {Role.REVIEWER},
    ("filing", "recall_review"): {Role.REVIEWER},
    ("filing", "approve"): {Role.REVIEWER, Role.DIVISION},
    ("filing", "return"): {Role.REVIEWER, Role.DIVISION},
    ("filing", "accept"): {Role.REVIEWER, Role.DIVISION},
    ("filing", "release"): {Role.REVIEWER, Role.DIVISION},
    ("check", "conclude"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("check", "cancel"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("concentrated", "conclude"): {Role.CENTER},
    ("concentrated", "cancel"): {Role.CENTER},
    ("order", "issue"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("order", "acknowledge"): {Role.ENTRY, Role.REVIEWER},
    ("order", "reply"): {Role.ENTRY, Role.REVIEWER},
    ("order", "send_back"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("order", "close"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("order", "withdraw"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("light", "acknowledge"): {Role.ENTRY},
    ("light", "explain"): {Role.ENTRY},
    ("light", "send_back"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("light", "waive"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("light", "confirm"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("light", "reopen"): {Role.REVIEWER, Role.DIVISION, Role.CENTER},
    ("light", "come_back"): set(),
    ("light", "go_out"): set(),
    **{("entry", action.value): {Role.REVIEWER, Role.DIVISION, Role.CENTER} for action in EntryAction},
    **{("ranking", action.value): {Role.CENTER} for action in RankingAction},
    **{("objection", action): {Role.CENTER} for action in ("uphold", "reject")},
    ("objection", "withdraw"): {Role.REVIEWER},
    **{("report", action.value): {Role.REVIEWER, Role.CENTER} for action in ReportAction},
}
"""Which roles can ever make a move."""


def cells(flow: Flow) -> Iterator[tuple[str, str]]:
    """Every state with every action."""
    return product([str(s) for s in flow.states], [str(a) for a in ACTIONS[flow.name]])


def rows(flow: Flow, state: str, action: str) -> list[Move]:
    """Rows of the table for a state and an action."""
    return [m for m in flow.moves if m.action == action and state in m.sources]


@EVERY_FLOW
def test_a_state_and_an_action_have_one_row_at_most(flow: Flow) -> None:
    for state, action in cells(flow):
        assert len(rows(flow, state, action)) <= 1, (state, action)


@EVERY_FLOW
def test_the_table_holds_exactly_the_moves_that_are_meant(flow: Flow) -> None:
    found = {(m.action, source, m.target) for m in flow.moves for source in m.sources}
    assert found == MOVES[flow.name]


@EVERY_FLOW
def test_find_agrees_with_the_table_in_every_cell(flow: Flow) -> None:
    for state, action in cells(flow):
        expected = rows(flow, state, action)
        if expected:
            assert flow.find(action, state) is expected[0]
        else:
            with pytest.raises(IllegalMove):
                flow.find(action, state)


@EVERY_FLOW
def test_sources_and_targets_are_states_and_actions_are_verbs(flow: Flow) -> None:
    assert flow.initial in set(flow.states)
    assert flow.finals <= set(flow.states)
    for move in flow.moves:
        assert move.sources <= set(flow.states)
        assert move.sources
        assert move.target in set(flow.states)
        assert move.action in set(ACTIONS[flow.name])
    assert {m.action for m in flow.moves} == set(ACTIONS[flow.name])


@EVERY_FLOW
def test_every_state_is_reachable(flow: Flow) -> None:
    assert reachable(flow) == set(flow.states)


@EVERY_FLOW
def test_every_state_but_a_final_one_has_an_exit_and_no_final_one_has(flow: Flow) -> None:
    for state in flow.states:
        exits = [m for m in flow.moves if state in m.sources and m.target != state]
        assert bool(exits) == (state not in flow.finals), state


@EVERY_FLOW
def test_an_end_can_be_reached_from_every_state(flow: Flow) -> None:
    for state in flow.states:
        assert reachable(replace(flow, initial=state)) & flow.finals, state


@EVERY_FLOW
def test_every_state_but_a_final_one_has_an_owner_at_every_level(flow: Flow) -> None:
    """Somebody can go on: for a county's record, a prefecture's and a division's."""
    for state in set(flow.states) - flow.finals:
        for owner, facts in situations(flow, state).items():
            doers = [who for who in everybody() if flow.offered(who, facts)]
            assert doers, (state, owner)


def situations(flow: Flow, state: str) -> dict[str, Facts]:
    """A record in a state as it would stand there, by owner."""
    found = {}
    for owner, base in (("county", county_facts()), ("region", region_facts())):
        levels = {"county": (Level.COUNTY, Level.PREFECTURE), "region": (Level.REGION,)}[owner]
        waiting = (
            {S.SUBMITTED: levels[0], S.UNDER_REVIEW: levels[-1]}.get(S(state))
            if flow is FILING_FLOW
            else None
        )
        if flow is FILING_FLOW and state == S.UNDER_REVIEW and owner == "region":
            continue
        unit = 10 if owner == "county" else 50
        found[owner] = replace(
            base,
            status=state,
            waiting_level=waiting,
            handled_by=frozenset({77}),
            issuer_unit_id=unit,
            responsible_unit_id=11,
        )
    return found


@EVERY_FLOW
def test_each_move_is_made_by_the_roles_that_are_meant(flow: Flow) -> None:
    for move in flow.moves:
        assert {w.role for w in everybody() if may_ever(move.ability, w)} == DOES[flow.name, move.action], (
            move.action
        )


@EVERY_FLOW
def test_what_is_offered_is_what_is_allowed_for_every_role_state_and_action(flow: Flow) -> None:
    states = list(flow.states)
    for number, facts in enumerate(records()):
        known = replace(facts, status=states[number % len(states)])
        for who in everybody():
            offered = {m.action for m in flow.offered(who, known)}
            for action in ACTIONS[flow.name]:
                row = rows(flow, known.status, action)
                assert (action in offered) == bool(row and allows(row[0].ability, who, known))


@EVERY_FLOW
def test_nobody_is_offered_two_rows_of_one_action(flow: Flow) -> None:
    for facts, state in product(records()[::7], flow.states):
        for who in everybody():
            offered = [m.action for m in flow.offered(who, replace(facts, status=state))]
            assert len(offered) == len(set(offered))


def test_negative_decisions_want_a_reason() -> None:
    wanting = {(f.name, m.action) for f in FLOWS.values() for m in f.moves if m.needs_reason}
    assert wanting == {
        ("filing", "return"),
        ("check", "cancel"),
        ("concentrated", "cancel"),
        ("order", "send_back"),
        ("order", "withdraw"),
        ("light", "explain"),
        ("light", "send_back"),
        ("light", "waive"),
        ("light", "confirm"),
        ("light", "reopen"),
        ("entry", "send_back"),
        ("entry", "void"),
        ("ranking", "cancel"),
        *(("objection", action) for action in ("uphold", "reject")),
        ("report", "return"),
        ("report", "cancel"),
    }


def test_whoever_must_act_next_is_told() -> None:
    tells = {(f.name, m.action, min(m.sources)): set(m.tells) for f in FLOWS.values() for m in f.moves}
    assert tells["filing", "submit", "draft"] == {Audience.NEXT_LEVEL}
    assert tells["filing", "return", "submitted"] >= {Audience.FILLER}
    assert tells["filing", "approve", "submitted"] >= {Audience.FILLER}
    assert tells["order", "issue", "draft"] == {Audience.RESPONSIBLE, Audience.FILLER}
    assert tells["order", "reply", "acknowledged"] == {Audience.ISSUER}
    assert tells["order", "withdraw", "acknowledged"] == {Audience.RESPONSIBLE, Audience.FILLER}


def test_a_draft_order_that_is_given_up_tells_nobody() -> None:
    assert ORDER_FLOW.find("withdraw", R.DRAFT).tells == ()
    assert ORDER_FLOW.find("withdraw", R.ISSUED).tells != ()


def test_deadlines_are_started_by_the_moves_that_set_them() -> None:
    starting = {(f.name, m.action): m.starts for f in FLOWS.values() for m in f.moves if m.starts}
    assert starting == {
        ("filing", "submit"): DeadlineKind.REVIEW,
        ("filing", "pass_on"): DeadlineKind.REVIEW,
        ("filing", "recall_review"): DeadlineKind.REVIEW,
        ("filing", "return"): DeadlineKind.MENDING,
        ("order", "issue"): DeadlineKind.RECTIFICATION,
    }
