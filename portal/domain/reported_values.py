"""What people report against a target: read, told apart from a copied target, and held against it."""

from __future__ import annotations

import re

from portal.domain.indicators import (
    IndicatorValue,
    Level2,
    Operator,
    ValueKind,
    compare,
    meets,
    parse_value,
)
from portal.domain.money import narrow
from portal.domain.scoring import copies_target

_LEVELS = {level.value: level for level in Level2}
_BOUNDS = frozenset({Operator.GE, Operator.GT, Operator.LE, Operator.LT})
_SIGNS = re.compile(r"^[≥≤≧≦⩾⩽<>=＜＞＝═﹦]+")
_BOUND_WORDS = re.compile(
    r"^(?:不少于|不低于|不小于|不超过|不高于|不多于|不大于|大于等于|小于等于|大于或等于|小于或等于|至少|最少|最多|控制在|超过|大于"
    r"|高于|多于|小于|低于|少于)|(?:\(含\))?(?:及|或)?(?:以上|以下|以内|之内)$"
)
# "已完成266米" and "达到95%" report a figure; without these words the figure itself is read.
_REPORTED = re.compile(r"^(?:截至目前|目前|累计|已经?|实际|共|完成|达到?|为|[:：])+(?=[0-9约百])")


def read_target(value: str, level2: str, name: str, year: int | None) -> IndicatorValue:
    """Understand a target as its indicator states it."""
    return parse_value(value, _LEVELS.get(level2), year, name)


def read_actual(text: str, year: int | None) -> IndicatorValue:
    """Understand a reported value; unlike a target it takes no direction from category or name."""
    return parse_value(_REPORTED.sub("", narrow(text)) or text, None, year)


def is_not_actual(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """Say whether a figure or date was reported in the wording of a target ("≥266米", "10月底前")."""
    if target.kind is ValueKind.QUALITATIVE or actual.kind not in (ValueKind.NUMBER, ValueKind.DATE):
        return False
    return actual.operator in _BOUNDS or copies_target(target, actual)


def falls_short(target: IndicatorValue, actual: IndicatorValue, level2: str) -> bool | None:
    """Say whether a reported value misses its target; None where the values do not tell.

    More than an exact count ("=8个") misses nothing; more than an exact cost or than nothing ("=0件") does.
    """
    met = meets(target, actual)
    if met is not False:
        return None if met is None else False
    counted = target.is_number and target.operator is Operator.EQ and target.number and level2 != Level2.COST
    return compare(target, actual) == -1 if counted else True


def plain_figure(text: str) -> str:
    """Return a figure's wording without its bound: "≥266米" -> "266米", "98%以上" -> "98%"."""
    return _BOUND_WORDS.sub("", _SIGNS.sub("", narrow(text)))
