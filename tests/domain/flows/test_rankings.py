"""What stands against the moves of a ranking: its window for objections, before and after."""

from __future__ import annotations

import pytest

from portal.domain.facts import Facts
from portal.domain.flows.rankings import window_ahead, window_over


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        ("2020-06-16", []),
        ("2020-06-15", ["ranking.until.past"]),
        ("2020-06-01", ["ranking.until.past"]),
        ("", ["ranking.until.missing"]),
    ],
)
def test_objections_may_be_made_until_a_day_to_come(until: str, codes: list[str]) -> None:
    facts = Facts(extra={"until": until, "today": "2020-06-15"})
    assert [p.code for p in window_ahead(facts)] == codes


@pytest.mark.parametrize(
    ("until", "waiting", "codes"),
    [
        ("2020-06-14", "0", []),
        ("2020-06-15", "0", ["ranking.window.open"]),
        ("2020-06-14", "2", ["ranking.objections.waiting"]),
        ("2020-06-16", "1", ["ranking.window.open", "ranking.objections.waiting"]),
    ],
)
def test_a_table_counts_once_its_window_is_over_and_all_is_answered(
    until: str, waiting: str, codes: list[str]
) -> None:
    facts = Facts(extra={"until": until, "today": "2020-06-15", "waiting": waiting})
    assert [p.code for p in window_over(facts)] == codes
