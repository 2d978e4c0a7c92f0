"""Rules of lights (预警): what lights up on a project, in which colour, and what it says.

Source: the opinion of 2020 names the red light 绩效目标填写不规范, wrong amounts, 细散小 and money that lies still;
预算法 art. 52 sets 30 days for passing money on; 财预〔2019〕136号 has the likelihoods. Every threshold is a dated
parameter of the plan: a rule whose threshold is blank is off. A light blocks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from portal.domain.alert_facts import FilingSeen, ProjectSeen
from portal.domain.filings import Likelihood, ProblemCategory, Stage
from portal.domain.money import format_wan, percent_text
from portal.domain.problems import Problem, has_hard


class Colour(StrEnum):
    """Colours of a light, the more urgent first."""

    RED = "red"
    YELLOW = "yellow"


class Rule(StrEnum):
    """The catalogue."""

    A01 = "A01"
    P01 = "P01"
    P02 = "P02"
    P03 = "P03"
    T01 = "T01"
    T02 = "T02"
    T03 = "T03"
    M01 = "M01"
    M02 = "M02"
    S01 = "S01"
    S02 = "S02"
    R01 = "R01"


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds in force on a day: numbers by key ("A01.red") and colours by key ("T01.colour"); a key that is
    missing switches its part of the rule off."""

    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    colours: Mapping[str, Colour] = field(default_factory=dict)

    def over(self, rule: Rule, value: Fraction | int) -> tuple[Colour, Fraction] | None:
        """The colour whose threshold a value exceeds, and that threshold; red is asked first."""
        for colour in Colour:
            limit = self.numbers.get(f"{rule}.{colour}")
            if limit is not None and value > limit:
                return colour, limit
        return None


@dataclass(frozen=True, slots=True)
class Alert:
    """One light: its rule, the part of the project it stands on ("", "release:7", "round:june", "order:3"), its
    colour, which sentence of the rule it says and what the sentence needs."""

    rule: Rule
    colour: Colour
    kind: str
    place: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def value(self) -> dict[str, str | int]:
        """What people can change about it: the sentence's values without those that move with the calendar."""
        moving = PASSING.get(f"{self.rule}.{self.kind}", frozenset())
        held = {name: given for name, given in self.params.items() if name not in moving}
        return {"colour": self.colour.value, "kind": self.kind, **held}

    @property
    def problem(self) -> Problem:
        """The light as a finding, for the sentence."""
        return Problem(self.place, f"alert.{self.rule}.{self.kind}", self.params, hard=False)


PASSING: Mapping[str, frozenset[str]] = {
    "P01.behind": frozenset({"elapsed", "lag"}),
    "P02.unpaid": frozenset({"days"}),
}
"""Values of a sentence that grow by themselves from day to day: a waiver is not undone by them."""

NUMBERS: Mapping[str, str] = {
    "A01.red": "days", "A01.yellow": "days",
    "P01.red": "percentage points", "P01.yellow": "percentage points",
    "P02.red": "days", "P02.yellow": "days",
    "T02.red": "findings", "T02.yellow": "findings",
    "T03.small": "万元", "T03.many": "projects",
    "M02.expected": "percent",
}  # fmt: skip
"""Thresholds that are numbers, with their units. A colour's threshold is exceeded, a count's is reached."""

COLOURS = (
    "P03.colour", "T01.colour", "T03.colour", "T03.split", "M01.colour", "M02.impossible", "M02.possible",
    "M02.money", "S01.colour", "S02.colour", "R01.colour",
)  # fmt: skip
"""Parameters that are a colour."""

SENTENCE_CODES: dict[str, tuple[str, ...]] = {
    "alert.A01.late": ("days", "limit", "received", "released"),
    "alert.P01.behind": ("rate", "elapsed", "lag", "limit"),
    "alert.P02.unpaid": ("released", "days", "limit"),
    "alert.P03.paid_over_total": ("paid", "total"),
    "alert.P03.paid_over_released": ("paid", "released"),
    "alert.P03.released_over_total": ("released", "total"),
    "alert.T01.not_filed": ("due",),
    "alert.T01.not_reviewed": ("due",),
    "alert.T02.hard": ("count",),
    "alert.T02.soft": ("count", "limit"),
    "alert.T03.small": ("total", "limit"),
    "alert.T03.many": ("count", "limit"),
    "alert.T03.split": ("count", "sum", "limit"),
    "alert.M01.not_filed": ("due",),
    "alert.M02.impossible": ("count",),
    "alert.M02.possible": ("count",),
    "alert.M02.money": ("expected", "limit"),
    "alert.S01.not_filed": ("due",),
    "alert.S02.executed": ("executed", "paid"),
    "alert.R01.overdue": ("number", "due"),
}
"""Every sentence a light can say, with what it needs."""

CATEGORIES: Mapping[Rule, ProblemCategory] = {
    Rule.A01: ProblemCategory.RELEASE_LATE,
    Rule.P01: ProblemCategory.PAYMENT_SLOW,
    Rule.P02: ProblemCategory.PAYMENT_SLOW,
    Rule.P03: ProblemCategory.AMOUNT_WRONG,
    Rule.T01: ProblemCategory.NOT_FILED,
    Rule.T02: ProblemCategory.TARGET_IRREGULAR,
    Rule.T03: ProblemCategory.SCATTERED,
    Rule.M01: ProblemCategory.NOT_FILED,
    Rule.M02: ProblemCategory.DEVIATION,
    Rule.S01: ProblemCategory.NOT_FILED,
    Rule.S02: ProblemCategory.AMOUNT_WRONG,
    Rule.R01: ProblemCategory.OTHER,
}
"""The kind of problem that an order names when it stands on a light of a rule."""

Lit = Iterator[Alert]
FEN_PER_WAN = 1_000_000
Params = dict[str, str | int]


def alerts_of(seen: ProjectSeen, limits: Limits, today: date) -> list[Alert]:
    """All lights of a project on a day, in the order of the catalogue; at most one for each rule and place."""
    return [alert for rule in Rule for alert in RULES[rule](seen, limits, today)]


def _wan(fen: int) -> str:
    return format_wan(fen)


def _plain(value: Fraction) -> str:
    return f"{float(value):g}"


def _late_release(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """A01: days from the receipt of the document to the release (预算法 art. 52: 30 days)."""
    for release in seen.releases:
        if release.received_on is None:
            continue
        days = (release.released_on - release.received_on).days
        if hit := limits.over(Rule.A01, days):
            yield Alert(
                Rule.A01,
                hit[0],
                "late",
                f"release:{release.id}",
                {
                    "days": days,
                    "limit": _plain(hit[1]),
                    "received": release.received_on.isoformat(),
                    "released": release.released_on.isoformat(),
                },
            )


def _slow_payment(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """P01: the rate of payment lies behind the time gone by (序时进度), in percentage points."""
    if not seen.total_fen:
        return
    elapsed = seen.elapsed(today)
    lag = (elapsed - Fraction(seen.paid_fen, seen.total_fen)) * 100
    if hit := limits.over(Rule.P01, lag):
        yield Alert(
            Rule.P01,
            hit[0],
            "behind",
            params={
                "rate": percent_text(seen.paid_fen, seen.total_fen),
                "elapsed": percent_text(elapsed.numerator, elapsed.denominator),
                "lag": f"{float(lag):.2f}",
                "limit": _plain(hit[1]),
            },
        )


def _no_payment(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """P02: money was released and nothing has been paid for so many days."""
    if seen.paid_fen or not seen.releases:
        return
    first = min(release.released_on for release in seen.releases)
    days = (today - first).days
    if hit := limits.over(Rule.P02, days):
        params: Params = {"released": first.isoformat(), "days": days, "limit": _plain(hit[1])}
        yield Alert(Rule.P02, hit[0], "unpaid", params=params)


def _amounts(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """P03: amounts that contradict each other (金额填报错误); the widest contradiction is named."""
    colour = limits.colours.get("P03.colour")
    if colour is None:
        return
    paid, released, total = seen.paid_fen, seen.released_fen, seen.total_fen
    amounts: Params = {"paid": _wan(paid), "released": _wan(released), "total": _wan(total)}
    if paid > total:
        kind, names = "paid_over_total", ("paid", "total")
    elif released > total:
        kind, names = "released_over_total", ("released", "total")
    elif seen.releases and paid > released:
        kind, names = "paid_over_released", ("paid", "released")
    else:
        return
    yield Alert(Rule.P03, colour, kind, params={name: amounts[name] for name in names})


def _no_target(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """T01: no approved target after the round's date (《意见》: 6月30日前); says with whom it lies."""
    colour = limits.colours.get("T01.colour")
    targets = seen.of_stage(Stage.TARGET)
    if colour is None or seen.target_approved or not targets or today <= targets[0].due_on:
        return
    kind = "not_filed" if targets[0].missing else "not_reviewed"
    yield Alert(Rule.T01, colour, kind, params={"due": targets[0].due_on.isoformat()})


def _irregular_target(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """T02: findings on the target as filed (绩效目标填写不规范)."""
    hard = sum(1 for problem in seen.target_problems if has_hard([problem]))
    soft = len(seen.target_problems) - hard
    red, yellow = limits.numbers.get("T02.red"), limits.numbers.get("T02.yellow")
    if red is not None and hard and hard >= red:
        yield Alert(Rule.T02, Colour.RED, "hard", params={"count": hard})
    elif yellow is not None and soft and soft >= yellow:
        params: Params = {"count": soft, "limit": _plain(yellow)}
        yield Alert(Rule.T02, Colour.YELLOW, "soft", params=params)


def _scattered(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """T03: 细散小. Split: the same unit, content and dates in parts, each under the threshold and together over it."""
    small, many = limits.numbers.get("T03.small"), limits.numbers.get("T03.many")
    colour, split = limits.colours.get("T03.colour"), limits.colours.get("T03.split")
    parts, alike = [seen.total_fen, *seen.twins], seen.neighbours + 1
    limit = 0 if small is None else int(small * FEN_PER_WAN)
    params: Params
    if split and len(parts) > 1 and max(parts) < limit <= sum(parts):
        params = {"count": len(parts), "sum": _wan(sum(parts)), "limit": _wan(limit)}
        yield Alert(Rule.T03, split, "split", params=params)
    elif colour and 0 < seen.total_fen < limit:
        params = {"total": _wan(seen.total_fen), "limit": _wan(limit)}
        yield Alert(Rule.T03, colour, "small", params=params)
    elif colour and many is not None and alike >= many:
        params = {"count": alike, "limit": _plain(many)}
        yield Alert(Rule.T03, colour, "many", params=params)


def _no_round(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
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


def _deviation(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
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
        yield Alert(Rule.M02, colour, "money", place, {"expected": share, "limit": _plain(expected)})
    elif possible and (colour := limits.colours.get("M02.possible")):
        yield Alert(Rule.M02, colour, "possible", place, {"count": possible})


def _no_evaluation(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """S01: the date of the self-evaluation has passed and nothing was filed."""
    yield from _missing(Rule.S01, Stage.EVALUATION, seen, limits, today)


def _other_amount(seen: ProjectSeen, limits: Limits, _today: date) -> Lit:
    """S02: 全年执行数 of the self-evaluation is not what the register's payments of the year sum to."""
    colour = limits.colours.get("S02.colour")
    for filing in seen.of_stage(Stage.EVALUATION):
        executed = filing.executed_fen
        if colour and filing.filed and executed is not None and executed != seen.paid_in_year_fen:
            amounts: Params = {"executed": _wan(executed), "paid": _wan(seen.paid_in_year_fen)}
            yield Alert(Rule.S02, colour, "executed", f"round:{filing.code}", amounts)


def _overdue_order(seen: ProjectSeen, limits: Limits, today: date) -> Lit:
    """R01: an order whose day has passed and that is not closed (限时整改)."""
    colour = limits.colours.get("R01.colour")
    for order in seen.orders:
        if colour and today > order.due_on:
            params: Params = {"number": order.number, "due": order.due_on.isoformat()}
            yield Alert(Rule.R01, colour, "overdue", f"order:{order.id}", params)


RULES: Mapping[Rule, Callable[[ProjectSeen, Limits, date], Lit]] = {
    Rule.A01: _late_release,
    Rule.P01: _slow_payment,
    Rule.P02: _no_payment,
    Rule.P03: _amounts,
    Rule.T01: _no_target,
    Rule.T02: _irregular_target,
    Rule.T03: _scattered,
    Rule.M01: _no_round,
    Rule.M02: _deviation,
    Rule.S01: _no_evaluation,
    Rule.S02: _other_amount,
    Rule.R01: _overdue_order,
}
