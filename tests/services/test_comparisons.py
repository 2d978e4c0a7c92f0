"""Filed targets beside one another: who came first, what counts as a copy, what is usual."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.domain.likeness import Compared
from portal.models import Plan, PlanStatus, Project
from portal.services import comparisons, plans, targets
from tests.compared import COPY_GOAL, OTHER_GOAL, OWN_GOAL, crowd, entry, file
from tests.factories import World, make_project


@pytest.fixture
def pair(session: Session, world: World) -> tuple[Project, Project]:
    """A target of the unit, and its copy at another place."""
    project = world.project(session, "own")
    world.projects["other"] = make_project(session, project.implementing_unit, "other").id
    world.project(session, "other").place = "吐沙拉乡 巴什村"
    return file(session, world, "other", entry(OTHER_GOAL)), file(session, world, "own", entry(COPY_GOAL))


def shares(session: Session, project: Project) -> dict[Compared, Fraction]:
    """How alike each part of a project's target is to the one it is most like."""
    found = comparisons.alike(session, [project.id])
    return {one.part: one.share for one in found.get(project.id, [])}


def test_only_who_filed_later_is_like_the_other(session: Session, pair: tuple[Project, Project]) -> None:
    by_id = sorted(pair, key=lambda project: project.id)
    assert shares(session, by_id[1])[Compared.GOAL] > Fraction(8, 10)
    assert shares(session, by_id[1])[Compared.ROWS] == 1
    assert shares(session, by_id[0]) == {}


def test_a_target_of_its_own_is_like_nobody(
    session: Session, world: World, pair: tuple[Project, Project]
) -> None:
    later = max(pair, key=lambda project: project.id)
    name = next(n for n, held in world.projects.items() if held == later.id)
    file(session, world, name, entry(OWN_GOAL, own=True))
    assert shares(session, later).get(Compared.GOAL, 0) < Fraction(1, 2)
    assert shares(session, later).get(Compared.ROWS, 0) < Fraction(9, 10)


def test_what_has_not_been_filed_is_compared_as_typed(
    session: Session, world: World, pair: tuple[Project, Project]
) -> None:
    world.projects["third"] = make_project(session, pair[0].implementing_unit, "third").id
    third = world.project(session, "third")
    core = targets.core_indicators(session, world.filing(session, "third"))
    alike, _figures = comparisons.typed(session, third, COPY_GOAL, entry(COPY_GOAL).rows, core)
    assert {one.part: one.share for one in alike} == {Compared.GOAL: 1, Compared.ROWS: 1}
    assert comparisons.alike(session, [third.id]) == {}
    own, _figures = comparisons.typed(session, third, OWN_GOAL, ())
    assert all(one.share < Fraction(1, 2) for one in own)


def test_the_projects_own_target_of_another_year_is_no_copy(
    session: Session, world: World, pair: tuple[Project, Project]
) -> None:
    earlier, later = sorted(pair, key=lambda project: project.id)
    plan = session.scalars(select(Plan).where(Plan.status == PlanStatus.ACTIVE)).one()
    old = plans.copy_plan(session, world.actor(session, "center"), plan, plan.year - 1)
    earlier.plan_id = old.id
    session.flush()
    assert shares(session, later)
    earlier.name, later.name = "2019年扎瓦镇道路项目", "2020年扎瓦镇道路项目"
    session.flush()
    assert shares(session, later) == {}


def test_figures_come_with_what_is_usual_for_them(session: Session, world: World) -> None:
    crowd(session, world, 3)
    one = world.projects["crowd0"]
    found = {seen.figure.name: seen for seen in comparisons.figures(session, [one])[one]}
    price = found["硬化补助标准"]
    assert (price.usual.count, price.usual.middle, price.usual.spread) == (3, 7_500_000, 0)
    _alike, typed = comparisons.typed(
        session, world.project(session, "own"), "", entry("", price="≤75万元/公里").rows
    )
    assert {seen.figure.name: seen for seen in typed}["硬化补助标准"].figure.micros == 75_000_000


def test_one_lookup_reads_as_many_statements_as_many(session: Session, world: World) -> None:
    crowd(session, world, 4)
    ids = [world.projects[f"crowd{n}"] for n in range(4)]
    counts = []
    for some in (ids[-1:], ids):
        found: list[str] = []

        def note(
            _c: object, _cursor: object, statement: str, *_more: object, into: list[str] = found
        ) -> None:
            into.append(statement)

        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", note)
        comparisons.nearest(session, some)
        comparisons.figures(session, some)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(found))
    assert counts == [3, 3]
