"""Headers, content policy, cookies, session limits, throttled log-ins: what every answer is subject to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import ProductionConfig
from portal import clock, create_app
from portal.extensions import db
from portal.models import Base
from tests.client import PASSWORD, PortalClient
from tests.conftest import TODAY

NOON = clock.at(TODAY)
WRONG = "wrong-password"


@pytest.fixture
def client(app: Flask, connection: object) -> PortalClient:
    """Nobody signed in."""
    made: PortalClient = app.test_client()  # type: ignore[assignment]
    made.get("/login")
    return made


@pytest.fixture
def production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The portal as it stands on a server behind one proxy, with an empty database."""
    monkeypatch.setenv("SECRET_KEY", "k" * 48)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'portal.sqlite'}")
    settings = ProductionConfig()
    settings.INSTANCE = str(tmp_path)
    app = create_app(settings)
    app.test_client_class = PortalClient
    with app.app_context():
        Base.metadata.create_all(db.engine)
    app.config["LOGIN_FAILURES_ALLOWED"] = 1
    yield app
    with app.app_context():
        db.engine.dispose()


def behind_proxy(app: Flask, address: str = "10.1.2.3") -> PortalClient:
    """A client whose requests come through the proxy over TLS."""
    made: PortalClient = app.test_client()  # type: ignore[assignment]
    made.environ_base = {"HTTP_X_FORWARDED_FOR": address, "HTTP_X_FORWARDED_PROTO": "https"}
    return made


def attempt(client: PortalClient, username: str, password: str = WRONG, **more: str) -> TestResponse:
    return client.post("/login", data={"username": username, "password": password}, **more)


def cookie_of(response: TestResponse) -> str:
    return next(c for c in response.headers.getlist("Set-Cookie") if "portal=" in c)


def inside(client: PortalClient) -> bool:
    """Whether the client is still signed in."""
    return client.get("/profile").status_code == 200


# --- headers and content policy


@pytest.mark.parametrize("path", ["/login", "/", "/nowhere", "/health/live"])
def test_every_answer_carries_the_security_headers(client: PortalClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_policy_lets_no_inline_script_style_or_foreign_source_in(client: PortalClient) -> None:
    policy = client.get("/login").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert re.fullmatch(r"'nonce-[\w-]{20,}'", rules["script-src"])
    assert (rules["default-src"], rules["style-src"]) == ("'self'", "'self'")
    assert (rules["object-src"], rules["base-uri"], rules["form-action"]) == ("'none'", "'none'", "'self'")


def test_each_answer_has_a_nonce_of_its_own_and_its_scripts_carry_it(client: PortalClient) -> None:
    nonces = set()
    for _ in range(3):
        answer = client.get("/login")
        found = re.search(r"'nonce-([\w-]+)'", answer.headers["Content-Security-Policy"])
        assert found
        used = re.findall(r'<script[^>]* nonce="([^"]+)"', answer.get_data(as_text=True))
        assert set(used) == {found[1]}
        nonces.add(found[1])
    assert len(nonces) == 3


def test_a_server_asks_browsers_to_stay_on_tls(client: PortalClient, production: Flask) -> None:
    assert "Strict-Transport-Security" not in client.get("/login").headers
    assert behind_proxy(production).get("/login").headers["Strict-Transport-Security"] == "max-age=31536000"


# --- cookies


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(client: PortalClient) -> None:
    cookie = cookie_of(attempt(client, "unit", PASSWORD))
    assert cookie.startswith("portal=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_session_cookie_of_a_server_travels_over_tls_only(production: Flask) -> None:
    cookie = cookie_of(behind_proxy(production).get("/login"))
    assert cookie.startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_log_in_begins_a_new_session(client: PortalClient) -> None:
    with client.session_transaction() as session:
        session["planted"] = "before"
    assert attempt(client, "unit", PASSWORD).status_code == 302
    with client.session_transaction() as session:
        assert "planted" not in session


def test_a_form_without_its_token_changes_nothing(client: PortalClient) -> None:
    client.token = ""
    assert attempt(client, "unit", PASSWORD).status_code == 400
    assert not inside(client)


# --- limits of a session


def test_a_session_ends_after_two_idle_hours(client_for: Callable[[str], PortalClient]) -> None:
    client = client_for("unit")
    with clock.frozen(NOON + timedelta(hours=1, minutes=59)):
        assert inside(client)
    with clock.frozen(NOON + timedelta(hours=4)):
        assert not inside(client)


def test_a_session_ends_after_twelve_hours_however_busy(client_for: Callable[[str], PortalClient]) -> None:
    client = client_for("unit")
    for hours in range(1, 13):
        with clock.frozen(NOON + timedelta(hours=hours)):
            assert inside(client), hours
    with clock.frozen(NOON + timedelta(hours=12, minutes=1)):
        assert not inside(client)


def test_the_chosen_language_outlives_the_session(client_for: Callable[..., PortalClient]) -> None:
    client = client_for("unit", "ug")
    with clock.frozen(NOON + timedelta(hours=4)):
        client.get("/profile")
        assert '<html lang="ug" dir="rtl"' in client.get("/login").get_data(as_text=True)


def test_a_forged_session_is_nobody(client: PortalClient) -> None:
    client.set_cookie("portal", "eyJfdXNlcl9pZCI6IjEuMSJ9.ZZZZZZ.forged")
    assert not inside(client)


@pytest.mark.parametrize("identity", ["1", "x.1", "1.x", "0.0", "99999999999999999999.1", "².", ""])
def test_a_session_of_no_account_is_nobody(client: PortalClient, identity: str) -> None:
    with client.session_transaction() as session:
        session["_user_id"] = identity
    assert not inside(client)


# --- throttling


def test_five_failures_block_the_name_for_a_quarter_of_an_hour(client: PortalClient) -> None:
    assert [attempt(client, "unit").status_code for _ in range(6)] == [422] * 5 + [429]
    assert attempt(client, "unit", PASSWORD).status_code == 429
    with clock.frozen(NOON + timedelta(minutes=14)):
        assert attempt(client, "unit", PASSWORD).status_code == 429
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert attempt(client, "unit", PASSWORD).status_code == 302


def test_a_blocked_name_leaves_its_neighbours_alone(client: PortalClient) -> None:
    for _ in range(5):
        attempt(client, "unit")
    assert attempt(client, "county", PASSWORD).status_code == 302


def test_upper_case_and_blanks_are_no_way_round_the_block(client: PortalClient) -> None:
    for name in ("unit", "UNIT", " unit", "unit ", "Unit"):
        attempt(client, name)
    assert attempt(client, "unit", PASSWORD).status_code == 429


def test_a_log_in_forgets_the_failures_of_its_name(client: PortalClient) -> None:
    for _ in range(4):
        attempt(client, "unit")
    assert attempt(client, "unit", PASSWORD).status_code == 302
    client.post("/logout")
    client.get("/login")
    assert [attempt(client, "unit").status_code for _ in range(5)] == [422] * 5


def test_ten_times_as_many_failures_block_the_address_whatever_the_names(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LOGIN_FAILURES_ALLOWED", 1)
    assert {attempt(client, f"name{n}").status_code for n in range(10)} == {422}
    assert attempt(client, "county", PASSWORD).status_code == 429


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(client: PortalClient) -> None:
    known, unknown = (attempt(client, name) for name in ("unit", "nobody"))
    texts = [
        re.sub(r"unit|nobody|nonce-[\w-]+|[\w.-]{60,}|nonce=\"[^\"]+\"", "", r.get_data(as_text=True))
        for r in (known, unknown)
    ]
    assert known.status_code == unknown.status_code
    assert texts[0] == texts[1]


# --- behind a proxy


def test_behind_the_proxy_the_visitors_address_is_counted_not_the_proxys(production: Flask) -> None:
    troubled = behind_proxy(production, "10.1.2.3")
    troubled.get("/login", base_url="https://portal.example")
    options = {"base_url": "https://portal.example", "headers": {"Referer": "https://portal.example/login"}}
    for n in range(10):
        assert attempt(troubled, f"name{n}", **options).status_code == 422
    assert attempt(troubled, "other", **options).status_code == 429
    neighbour = behind_proxy(production, "10.1.2.4")
    neighbour.get("/login", base_url="https://portal.example")
    assert attempt(neighbour, "other", **options).status_code == 422


def test_only_the_last_proxys_word_about_the_address_counts(production: Flask) -> None:
    client = behind_proxy(production, "1.1.1.1, 10.9.9.9")
    options = {"base_url": "https://portal.example", "headers": {"Referer": "https://portal.example/login"}}
    client.get("/login", base_url="https://portal.example")
    for n in range(10):
        client.environ_base = {**client.environ_base, "HTTP_X_FORWARDED_FOR": f"1.1.1.{n}, 10.9.9.9"}
        attempt(client, f"name{n}", **options)
    assert attempt(client, "other", **options).status_code == 429


def test_without_a_proxy_a_forwarded_address_is_not_believed(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LOGIN_FAILURES_ALLOWED", 1)
    for n in range(10):
        attempt(client, f"name{n}", headers={"X-Forwarded-For": f"10.0.0.{n}"})
    assert attempt(client, "county", PASSWORD, headers={"X-Forwarded-For": "10.9.9.9"}).status_code == 429
