"""The declaration as typed: read from the posted form, drawn again as it was, in one or three columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.indicators import (
    SYMBOLS,
    IndicatorValue,
    Level2,
    Operator,
    Precision,
    ValueKind,
    compose_value,
    from_columns,
    parse_value,
)
from portal.domain.money import round_half_up
from portal.domain.problems import Problem
from portal.domain.target_checks import REQUIRED_LEVEL2, Peers, TargetRow
from portal.i18n import date_text, points_text
from portal.services.targets import TargetEntry, ordered
from portal.web.forms.grids import moved, read_points, read_rows

QUALITATIVE = "qualitative"
PASSING = "new"
"""How keys of rows begin that are not stored yet; they name cells on the page and are never sent back."""
NATURES = tuple(symbol for symbol in SYMBOLS.values() if symbol)
GOAL_LENGTH, NAME_LENGTH, REMARK_LENGTH = 5000, 200, 1000


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of the grid as it stands on the page; weight is the text that was typed."""

    row: TargetRow
    weight: str = ""
    nature: str = ""
    amount: str = ""
    unit: str = ""

    @property
    def place(self) -> str:
        """How the row's inputs and findings are named."""
        return self.row.place


@dataclass(frozen=True, slots=True)
class TypedTarget:
    """The whole form: what was typed, what could not be read of it, and how values are entered."""

    goal: str
    rows: Sequence[TypedRow]
    three: bool = False
    unread: Sequence[Problem] = field(default_factory=tuple)

    @property
    def entry(self) -> TargetEntry:
        """The content for the service: rows in which nothing was typed are left out."""
        return TargetEntry(self.goal, tuple(ordered(t.row for t in self.rows if not t.row.blank)))

    def with_rows(self, rows: Iterable[TypedRow]) -> TypedTarget:
        """The same form with other rows."""
        return replace(self, rows=tuple(rows))


def read_target(form: Mapping[str, str], year: int) -> TypedTarget:
    """Read the posted form. Rows without a known level are not rows of this form and are left out."""
    three = form.get("mode") == "three"
    unread: list[Problem] = []
    rows: list[TypedRow] = []
    for number, cells in enumerate(read_rows(form, "rows")):
        level2 = _level(cells.get("level", ""))
        if level2 is not None:
            rows.append(_read_row(cells, level2, number, three, year, unread))
    return TypedTarget(form.get("goal", "")[:GOAL_LENGTH], tuple(rows), three, tuple(unread))


def _level(text: str) -> Level2 | None:
    code = text.rpartition("/")[2]
    return next((level for level in Level2 if level.value == code), None)


def _read_row(
    cells: Mapping[str, str], level2: Level2, number: int, three: bool, year: int, unread: list[Problem]
) -> TypedRow:
    key = cells.get("key", "")[:12] or f"{PASSING}{number}"
    weight = cells.get("weight", "")[:20]
    name = cells.get("name", "")[:NAME_LENGTH]
    nature, amount, unit = (cells.get(column, "")[:NAME_LENGTH] for column in ("nature", "amount", "unit"))
    value = cells.get("value", "")[:NAME_LENGTH]
    if three:
        value = joined(nature, amount, unit, level2, year, name)
    points = read_points(weight, f"rows.{key}.weight", unread)
    remark = cells.get("remark", "")[:REMARK_LENGTH]
    row = TargetRow(key, level2.level1, level2, name, value, points, False, remark)
    return TypedRow(row, weight, nature, amount, unit)


def joined(nature: str, amount: str, unit: str, level2: Level2, year: int, name: str = "") -> str:
    """Three cells as the one text that is kept; a sign that only follows from the category is not written."""
    if nature == QUALITATIVE or not amount.strip():
        return amount.strip()
    value = from_columns(nature, amount, unit, level2, year, name)
    if not value.is_number:
        return f"{nature}{amount.strip()}{unit.strip()}"
    return compose_value(replace(value, operator=Operator.NONE) if value.implied else value)


def split(row: TargetRow, year: int) -> tuple[str, str, str]:
    """A kept text as three cells: nature, value, unit. Joining them again gives the same meaning."""
    value = parse_value(row.value, row.level2, year, row.name)
    if value.is_number:
        symbol = "" if value.implied else value.operator.symbol
        return symbol, f"{value.number:f}", value.unit
    if value.kind is ValueKind.QUALITATIVE:
        return QUALITATIVE, row.value, ""
    return "", row.value, ""


def shown_target(entry: TargetEntry, year: int, three: bool = False) -> TypedTarget:
    """A stored content as the form shows it, with an empty row for each compulsory level that has none."""
    rows = [shown_row(row, year) for row in (*entry.rows, *_missing(entry.rows))]
    rows.sort(key=lambda typed: list(Level2).index(typed.row.level2))
    return TypedTarget(entry.goal, tuple(rows), three)


def completed(typed: TypedTarget, entry: TargetEntry, year: int) -> TypedTarget:
    """The form with the rows that a service added to its content; what was typed stands as it was."""
    added = [row for row in entry.rows if not row.key]
    first = len(typed.rows)
    keyed = [replace(row, key=f"{PASSING}{first + n}x") for n, row in enumerate(added)]
    rows = [*typed.rows, *(shown_row(row, year) for row in keyed)]
    rows.sort(key=lambda one: list(Level2).index(one.row.level2))
    return typed.with_rows(rows)


def shown_row(row: TargetRow, year: int) -> TypedRow:
    """A row as the form shows it."""
    return TypedRow(row, points_text(row.weight), *split(row, year))


def _missing(rows: Sequence[TargetRow]) -> list[TargetRow]:
    held = {row.level2 for row in rows}
    wanted = [level for level in (*REQUIRED_LEVEL2, Level2.USER_SATISFACTION) if level not in held]
    if not any(level.level1 is Level2.SOCIAL.level1 for level in held):
        wanted.append(Level2.SOCIAL)
    return [empty_row(f"{PASSING}{number}b", level) for number, level in enumerate(wanted)]


def empty_row(key: str, level2: Level2) -> TargetRow:
    """A row in which nothing is typed yet."""
    return TargetRow(key, level2.level1, level2, "", "")


def rearranged(typed: TypedTarget, command: str, year: int) -> TypedTarget:
    """The form after a button of the grid: add, up, down, remove, or the switch of the value's columns."""
    action, _colon, rest = command.partition(":")
    if action == "mode":
        rows = (replace(t, **dict(zip(("nature", "amount", "unit"), split(t.row, year), strict=True)))
                for t in typed.rows)  # fmt: skip
        return replace(typed.with_rows(rows), three=rest == "three")
    rows_now = list(typed.rows)
    if action == "add":
        level = _level(rest.rpartition(":")[2]) or Level2.QUANTITY
        rows_now.append(TypedRow(empty_row(f"{PASSING}{len(rows_now)}x", level)))
        rows_now.sort(key=lambda t: list(Level2).index(t.row.level2))
        return typed.with_rows(rows_now)
    rows_moved = moved(rows_now, command)
    return typed if rows_moved is None else typed.with_rows(rows_moved)


def understood_text(value: IndicatorValue) -> str:
    """How a value was understood, for the line below its cell; empty for an empty cell."""
    if value.is_number:
        parts = (value.operator.symbol, f"{value.number:f}", value.unit)
        return _("数值:%(value)s", value=" ".join(part for part in parts if part))
    if value.is_date and value.date is not None:
        return _("日期:%(value)s", value=_period(value))
    if value.kind is ValueKind.QUALITATIVE:
        return _("定性:按文字考核")
    return ""


def peer_text(peers: Peers) -> str:
    """Lowest, middle and highest figure of peers with their unit, two decimals at most."""
    figures = (peers.lowest, peers.middle, peers.highest)
    return " / ".join(f"{round_half_up(figure, 2).normalize():f}" for figure in figures) + f" {peers.unit}"


def _period(value: IndicatorValue) -> str:
    if value.date is None or value.yearless:
        return compose_value(value)
    if value.date_from in (None, value.date) or value.precision is Precision.DAY:
        return date_text(value.date)
    return f"{date_text(value.date_from)} – {date_text(value.date)}"


def cell_names(typed: TypedTarget) -> dict[str, str]:
    """Words that name each cell in findings: "第 3 行指标值"."""
    words = {
        "name": pgettext("field", "三级指标"), "value": pgettext("field", "指标值"), "weight": pgettext("field", "分值"),
        "level2": pgettext("field", "二级指标"),
    }  # fmt: skip
    names = {"goal": pgettext("field", "年度目标"), "funds.total": _("年度资金总额")}
    for number, row in enumerate(typed.rows, start=1):
        for column, word in words.items():
            names[f"{row.place}.{column}"] = _("第 %(row)s 行%(column)s", row=number, column=word)
    return names
