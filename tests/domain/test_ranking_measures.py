"""What the portal counts for a ranking: each metric on hand-made rows, on the days that decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product

import pytest

from portal.domain.alert_types import Colour
from portal.domain.filings import FilingStatus, Stage
from portal.domain.ranking import Measure, MetricUnit
from portal.domain.ranking_facts import CheckRow, FilingRow, LightRow, OrderRow, ProjectRow, RankingFacts
from portal.domain.ranking_measures import (
    COUNTERS,
    MENDABLE,
    UNITS,
    PortalMeasure,
    against,
    measures,
    place_of,
    projects_of,
)
from portal.domain.roles import Level

M = PortalMeasure
COUNTY, SISTER, PREFECTURE, REGION = "653222", "653221", "653200", "650000"
AS_OF = date(2020, 7, 13)
BEFORE, AFTER = AS_OF - timedelta(days=1), AS_OF + timedelta(days=1)
PROJECTS = (
    ProjectRow(1, "a", COUNTY),
    ProjectRow(2, "b", COUNTY),
    ProjectRow(3, "c", SISTER),
    ProjectRow(4, "d", PREFECTURE),
    ProjectRow(5, "e", REGION),
)


def filing(
    number: int,
    project: int = 1,
    stage: Stage = Stage.TARGET,
    *,
    due: date = BEFORE,
    submitted: date | None = None,
    approved: date | None = None,
    returned: int = 0,
) -> FilingRow:
    """A filing: approved where it has a day of approval, else submitted or not started."""
    status = (
        FilingStatus.APPROVED
        if approved
        else FilingStatus.SUBMITTED
        if submitted
        else FilingStatus.NOT_STARTED
    )
    return FilingRow(
        number, project, stage, stage.value, status, due, submitted or approved, approved, returned
    )


def light(number: int, project: int = 1, *, days: int, red: bool = True, shining: bool = False) -> LightRow:
    """A light that has shone for so many days."""
    colour, until = Colour.RED if red else Colour.YELLOW, AS_OF if shining else BEFORE
    return LightRow(number, project, "P03", colour, until - timedelta(days=days), until, shining)


def order(
    number: int,
    project: int = 1,
    *,
    due: date = BEFORE,
    replied: date | None = None,
    closed: date | None = None,
    complete: bool = True,
    repeated: bool = False,
) -> OrderRow:
    """An order."""
    return OrderRow(number, project, f"{number}号", due, replied, closed, complete, repeated)


def facts(**rows: Iterable[object]) -> RankingFacts:
    """The five projects with rows."""
    return RankingFacts(AS_OF, PROJECTS, **{name: tuple(held) for name, held in rows.items()})  # type: ignore[arg-type]


def of(seen: RankingFacts, measure: PortalMeasure, unit: str = COUNTY) -> tuple[int, int] | None:
    """What was counted of a county, None where nothing was."""
    found = measures(seen, Level.COUNTY).get(unit, {}).get(measure)
    return (found.numerator, found.denominator) if found else None


def blamed(seen: RankingFacts, measure: PortalMeasure, unit: str = COUNTY) -> list[str]:
    """Records that cost a county points."""
    return against(seen, Level.COUNTY, unit)[measure]


def test_every_measure_has_a_counter_and_a_unit() -> None:
    assert set(COUNTERS) == set(UNITS) == set(PortalMeasure)
    assert set(UNITS.values()) == set(MetricUnit) - {MetricUnit.CASES}
    assert {measure for measure in MENDABLE if UNITS[measure] is MetricUnit.PERCENT} == MENDABLE


# Places


@pytest.mark.parametrize(
    ("region", "prefecture", "county"),
    [
        (COUNTY, PREFECTURE, COUNTY),
        ("6501G1", "650100", "6501G1"),
        ("659001", "659000", "659001"),
        (PREFECTURE, PREFECTURE, None),
        (REGION, None, None),
    ],
)
def test_a_project_counts_for_its_place_at_each_level(
    region: str, prefecture: str | None, county: str | None
) -> None:
    assert place_of(region, Level.PREFECTURE) == prefecture
    assert place_of(region, Level.COUNTY) == county


def test_projects_are_counted_for_the_place_they_count_for() -> None:
    assert projects_of(facts(), Level.PREFECTURE) == {PREFECTURE: 4}
    assert projects_of(facts(), Level.COUNTY) == {COUNTY: 2, SISTER: 1}


def test_a_prefecture_adds_its_own_projects_to_those_of_its_counties() -> None:
    done = [filing(n, n, approved=BEFORE) for n in (1, 3, 4, 5)]
    assert measures(facts(filings=done), Level.PREFECTURE)[PREFECTURE][M.COVERAGE] == Measure(3, 4)
    assert set(measures(facts(filings=done), Level.PREFECTURE)) == {PREFECTURE}
    assert against(facts(filings=done), Level.PREFECTURE, PREFECTURE)[M.COVERAGE] == ["project:2"]


def test_what_there_is_nothing_of_is_missing_and_no_nought() -> None:
    found = measures(facts(), Level.COUNTY)[COUNTY]
    assert found == {M.COVERAGE: Measure(0, 2), M.RED_LIGHTS: Measure(0, 2)}
    assert against(facts(), Level.COUNTY, COUNTY)[M.RED_LIGHTS] == []


# Targets


def test_coverage_counts_projects_with_an_approved_target() -> None:
    seen = facts(filings=[filing(1, 1, approved=AFTER), filing(2, 2, submitted=BEFORE)])
    assert of(seen, M.COVERAGE) == (1, 2)
    assert blamed(seen, M.COVERAGE) == ["project:2"]
    assert blamed(seen, M.COVERAGE, SISTER) == ["project:3"]


def test_an_approved_round_covers_nothing() -> None:
    assert of(facts(filings=[filing(1, 1, Stage.MONITORING, approved=BEFORE)]), M.COVERAGE) == (0, 2)


@pytest.mark.parametrize(
    ("due", "approved", "counted"),
    [
        (BEFORE, BEFORE, (1, 1)),
        (BEFORE, AS_OF, (0, 1)),
        (BEFORE, None, (0, 1)),
        (AS_OF, None, None),
        (AS_OF, AS_OF, (1, 1)),
        (AFTER, None, None),
        (AFTER, BEFORE, (1, 1)),
    ],
)
def test_a_target_is_on_time_when_approved_by_its_day_and_judged_once_the_day_is_over(
    due: date, approved: date | None, counted: tuple[int, int] | None
) -> None:
    seen = facts(filings=[filing(7, due=due, submitted=BEFORE, approved=approved)])
    assert of(seen, M.TARGETS_ON_TIME) == counted
    assert blamed(seen, M.TARGETS_ON_TIME) == (["filing:7"] if counted == (0, 1) else [])


# Rounds and self-evaluations


@pytest.mark.parametrize(
    ("measure", "stage"),
    [(M.ROUNDS_DONE, Stage.MONITORING), (M.EVALUATIONS_DONE, Stage.EVALUATION)],
)
@pytest.mark.parametrize(
    ("due", "approved", "counted"),
    [(BEFORE, AFTER, (1, 1)), (BEFORE, None, (0, 1)), (AS_OF, None, None), (AS_OF, BEFORE, None)],
)
def test_what_is_due_is_done_when_approved_however_late(
    measure: PortalMeasure, stage: Stage, due: date, approved: date | None, counted: tuple[int, int] | None
) -> None:
    seen = facts(filings=[filing(7, stage=stage, due=due, submitted=BEFORE, approved=approved)])
    assert of(seen, measure) == counted
    assert blamed(seen, measure) == (["filing:7"] if counted == (0, 1) else [])
    others = {M.ROUNDS_DONE, M.EVALUATIONS_DONE, M.TARGETS_ON_TIME} - {measure}
    assert [of(seen, other) for other in others] == [None, None]


@pytest.mark.parametrize(
    ("due", "submitted", "counted"),
    [
        (BEFORE, BEFORE, (1, 1)),
        (BEFORE, AS_OF, (0, 1)),
        (BEFORE, None, (0, 1)),
        (AS_OF, None, None),
        (AS_OF, BEFORE, None),
    ],
)
def test_a_round_is_on_time_when_first_submitted_by_its_day(
    due: date, submitted: date | None, counted: tuple[int, int] | None
) -> None:
    seen = facts(filings=[filing(7, stage=Stage.MONITORING, due=due, submitted=submitted)])
    assert of(seen, M.ROUNDS_ON_TIME) == counted
    assert blamed(seen, M.ROUNDS_ON_TIME) == (["filing:7"] if counted == (0, 1) else [])


# Returns


@pytest.mark.parametrize(
    ("approved", "returned", "counted"),
    [(BEFORE, 0, (1, 1)), (BEFORE, 2, (0, 1)), (None, 1, (0, 1)), (None, 0, None)],
)
@pytest.mark.parametrize("stage", list(Stage))
def test_a_filing_passes_at_once_when_it_was_never_sent_back(
    stage: Stage, approved: date | None, returned: int, counted: tuple[int, int] | None
) -> None:
    seen = facts(filings=[filing(7, stage=stage, submitted=BEFORE, approved=approved, returned=returned)])
    assert of(seen, M.APPROVED_AT_ONCE) == counted
    assert blamed(seen, M.APPROVED_AT_ONCE) == (["filing:7"] if counted == (0, 1) else [])


def test_returns_are_counted_each_against_what_was_submitted() -> None:
    rows = [filing(1, submitted=BEFORE, returned=3), filing(2, 2, submitted=BEFORE), filing(3, 2)]
    assert of(facts(filings=rows), M.RETURNS) == (3, 2)
    assert blamed(facts(filings=rows), M.RETURNS) == ["filing:1"]


# Lights


def test_red_lights_are_counted_against_all_projects_and_yellow_ones_are_not() -> None:
    seen = facts(lights=[light(1, days=3), light(2, days=9, shining=True), light(3, days=9, red=False)])
    assert of(seen, M.RED_LIGHTS) == (2, 2)
    assert blamed(seen, M.RED_LIGHTS) == ["light:1", "light:2"]
    assert of(seen, M.RED_LIGHTS, SISTER) == (0, 1)


def test_days_to_clear_are_those_a_red_light_shone_so_far() -> None:
    rows = [light(1, days=3), light(2, days=9, shining=True), light(3, days=0), light(4, days=9, red=False)]
    seen = facts(lights=rows)
    assert of(seen, M.DAYS_TO_CLEAR) == (12, 3)
    assert blamed(seen, M.DAYS_TO_CLEAR) == ["light:1", "light:2"]


# Orders


@pytest.mark.parametrize(
    ("due", "replied", "closed", "counted"),
    [
        (BEFORE, BEFORE, AS_OF, (1, 1)),
        (BEFORE, AS_OF, AS_OF, (0, 1)),
        (BEFORE, None, BEFORE, (1, 1)),
        (BEFORE, None, AS_OF, (0, 1)),
        (BEFORE, BEFORE, None, (0, 1)),
        (BEFORE, None, None, (0, 1)),
        (AS_OF, None, None, None),
        (AS_OF, AS_OF, None, None),
        (AFTER, BEFORE, BEFORE, (1, 1)),
    ],
)
def test_an_order_is_on_time_when_the_accepted_reply_came_by_its_day(
    due: date, replied: date | None, closed: date | None, counted: tuple[int, int] | None
) -> None:
    seen = facts(orders=[order(7, due=due, replied=replied, closed=closed)])
    assert of(seen, M.ORDERS_ON_TIME) == counted
    assert blamed(seen, M.ORDERS_ON_TIME) == (["order:7"] if counted == (0, 1) else [])


def test_repeated_orders_and_incomplete_lines_are_counted_of_all_orders() -> None:
    rows = [order(1, repeated=True), order(2, 2, complete=False, due=AFTER), order(3), order(4, 3)]
    seen = facts(orders=rows)
    assert (of(seen, M.REPEATED), blamed(seen, M.REPEATED)) == ((1, 3), ["order:1"])
    assert (of(seen, M.LEDGER_COMPLETE), blamed(seen, M.LEDGER_COMPLETE)) == ((2, 3), ["order:2"])
    assert of(seen, M.LEDGER_COMPLETE, SISTER) == (1, 1)


# Checks


def test_the_distance_of_a_self_evaluation_counts_either_way() -> None:
    rows = [CheckRow(1, 1, 11, 9500, 9000), CheckRow(2, 2, 12, 8000, 8025), CheckRow(3, 2, 13, 7000, 7000)]
    seen = facts(checks=rows)
    assert of(seen, M.EVALUATION_DISTANCE) == (525, 3)
    assert blamed(seen, M.EVALUATION_DISTANCE) == ["check:1", "check:2"]


# The records against a unit


def test_records_behind_lost_points_are_those_of_the_unit_alone_in_the_order_of_the_rows() -> None:
    rows = [filing(n, project) for n, project in ((9, 1), (8, 3), (7, 2), (6, 4), (5, 5))]
    seen = facts(filings=rows)
    assert blamed(seen, M.TARGETS_ON_TIME) == ["filing:9", "filing:7"]
    assert blamed(seen, M.TARGETS_ON_TIME, SISTER) == ["filing:8"]
    whole = against(seen, Level.PREFECTURE, PREFECTURE)[M.TARGETS_ON_TIME]
    assert whole == ["filing:9", "filing:8", "filing:7", "filing:6"]
    elsewhere = against(seen, Level.COUNTY, "653125")
    assert set(elsewhere) == set(M)
    assert not any(elsewhere.values())


OF_RECORDS = [m for m in M if UNITS[m] is MetricUnit.PERCENT and m is not M.COVERAGE]


@pytest.mark.parametrize("measure", OF_RECORDS)
def test_a_unit_loses_nothing_without_the_records_named_against_it(measure: PortalMeasure) -> None:
    filings = [
        filing(n, n % 3 + 1, stage, submitted=day, approved=done, returned=n // 2 % 2)
        for n, (stage, day, done) in enumerate(product(Stage, (BEFORE, AS_OF, None), (BEFORE, None)), 1)
    ]
    ends = (BEFORE, AS_OF, None)
    orders = [order(n, closed=ends[n % 3], complete=n % 2 > 0, repeated=n > 3) for n in range(7)]
    named = set(blamed(facts(filings=filings, orders=orders), measure))
    assert named
    kept = facts(
        filings=[f for f in filings if f"filing:{f.id}" not in named],
        orders=[o for o in orders if f"order:{o.id}" not in named],
    )
    left = of(kept, measure)
    assert left is not None
    assert left[0] == (0 if measure is M.REPEATED else left[1])
