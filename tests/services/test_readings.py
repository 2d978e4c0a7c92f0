"""An open concentrated review with filings to be read stands on the list of those who may record them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.concentrated import Outcome
from portal.models import ConcentratedReview
from portal.services import concentrated, todo
from portal.services.concentrated import Finding
from portal.services.readings import unread
from portal.services.tasks import Task, Todo, Wanted
from tests.conftest import TODAY
from tests.drawn import PLACES, item_at, record, whole
from tests.factories import World

ALL, OWN = sum(PLACES.values()), PLACES["650000U1"]
ENDS = date(2020, 6, 19)


@pytest.fixture
def review(session: Session, world: World) -> ConcentratedReview:
    """A review of all approved targets of all places, of which nothing is recorded."""
    return whole(session, world)


def line(session: Session, world: World, who: str, on: date = TODAY, **wanted: object) -> list[Todo]:
    """The lines of reviews on an account's list."""
    narrowed = Wanted(**wanted)  # type: ignore[arg-type]
    items = todo.for_actor(session, world.actor(session, who), on, narrowed).items
    return [item for item in items if item.task is Task.READ]


def test_the_center_reads_all_and_a_division_its_own(
    session: Session, world: World, review: ConcentratedReview
) -> None:
    [center], [division] = line(session, world, "center"), line(session, world, "division")
    assert center.reading is not None
    assert division.reading is not None
    assert (center.reading.review, center.reading.left, center.reading.drawn) == (review, ALL, ALL)
    assert (division.reading.left, division.reading.drawn) == (OWN, OWN)
    assert center.due == division.due == ENDS


@pytest.mark.parametrize("who", ["unit", "county", "prefecture", "region-unit", "leader", "auditor", "admin"])
def test_nobody_else_has_anything_to_read(
    session: Session, world: World, review: ConcentratedReview, who: str
) -> None:
    assert line(session, world, who) == []
    assert list(unread(session, world.actor(session, who))) == []


def test_each_record_leaves_one_less_and_the_last_takes_the_line_away(
    session: Session, world: World, review: ConcentratedReview
) -> None:
    division = world.actor(session, "division")
    concentrated.record(session, division, item_at(review, "650000"), Finding(Outcome.GOOD))
    assert [item.reading.left for item in line(session, world, "division") if item.reading] == [OWN - 1]
    assert [item.reading.left for item in line(session, world, "center") if item.reading] == [ALL - 1]
    record(session, world, review)
    assert line(session, world, "division") == line(session, world, "center") == []


def test_a_review_that_was_given_up_is_nobodys_work(
    session: Session, world: World, review: ConcentratedReview
) -> None:
    concentrated.cancel(session, world.actor(session, "center"), review, "范围有误")
    assert line(session, world, "center") == line(session, world, "division") == []


def test_it_is_late_after_its_last_day_and_narrowed_like_all_work(
    session: Session, world: World, review: ConcentratedReview
) -> None:
    assert line(session, world, "center", ENDS, overdue=True) == []
    assert len(line(session, world, "center", date(2020, 6, 20), overdue=True)) == 1
    assert len(line(session, world, "center", task=Task.READ)) == 1
    assert line(session, world, "center", task=Task.CHECK) == []
    narrowed = todo.for_actor(session, world.actor(session, "center"), TODAY, Wanted(Task.READ))
    assert narrowed.total == len(narrowed.items) == 1
