"""Every figure of a report is the sum of the records behind it, as of its day, whatever came later."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain import frozen_rows
from portal.domain.alert_types import Colour
from portal.domain.filings import ProblemCategory, Stage
from portal.domain.report_facts import (
    TABLES,
    FilingRow,
    LightRow,
    OrderRow,
    PlaceRow,
    ProjectRow,
    RankedRow,
    ReportFacts,
)
from portal.domain.report_figures import (
    IN_TEXT,
    RECORDS,
    UNITS,
    FigureCode,
    FigureUnit,
    Key,
    Value,
    behind,
    by_place,
    records,
    value,
)
from portal.domain.reports import Period

F = FigureCode
OWN, FIRST, SECOND = "653200", "653221", "653222"


def day(month: int, number: int) -> date:
    """A day of the year."""
    return date(2020, month, number)


END = day(6, 30)


def facts(as_of: date = END, ranked: tuple[RankedRow, ...] = ()) -> ReportFacts:
    """Four projects of a prefecture in June: two of a county, one of another, one of its own."""
    return ReportFacts(
        as_of=as_of,
        period=Period(2020, 6, 6),
        place=OWN,
        places=(
            PlaceRow(OWN, "和田地区", ""),
            PlaceRow(FIRST, "和田县", ""),
            PlaceRow(SECOND, "墨玉县", ""),
        ),
        projects=(
            ProjectRow(1, "P1", "甲", FIRST, 10_000, 2_500, True),
            ProjectRow(2, "P2", "乙", FIRST, 5_000, 0, True),
            ProjectRow(3, "P3", "丙", SECOND, 7_000, 7_000, False),
            ProjectRow(4, "P4", "丁", OWN, 1_000, 1_000, True),
        ),
        filings=(
            FilingRow(11, 1, Stage.TARGET, "target", day(6, 20), day(6, 1), day(6, 5)),
            FilingRow(13, 3, Stage.TARGET, "target", day(6, 20), day(6, 25), None),
            FilingRow(21, 1, Stage.MONITORING, "may", day(6, 10), day(6, 10), day(6, 12)),
            FilingRow(22, 2, Stage.MONITORING, "may", day(6, 10), day(6, 11), None),
            FilingRow(23, 2, Stage.MONITORING, "june", day(6, 30), None, None),
            FilingRow(31, 1, Stage.EVALUATION, "evaluation", day(6, 1), day(6, 1), day(6, 2)),
        ),
        lights=(
            LightRow(41, 1, "P01", Colour.RED, day(6, 3), None),
            LightRow(42, 2, "P01", Colour.RED, day(5, 3), day(6, 4)),
            LightRow(43, 3, "T01", Colour.YELLOW, day(5, 3), None),
        ),
        orders=(
            OrderRow(
                51, 1, "1号", ProblemCategory.PAYMENT_SLOW, day(6, 2), day(6, 12), day(6, 10), day(6, 15)
            ),
            OrderRow(52, 2, "2号", ProblemCategory.PAYMENT_SLOW, day(6, 3), day(6, 10), None, None),
            OrderRow(53, 3, "3号", ProblemCategory.NOT_FILED, day(5, 3), day(7, 10), None, None),
        ),
        ranked=ranked,
    )


MEANT = {
    F.PROJECTS: Value(4),
    F.TARGETS_APPROVED: Value(3),
    F.TARGET_COVERAGE: Value(3, 4),
    F.TARGETS_LATE: Value(1),
    F.FUNDS_PLANNED: Value(16_000),
    F.FUNDS_PAID: Value(3_500),
    F.PAYMENT_RATE: Value(3_500, 16_000),
    F.ROUNDS_DUE: Value(2),
    F.ROUNDS_APPROVED: Value(1),
    F.ROUNDS_ON_TIME: Value(1, 2),
    F.EVALUATIONS_DUE: Value(1),
    F.EVALUATIONS_APPROVED: Value(1),
    F.PLACES_BEHIND: Value(1),
    F.LIGHTS_NEW: Value(1),
    F.LIGHTS_OUT: Value(1),
    F.LIGHTS_RED: Value(1),
    F.LIGHTS_YELLOW: Value(1),
    F.ORDERS_ISSUED: Value(2),
    F.ORDERS_CLOSED: Value(1),
    F.ORDERS_OPEN: Value(2),
    F.ORDERS_OVERDUE: Value(1),
    F.ORDERS_ON_TIME: Value(1, 2),
    F.RANK_PLACE: Value(0),
    F.RANK_TOTAL: Value(0),
}


@pytest.mark.parametrize("code", list(F))
def test_a_figure_of_the_whole_place_comes_to_what_is_counted_by_hand(code: F) -> None:
    assert value(facts(), Key(code)) == MEANT[code]


@pytest.mark.parametrize("code", [code for code in F if code is not F.PLACES_BEHIND])
def test_the_places_add_up_to_the_whole(code: F) -> None:
    held = facts()
    each = [value(held, Key(code, row.code)) for row in held.places]
    assert Value(sum(v.amount for v in each), sum(v.of for v in each)) == value(held, Key(code))


@pytest.mark.parametrize("code", list(F))
def test_one_pass_over_the_rows_gives_what_each_place_comes_to(code: F) -> None:
    held = facts(ranked=(RankedRow(7, 1, FIRST, 1, 9000, 1),))
    found = by_place(held, code)
    assert {row.code: found.get(row.code, Value(0)) for row in held.places} == {
        row.code: value(held, Key(code, row.code)) for row in held.places
    }


@pytest.mark.parametrize("code", [F.LIGHTS_NEW, F.LIGHTS_OUT, F.LIGHTS_RED, F.LIGHTS_YELLOW])
def test_the_rules_add_up_to_all_lights(code: F) -> None:
    held = facts()
    each = [value(held, Key(code, part=rule)) for rule in ("P01", "T01")]
    assert sum(v.amount for v in each) == value(held, Key(code)).amount


def test_what_happened_after_the_day_counts_for_nothing() -> None:
    early = facts(day(6, 1))
    assert value(early, Key(F.ORDERS_CLOSED)).amount == 0
    assert value(early, Key(F.LIGHTS_NEW)).amount == 0
    assert value(early, Key(F.ROUNDS_DUE)).amount == 0


def test_a_due_day_is_over_when_it_has_ended() -> None:
    assert value(facts(day(6, 10)), Key(F.ROUNDS_DUE)).amount == 0
    assert value(facts(day(6, 11)), Key(F.ROUNDS_DUE)).amount == 2


def test_every_figure_has_records_and_a_unit_and_texts_call_for_those_of_the_whole_place() -> None:
    assert set(RECORDS) == set(UNITS) == set(F)
    assert set(F) - set(IN_TEXT) == {F.RANK_PLACE, F.RANK_TOTAL}


def test_the_records_behind_a_figure_name_each_once() -> None:
    for code in F:
        subjects = [one.subject for one in records(facts(), Key(code))]
        assert len(subjects) == len(set(subjects))
        assert UNITS[code] is FigureUnit.PERCENT or all(one.amount for one in records(facts(), Key(code)))


def test_without_a_ranking_the_places_at_the_end_are_those_whose_coverage_is_not_whole() -> None:
    assert [row.code for row in behind(facts())] == [SECOND]


def test_the_places_at_the_end_of_a_ranking_are_a_third_of_it_at_most() -> None:
    ranked = tuple(
        RankedRow(7, 1, code, place, 9000, 3) for place, code in enumerate((OWN, FIRST, SECOND), 1)
    )
    assert [row.code for row in behind(facts(ranked=ranked))] == [SECOND]
    assert behind(facts(ranked=ranked[:2])) == []


def test_in_a_report_of_the_center_a_county_counts_for_its_prefecture() -> None:
    held = facts()
    wide = ReportFacts(held.as_of, held.period, "650000", (PlaceRow(OWN, "和田地区", ""),), held.projects)
    assert {one.place for one in records(wide, Key(F.PROJECTS))} == {OWN}


def test_frozen_rows_come_back_as_they_were() -> None:
    held = facts(ranked=(RankedRow(7, 1, FIRST, 1, 9000, 1),))
    for name, kind in TABLES.items():
        rows = getattr(held, name)
        assert tuple(frozen_rows.read(kind, frozen_rows.plain(rows))) == tuple(rows)
