"""Rows of records as JSON holds them, and back: what is frozen with a ranking or a report and counted again later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints

Row = Sequence[Any]


def columns_of(kind: type[Any]) -> list[str]:
    """Names of the columns of a kind of row, a frozen dataclass, in order."""
    return [field.name for field in fields(kind)]


def plain(rows: Iterable[Any]) -> list[list[Any]]:
    """Rows as JSON holds them: days as ISO text, codes as text."""
    return [[_plain(value) for value in astuple(row)] for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def read(kind: type[Any], rows: Iterable[Row]) -> list[Any]:
    """Rows of plain() as they were. Raises ValueError or TypeError for rows of another shape."""
    hints = get_type_hints(kind)
    readers = [_reader(hints[name]) for name in columns_of(kind)]
    return [kind(*(read(value) for read, value in zip(readers, row, strict=True))) for row in rows]


def _reader(hint: Any) -> Callable[[Any], Any]:
    if hint in (date, date | None):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return lambda value: value
