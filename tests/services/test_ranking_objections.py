"""Objections: filed by the bureau of the place while the window is open, answered by the center, the table made anew."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.lifecycle import IllegalMove
from portal.domain.ranking import Formula, MetricUnit, ObjectionStatus
from portal.models import RankingObjection
from portal.services import ranking_objections, ranking_proof, rankings
from portal.services.ranking_objections import Shift
from portal.services.rankings import Typed
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
    told,
)


def codes(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Place and code of each problem."""
    return [(problem.field, problem.code) for problem in error.value.problems]


def uphold(
    session: Session, world: World, objection: RankingObjection, typed: Typed, reply: str = "经核实予以更正"
) -> None:
    """Let the center uphold it."""
    ranking_objections.uphold(session, world.actor(session, "center"), objection, reply, typed)


# Filing


def test_a_bureau_objects_to_a_value_of_its_own_line_and_the_center_is_told(
    session: Session, world: World
) -> None:
    objection = objected(session, world)
    assert (objection.status, objection.metric, objection.reply) == (ObjectionStatus.OPEN, "coverage", "")
    assert (objection.old_numerator, objection.old_denominator) == (4, 5)
    assert (objection.unit_id, objection.filed_by) == (
        world.actor(session, "county").unit_id,
        world.actor(session, "county").user_id,
    )
    assert told(session, "ranking.object") == {"650000C"}
    assert events(session, f"objection:{objection.id}") == ["objection.file"]


@pytest.mark.parametrize("who", ["county2", "prefecture", "center", "county-entry", "unit", "auditor"])
def test_nobody_objects_for_another_place(session: Session, world: World, who: str) -> None:
    row, actor = line(consulted(session, world), FIRST), world.actor(session, who)
    assert not ranking_objections.may_object(actor, row)
    with pytest.raises(NotAllowed):
        ranking_objections.file(session, actor, row, "coverage", "理由")


def test_objections_are_made_from_the_opening_to_the_end_of_the_last_day(
    session: Session, world: World
) -> None:
    ranking, county = drawn(session, world), world.actor(session, "county")
    row = line(ranking, FIRST)
    with pytest.raises(IllegalMove):
        ranking_objections.file(session, county, row, "coverage", "理由")
    rankings.consult(session, world.actor(session, "center"), ranking, UNTIL)
    with clock.frozen(AFTER):
        assert not ranking_objections.may_object(county, row)
        with pytest.raises(IllegalMove):
            ranking_objections.file(session, county, row, "coverage", "理由")
    with clock.frozen(UNTIL):
        assert ranking_objections.may_object(county, row)
        assert ranking_objections.file(session, county, row, "coverage", "理由").id


def test_an_objection_names_a_metric_and_a_reason(session: Session, world: World) -> None:
    row, county = line(consulted(session, world), FIRST), world.actor(session, "county")
    with pytest.raises(Refused) as refused:
        ranking_objections.file(session, county, row, "", " ")
    assert codes(refused) == [("metric", "objection.metric.missing"), ("reason", "objection.reason.missing")]
    assert ranking_objections.file(session, county, row, "coverage", " 理由 ").reason == "理由"


def test_a_value_has_one_objection_at_a_time(session: Session, world: World) -> None:
    first, county = objected(session, world), world.actor(session, "county")
    with pytest.raises(Refused) as refused:
        ranking_objections.file(session, county, first.row, "coverage", "再次申诉")
    assert codes(refused) == [("metric", "objection.waiting")]
    assert ranking_objections.file(session, county, first.row, "rounds_done", "另一项").id
    ranking_objections.withdraw(session, county, first)
    assert ranking_objections.file(session, county, first.row, "coverage", "再次申诉").id


# Answers


def test_what_is_withdrawn_needs_no_answer(session: Session, world: World) -> None:
    objection = objected(session, world)
    with pytest.raises(NotAllowed):
        ranking_objections.withdraw(session, world.actor(session, "county2"), objection)
    ranking_objections.withdraw(session, world.actor(session, "county"), objection)
    assert (objection.status, objection.answered_at) == (ObjectionStatus.WITHDRAWN, None)
    assert rankings.waiting(session, objection.ranking) == 0
    assert events(session, f"objection:{objection.id}") == ["objection.file", "objection.withdraw"]
    with pytest.raises(IllegalMove):
        ranking_objections.reject(session, world.actor(session, "center"), objection, "无需答复")


def test_a_rejection_has_its_grounds_and_leaves_the_table(session: Session, world: World) -> None:
    objection, center = objected(session, world), world.actor(session, "center")
    with pytest.raises(Refused) as refused:
        ranking_objections.reject(session, center, objection, " ")
    assert codes(refused) == [("reason", "move.reason.missing")]
    with pytest.raises(NotAllowed):
        ranking_objections.reject(session, world.actor(session, "county"), objection, "不予更正")
    ranking_objections.reject(session, center, objection, "记录无误")
    assert (objection.status, objection.reply, objection.answered_by) == (
        ObjectionStatus.REJECTED,
        "记录无误",
        center.user_id,
    )
    assert {code: line(objection.ranking, code).total for code in TOTALS} == TOTALS
    assert ranking_objections.shifts(objection) == []
    assert told(session, "ranking.reject") == {f"{FIRST}F"}


def test_an_upheld_one_corrects_the_value_and_the_table_is_made_anew(session: Session, world: World) -> None:
    objection = objected(session, world)
    uphold(session, world, objection, Typed(1, 5))
    value = rankings.value_of(objection.row, "coverage")
    assert (value.numerator, value.denominator, value.points) == (1, 5, 240)
    assert (value.typed, value.proof) == (True, "经核实予以更正")
    assert objection.status is ObjectionStatus.UPHELD
    assert (objection.old_numerator, objection.old_denominator) == (4, 5)
    assert (objection.new_numerator, objection.new_denominator) == (1, 5)
    assert places(objection.ranking) == {SECOND: 1, THIRD: 2, FIRST: 3}
    assert told(session, "ranking.uphold") == {f"{FIRST}F"}
    assert events(session, f"objection:{objection.id}") == ["objection.file", "objection.uphold"]
    assert list(ranking_proof.differences(objection.ranking)) == []


def test_shifts_show_every_line_whose_total_or_place_the_correction_changed(
    session: Session, world: World
) -> None:
    objection = objected(session, world)
    assert ranking_objections.shifts(objection) == []
    uphold(session, world, objection, Typed(3, 5))
    assert ranking_objections.shifts(objection) == [
        Shift(SECOND, TOTALS[SECOND], TOTALS[SECOND], 2, 1),
        Shift(FIRST, TOTALS[FIRST], 5600, 1, 2),
    ]


def test_a_correction_of_what_was_never_counted_is_compared_with_nothing(
    session: Session, world: World
) -> None:
    """Also for marks that are taken off case by case: no value is not the same as no case."""
    ranking, center = drawn(session, world), world.actor(session, "center")
    misuse = metric(ranking, "misuse")
    misuse.formula, misuse.unit = Formula.PER_CASE, MetricUnit.CASES
    rankings.settle(session, ranking)
    rankings.consult(session, center, ranking, UNTIL)
    county = world.actor(session, "county2")
    objection = ranking_objections.file(session, county, line(ranking, THIRD), "misuse", "应按零件计")
    before = line(ranking, THIRD).total
    uphold(session, world, objection, Typed(0, None))
    (shift,) = [one for one in ranking_objections.shifts(objection) if one.code == THIRD]
    assert shift.total_before == before
    assert shift.total_after == line(ranking, THIRD).total
    assert shift.total_before != shift.total_after


@pytest.mark.parametrize(
    ("typed", "reply", "problem"),
    [
        (Typed(5, 5), " ", ("reason", "move.reason.missing")),
        (Typed(None, None), "更正", ("numerator", "ranking.value.missing")),
        (Typed(5, None), "更正", ("numerator", "ranking.value.half")),
        (Typed(6, 5), "更正", ("numerator", "ranking.value.over")),
        (Typed(4, 5), "更正", ("numerator", "objection.same_value")),
    ],
)
def test_a_correction_that_cannot_stand_changes_nothing(
    session: Session, world: World, typed: Typed, reply: str, problem: tuple[str, str]
) -> None:
    objection = objected(session, world)
    with pytest.raises(Refused) as refused:
        uphold(session, world, objection, typed, reply)
    assert codes(refused) == [problem]
    assert objection.status is ObjectionStatus.OPEN
    assert {code: line(objection.ranking, code).total for code in TOTALS} == TOTALS
    uphold(session, world, objection, Typed(5, 5))
    assert line(objection.ranking, FIRST).total == 6667


def test_answers_are_the_centers_and_given_once(session: Session, world: World) -> None:
    objection = objected(session, world)
    with pytest.raises(NotAllowed):
        ranking_objections.uphold(session, world.actor(session, "county"), objection, "更正", Typed(5, 5))
    uphold(session, world, objection, Typed(5, 5))
    for again in (Typed(5, 5), Typed(3, 5)):
        with pytest.raises(IllegalMove):
            uphold(session, world, objection, again)


def test_a_table_that_was_given_up_is_corrected_no_more(session: Session, world: World) -> None:
    objection = objected(session, world)
    rankings.cancel(session, world.actor(session, "center"), objection.ranking, "重新拟定")
    with pytest.raises(IllegalMove):
        uphold(session, world, objection, Typed(5, 5))
    assert line(objection.ranking, FIRST).total == TOTALS[FIRST]
