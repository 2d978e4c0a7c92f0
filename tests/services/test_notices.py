"""Notices: who is told, in which role, and what a person has read."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import Audience
from portal.domain.roles import Level, Role, UnitKind
from portal.models import Notice, NoticeRead, Unit
from portal.services import notices
from tests.factories import World
from tests.filed import decide, passed_on, submitted
from tests.ordered import issued


def unit_of(session: Session, code: str) -> int:
    """Id of a unit."""
    return session.scalars(select(Unit.id).where(Unit.code == code)).one()


@pytest.mark.parametrize(
    ("place", "code"), [("653222", "653222F"), ("653200", "653200F"), ("650000", None), ("999999", None)]
)
def test_a_place_has_one_bureau(session: Session, world: World, place: str, code: str | None) -> None:
    assert notices.bureau_of(session, place) == (unit_of(session, code) if code else None)


@pytest.mark.parametrize(
    ("name", "level", "code", "role"),
    [
        ("own", Level.COUNTY, "653222F", Role.REVIEWER),
        ("own", Level.PREFECTURE, "653200F", Role.REVIEWER),
        ("sibling", Level.PREFECTURE, "653100F", Role.REVIEWER),
        ("prefecture", Level.PREFECTURE, "653200F", Role.REVIEWER),
        ("region", Level.REGION, "650000D1", Role.DIVISION),
    ],
)
def test_each_level_of_a_route_has_its_unit(
    session: Session, world: World, name: str, level: Level, code: str, role: Role
) -> None:
    found = notices.reviewing_unit(session, world.project(session, name), level)
    assert found == (unit_of(session, code), role)


def test_fillers_are_the_implementing_unit_and_who_submitted(session: Session, world: World) -> None:
    filing = submitted(session, world)
    units, role = notices.filing_addressees(session, filing, Audience.FILLER)
    assert (units, role) == ({filing.project.implementing_unit_id}, Role.ENTRY)


def test_reviewers_are_the_units_that_decided_so_far(session: Session, world: World) -> None:
    filing = passed_on(session, world)
    assert notices.filing_addressees(session, filing, Audience.REVIEWERS) == (
        {unit_of(session, "653222F")},
        Role.REVIEWER,
    )


def test_of_a_region_level_unit_the_division_is_told_in_its_own_role(session: Session, world: World) -> None:
    filing = submitted(session, world, "region")
    decide(session, world.actor(session, "division"), filing, FilingAction.RETURN)
    units, role = notices.filing_addressees(session, filing, Audience.REVIEWERS)
    assert (units, role) == ({filing.project.division_id}, Role.DIVISION)


def test_nobody_is_next_where_nothing_waits(session: Session, world: World) -> None:
    assert notices.filing_addressees(session, world.filing(session, "own"), Audience.NEXT_LEVEL)[0] == set()


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (UnitKind.DIVISION, Role.DIVISION),
        (UnitKind.CENTER, Role.CENTER),
        (UnitKind.FINANCE_BUREAU, Role.REVIEWER),
    ],
)
def test_a_unit_issues_in_its_workers_role(
    session: Session, world: World, kind: UnitKind, role: Role
) -> None:
    unit = session.scalars(select(Unit).where(Unit.kind == kind).limit(1)).one()
    assert notices.issuer_role(unit) is role


def test_an_order_goes_to_its_unit_and_to_those_who_fill_in(session: Session, world: World) -> None:
    order = issued(session, world)
    assert notices.order_addressees(order, Audience.ISSUER, Role.REVIEWER) == (
        {order.issuer_unit_id},
        Role.REVIEWER,
    )
    assert notices.order_addressees(order, Audience.RESPONSIBLE, Role.REVIEWER) == (
        {order.unit_id},
        Role.REVIEWER,
    )
    units, role = notices.order_addressees(order, Audience.FILLER, Role.REVIEWER)
    assert (units, role) == ({order.unit_id, order.project.implementing_unit_id}, Role.ENTRY)


def test_a_notice_carries_codes_and_values_and_no_sentence(session: Session, world: World) -> None:
    filing = submitted(session, world)
    notice = session.scalars(select(Notice).where(Notice.subject == f"filing:{filing.id}")).one()
    said = json.loads(notice.params)
    assert said["project"] == filing.project.name
    assert said["project_id"] == filing.project_id
    assert (notice.code, said["to"]) == ("filing.submit", "submitted")


def test_people_read_the_notices_of_their_unit_and_role(session: Session, world: World) -> None:
    submitted(session, world)
    county, clerk = world.actor(session, "county"), world.actor(session, "county-entry")
    assert [n.code for n in session.scalars(notices.for_actor(county))] == ["filing.submit"]
    assert session.scalars(notices.for_actor(clerk)).all() == []
    assert session.scalars(notices.for_actor(world.actor(session, "county2"))).all() == []


def test_reading_is_each_persons_own_and_once(session: Session, world: World) -> None:
    submitted(session, world)
    county, leader = world.actor(session, "county"), world.actor(session, "leader")
    unread = list(session.scalars(notices.unread(county)))
    notices.mark_read(session, county, unread)
    notices.mark_read(session, county, unread)
    assert session.scalars(notices.unread(county)).all() == []
    assert len(session.scalars(notices.for_actor(county)).all()) == 1
    assert session.scalar(select(func.count()).select_from(NoticeRead)) == 1
    assert leader.user_id != county.user_id


def test_the_newest_notice_comes_first(session: Session, world: World) -> None:
    passed_on(session, world)
    found = [n.id for n in session.scalars(notices.for_actor(world.actor(session, "prefecture")))]
    assert found == sorted(found, reverse=True)
