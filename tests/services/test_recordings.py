"""Recorded (录入动态监控系统): approved targets with their code in the national system, counted toward 100 %."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.models import HistoryEntry, Project
from portal.services import recordings
from portal.services.filings import current_plan
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved, submitted


def codes(found: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Where and why it was refused."""
    return [(p.field, p.code) for p in found.value.problems]


def test_an_approved_target_is_marked_with_code_and_day(session: Session, world: World) -> None:
    filing, county = approved(session, world), world.actor(session, "county")
    (made,) = recordings.record(session, county, [filing], {filing.id: " DT-1 "}, TODAY)
    assert (made.code, made.recorded_on, made.recorded_by) == ("DT-1", TODAY, county.user_id)
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "filing.record")).one()
    assert entry.params == '{"code":"DT-1","recorded_on":"2020-06-15"}'


def test_a_wrong_code_is_corrected_in_place(session: Session, world: World) -> None:
    filing, county = approved(session, world), world.actor(session, "county")
    recordings.record(session, county, [filing], {filing.id: "DT-1"}, TODAY)
    recordings.record(session, county, [filing], {filing.id: "DT-2"}, TODAY - timedelta(days=1))
    assert filing.recording is not None
    assert (filing.recording.code, filing.recording.recorded_on) == ("DT-2", date(2020, 6, 14))


def test_a_selection_is_recorded_as_a_whole_or_not_at_all(session: Session, world: World) -> None:
    done, waiting = approved(session, world), submitted(session, world, "region")
    county = world.actor(session, "county")
    with pytest.raises(NotAllowed):
        recordings.record(session, county, [done, waiting], {done.id: "DT-1", waiting.id: "DT-2"}, TODAY)
    division = world.actor(session, "division")
    with pytest.raises(Refused) as refused:
        recordings.record(session, division, [waiting], {waiting.id: "DT-2"}, TODAY)
    assert codes(refused) == [(f"codes.{waiting.id}", "recording.not_approved")]
    assert done.recording is None


@pytest.mark.parametrize("code", ["", "  "])
def test_a_code_is_needed(session: Session, world: World, code: str) -> None:
    filing = approved(session, world)
    with pytest.raises(Refused) as refused:
        recordings.record(session, world.actor(session, "county"), [filing], {filing.id: code}, TODAY)
    assert codes(refused) == [(f"codes.{filing.id}", "recording.code.missing")]


def test_a_day_to_come_is_refused(session: Session, world: World) -> None:
    filing = approved(session, world)
    with pytest.raises(Refused) as refused:
        recordings.record(
            session, world.actor(session, "county"), [filing], {filing.id: "DT-1"}, TODAY + timedelta(days=1)
        )
    assert codes(refused) == [("recorded_on", "recording.date.future")]


def test_a_code_belongs_to_one_project(session: Session, world: World) -> None:
    first, second = approved(session, world), approved(session, world, "region")
    recordings.record(session, world.actor(session, "county"), [first], {first.id: "DT-1"}, TODAY)
    with pytest.raises(Refused) as refused:
        recordings.record(session, world.actor(session, "division"), [second], {second.id: "DT-1"}, TODAY)
    assert codes(refused) == [(f"codes.{second.id}", "recording.code.used")]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("county", True),
        ("county-entry", True),
        ("unit", False),
        ("prefecture", False),
        ("county2", False),
        ("center", False),
    ],
)
def test_the_bureau_of_the_owning_place_records(session: Session, world: World, who: str, may: bool) -> None:
    filing, actor = approved(session, world), world.actor(session, who)
    if may:
        assert recordings.record(session, actor, [filing], {filing.id: "DT-1"}, TODAY)
        return
    with pytest.raises(NotAllowed):
        recordings.record(session, actor, [filing], {filing.id: "DT-1"}, TODAY)


def test_coverage_counts_what_is_registered_approved_and_recorded(session: Session, world: World) -> None:
    plan = current_plan(session, TODAY)
    assert plan is not None
    center, county = world.actor(session, "center"), world.actor(session, "county")
    assert recordings.coverage(session, center, plan.id) == recordings.Coverage(4, 0, 0)
    filing = approved(session, world)
    assert recordings.coverage(session, county, plan.id) == recordings.Coverage(1, 1, 0)
    recordings.record(session, county, [filing], {filing.id: "DT-1"}, TODAY)
    assert recordings.coverage(session, county, plan.id) == recordings.Coverage(1, 1, 1)
    assert recordings.coverage(session, center, plan.id) == recordings.Coverage(4, 1, 1)
    only = recordings.coverage(session, center, plan.id, Project.owner_level == "region")
    assert only == recordings.Coverage(1, 0, 0)
