"""Concentrated reviews: the draw is frozen and can be made again, what was found is recorded, the end is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.domain.concentrated import ConcentratedStatus, Outcome, Scale
from portal.domain.filings import ProblemCategory
from portal.domain.lifecycle import IllegalMove
from portal.models import ConcentratedReview, HistoryEntry, Notice, Unit
from portal.services import concentrated, order_drafts, workflow
from portal.services.concentrated import Finding, Opening, ProblemEntry
from portal.services.concentrated_draws import Wanted
from portal.services.workflow import Refused
from tests.drawn import FAULT, PLACES, concluded, item_at, opened, opening, record, stand, target_round, whole
from tests.factories import World

ALL = sum(PLACES.values())


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Codes of a refusal."""
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("change", "code", "mended"),
    [
        ({"name": " "}, "concentrated.name.missing", {"name": "审核"}),
        ({"name": "审" * 121}, "concentrated.name.long", {"name": "审" * 120}),
        ({"starts_on": None}, "concentrated.period.missing", {"starts_on": date(2020, 6, 1)}),
        ({"ends_on": date(2020, 6, 14)}, "concentrated.period.order", {"ends_on": date(2020, 6, 15)}),
        ({"wanted": Wanted(type="x")}, "concentrated.population.empty", {"wanted": Wanted()}),
        ({"seed": ""}, "sample.seed.missing", {"seed": "7"}),
        ({"size": 2}, "sample.size.range", {"size": 3}),
        ({"size": ALL + 1}, "sample.size.range", {"size": ALL}),
    ],
)
def test_what_a_refusal_advises_opens_the_review(
    session: Session, world: World, change: dict[str, object], code: str, mended: dict[str, object]
) -> None:
    stand(session, world)
    center, round_ = world.actor(session, "center"), target_round(session)
    wrong: Opening = replace(opening(session), **change)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        concentrated.open_review(session, center, wrong, round_)
    assert codes(refused) == [code]
    right: Opening = replace(wrong, **mended)  # type: ignore[arg-type]
    assert concentrated.open_review(session, center, right, round_).items


def test_only_the_center_opens_one(session: Session, world: World) -> None:
    stand(session, world)
    for who in ("prefecture", "division", "auditor", "unit"):
        with pytest.raises(NotAllowed):
            concentrated.open_review(
                session, world.actor(session, who), opening(session), target_round(session)
            )


def test_the_version_read_is_the_one_that_was_drawn(session: Session, world: World) -> None:
    review = whole(session, world)
    assert {item.version_number for item in review.items} == {1}
    assert all(item.filing.project.code == item.code for item in review.items)


def test_what_was_found_is_recorded_and_may_be_changed_until_the_end(session: Session, world: World) -> None:
    review = whole(session, world)
    center, item = world.actor(session, "center"), item_at(review, "653222")
    concentrated.record(session, center, item, Finding(Outcome.FAIR, "请修改", (FAULT,)))
    (problem,) = item.problems
    assert (item.outcome, item.recorded_by, problem.category) == (
        Outcome.FAIR,
        center.user_id,
        ProblemCategory.TARGET_IRREGULAR,
    )
    kept = ProblemEntry("改写的问题", ProblemCategory.AMOUNT_WRONG, problem.id)
    concentrated.record(session, center, item, Finding(Outcome.POOR, "", (kept, replace(FAULT, text=" "))))
    assert [(p.id, p.text) for p in item.problems] == [(problem.id, "改写的问题")]
    concentrated.record(session, center, item, Finding(Outcome.GOOD, "", (replace(kept, removed=True),)))
    assert (item.problems, item.outcome) == ([], Outcome.GOOD)


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (Finding(None), "concentrated.outcome.missing"),
        (Finding(Outcome.CLEAR), "concentrated.outcome.missing"),
        (Finding(Outcome.POOR), "concentrated.outcome.unfounded"),
        (Finding(Outcome.FAIR, "", (ProblemEntry(" "),)), "concentrated.outcome.unfounded"),
    ],
)
def test_an_outcome_must_be_borne_out(session: Session, world: World, finding: Finding, code: str) -> None:
    review = whole(session, world)
    with pytest.raises(Refused) as refused:
        concentrated.record(session, world.actor(session, "center"), review.items[0], finding)
    assert codes(refused) == [code]
    assert review.items[0].outcome is None


def test_on_the_scale_of_problems_clear_means_none(session: Session, world: World) -> None:
    review = opened(session, world, scale=Scale.PROBLEMS)
    center, item = world.actor(session, "center"), review.items[0]
    with pytest.raises(Refused) as refused:
        concentrated.record(session, center, item, Finding(Outcome.CLEAR, "", (FAULT,)))
    assert codes(refused) == ["concentrated.outcome.problems"]
    concentrated.record(session, center, item, Finding(Outcome.FAULTY, "", (FAULT,)))
    assert item.outcome is Outcome.FAULTY


def test_a_division_records_its_counterpart_units_alone(session: Session, world: World) -> None:
    review = whole(session, world)
    division = world.actor(session, "division")
    concentrated.record(session, division, item_at(review, "650000"), Finding(Outcome.GOOD))
    with pytest.raises(NotAllowed):
        concentrated.record(session, division, item_at(review, "653222"), Finding(Outcome.GOOD))
    for who in ("prefecture", "auditor", "unit"):
        with pytest.raises(NotAllowed):
            concentrated.record(
                session, world.actor(session, who), item_at(review, "653222"), Finding(Outcome.GOOD)
            )


def test_a_problem_with_an_order_stays_and_carries_one_order_alone(session: Session, world: World) -> None:
    review = whole(session, world)
    center, item = world.actor(session, "center"), item_at(review, "653222")
    concentrated.record(session, center, item, Finding(Outcome.FAIR, "", (FAULT,)))
    (problem,) = item.problems
    project = item.filing.project
    entry = order_drafts.prefill(session, center, project, item.filing, None, concentrated=problem)
    assert (entry.problem, entry.category) == (FAULT.text, FAULT.category)
    entry = replace(entry, requirement="请修改", basis="财预〔2015〕88号")
    made = order_drafts.draft(session, center, project, entry, item.filing, concentrated=problem)
    assert made.concentrated_problem_id == problem.id
    assert order_drafts.draft(session, center, project, entry, item.filing, concentrated=problem) is made
    other = replace(entry, requirement="别的")
    with pytest.raises(Refused) as refused:
        order_drafts.draft(session, center, project, other, item.filing, concentrated=problem)
    assert codes(refused) == ["order.finding.drafted"]
    gone = ProblemEntry(FAULT.text, FAULT.category, problem.id, removed=True)
    with pytest.raises(Refused) as refused:
        concentrated.record(session, center, item, Finding(Outcome.GOOD, "", (gone,)))
    assert codes(refused) == ["concentrated.problem.ordered"]
    workflow.perform(session, center, made, "withdraw", reason="不再需要")
    with pytest.raises(Refused):
        concentrated.record(session, center, item, Finding(Outcome.GOOD, "", (gone,)))
    kept = replace(gone, removed=False, text="经核实不成立")
    concentrated.record(session, center, item, Finding(Outcome.GOOD, "", (kept,)))
    assert [p.text for p in item.problems] == ["经核实不成立"]


def test_it_ends_when_everything_is_recorded_and_concluded_in_words(session: Session, world: World) -> None:
    review = whole(session, world)
    center = world.actor(session, "center")
    with pytest.raises(Refused) as refused:
        concentrated.conclude(session, center, review, " ")
    assert codes(refused) == ["concentrated.unrecorded", "concentrated.conclusion.missing"]
    assert refused.value.problems[0].params["count"] == ALL
    record(session, world, review)
    concentrated.conclude(session, center, review, "总体良好")
    assert (review.status, review.conclusion) == (ConcentratedStatus.CONCLUDED, "总体良好")
    for step in (
        lambda: concentrated.record(session, center, review.items[0], Finding(Outcome.GOOD)),
        lambda: concentrated.conclude(session, center, review, "再次"),
        lambda: concentrated.cancel(session, center, review, "不再需要"),
    ):
        with pytest.raises(IllegalMove):
            step()


def test_every_place_hears_of_its_own_and_nobody_else(session: Session, world: World) -> None:
    review = concluded(session, world)
    rows = session.execute(
        select(Unit.code, Notice.role, Notice.params)
        .join(Unit, Unit.id == Notice.unit_id)
        .where(Notice.code == "concentrated.conclude")
    ).all()
    counts = {code: int(params.split('"count":')[1].split(",")[0]) for code, _role, params in rows}
    assert counts == {"653222F": 4, "653221F": 3, "653200F": 8, "653125F": 2, "653100F": 2, "650000D1": 2}
    assert {(code, role) for code, role, _params in rows if code.endswith("D1")} == {("650000D1", "division")}
    told = session.scalars(select(Notice.unit_id).where(Notice.code == "concentrated.open")).all()
    assert told == [session.scalars(select(Unit.id).where(Unit.code == "650000D1")).one()]
    assert review.status is ConcentratedStatus.CONCLUDED


def test_it_stands_in_the_units_chain_and_the_outcome_in_each_projects(
    session: Session, world: World
) -> None:
    review = concluded(session, world)
    subject = workflow.subject_of(review)
    mine = session.scalars(
        select(HistoryEntry).where(HistoryEntry.subject == subject).order_by(HistoryEntry.seq)
    ).all()
    assert {entry.chain for entry in mine} == {f"unit:{review.unit_id}"}
    assert [e.action for e in mine] == [
        "concentrated.open",
        *["concentrated.record"] * ALL,
        "concentrated.conclude",
    ]
    for item in review.items:
        query = select(HistoryEntry.action).where(
            HistoryEntry.chain == f"project:{item.filing.project_id}",
            HistoryEntry.action == "concentrated.outcome",
        )
        assert len(session.scalars(query).all()) == 1


def test_giving_up_wants_a_reason_and_tells_nobody(session: Session, world: World) -> None:
    review = whole(session, world)
    center = world.actor(session, "center")
    with pytest.raises(Refused) as refused:
        concentrated.cancel(session, center, review, " ")
    assert codes(refused) == ["move.reason.missing"]
    concentrated.cancel(session, center, review, "另行安排")
    assert (review.status, review.cancel_reason) == (ConcentratedStatus.CANCELLED, "另行安排")
    assert session.scalars(select(Notice.id).where(Notice.code == "concentrated.conclude")).all() == []


@pytest.mark.parametrize(
    "change", [{"ends_on": date(2020, 1, 1)}, {"seed": ""}, {"size": 0}, {"size": ALL + 1}]
)
def test_the_database_refuses_impossible_reviews(
    session: Session, world: World, change: dict[str, object]
) -> None:
    review = opened(session, world)
    for name, value in change.items():
        setattr(review, name, value)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    assert session.scalars(select(ConcentratedReview.id)).all() == []
