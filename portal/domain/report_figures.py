"""The figures of a report: each is counted from frozen rows, record by record, so that the list behind a number is the
number. Rates keep their parts. Days that lie after the report's day count for nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from portal.domain.alert_types import Colour
from portal.domain.filings import Stage
from portal.domain.report_facts import FilingRow, LightRow, OrderRow, PlaceRow, ReportFacts


class FigureUnit(StrEnum):
    """What a figure is counted in."""

    CASES = "cases"
    FEN = "fen"
    PERCENT = "percent"
    PLACE = "place"
    POINTS = "points"


class FigureCode(StrEnum):
    """Every figure a report can hold."""

    PROJECTS = "projects"
    TARGETS_APPROVED = "targets_approved"
    TARGET_COVERAGE = "target_coverage"
    TARGETS_LATE = "targets_late"
    FUNDS_PLANNED = "funds_planned"
    FUNDS_PAID = "funds_paid"
    PAYMENT_RATE = "payment_rate"
    ROUNDS_DUE = "rounds_due"
    ROUNDS_APPROVED = "rounds_approved"
    ROUNDS_ON_TIME = "rounds_on_time"
    EVALUATIONS_DUE = "evaluations_due"
    EVALUATIONS_APPROVED = "evaluations_approved"
    PLACES_BEHIND = "places_behind"
    LIGHTS_NEW = "lights_new"
    LIGHTS_OUT = "lights_out"
    LIGHTS_RED = "lights_red"
    LIGHTS_YELLOW = "lights_yellow"
    ORDERS_ISSUED = "orders_issued"
    ORDERS_CLOSED = "orders_closed"
    ORDERS_OPEN = "orders_open"
    ORDERS_OVERDUE = "orders_overdue"
    ORDERS_ON_TIME = "orders_on_time"
    RANK_PLACE = "rank_place"
    RANK_TOTAL = "rank_total"


@dataclass(frozen=True, slots=True)
class Counted:
    """One record's share: subject names it ("filing:12", "place:653201"); of: its share in the whole of a rate."""

    subject: str
    place: str
    amount: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class Key:
    """Which figure: its code, a place ("" for all), a part of it: a rule of lights or a kind of problem ("" for all)."""

    code: FigureCode
    place: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure came to: the sum, and for a rate the whole."""

    amount: int
    of: int = 0


Records = Callable[[ReportFacts, str], Iterator[Counted]]


def _of(facts: ReportFacts, kind: str, row: FilingRow | LightRow | OrderRow, good: bool = True) -> Counted:
    return Counted(f"{kind}:{row.id}", facts.place_of(row.project), int(good))


# Progress


def _projects(facts: ReportFacts, _part: str) -> Iterator[Counted]:
    for row in facts.projects:
        yield Counted(f"project:{row.id}", facts.place_of(row.id))


def _coverage(facts: ReportFacts, _part: str) -> Iterator[Counted]:
    for row in facts.projects:
        yield Counted(f"project:{row.id}", facts.place_of(row.id), int(row.approved))


def _approved(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (one for one in _coverage(facts, part) if one.amount)


def _late_targets(facts: ReportFacts, _part: str) -> Iterator[Counted]:
    for row in _filings(facts, Stage.TARGET):
        if row.due_on < facts.as_of and not _done(facts, row):
            yield _of(facts, "filing", row)


def _money(facts: ReportFacts, _part: str) -> Iterator[Counted]:
    """What is not approved stays out of the money above its own level."""
    for row in facts.projects:
        if row.approved:
            yield Counted(f"project:{row.id}", facts.place_of(row.id), row.paid, row.planned)


def _planned(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (Counted(one.subject, one.place, one.of) for one in _money(facts, part))


def _paid(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (Counted(one.subject, one.place, one.amount) for one in _money(facts, part) if one.amount)


def _filings(facts: ReportFacts, stage: Stage) -> Iterator[FilingRow]:
    return (row for row in facts.filings if row.stage is stage)


def _done(facts: ReportFacts, row: FilingRow) -> bool:
    return row.approved_on is not None and row.approved_on <= facts.as_of


def _owed(facts: ReportFacts, stage: Stage) -> Iterator[FilingRow]:
    """Filings whose day has passed."""
    return (row for row in _filings(facts, stage) if row.due_on < facts.as_of)


def _due_of(stage: Stage) -> Records:
    return lambda facts, _part: (_of(facts, "filing", row) for row in _owed(facts, stage))


def _approved_of(stage: Stage) -> Records:
    return lambda facts, _part: (
        _of(facts, "filing", row) for row in _owed(facts, stage) if _done(facts, row)
    )


def _rounds_on_time(facts: ReportFacts, _part: str) -> Iterator[Counted]:
    for row in _owed(facts, Stage.MONITORING):
        yield _of(facts, "filing", row, row.submitted_on is not None and row.submitted_on <= row.due_on)


def _places_behind(facts: ReportFacts, part: str) -> Iterator[Counted]:
    """Places with a project whose target is not approved."""
    behind = {one.place for one in _coverage(facts, part) if not one.amount}
    return (Counted(f"place:{row.code}", row.code) for row in facts.places if row.code in behind)


# Problems


def _lights(facts: ReportFacts, part: str) -> Iterator[LightRow]:
    return (row for row in facts.lights if part in ("", row.rule))


def _in_period(facts: ReportFacts, day: date | None) -> bool:
    return day is not None and facts.period.starts_on <= day <= facts.as_of


def _lights_new(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (_of(facts, "light", row) for row in _lights(facts, part) if _in_period(facts, row.lit_on))


def _lights_out(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (_of(facts, "light", row) for row in _lights(facts, part) if _in_period(facts, row.out_on))


def _shining(colour: Colour) -> Records:
    return lambda facts, part: (
        _of(facts, "light", row)
        for row in _lights(facts, part)
        if row.colour is colour and (row.out_on is None or row.out_on > facts.as_of)
    )


def _orders(facts: ReportFacts, part: str) -> Iterator[OrderRow]:
    return (row for row in facts.orders if part in ("", row.category))


def _orders_issued(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (_of(facts, "order", row) for row in _orders(facts, part) if _in_period(facts, row.issued_on))


def _orders_closed(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (_of(facts, "order", row) for row in _orders(facts, part) if _in_period(facts, row.closed_on))


def _closed(facts: ReportFacts, row: OrderRow) -> bool:
    return row.closed_on is not None and row.closed_on <= facts.as_of


def _orders_open(facts: ReportFacts, part: str) -> Iterator[Counted]:
    return (_of(facts, "order", row) for row in _orders(facts, part) if not _closed(facts, row))


def _orders_overdue(facts: ReportFacts, part: str) -> Iterator[Counted]:
    """Open orders whose day has passed."""
    for row in _orders(facts, part):
        if row.due_on < facts.as_of and not _closed(facts, row):
            yield _of(facts, "order", row)


def _orders_on_time(facts: ReportFacts, part: str) -> Iterator[Counted]:
    """Orders whose accepted reply came in time, of those closed or past their day."""
    for row in _orders(facts, part):
        closed = row.closed_on if _closed(facts, row) else None
        if closed is not None or row.due_on < facts.as_of:
            yield _of(facts, "order", row, closed is not None and (row.replied_on or closed) <= row.due_on)


# Places of the last ranking


def _rank_place(facts: ReportFacts, _part: str) -> Iterator[Counted]:
    return (Counted(f"ranking:{row.ranking}", row.code, row.place) for row in facts.ranked)


def _rank_total(facts: ReportFacts, _part: str) -> Iterator[Counted]:
    return (Counted(f"ranking:{row.ranking}", row.code, row.total) for row in facts.ranked)


RECORDS: Mapping[FigureCode, Records] = {
    FigureCode.PROJECTS: _projects,
    FigureCode.TARGETS_APPROVED: _approved,
    FigureCode.TARGET_COVERAGE: _coverage,
    FigureCode.TARGETS_LATE: _late_targets,
    FigureCode.FUNDS_PLANNED: _planned,
    FigureCode.FUNDS_PAID: _paid,
    FigureCode.PAYMENT_RATE: _money,
    FigureCode.ROUNDS_DUE: _due_of(Stage.MONITORING),
    FigureCode.ROUNDS_APPROVED: _approved_of(Stage.MONITORING),
    FigureCode.ROUNDS_ON_TIME: _rounds_on_time,
    FigureCode.EVALUATIONS_DUE: _due_of(Stage.EVALUATION),
    FigureCode.EVALUATIONS_APPROVED: _approved_of(Stage.EVALUATION),
    FigureCode.PLACES_BEHIND: _places_behind,
    FigureCode.LIGHTS_NEW: _lights_new,
    FigureCode.LIGHTS_OUT: _lights_out,
    FigureCode.LIGHTS_RED: _shining(Colour.RED),
    FigureCode.LIGHTS_YELLOW: _shining(Colour.YELLOW),
    FigureCode.ORDERS_ISSUED: _orders_issued,
    FigureCode.ORDERS_CLOSED: _orders_closed,
    FigureCode.ORDERS_OPEN: _orders_open,
    FigureCode.ORDERS_OVERDUE: _orders_overdue,
    FigureCode.ORDERS_ON_TIME: _orders_on_time,
    FigureCode.RANK_PLACE: _rank_place,
    FigureCode.RANK_TOTAL: _rank_total,
}

UNITS: Mapping[FigureCode, FigureUnit] = {
    **dict.fromkeys(FigureCode, FigureUnit.CASES),
    FigureCode.TARGET_COVERAGE: FigureUnit.PERCENT,
    FigureCode.PAYMENT_RATE: FigureUnit.PERCENT,
    FigureCode.ROUNDS_ON_TIME: FigureUnit.PERCENT,
    FigureCode.ORDERS_ON_TIME: FigureUnit.PERCENT,
    FigureCode.FUNDS_PLANNED: FigureUnit.FEN,
    FigureCode.FUNDS_PAID: FigureUnit.FEN,
    FigureCode.RANK_PLACE: FigureUnit.PLACE,
    FigureCode.RANK_TOTAL: FigureUnit.POINTS,
}

IN_TEXT = tuple(code for code in FigureCode if UNITS[code] not in (FigureUnit.PLACE, FigureUnit.POINTS))
"""Figures that a text may call for: those of the whole place."""


def records(facts: ReportFacts, key: Key) -> list[Counted]:
    """The records behind a figure, in the order of the rows."""
    found = RECORDS[key.code](facts, key.part)
    return [one for one in found if key.place in ("", one.place)]


def value(facts: ReportFacts, key: Key) -> Value:
    """What a figure comes to; of is 0 for what is no rate."""
    return _sum(key.code, records(facts, key))


def by_place(facts: ReportFacts, code: FigureCode) -> dict[str, Value]:
    """What a figure comes to in each place that has a record of it, in one pass over the rows."""
    held: dict[str, list[Counted]] = defaultdict(list)
    for one in RECORDS[code](facts, ""):
        held[one.place].append(one)
    return {place: _sum(code, found) for place, found in held.items()}


def _sum(code: FigureCode, held: Sequence[Counted]) -> Value:
    whole = sum(one.of for one in held) if UNITS[code] is FigureUnit.PERCENT else 0
    return Value(sum(one.amount for one in held), whole)


def behind(facts: ReportFacts, most: int = 3) -> list[PlaceRow]:
    """The places at the end: the last ones of the ranking, at most a third of those in it; without a ranking those
    whose coverage is lowest and not whole. From the last place upwards."""
    names = {row.code: row for row in facts.places}
    if facts.ranked:
        ordered = sorted(facts.ranked, key=lambda row: (-row.place, row.code))
        return [names[row.code] for row in ordered[: min(most, len(ordered) // 3)] if row.code in names]
    coverage = by_place(facts, FigureCode.TARGET_COVERAGE)
    rates = [
        (Fraction(held.amount, held.of), code)
        for code, held in coverage.items()
        if held.amount < held.of and code in names
    ]
    return [names[code] for _rate, code in sorted(rates)[:most]]
