"""Reading and writing of indicator values as people type them. Reading never raises."""

from __future__ import annotations

import re
from decimal import Decimal

from portal.domain.indicator_dates import period_text, read_period
from portal.domain.indicator_types import IndicatorValue, Level2, Operator, Precision, ValueKind
from portal.domain.indicator_units import canonical_unit, is_known, looks_like_unit
from portal.domain.money import narrow

_MAX_TEXT = 200
_SIGNS = {
    "≥": "≥",
    "≧": "≥",
    "⩾": "≥",
    ">=": "≥",
    "=>": "≥",
    "≥=": "≥",
    "≤": "≤",
    "≦": "≤",
    "⩽": "≤",
    "<=": "≤",
    "=<": "≤",
    "=": "=",
    "═": "=",
    "＝": "=",
    "==": "=",
    ">": ">",
    "<": "<",
    "＞": ">",
    "＜": "<",
    "〉": ">",
    "〈": "<",
}
_SIGN = re.compile("|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True)))
_OPERATOR_OF = {"≥": Operator.GE, "≤": Operator.LE, "=": Operator.EQ, ">": Operator.GT, "<": Operator.LT}

_WORDS_BEFORE: tuple[tuple[str, Operator], ...] = (
    ("大于或等于", Operator.GE),
    ("大于等于", Operator.GE),
    ("小于或等于", Operator.LE),
    ("小于等于", Operator.LE),
    ("不少于", Operator.GE),
    ("不低于", Operator.GE),
    ("不小于", Operator.GE),
    ("至少", Operator.GE),
    ("最少", Operator.GE),
    ("不超过", Operator.LE),
    ("不高于", Operator.LE),
    ("不多于", Operator.LE),
    ("不大于", Operator.LE),
    ("最多", Operator.LE),
    ("控制在", Operator.LE),
    ("达到", Operator.GE),
    ("超过", Operator.GT),
    ("大于", Operator.GT),
    ("高于", Operator.GT),
    ("多于", Operator.GT),
    ("小于", Operator.LT),
    ("低于", Operator.LT),
    ("少于", Operator.LT),
    ("不足", Operator.LT),
    ("等于", Operator.EQ),
    ("达", Operator.GE),
)
_WORDS_AFTER: tuple[tuple[str, Operator], ...] = (
    ("(含)以上", Operator.GE),
    ("及以上", Operator.GE),
    ("或以上", Operator.GE),
    ("以上", Operator.GE),
    ("(含)以下", Operator.LE),
    ("及以下", Operator.LE),
    ("或以下", Operator.LE),
    ("以下", Operator.LE),
    ("以内", Operator.LE),
    ("之内", Operator.LE),
)
_NATURES = {"定性": None, "": Operator.NONE, "以上": Operator.GE, "以下": Operator.LE, "以内": Operator.LE}
_NUMBER = re.compile(
    r"(?P<sign>[-−+]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,24})(?:\.(?P<part>[0-9]{1,12}))?"
)
_LEADING_PERCENT = re.compile(r"^百分之(?=[0-9])")
_PERCENT_TAIL = re.compile(r"^(?:%|百分比)(?:\(百分比\))?(?:覆盖|完成|达标|到位|合格|发放|及时|左右)*$")
_UNIT_TAIL = re.compile(r"(?:左右|完成|覆盖|整)$")
_BLANK = re.compile(r"^[-—–_/\\.·…*]*$")
_NAME_UNIT = re.compile(r"\(([^()0-9]{1,8})\)$")
_NAME_TARGET = re.compile(
    r"(?P<sign>≥|≤|>|<|=|不少于|不低于|不超过|不高于)(?P<number>[0-9]+(?:\.[0-9]+)?)?(?P<unit>[^0-9()]*)$"
)


def parse_value(
    text: str | None, level2: Level2 | None = None, year: int | None = None, name: str = ""
) -> IndicatorValue:
    """Understand a target or an actual figure; any input gives a value, none raises.

    ``level2`` lets a cost without a sign mean "at most" (a percentage excepted: 达标率 under cost is no
    ceiling) and a bare 万 mean 万元. ``year`` is the plan year for dates that name none. ``name`` is the
    indicator's name, which may carry the unit in brackets or the sign in front of the cell's bare figure. A
    text without a readable figure or date is qualitative, a dash or nothing is empty.
    """
    raw = text if isinstance(text, str) else ""
    if len(raw) > _MAX_TEXT:
        return IndicatorValue(ValueKind.QUALITATIVE, text=raw)
    plain = _one_sign(narrow(raw))
    # "★" and "**" are marks and template holes, dashes stand for an empty cell.
    if not plain or (_BLANK.match(plain) and "*" not in plain):
        return IndicatorValue(ValueKind.EMPTY, text=raw)
    dated = _date(plain, year, raw, level2)
    if dated is not None:
        return dated
    number = _number(plain, raw)
    if number is None:
        return IndicatorValue(ValueKind.QUALITATIVE, text=raw)
    return _settled(number, level2, narrow(name[:_MAX_TEXT]))


def from_columns(
    nature: str, value: str, unit: str, level2: Level2 | None = None, year: int | None = None, name: str = ""
) -> IndicatorValue:
    """Understand the three-column entry: nature (=, ≥, ≤, 定性), value, unit. Never raises.

    The text kept is the three cells joined. A sign or unit typed into the value cell wins over an empty
    column.
    """
    sign, body, measure = (
        _one_sign(narrow(part)) if isinstance(part, str) else "" for part in (nature, value, unit)
    )
    joined = " ".join(
        part.strip() for part in (nature, value, unit) if isinstance(part, str) and part.strip()
    )
    if sign.startswith("定性") or sign in ("qualitative",):
        kind = ValueKind.QUALITATIVE if body else ValueKind.EMPTY
        return IndicatorValue(kind, text=value.strip() if body else joined)
    if not body:
        return IndicatorValue(ValueKind.EMPTY, text="")
    operator = _nature(sign)
    read = parse_value(f"{body}{measure}" if measure and not body.endswith(measure) else body, None, year)
    bare = parse_value(body, None, year)
    if bare.is_number and not bare.unit:
        # The unit column is taken whole: "10" and "月" are ten months, not October.
        read = IndicatorValue(
            ValueKind.NUMBER, bare.operator, bare.number, canonical_unit(measure), text=joined
        )
    if read.kind not in (ValueKind.NUMBER, ValueKind.DATE):
        return _with(read, text=joined or value if isinstance(value, str) else "")
    if operator is not Operator.NONE:
        read = _with(read, operator=operator)
    read = _with(read, text=joined)
    return _settled(read, level2, narrow(name[:_MAX_TEXT])) if read.is_number else read


def compose(operator: Operator, number: Decimal, unit: str) -> str:
    """Write a figure canonically ("≥95%", "≤475元/亩"); reading it gives the same operator, number and
    unit.
    """
    return f"{operator.symbol}{number:f}{canonical_unit(unit)}"


def compose_value(value: IndicatorValue) -> str:
    """Write any value canonically; qualitative and empty ones are their own text, trimmed."""
    if value.number is not None and value.is_number:
        return compose(value.operator, value.number, value.unit)
    if value.date is not None and value.is_date:
        first = value.date_from or value.date
        return period_text(first, value.date, value.precision, value.yearless, value.operator)
    return value.text.strip()


def _with(value: IndicatorValue, **changes: object) -> IndicatorValue:
    fields = {slot: getattr(value, slot) for slot in IndicatorValue.__slots__}
    return IndicatorValue(**(fields | changes))


def _one_sign(text: str) -> str:
    return _SIGN.sub(lambda match: _SIGNS[match[0]], text)


def _nature(sign: str) -> Operator:
    if sign in _OPERATOR_OF:
        return _OPERATOR_OF[sign]
    return dict(_WORDS_BEFORE).get(sign) or _NATURES.get(sign) or Operator.NONE


def _date(plain: str, year: int | None, raw: str, level2: Level2 | None) -> IndicatorValue | None:
    if re.search(r"[0-9]年限?$", plain) and level2 is Level2.SUSTAINABILITY:
        return None
    period = read_period(plain, year)
    if period is None or (period.precision is Precision.MONTH and period.yearless and plain[0] in "≥≤=<>"):
        return None
    return IndicatorValue(
        ValueKind.DATE,
        period.operator,
        date_from=period.first,
        date=period.last,
        precision=period.precision,
        yearless=period.yearless,
        text=raw,
    )


def _number(plain: str, raw: str) -> IndicatorValue | None:
    body, operator = plain, Operator.NONE
    if body[0] in _OPERATOR_OF:
        operator, body = _OPERATOR_OF[body[0]], body[1:]
    else:
        for word, meaning in _WORDS_BEFORE:
            if body.startswith(word):
                operator, body = meaning, body.removeprefix(word)
                break
    percent = _LEADING_PERCENT.match(body)
    body = body[percent.end() :] if percent else body.lstrip("约¥")
    match = _NUMBER.match(body)
    if match is None:
        return None
    tail = body[match.end() :]
    for word, meaning in _WORDS_AFTER:
        if word in tail:
            operator = meaning if operator is Operator.NONE else operator
            tail = tail.replace(word, "", 1)
            break
    unit = "%" if percent and not tail else _unit(tail)
    if unit is None:
        return None
    digits = match["whole"].replace(",", "") + (f".{match['part']}" if match["part"] else "")
    number = Decimal(("-" if match["sign"] in ("-", "−") and digits.strip("0.") else "") + digits)
    return IndicatorValue(ValueKind.NUMBER, operator, number, unit, text=raw)


def _unit(tail: str) -> str | None:
    """Return the canonical unit behind a figure, "" for none, None where the rest is no unit."""
    if not tail:
        return ""
    if _PERCENT_TAIL.match(tail):
        return "%"
    unit = canonical_unit(tail)
    if is_known(unit):
        return unit
    shorter = canonical_unit(_UNIT_TAIL.sub("", tail))
    if is_known(shorter):
        return shorter
    return unit if looks_like_unit(unit) else None


def _settled(value: IndicatorValue, level2: Level2 | None, name: str) -> IndicatorValue:
    """Add what follows from the name and the category."""
    operator, unit, implied = value.operator, value.unit, value.implied
    if not unit and (match := _NAME_UNIT.search(name)) and is_known(canonical_unit(match[1])):
        unit = canonical_unit(match[1])
    stated = _NAME_TARGET.search(_one_sign(name))
    if stated and operator is Operator.NONE and _agrees(stated["number"], value.number):
        word = stated["sign"]
        operator = _OPERATOR_OF.get(word) or dict(_WORDS_BEFORE)[word]
        written = _unit(stated["unit"])
        if not unit and stated["number"] and written and is_known(written):
            unit = written
    if level2 is Level2.COST:
        unit = f"{unit}元" if unit in ("万", "亿") else f"元{unit}" if unit.startswith("/") else unit
        if operator is Operator.NONE and unit != "%":
            operator, implied = Operator.LE, True
    return _with(value, operator=operator, unit=unit, implied=implied)


def _agrees(stated: str | None, number: Decimal | None) -> bool:
    return not stated or (number is not None and Decimal(stated) == number)
