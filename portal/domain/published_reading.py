"""Reading of published self-evaluation tables (the format of published_selfevaluations.json) into plain
values.

Everything in such a file may be missing, misspelt or of the wrong type; reading never raises and keeps what
it could not understand as a remark code. Amounts become fen, points hundredths of a point.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from portal.domain.indicators import (
    IndicatorValue,
    Level1,
    Level2,
    level1_from_text,
    level2_from_text,
    parse_value,
    points_in_text,
)
from portal.domain.money import MoneyError, narrow, parse_wan, to_hundredths

_MAX_TEXT = 2_000
_MAX_POINTS = 100_000
_FIGURE = re.compile(
    r"[-+]?(?:[0-9]{1,24}|[0-9]{1,3}(?:,[0-9]{3}){1,7})(?:\.[0-9]{1,24})?(?:[eE][-+]?[0-9]{1,2})?"
)
_CHINESE_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,3}[、.]")
_ARABIC_NUMBERED = re.compile(r"^(?:[0-9]{1,2}[、.](?![0-9])|[(（][0-9]{1,2}[)）])")
_SMALL_YUAN = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator as published; ``weight`` and ``score`` in hundredths, ``parent`` the index of the row
    above it.

    ``readable`` is False for an entry that is no table row at all.
    """

    name: str | None = None
    level1: Level1 | None = None
    heading: Decimal | None = None
    level2: Level2 | None = None
    target: IndicatorValue = field(default_factory=lambda: parse_value(""))
    actual: IndicatorValue = field(default_factory=lambda: parse_value(""))
    weight: int | None = None
    score: int | None = None
    note: str = ""
    parent: int | None = None
    readable: bool = True
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """A row of funds in fen: initial budget, full-year budget (A), executed (B)."""

    initial: int | None = None
    budget: int | None = None
    executed: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One published table. ``rate`` is the published execution rate, ``rate_places`` the decimals of its
    percent.
    """

    id: str | None = None
    title: str = ""
    form: str = ""
    year: int | None = None
    amounts: Amounts = field(default_factory=Amounts)
    fiscal: Amounts = field(default_factory=Amounts)
    weight: int | None = None
    rate: Fraction | None = None
    rate_places: int = 2
    score: int | None = None
    rows: tuple[Row, ...] = ()
    total: int | None = None
    grade: str = ""
    complete: bool = True
    goal_copied: bool = False
    remarks: tuple[str, ...] = ()


def text_of(value: object) -> str | None:
    """Return a value as clean text: strings and numbers only, lone surrogates replaced, at most 2,000
    characters.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and value.bit_length() > 512:
        return None
    return str(value)[:_MAX_TEXT].encode("utf-8", "replace").decode("utf-8")


def figure_of(value: object) -> Decimal | None:
    """Return a plain figure ("20", "20%", "10.00分", "1,234.5"); None where there is none."""
    text = text_of(value)
    plain = narrow(text or "").removesuffix("分").removesuffix("%")
    if not _FIGURE.fullmatch(plain):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def blank(value: object) -> bool:
    """Say whether a cell is empty: null, no characters, or a dash."""
    return value is None or (isinstance(value, str) and not narrow(value[:_MAX_TEXT]).strip("-—–/"))


def points_of(value: object, code: str, remarks: list[str]) -> int | None:
    """Return points in hundredths; a blank is None, junk None with "<code>.unreadable" as a remark."""
    if blank(value):
        return None
    figure = figure_of(value)
    if figure is None or not 0 <= figure <= _MAX_POINTS:
        remarks.append(f"{code}.unreadable")
        return None
    return to_hundredths(figure)


def fen_of(value: object, remarks: list[str]) -> int | None:
    """Return an amount in fen (万元 where no unit is written); junk gives None and a remark code."""
    if blank(value):
        return None
    text = text_of(value)
    try:
        fen = parse_wan(text) if text is not None else None
    except MoneyError as refused:
        remarks.append("funds.negative" if refused.code == "money.negative" else "funds.unreadable")
        return None
    if fen is None:
        remarks.append("funds.unreadable")
    elif text is not None and re.search(r"[^万亿]元$", narrow(text)) and 0 < fen < _SMALL_YUAN:
        # A project of less than 1,000 元: the column meant 万元.
        remarks.append("funds.unit_suspect")
    return fen


def read_case(entry: object) -> Case | None:
    """Read one entry of the file; None for something that is no table at all."""
    if not isinstance(entry, Mapping):
        return None
    remarks: list[str] = []
    fiscal = entry.get("fiscal_row")
    year = figure_of(entry.get("year"))
    known_year = int(year) if year is not None and year == int(year) and 1900 <= year <= 2100 else None
    rate, places = _rate(entry.get("execution_rate_published"), remarks)
    complete = entry.get("complete")
    rows = _rows(entry.get("indicators"), known_year, remarks)
    identity = text_of(entry.get("id"))
    if identity is None:
        remarks.append("id.missing")
    return Case(
        id=identity,
        title=text_of(entry.get("title")) or "",
        form=text_of(entry.get("form")) or "",
        year=known_year,
        amounts=_amounts(entry, remarks),
        fiscal=_amounts(fiscal, remarks) if isinstance(fiscal, Mapping) else Amounts(),
        weight=points_of(entry.get("execution_weight"), "execution.weight", remarks),
        rate=rate,
        rate_places=places,
        score=points_of(entry.get("execution_score_published"), "execution.score", remarks),
        rows=rows,
        total=points_of(entry.get("total_published"), "total", remarks),
        grade=text_of(entry.get("grade_published")) or "",
        complete=complete if isinstance(complete, bool) else True,
        goal_copied=_goal_copied(entry),
        remarks=tuple(remarks),
    )


def _amounts(entry: Mapping[object, object], remarks: list[str]) -> Amounts:
    return Amounts(
        fen_of(entry.get("budget_initial"), remarks),
        fen_of(entry.get("budget_full_year"), remarks),
        fen_of(entry.get("executed"), remarks),
    )


def _rate(value: object, remarks: list[str]) -> tuple[Fraction | None, int]:
    """Return the published rate and the decimals of its percent; "1" and "1.0" without a sign mean the
    whole.
    """
    if blank(value):
        return None, 2
    figure = figure_of(value)
    if figure is None or figure < 0:
        remarks.append("execution.rate_unreadable")
        return None, 2
    exponent = figure.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    if "%" in narrow(text_of(value) or ""):
        return Fraction(figure) / 100, places
    if figure:
        remarks.append("execution.rate_without_percent")
    if 0 < figure <= 1:
        return Fraction(figure), max(0, places - 2)
    return Fraction(figure) / 100, places


def _rows(entries: object, year: int | None, remarks: list[str]) -> tuple[Row, ...]:
    if entries is None:
        return ()
    if not isinstance(entries, list | tuple):
        remarks.append("indicators.unreadable")
        return ()
    rows: list[Row] = []
    chapter: int | None = None
    principal: int | None = None
    for index, entry in enumerate(entries):
        row = _row(entry, year)
        name = narrow(row.name or "")
        parent: int | None = None
        if _CHINESE_NUMBERED.match(name):
            chapter = index
        elif _ARABIC_NUMBERED.match(name):
            parent = chapter
        elif not name.startswith("其中"):
            chapter = None
        if name.startswith("其中"):
            parent = principal
        elif parent is None:
            principal = index
        rows.append(row if parent is None else _under(row, parent))
    return tuple(rows)


def _under(row: Row, parent: int) -> Row:
    fields = {slot: getattr(row, slot) for slot in Row.__slots__}
    return Row(**(fields | {"parent": parent}))


def _row(entry: object, year: int | None) -> Row:
    if not isinstance(entry, Mapping):
        return Row(readable=False, remarks=("row.unreadable",))
    remarks: list[str] = []
    name = text_of(entry.get("name"))
    if name is None:
        remarks.append("name.unreadable")
    heading = text_of(entry.get("level1")) or ""
    level2 = level2_from_text(text_of(entry.get("level2")) or "")
    level1 = level1_from_text(heading) or (level2.level1 if level2 else None)
    for key in ("target_text", "actual_text"):
        if entry.get(key) is not None and text_of(entry.get(key)) is None:
            remarks.append(f"{key.removesuffix('_text')}.unreadable")
    return Row(
        name=name,
        level1=level1,
        heading=points_in_text(heading),
        level2=level2,
        target=parse_value(text_of(entry.get("target_text")), level2, year, name or ""),
        actual=parse_value(text_of(entry.get("actual_text")), None, year),
        weight=points_of(entry.get("weight"), "weight", remarks),
        score=points_of(entry.get("score_published"), "score", remarks),
        note=(text_of(entry.get("deviation_note")) or "").strip(),
        remarks=tuple(remarks),
    )


def _goal_copied(entry: Mapping[object, object]) -> bool:
    """Say whether the goal and its reported achievement are the same words."""
    for goal, done in (("goal", "goal_actual"), ("goal_text", "goal_actual_text"), ("goal", "achievement")):
        first, second = (narrow(text_of(entry.get(key)) or "") for key in (goal, done))
        if first and first == second:
            return True
    return False
