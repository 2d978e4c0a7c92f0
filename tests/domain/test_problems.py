"""Problems are values: a place, a code, parameters."""

from __future__ import annotations

from portal.domain.problems import Problem, has_hard, soft_only


def test_a_problem_can_be_moved_under_the_row_it_was_found_in() -> None:
    found = Problem("value", "indicator.value.empty", {"name": "里程"})
    assert found.at("indicators.3") == Problem(
        "indicators.3.value", "indicator.value.empty", {"name": "里程"}
    )
    assert Problem("", "x").at("funds").field == "funds"


def test_only_hard_problems_stop_a_submission() -> None:
    soft, hard = Problem("a", "x", hard=False), Problem("b", "y")
    assert not has_hard([soft])
    assert has_hard([soft, hard])
    assert soft_only([soft, hard]) == [soft]
