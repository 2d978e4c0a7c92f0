"""Units of measure: one spelling for each, and conversion inside one dimension only."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from portal.domain.money import narrow

# Other spellings seen on published forms -> the one kept.
_SPELLINGS: dict[str, str] = {
    "百分比": "%",
    "百分之": "%",
    "％": "%",
    "﹪": "%",
    "pct": "%",
    "%(百分比)": "%",
    "千分之": "‰",
    "千米": "公里",
    "km": "公里",
    "m": "米",
    "cm": "厘米",
    "mm": "毫米",
    "公分": "厘米",
    "平米": "平方米",
    "平方": "平方米",
    "m2": "平方米",
    "㎡": "平方米",
    "平方千米": "平方公里",
    "km2": "平方公里",
    "立方": "立方米",
    "方": "立方米",
    "m3": "立方米",
    "㎥": "立方米",
    "千克": "公斤",
    "kg": "公斤",
    "t": "吨",
    "g": "克",
    "市斤": "斤",
    "h": "小时",
    "日": "天",
    "月": "个月",
    "人/次": "人次",
    "人·次": "人次",
    "人(次)": "人次",
    "ha": "公顷",
    "rmb": "元",
    "人民币元": "元",
    "kw": "千瓦",
    "kva": "千伏安",
    "tb": "TB",
    "gb": "GB",
    "mb": "MB",
    "l": "升",
    "ml": "毫升",
}

_BASE: dict[str, tuple[str, Fraction]] = {
    "%": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1000)),
    "元": ("money", Fraction(1)),
    "米": ("length", Fraction(1)),
    "公里": ("length", Fraction(1000)),
    "里": ("length", Fraction(500)),
    "厘米": ("length", Fraction(1, 100)),
    "毫米": ("length", Fraction(1, 1000)),
    "平方米": ("area", Fraction(1)),
    "亩": ("area", Fraction(2000, 3)),
    "公顷": ("area", Fraction(10_000)),
    "平方公里": ("area", Fraction(1_000_000)),
    "平方厘米": ("area", Fraction(1, 10_000)),
    "立方米": ("volume", Fraction(1)),
    "升": ("volume", Fraction(1, 1000)),
    "毫升": ("volume", Fraction(1, 1_000_000)),
    "公斤": ("mass", Fraction(1)),
    "吨": ("mass", Fraction(1000)),
    "斤": ("mass", Fraction(1, 2)),
    "克": ("mass", Fraction(1, 1000)),
    "天": ("days", Fraction(1)),
    "小时": ("days", Fraction(1, 24)),
    "个月": ("months", Fraction(1)),
    "年": ("months", Fraction(12)),
    "TB": ("bytes", Fraction(1024**2)),
    "GB": ("bytes", Fraction(1024)),
    "MB": ("bytes", Fraction(1)),
}
_COUNTED = (
    "个 座 处 台 套 头 只 株 粒 尾 种 次 人 人次 户 倍 件 项 组 村 条 辆 场 期 份 所 "
    "名 家 册 本 棵 箱 间 栋 口 眼 盏 块 批 例 张 篇 宗 起 艘 羽 盒 袋 根 支 届 户次 亩次 分 "
    "百分点 个百分点 千瓦 千伏安 班 节 站 点 片 道 堂 门 度 元 盘 门次"
)
KNOWN_UNITS: frozenset[str] = frozenset(_BASE) | frozenset(_COUNTED.split()) | {"万", "亿"}

MONEY_UNITS: frozenset[str] = frozenset({"元", "万元", "亿元", "百万元", "千元"})
_MULTIPLES = (("百万", 1_000_000), ("亿", 10**8), ("万", 10**4), ("千", 1000))
_NESTED = re.compile(r"^(?P<outer>[^()]+)\((?P<inner>[^()]+)\)$")
_MAX_UNIT = 12


def canonical_unit(text: str) -> str:
    """Return one spelling for a unit: "㎡" -> 平方米, "人/次" -> 人次, "粒(万粒)" -> 万粒, "元/人、天" ->
    元/人·天.
    """
    unit = narrow(text)
    if unit in _SPELLINGS:
        return _SPELLINGS[unit]
    nested = _NESTED.match(unit)
    if nested:
        outer, inner = canonical_unit(nested["outer"]), canonical_unit(nested["inner"])
        # A bracket either repeats the unit or gives its multiple; anything else is a gloss of the outer word.
        return inner if dimension(inner) == dimension(outer) and is_known(inner) else outer
    if "/" in unit or "每" in unit[1:]:
        head, *rest = re.split(r"[/每]", unit)
        tails = [part for chunk in rest for part in re.split(r"[·•.、,*×x]", chunk) if part]
        if head and tails:
            return "/".join([_simple(head), "·".join(_per(part) for part in tails)])
    return _simple(unit)


def _simple(unit: str) -> str:
    lowered = unit.lower()
    if lowered in _SPELLINGS:
        return _SPELLINGS[lowered]
    if unit[:1] in "万亿" and unit[1:]:
        return unit[0] + _SPELLINGS.get(lowered[1:], unit[1:])
    return unit


def _per(unit: str) -> str:
    # "元/人·月": in a denominator 月 stays a word of its own, as the forms print it.
    return unit if unit in ("月", "日") else _simple(unit)


def is_known(unit: str) -> bool:
    """True for a unit whose every part is in the list of units."""
    parts = [part for part in re.split(r"[/·]", unit) if part]
    return bool(parts) and all(
        _split(part)[0] in KNOWN_UNITS or part in ("月", "日", "学期", "生") for part in parts
    )


def looks_like_unit(text: str) -> bool:
    """True for a short word without figures or sentence marks, such as an unlisted counting word."""
    return 0 < len(text) <= _MAX_UNIT and not re.search(r"[0-9,。;:!?<>=≥≤~*+()]", text)


def is_money(unit: str) -> bool:
    """True for amounts, not for prices per something."""
    return unit in MONEY_UNITS


def _split(unit: str) -> tuple[str, Fraction]:
    """Return the base unit and the factor of a leading 万, 亿, 千."""
    if unit in KNOWN_UNITS:
        return unit, Fraction(1)
    for word, factor in _MULTIPLES:
        if unit.startswith(word):
            return unit.removeprefix(word), Fraction(factor)
    return unit, Fraction(1)


def _measure(unit: str) -> tuple[str, Fraction]:
    base, factor = _split({"月": "个月", "日": "天"}.get(unit, unit))
    kind, scale = _BASE.get(base, (f"count:{base}", Fraction(1)))
    return kind, factor * scale


def _signature(unit: str) -> tuple[tuple[tuple[str, int], ...], Fraction]:
    head, *rest = unit.split("/")
    powers: Counter[str] = Counter()
    kind, scale = _measure(head)
    powers[kind] += 1
    for part in "·".join(rest).split("·") if rest else ():
        kind, factor = _measure(part)
        powers[kind] -= 1
        scale /= factor
    return tuple(sorted((kind, power) for kind, power in powers.items() if power)), scale


def _borrow(unit: str, other: str) -> str:
    """Give a bare 万 or 亿 the base unit of its counterpart ("5万" beside "50000元" is 5万元)."""
    return (
        unit + _split(other.split("/")[0])[0] if unit in ("万", "亿") and other not in ("万", "亿") else unit
    )


def dimension(unit: str) -> tuple[tuple[str, int], ...]:
    """Return what a canonical unit measures; units convert into each other only where this is equal."""
    return _signature(unit)[0]


def convert(number: Decimal, unit: str, to: str) -> Fraction | None:
    """Convert exactly; None across dimensions. An unwritten unit is taken to be the other's."""
    value = Fraction(number)
    unit, to = _borrow(unit, to), _borrow(to, unit)
    if not unit or not to or unit == to:
        return value
    (kind, scale), (other, target) = _signature(unit), _signature(to)
    return value * scale / target if kind == other else None
