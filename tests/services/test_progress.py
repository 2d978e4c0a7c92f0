"""How far places and units are, and how many are late."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.services import progress
from portal.services.filings import current_plan
from portal.services.progress import Cell, Grouping, Row
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved, submitted
from tests.ordered import drafted, issued


def table(session: Session, world: World, who: str, grouping: Grouping, on: date = TODAY) -> dict[str, Row]:
    """Rows by key."""
    plan = current_plan(session, on)
    assert plan is not None
    return {row.key: row for row in progress.table(session, world.actor(session, who), plan.id, grouping, on)}


def target_cell(session: Session, row: Row) -> Cell:
    """The cell of the target round."""
    plan = current_plan(session, TODAY)
    assert plan is not None
    return row.cells[plan.rounds[0].id]


def test_the_region_is_seen_by_prefectures_in_its_own_order(session: Session, world: World) -> None:
    rows = table(session, world, "center", Grouping.PREFECTURE)
    assert len(rows) == 14
    assert "6590" not in rows
    assert (rows["6532"].projects, rows["6531"].projects, rows["6501"].projects) == (2, 1, 0)
    assert target_cell(session, rows["6532"]) == Cell(0, 0, 2, 0)


def test_a_prefecture_is_seen_by_counties_with_its_own_units_first(session: Session, world: World) -> None:
    rows = table(session, world, "prefecture", Grouping.COUNTY)
    assert next(iter(rows)) == "653200"
    assert all(key.startswith("6532") for key in rows)
    assert rows["653222"].projects == rows["653200"].projects == 1


@pytest.mark.parametrize("who", ["county", "unit", "county-entry"])
def test_a_county_does_not_see_the_names_of_other_places(session: Session, world: World, who: str) -> None:
    assert set(table(session, world, who, Grouping.COUNTY)) == {"653222"}
    assert set(table(session, world, who, Grouping.PREFECTURE)) == set()
    assert len(table(session, world, who, Grouping.UNIT)) == 1


def test_a_division_is_seen_by_its_counterpart_units(session: Session, world: World) -> None:
    rows = list(table(session, world, "division", Grouping.UNIT).values())
    assert [row.projects for row in rows] == [1]


def test_done_and_waiting_are_counted_by_round(session: Session, world: World) -> None:
    approved(session, world)
    submitted(session, world, "region")
    rows = table(session, world, "center", Grouping.PREFECTURE)
    assert target_cell(session, rows["6532"]) == Cell(done=1, waiting=0, total=2, late=0)
    units = table(session, world, "division", Grouping.UNIT)
    assert target_cell(session, next(iter(units.values()))) == Cell(0, 1, 1, 0)


def test_what_was_due_and_is_not_filed_is_late(session: Session, world: World) -> None:
    submitted(session, world)
    after = date(2020, 7, 1)
    rows = table(session, world, "center", Grouping.PREFECTURE, after)
    assert target_cell(session, rows["6532"]).late == 1
    assert target_cell(session, rows["6531"]).late == 1


def test_open_orders_are_counted_and_drafts_are_not(session: Session, world: World) -> None:
    issued(session, world)
    drafted(session, world, problem="草稿")
    for who, grouping, key in (
        ("center", Grouping.PREFECTURE, "6532"),
        ("prefecture", Grouping.COUNTY, "653222"),
    ):
        assert table(session, world, who, grouping)[key].open_orders == 1
    assert table(session, world, "prefecture2", Grouping.COUNTY)["653125"].open_orders == 0


def test_totals_are_the_sums_of_the_rows() -> None:
    rows = [
        Row("a", "甲", "", cells={1: Cell(1, 2, 5, 1), 2: Cell(0, 0, 5, 0)}),
        Row("b", "乙", "", cells={1: Cell(3, 0, 4, 0)}),
        Row("c", "丙", ""),
    ]
    assert progress.totals(rows) == {1: Cell(4, 2, 9, 1), 2: Cell(0, 0, 5, 0)}
    assert progress.totals([]) == {}
