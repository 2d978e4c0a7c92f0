"""The catalogue of lights (预警): rules, colours, what each can say, its thresholds and the kind of problem it is.

Source: the opinion of 2020 names the red light 绩效目标填写不规范, wrong amounts, 细散小 and money that lies still;
预算法 art. 52 sets 30 days for passing money on; 财预〔2019〕136号 has the likelihoods. Every threshold is a dated
parameter of the plan: a rule whose threshold is blank is off. A light blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from portal.domain.filings import ProblemCategory
from portal.domain.problems import Problem


class Colour(StrEnum):
    """Colours of a light, the more urgent first."""

    RED = "red"
    YELLOW = "yellow"


class Rule(StrEnum):
    """The catalogue."""

    A01 = "A01"
    A02 = "A02"
    P01 = "P01"
    P02 = "P02"
    P03 = "P03"
    T01 = "T01"
    T02 = "T02"
    T03 = "T03"
    T04 = "T04"
    T05 = "T05"
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
    "A02.unallocated": frozenset({"days"}),
    "A02.partly": frozenset({"days"}),
    "P01.behind": frozenset({"elapsed", "lag"}),
    "P02.unpaid": frozenset({"days"}),
    "T04.goal": frozenset({"share"}),
    "T04.rows": frozenset({"share"}),
    "T05.cost": frozenset({"count", "lowest", "highest"}),
    "T05.value": frozenset({"count", "lowest", "highest"}),
}
"""Values of a sentence that change by themselves, with the days or with what others file: a waiver is not undone by
them."""

NUMBERS: Mapping[str, str] = {
    "A01.red": "days", "A01.yellow": "days",
    "A02.red": "days", "A02.yellow": "days",
    "P01.red": "percentage points", "P01.yellow": "percentage points",
    "P02.red": "days", "P02.yellow": "days",
    "T02.red": "findings", "T02.yellow": "findings",
    "T03.small": "万元", "T03.many": "projects",
    "T04.goal": "percent", "T04.goal_least": "characters", "T04.rows": "percent", "T04.rows_least": "indicators",
    "T05.times": "times", "T05.margin": "percent", "T05.least": "projects",
    "M02.expected": "percent",
}  # fmt: skip
"""Thresholds that are numbers, with their units. A colour's threshold is exceeded, a count's is reached."""

COLOURS = (
    "P03.colour", "T01.colour", "T03.colour", "T03.split", "T04.colour", "T05.colour", "M01.colour", "M02.impossible", "M02.possible",
    "M02.money", "S01.colour", "S02.colour", "R01.colour",
)  # fmt: skip
"""Parameters that are a colour."""

SENTENCE_CODES: dict[str, tuple[str, ...]] = {
    "alert.A01.late": ("days", "limit", "received", "released"),
    "alert.A02.unallocated": ("received", "days", "limit", "amount"),
    "alert.A02.partly": ("received", "days", "limit", "amount", "rest"),
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
    "alert.T04.goal": ("share", "limit"),
    "alert.T04.rows": ("share", "limit", "count"),
    "alert.T05.cost": ("name", "text", "count", "lowest", "highest", "unit"),
    "alert.T05.value": ("name", "text", "count", "lowest", "highest", "unit"),
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
    Rule.A02: ProblemCategory.RELEASE_LATE,
    Rule.P01: ProblemCategory.PAYMENT_SLOW,
    Rule.P02: ProblemCategory.PAYMENT_SLOW,
    Rule.P03: ProblemCategory.AMOUNT_WRONG,
    Rule.T01: ProblemCategory.NOT_FILED,
    Rule.T02: ProblemCategory.TARGET_IRREGULAR,
    Rule.T03: ProblemCategory.SCATTERED,
    Rule.T04: ProblemCategory.TARGET_IRREGULAR,
    Rule.T05: ProblemCategory.TARGET_IRREGULAR,
    Rule.M01: ProblemCategory.NOT_FILED,
    Rule.M02: ProblemCategory.DEVIATION,
    Rule.S01: ProblemCategory.NOT_FILED,
    Rule.S02: ProblemCategory.AMOUNT_WRONG,
    Rule.R01: ProblemCategory.OTHER,
}
"""The kind of problem that an order names when it stands on a light of a rule."""

Lit = Iterator[Alert]
Params = dict[str, str | int]


def plain(value: Fraction) -> str:
    """A threshold as it is written, "20" or "0.8"."""
    return f"{float(value):g}"
