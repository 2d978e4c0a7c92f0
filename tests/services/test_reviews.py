"""Reviews: criteria and points, the grade they give, its consequence, comments, the decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import Decision, FilingStatus
from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Level
from portal.models import Filing
from portal.services import reviews, rules
from portal.services.locking import StaleRecord
from portal.services.reviews import ReviewEntry
from portal.services.workflow import Refused
from tests.factories import World
from tests.filed import decide, full_points, passed_on, submit, submitted


@pytest.fixture
def filing(session: Session, world: World) -> Filing:
    """A submitted target of a county project."""
    return submitted(session, world)


def share(filing: Filing, percent: int) -> dict[str, int]:
    """So many percent of the points of every criterion."""
    return {code: points * percent // 100 for code, points in full_points(filing).items()}


@pytest.mark.parametrize(
    ("percent", "grade"),
    [
        (100, "excellent"),
        (90, "excellent"),
        (89, "good"),
        (80, "good"),
        (79, "fair"),
        (60, "fair"),
        (59, "poor"),
        (0, "poor"),
    ],
)
def test_points_give_the_grade(filing: Filing, percent: int, grade: str) -> None:
    criteria = reviews.criteria_of(filing)
    found = reviews.verdict(criteria, share(filing, percent), rules.scoring_rules(filing.project.plan))
    assert found.full == 10000
    assert found.grade == grade


def test_there_is_no_grade_while_a_row_is_open(filing: Filing) -> None:
    criteria = reviews.criteria_of(filing)
    points = full_points(filing)
    points.pop(criteria[0].code)
    assert reviews.verdict(criteria, points, rules.scoring_rules(filing.project.plan)).grade is None
    assert reviews.verdict([], {}, rules.scoring_rules(filing.project.plan)).grade is None


@pytest.mark.parametrize(("percent", "goes_on"), [(100, True), (80, True), (79, False), (30, False)])
def test_only_excellent_and_good_go_on(
    session: Session, world: World, filing: Filing, percent: int, goes_on: bool
) -> None:
    entry = ReviewEntry(opinion="同意", points=share(filing, percent))
    county = world.actor(session, "county")
    if goes_on:
        assert (
            reviews.decide(session, county, filing, FilingAction.PASS_ON, entry).decision
            is Decision.PASSED_ON
        )
        return
    with pytest.raises(Refused) as refused:
        reviews.decide(session, county, filing, FilingAction.PASS_ON, entry)
    assert [p.code for p in refused.value.problems] == ["review.grade.too_low"]
    returned = reviews.decide(
        session, county, filing, FilingAction.RETURN, replace(entry, reason="请重新核定")
    )
    assert returned.decision is Decision.RETURNED


def test_the_form_is_kept_with_its_version(session: Session, world: World, filing: Filing) -> None:
    county = world.actor(session, "county")
    review = decide(session, county, filing, FilingAction.PASS_ON)
    assert (review.version_number, review.level, review.reviewer_id, review.unit_id) == (
        1,
        Level.COUNTY,
        county.user_id,
        county.unit_id,
    )
    assert (review.points, review.grade, review.decided_at) == (10000, "excellent", clock.now())
    assert {s.criterion_code: s.points for s in review.scores} == full_points(filing)
    assert {s.grade for s in review.scores} == {"excellent"}


@pytest.mark.parametrize(("points", "over"), [(0, False), (None, False), (1, True), (-1, True)])
def test_no_row_takes_more_than_its_points(
    session: Session, world: World, filing: Filing, points: int | None, over: bool
) -> None:
    first = reviews.criteria_of(filing)[0]
    given = full_points(filing)
    given[first.code] = (
        first.points + points if points and points > 0 else (points if points is not None else first.points)
    )
    entry = ReviewEntry(opinion="同意", points=given)
    if over:
        with pytest.raises(Refused) as refused:
            reviews.decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON, entry)
        assert refused.value.problems[0].code == "review.points.over"
        assert refused.value.problems[0].field == f"criteria.{first.code}"
    else:
        found = reviews.verdict(
            [first], {first.code: given[first.code]}, rules.scoring_rules(filing.project.plan)
        )
        assert found.grade is not None


@pytest.mark.parametrize("action", [FilingAction.PASS_ON, FilingAction.APPROVE])
def test_a_positive_decision_needs_an_opinion(session: Session, world: World, action: str) -> None:
    filing = submitted(session, world) if action == FilingAction.PASS_ON else passed_on(session, world)
    who = world.actor(session, "county" if action == FilingAction.PASS_ON else "prefecture")
    with pytest.raises(Refused) as refused:
        reviews.decide(session, who, filing, action, ReviewEntry(points=full_points(filing)))
    assert [p.code for p in refused.value.problems] == ["review.opinion.missing"]


def test_a_return_without_points_keeps_its_reason_as_the_opinion(
    session: Session, world: World, filing: Filing
) -> None:
    review = reviews.decide(
        session,
        world.actor(session, "county"),
        filing,
        FilingAction.RETURN,
        ReviewEntry(reason=" 请核对金额 "),
    )
    assert (review.opinion, review.grade, review.scores) == ("请核对金额", None, [])


@pytest.mark.parametrize("action", ["submit", "recall", "recall_review", "start", "nonsense", ""])
def test_only_decisions_are_decided(session: Session, world: World, filing: Filing, action: str) -> None:
    with pytest.raises(IllegalMove):
        reviews.decide(session, world.actor(session, "county"), filing, action, ReviewEntry())


def test_a_form_of_an_older_version_is_stale(session: Session, world: World, filing: Filing) -> None:
    county, clerk = world.actor(session, "county"), world.actor(session, "unit")
    decide(session, county, filing, FilingAction.RETURN, version=1)
    submit(session, clerk, filing)
    with pytest.raises(StaleRecord):
        decide(session, county, filing, FilingAction.PASS_ON, version=1)
    decide(session, county, filing, FilingAction.PASS_ON, version=2)
    assert filing.status is FilingStatus.UNDER_REVIEW


def test_comments_stand_on_cells_of_the_version_they_were_made_on(
    session: Session, world: World, filing: Filing
) -> None:
    entry = ReviewEntry(reason="见批注", comments={"indicator:k1": " 请写明依据 ", "goal": " "})
    reviews.decide(session, world.actor(session, "county"), filing, FilingAction.RETURN, entry)
    assert {k: [c.text for c in v] for k, v in reviews.open_comments(filing).items()} == {
        "indicator:k1": ["请写明依据"]
    }
    submit(session, world.actor(session, "unit"), filing)
    assert reviews.open_comments(filing) == {}


def test_targets_are_graded_and_rounds_get_an_opinion(session: Session, world: World, filing: Filing) -> None:
    assert reviews.is_graded(filing)
    assert not reviews.is_graded(world.filing(session, "own", "evaluation")) or reviews.criteria_of(
        world.filing(session, "own", "evaluation")
    )
