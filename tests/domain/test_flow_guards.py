"""What stands against a move: the guards of the flows, and what nobody can do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.domain.filings import FilingStatus, Stage
from portal.domain.flows import CHECK_FLOW, FILING_FLOW, FLOWS
from portal.domain.flows.checks import CheckAction
from portal.domain.flows.filings import (
    good_enough,
    no_hard_problems,
    round_opened,
    target_first,
)
from portal.domain.flows.lights import until_given
from portal.domain.flows.orders import reply_given
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, may_ever
from portal.domain.roles import Level, Role
from tests.domain.permitted import actor, county_facts, everybody

S = FilingStatus


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("approved", [True, False])
def test_rounds_and_evaluations_stand_on_an_approved_target(stage: Stage, approved: bool) -> None:
    found = [p.code for p in target_first(county_facts(stage=stage, target_approved=approved))]
    assert found == ([] if approved or stage is Stage.TARGET else ["filing.target.not_approved"])


def test_a_round_opens_on_its_day_and_says_so() -> None:
    assert round_opened(county_facts(round_open=True)) == []
    (problem,) = round_opened(county_facts(round_open=False, extra={"opens": "2020-08-01"}))
    assert (problem.code, dict(problem.params)) == ("filing.round.not_open", {"opens": "2020-08-01"})


@pytest.mark.parametrize(
    ("hard", "soft", "codes"),
    [
        (0, 0, []),
        (2, 0, ["filing.problems.hard"]),
        (0, 1, ["filing.problems.unanswered"]),
        (1, 1, ["filing.problems.hard", "filing.problems.unanswered"]),
    ],
)
def test_hard_problems_stop_and_soft_ones_want_a_word(hard: int, soft: int, codes: list[str]) -> None:
    assert [p.code for p in no_hard_problems(county_facts(hard_problems=hard, unanswered_soft=soft))] == codes


@pytest.mark.parametrize(
    ("grade", "codes"),
    [
        ("excellent", []),
        ("good", []),
        ("fair", ["review.grade.too_low"]),
        ("poor", ["review.grade.too_low"]),
        (None, ["review.grade.missing"]),
    ],
)
def test_only_a_good_grade_goes_on(grade: str | None, codes: list[str]) -> None:
    assert [p.code for p in good_enough(county_facts(stage_graded=True, grade=grade))] == codes
    assert good_enough(county_facts(stage_graded=False, grade=grade)) == []


def test_an_order_is_answered_with_measures() -> None:
    assert reply_given(county_facts(has_reply=True)) == []
    assert [p.code for p in reply_given(county_facts(has_reply=False))] == ["order.reply.missing"]


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        ("2020-06-16", []),
        ("2020-06-15", ["light.until.past"]),
        ("2020-06-01", ["light.until.past"]),
        ("", ["light.until.missing"]),
    ],
)
def test_a_waiver_ends_on_a_day_to_come(until: str, codes: list[str]) -> None:
    facts = county_facts(extra={"until": until, "today": "2020-06-15"})
    assert [p.code for p in until_given(facts)] == codes


def test_what_the_portal_does_by_itself_nobody_can_do() -> None:
    own = [m for f in FLOWS.values() for m in f.moves if m.ability is Ability.BY_ITSELF]
    assert {m.action for m in own} == {"come_back", "go_out"}
    assert not any(may_ever(Ability.BY_ITSELF, who) for who in everybody())


def test_a_recall_is_the_units_own_and_ends_when_the_next_level_acted() -> None:
    facts = county_facts(status=S.SUBMITTED, waiting_level=Level.COUNTY, last_handled_unit=11)
    clerk = actor(Role.ENTRY, unit_id=11)
    assert "recall" in {m.action for m in FILING_FLOW.offered(clerk, facts)}
    passed = replace(facts, status=S.UNDER_REVIEW, waiting_level=Level.PREFECTURE, last_handled_unit=10)
    assert "recall" not in {m.action for m in FILING_FLOW.offered(clerk, passed)}
    assert "recall_review" in {
        m.action for m in FILING_FLOW.offered(actor(Role.REVIEWER, unit_id=10), passed)
    }


def test_a_check_ends_once() -> None:
    for state in CHECK_FLOW.finals:
        for action in CheckAction:
            with pytest.raises(IllegalMove):
                CHECK_FLOW.find(action, state)
