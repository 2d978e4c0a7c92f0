"""What stands on nobody's list, shown to the level above and to the administrator with the way to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.extensions import db
from tests.client import PortalClient
from tests.factories import World
from tests.filed import submitted
from tests.staffed import account


@pytest.fixture
def _without_reviewer(app: Flask, made: Callable[..., int], world: World) -> None:
    """A county's submission whose reviewer's account is closed by hand."""
    made(submitted)
    with app.app_context():
        account(db.session(), "county").active = False
        db.session.commit()


@pytest.mark.usefixtures("_without_reviewer")
@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_administrator_gives_somebody_the_role_and_the_gap_is_gone(
    app: Flask, client_for: Callable[..., PortalClient], language: str
) -> None:
    admin = client_for("admin", language)
    page = admin.get("/gaps/").get_data(as_text=True)
    assert "村内道路硬化项目(own)" in page
    found = [a for a in re.findall(r'href="(/admin/roles/new/[^"]+)"', page) if "reviewer" in a]
    assert len(found) == 1
    form = admin.get(found[0].replace("&amp;", "&")).get_data(as_text=True)
    assert re.search(r'<option selected[^>]* value="reviewer"', form)
    unit = re.search(r"unit_id=(\d+)", found[0])
    assert unit is not None
    given = {"username": "county-entry", "unit_id": unit[1], "role": "reviewer", "starts_on": "2020-06-15"}
    assert admin.post("/admin/roles/new/", data=given).status_code == 302
    after = admin.get("/gaps/").get_data(as_text=True)
    assert "村内道路硬化项目(own)" not in after


@pytest.mark.usefixtures("_without_reviewer")
def test_the_level_above_sees_its_own_gaps(client_for: Callable[..., PortalClient]) -> None:
    seen = {
        who: "村内道路硬化项目(own)" in client_for(who).get("/gaps/").get_data(as_text=True)
        for who in ("prefecture", "leader", "center", "prefecture2", "division")
    }
    assert seen == {
        "prefecture": True,
        "leader": True,
        "center": True,
        "prefecture2": False,
        "division": False,
    }
    assert client_for("unit").get("/gaps/").status_code == 403


def test_the_homes_of_the_administrator_count_them(client_for: Callable[..., PortalClient]) -> None:
    assert 'href="/gaps/"' in client_for("admin").get("/admin/").get_data(as_text=True)
