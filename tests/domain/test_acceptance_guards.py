"""What the level above has accepted (签收) stays as it is until that level lets go of it."""

from __future__ import annotations

from dataclasses import replace

from portal.domain.filings import FilingStatus as S
from portal.domain.flows import FILING_FLOW
from tests.domain.permitted import county_facts


def test_what_the_level_above_accepted_is_not_recalled_and_the_message_says_who_and_when() -> None:
    told = {"unit_zh": "墨玉县财政局", "unit_ug": "", "person": "甲", "day": "2020-06-15"}
    for action, state in (("recall", S.SUBMITTED), ("recall_review", S.UNDER_REVIEW)):
        move = FILING_FLOW.find(action, state)
        held = county_facts(status=state, accepted=told)
        (problem,) = FILING_FLOW.refusals(move, held, None)
        assert (problem.code, dict(problem.params)) == ("filing.accepted", told)
        assert FILING_FLOW.refusals(move, replace(held, accepted={}), None) == []


def test_only_what_is_accepted_is_released_and_nothing_is_accepted_twice() -> None:
    free, held = (
        county_facts(status=S.SUBMITTED),
        county_facts(status=S.SUBMITTED, accepted={"day": "2020-06-15"}),
    )
    accept, release = (FILING_FLOW.find(action, S.SUBMITTED) for action in ("accept", "release"))
    assert FILING_FLOW.refusals(accept, free, None) == FILING_FLOW.refusals(release, held, None) == []
    assert [p.code for p in FILING_FLOW.refusals(accept, held, None)] == ["filing.accepted"]
    assert [p.code for p in FILING_FLOW.refusals(release, free, None)] == ["filing.release.not_accepted"]
