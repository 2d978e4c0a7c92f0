"""Rows of a grid and single cells read from a posted form, and what could not be read in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from portal.domain.money import MoneyError, narrow, parse_wan
from portal.domain.problems import Problem

_NAME = re.compile(r"^(?P<prefix>[a-z]+)-(?P<row>\d{1,4})-(?P<column>[a-z_0-9]+)$")
MAX_ROWS = 200
Row = TypeVar("Row")


def read_rows(form: Mapping[str, str], prefix: str) -> list[dict[str, str]]:
    """Rows named "<prefix>-<n>-<column>" in the order of n; rows beyond MAX_ROWS are not read."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        found = _NAME.match(name)
        if found and found["prefix"] == prefix:
            rows.setdefault(int(found["row"]), {})[found["column"]] = text
    return [rows[n] for n in sorted(rows)[:MAX_ROWS]]


def moved(rows: Sequence[Row], command: str) -> list[Row] | None:
    """Rows after "up:<prefix>:3", "down:…" or "remove:…"; None for a command that is none of these."""
    action, _colon, rest = command.partition(":")
    number = rest.rpartition(":")[2]
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else -1
    found = list(rows)
    if action not in ("up", "down", "remove"):
        return None
    if not 0 <= place < len(found):
        return found
    row = found.pop(place)
    if action == "up":
        found.insert(max(0, place - 1), row)
    elif action == "down":
        found.insert(place + 1, row)
    return found


def read_date(text: str, field: str, found: list[Problem]) -> date | None:
    """A date as date fields send it, 2020-07-20; None for an empty cell."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(narrow(text).replace("/", "-"))
    except ValueError:
        found.append(Problem(field, "date.unreadable", {"text": text.strip()[:40]}))
        return None


def read_wan(text: str, field: str, found: list[Problem]) -> int | None:
    """An amount typed in 万元 as fen; None for an empty cell. What cannot be read is added to found."""
    if not text.strip():
        return None
    try:
        return parse_wan(text)
    except MoneyError as error:
        found.append(Problem(field, error.code, dict(error.params)))
        return None


def read_points(text: str, field: str, found: list[Problem]) -> int | None:
    """Points with up to two decimals as hundredths; None for an empty cell."""
    shown = narrow(text)
    if not shown:
        return None
    try:
        value = Decimal(shown) * 100
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= 100_000:
        found.append(Problem(field, "points.unreadable", {"text": text.strip()[:40]}))
        return None
    return int(value)


def read_whole(text: str, field: str, found: list[Problem]) -> int | None:
    """A whole number of at least 0; None for an empty cell."""
    shown = narrow(text).replace(",", "")
    if not shown:
        return None
    if not (shown.isascii() and shown.isdigit() and len(shown) < 10):
        found.append(Problem(field, "number.unreadable", {"text": text.strip()[:40]}))
        return None
    return int(shown)
