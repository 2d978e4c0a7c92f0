"""What an administrator and an auditor look at first."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.roles import Role
from portal.models import Assignment, Unit, User
from portal.services import accounts, history, housekeeping
from tests.conftest import TODAY
from tests.factories import World


def make(session: Session, name: str) -> User:
    """An account without a role."""
    return accounts.create_user(session, None, username=name, full_name="甲", password="Bahar-2020!x")


def test_accounts_without_a_role_are_named(session: Session, world: World) -> None:
    before = housekeeping.state(session, TODAY)
    user = make(session, "idle")
    unit = session.scalars(select(Unit).where(Unit.code == "653222F")).one()
    state = housekeeping.state(session, TODAY)
    assert state.accounts == before.accounts + 1
    assert user in state.without_role
    accounts.assign(session, None, user, unit, Role.ENTRY, TODAY + timedelta(days=1))
    assert user in housekeeping.state(session, TODAY).without_role
    assert user not in housekeeping.state(session, TODAY + timedelta(days=1)).without_role


def test_a_closed_account_is_no_open_work(session: Session, world: World) -> None:
    user = make(session, "gone")
    user.active = False
    session.flush()
    assert user not in housekeeping.state(session, TODAY).without_role


def test_roles_that_end_within_thirty_days_are_named(session: Session, world: World) -> None:
    held = session.scalars(select(Assignment).order_by(Assignment.id)).all()[:4]
    for assignment, days in zip(held, (-1, 0, 30, 31), strict=True):
        assignment.ends_on = TODAY + timedelta(days=days)
    session.flush()
    assert list(housekeeping.state(session, TODAY).ending) == [held[1], held[2]]


def test_bureaus_that_nobody_reviews_for_are_named(session: Session, world: World) -> None:
    state = housekeeping.state(session, TODAY)
    codes = {unit.code for unit in state.bureaus_without_reviewer}
    assert codes
    assert not codes & {"653222F", "653200F", "653125F", "653100F"}
    assert all(code and code.endswith("F") for code in codes)


def test_gaps_of_the_calendar_are_named_for_this_year_and_the_next(session: Session, world: World) -> None:
    assert housekeeping.state(session, TODAY).years_without_calendar == []
    far = housekeeping.state(session, date(2039, 5, 1))
    assert far.years_without_calendar == [2039, 2040]
    assert far.years_without_region_days == [2039, 2040]


def test_places_whose_uyghur_name_nobody_has_confirmed_are_named(session: Session, world: World) -> None:
    for region in housekeeping.state(session, TODAY).regions_without_uyghur:
        assert region.name_ug == "" or "unconfirmed" in region.name_source


def test_the_last_ten_seals_are_shown_newest_first(session: Session, world: World) -> None:
    for number in range(12):
        history.seal(session, date(2020, 6, 1) + timedelta(days=number))
    found = housekeeping.latest_seals(session)
    assert [s.day for s in found] == [date(2020, 6, 12) - timedelta(days=n) for n in range(10)]
