"""A walk through the demo world under every demo account: homes, their work, lists, dossiers and papers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.cli.demo_people import ACCOUNTS
from portal.cli.demo_world.sampling import TABLES
from portal.domain.filings import Stage
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Filing, Project, Unit
from portal.services.shipped import document
from tests.client import PortalClient
from tests.demo_portal import STANDS_ON, demo_portal

LISTS = ("/records/projects", "/records/filings", "/records/progress", "/orders", "/reviews/", "/recordings/")
PEOPLE = [(name, role) for name, _unit, role in ACCOUNTS]
LINK = re.compile(r'href="(/[^"#]*)"')


@pytest.fixture(scope="module")
def portal() -> Flask:
    return demo_portal()


@pytest.fixture(autouse=True)
def _on_the_demo_day() -> Iterator[None]:
    with clock.frozen(STANDS_ON):
        yield


def signed_in(portal: Flask, username: str, language: str = "zh") -> PortalClient:
    client: PortalClient = portal.test_client()  # type: ignore[assignment]
    client.sign_in(username, language)
    return client


def work_of(page: str) -> list[str]:
    """Links of the to-do list on a home."""
    part = page.partition('id="todo')[2] or page.partition("<main")[2]
    links = [html.unescape(link) for link in LINK.findall(part)]
    return [link for link in links if re.search(r"/[0-9]+(/|$)", link)]


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(("username", "role"), PEOPLE)
def test_every_home_shows_work_that_opens(portal: Flask, username: str, role: Role, language: str) -> None:
    client = signed_in(portal, username, language)
    home = client.get("/", follow_redirects=True)
    assert home.status_code == 200
    work = work_of(home.get_data(as_text=True))
    assert work or role is Role.ADMIN
    for address in list(dict.fromkeys(work))[:3]:
        assert client.get(address, follow_redirects=True).status_code == 200, address


@pytest.mark.parametrize("username", ["unit", "region-unit", "prefecture", "center", "auditor"])
def test_lists_and_the_dossiers_on_them_open(portal: Flask, username: str) -> None:
    client = signed_in(portal, username)
    for address in LISTS:
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code in (200, 403), address
    listed = client.get("/records/projects").get_data(as_text=True)
    dossiers = dict.fromkeys(re.findall(r"/records/projects/[0-9]+", listed))
    assert dossiers
    for address in list(dossiers)[:6]:
        assert client.get(address).status_code == 200, address


def results_of_tables(portal: Flask) -> list[tuple[str, int]]:
    """Who typed each published table in, and its filing: the results where they were taken, else the target."""
    with portal.app_context():
        found = []
        for title in (entry["title"] for entry in document(TABLES)):
            rows = db.session.execute(
                select(Unit.code, Filing.id, Filing.stage, Filing.status)
                .join(Project, Project.implementing_unit_id == Unit.id)
                .join(Filing, Filing.project_id == Project.id)
                .where(Project.name == title, Filing.stage != Stage.MONITORING)
                .order_by(Filing.stage)
            ).all()
            begun = [row for row in rows if row.status != "not_started"]
            found.append((f"{begun[0].code.lower()}-entry", begun[0].id))
        db.session.remove()
    return found


@pytest.mark.parametrize("place", range(len(document(TABLES))))
def test_each_published_table_prints_in_both_languages(portal: Flask, place: int) -> None:
    username, filing = results_of_tables(portal)[place]
    client = signed_in(portal, username)
    answer = client.get(f"/papers/filings/{filing}/both.pdf")
    assert answer.status_code == 200
    assert answer.get_data()[:5] == b"%PDF-"
