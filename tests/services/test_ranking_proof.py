"""The proof of a ranking: counted again from what was frozen, and whatever was changed is named."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.alert_types import Colour
from portal.domain.ranking import Absence
from portal.domain.ranking_facts import LightRow, RankingFacts
from portal.domain.scoring import Grade
from portal.models import Ranking
from portal.services import ranking_proof, rankings
from tests.factories import World
from tests.ranked import FIRST, SECOND, drawn, line, metric, published


def named(ranking: Ranking) -> list[str]:
    """Places that differ."""
    return [one.place for one in ranking_proof.differences(ranking)]


def rewritten(ranking: Ranking, change: Callable[[RankingFacts], RankingFacts]) -> None:
    """Change the frozen rows."""
    ranking.facts = ranking_proof.pack(change(ranking_proof.unpack(ranking.facts)))


def first_target_gone(facts: RankingFacts) -> RankingFacts:
    """One approved target fewer in the first county."""
    inside = {p.id for p in facts.projects if p.region == FIRST}
    gone = next(f for f in facts.filings if f.project in inside and f.approved_on)
    return replace(facts, filings=tuple(f for f in facts.filings if f is not gone))


def another_light(facts: RankingFacts) -> RankingFacts:
    """One red light more in the first county."""
    project = next(p.id for p in facts.projects if p.region == FIRST)
    lit = LightRow(1, project, "P03", Colour.RED, date(2020, 6, 1), date(2020, 6, 11), False)
    return replace(facts, lights=(*facts.lights, lit))


def project_moved(facts: RankingFacts) -> RankingFacts:
    """A project of the first county in the second."""
    moved = next(p for p in facts.projects if p.region == FIRST)
    others = tuple(p for p in facts.projects if p is not moved)
    return replace(facts, projects=(*others, replace(moved, region=SECOND)))


def test_rows_survive_the_packing(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    facts = ranking_proof.unpack(ranking.facts)
    assert facts.as_of == ranking.as_of
    assert len(facts.projects) == 13
    assert ranking_proof.pack(facts) == ranking.facts


@pytest.mark.parametrize("make", [drawn, published])
def test_what_nobody_touched_agrees(
    session: Session, world: World, make: Callable[[Session, World], Ranking]
) -> None:
    assert named(make(session, world)) == []


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (first_target_gone, [f"{FIRST} coverage", f"{FIRST} targets_on_time", f"{FIRST} approved_at_once"]),
        (another_light, [f"{FIRST} red_lights", f"{FIRST} days_to_clear"]),
        (
            project_moved,
            [f"{SECOND} projects", f"{SECOND} coverage", f"{FIRST} projects", f"{FIRST} coverage"],
        ),
    ],
)
def test_a_changed_row_is_named_by_the_values_it_was_counted_in_and_by_the_digest(
    session: Session, world: World, change: Callable[[RankingFacts], RankingFacts], places: list[str]
) -> None:
    ranking = published(session, world)
    rewritten(ranking, change)
    found = named(ranking)
    assert set(places) <= set(found)
    assert found[-1] == "digest"


def changed_numerator(ranking: Ranking) -> None:
    rankings.value_of(line(ranking, FIRST), "coverage").numerator = 5


def changed_points(ranking: Ranking) -> None:
    rankings.value_of(line(ranking, FIRST), "coverage").points = 961


def changed_marks(ranking: Ranking) -> None:
    metric(ranking, "red_lights").marks = 900


def changed_bound(ranking: Ranking) -> None:
    metric(ranking, "coverage").params = '{"ceiling":"100","floor":"50"}'


def changed_total(ranking: Ranking) -> None:
    line(ranking, FIRST).total = 6134


def changed_place(ranking: Ranking) -> None:
    line(ranking, FIRST).place = 2


def changed_grade(ranking: Ranking) -> None:
    line(ranking, FIRST).grade = Grade.GOOD


def changed_veto(ranking: Ranking) -> None:
    line(ranking, FIRST).vetoed = True


def changed_absence(ranking: Ranking) -> None:
    line(ranking, "653223").absence = Absence.FEW_PROJECTS


def changed_day(ranking: Ranking) -> None:
    ranking.as_of = date(2020, 6, 14)


def changed_formula(ranking: Ranking) -> None:
    ranking.formula_version = 99


EXACT: list[tuple[Callable[[Ranking], None], str]] = [
    (changed_numerator, f"{FIRST} coverage"),
    (changed_points, f"{FIRST} coverage points"),
    (changed_marks, f"{FIRST} red_lights points"),
    (changed_bound, f"{FIRST} coverage points"),
    (changed_total, f"{FIRST} total"),
    (changed_place, f"{FIRST} place"),
    (changed_grade, f"{FIRST} grade"),
    (changed_veto, f"{FIRST} vetoed"),
    (changed_absence, "653223 absence"),
    (changed_day, "as_of"),
    (changed_formula, "formula"),
]


@pytest.mark.parametrize(("change", "place"), EXACT)
def test_one_changed_figure_is_named_with_its_place(
    session: Session, world: World, change: Callable[[Ranking], None], place: str
) -> None:
    ranking = published(session, world)
    with session.no_autoflush:
        change(ranking)
        found = named(ranking)
    assert place in found
    assert found[-1] == "digest"


def test_a_difference_says_what_is_stored_and_what_was_counted(session: Session, world: World) -> None:
    ranking = drawn(session, world)
    with session.no_autoflush:
        line(ranking, FIRST).place = 2
        (found,) = ranking_proof.differences(ranking)
    assert (found.place, found.stored, found.again) == (f"{FIRST} place", "2", "1")


def test_a_changed_digest_and_a_changed_name_are_named(session: Session, world: World) -> None:
    ranking = published(session, world)
    with session.no_autoflush:
        held = ranking.digest
        ranking.digest = "0" * 64
        assert named(ranking) == ["digest"]
        ranking.digest = held
        line(ranking, FIRST).name_zh = "别的县"
        assert named(ranking) == ["digest"]


@pytest.mark.parametrize(
    "packed",
    [b"", b"no zlib", zlib.compress(b"{"), zlib.compress(b"{}"), zlib.compress(json.dumps({"projects": [1]}).encode())],
)  # fmt: skip
def test_rows_that_cannot_be_read_are_named_and_nothing_more(
    session: Session, world: World, packed: bytes
) -> None:
    ranking = published(session, world)
    with session.no_autoflush:
        ranking.facts = packed
        assert named(ranking) == ["facts"]


def test_the_same_table_has_one_digest_however_its_lines_are_ordered(session: Session, world: World) -> None:
    ranking = published(session, world)
    with session.no_autoflush:
        ranking.rows.reverse()
        ranking.rows[3].values.reverse()
        assert ranking_proof.digest(ranking) == ranking.digest
