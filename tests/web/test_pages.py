"""Every page without a record answers every demo account, in both languages, as valid HTML or a clean refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.cli.demo_people import ACCOUNTS
from tests.client import PortalClient

USERNAMES = [name for name, _unit, _role in ACCOUNTS]


def plain_pages(app: Flask) -> list[str]:
    """Addresses of all GET endpoints without arguments, static files aside."""
    return sorted(
        {
            rule.rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and not rule.arguments
            and not rule.endpoint.startswith(("static", "admin"))
        }
    )


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("username", USERNAMES)
def test_every_plain_page_answers_or_refuses_cleanly(
    app: Flask, client_for: Callable[..., PortalClient], username: str, language: str
) -> None:
    client = client_for(username, language)
    for address in plain_pages(app):
        answer = client.get(address)
        assert answer.status_code in (200, 302, 403, 503), f"{address}: {answer.status_code}"


@pytest.mark.parametrize("username", USERNAMES)
def test_every_account_has_a_home(client_for: Callable[..., PortalClient], username: str) -> None:
    client = client_for(username)
    answer = client.get("/", follow_redirects=True)
    assert answer.status_code == 200


def test_a_stranger_is_sent_to_the_login_page(app: Flask, connection: object) -> None:
    client = app.test_client()
    answer = client.get("/records/projects")
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]
