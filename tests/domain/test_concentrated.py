"""Outcomes of a concentrated review: each scale has its own, and what is not good says what is wrong."""

from __future__ import annotations

from itertools import product

import pytest

from portal.domain.concentrated import NEEDS_PROBLEM, OUTCOMES, Outcome, Scale, outcome_problems


def test_the_scales_share_no_outcome_and_leave_none_out() -> None:
    assert [o for scale in Scale for o in OUTCOMES[scale]] == list(Outcome)


@pytest.mark.parametrize(("scale", "outcome", "count"), list(product(Scale, [*Outcome, None], [0, 1, 3])))
def test_an_outcome_fits_its_scale_and_its_problems(
    scale: Scale, outcome: Outcome | None, count: int
) -> None:
    codes = [p.code for p in outcome_problems(scale, outcome, count)]
    if outcome not in OUTCOMES[scale]:
        assert codes == ["concentrated.outcome.missing"]
    elif outcome in (Outcome.FAIR, Outcome.POOR, Outcome.FAULTY) and count == 0:
        assert codes == ["concentrated.outcome.unfounded"]
    elif outcome is Outcome.CLEAR and count:
        assert codes == ["concentrated.outcome.problems"]
    else:
        assert codes == []


@pytest.mark.parametrize("scale", list(Scale))
def test_with_or_without_problems_some_outcome_is_in_order(scale: Scale) -> None:
    for count in (0, 1):
        assert any(outcome_problems(scale, outcome, count) == [] for outcome in OUTCOMES[scale])
    assert NEEDS_PROBLEM & set(OUTCOMES[scale])
