"""Near-copies and outliers at their thresholds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from portal.domain.alert_facts import FigureSeen, LikenessSeen
from portal.domain.alerts import alerts_of
from portal.domain.figures import Usual
from portal.domain.likeness import Compared
from tests.domain.test_alerts import CLEAN, COST, LIMITS, TODAY, WAN, lit


def alike(part: Compared, percent: int, length: int) -> list[tuple[str, str, str, str]]:
    """Lights of a project whose target is so much like another."""
    return lit(alike=(LikenessSeen(part, Fraction(percent, 100), length),))


def test_t04_a_goal_is_a_copy_from_the_threshold_on() -> None:
    assert alike(Compared.GOAL, 79, 60) == []
    assert alike(Compared.GOAL, 80, 60) == [("T04", "yellow", "goal", "goal")]


def test_t04_indicators_are_copies_from_the_threshold_on() -> None:
    assert alike(Compared.ROWS, 89, 6) == []
    assert alike(Compared.ROWS, 90, 6) == [("T04", "yellow", "rows", "rows")]


def test_t04_what_is_short_is_not_judged() -> None:
    assert alike(Compared.GOAL, 100, 29) == alike(Compared.ROWS, 100, 4) == []
    assert alike(Compared.GOAL, 100, 30)
    assert alike(Compared.ROWS, 100, 5)


def figure(wan: int, usual: Usual, *, cost: bool = True) -> list[tuple[str, str, str, str]]:
    """Lights of a project with a figure of so many 万元 a kilometre."""
    return lit(figures=(FigureSeen(replace(COST, micros=wan * WAN, cost=cost), usual),))


@pytest.mark.parametrize(("wan", "found"), [(40, True), (39, False), (10, False), (4, False), (2, True)])
def test_t05_a_figure_far_from_the_median_by_distances(wan: int, found: bool) -> None:
    """Median 10, distance 4.9: usual is up to 10 + 6 x 4.9 = 39.4, and by the same ratio from 2.5 on."""
    row = ("T05", "yellow", "cost", "row:k4")
    assert figure(wan, Usual(11, 10 * WAN, 49 * WAN // 10)) == ([row] if found else [])


@pytest.mark.parametrize(("wan", "found"), [(21, True), (20, False), (5, False), (4, True)])
def test_t05_where_all_are_alike_the_margin_counts(wan: int, found: bool) -> None:
    row = ("T05", "yellow", "value", "row:k4")
    assert figure(wan, Usual(11, 10 * WAN, 0), cost=False) == ([row] if found else [])


def test_t05_fewer_others_than_the_least_say_nothing() -> None:
    assert figure(900, Usual(11, 10 * WAN, 0))
    assert figure(900, Usual(10, 10 * WAN, 0)) == []


def test_t05_says_with_how_many_it_was_compared_and_what_is_usual() -> None:
    seen = replace(CLEAN, figures=(FigureSeen(COST, Usual(31, 7 * WAN, 0)),))
    [alert] = alerts_of(seen, LIMITS, TODAY)
    assert alert.params["count"] == 30
    assert (alert.params["lowest"], alert.params["highest"]) == ("3.5", "14")


def test_a_waiver_of_an_outlier_holds_while_the_figure_stands() -> None:
    usual = (Usual(31, 7 * WAN, 0), Usual(45, 8 * WAN, WAN))
    values = {
        str(alert.value)
        for one in usual
        for alert in alerts_of(replace(CLEAN, figures=(FigureSeen(COST, one),)), LIMITS, TODAY)
    }
    assert len(values) == 1
