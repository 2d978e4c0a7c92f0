"""Prints kept in step with what was filed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.flows.filings import FilingAction
from portal.models import TargetBucket, TargetFigure, TargetPrint, UsualFigure
from portal.services import lights, target_prints, targets, workflow
from tests.compared import COPY_GOAL, OTHER_GOAL, OWN_GOAL, crowd, entry, file
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import clerk, drafted, submitted


def goal(session: Session, world: World) -> str | None:
    """The stored goal of the county's project."""
    return session.scalar(select(TargetPrint.goal).where(TargetPrint.project_id == world.projects["own"]))


def rows(session: Session) -> list[int]:
    """How many prints, buckets and figures there are."""
    return [
        session.scalar(select(func.count()).select_from(m)) or 0
        for m in (TargetPrint, TargetBucket, TargetFigure)
    ]


def test_a_draft_has_no_print(session: Session, world: World) -> None:
    filing = drafted(session, world)
    target_prints.keep(session, [filing.project_id])
    assert rows(session) == [0, 0, 0]


def test_what_is_filed_anew_takes_the_place_of_what_was(session: Session, world: World) -> None:
    file(session, world, "own", entry(OTHER_GOAL))
    before, counted = goal(session, world), rows(session)
    file(session, world, "own", entry(OWN_GOAL))
    assert before != goal(session, world)
    assert rows(session)[0] == counted[0]


def test_a_recalled_target_keeps_its_print_and_its_place_in_the_line(session: Session, world: World) -> None:
    project = file(session, world, "own", entry(OTHER_GOAL))
    first = session.scalar(select(TargetPrint.filed_at))
    filing = world.filing(session, "own")
    workflow.perform(session, clerk(session, world), filing, FilingAction.RECALL)
    targets.save(session, clerk(session, world), filing, entry(OWN_GOAL))
    before = goal(session, world)
    target_prints.keep(session, [project.id], anew=True)
    assert goal(session, world) == before
    assert session.scalar(select(TargetPrint.filed_at)) == first


def test_a_sweep_brings_in_step_what_is_behind_and_nothing_else(session: Session, world: World) -> None:
    submitted(session, world)
    assert list(target_prints.renew(session)) == [1]
    assert list(target_prints.renew(session)) == []
    usual = session.execute(select(UsualFigure.group, UsualFigure.count, UsualFigure.middle)).all()
    assert usual
    list(target_prints.renew(session))
    assert session.execute(select(UsualFigure.group, UsualFigure.count, UsualFigure.middle)).all() == usual


def test_what_is_usual_follows_the_figures(session: Session, world: World) -> None:
    crowd(session, world, 3)
    file(session, world, "crowd0", entry(COPY_GOAL, price="≤9万元/公里"))
    file(session, world, "crowd1", entry(COPY_GOAL, price="≤9万元/公里"))
    list(target_prints.renew(session))
    assert 9_000_000 in session.scalars(select(UsualFigure.middle)).all()


def test_a_project_renamed_by_a_request_is_compared_by_its_new_name(session: Session, world: World) -> None:
    project = file(session, world, "own", entry(OTHER_GOAL))
    lights.settle(session, TODAY)
    project.name = "村组道路"
    lights.settle(session, TODAY)
    assert "村组道路" not in (goal(session, world) or "")
