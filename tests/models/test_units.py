"""Places and roles in time."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.regions import level_of, parent_of
from portal.domain.roles import Role
from portal.models import Assignment, Region, Unit, User
from tests.factories import World


@pytest.mark.parametrize(
    ("start", "end", "day", "valid"),
    [
        (None, None, date(2020, 1, 1), True),
        (date(2020, 1, 1), None, date(2020, 1, 1), True),
        (date(2020, 1, 2), None, date(2020, 1, 1), False),
        (None, date(2021, 2, 1), date(2021, 1, 31), True),
        (None, date(2021, 2, 1), date(2021, 2, 1), False),
    ],
)
def test_a_place_exists_up_to_but_not_on_its_last_date(
    start: date | None, end: date | None, day: date, valid: bool
) -> None:
    assert Region(code="653222", valid_from=start, valid_to=end).valid_on(day) is valid


@pytest.mark.parametrize(
    ("start", "end", "day", "held"),
    [
        (date(2020, 1, 1), None, date(2020, 1, 1), True),
        (date(2020, 1, 1), date(2020, 6, 30), date(2020, 6, 30), True),
        (date(2020, 1, 1), date(2020, 6, 30), date(2020, 7, 1), False),
        (date(2020, 1, 1), None, date(2019, 12, 31), False),
    ],
)
def test_a_role_is_held_through_its_last_day(start: date, end: date | None, day: date, held: bool) -> None:
    assert Assignment(role=Role.ENTRY, starts_on=start, ends_on=end).holds_on(day) is held


def test_a_county_that_became_a_city_names_its_successor(session: Session) -> None:
    old = session.scalars(select(Region).where(Region.name_zh == "沙湾县")).one()
    assert old.successor is not None
    assert old.successor.name_zh == "沙湾市"
    assert old.valid_to == old.successor.valid_from


def test_codes_levels_and_parents_of_all_places_agree(session: Session) -> None:
    for region in session.scalars(select(Region)):
        assert region.level is level_of(region.code), region.code
        assert region.parent_code == parent_of(region.code), region.code


def test_units_stand_at_the_level_of_their_place(session: Session, world: World) -> None:
    for unit in session.scalars(select(Unit)):
        assert unit.level is unit.region.level, unit.code


def test_a_session_names_the_account_and_its_version() -> None:
    user = User(id=7, session_version=3, active=True)
    assert user.get_id() == "7.3"
    assert (user.is_active, user.is_authenticated, user.is_anonymous) == (True, True, False)
