"""The summary of a concentrated review: by place, outcome and category, for each reader its own places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal.access.scope import NotVisible, fetch
from portal.domain.concentrated import Outcome, Scale
from portal.domain.filings import ProblemCategory
from portal.models import ConcentratedItem, ConcentratedReview
from portal.services import concentrated, order_drafts, orders
from portal.services.concentrated import Finding
from portal.services.concentrated_summary import Summary, progress, summary
from tests.drawn import FAULT, PLACES, concluded, item_at, opening, record, target_round, whole
from tests.factories import World

ALL = sum(PLACES.values())


def of(session: Session, world: World, review: ConcentratedReview, who: str) -> Summary:
    """The summary for an account."""
    return summary(session, world.actor(session, who), review)


def test_the_center_sees_prefectures_with_their_counties(session: Session, world: World) -> None:
    found = of(session, world, concluded(session, world), "center")
    drawn = {row.region.code: row.tally.drawn for row in found.places}
    assert drawn == {
        "650000": 2, "653100": 2, "653125": 2, "653200": 8, "653221": 3, "653222": 4,
    }  # fmt: skip
    assert found.total.drawn == found.total.recorded == ALL
    assert found.total.outcomes == {Outcome.GOOD: 8, Outcome.FAIR: 4}
    assert (found.total.faulty, found.total.problems, len(found.problems)) == (4, 4, 4)
    (category,) = found.categories
    assert (category.category, category.problems, category.filings, category.before) == (
        ProblemCategory.TARGET_IRREGULAR, 4, 4, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "drawn"),
    [("prefecture", 8), ("county", 4), ("county2", 2), ("prefecture2", 2), ("division", 2), ("unit", 4)],
)
def test_a_reader_sees_the_rows_of_its_places(session: Session, world: World, who: str, drawn: int) -> None:
    review = concluded(session, world)
    found = of(session, world, review, who)
    assert found.total.drawn == drawn
    assert (
        sum(row.tally.drawn for row in found.places if row.level != "prefecture" or len(found.places) == 1)
        <= drawn
    )
    assert progress(session, world.actor(session, who), [review.id]) == {review.id: (drawn, drawn)}


def test_while_it_is_open_the_center_reads_and_a_division_its_own_and_nobody_else(
    session: Session, world: World
) -> None:
    review = whole(session, world)
    for who, seen in (
        ("center", True),
        ("auditor", True),
        ("division", True),
        ("prefecture", False),
        ("unit", False),
    ):
        actor = world.actor(session, who)
        if seen:
            assert fetch(session, ConcentratedReview, actor, review.id) is review
        else:
            with pytest.raises(NotVisible):
                fetch(session, ConcentratedReview, actor, review.id)
    with pytest.raises(NotVisible):
        fetch(session, ConcentratedItem, world.actor(session, "division"), item_at(review, "653222").id)


def test_a_review_given_up_is_the_centers_alone(session: Session, world: World) -> None:
    review = whole(session, world)
    concentrated.cancel(session, world.actor(session, "center"), review, "另行安排")
    with pytest.raises(NotVisible):
        fetch(session, ConcentratedReview, world.actor(session, "division"), review.id)


def test_the_last_concluded_one_of_the_stage_stands_beside_it(session: Session, world: World) -> None:
    first = concluded(session, world)
    center = world.actor(session, "center")
    assert of(session, world, first, "center").before is None
    second = concentrated.open_review(
        session, center, opening(session, name="第二次", sampled=False), target_round(session)
    )
    other = replace(FAULT, category=ProblemCategory.SCATTERED)
    for number, item in enumerate(second.items):
        fault = Finding(Outcome.POOR, "", (other, FAULT)) if number == 0 else Finding(Outcome.EXCELLENT)
        concentrated.record(session, center, item, fault)
    concentrated.conclude(session, center, second, "有所改进")
    found = of(session, world, second, "center")
    assert found.before is not None
    assert (found.before.name, found.before.tally.problems, found.before.tally.drawn) == (
        "第一次集中审核",
        4,
        ALL,
    )
    assert {row.category: (row.problems, row.before) for row in found.categories} == {
        ProblemCategory.TARGET_IRREGULAR: (1, 4),
        ProblemCategory.SCATTERED: (1, 0),
    }
    # Seen again, the first one has none before it: the second ended later.
    assert of(session, world, first, "center").before is None
    # A county compares its own places.
    theirs = of(session, world, second, "county")
    assert theirs.before is not None
    assert theirs.before.tally.drawn == 4


def test_outcomes_of_another_scale_are_not_counted_as_nothing(session: Session, world: World) -> None:
    concluded(session, world)
    center = world.actor(session, "center")
    second = concentrated.open_review(
        session,
        center,
        opening(session, name="第二次", sampled=False, scale=Scale.PROBLEMS),
        target_round(session),
    )
    found = of(session, world, second, "center")
    assert found.before is not None
    assert [found.before.tally.number(outcome, found.outcomes) for outcome in found.outcomes] == [None, None]
    assert [found.total.number(outcome, found.outcomes) for outcome in found.outcomes] == [0, 0]


def test_an_order_on_a_problem_stands_beside_it_once_the_reader_may_see_it(
    session: Session, world: World
) -> None:
    review = whole(session, world)
    center, item = world.actor(session, "center"), item_at(review, "653222")
    record(session, world, review)
    concentrated.record(session, center, item, Finding(Outcome.FAIR, "", (FAULT,)))
    problem = item.problems[-1]
    entry = order_drafts.prefill(
        session, center, item.filing.project, item.filing, None, concentrated=problem
    )
    entry = replace(entry, requirement="请修改", basis="财预〔2015〕88号")
    made = order_drafts.draft(session, center, item.filing.project, entry, item.filing, concentrated=problem)
    concentrated.conclude(session, center, review, "总体良好")

    def shown(who: str) -> list[int]:
        return [row.order.id for row in of(session, world, review, who).problems if row.order]

    assert (shown("center"), shown("county")) == ([made.id], [])
    orders.issue(session, center, made)
    assert shown("county") == [made.id]
