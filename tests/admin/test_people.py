"""Accounts and roles in the admin area."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models import Assignment, Unit, User
from portal.services import accounts
from tests.admin.test_base import entries, version_on
from tests.client import PortalClient

Clients = Callable[..., PortalClient]


def make_account(client: PortalClient) -> str:
    """Make an account over the form; returns the first password shown."""
    client.get("/admin/users/new/")
    answer = client.post(
        "/admin/users/new/", data={"username": "clerk-a", "full_name": "填报员甲", "language": "ug"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)[-600:]
    found = re.findall(r'<bdi dir="ltr">([^<]+)</bdi>', answer.get_data(as_text=True))
    assert found[0] == "clerk-a"
    return str(found[1].replace("&#43;", "+").replace("&#39;", "'"))


def test_a_new_account_shows_its_first_password_once(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    password = make_account(client)
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "clerk-a")).one()
        assert accounts.check_password(user, password)
        assert user.must_change_password
        identity = user.id
    details = client.get(f"/admin/users/details/?id={identity}").get_data(as_text=True)
    assert password not in details
    assert "argon2" not in details


def test_a_taken_name_is_said_at_the_field(client_for: Clients) -> None:
    client = client_for("admin")
    client.get("/admin/users/new/")
    answer = client.post(
        "/admin/users/new/", data={"username": "county", "full_name": "某人", "language": "zh"}
    )
    assert answer.status_code == 422
    assert "已被使用" in answer.get_data(as_text=True)


def test_a_reset_ends_the_sessions_of_the_account(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "county")).one()
        identity, before = user.id, user.session_version
    client.get(f"/admin/users/details/?id={identity}")
    assert client.post(f"/admin/users/password/?id={identity}", data={}).status_code == 200
    with app.app_context():
        user = db.session.scalars(select(User).where(User.id == identity)).one()
        assert user.session_version == before + 1
        assert not accounts.check_password(user, "Demo-2020!")
    assert entries(app, f"account:{identity}")[-1].action == "account.password"


def test_a_role_is_given_and_ended(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    make_account(client)
    with app.app_context():
        unit = db.session.scalars(
            select(Unit.id).where(Unit.region_code == "653222", Unit.kind == "finance_bureau")
        ).one()
    client.get("/admin/roles/new/?username=clerk-a")
    data = {"username": "clerk-a", "unit_id": str(unit), "role": "reviewer", "starts_on": "2020-06-01"}
    assert client.post("/admin/roles/new/", data=data).status_code == 302
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "clerk-a")).one()
        held = db.session.scalars(select(Assignment.id).where(Assignment.user_id == user.id)).one()
        identity = user.id
    url = f"/admin/roles/edit/?id={held}"
    assert (
        client.post(url, data={"ends_on": "2020-06-30", "version_id": version_on(client, url)}).status_code
        == 302
    )
    with app.app_context():
        assert db.session.scalars(select(Assignment.ends_on).where(Assignment.id == held)).one() == date(
            2020, 6, 30
        )
    assert [e.action for e in entries(app, f"account:{identity}")][-2:] == [
        "account.assign",
        "account.end_role",
    ]


def test_a_role_that_does_not_fit_is_said_at_the_field(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    with app.app_context():
        unit = db.session.scalars(select(Unit.id).where(Unit.kind == "department")).first()
    client.get("/admin/roles/new/")
    data = {"username": "nobody", "unit_id": str(unit), "role": "reviewer", "starts_on": "2020-06-01"}
    assert "没有用户名为" in client.post("/admin/roles/new/", data=data).get_data(as_text=True)
    answer = client.post("/admin/roles/new/", data={**data, "username": "county"})
    assert answer.status_code == 422
    assert "不能担任这个角色" in answer.get_data(as_text=True)


def test_nobody_closes_their_own_account(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "admin")).one()
        data = {"username": "admin", "full_name": user.full_name, "language": "zh"}
        url = f"/admin/users/edit/?id={user.id}"
    answer = client.post(url, data={**data, "version_id": version_on(client, url)})
    assert answer.status_code == 422
    assert "不能停用自己" in answer.get_data(as_text=True)
