"""Fixtures of the browser tests: the demo world behind a threaded server, Chromium, pages signed in.

    server                              address of the portal, without a trailing slash
    browser                             Chromium (PORTAL_CHROMIUM, else .venv/bin/chromium)
    page_for(account, language, …)      a page signed in under a demo account; account None: nobody signed in
    fresh_target(name)                  id of the target filing of a new project of the account "unit"
    allowed                             patterns of console lines that a test expects, e.g. allowed.append("409")

A console error, an uncaught exception, a refusal by the content policy or a request to another machine fails the
test that caused it. The server lives in this process: clock.stand_on(day) moves it to another day.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from portal import clock
from portal.extensions import db, read_only
from portal.models import Assignment, Filing, User
from tests.client import PASSWORD
from tests.demo_portal import STANDS_ON, close, portal_of
from tests.factories import make_project

PROJECTS = 40
PATIENCE = 30_000
"""Milliseconds that a page may take to answer."""
WIDE, NARROW = (1366, 768), (390, 844)

PageFor = Callable[..., Page]


@pytest.fixture(scope="session")
def portal() -> Iterator[Flask]:
    """The portal on a temporary SQLite file with the demo world."""
    with tempfile.TemporaryDirectory(prefix="portal-browser-") as folder:
        app = portal_of(folder, PROJECTS)
        yield app
        close(app)


@pytest.fixture(scope="session")
def server(portal: Flask) -> Iterator[str]:
    """Address of the running portal."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = make_server("127.0.0.1", 0, portal, threaded=True)
    thread = threading.Thread(target=running.serve_forever, name="portal", daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.port}"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(scope="module", autouse=True)
def _stands_on_a_summer_day() -> Iterator[None]:
    """Server threads and tests live on the demo's day; tests of other folders keep their own clock."""
    clock.stand_on(STANDS_ON)
    yield
    clock.stand_on(None)


@pytest.fixture
def records(portal: Flask) -> Iterator[Session]:
    """A session to look things up beside the browser; roll it back to see what was committed since."""
    # An ordinary session would take the write lock and hold the server up.
    token = read_only.set(True)
    with portal.app_context():
        yield db.session()
        db.session.remove()
    read_only.reset(token)


@pytest.fixture
def fresh_target(portal: Flask) -> Callable[[str], int]:
    """fresh_target("paste") registers a project for the unit of the account "unit"; gives its target filing."""

    def make(name: str) -> int:
        token = read_only.set(False)
        with portal.app_context():
            of_unit = select(Assignment).join(Assignment.user).where(User.username == "unit")
            project = make_project(db.session(), db.session.scalars(of_unit).one().unit, name)
            rows = db.session.scalars(select(Filing).where(Filing.project_id == project.id))
            found = next(filing.id for filing in rows if filing.round.code == "target")
            db.session.commit()
            db.session.remove()
        read_only.reset(token)
        return found

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    chromium = os.environ.get("PORTAL_CHROMIUM") or str(
        Path(__file__).resolve().parents[2] / ".venv" / "bin" / "chromium"
    )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def signed_in(server: str, browser: Browser) -> Callable[[str, str], Any]:
    """signed_in(account, language) gives the cookies of a log-in; each is done once a run."""
    held: dict[tuple[str, str], Any] = {}

    def cookies(account: str, language: str) -> Any:
        if (account, language) not in held:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{server}/login")
            page.fill("[name=username]", account)
            page.fill("[name=password]", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_selector(".account")
            switch = page.locator(f".language button[value={language}]")
            if switch.count():
                switch.click()
                page.wait_for_selector(f"html[lang={language}]")
            held[account, language] = context.storage_state()
            context.close()
        return held[account, language]

    return cookies


@pytest.fixture
def allowed() -> list[str]:
    """Regular expressions of console lines that the test expects."""
    return []


@pytest.fixture
def page_for(
    server: str, browser: Browser, signed_in: Callable[[str, str], Any], allowed: list[str]
) -> Iterator[PageFor]:
    """page_for("county", "ug") is a page of that account in that language; size is (width, height)."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(account: str | None, language: str = "zh", size: tuple[int, int] = WIDE, **more: Any) -> Page:
        state = signed_in(account, language) if account else None
        context = browser.new_context(
            base_url=server,
            storage_state=state,
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page = context.new_page()
        listen(page, server, complaints)
        return page

    yield make
    for context in contexts:
        context.close()
    left = [line for line in complaints if not any(re.search(pattern, line) for pattern in allowed)]
    assert not left, "\n".join(left)


def listen(page: Page, server: str, complaints: list[str]) -> None:
    """Collect what a page complains about. Refusals by the content policy are console errors in Chromium."""
    page.on(
        "console",
        lambda line: (
            complaints.append(f"console: {line.text} ({page.url})") if line.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error} ({page.url})"))
    page.on(
        "request",
        lambda request: (
            complaints.append(f"request leaves the machine: {request.url}")
            if not request.url.startswith((server, "data:", "blob:", "about:"))
            else None
        ),
    )
