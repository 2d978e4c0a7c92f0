"""The administrator's home: what is missing, and a button to where it is mended."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Region, Unit
from portal.services import accounts, housekeeping
from portal.web import upkeep
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.factories import World

ClientFor = Callable[..., PortalClient]


@pytest.fixture
def gaps(app: Flask, world: World) -> None:
    """One gap of each kind that is not there already."""
    with app.app_context():
        session = db.session()
        idle, leaver = (
            accounts.create_user(session, None, username=name, full_name=name, password="Bahar-2020!x")
            for name in ("idle", "leaver")
        )
        assert idle.id
        bureau = session.scalars(select(Unit).where(Unit.code == "653222F")).one()
        accounts.assign(session, None, leaver, bureau, Role.LEADER, TODAY, TODAY + timedelta(days=9))
        session.get_one(Region, "653222").name_source = "transliterated_unconfirmed"
        session.commit()


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_every_gap_is_named_and_its_button_leads_to_a_page(
    client_for: ClientFor, gaps: None, language: str
) -> None:
    client = client_for("admin", language=language)
    text = client.get("/center/accounts").get_data(as_text=True)
    for name in ("idle", "leaver"):
        assert f"<bdi>{name}</bdi></a>" in text
    buttons = set(re.findall(r'<a class="btn btn-primary" href="([^"]+)" aria-label', text))
    assert {address.split("?")[0] for address in buttons} >= {
        "/admin/calendar/paste/",
        "/admin/users/details/",
        "/admin/roles/new/",
        "/admin/regions/edit/",
    }
    for address in buttons:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_every_kind_of_gap_of_the_state_becomes_a_row(app: Flask, gaps: None) -> None:
    with app.test_request_context("/"):
        state = housekeeping.state(db.session(), TODAY.replace(year=2039))
        far = upkeep.rows(state)
        assert [r["url"] for r in far[:4]] == ["/admin/calendar-years/"] * 2 + ["/admin/calendar/paste/"] * 2
        near = upkeep.rows(housekeeping.state(db.session(), TODAY))
        assert [r.get("due") for r in near if r["title"] == "leaver"] == [TODAY + timedelta(days=9)]


def test_nothing_open_is_said(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "rows", lambda _state: [])
    assert "账号、身份和工作日历都已齐备。" in client_for("admin").get("/center/accounts").get_data(
        as_text=True
    )
