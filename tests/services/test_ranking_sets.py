"""Sets of metrics: what ships, a new version, and rankings that stay with the version they were drawn up by."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.domain.ranking import Formula
from portal.domain.ranking_measures import UNITS, PortalMeasure
from portal.domain.roles import Level
from portal.models import HistoryEntry, RankingMetric, RankingSet
from portal.services import ranking_proof, ranking_sets, rankings
from portal.services.ranking_sets import FULL, MetricEntry
from portal.services.workflow import Refused
from tests.factories import World
from tests.ranked import TOTALS, drawn, line, newest

LEVELS = pytest.mark.parametrize("level", [Level.PREFECTURE, Level.COUNTY])


def entry(held: RankingSet, code: str, **changes: object) -> MetricEntry:
    """A metric as it stands, with changes."""
    marks = next(metric.marks for metric in held.metrics if metric.code == code)
    return replace(MetricEntry(code, marks), **changes)  # type: ignore[arg-type]


def metric(held: RankingSet, code: str) -> RankingMetric:
    """A metric of a set."""
    return next(one for one in held.metrics if one.code == code)


def renew(
    session: Session, world: World, held: RankingSet, *entries: MetricEntry, **general: int
) -> RankingSet:
    """A new version by the center."""
    return ranking_sets.renew(session, world.actor(session, "center"), held, entries, "会议纪要", **general)


@LEVELS
def test_the_sets_that_ship_share_out_a_hundred_points_over_all_measures(
    session: Session, world: World, level: Level
) -> None:
    held = newest(session, level)
    rules = ranking_sets.rules_of(held)
    assert (held.version, rules.base_full) == (1, FULL)
    measured = {one.measure: one for one in held.metrics if one.measure}
    assert set(measured) == set(PortalMeasure)
    assert all(one.unit is UNITS[measure] for measure, one in measured.items())
    assert all(one.source for one in held.metrics)
    assert all(one.name_zh and one.name_ug for one in held.metrics)
    assert {one.formula for one in held.metrics} == set(Formula) - {Formula.PER_CASE}
    assert held.source


def test_sets_are_loaded_once(session: Session, world: World) -> None:
    assert ranking_sets.load_sets(session) == 0
    assert session.scalar(select(func.count(RankingSet.id))) == 2


def test_a_stored_metric_is_read_as_the_formula_sees_it(session: Session, world: World) -> None:
    rules = {one.code: one for one in ranking_sets.rules_of(newest(session)).metrics}
    assert (rules["days_to_clear"].floor, rules["days_to_clear"].ceiling) == (90, 5)
    assert rules["days_to_clear"].less_is_better
    assert rules["evaluation_distance"].bands == ((2, 100), (5, 60), (10, 20))
    assert (rules["misuse"].step, rules["misuse"].full) == (200, 600)
    assert (rules["coverage"].mendable, rules["targets_on_time"].mendable) == (True, False)
    assert rules["returns"].least == 5


def test_a_new_version_has_the_changes_and_all_else_as_it_was(session: Session, world: World) -> None:
    held = newest(session)
    made = renew(
        session,
        world,
        held,
        entry(held, "coverage", marks=1300, floor=Fraction(5, 2)),
        entry(held, "targets_on_time", marks=900),
        entry(held, "commended", step=Fraction(1, 2)),
        entry(held, "returns", least=8),
        least_projects=2,
        with_corps=1,
    )
    assert (made.version, made.source, made.year, made.level) == (2, "会议纪要", 2020, Level.COUNTY)
    assert newest(session) is made
    assert (metric(made, "coverage").marks, json.loads(metric(made, "coverage").params)) == (
        1300,
        {"floor": "2.5", "ceiling": "100"},
    )
    assert json.loads(metric(made, "commended").params) == {"step": "0.5"}
    assert metric(made, "returns").least == 8
    assert (made.least_projects, made.least_judged, bool(made.with_corps), made.with_zones) == (
        2,
        50,
        True,
        False,
    )
    changed = {"coverage", "targets_on_time", "commended", "returns"}
    for old, new in zip(held.metrics, made.metrics, strict=True):
        kept = (old.code, old.name_zh, old.name_ug, old.measure, old.unit, old.formula, old.position)
        assert kept == (new.code, new.name_zh, new.name_ug, new.measure, new.unit, new.formula, new.position)
        if old.code not in changed:
            assert (old.marks, old.params, old.least) == (new.marks, new.params, new.least)
    assert metric(held, "coverage").marks == 1200
    told = session.scalars(select(HistoryEntry).where(HistoryEntry.subject == f"ranking_set:{made.id}")).one()
    assert told.action == "ranking.set"


def test_the_marks_of_a_veto_stay_none(session: Session, world: World) -> None:
    held = newest(session)
    assert metric(renew(session, world, held, MetricEntry("serious", 500)), "serious").marks == 0


@pytest.mark.parametrize(
    ("code", "changes", "general", "problems"),
    [
        ("coverage", {"marks": 1100}, {}, [("marks", "ranking.marks.sum")]),
        ("coverage", {"floor": Fraction(100)}, {}, [("metrics.coverage.floor", "ranking.bounds.equal")]),
        ("coverage", {"ceiling": Fraction(0)}, {}, [("metrics.coverage.floor", "ranking.bounds.equal")]),
        (
            "coverage",
            {"floor": Fraction(7), "ceiling": Fraction(7)},
            {},
            [("metrics.coverage.floor", "ranking.bounds.equal")],
        ),
        (
            "coverage",
            {"marks": 0},
            {},
            [("marks", "ranking.marks.sum"), ("metrics.coverage.marks", "ranking.figure.range")],
        ),
        ("commended", {"marks": 0}, {}, [("metrics.commended.marks", "ranking.figure.range")]),
        ("misuse", {"step": Fraction(0)}, {}, [("metrics.misuse.step", "ranking.figure.range")]),
        ("returns", {"least": 0}, {}, [("metrics.returns.least", "ranking.figure.range")]),
        ("coverage", {}, {"least_projects": 0}, [("least_projects", "ranking.figure.range")]),
        ("coverage", {}, {"least_judged": 101}, [("least_judged", "ranking.figure.range")]),
    ],
)
def test_a_set_that_cannot_be_counted_by_is_refused(
    session: Session,
    world: World,
    code: str,
    changes: dict[str, object],
    general: dict[str, int],
    problems: list[tuple[str, str]],
) -> None:
    held = newest(session)
    with pytest.raises(Refused) as refused:
        renew(session, world, held, entry(held, code, **changes), **general)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == problems
    assert newest(session) is held


def test_a_new_version_names_its_source_and_is_the_centers(session: Session, world: World) -> None:
    held = newest(session)
    with pytest.raises(Refused) as refused:
        ranking_sets.renew(session, world.actor(session, "center"), held, (), " ")
    assert [(p.field, p.code) for p in refused.value.problems] == [("source", "ranking.source.missing")]
    for who in ("prefecture", "division", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            ranking_sets.renew(session, world.actor(session, who), held, (), "会议纪要")


def test_a_table_stays_with_the_version_it_was_drawn_up_by(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    by = ranking.set
    assert ranking_sets.used(session, by)
    swapped = (entry(by, "coverage", marks=200), entry(by, "targets_on_time", marks=2000))
    made = renew(session, world, by, *swapped)
    assert not ranking_sets.used(session, made)
    assert ranking.set is by
    rankings.settle(session, ranking)
    assert {code: line(ranking, code).total for code in TOTALS} == TOTALS
    assert list(ranking_proof.differences(ranking)) == []


def test_versions_are_numbered_from_the_newest_also_when_made_from_an_older_one(
    session: Session, world: World
) -> None:
    first = newest(session)
    assert renew(session, world, first).version == 2
    assert renew(session, world, first).version == 3
    assert newest(session, Level.PREFECTURE).version == 1
