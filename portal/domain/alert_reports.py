"""Rules of lights on rounds (M01, M02), on self-evaluations (S01, S02) and on orders (R01)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from portal.domain.alert_facts import FilingSeen, ProjectSeen
from portal.domain.alert_types import Alert, Limits, Lit, Params, Rule, plain
from portal.domain.filings import Likelihood, Stage
from portal.domain.money import format_wan, percent_text


def no_round(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """M01: a monitoring round has closed and nothing was filed. Without an approved target T01 says what to do."""
    yield from _missing(Rule.M01, Stage.MONITORING, seen, limits, today)


def _missing(rule: Rule, stage: Stage, seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    colour = limits.colours.get(f"{rule}.colour")
    if colour is None or not seen.target_approved:
        return
    for filing in seen.of_stage(stage):
        if filing.missing and today > filing.due_on:
            due: Params = {"due": filing.due_on.isoformat()}
            yield Alert(rule, colour, "not_filed", f"round:{filing.code}", due)


def deviation(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """M02: what the latest filed round says of the year's end (财预〔2019〕136号: 确定能, 有可能, 完全不可能)."""
    filed = [f for f in seen.of_stage(Stage.MONITORING) if f.filed and not f.nothing_to_report]
    if filed:
        yield from _deviation_of(filed[-1], seen.total_fen, limits)


def _deviation_of(filing: FilingSeen, total_fen: int, limits: Limits) -> Lit:
    place = f"round:{filing.code}"
    impossible = filing.likelihoods.get(Likelihood.IMPOSSIBLE, 0)
    possible = filing.likelihoods.get(Likelihood.POSSIBLE, 0)
    expected = limits.numbers.get("M02.expected")
    money = None if filing.expected_fen is None or not total_fen else Fraction(filing.expected_fen, total_fen)
    if impossible and (colour := limits.colours.get("M02.impossible")):
        yield Alert(Rule.M02, colour, "impossible", place, {"count": impossible})
    elif (
        money is not None
        and expected is not None
        and money * 100 < expected
        and (colour := limits.colours.get("M02.money"))
    ):
        share = percent_text(money.numerator, money.denominator)
        yield Alert(Rule.M02, colour, "money", place, {"expected": share, "limit": plain(expected)})
    elif possible and (colour := limits.colours.get("M02.possible")):
        yield Alert(Rule.M02, colour, "possible", place, {"count": possible})


def no_evaluation(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """S01: the date of the self-evaluation has passed and nothing was filed."""
    yield from _missing(Rule.S01, Stage.EVALUATION, seen, limits, today)


def other_amount(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """S02: 全年执行数 of the self-evaluation is not what the register's payments of the year sum to."""
    colour = limits.colours.get("S02.colour")
    for filing in seen.of_stage(Stage.EVALUATION):
        executed = filing.executed_fen
        if colour and filing.filed and executed is not None and executed != seen.paid_in_year_fen:
            amounts: Params = {"executed": format_wan(executed), "paid": format_wan(seen.paid_in_year_fen)}
            yield Alert(Rule.S02, colour, "executed", f"round:{filing.code}", amounts)


def overdue_order(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """R01: an order whose day has passed and that is not closed (限时整改)."""
    colour = limits.colours.get("R01.colour")
    for order in seen.orders:
        if colour and today > order.due_on:
            params: Params = {"number": order.number, "due": order.due_on.isoformat()}
            yield Alert(Rule.R01, colour, "overdue", f"order:{order.id}", params)
