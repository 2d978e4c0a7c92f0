"""The person at the screen in the role they have chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask import session as cookie
from flask_login import login_user
from sqlalchemy import select

from portal import clock
from portal.access import actor as access
from portal.access.actor import ROLE_KEY, NoRole, NotSignedIn
from portal.domain.roles import Level, Role, UnitKind
from portal.extensions import db
from portal.models import Assignment, Unit, User

pytestmark = pytest.mark.usefixtures("connection")


def user_named(username: str) -> User:
    """An account."""
    return db.session.scalars(select(User).where(User.username == username)).one()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Any]:
    """signed_in("county") opens a request of that account."""

    def open_request(username: str) -> Any:
        context = app.test_request_context("/")
        context.push()
        login_user(user_named(username))
        return context

    return open_request


def test_nobody_is_nobody(app: Flask) -> None:
    with app.test_request_context("/"):
        assert access.signed_in_user() is None
        assert access.actor_or_none() is None
        with pytest.raises(NotSignedIn):
            access.current_actor()


def test_an_actor_is_a_person_in_one_role_of_one_unit(signed_in: Callable[[str], Any]) -> None:
    context = signed_in("county")
    actor = access.current_actor()
    assert (actor.username, actor.role, actor.unit_kind, actor.unit_level, actor.region_code) == (
        "county",
        Role.REVIEWER,
        UnitKind.FINANCE_BUREAU,
        Level.COUNTY,
        "653222",
    )
    assert access.current_actor() is actor
    context.pop()


def test_of_several_roles_the_busiest_is_the_first_and_the_chosen_one_counts(
    signed_in: Callable[[str], Any],
) -> None:
    context = signed_in("leader")
    user = user_named("leader")
    unit = db.session.scalars(select(Unit).where(Unit.code == "653222U1")).one()
    user.assignments.append(Assignment(unit=unit, role=Role.ENTRY, starts_on=date(2020, 1, 1)))
    db.session.flush()
    assert [a.role for a in access.assignments_today(user)] == [Role.ENTRY, Role.LEADER]
    assert access.current_actor().role is Role.ENTRY
    context.pop()
    context = signed_in("leader")
    user = user_named("leader")
    cookie[ROLE_KEY] = next(a.id for a in user.assignments if a.role is Role.LEADER)
    assert access.current_actor().role is Role.LEADER
    context.pop()


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (date(2020, 6, 15), None, True),
        (date(2020, 6, 16), None, False),
        (date(2020, 1, 1), date(2020, 6, 15), True),
        (date(2020, 1, 1), date(2020, 6, 14), False),
    ],
)
def test_a_role_counts_from_its_first_to_its_last_day(
    signed_in: Callable[[str], Any], starts: date, ends: date | None, held: bool
) -> None:
    context = signed_in("county2")
    user = user_named("county2")
    user.assignments[0].starts_on, user.assignments[0].ends_on = starts, ends
    assert clock.today() == date(2020, 6, 15)
    if held:
        assert access.current_actor().username == "county2"
    else:
        assert access.actor_or_none() is None
        with pytest.raises(NoRole):
            access.current_actor()
    context.pop()


def test_a_role_of_another_person_in_the_cookie_is_not_taken(signed_in: Callable[[str], Any]) -> None:
    context = signed_in("unit")
    cookie[ROLE_KEY] = user_named("center").assignments[0].id
    assert access.current_actor().role is Role.ENTRY
    context.pop()
