"""What a person has done: the own steps alone, and only links to what can be opened now."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.flows.filings import FilingAction
from portal.services import own_steps, workflow
from tests.announced import published
from tests.factories import World
from tests.filed import decide, submitted
from tests.ordered import issued


def actions(session: Session, world: World, who: str, kind: str = "") -> list[str]:
    """What an account did, in the order in which it happened."""
    query = own_steps.of(world.actor(session, who), kind)
    return [entry.action for entry in sorted(session.scalars(query), key=lambda e: e.id)]


def test_each_finds_the_own_steps_and_nobody_elses(session: Session, world: World) -> None:
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    published(session, world)
    assert actions(session, world, "unit") == ["filing.start", "filing.submit"]
    assert actions(session, world, "county") == ["filing.pass_on"]
    assert actions(session, world, "center") == ["announcement.draft", "announcement.publish"]
    assert actions(session, world, "prefecture") == []


def test_the_list_narrows_to_a_kind_of_record(session: Session, world: World) -> None:
    issued(session, world)
    submitted(session, world)
    assert actions(session, world, "prefecture", "filing") == []
    assert "order.issue" in actions(session, world, "prefecture", "order")
    assert actions(session, world, "prefecture", "x") == actions(session, world, "prefecture")


def test_a_record_that_was_taken_back_is_no_longer_reachable_from_above(
    session: Session, world: World
) -> None:
    filing = submitted(session, world)
    subjects = [f"filing:{filing.id}", f"project:{filing.project_id}", "user:1", "filing:x"]
    county = world.actor(session, "prefecture")
    assert own_steps.reachable(session, county, subjects) == set(subjects[:2])
    workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.RECALL)
    assert own_steps.reachable(session, county, subjects) == {subjects[1]}


def test_the_projects_of_the_steps_are_found_by_their_chains(session: Session, world: World) -> None:
    filing = submitted(session, world)
    published(session, world)
    entries = [
        *session.scalars(own_steps.of(world.actor(session, "unit"))),
        *session.scalars(own_steps.of(world.actor(session, "center"))),
    ]
    assert own_steps.bearers(session, entries) == {f"project:{filing.project_id}": filing.project}
    assert own_steps.bearers(session, []) == {}
