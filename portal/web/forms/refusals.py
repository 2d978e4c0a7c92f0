"""Typed fields with sentences of their own, and problems of a service put to the fields they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, FieldList, Form
from wtforms.widgets import TextInput

from portal.domain.money import MoneyError, format_wan, narrow, parse_wan
from portal.domain.problems import Problem
from portal.i18n import points_text
from portal.messages import sentence

__all__ = ["MoneyField", "PointsField", "WholeField", "refuse"]

_POINTS = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)


class TypedField(Field):
    """A one-line input whose typed text comes back as it was when it cannot be read."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)

    def shown(self, value: int) -> str:
        """A value as text."""
        return str(value)

    def read(self, text: str) -> int:
        """A text as value. Raises ValueError with a sentence."""
        raise ValueError(text)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.data = None
        if text.strip():
            self.data = self.read(text)


class PointsField(TypedField):
    """Points with at most two decimals; data in hundredths, None for an empty cell."""

    def shown(self, value: int) -> str:
        return points_text(value)

    def read(self, text: str) -> int:
        found = _POINTS.fullmatch(narrow(text))
        if found is None:
            shown = text.strip()[:20]
            raise ValueError(_("“%(text)s”不是得分。请填写数字，最多两位小数，例如 8.5。", text=shown))
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


class MoneyField(TypedField):
    """An amount in 万元; data in fen, None for an empty field."""

    def shown(self, value: int) -> str:
        return format_wan(value)

    def read(self, text: str) -> int:
        try:
            return parse_wan(text)
        except MoneyError as error:
            shown = text.strip()[:30]
            raise ValueError(
                _("“%(text)s”不是可用的金额。请填写万元数，不为负，最多六位小数，例如 12.5。", text=shown)
            ) from error


class WholeField(TypedField):
    """A whole number; data None for an empty field."""

    def read(self, text: str) -> int:
        digits = narrow(text)
        if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
            raise ValueError(_("“%(text)s”不是整数。请只填写数字，例如 10。", text=text.strip()[:20]))
        return int(digits)


def refuse(form: Form, problems: Iterable[Problem]) -> None:
    """Put each problem's sentence to the field it names, or to the head of the form where no field has it.

    Rows of a list are named by their field "key" where they have one, else by position: "rows.K1.score",
    "findings.0.text".
    """
    for problem in problems:
        field = _find(form, problem.field)
        if field is None:
            form.form_errors.append(sentence(problem))
        else:
            field.errors = [*field.errors, sentence(problem)]
    for listed in form:
        if isinstance(listed, FieldList):
            listed.errors = [entry.errors for entry in listed.entries if entry.errors]


def _find(form: Form, place: str) -> Field | None:
    name, _dot, rest = place.partition(".")
    field = form[name] if name and name in form else None
    if not isinstance(field, FieldList):
        return field
    key, _dot, inner = rest.partition(".")
    for number, entry in enumerate(field.entries):
        row = entry.form
        if key == (row["key"].data if "key" in row else str(number)) and inner in row:
            found: Field = row[inner]
            return found
    return None
