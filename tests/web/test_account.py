"""Logging in and out, throttling, sessions that end, one's own password, language and role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.cli.demo_people import PASSWORD
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Assignment, Unit, User
from portal.web.account import BEFORE_PASSWORD, safe_next
from tests.client import PortalClient
from tests.factories import World

ClientFor = Callable[..., PortalClient]
NEW = "Bahar-2020!x"


def change(app: Flask, username: str, **values: object) -> None:
    """Write attributes of an account."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == username)).one()
        for name, value in values.items():
            setattr(user, name, value)
        db.session.commit()


@pytest.fixture
def stranger(app: Flask, connection: object) -> PortalClient:
    """A client that has opened the log-in page."""
    client: PortalClient = app.test_client()  # type: ignore[assignment]
    client.get("/login")
    return client


def log_in(client: FlaskClient, username: str, password: str, query: str = "") -> int:
    """Try to log in; the status of the answer."""
    return client.post(f"/login{query}", data={"username": username, "password": password}).status_code


def test_a_wrong_password_says_nothing_about_the_account(stranger: PortalClient) -> None:
    pages = []
    for username in ("county", "nobody-at-all"):
        answer = stranger.post("/login", data={"username": username, "password": "wrong"})
        assert answer.status_code == 422
        pages.append(answer.get_data(as_text=True).replace(username, ""))
    assert "用户名或密码不正确" in pages[0]
    assert pages[0].count("用户名或密码不正确") == pages[1].count("用户名或密码不正确")


def test_an_empty_form_is_refused_at_its_fields(stranger: PortalClient) -> None:
    assert log_in(stranger, "", "") == 422


def test_five_failures_block_the_name_for_a_while(app: Flask, stranger: PortalClient) -> None:
    for _ in range(app.config["LOGIN_FAILURES_ALLOWED"]):
        assert log_in(stranger, "county", "wrong") == 422
    answer = stranger.post("/login", data={"username": "county", "password": PASSWORD})
    assert answer.status_code == 429
    assert "请在 15 分钟后再试" in answer.get_data(as_text=True)
    assert log_in(stranger, "county2", PASSWORD) == 302
    with clock.frozen(clock.now() + app.config["LOGIN_BLOCK"] + timedelta(seconds=1)):
        other = app.test_client()
        other.get("/login")
        assert log_in(other, "county", PASSWORD) == 302


def test_a_success_forgets_the_failures_of_the_name(app: Flask, stranger: PortalClient) -> None:
    for _ in range(app.config["LOGIN_FAILURES_ALLOWED"] - 1):
        log_in(stranger, "county", "wrong")
    assert log_in(stranger, "county", PASSWORD) == 302
    again: PortalClient = app.test_client()  # type: ignore[assignment]
    again.get("/login")
    assert log_in(again, "county", "wrong") == 422
    assert log_in(again, "county", PASSWORD) == 302


def test_a_closed_account_does_not_open_and_its_sessions_end(app: Flask, client_for: ClientFor) -> None:
    client = client_for("county")
    assert client.get("/records/projects").status_code == 200
    change(app, "county", active=False)
    assert client.get("/records/projects").status_code == 302
    client.get("/login")
    assert log_in(client, "county", PASSWORD) == 422


def test_an_account_without_a_role_today_is_told_so(app: Flask, stranger: PortalClient) -> None:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "county2")).one()
        user.assignments[0].ends_on = date(2020, 6, 1)
        db.session.commit()
    answer = stranger.post("/login", data={"username": "county2", "password": PASSWORD})
    assert answer.status_code == 403
    assert "没有任何身份" in answer.get_data(as_text=True)
    assert stranger.get("/profile").status_code == 302


def test_a_role_that_ends_meanwhile_closes_the_pages(app: Flask, client_for: ClientFor) -> None:
    client = client_for("county2")
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "county2")).one()
        user.assignments[0].ends_on = date(2020, 6, 15)
        db.session.commit()
    assert client.get("/records/projects").status_code == 200
    with clock.frozen(date(2020, 6, 16)):
        client.get("/login")
        assert client.get("/records/projects").status_code in (302, 403)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/records/projects", "/records/projects"),
        ("/records/projects?page=2", "/records/projects?page=2"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("https://evil.example/", None),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_the_way_on_stays_within_the_portal(wanted: str | None, given: str | None) -> None:
    assert safe_next(wanted) == given


def test_after_logging_in_the_page_asked_for_opens(stranger: PortalClient) -> None:
    asked = stranger.get("/records/projects?page=1")
    assert "/login?next=" in asked.location
    answer = stranger.post(
        asked.location.removeprefix("http://localhost"), data={"username": "county", "password": PASSWORD}
    )
    assert answer.location == "/records/projects?page=1"
    stranger.get("/profile")
    away = stranger.post("/logout")
    assert away.location == "/login"


def test_a_session_ends_when_it_was_idle_and_when_it_is_old(app: Flask, client_for: ClientFor) -> None:
    client, start = client_for("county"), clock.now()
    with clock.frozen(start + app.config["SESSION_IDLE"] - timedelta(minutes=1)):
        assert client.get("/records/projects").status_code == 200
    with clock.frozen(start + 2 * app.config["SESSION_IDLE"]):
        assert client.get("/records/projects").status_code == 302
    lively = client_for("county2")
    step, moment = timedelta(minutes=90), start
    while moment - start < app.permanent_session_lifetime:
        with clock.frozen(moment):
            assert lively.get("/profile").status_code == 200
        moment += step
    with clock.frozen(moment + step):
        assert lively.get("/profile").status_code == 302


def test_a_password_set_by_another_is_changed_before_anything_else(app: Flask, client_for: ClientFor) -> None:
    change(app, "county", must_change_password=True)
    client = client_for("county")
    for path in (
        "/",
        "/bureau/",
        "/records/projects",
        "/orders",
        "/reviews/",
        "/admin/",
        "/papers/orders/1/zh.pdf",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, "/profile#password-title"), path
    for path in ("/reviews/1", "/notices/read", "/role", "/recordings/", "/projects/1/files"):
        answer = client.post(path)
        assert (answer.status_code, answer.location) == (302, "/profile#password-title"), path
    page = client.get("/profile").get_data(as_text=True)
    assert "当前密码由他人设置" in page
    assert client.post("/language", data={"language": "ug"}).status_code == 302
    assert client.get("/profile").status_code == 200
    client.post("/language", data={"language": "zh"})
    same = {"current": PASSWORD, "new": PASSWORD, "repeat": PASSWORD}
    assert client.post("/profile/password", data=same).status_code == 422
    assert client.get("/records/projects").status_code == 302
    done = client.post("/profile/password", data={"current": PASSWORD, "new": NEW, "repeat": NEW})
    assert (done.status_code, done.location) == (302, "/")
    assert client.get("/records/projects").status_code == 200
    assert "当前密码由他人设置" not in client.get("/profile").get_data(as_text=True)


def test_nothing_is_open_before_the_own_password_but_what_changes_it(app: Flask) -> None:
    assert set(app.view_functions) >= BEFORE_PASSWORD
    assert {name.split(".")[0] for name in BEFORE_PASSWORD} == {"account", "health", "static"}


def test_a_new_password_ends_the_sessions_elsewhere(client_for: ClientFor) -> None:
    here, there = client_for("county"), client_for("county")
    data = {"current": PASSWORD, "new": NEW, "repeat": NEW}
    assert here.post("/profile/password", data=data).location == "/profile"
    assert here.get("/records/projects").status_code == 200
    assert there.get("/records/projects").status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"current": "wrong", "new": NEW, "repeat": NEW}, "当前密码不正确"),
        ({"current": PASSWORD, "new": "short", "repeat": "short"}, "个字符"),
        ({"current": PASSWORD, "new": NEW, "repeat": NEW + "y"}, ""),
        ({"current": "", "new": "", "repeat": ""}, ""),
    ],
)
def test_a_password_is_refused_at_its_field(client_for: ClientFor, data: dict[str, str], said: str) -> None:
    answer = client_for("county").post("/profile/password", data=data)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_the_language_is_kept_per_person_and_on_the_login_page(app: Flask, client_for: ClientFor) -> None:
    client = client_for("county", "ug")
    assert 'dir="rtl"' in client.get("/profile").get_data(as_text=True)
    client.post("/logout")
    assert 'lang="ug"' in client.get("/login").get_data(as_text=True)
    fresh: PortalClient = app.test_client()  # type: ignore[assignment]
    fresh.get("/login")
    log_in(fresh, "county", PASSWORD)
    assert 'lang="ug"' in fresh.get("/profile").get_data(as_text=True)
    assert fresh.post("/language", data={"language": "en", "next": "/profile"}).location == "/profile"
    assert 'lang="ug"' in fresh.get("/profile").get_data(as_text=True)
    assert fresh.post("/profile", data={"language": "zh"}).status_code == 302
    assert 'lang="zh"' in fresh.get("/profile").get_data(as_text=True)
    assert fresh.post("/profile", data={"language": "en"}).status_code == 422


def test_several_roles_are_one_login_with_a_switch(app: Flask, client_for: ClientFor, world: World) -> None:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "unit")).one()
        bureau = db.session.scalars(select(Unit).where(Unit.code == "653125F")).one()
        second = Assignment(unit=bureau, role=Role.REVIEWER, starts_on=date(2020, 1, 1))
        user.assignments.append(second)
        db.session.commit()
        chosen = second.id
    client = client_for("unit")
    assert client.get("/").location == "/entry/"
    own, sibling = (f"/records/projects/{world.projects[name]}" for name in ("own", "sibling"))
    assert (client.get(own).status_code, client.get(sibling).status_code) == (200, 404)
    assert client.post("/role", data={"assignment": str(chosen)}).status_code == 302
    assert client.get("/").location == "/bureau/"
    assert (client.get(own).status_code, client.get(sibling).status_code) == (404, 200)
    client.post("/role", data={"assignment": "999999"})
    client.post("/role", data={"assignment": "x"})
    assert client.get("/").location == "/bureau/"


def test_notices_are_read_once_and_by_each_person(app: Flask, client_for: ClientFor, world: World) -> None:
    from portal.services import notices

    with app.app_context():
        actor = world.actor(db.session(), "county")
        notices.tell(
            db.session(), {actor.unit_id}, Role.REVIEWER, "filing.submit", "filing:1",
            {"project": "路", "project_id": world.projects["own"]},
        )  # fmt: skip
        db.session.commit()
    client = client_for("county")
    assert "提交填报件" in client.get("/bureau/").get_data(as_text=True)
    assert client.post("/notices/read").status_code == 302
    assert "提交填报件" not in client.get("/bureau/").get_data(as_text=True)


def test_a_post_without_its_token_is_refused(client_for: ClientFor) -> None:
    assert client_for("county").post("/language", data={"language": "ug"}, bare=True).status_code == 400
