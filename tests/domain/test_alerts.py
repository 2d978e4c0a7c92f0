"""Every rule of lights at its threshold: what lights up, what stays dark, and what puts it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from portal.domain.alert_facts import (
    FigureSeen,
    FilingSeen,
    LikenessSeen,
    OrderSeen,
    ProjectSeen,
    ReleaseSeen,
)
from portal.domain.alert_funds import FUND_RULES
from portal.domain.alerts import (
    COLOURS,
    NUMBERS,
    RULES,
    SENTENCE_CODES,
    Alert,
    Colour,
    Limits,
    Rule,
    alerts_of,
)
from portal.domain.figures import Figure, Usual
from portal.domain.filings import FilingStatus, Likelihood, Stage
from portal.domain.likeness import Compared
from portal.domain.problems import Problem

WAN = 1_000_000
TODAY = date(2020, 7, 13)
TARGET_DUE, JUNE_DUE = date(2020, 6, 30), date(2020, 7, 20)
LIMITS = Limits(
    {
        key: Fraction(value)
        for key, value in {
            "A01.red": 30, "A01.yellow": 20, "P01.red": 20, "P01.yellow": 10, "P02.red": 90, "P02.yellow": 60,
            "T02.red": 1, "T02.yellow": 3, "T03.small": 5, "T03.many": 6, "T04.goal": 80,
            "T04.goal_least": 30, "T04.rows": 90, "T04.rows_least": 5, "T05.times": 6, "T05.margin": 100,
            "T05.least": 10, "M02.expected": 60,
        }.items()
    },
    {key: Colour.YELLOW if key in ("T03.colour", "T04.colour", "T05.colour", "M02.possible", "S02.colour") else Colour.RED for key in COLOURS},
)  # fmt: skip
APPROVED, DRAFT, SUBMITTED = FilingStatus.APPROVED, FilingStatus.DRAFT, FilingStatus.SUBMITTED


def filing(
    stage: Stage = Stage.MONITORING,
    status: FilingStatus = APPROVED,
    code: str = "m06",
    due: date = JUNE_DUE,
    **more: Any,
) -> FilingSeen:
    """A filing of a round."""
    return FilingSeen(code, stage, status, due, **more)


CLEAN = ProjectSeen(
    id=7,
    year=2020,
    total_fen=100 * WAN,
    paid_fen=60 * WAN,
    starts_on=date(2020, 1, 1),
    ends_on=date(2020, 12, 31),
    target_approved=True,
    releases=(ReleaseSeen(3, date(2020, 3, 1), date(2020, 3, 11), 80 * WAN),),
    filings=(filing(Stage.TARGET, code="target", due=TARGET_DUE), filing()),
)


def lit(limits: Limits = LIMITS, today: date = TODAY, **change: Any) -> list[tuple[str, str, str, str]]:
    """Rule, colour, kind and place of what lights up on a changed clean project."""
    found = alerts_of(replace(CLEAN, **change), limits, today)
    return [(a.rule.value, a.colour.value, a.kind, a.place) for a in found]


def problems(hard: int, soft: int) -> list[Problem]:
    """Findings on a target."""
    return [Problem("goal", "x", hard=True)] * hard + [Problem("goal", "y", hard=False)] * soft


def released(days: int | None) -> tuple[ReleaseSeen, ...]:
    """A release so many days after its receipt."""
    received = None if days is None else date(2020, 3, 1)
    return (ReleaseSeen(3, received, date(2020, 3, 1) + timedelta(days or 0), 80 * WAN),)


def elapsed(percent: int) -> date:
    """The day on which so much of a period of a hundred days has gone by."""
    return date(2020, 3, 1) + timedelta(percent - 1)


HUNDRED_DAYS = {"starts_on": date(2020, 3, 1), "ends_on": date(2020, 6, 8)}


def test_a_project_in_order_is_dark() -> None:
    assert lit() == []


@pytest.mark.parametrize(
    ("days", "colour"), [(None, None), (0, None), (20, None), (21, "yellow"), (30, "yellow"), (31, "red")]
)
def test_a01_days_from_receipt_to_release(days: int | None, colour: str | None) -> None:
    assert lit(releases=released(days)) == ([("A01", colour, "late", "release:3")] if colour else [])


@pytest.mark.parametrize(
    ("percent", "colour"), [(60, None), (70, None), (71, "yellow"), (80, "yellow"), (81, "red"), (100, "red")]
)
def test_p01_payment_behind_the_time_gone_by(percent: int, colour: str | None) -> None:
    found = lit(today=elapsed(percent), releases=(), **HUNDRED_DAYS)
    assert [row for row in found if row[0] == "P01"] == ([("P01", colour, "behind", "")] if colour else [])


def test_p01_a_project_without_money_has_no_rate() -> None:
    assert lit(total_fen=0, paid_fen=0, releases=()) == []


@pytest.mark.parametrize(("days", "colour"), [(60, None), (61, "yellow"), (90, "yellow"), (91, "red")])
def test_p02_nothing_paid_since_the_first_release(days: int, colour: str | None) -> None:
    first = ReleaseSeen(3, None, TODAY - timedelta(days), 30 * WAN)
    later = ReleaseSeen(4, None, TODAY, 30 * WAN)
    found = [row for row in lit(paid_fen=0, releases=(later, first)) if row[0] == "P02"]
    assert found == ([("P02", colour, "unpaid", "")] if colour else [])
    assert [row for row in lit(paid_fen=1, releases=(later, first)) if row[0] == "P02"] == []


def test_p02_needs_a_release() -> None:
    assert [row for row in lit(paid_fen=0, releases=()) if row[0] == "P02"] == []


@pytest.mark.parametrize(
    ("paid", "released_wan", "kind"),
    [
        (80, 80, None),
        (81, 80, "paid_over_released"),
        (100, 100, None),
        (101, 100, "paid_over_total"),
        (60, 101, "released_over_total"),
        (102, 101, "paid_over_total"),
    ],
)
def test_p03_amounts_that_contradict_each_other(paid: int, released_wan: int, kind: str | None) -> None:
    release = ReleaseSeen(3, None, date(2020, 3, 1), released_wan * WAN)
    found = lit(paid_fen=paid * WAN, releases=(release,))
    assert found == ([("P03", "red", kind, "")] if kind else [])


def test_p03_a_fen_is_enough_and_no_release_is_no_contradiction() -> None:
    assert lit(paid_fen=100 * WAN + 1, releases=()) == [("P03", "red", "paid_over_total", "")]
    assert lit(paid_fen=100 * WAN, releases=()) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [(DRAFT, "not_filed"), (FilingStatus.RETURNED, "not_filed"), (SUBMITTED, "not_reviewed")],
)
def test_t01_a_target_not_approved_after_its_date(status: FilingStatus, kind: str) -> None:
    open_target = (filing(Stage.TARGET, status, "target", TARGET_DUE),)
    for today, found in ((TARGET_DUE, []), (TARGET_DUE + timedelta(1), [("T01", "red", kind, "")])):
        rows = lit(today=today, target_approved=False, filings=open_target, releases=())
        assert [row for row in rows if row[0] == "T01"] == found


@pytest.mark.parametrize(
    ("hard", "soft", "found"),
    [
        (0, 2, []),
        (0, 3, [("T02", "yellow", "soft", "")]),
        (1, 0, [("T02", "red", "hard", "")]),
        (1, 9, [("T02", "red", "hard", "")]),
    ],
)
def test_t02_findings_on_the_target_as_filed(hard: int, soft: int, found: list[Any]) -> None:
    assert lit(target_problems=problems(hard, soft)) == found


def small(fen: int, *twins: int, neighbours: int = 0) -> list[Any]:
    """Lights of a small project."""
    return lit(total_fen=fen, paid_fen=fen, releases=(), twins=twins, neighbours=neighbours)


def test_t03_a_project_below_the_threshold() -> None:
    assert small(5 * WAN) == []
    assert small(5 * WAN - 1) == [("T03", "yellow", "small", "")]
    assert small(0) == []


def test_t03_many_of_one_kind_at_one_place() -> None:
    assert lit(neighbours=4) == []
    assert lit(neighbours=5) == [("T03", "yellow", "many", "")]


def test_t03_one_project_in_parts_each_below_the_threshold() -> None:
    assert small(3 * WAN, 3 * WAN) == [("T03", "red", "split", "")]
    assert small(2 * WAN, 2 * WAN) == [("T03", "yellow", "small", "")]
    assert small(3 * WAN, 6 * WAN) == [("T03", "yellow", "small", "")]


@pytest.mark.parametrize(("rule", "stage"), [("M01", Stage.MONITORING), ("S01", Stage.EVALUATION)])
def test_m01_s01_a_round_that_closed_without_a_filing(rule: str, stage: Stage) -> None:
    def rounds(status: FilingStatus) -> tuple[FilingSeen, ...]:
        return (CLEAN.filings[0], filing(stage, status, "x", date(2020, 7, 12)))

    assert lit(filings=rounds(DRAFT)) == [(rule, "red", "not_filed", "round:x")]
    assert lit(filings=rounds(FilingStatus.RETURNED)) == [(rule, "red", "not_filed", "round:x")]
    assert lit(filings=rounds(SUBMITTED)) == []
    assert lit(filings=rounds(DRAFT), today=date(2020, 7, 12)) == []
    without_target = lit(filings=rounds(DRAFT), target_approved=False)
    assert [row[0] for row in without_target] == ["T01"]


def test_m02_what_the_latest_filed_round_says() -> None:
    def rounds(**june: Any) -> tuple[FilingSeen, ...]:
        may = filing(code="m05", position=2, likelihoods={Likelihood.IMPOSSIBLE: 9})
        return (may, filing(position=3, **june))

    assert lit(filings=rounds(likelihoods={Likelihood.CERTAIN: 5})) == []
    assert lit(filings=rounds(likelihoods={Likelihood.POSSIBLE: 1})) == [
        ("M02", "yellow", "possible", "round:m06")
    ]
    both = {Likelihood.POSSIBLE: 1, Likelihood.IMPOSSIBLE: 1}
    assert lit(filings=rounds(likelihoods=both)) == [("M02", "red", "impossible", "round:m06")]
    assert lit(filings=rounds(expected_fen=60 * WAN)) == []
    assert lit(filings=rounds(expected_fen=60 * WAN - 1)) == [("M02", "red", "money", "round:m06")]
    # What is being mended, or says that there is nothing to report, leaves the round before it standing.
    for june in ({"status": DRAFT}, {"nothing_to_report": True}):
        assert lit(filings=rounds(**june)) == [("M02", "red", "impossible", "round:m05")]


def test_s02_the_executed_amount_is_what_was_paid_in_the_year() -> None:
    def evaluation(executed: int | None, status: FilingStatus = SUBMITTED) -> list[Any]:
        done = filing(Stage.EVALUATION, status, "evaluation", date(2021, 1, 31), executed_fen=executed)
        return lit(filings=(done,), paid_in_year_fen=90 * WAN)

    assert evaluation(90 * WAN) == evaluation(None) == []
    assert evaluation(90 * WAN + 1) == [("S02", "yellow", "executed", "round:evaluation")]
    assert evaluation(1, DRAFT) == []


def test_r01_an_order_whose_day_has_passed() -> None:
    orders = [
        OrderSeen(1, "和财绩整〔2020〕1号", TODAY),
        OrderSeen(2, "和财绩整〔2020〕2号", TODAY - timedelta(1)),
    ]
    assert lit(orders=orders) == [("R01", "red", "overdue", "order:2")]


COPIED = tuple(LikenessSeen(part, Fraction(1), 40) for part in Compared)
COST = Figure("k4", "硬化补助标准", "75万元/公里", "万元/公里", 75 * WAN, 1, cost=True)
FAR = (FigureSeen(COST, Usual(11, 7 * WAN, 0)),)
WIDE = (FigureSeen(COST, Usual(11, 7 * WAN, 5 * WAN)),)
"""A figure of ten times the median: among figures that are all alike, and among figures that lie wide apart."""

EVERYTHING = replace(
    CLEAN,
    target_approved=True,
    releases=(*released(31), ReleaseSeen(4, date(2020, 1, 1), date(2020, 2, 28), 90 * WAN)),
    target_problems=problems(1, 0),
    alike=COPIED,
    figures=FAR,
    neighbours=9,
    paid_in_year_fen=1,
    filings=(
        filing(likelihoods={Likelihood.IMPOSSIBLE: 1}, code="m05", due=date(2020, 5, 31)),
        filing(status=DRAFT, due=date(2020, 7, 1)),
        filing(Stage.EVALUATION, DRAFT, "evaluation", date(2020, 7, 1)),
        filing(Stage.EVALUATION, SUBMITTED, "late", date(2020, 7, 1), executed_fen=2),
    ),
    orders=(OrderSeen(2, "2号", date(2020, 7, 1)),),
)


def test_lights_come_in_the_order_of_the_catalogue_one_for_a_place() -> None:
    found = alerts_of(EVERYTHING, LIMITS, TODAY)
    assert [a.rule for a in found] == sorted((a.rule for a in found), key=list(Rule).index)
    places = [(a.rule, a.place) for a in found]
    assert len(places) == len(set(places)) > 7


def test_a_plan_without_thresholds_lights_nothing() -> None:
    unpaid = replace(EVERYTHING, paid_fen=0)
    for seen in (EVERYTHING, unpaid, replace(EVERYTHING, target_approved=False), replace(CLEAN, total_fen=1)):
        assert alerts_of(seen, Limits(), TODAY) == []


@pytest.mark.parametrize("key", [k for k in (*NUMBERS, *COLOURS) if Rule(k.split(".")[0]) in RULES])
def test_every_threshold_is_read(key: str) -> None:
    """Taking one away changes what lights up on some project."""
    projects = [
        EVERYTHING,
        replace(CLEAN, releases=released(25)),
        replace(CLEAN, paid_fen=0, releases=(ReleaseSeen(3, None, TODAY - timedelta(70), WAN),)),
        replace(CLEAN, paid_fen=0, releases=(ReleaseSeen(3, None, TODAY - timedelta(100), WAN),)),
        replace(CLEAN, paid_fen=0, releases=()),
        replace(CLEAN, paid_fen=40 * WAN, releases=()),
        replace(CLEAN, paid_fen=200 * WAN),
        replace(CLEAN, target_problems=problems(0, 4)),
        replace(CLEAN, total_fen=3 * WAN, paid_fen=3 * WAN, releases=(), twins=(3 * WAN,)),
        replace(CLEAN, total_fen=3 * WAN, paid_fen=3 * WAN, releases=()),
        replace(CLEAN, neighbours=9),
        replace(CLEAN, alike=COPIED),
        replace(CLEAN, figures=FAR),
        replace(CLEAN, figures=WIDE),
        replace(CLEAN, target_approved=False, filings=(filing(Stage.TARGET, DRAFT, "target", TARGET_DUE),)),
        replace(CLEAN, filings=(filing(expected_fen=1),)),
        replace(CLEAN, filings=(filing(likelihoods={Likelihood.POSSIBLE: 1}),)),
    ]
    without = Limits(
        {k: v for k, v in LIMITS.numbers.items() if k != key},
        {k: v for k, v in LIMITS.colours.items() if k != key},
    )
    assert any(alerts_of(p, LIMITS, TODAY) != alerts_of(p, without, TODAY) for p in projects)


def test_every_rule_is_in_the_table_and_has_a_threshold() -> None:
    assert set(RULES) | set(FUND_RULES) == set(Rule)
    assert {key.split(".")[0] for key in (*NUMBERS, *COLOURS)} == {rule.value for rule in Rule}


def test_what_a_light_says_has_all_that_its_sentence_needs() -> None:
    unpaid = replace(EVERYTHING, paid_fen=0)
    late = replace(EVERYTHING, target_approved=False, filings=(filing(Stage.TARGET, DRAFT, "t", TARGET_DUE),))
    for seen in (EVERYTHING, unpaid, late):
        for alert in alerts_of(seen, LIMITS, TODAY):
            assert set(alert.params) == set(SENTENCE_CODES[alert.problem.code])
            assert not alert.problem.hard


def test_red_is_asked_before_yellow() -> None:
    assert list(Colour) == [Colour.RED, Colour.YELLOW]
    assert LIMITS.over(Rule.A01, 31) == (Colour.RED, 30)
    assert Alert(Rule.A01, Colour.RED, "late").problem.field == ""
