"""Every list needs the same number of statements for 20 and for 2,000 projects, and twenty at most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from portal import clock
from portal.cli.demo_people import PASSWORD
from portal.extensions import db
from tests.conftest import TODAY
from tests.private import populate, private_app
from tests.rules.crowd import Crowd

FEW, MANY, MOST = 20, 2000, 20
READERS = (
    "unit", "county-entry", "county", "prefecture", "division", "region-unit", "center", "auditor", "leader", "admin",
)  # fmt: skip

NO_LIST = {
    "account.start", "account.login", "account.profile", "health.live", "health.ready", "projects.new", "center.plan",
    "ledgers.workbook", "funds.new", "funds.workbook", "transfers.new", "handovers.new",
}  # fmt: skip
"""Pages without an address part that list no records: log-in, settings, one form, the plan of the year; and the
workbooks of whole ledgers, which ask once for every so many rows."""

WITH_ROWS = {
    "/records/projects": {"unit", "county", "prefecture", "division", "center"},
    "/records/filings": {"unit", "county", "prefecture", "division", "center"},
    "/orders": {"unit", "county", "prefecture", "division", "center"},
    "/reviews/": {"county", "prefecture", "division"},
    "/recordings/": {"county", "prefecture", "division", "county-entry"},
    "/entry/": {"unit", "region-unit", "county-entry"},
    "/bureau/": {"county", "prefecture"},
    "/division/": {"division"},
    "/center/": {"center"},
    "/lights/": {"center", "county"},
    "/ledgers/funds/": {"unit", "county", "prefecture", "center", "auditor"},
    "/concentrated/": {"center", "prefecture", "county", "unit"},
    "/center/history": {"auditor", "admin"},
    "/statistics/": {"unit", "county", "prefecture", "division", "center"},
    "/statistics/compare": {"unit", "county", "prefecture", "division", "center"},
}
"""Lists that must really hold rows for a reader, so that nothing is counted on empty pages."""


def lists(app: Flask) -> list[str]:
    """Addresses of all pages that can list records: every GET without a part for a record."""
    found = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and rule.endpoint not in NO_LIST
        and not re.search(r"/(new|edit|details|paste|weights|criteria)/$", rule.rule)
    ]
    return sorted(found)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements of the block."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


Counts = dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def measured(
    app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Counts, Counts, list[str]]]:
    """Statements by (address, reader) with few and with many projects, and pages that held no row."""
    with private_app(app, tmp_path_factory.mktemp("crowd")) as made, clock.frozen(TODAY):
        populate(made)
        found, empty = [], []
        for size in (FEW, MANY):
            with made.app_context():
                Crowd(db.session()).grow(FEW) if size == FEW else grow_on(MANY)
                db.session.remove()
            found.append(measure(made, empty))
        yield found[0], found[1], empty


def grow_on(to: int) -> None:
    """Grow a world that holds FEW already."""
    crowd = Crowd(db.session())
    crowd.made = FEW
    crowd.grow(to)


def measure(app: Flask, empty: list[str]) -> Counts:
    """Ask every list as every reader."""
    found: Counts = {}
    with app.app_context():
        engine = db.engine
    for who in READERS:
        client = FlaskClient(app, app.response_class)
        token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/login").get_data(as_text=True))
        assert token is not None
        form = {"username": who, "password": PASSWORD, "csrf_token": token.group(1)}
        assert client.post("/login", data=form).status_code == 302
        for path in lists(app):
            with counted(engine) as statements:
                answer = client.get(path)
            if answer.status_code != 200:
                continue
            found[path, who] = len(statements)
            if who in WITH_ROWS.get(path, ()) and not re.search(
                r"<tbody>\s*<tr|<li", answer.get_data(as_text=True)
            ):
                empty.append(f"{path} for {who}")
    return found


def test_every_list_needs_the_same_statements_for_few_and_for_many(
    measured: tuple[Counts, Counts, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    few, many, empty = measured
    with capsys.disabled():
        print(f"\nstatements of every list page, {FEW} and {MANY} projects (most of all readers)")
        for path in sorted({path for path, _who in many}):
            mine = [key for key in many if key[0] == path]
            print(f"  {path:<28}{max(few[k] for k in mine if k in few):>4}{max(many[k] for k in mine):>4}")
    assert set(few) == set(many)
    assert empty == []
    assert {key: (few[key], many[key]) for key in many if few[key] != many[key]} == {}
    assert {key: n for key, n in many.items() if n > MOST} == {}


def test_the_lists_that_people_work_with_are_among_them(measured: tuple[Counts, Counts, list[str]]) -> None:
    many = measured[1]
    for path, readers in WITH_ROWS.items():
        assert readers <= {who for known, who in many if known == path}, path
    assert any(path.startswith("/admin/users") for path, _who in many)
    assert any(path == "/records/progress" for path, _who in many)
