"""What a route declares, and what is enforced of it before the view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_login import login_user
from sqlalchemy import select

from portal.access.actor import NotSignedIn
from portal.access.guards import NotAllowed, ensure, may, requires
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.models import User
from tests.domain.permitted import county_facts, region_facts

pytestmark = pytest.mark.usefixtures("connection")


@pytest.fixture
def as_user(app: Flask) -> Callable[[str], Any]:
    """as_user("unit") opens a request of that account."""

    def open_request(username: str) -> Any:
        context = app.test_request_context("/")
        context.push()
        login_user(db.session.scalars(select(User).where(User.username == username)).one())
        return context

    return open_request


def view(ability: Ability) -> Callable[[], str]:
    """A guarded view."""
    return requires(ability)(lambda: "done")


def test_a_public_view_asks_nobody(app: Flask) -> None:
    with app.test_request_context("/"):
        assert view(Ability.PUBLIC)() == "done"


def test_every_other_view_wants_a_person(app: Flask) -> None:
    with app.test_request_context("/"):
        for ability in set(Ability) - {Ability.PUBLIC}:
            with pytest.raises(NotSignedIn):
                view(ability)()


def test_the_role_is_asked_before_the_view_runs(as_user: Callable[[str], Any]) -> None:
    context = as_user("unit")
    ran = []
    guarded = requires(Ability.ADMIN_MANAGE)(lambda: ran.append(1))
    with pytest.raises(NotAllowed) as raised:
        guarded()
    assert raised.value.ability is Ability.ADMIN_MANAGE
    assert ran == []
    assert view(Ability.FILING_EDIT)() == "done"
    context.pop()


def test_the_record_is_asked_once_it_is_loaded(as_user: Callable[[str], Any]) -> None:
    context = as_user("county-entry")
    ensure(Ability.FILING_EDIT, county_facts())
    with pytest.raises(NotAllowed):
        ensure(Ability.FILING_EDIT, region_facts())
    context.pop()


def test_templates_ask_the_same_table(as_user: Callable[[str], Any]) -> None:
    context = as_user("county-entry")
    assert may("filing.edit")
    assert may(Ability.FILING_EDIT, county_facts())
    assert not may("filing.edit", region_facts())
    assert not may("admin.manage")
    with pytest.raises(ValueError, match="nonsense"):
        may("nonsense")
    context.pop()
