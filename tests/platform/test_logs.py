"""Logs are lines of JSON with codes and ids; what people typed, and who they are by name, stays out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

import config
from portal import create_app
from portal.extensions import db
from portal.logs import JsonLines
from portal.models import Base
from tests.client import PASSWORD, PortalClient

SECRET = "困难户情况 13900000000"


class Lines(logging.Handler):
    """Keeps what the portal would write."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))

    @property
    def read(self) -> list[dict[str, object]]:
        """The lines as a log reader sees them."""
        return [json.loads(line) for line in self.written]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Everything that is logged during a test, at every level."""
    held, log = Lines(), logging.getLogger("portal")
    level = log.level
    log.addHandler(held)
    log.setLevel(logging.DEBUG)
    yield held
    log.removeHandler(held)
    log.setLevel(level)


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch, connection: object) -> PortalClient:
    """A client of a portal whose health page breaks with a person's data in the exception."""

    def fault() -> ResponseReturnValue:
        raise ValueError(SECRET)

    monkeypatch.setitem(app.view_functions, "health.live", fault)
    monkeypatch.setitem(app.config, "SHOW_FAULT_PAGE", True)
    made: PortalClient = app.test_client()  # type: ignore[assignment]
    return made


def test_a_request_is_one_line_with_codes_and_ids(
    client_for: Callable[[str], PortalClient], lines: Lines
) -> None:
    client = client_for("unit")
    lines.written.clear()
    client.get("/profile")
    (line,) = lines.read
    assert line["event"] == "request"
    assert (line["endpoint"], line["method"], line["status"]) == ("account.profile", "GET", 200)
    assert line["role"] == "entry"
    assert isinstance(line["user"], int)
    assert isinstance(line["milliseconds"], int)


def test_no_line_of_a_form_holds_what_was_typed_or_a_name(
    app: Flask, connection: object, lines: Lines
) -> None:
    client: PortalClient = app.test_client()  # type: ignore[assignment]
    client.get("/login?next=/projects?q=" + SECRET)
    client.post("/login", data={"username": SECRET, "password": "Geheim-4711"})
    client.post("/login", data={"username": "unit", "password": PASSWORD})
    client.get("/profile")
    client.post("/profile/password", data={"current": "Geheim-4711", "new": SECRET, "again": SECRET})
    assert [line["method"] for line in lines.read].count("POST") >= 3
    whole = "\n".join(lines.written) + "\n".join(json.dumps(line) for line in lines.read)
    for typed in (
        "困难户情况",
        "13900000000",
        "Geheim",
        PASSWORD,
        "username",
        '"unit"',
        "填报",
        "csrf",
        "next=",
    ):
        assert typed not in whole, typed


def test_the_number_on_the_page_of_a_fault_stands_in_the_log(broken: PortalClient, lines: Lines) -> None:
    page = broken.get("/health/live")
    assert page.status_code == 500
    (fault,) = [line for line in lines.read if line["event"] == "fault"]
    number = str(fault["number"])
    assert len(number) == 8
    assert number in page.get_data(as_text=True)
    assert (fault["kind"], fault["endpoint"], fault["level"]) == ("ValueError", "health.live", "error")


def test_a_fault_is_logged_by_its_place_not_by_its_words(broken: PortalClient, lines: Lines) -> None:
    page = broken.get("/health/live")
    (fault,) = [line for line in lines.read if line["event"] == "fault"]
    trace = fault["trace"]
    assert isinstance(trace, list)
    assert f"{Path(__file__).name}:" in trace[-1]
    assert "困难户情况" not in "\n".join(lines.written) + page.get_data(as_text=True)


def test_the_page_of_a_fault_comes_even_where_the_database_is_gone(tmp_path: Path, lines: Lines) -> None:
    settings = config.TestingConfig()
    settings.INSTANCE = str(tmp_path)
    settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    app = create_app(settings)
    app.config["SHOW_FAULT_PAGE"] = True
    app.test_client_class = PortalClient
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "1.1"
    page = client.get("/profile")
    assert page.status_code == 500
    assert str(lines.read[0]["number"]) in page.get_data(as_text=True)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    assert client.get("/profile").status_code == 302
    with app.app_context():
        db.engine.dispose()


def test_a_healthy_answer_to_the_watcher_is_not_logged(app: Flask, connection: object, lines: Lines) -> None:
    app.test_client().get("/health/live")
    assert lines.written == []


def test_a_line_stays_one_line(lines: Lines) -> None:
    logging.getLogger("portal.jobs").warning("first\nsecond %s", "困难户情况")
    assert len(lines.written[0].splitlines()) == 1
    assert lines.read[0]["event"] == "first\nsecond 困难户情况"
