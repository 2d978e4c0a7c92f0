"""Rankings: drawn up from the records of a day, completed by typed values, open to objections, published by two."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.lifecycle import IllegalMove
from portal.domain.ranking import FORMULA_VERSION, Absence, Measure, RankingStatus
from portal.domain.roles import Level
from portal.domain.scoring import Grade
from portal.models import Project, Region
from portal.services import ranking_objections, ranking_proof, rankings, workflow
from portal.services.rankings import MOST, Typed
from portal.services.workflow import Refused
from tests.factories import World
from tests.ranked import (
    AFTER,
    FIRST,
    SECOND,
    THIRD,
    TOTALS,
    UNTIL,
    consulted,
    drawn,
    events,
    line,
    metric,
    objected,
    places,
    plan_of,
    published,
    second,
    told,
)

CENTER = {"650000C"}
BUREAUS = {f"{code}F" for code in (FIRST, SECOND, THIRD)}


def codes(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Place and code of each problem."""
    return [(problem.field, problem.code) for problem in error.value.problems]


# Drawing up


def test_all_places_of_the_level_stand_in_the_table_with_a_place_or_the_reason_why_not(
    session: Session, world: World
) -> None:
    ranking = drawn(session, world)
    assert (ranking.status, ranking.number, ranking.as_of) == (RankingStatus.DRAFT, 1, clock.today())
    assert (ranking.formula_version, ranking.digest) == (FORMULA_VERSION, "")
    regions = session.scalars(select(Region).where(Region.level == Level.COUNTY)).all()
    assert {row.code for row in ranking.rows} == {r.code for r in regions if r.valid_on(clock.today())}
    assert places(ranking) == {FIRST: 1, SECOND: 2, THIRD: 3}
    assert {row.code: row.total for row in ranking.rows if row.total is not None} == TOTALS
    assert line(ranking, FIRST).grade is Grade.FAIR
    assert line(ranking, "653223").absence is Absence.NO_PROJECTS
    assert line(ranking, "659001").absence is Absence.CORPS


def test_a_line_holds_what_was_counted_and_its_points(session: Session, world: World) -> None:
    values = {v.metric: v for v in line(drawn(session, world), FIRST).values}
    held = {name: (v.numerator, v.denominator, v.points) for name, v in values.items()}
    assert held["coverage"] == (4, 5, 960)
    assert held["targets_on_time"] == (4, 4, 1000)
    assert held["approved_at_once"] == (4, 4, None)
    assert held["rounds_done"] == (0, 5, 0)
    assert held["reports_on_time"] == (None, None, None)
    assert not any(value.typed for value in values.values())


def test_prefectures_count_the_projects_of_their_counties_and_their_own(
    session: Session, world: World
) -> None:
    ranking = drawn(session, world, Level.PREFECTURE)
    assert {row.code: row.projects for row in ranking.rows if row.projects} == {"653200": 10, "653100": 3}
    assert line(ranking, "653200").place == 1


def test_the_rows_are_frozen_with_the_table(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    before = ranking_proof.unpack(ranking.facts)
    project = session.scalars(select(Project).where(Project.region_code == FIRST)).first()
    assert project is not None
    project.region_code = THIRD
    session.flush()
    assert ranking_proof.unpack(ranking.facts) == before
    assert list(ranking_proof.differences(ranking)) == []


@pytest.mark.parametrize("who", ["county", "prefecture", "division", "auditor", "admin", "unit"])
def test_only_the_center_draws_up(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        rankings.draw_up(session, world.actor(session, who), plan_of(session), Level.COUNTY)


def test_a_level_has_one_unfinished_table_and_levels_are_apart(session: Session, world: World) -> None:
    first = drawn(session, world)
    center, plan = world.actor(session, "center"), plan_of(session)
    with pytest.raises(Refused) as refused:
        rankings.draw_up(session, center, plan, Level.COUNTY)
    assert codes(refused) == [("level", "ranking.unfinished")]
    assert rankings.draw_up(session, center, plan, Level.PREFECTURE).number == 1
    rankings.cancel(session, center, first, "数据有误")
    assert rankings.draw_up(session, center, plan, Level.COUNTY).number == 2


def test_a_year_without_metrics_is_refused(session: Session, world: World) -> None:
    plan = plan_of(session)
    plan.year = 2031
    with session.no_autoflush, pytest.raises(Refused) as refused:
        rankings.draw_up(session, world.actor(session, "center"), plan, Level.COUNTY)
    assert codes(refused) == [("level", "ranking.no_set")]


# Typed values


def test_a_typed_value_counts_at_once_and_can_be_taken_away(session: Session, world: World) -> None:
    ranking, center = drawn(session, world), world.actor(session, "center")
    third, reports = line(ranking, THIRD), metric(ranking, "reports_on_time")
    rankings.type_value(session, center, third, reports, Typed(5, 5, "收文登记"))
    value = rankings.value_of(third, "reports_on_time")
    assert (value.numerator, value.denominator, value.points, value.typed) == (5, 5, 500, True)
    assert third.total == 5476  # 2300 of 4200
    rankings.type_value(session, center, third, reports, Typed(None, None))
    assert (value.numerator, value.denominator, value.points, value.typed, value.proof) == (
        None, None, None, False, "",
    )  # fmt: skip
    assert third.total == TOTALS[THIRD]
    assert events(session, f"ranking:{ranking.id}") == ["ranking.draw_up", *["ranking.type_value"] * 2]


def test_cases_add_take_off_and_bar_the_top_grade(session: Session, world: World) -> None:
    ranking, center = drawn(session, world), world.actor(session, "center")
    first = line(ranking, FIRST)
    for code, cases, total in (("commended", 2, 6333), ("misuse", 1, 6133), ("serious", 1, 6133)):
        rankings.type_value(session, center, first, metric(ranking, code), Typed(cases, None, "文件"))
        assert first.total == total
    assert first.vetoed
    assert rankings.value_of(first, "serious").denominator == 1


def test_a_typed_value_can_change_places(session: Session, world: World) -> None:
    ranking, center = drawn(session, world), world.actor(session, "center")
    rankings.type_value(
        session, center, line(ranking, FIRST), metric(ranking, "misuse"), Typed(1, None, "审计")
    )
    assert places(ranking) == {SECOND: 1, FIRST: 2, THIRD: 3}


@pytest.mark.parametrize(
    ("code", "typed", "problem", "mended"),
    [
        ("reports_on_time", Typed(3, None, "文"), ("numerator", "ranking.value.half"), Typed(3, 3, "文")),
        ("reports_on_time", Typed(None, 3, "文"), ("numerator", "ranking.value.half"), Typed(0, 3, "文")),
        ("reports_on_time", Typed(4, 3, "文"), ("numerator", "ranking.value.over"), Typed(3, 3, "文")),
        ("reports_on_time", Typed(-1, 3, "文"), ("numerator", "ranking.value.range"), Typed(1, 3, "文")),
        ("reports_on_time", Typed(0, 0, "文"), ("numerator", "ranking.value.range"), Typed(0, 1, "文")),
        (
            "reports_on_time",
            Typed(1, MOST + 1, "文"),
            ("numerator", "ranking.value.range"),
            Typed(1, MOST, "文"),
        ),
        ("reports_on_time", Typed(2, 3, " "), ("proof", "ranking.proof.missing"), Typed(2, 3, "文")),
        ("commended", Typed(-1, None, "文"), ("numerator", "ranking.value.range"), Typed(1, None, "文")),
        ("commended", Typed(1, None), ("proof", "ranking.proof.missing"), Typed(1, None, "文")),
    ],
)
def test_what_a_refusal_advises_lets_the_value_stand(
    session: Session, world: World, code: str, typed: Typed, problem: tuple[str, str], mended: Typed
) -> None:
    ranking, center = drawn(session, world), world.actor(session, "center")
    row, asked = line(ranking, FIRST), metric(ranking, code)
    with pytest.raises(Refused) as refused:
        rankings.type_value(session, center, row, asked, typed)
    assert codes(refused) == [problem]
    assert rankings.value_of(row, code).numerator is None
    rankings.type_value(session, center, row, asked, mended)
    assert rankings.value_of(row, code).numerator == mended.numerator


def test_what_the_portal_counts_is_not_typed(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    with pytest.raises(Refused) as refused:
        rankings.type_value(
            session, world.actor(session, "center"), line(ranking, FIRST), metric(ranking, "coverage"),
            Typed(5, 5, "文"),
        )  # fmt: skip
    assert [code for _field, code in codes(refused)] == ["ranking.value.counted"]


def test_values_are_typed_by_the_center_and_into_a_draft_alone(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    row, reports, typed = line(ranking, FIRST), metric(ranking, "reports_on_time"), Typed(1, 1, "文")
    with pytest.raises(NotAllowed):
        rankings.type_value(session, world.actor(session, "county"), row, reports, typed)
    center = world.actor(session, "center")
    rankings.consult(session, center, ranking, UNTIL)
    with pytest.raises(IllegalMove):
        rankings.type_value(session, center, row, reports, typed)


# The window


@pytest.mark.parametrize(
    ("until", "code"),
    [(None, "ranking.until.missing"), (date(2020, 6, 15), "ranking.until.past"), (date(2020, 6, 1), "ranking.until.past")],
)  # fmt: skip
def test_the_window_ends_on_a_day_to_come(
    session: Session, world: World, until: date | None, code: str
) -> None:
    ranking, center = drawn(session, world), world.actor(session, "center")
    with pytest.raises(Refused) as refused:
        rankings.consult(session, center, ranking, until)
    assert codes(refused) == [("until", code)]
    assert (ranking.status, ranking.objections_until) == (RankingStatus.DRAFT, None)
    rankings.consult(session, center, ranking, date(2020, 6, 16))
    assert ranking.status is RankingStatus.OBJECTION


def test_the_bureaus_of_all_places_with_projects_are_told(session: Session, world: World) -> None:
    ranking = consulted(session, world)
    assert told(session, "ranking.consult") == BUREAUS
    assert events(session, f"ranking:{ranking.id}") == ["ranking.draw_up", "ranking.consult"]
    assert ranking.objections_until == UNTIL


# Publishing


def test_a_second_person_publishes_after_the_window_and_freezes_the_digest(
    session: Session, world: World
) -> None:
    ranking = published(session, world)
    assert ranking.status is RankingStatus.PUBLISHED
    assert ranking.published_by != ranking.drawn_by
    assert ranking.digest == ranking_proof.digest(ranking)
    assert len(ranking.digest) == 64
    assert told(session, "ranking.publish") == BUREAUS
    assert events(session, f"ranking:{ranking.id}")[-1] == "ranking.publish"
    assert list(ranking_proof.differences(ranking)) == []


def test_not_before_the_window_is_over_nor_by_whoever_drew_it_up(session: Session, world: World) -> None:
    ranking, other = consulted(session, world), second(session, world)
    with clock.frozen(UNTIL), pytest.raises(Refused) as refused:
        rankings.publish(session, other, ranking)
    assert codes(refused) == [("", "ranking.window.open")]
    with clock.frozen(AFTER), pytest.raises(NotAllowed):
        rankings.publish(session, world.actor(session, "center"), ranking)
    assert (ranking.status, ranking.digest) == (RankingStatus.OBJECTION, "")
    with clock.frozen(AFTER):
        rankings.publish(session, other, ranking)
    assert ranking.published_by == other.user_id


def test_not_before_every_objection_has_its_answer(session: Session, world: World) -> None:
    objection, other = objected(session, world), second(session, world)
    ranking = objection.ranking
    with clock.frozen(AFTER):
        assert rankings.waiting(session, ranking) == 1
        with pytest.raises(Refused) as refused:
            rankings.publish(session, other, ranking)
        assert codes(refused) == [("", "ranking.objections.waiting")]
        ranking_objections.reject(session, world.actor(session, "center"), objection, "记录无误")
        rankings.publish(session, other, ranking)
    assert ranking.status is RankingStatus.PUBLISHED


def test_a_draft_cannot_be_published_and_a_published_table_not_moved(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    other, center = second(session, world), world.actor(session, "center")
    with pytest.raises(IllegalMove):
        rankings.publish(session, other, ranking)
    rankings.consult(session, center, ranking, UNTIL)
    with clock.frozen(AFTER):
        rankings.publish(session, other, ranking)
        for step in (
            lambda: rankings.publish(session, other, ranking),
            lambda: rankings.cancel(session, center, ranking, "不再需要"),
            lambda: rankings.consult(session, center, ranking, date(2020, 7, 1)),
        ):
            with pytest.raises(IllegalMove):
                step()
    assert workflow.offered(center, ranking) == []


# Giving up


def test_a_table_is_given_up_with_a_reason_and_places_hear_of_it_once_it_was_public(
    session: Session, world: World
) -> None:
    ranking, center = drawn(session, world), world.actor(session, "center")
    with pytest.raises(Refused) as refused:
        rankings.cancel(session, center, ranking, " ")
    assert codes(refused) == [("reason", "move.reason.missing")]
    rankings.cancel(session, center, ranking, "数据有误")
    assert (ranking.status, ranking.cancel_reason) == (RankingStatus.CANCELLED, "数据有误")
    assert told(session, "ranking.cancel") == set()
    again = rankings.draw_up(session, center, plan_of(session), Level.COUNTY)
    rankings.consult(session, center, again, UNTIL)
    rankings.cancel(session, center, again, "数据有误")
    assert told(session, "ranking.cancel") == BUREAUS


# Movement and questions


def test_places_move_against_the_last_published_table_alone(session: Session, world: World) -> None:
    before, center = published(session, world), world.actor(session, "center")
    assert {row.place_before for row in before.rows} == {None}
    with clock.frozen(AFTER):
        given_up = rankings.draw_up(session, center, plan_of(session), Level.COUNTY)
        rankings.type_value(
            session, center, line(given_up, FIRST), metric(given_up, "misuse"), Typed(1, None, "审计")
        )
        assert places(given_up) == {SECOND: 1, FIRST: 2, THIRD: 3}
        assert {c: line(given_up, c).place_before for c in TOTALS} == {FIRST: 1, SECOND: 2, THIRD: 3}
        rankings.cancel(session, center, given_up, "重新拟定")
        later = rankings.draw_up(session, center, plan_of(session), Level.COUNTY)
    assert line(later, FIRST).place_before == 1
    assert line(later, "653223").place_before is None
    lines = {one.code: one for one in rankings.what_if(later, FIRST, {"misuse": Measure(1, 1)})}
    assert (lines[FIRST].movement, lines[SECOND].movement, lines[THIRD].movement) == (-1, 1, 0)


def test_asking_what_if_writes_nothing(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    asked = rankings.what_if(ranking, SECOND, {"rounds_done": Measure(3, 3)})
    assert [(one.code, one.place) for one in asked[:3]] == [(SECOND, 1), (FIRST, 2), (THIRD, 3)]
    without = rankings.what_if(ranking, SECOND, {"rounds_done": None, "rounds_on_time": None})
    assert without[0].code == SECOND
    assert without[0].total == 10_000
    assert places(ranking) == {FIRST: 1, SECOND: 2, THIRD: 3}
    assert not session.dirty
