"""Rows of a grid and single cells read from a posted form, and what could not be read in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from portal.domain.money import MoneyError, narrow, parse_wan
from portal.domain.problems import Problem

_NAME = re.compile(r"^(?P<prefix>[a-z]+)-(?P<row>\d{1,4})-(?P<column>[a-z_0-9]+)$")
MAX_ROWS = 200


def read_rows(form: Mapping[str, str], prefix: str) -> list[dict[str, str]]:
    """Rows named "<prefix>-<n>-<column>" in the order of n; rows beyond MAX_ROWS are not read."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        found = _NAME.match(name)
        if found and found["prefix"] == prefix:
            rows.setdefault(int(found["row"]), {})[found["column"]] = text
    return [rows[n] for n in sorted(rows)[:MAX_ROWS]]


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
