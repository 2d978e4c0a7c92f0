"""Who has taken note: units, people and shares, for the writer of an announcement."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.announcements import Group
from portal.domain.roles import Role
from portal.services import announcement_receipts, announcements
from tests.announced import published
from tests.conftest import TODAY
from tests.factories import World


def test_a_unit_has_taken_note_when_one_of_its_people_has(session: Session, world: World) -> None:
    record, center = published(session, world), world.actor(session, "center")
    units = {one.unit_id for one in record.recipients}
    every, places = announcement_receipts.tallies(session, record)
    assert (every.units, every.done, places) == (len(units), 0, [])
    announcements.receive(session, world.actor(session, "county"), record)
    every, _places = announcement_receipts.tallies(session, record)
    assert (every.units, every.done) == (len(units), 1)
    bureau = world.actor(session, "county").unit_id
    read = session.scalars(announcement_receipts.units_of(center, record, read=True)).all()
    unread = session.scalars(announcement_receipts.units_of(center, record, read=False)).all()
    assert [unit.id for unit in read] == [bureau]
    assert {unit.id for unit in unread} == units - {bureau}


def test_each_person_is_named_with_the_moment_or_without(session: Session, world: World) -> None:
    record, center = published(session, world), world.actor(session, "center")
    county, clerk = world.actor(session, "county"), world.actor(session, "county-entry")
    announcements.receive(session, county, record)
    units = session.scalars(announcement_receipts.units_of(center, record)).all()
    found = announcement_receipts.readers(session, record, units, TODAY)
    people = found[county.unit_id].readers
    assert [(one.name, one.at is not None) for one in people] == [
        (county.full_name, True),
        (clerk.full_name, False),
    ]
    assert found[county.unit_id].done
    nobody = [unit.id for unit in units if not found[unit.id].readers]
    assert len(nobody) == len(units) - 1


def test_the_silent_are_the_roles_of_units_in_which_nobody_has_taken_note(
    session: Session, world: World
) -> None:
    record, county = published(session, world), world.actor(session, "county")
    before = announcement_receipts.silent(session, record)
    assert (county.unit_id, Role.REVIEWER) in before
    announcements.receive(session, county, record)
    after = announcement_receipts.silent(session, record)
    assert before - after == {(county.unit_id, Role.REVIEWER), (county.unit_id, Role.ENTRY)}


def test_shares_are_given_by_prefecture_where_there_are_several(session: Session, world: World) -> None:
    record = published(session, world, groups=frozenset({Group.PREFECTURES}), places=frozenset())
    announcements.receive(session, world.actor(session, "prefecture"), record)
    every, places = announcement_receipts.tallies(session, record)
    assert len(places) == every.units > 1
    done = {tally.region.code: tally.done for tally in places if tally.region}
    assert [code for code, number in done.items() if number] == ["653200"]
