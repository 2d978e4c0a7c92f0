"""Levels of the performance frame and the value of an indicator as plain data.

The nine second levels and their parents are those of the forms annexed to 国办发〔2018〕35号
(绩效目标申报表).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.domain.money import narrow

# A leap year, so that 29 February can stand in a date whose year is not written.
ANY_YEAR = 4


class Level1(StrEnum):
    """First level of an indicator (一级指标)."""

    OUTPUT = "output"
    BENEFIT = "benefit"
    SATISFACTION = "satisfaction"


class Level2(StrEnum):
    """Second level of an indicator (二级指标), in the order of the form."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    TIMELINESS = "timeliness"
    COST = "cost"
    ECONOMIC = "economic"
    SOCIAL = "social"
    ECOLOGICAL = "ecological"
    SUSTAINABILITY = "sustainability"
    USER_SATISFACTION = "user_satisfaction"

    @property
    def level1(self) -> Level1:
        """The first level this one stands under."""
        return LEVEL1_OF[self]


LEVEL1_OF: dict[Level2, Level1] = {
    Level2.QUANTITY: Level1.OUTPUT,
    Level2.QUALITY: Level1.OUTPUT,
    Level2.TIMELINESS: Level1.OUTPUT,
    Level2.COST: Level1.OUTPUT,
    Level2.ECONOMIC: Level1.BENEFIT,
    Level2.SOCIAL: Level1.BENEFIT,
    Level2.ECOLOGICAL: Level1.BENEFIT,
    Level2.SUSTAINABILITY: Level1.BENEFIT,
    Level2.USER_SATISFACTION: Level1.SATISFACTION,
}

LEVEL1_NAMES: dict[Level1, str] = {
    Level1.OUTPUT: "产出指标",
    Level1.BENEFIT: "效益指标",
    Level1.SATISFACTION: "满意度指标",
}

LEVEL2_NAMES: dict[Level2, str] = {
    Level2.QUANTITY: "数量指标",
    Level2.QUALITY: "质量指标",
    Level2.TIMELINESS: "时效指标",
    Level2.COST: "成本指标",
    Level2.ECONOMIC: "经济效益指标",
    Level2.SOCIAL: "社会效益指标",
    Level2.ECOLOGICAL: "生态效益指标",
    Level2.SUSTAINABILITY: "可持续影响指标",
    Level2.USER_SATISFACTION: "服务对象满意度指标",
}

# Longest words first: 社会公众或服务对象满意度 must not be read as 社会.
_LEVEL2_WORDS: tuple[tuple[str, Level2], ...] = (
    ("满意", Level2.USER_SATISFACTION),
    ("可持续", Level2.SUSTAINABILITY),
    ("生态", Level2.ECOLOGICAL),
    ("环境", Level2.ECOLOGICAL),
    ("社会", Level2.SOCIAL),
    ("经济", Level2.ECONOMIC),
    ("数量", Level2.QUANTITY),
    ("质量", Level2.QUALITY),
    ("时效", Level2.TIMELINESS),
    ("成本", Level2.COST),
)
_LEVEL1_WORDS = (
    ("满意", Level1.SATISFACTION),
    ("产出", Level1.OUTPUT),
    ("效益", Level1.BENEFIT),
    ("效果", Level1.BENEFIT),
)
_LEVEL1_CODES = {level.value: level for level in Level1}
_LEVEL2_CODES = {level.value: level for level in Level2}
_POINTS = re.compile(r"[(（]\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分?\s*[)）]")


def level1_from_text(text: str) -> Level1 | None:
    """Read a first level as printed ("产出指标(50分)") or as code; a second-level name counts for its
    parent.
    """
    plain = narrow(text)
    if plain in _LEVEL1_CODES:
        return _LEVEL1_CODES[plain]
    found = next((level for word, level in _LEVEL1_WORDS if word in plain), None)
    if found is Level1.BENEFIT or found is None:
        second = level2_from_text(plain)
        return second.level1 if second is not None else found
    return found


def level2_from_text(text: str) -> Level2 | None:
    """Read a second level as printed ("数量指标(15分)", "社会公众或服务对象满意度指标", "环境效益") or as
    code.
    """
    plain = narrow(text)
    if plain in _LEVEL2_CODES:
        return _LEVEL2_CODES[plain]
    return next((level for word, level in _LEVEL2_WORDS if word in plain), None)


def points_in_text(text: str) -> Decimal | None:
    """Return the points a level's heading states, 70 for "产出指标(70分)"; None where it states none."""
    match = _POINTS.search(text)
    return Decimal(match[1]) if match else None


class Operator(StrEnum):
    """Relation an actual figure must have to the target."""

    GE = "ge"
    LE = "le"
    EQ = "eq"
    GT = "gt"
    LT = "lt"
    NONE = "none"

    @property
    def symbol(self) -> str:
        """The sign printed on forms; empty for no operator."""
        return SYMBOLS[self]

    @property
    def is_upper_bound(self) -> bool:
        """True where less is better (反向指标)."""
        return self in (Operator.LE, Operator.LT)


SYMBOLS: dict[Operator, str] = {
    Operator.GE: "≥",
    Operator.LE: "≤",
    Operator.EQ: "=",
    Operator.GT: ">",
    Operator.LT: "<",
    Operator.NONE: "",
}


class ValueKind(StrEnum):
    """What a value turned out to be."""

    NUMBER = "number"
    DATE = "date"
    QUALITATIVE = "qualitative"
    EMPTY = "empty"


class Precision(StrEnum):
    """How exactly a date was written; a range runs from one day to another."""

    NONE = "none"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A target or an actual figure as understood.

    ``number`` and ``unit`` belong to numbers, ``date_from`` and ``date`` (first and last day of the period
    that was written) with ``precision`` to dates. ``yearless`` dates carry ANY_YEAR: only month and day
    count. ``implied`` is True where the operator was not written but follows from the category. ``text`` is
    what was written.
    """

    kind: ValueKind
    operator: Operator = Operator.NONE
    number: Decimal | None = None
    unit: str = ""
    date_from: date | None = None
    date: date | None = None
    precision: Precision = Precision.NONE
    yearless: bool = False
    implied: bool = False
    text: str = ""

    @property
    def is_number(self) -> bool:
        """True for a figure."""
        return self.kind is ValueKind.NUMBER and self.number is not None

    @property
    def is_date(self) -> bool:
        """True for a date or period."""
        return self.kind is ValueKind.DATE and self.date is not None

    @property
    def is_percent(self) -> bool:
        """True for a figure in percent."""
        return self.is_number and self.unit == "%"
