"""A monitoring round as typed: read from the posted form, drawn again with every character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.filings import DeviationReason, Likelihood
from portal.domain.money import format_wan
from portal.domain.monitoring_checks import MoneyEntry, RoundEntry, RoundKnown, RowEntry
from portal.domain.problems import Problem
from portal.web.forms.grids import read_rows, read_wan
from portal.web.forms.typed import changes, clean

AMOUNTS = ("paid_fiscal", "paid_other", "expected_fiscal", "expected_other")
VALUE_LENGTH, TEXT_LENGTH, SUMMARY_LENGTH = 200, 2000, 5000

_LIKELIHOODS = {one.value: one for one in Likelihood}


@dataclass(frozen=True, slots=True)
class TypedRound:
    """The whole form: what was typed, what could not be read of it, and the amounts as text."""

    entry: RoundEntry
    amounts: Mapping[str, str]
    unread: tuple[Problem, ...] = field(default=())

    def row(self, key: str) -> RowEntry:
        """What was typed for an indicator."""
        return next((row for row in self.entry.rows if row.key == key), RowEntry(key))


def shown_round(entry: RoundEntry) -> TypedRound:
    """Stored content as a form."""
    money = entry.money
    fen = (money.paid_fiscal_fen, money.paid_other_fen, money.expected_fiscal_fen, money.expected_other_fen)
    texts = ("" if amount is None else format_wan(amount) for amount in fen)
    return TypedRound(entry, dict(zip(AMOUNTS, texts, strict=True)))


def read_round(form: Mapping[str, str]) -> TypedRound:
    """Read the posted form. An amount that cannot be read is empty in the entry and stays as text."""
    unread: list[Problem] = []
    amounts = {name: clean(form.get(name, ""), VALUE_LENGTH) for name in AMOUNTS}
    fen = [read_wan(text, f"money.{name}", unread) for name, text in amounts.items()]
    entry = RoundEntry(
        money=MoneyEntry(*fen),
        rows=tuple(_row(cells) for cells in read_rows(form, "rows")),
        summary=clean(form.get("summary", ""), SUMMARY_LENGTH),
        nothing_to_report=form.get("nothing_to_report") == "1",
        nothing_reason=clean(form.get("nothing_reason", ""), TEXT_LENGTH),
    )
    return TypedRound(entry, amounts, tuple(unread))


def _row(cells: Mapping[str, str]) -> RowEntry:
    return RowEntry(
        key=cells.get("key", "")[:12],
        progress=clean(cells.get("progress", ""), VALUE_LENGTH),
        expected=clean(cells.get("expected", ""), VALUE_LENGTH),
        likelihood=_LIKELIHOODS.get(cells.get("likelihood", "")),
        reasons=frozenset(one for one in DeviationReason if cells.get(f"reason_{one.value}") == "1"),
        reason_text=clean(cells.get("reason_text", ""), TEXT_LENGTH),
        measures=clean(cells.get("measures", ""), TEXT_LENGTH),
        remark=clean(cells.get("remark", ""), TEXT_LENGTH),
    )


def cell_names(known: RoundKnown) -> dict[str, str]:
    """Words for the place of a finding, by its field."""
    fiscal, other = pgettext("field", "财政拨款"), pgettext("field", "其他资金")
    paid, expected = _("累计执行数"), _("全年预计执行数")
    names = {
        "nothing_reason": _("无进展可报的原因"),
        "money.paid_fiscal": f"{paid} · {fiscal}",
        "money.paid_other": f"{paid} · {other}",
        "money.expected_fiscal": f"{expected} · {fiscal}",
        "money.expected_other": f"{expected} · {other}",
    }
    columns = {
        "progress": pgettext("field", "执行情况"),
        "expected": _("全年预计完成情况"),
        "likelihood": _("完成目标可能性"),
        "reasons": _("偏差原因分类"),
        "reason_text": _("偏差原因说明"),
        "measures": _("拟采取的措施"),
    }
    for number, row in enumerate(known.rows, start=1):
        line = _("第 %(row)s 行", row=number)
        for column, words in columns.items():
            names[f"rows.{row.key}.{column}"] = f"{line} · {words}"
    return names


def conflicts(typed: TypedRound, theirs: RoundEntry, known: RoundKnown) -> list[tuple[str, str, str]]:
    """Cells in which what is typed differs from what is stored now: (words for the cell, typed, stored)."""
    return changes(
        _texts(typed),
        _texts(shown_round(theirs)),
        cell_names(known) | {"summary": pgettext("field", "总体进展")},
    )


def _texts(typed: TypedRound) -> dict[str, str]:
    entry = typed.entry
    texts = {f"money.{name}": text for name, text in typed.amounts.items()}
    texts |= {"summary": entry.summary, "nothing_reason": entry.nothing_reason}
    for row in entry.rows:
        texts |= {
            f"rows.{row.key}.progress": row.progress,
            f"rows.{row.key}.expected": row.expected,
            f"rows.{row.key}.reason_text": row.reason_text,
            f"rows.{row.key}.measures": row.measures,
        }
    return texts
