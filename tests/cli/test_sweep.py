"""`flask sweep` on the days around the Dragon Boat holiday of 2020 and the end of the June round: by name, and once."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db
from portal.services import calendars
from portal.services.calendars import DayEntry
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved
from tests.ordered import issued


@pytest.fixture
def year(app: Flask, world: World) -> None:
    """One project with an approved target, one order, and a holiday of the region's own on 20 July."""
    with app.app_context(), clock.frozen(TODAY):
        approved(db.session(), world)
        issued(db.session(), world)
        own = [DayEntry(clock.at(TODAY).date().replace(month=7, day=20), False, "自治区假日")]
        calendars.enter_days(db.session(), None, calendars.REGIONAL, own, "自治区通知")
        db.session.commit()


def sweep(app: Flask, day: str) -> dict[str, Any]:
    """The journal of a day after sweeping it."""
    result = app.test_cli_runner().invoke(args=["sweep", "--on", day, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def told(journal: dict[str, Any], project: str) -> list[tuple[str, str, str]]:
    """Thing, step and role of the reminders of a project."""
    rows = [r for r in journal["reminders"] if r["project"].endswith(f"-{project}")]
    return sorted((r["thing"], r["step"], r["role"]) for r in rows)


def lit(journal: dict[str, Any], project: str) -> set[tuple[str, str]]:
    """Rule and place of what lit up on a project."""
    return {(r["rule"], r["place"]) for r in journal["lit"] if r["project"].endswith(f"-{project}")}


@pytest.mark.usefixtures("year")
def test_the_days_of_the_holiday_the_end_of_june_and_the_end_of_the_june_round(app: Flask) -> None:
    holiday = sweep(app, "2020-06-25")
    assert holiday["reminders"] == []
    first = sweep(app, "2020-07-01")
    assert ("T01", "") in lit(first, "sibling")
    assert ("T01", "") not in lit(first, "own")
    assert ("order", "ladder:clerk", "entry") in told(first, "own")
    assert ("filing", "after:1", "entry") in told(first, "sibling")
    # The round of June is due on 20 July; where that day is off, the day itself stands, and the first working day
    # after it is the 21st.
    after = sweep(app, "2020-07-21")
    assert ("M01", "round:m06") in lit(after, "own")
    assert ("filing", "after:1", "entry") in told(after, "own")
    climbed = {step for thing, step, _role in told(after, "own") if thing == "order"}
    assert climbed == {"ladder:leader", "ladder:prefecture", "ladder:center"}


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("day", ["2020-06-25", "2020-07-01", "2020-07-21"])
def test_a_second_run_of_the_day_changes_nothing(app: Flask, day: str) -> None:
    first, second = sweep(app, day), sweep(app, day)
    assert second["changes"] == 0
    assert {**first, "changes": 0} == second
    assert all(count == 1 for count in Counter(map(str, second["reminders"])).values())


@pytest.mark.usefixtures("year")
def test_the_regions_own_holiday_is_no_day_for_reminders(app: Flask) -> None:
    assert sweep(app, "2020-07-20")["reminders"] == []
