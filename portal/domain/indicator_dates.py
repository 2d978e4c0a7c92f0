"""Dates as officials write them in targets: "2020年10月底前", "9月前", "每年12月底前", "2021年7月"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from portal.domain.indicator_types import ANY_YEAR, Operator, Precision

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_NUMERIC = re.compile(_YEAR + r"[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?(?![0-9])")
_WORDED = re.compile(
    rf"(?:{_YEAR}年度?|(?P<relative>当年|本年|今年|次年|翌年|下年|每年|年度?内?))?"
    r"(?:(?P<month>[0-9]{1,2})月份?"
    r"(?:(?P<day>[0-9]{1,2})[日号]|(?P<part>底|末|初|上旬|中旬|下旬))?"
    r"|(?P<quarter>第?[一二三四1234]季度)(?P<quarter_end>末|底)?"
    r"|(?P<half>[上下]半年)|(?P<year_end>年?[底末]|年终)|(?P<whole>全年|年内|内)?)"
)
_BOUND = re.compile(r"^(?:之?以?[前内]|止)")
_AFTER = re.compile(r"^(?:之?以?后|起)")
_TO = re.compile(r"^(?:至|到|—+|-+|~|–)")
_LEAD = re.compile(r"^(?:应|须|需|力争|确保|计划|在|于|截至|截止到?|不晚于|不迟于|最迟|按期)+")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_PART_DAYS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20)}
_MAX_TAIL = 14


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of what was written, with the relation to it."""

    first: date
    last: date
    precision: Precision
    yearless: bool
    operator: Operator


def read_period(text: str, year: int | None = None) -> Period | None:
    """Read a narrow (half-width, blank-free) text as a date or period; None where it is none.

    ``year`` is the plan year, used where the text names none (当年, 每年, "9月前") and for 次年. "X月前"
    and "X日前" include the month or day named, as 以前 does in the Civil Code art. 1259: a doubt never
    counts against the unit. Words before and after the date may stand ("12月底之前完成"), further figures
    may not.
    """
    body = text
    bound = _sign(body)
    if bound is not None:
        body = body[1:]
    lead = _LEAD.match(body)
    latest = lead is not None and re.search(r"不晚于|不迟于|最迟|截", lead[0]) is not None
    body = body[lead.end() :] if lead else body
    found = _one(body, year)
    if found is None:
        return None
    first, last, precision, yearless, end = found
    rest = body[end:]
    second = _second(rest, first, yearless)
    if second is not None:
        last, used = second
        precision, rest = Precision.RANGE, rest[used:]
    operator = Operator.LE if latest else Operator.NONE
    if match := _BOUND.match(rest):
        operator, rest = Operator.LE, rest[match.end() :]
    elif match := _AFTER.match(rest):
        operator, rest = Operator.GE, rest[match.end() :]
    if bound is not None:
        operator = bound
    if len(rest) > _MAX_TAIL or re.search(r"[0-9%]", rest) or last < first:
        return None
    return Period(first, last, precision, yearless, operator)


def _sign(text: str) -> Operator | None:
    signs = {"≤": Operator.LE, "≥": Operator.GE, "=": Operator.EQ, "<": Operator.LT, ">": Operator.GT}
    return signs.get(text[:1])


def _second(rest: str, first: date, yearless: bool) -> tuple[date, int] | None:
    joint = _TO.match(rest)
    if joint is None:
        return None
    found = _one(rest[joint.end() :], None if yearless else first.year)
    return (found[1], joint.end() + found[4]) if found is not None and found[3] == yearless else None


def _one(text: str, year: int | None) -> tuple[date, date, Precision, bool, int] | None:
    """Return first day, last day, precision, whether no year is known, and how many characters were used."""
    numeric = _NUMERIC.match(text)
    if numeric is not None:
        span = _month(int(numeric["year"]), int(numeric["month"]), numeric["day"], None)
        return (*span, False, numeric.end()) if span else None
    match = _WORDED.match(text)
    if match is None or not match[0]:
        return None
    known, yearless = _year_of(match, year)
    if known is None:
        return None
    span = _span(match, known)
    return (*span, yearless, match.end()) if span else None


def _year_of(match: re.Match[str], year: int | None) -> tuple[int | None, bool]:
    if match["year"]:
        return int(match["year"]), False
    if match["relative"] in ("次年", "翌年", "下年"):
        # Without a plan year the order of this year's and next year's dates would be lost.
        return (year + 1, False) if year is not None and year < date.max.year else (None, False)
    return (year, False) if year is not None and 1 <= year <= date.max.year else (ANY_YEAR, True)


def _span(match: re.Match[str], year: int) -> tuple[date, date, Precision] | None:
    if match["month"]:
        return _month(year, int(match["month"]), match["day"], match["part"])
    if match["quarter"]:
        word = match["quarter"].removeprefix("第")[0]
        start = 3 * (_QUARTERS.get(word) or int(word)) - 2
        last = date(year, start + 2, calendar.monthrange(year, start + 2)[1])
        return (
            (last, last, Precision.DAY)
            if match["quarter_end"]
            else (date(year, start, 1), last, Precision.RANGE)
        )
    if match["half"]:
        first_half = match["half"].startswith("上")
        return (
            date(year, 1 if first_half else 7, 1),
            date(year, 6, 30) if first_half else date(year, 12, 31),
            Precision.RANGE,
        )
    if match["year_end"]:
        return date(year, 12, 31), date(year, 12, 31), Precision.DAY
    if match["year"] or match["whole"] in ("全年", "年内"):
        return date(year, 1, 1), date(year, 12, 31), Precision.YEAR
    return None


def _month(year: int, month: int, day: str | None, part: str | None) -> tuple[date, date, Precision] | None:
    if not 1 <= month <= 12:
        return None
    end = calendar.monthrange(year, month)[1]
    if day is not None:
        if not 1 <= int(day) <= end:
            return None
        exact = date(year, month, int(day))
        return exact, exact, Precision.DAY
    if part in ("底", "末"):
        return date(year, month, end), date(year, month, end), Precision.DAY
    first, last = (21, end) if part == "下旬" else _PART_DAYS.get(part or "", (1, end))
    precision = Precision.RANGE if part else Precision.MONTH
    return date(year, month, first), date(year, month, last), precision


def period_text(first: date, last: date, precision: Precision, yearless: bool, operator: Operator) -> str:
    """Write a period in Chinese so that reading it gives the same period ("2020年10月31日前", "7月")."""
    if precision is Precision.RANGE:
        body = f"{_day_text(first, yearless)}至{_day_text(last, yearless)}"
    elif precision is Precision.YEAR:
        body = "全年" if yearless else f"{last.year}年"
    elif precision is Precision.MONTH:
        body = f"{last.month}月" if yearless else f"{last.year}年{last.month}月"
    else:
        body = _day_text(last, yearless)
    if operator is Operator.LE:
        return f"{body}前"
    return f"{body}后" if operator is Operator.GE else f"{operator.symbol}{body}"


def _day_text(day: date, yearless: bool) -> str:
    return f"{day.month}月{day.day}日" if yearless else f"{day.year}年{day.month}月{day.day}日"
