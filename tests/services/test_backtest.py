"""Back-test: another threshold on a day of the past, with the projects as they stood then; nothing is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.alerts import Colour, Rule
from portal.models import Light
from portal.services import backtest
from portal.services.backtest import Trial
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved
from tests.lit import WAN, pay, release

COUNTY = "653222"
ROUND = date(2020, 6, 10)


def trial(
    session: Session, world: World, key: str, value: str, day: date = TODAY, who: str = "center"
) -> Trial:
    """A trial on the plan of the small world."""
    plan = world.project(session, "own").plan
    return backtest.trial(session, world.actor(session, who), plan, key, value, day)


def test_a_sharper_threshold_lights_more_and_says_where(session: Session, world: World) -> None:
    release(session, world.project(session, "own"), WAN, date(2020, 3, 1), date(2020, 3, 26))
    held = trial(session, world, "A01.red", "24")
    assert (held.rule, held.held, held.tried) == (Rule.A01, "30", "24")
    assert dict(held.before) == {(COUNTY, Colour.YELLOW): 1}
    assert dict(held.after) == {(COUNTY, Colour.RED): 1}
    assert held.places() == [COUNTY]
    assert held.projects == len(world.projects)


def test_what_was_paid_or_released_later_does_not_count(session: Session, world: World) -> None:
    own = world.project(session, "own")
    release(session, own, WAN, date(2020, 3, 1), date(2020, 4, 30))
    pay(session, own, WAN, date(2020, 6, 14))
    assert trial(session, world, "A01.red", "24", date(2020, 4, 1)).after.total() == 0
    assert trial(session, world, "P02.red", "30", date(2020, 6, 13)).after.total() == 1
    assert trial(session, world, "P02.red", "30", date(2020, 6, 14)).after.total() == 0


def test_a_filing_of_later_was_not_there_then(session: Session, world: World) -> None:
    filing = approved(session, world)
    project = next(
        seen
        for seen, _code in backtest._then(
            session, world.actor(session, "center"), filing.project.plan, TODAY, Rule.T02
        )
        if seen.id == world.projects["own"]
    )
    assert project.target_approved
    before = next(
        seen
        for seen, _code in backtest._then(
            session, world.actor(session, "center"), filing.project.plan, TODAY - timedelta(1), Rule.T02
        )
        if seen.id == world.projects["own"]
    )
    assert not before.target_approved
    assert all(f.missing for f in before.filings)


def test_nothing_is_written(session: Session, world: World) -> None:
    release(session, world.project(session, "own"), WAN, date(2020, 3, 1), date(2020, 3, 26))
    trial(session, world, "A01.red", "5")
    assert session.scalar(select(func.count(Light.id))) == 0
    assert not session.dirty
    assert not session.new


@pytest.mark.parametrize(
    ("key", "value"),
    [("A01.red", ""), ("A01.red", "很多"), ("A01.red", "-3"), ("P03.colour", "red"), ("X", "1")],
)
def test_what_is_no_threshold_is_refused(session: Session, world: World, key: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        trial(session, world, key, value)
    assert [p.code for p in refused.value.problems] == ["backtest.value"]


def test_rounds_that_are_over_are_the_days_to_choose(session: Session, world: World) -> None:
    plan = world.project(session, "own").plan
    assert backtest.days(session, plan, date(2020, 1, 1)) == []
    over = backtest.days(session, plan, date(2020, 7, 1))
    assert [r.due_on for r in over] == sorted((r.due_on for r in over), reverse=True)
    assert all(r.due_on < date(2020, 7, 1) for r in over)
    assert "target" in {r.code for r in over}


def test_only_what_the_actor_sees_is_counted(session: Session, world: World) -> None:
    for name in ("own", "sibling"):
        release(session, world.project(session, name), WAN, date(2020, 3, 1), date(2020, 3, 26))
    with clock.frozen(ROUND):
        assert trial(session, world, "A01.red", "24").after.total() == 2
        assert trial(session, world, "A01.red", "24", who="prefecture").after.total() == 1
