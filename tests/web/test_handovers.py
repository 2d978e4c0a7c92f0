"""Handing a post over on the pages: choose, look through, sign, print, close the account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.extensions import db
from portal.models import Handover, User
from tests.client import PortalClient
from tests.factories import World
from tests.filed import submitted
from tests.staffed import account


def ids(app: Flask, *usernames: str) -> list[int]:
    """Ids of accounts."""
    with app.app_context():
        found = [account(db.session(), name).id for name in usernames]
        db.session.remove()
        return found


def post(app: Flask) -> dict[str, object]:
    """What is typed to hand the county reviewer's post to the bureau's clerk."""
    leaver, taker = ids(app, "county", "county-entry")
    with app.app_context():
        held = account(db.session(), "county").assignments[0]
        return {
            "leaver": leaver,
            "unit": held.unit_id,
            "taker": taker,
            "last_day": "2020-06-15",
            "reason": "调离",
            "roles": [held.id],
        }


def number(app: Flask) -> int:
    """Id of the handover that was made."""
    with app.app_context():
        found = db.session.query(Handover).one().id
        db.session.remove()
        return found


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_from_choosing_to_the_closed_account(
    app: Flask, client_for: Callable[..., PortalClient], made: Callable[..., int], language: str
) -> None:
    made(submitted)
    county, clerk, admin = (client_for(who, language) for who in ("county", "county-entry", "admin"))
    leaver, _taker = ids(app, "county", "county-entry")
    assert f"leaver={leaver}" in county.get("/handovers/new").get_data(as_text=True)
    sheet = county.get(f"/handovers/new?leaver={leaver}").get_data(as_text=True)
    assert "村内道路硬化项目(own)" in sheet
    wrong = county.post("/handovers/", data={**post(app), "roles": []})
    assert wrong.status_code == 422
    assert "村内道路硬化项目(own)" in wrong.get_data(as_text=True)
    assert county.post("/handovers/", data=post(app)).status_code == 302
    address = f"/handovers/{number(app)}"
    assert county.post(f"{address}/sign").status_code == 302
    assert clerk.post(f"{address}/sign").status_code == 302
    assert admin.get("/handovers/?state=open").get_data(as_text=True).count(address) == 1
    assert admin.post(f"{address}/approve").status_code == 302
    page = clerk.get(address).get_data(as_text=True)
    assert f"{address}/sign" not in page
    assert "村内道路硬化项目(own)" in page
    with app.app_context():
        user = db.session.get(User, leaver)
        assert user is not None
        values = {"username": user.username, "full_name": user.full_name, "language": "zh", "phone": ""}
        values["version_id"] = str(user.version_id)
        db.session.remove()
    assert admin.get(f"/admin/users/details/?id={leaver}").status_code == 200
    closed = admin.post(f"/admin/users/edit/?id={leaver}", data=values)
    assert closed.status_code == 302
    with app.app_context():
        assert not account(db.session(), "county").active


def test_a_handover_is_given_up_with_a_reason(app: Flask, client_for: Callable[..., PortalClient]) -> None:
    county = client_for("county")
    county.post("/handovers/", data=post(app))
    address = f"/handovers/{number(app)}"
    assert county.post(f"{address}/cancel", data={"reason": ""}).status_code == 422
    assert county.post(f"{address}/cancel", data={"reason": "人员不变"}).status_code == 302
    assert county.post(f"{address}/sign").status_code == 409


def test_only_those_above_the_post_choose_who_leaves(
    app: Flask, client_for: Callable[..., PortalClient], world: World
) -> None:
    assert client_for("county-entry").get("/handovers/new").status_code == 403
    leaver, unit = post(app)["leaver"], post(app)["unit"]
    other = client_for("prefecture")
    assert other.get(f"/handovers/new?leaver={leaver}&unit={unit}").status_code == 403
    assert other.get(f"/handovers/new?leaver={leaver}").status_code == 404


def test_the_administrator_begins_on_the_page_of_the_account(
    app: Flask, client_for: Callable[..., PortalClient]
) -> None:
    leaver, unit = post(app)["leaver"], post(app)["unit"]
    admin = client_for("admin")
    address = f"/handovers/new?leaver={leaver}&amp;unit={unit}"
    assert address in admin.get(f"/admin/users/details/?id={leaver}").get_data(as_text=True)
    assert admin.get(address.replace("&amp;", "&")).status_code == 200
