"""A02: money that a place received and did not give to projects, by days and by what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.domain.alert_funds import FUND_RULES, FundSeen, fund_alerts_of
from portal.domain.alerts import RULES, SENTENCE_CODES, Limits, Rule

TODAY = date(2020, 6, 15)
WAN = 1_000_000
LIMITS = Limits({"A02.red": 60, "A02.yellow": 30})


def seen(days: int, given: int = 0) -> FundSeen:
    """A fund of 50 万元 received so many days ago."""
    return FundSeen(1, TODAY - timedelta(days), 50 * WAN, given)


def lit(fund: FundSeen, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """Colour and sentence of what lights up."""
    return [(alert.colour.value, alert.kind) for alert in fund_alerts_of(fund, limits, TODAY)]


@pytest.mark.parametrize(
    ("days", "given", "expected"),
    [
        (30, 0, []),
        (31, 0, [("yellow", "unallocated")]),
        (60, 0, [("yellow", "unallocated")]),
        (61, 0, [("red", "unallocated")]),
        (61, 1, [("red", "partly")]),
        (31, 50 * WAN - 1, [("yellow", "partly")]),
        (400, 50 * WAN, []),
    ],
)
def test_days_set_the_colour_and_what_was_given_the_sentence(
    days: int, given: int, expected: list[tuple[str, str]]
) -> None:
    assert lit(seen(days, given)) == expected


def test_a_fund_taken_back_whole_is_dark() -> None:
    assert lit(replace(seen(400), amount_fen=0)) == []


@pytest.mark.parametrize("key", ["A02.red", "A02.yellow"])
def test_a_blank_threshold_switches_its_colour_off(key: str) -> None:
    without = Limits({k: v for k, v in LIMITS.numbers.items() if k != key})
    assert lit(seen(61), without) == (
        [("yellow", "unallocated")] if key == "A02.red" else [("red", "unallocated")]
    )
    assert lit(seen(61), Limits()) == []


@pytest.mark.parametrize("given", [0, WAN])
def test_a_light_says_all_that_its_sentence_needs(given: int) -> None:
    [alert] = fund_alerts_of(seen(61, given), LIMITS, TODAY)
    assert set(alert.params) == set(SENTENCE_CODES[alert.problem.code])


def test_days_that_pass_do_not_undo_a_waiver_but_another_rest_does() -> None:
    [first] = fund_alerts_of(seen(61, WAN), LIMITS, TODAY)
    [later] = fund_alerts_of(seen(61, WAN), LIMITS, TODAY + timedelta(1))
    [other] = fund_alerts_of(seen(61, 2 * WAN), LIMITS, TODAY)
    assert first.value == later.value != other.value


def test_every_rule_looks_at_projects_or_at_funds() -> None:
    assert set(RULES) | set(FUND_RULES) == set(Rule)
    assert not set(RULES) & set(FUND_RULES)
