"""The value of a performance indicator: one door to reading, writing, comparing and checking it."""

from portal.domain.indicator_checks import PROBLEM_CODES, check_value
from portal.domain.indicator_comparison import actual_number, attainment, compare, meets
from portal.domain.indicator_parsing import compose, compose_value, from_columns, parse_value
from portal.domain.indicator_types import (
    LEVEL1_NAMES,
    LEVEL1_OF,
    LEVEL2_NAMES,
    SYMBOLS,
    IndicatorValue,
    Level1,
    Level2,
    Operator,
    Precision,
    ValueKind,
    level1_from_text,
    level2_from_text,
    points_in_text,
)
from portal.domain.indicator_units import canonical_unit, convert, dimension, is_known, is_money

__all__ = [
    "LEVEL1_NAMES",
    "LEVEL1_OF",
    "LEVEL2_NAMES",
    "PROBLEM_CODES",
    "SYMBOLS",
    "IndicatorValue",
    "Level1",
    "Level2",
    "Operator",
    "Precision",
    "ValueKind",
    "actual_number",
    "attainment",
    "canonical_unit",
    "check_value",
    "compare",
    "compose",
    "compose_value",
    "convert",
    "dimension",
    "from_columns",
    "is_known",
    "is_money",
    "level1_from_text",
    "level2_from_text",
    "meets",
    "parse_value",
    "points_in_text",
]
