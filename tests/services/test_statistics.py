"""The figures of a year below the pages: what counts for whom, and how a round comes in over the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.statistics import Dimension
from portal.models import Plan
from portal.services import statistics
from portal.services.statistics import Asked
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved, submitted

MAY = date(2020, 5, 31)


def asked(session: Session) -> Asked:
    """The plan in force, all of the reader's scope."""
    plan = session.scalars(select(Plan).where(Plan.status == "active")).one()
    return Asked(plan.id, plan.year, TODAY)


def test_a_round_is_read_at_the_end_of_each_day(session: Session, world: World) -> None:
    approved(session, world)
    submitted(session, world, "region")
    round_ = world.filing(session, "own").round
    center, question = world.actor(session, "center"), asked(session)
    found = statistics.trend(session, center, question, round_, [MAY, TODAY])
    assert (found.owed, found.approved, found.filed) == (4, [0, 1], [])
    whole = statistics.trend(session, center, replace(question, unapproved=True), round_, [MAY, TODAY])
    assert (whole.owed, whole.approved, whole.filed) == (4, [0, 1], [0, 2])


def test_a_year_that_has_not_begun_has_no_trend(session: Session, world: World) -> None:
    found = statistics.trend(
        session, world.actor(session, "center"), asked(session), world.filing(session, "own").round, []
    )
    assert (found.owed, list(found.days)) == (0, [])


def test_the_sum_is_that_of_the_rows_whatever_they_are(session: Session, world: World) -> None:
    approved(session, world)
    center, question = world.actor(session, "center"), asked(session)
    sums = [
        statistics.sum_of(statistics.lines(session, center, question, dimension))
        for dimension in (Dimension.PLACE, Dimension.FUND, Dimension.DEPARTMENT, Dimension.TYPE)
    ]
    assert all(one == sums[0] for one in sums)
    assert (sums[0].projects, sums[0].approved, sums[0].counted) == (4, 1, 1)


def test_all_that_a_county_bureau_or_a_department_sees_is_of_its_own_level(
    session: Session, world: World
) -> None:
    levels = {
        who: statistics.own_level(world.actor(session, who)) for who in ("unit", "county", "prefecture")
    }
    assert levels == {"unit": True, "county": True, "prefecture": False}


def test_a_bureau_counts_the_money_of_its_own_level_before_approval(session: Session, world: World) -> None:
    rows = statistics.lines(session, world.actor(session, "prefecture"), asked(session), Dimension.PLACE)
    counted = {row.key: row.counted for row in rows if row.projects}
    assert counted == {"653200": 1, "653222": 0}
    assert rows[0].key == "653200"
