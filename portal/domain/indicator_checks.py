"""Checks of one indicator's target: what is wrong with it, as codes.

The mistakes are those found on published forms and in the sector templates of 国办发〔2018〕35号. Codes and
what their sentences need stand in PROBLEM_CODES; hard ones stop a submission, soft ones ask for a word of
reason:

hard  indicator.name.empty                  the row has no name
hard  indicator.level.mismatch              the second level does not belong under the first
hard  indicator.value.empty                 no target
hard  indicator.value.placeholder           the template's ** was left standing
hard  indicator.value.unreadable            has figures or signs that make no value ("5-10", "≥")
hard  indicator.value.no_unit               a bare figure and no unit in the name either
hard  indicator.value.above_hundred         a share of more than 100 %
soft  indicator.value.at_least_hundred      ≥100 % (nothing above is possible; "=100%" is meant)
hard  indicator.value.cost_at_least         a cost with ≥ or >
soft  indicator.value.count_at_most         a count of outputs with ≤ or <
hard  indicator.value.negative_at_least     a rate of something bad (逾期率) with ≥ or >
soft  indicator.value.zero_at_least         ≥0 asks for nothing
hard  indicator.quantity.qualitative        a quantity in words
soft  indicator.quantity.money              an amount of money as a quantity
hard  indicator.satisfaction.no_number      satisfaction in words
soft  indicator.satisfaction.hundred        satisfaction of 100 %
soft  indicator.timeliness.no_date          neither a date nor a rate nor a number of days
soft  indicator.date.other_year             a date in another year than the plan's
soft  indicator.name.is_target              the name already contains its own target
soft  indicator.name.execution_rate         the execution rate again, as an indicator
soft  indicator.category.suspect            the name belongs to another second level (given as code)
"""

from __future__ import annotations

import re

from portal.domain.indicator_types import IndicatorValue, Level1, Level2, Operator, ValueKind
from portal.domain.indicator_units import is_money
from portal.domain.money import narrow
from portal.domain.problems import Problem

PROBLEM_CODES: dict[str, tuple[str, ...]] = {
    "indicator.name.empty": (),
    "indicator.level.mismatch": ("name", "level1", "level2"),
    "indicator.value.empty": ("name",),
    "indicator.value.placeholder": ("name", "text"),
    "indicator.value.unreadable": ("name", "text"),
    "indicator.value.no_unit": ("name", "text"),
    "indicator.value.above_hundred": ("name", "text"),
    "indicator.value.at_least_hundred": ("name", "text"),
    "indicator.value.cost_at_least": ("name", "text"),
    "indicator.value.count_at_most": ("name", "text"),
    "indicator.value.negative_at_least": ("name", "text"),
    "indicator.value.zero_at_least": ("name", "text"),
    "indicator.quantity.qualitative": ("name", "text"),
    "indicator.quantity.money": ("name", "text"),
    "indicator.satisfaction.no_number": ("name", "text"),
    "indicator.satisfaction.hundred": ("name", "text"),
    "indicator.timeliness.no_date": ("name", "text"),
    "indicator.date.other_year": ("name", "text", "year"),
    "indicator.name.is_target": ("name", "text"),
    "indicator.name.execution_rate": ("name",),
    "indicator.category.suspect": ("name", "level2"),
}

_BAD_WORDS = re.compile(
    r"逾期|违规|违纪|违法|事故|死亡|超标|投诉|差错|错误|不合格|应保未保|流失|损失|返贫|辍学|成本控制率|抛弃"
)
# "违法行为责停率" counts what is done against something bad, so more is better.
_MENDED = re.compile(
    r"责停|查处|整改|处理|处置|办结|纠正|化解|防控|控辍|挽回|下降|降低|减少|回收|赔付|解决|预防|防止"
)
_SHARE = re.compile(r"(?:率|比例|占比|比率|满意度|覆盖面|程度)(?:\(.*\))?$")
_GROWTH = re.compile(r"增长|增幅|提高|增加|升幅|收益率|投入产出|利用率|执行率|周转")
_PLACEHOLDER = re.compile(r"\*{1,}|[xX×]{2,}|_{2,}|\.{3,}|…")
_HAS_FIGURE = re.compile(r"[0-9≥≤=<>]")
_EXECUTION = re.compile(r"(?:预算|资金).{0,4}执行率")
_MAX_NAME = 300
_LIMIT = re.compile(r"时限|时间|期限|周期|进度")

# Words of a name -> where it belongs. Only clear cases: a wrong hint costs an official a needless answer.
_BELONGS: tuple[tuple[re.Pattern[str], frozenset[Level2], Level2], ...] = (
    (re.compile(r"满意[度率]"), frozenset({Level2.USER_SATISFACTION}), Level2.USER_SATISFACTION),
    (
        re.compile(r"(?:兑付|拨付|支付|支出|发放)率"),
        frozenset({Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS}),
        Level2.TIMELINESS,
    ),
    (re.compile(r"成本"), frozenset({Level2.COST}), Level2.COST),
)


def check_value(
    value: IndicatorValue,
    level1: Level1,
    level2: Level2 | None,
    name: str,
    field: str,
    year: int | None = None,
) -> list[Problem]:
    """Check one target; returns the findings at ``field`` + ".value" or ".name", in the order of the
    docstring above.

    ``year`` is the plan year; without it no date's year is doubted.
    """
    title = narrow(name[:_MAX_NAME])
    found: list[tuple[str, str, bool, dict[str, str | int]]] = []
    if not title:
        found.append(("name", "indicator.name.empty", True, {}))
    if level2 is not None and level2.level1 is not level1:
        codes: dict[str, str | int] = {"name": name, "level1": level1.value, "level2": level2.value}
        found.append(("level2", "indicator.level.mismatch", True, codes))
    text = value.text.strip()
    both: dict[str, str | int] = {"name": name, "text": text}
    for code, hard in _value_codes(value, level2, title):
        params: dict[str, str | int] = {"name": name} if code == "indicator.value.empty" else both
        found.append(("value", code, hard, params))
    if value.is_date and value.date and year and not value.yearless and value.date.year != year:
        found.append(("value", "indicator.date.other_year", False, both | {"year": year}))
    found.extend(_name_findings(value, level2, name, title))
    return [Problem(f"{field}.{place}", code, params, hard) for place, code, hard, params in found]


def _value_codes(value: IndicatorValue, level2: Level2 | None, title: str) -> list[tuple[str, bool]]:
    plain = narrow(value.text)
    if value.kind is ValueKind.EMPTY:
        return [("indicator.value.empty", True)]
    if value.kind is ValueKind.QUALITATIVE:
        return _text_codes(plain, level2)
    found: list[tuple[str, bool]] = []
    if value.is_number:
        found = [*_figure_codes(value, title), *_direction_codes(value, level2, title)]
        if level2 is Level2.QUANTITY and is_money(value.unit):
            found.append(("indicator.quantity.money", False))
        if level2 is Level2.USER_SATISFACTION and value.unit == "%" and value.number == 100:
            found.append(("indicator.satisfaction.hundred", False))
        timed = value.unit in ("%", "天", "个月", "小时", "年") or _LIMIT.search(title)
        if level2 is Level2.TIMELINESS and not timed:
            found.append(("indicator.timeliness.no_date", False))
    if value.is_date and level2 is Level2.USER_SATISFACTION:
        found.append(("indicator.satisfaction.no_number", True))
    return found


def _text_codes(plain: str, level2: Level2 | None) -> list[tuple[str, bool]]:
    if _PLACEHOLDER.search(plain):
        return [("indicator.value.placeholder", True)]
    if level2 is Level2.QUANTITY:
        code = "indicator.value.unreadable" if _HAS_FIGURE.search(plain) else "indicator.quantity.qualitative"
        return [(code, True)]
    if level2 is Level2.USER_SATISFACTION:
        return [("indicator.satisfaction.no_number", True)]
    if _HAS_FIGURE.match(plain) or not re.search(r"\w", plain):
        return [("indicator.value.unreadable", True)]
    return [("indicator.timeliness.no_date", False)] if level2 is Level2.TIMELINESS else []


def _figure_codes(value: IndicatorValue, title: str) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    if not value.unit:
        found.append(("indicator.value.no_unit", True))
    at_least = value.operator in (Operator.GE, Operator.GT)
    if (
        value.number is not None
        and value.unit in ("%", "")
        and _SHARE.search(title)
        and not _GROWTH.search(title)
    ):
        if value.number > 100:
            found.append(("indicator.value.above_hundred", True))
        elif value.number == 100 and at_least and not _is_bad(title):
            found.append(("indicator.value.at_least_hundred", False))
    if value.number == 0 and value.operator is Operator.GE:
        found.append(("indicator.value.zero_at_least", False))
    return found


def _direction_codes(value: IndicatorValue, level2: Level2 | None, title: str) -> list[tuple[str, bool]]:
    at_least = value.operator in (Operator.GE, Operator.GT)
    if at_least and _is_bad(title):
        return [("indicator.value.negative_at_least", True)]
    if level2 is Level2.COST and at_least and value.unit != "%":
        return [("indicator.value.cost_at_least", True)]
    if level2 is Level2.QUANTITY and value.operator.is_upper_bound and not _is_bad(title):
        return [("indicator.value.count_at_most", False)]
    return []


def _name_findings(
    value: IndicatorValue, level2: Level2 | None, name: str, title: str
) -> list[tuple[str, str, bool, dict[str, str | int]]]:
    found: list[tuple[str, str, bool, dict[str, str | int]]] = []
    if names_own_target(value, title):
        found.append(("name", "indicator.name.is_target", False, {"name": name, "text": value.text.strip()}))
    if _EXECUTION.search(title):
        found.append(("name", "indicator.name.execution_rate", False, {"name": name}))
    fit = suspected_level2(title, level2)
    if fit is not None:
        found.append(("level2", "indicator.category.suspect", False, {"name": name, "level2": fit.value}))
    return found


def _is_bad(title: str) -> bool:
    return bool(_BAD_WORDS.search(title)) and not _MENDED.search(title)


def names_own_target(value: IndicatorValue, title: str) -> bool:
    """Say whether a narrow name repeats its own target ("≥360天服务读者" with ≥360天, a text equal to the
    name).
    """
    plain = narrow(value.text)
    if not plain or value.kind is ValueKind.EMPTY:
        return False
    if value.kind is ValueKind.QUALITATIVE:
        return len(plain) >= 4 and (plain == title or plain in title)
    return bool(re.search(rf"(?<![0-9.]){re.escape(plain)}(?![0-9.])", title)) and len(plain) > 2


def suspected_level2(title: str, level2: Level2 | None) -> Level2 | None:
    """Return the second level a narrow name clearly belongs to when it stands under another; else None."""
    if level2 is None:
        return None
    for words, allowed, fit in _BELONGS:
        if words.search(title) and level2 not in allowed:
            return fit
    return None
