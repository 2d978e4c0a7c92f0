"""Checks of a monitoring round: money, progress of each indicator, likelihood, reasons and measures.

The form is the 项目支出绩效目标执行监控表 of 财预〔2019〕136号 (note 1: reasons by category; note 2: three
likelihoods; note 3: reason and measures where the target will be missed). Money is fen. Findings, with what
their sentences need:

hard  nothing.reason.missing                 "nothing to report" without a reason
hard  monitoring.paid.empty                  no amount paid to the cut-off (source)
hard  monitoring.paid.above_budget           more fiscal money paid than the budget holds (paid, budget)
soft  monitoring.paid.other_above_budget     the same of other money (paid, budget)
soft  monitoring.paid.below_last             less than the last round reported (source, paid, last)
soft  monitoring.paid.differs_register       not what the payment register holds (paid, registered)
hard  monitoring.expected.empty              no amount expected for the year (source)
hard  monitoring.expected.below_paid         less expected for the year than already paid (expected, paid)
soft  monitoring.expected.above_budget       more expected than the budget (expected, budget)
hard  monitoring.progress.empty              no progress (name)
hard  monitoring.progress.not_actual         a target's wording in place of a figure (name, text, example)
hard  monitoring.progress.not_date           a deadline ("10月底前") in place of a date or share (name, text)
soft  monitoring.progress.copies_target      the target's words repeated (name, text)
soft  monitoring.progress.no_figure          words where the target is a figure (name, text, target)
soft  monitoring.progress.other_unit         another kind of unit than the target's (name, text, target)
soft  monitoring.progress.below_last         a quantity that shrank since the last round (name, text, last)
hard  monitoring.outlook.empty               nothing expected for the year's end (name)
soft  monitoring.outlook.below_progress      a quantity below what is already reached (name, text, progress)
hard  monitoring.likelihood.missing          no likelihood (name)
hard  monitoring.likelihood.too_sure         确定能 beside too little (name, text, target)
hard  monitoring.likelihood.too_dark         完全不可能 beside enough (name, text, target)
hard  monitoring.reasons.missing             no category of reason (name)
hard  monitoring.reason_text.missing         no explanation (name)
hard  monitoring.measures.missing            no measures (name)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.domain.filings import DeviationReason, Likelihood
from portal.domain.indicators import IndicatorValue, Level2, ValueKind, actual_number, compare
from portal.domain.money import format_wan, narrow
from portal.domain.problems import Problem
from portal.domain.reported_values import (
    falls_short,
    is_not_actual,
    plain_figure,
    read_actual,
    read_target,
)

FISCAL = "fiscal"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class MoneyEntry:
    """Amounts of a round as typed, in fen; None where nothing was entered."""

    paid_fiscal_fen: int | None = None
    paid_other_fen: int | None = None
    expected_fiscal_fen: int | None = None
    expected_other_fen: int | None = None


@dataclass(frozen=True, slots=True)
class MoneyKnown:
    """What the portal knows of the money, in fen: budget, last round (None without one), payments."""

    budget_fiscal_fen: int
    budget_other_fen: int
    registered_fen: int
    last_fiscal_fen: int | None = None
    last_other_fen: int | None = None


@dataclass(frozen=True, slots=True)
class RowEntry:
    """One indicator of a round as typed; ``key`` names the indicator through all stages."""

    key: str
    progress: str = ""
    expected: str = ""
    likelihood: Likelihood | None = None
    reasons: frozenset[DeviationReason] = frozenset()
    reason_text: str = ""
    measures: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RowKnown:
    """The indicator of the approved target that a row reports on, and the progress of the last round."""

    key: str
    level1: str
    level2: str
    name: str
    value: str
    last_progress: str = ""


@dataclass(frozen=True, slots=True)
class RoundEntry:
    """A whole monitoring form as typed."""

    money: MoneyEntry = MoneyEntry()
    rows: tuple[RowEntry, ...] = ()
    summary: str = ""
    nothing_to_report: bool = False
    nothing_reason: str = ""


@dataclass(frozen=True, slots=True)
class RoundKnown:
    """What a round is measured against. ``year`` is the plan's, for dates that name none."""

    money: MoneyKnown
    rows: tuple[RowKnown, ...] = field(default=())
    year: int | None = None


def check_round(entry: RoundEntry, known: RoundKnown) -> list[Problem]:
    """Check a round; findings in the order of the form, fields "money.…", "rows.<key>.…", "nothing_reason".

    A confirmed "nothing to report" asks for its reason alone: neither money nor rows.
    """
    if entry.nothing_to_report:
        return [] if entry.nothing_reason.strip() else [Problem("nothing_reason", "nothing.reason.missing")]
    rows = {row.key: row for row in entry.rows}
    found = [problem.at("money") for problem in check_money(entry.money, known.money)]
    for row in known.rows:
        found += check_row(rows.get(row.key, RowEntry(row.key)), row, known.year)
    return found


def check_money(entry: MoneyEntry, known: MoneyKnown) -> list[Problem]:
    """Check the amounts of a round against budget, last round and payments."""
    found: list[Problem] = []
    parts = (
        (
            FISCAL,
            entry.paid_fiscal_fen,
            entry.expected_fiscal_fen,
            known.budget_fiscal_fen,
            known.last_fiscal_fen,
        ),
        (OTHER, entry.paid_other_fen, entry.expected_other_fen, known.budget_other_fen, known.last_other_fen),
    )
    for source, paid, expected, budget, last in parts:
        found += _paid(source, paid, budget, last)
        found += _expected(source, expected, paid, budget)
    if entry.paid_fiscal_fen is not None and entry.paid_other_fen is not None:
        paid_total = entry.paid_fiscal_fen + entry.paid_other_fen
        if paid_total != known.registered_fen:
            params = _amounts(paid=paid_total, registered=known.registered_fen)
            found.append(Problem("paid_fiscal", "monitoring.paid.differs_register", params, hard=False))
    return found


def _paid(source: str, paid: int | None, budget: int, last: int | None) -> Iterable[Problem]:
    place = f"paid_{source}"
    if paid is None:
        yield Problem(place, "monitoring.paid.empty")
        return
    if paid > budget:
        fiscal = source == FISCAL
        code = "monitoring.paid.above_budget" if fiscal else "monitoring.paid.other_above_budget"
        yield Problem(place, code, _amounts(paid=paid, budget=budget), hard=fiscal)
    if last is not None and paid < last:
        yield Problem(place, "monitoring.paid.below_last", _amounts(paid=paid, last=last), hard=False)


def _expected(source: str, expected: int | None, paid: int | None, budget: int) -> Iterable[Problem]:
    place = f"expected_{source}"
    if expected is None:
        yield Problem(place, "monitoring.expected.empty")
        return
    if paid is not None and expected < paid:
        yield Problem(place, "monitoring.expected.below_paid", _amounts(expected=expected, paid=paid))
    if expected > budget:
        yield Problem(
            place, "monitoring.expected.above_budget", _amounts(expected=expected, budget=budget), hard=False
        )


def _amounts(**fen: int) -> Mapping[str, str | int]:
    return {name: format_wan(amount) for name, amount in fen.items()}


def check_row(entry: RowEntry, known: RowKnown, year: int | None = None) -> list[Problem]:
    """Check one indicator's report; fields are "rows.<key>.<column>"."""
    target = read_target(known.value, known.level2, known.name, year)
    found = [
        *_progress(entry, known, target, year),
        *_outlook(entry, known, year),
        *_likelihood(entry, known, target, year),
    ]
    if entry.likelihood in (Likelihood.POSSIBLE, Likelihood.IMPOSSIBLE):
        found += _explanation(entry, known)
    return [problem.at(f"rows.{known.key}") for problem in found]


def _progress(
    entry: RowEntry, known: RowKnown, target: IndicatorValue, year: int | None
) -> Iterable[Problem]:
    text = entry.progress.strip()
    if not text:
        yield Problem("progress", "monitoring.progress.empty", {"name": known.name})
        return
    actual = read_actual(text, year)
    both: dict[str, str | int] = {"name": known.name, "text": text}
    if is_not_actual(target, actual):
        if actual.is_date:
            yield Problem("progress", "monitoring.progress.not_date", both)
        else:
            yield Problem(
                "progress", "monitoring.progress.not_actual", both | {"example": plain_figure(text)}
            )
    elif target.kind is ValueKind.QUALITATIVE:
        if narrow(text) == narrow(known.value):
            yield Problem("progress", "monitoring.progress.copies_target", both, hard=False)
    elif target.is_number:
        against = both | {"target": known.value}
        if not actual.is_number:
            yield Problem("progress", "monitoring.progress.no_figure", against, hard=False)
        elif actual_number(target, actual) is None:
            yield Problem("progress", "monitoring.progress.other_unit", against, hard=False)
    last = read_actual(known.last_progress, year)
    if known.level2 == Level2.QUANTITY and compare(last, actual) == -1:
        params = both | {"last": known.last_progress}
        yield Problem("progress", "monitoring.progress.below_last", params, hard=False)


def _outlook(entry: RowEntry, known: RowKnown, year: int | None) -> Iterable[Problem]:
    text = entry.expected.strip()
    if not text:
        yield Problem("expected", "monitoring.outlook.empty", {"name": known.name})
        return
    reached = read_actual(entry.progress, year)
    if known.level2 == Level2.QUANTITY and compare(reached, read_actual(text, year)) == -1:
        params: dict[str, str | int] = {"name": known.name, "text": text, "progress": entry.progress.strip()}
        yield Problem("expected", "monitoring.outlook.below_progress", params, hard=False)


def _likelihood(
    entry: RowEntry, known: RowKnown, target: IndicatorValue, year: int | None
) -> Iterable[Problem]:
    if entry.likelihood is None:
        yield Problem("likelihood", "monitoring.likelihood.missing", {"name": known.name})
        return
    short = falls_short(target, read_actual(entry.expected, year), known.level2)
    params: dict[str, str | int] = {"name": known.name, "text": entry.expected.strip(), "target": known.value}
    if short is True and entry.likelihood is Likelihood.CERTAIN:
        yield Problem("likelihood", "monitoring.likelihood.too_sure", params)
    if short is False and entry.likelihood is Likelihood.IMPOSSIBLE:
        yield Problem("likelihood", "monitoring.likelihood.too_dark", params)


def _explanation(entry: RowEntry, known: RowKnown) -> Iterable[Problem]:
    name: dict[str, str | int] = {"name": known.name}
    if not entry.reasons:
        yield Problem("reasons", "monitoring.reasons.missing", name)
    if not entry.reason_text.strip():
        yield Problem("reason_text", "monitoring.reason_text.missing", name)
    if not entry.measures.strip():
        yield Problem("measures", "monitoring.measures.missing", name)


def split_by_source(paid_fen: int, budget_fiscal_fen: int, budget_other_fen: int) -> tuple[int, int]:
    """Split a sum of payments (fen) into fiscal and other money, a proposal that the person may correct.

    The register of payments names no source: fiscal money counts as spent first, up to its budget; what
    exceeds both budgets stays with the fiscal part, where the check will ask about it.
    """
    other = min(max(paid_fen - budget_fiscal_fen, 0), budget_other_fen)
    return paid_fen - other, other
