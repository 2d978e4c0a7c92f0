"""Marking approved targets as recorded on screen, singly and for a selection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models import Recording
from tests.client import PortalClient
from tests.factories import World
from tests.filed import approved, submitted

ClientFor = Callable[..., PortalClient]


@pytest.fixture
def filing_id(app: Flask, world: World) -> int:
    """An approved target of a county project."""
    with app.app_context():
        made = approved(db.session(), world)
        db.session.commit()
        return made.id


def kept(app: Flask) -> list[str]:
    """Codes that are recorded."""
    with app.app_context():
        return list(db.session.scalars(select(Recording.code)))


def form(filing_id: int, code: str = "DT-2020-1", day: str = "2020-06-10") -> dict[str, str]:
    """The form with one project ticked."""
    return {"chosen": str(filing_id), f"code-{filing_id}": code, "recorded_on": day}


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_an_approved_target_waits_on_the_list_until_it_is_recorded(
    app: Flask, client_for: ClientFor, filing_id: int, language: str
) -> None:
    client = client_for("county", language)
    assert f"code-{filing_id}" in client.get("/recordings/").get_data(as_text=True)
    assert client.post("/recordings/", data=form(filing_id)).status_code == 302
    assert kept(app) == ["DT-2020-1"]
    assert f"code-{filing_id}" not in client.get("/recordings/").get_data(as_text=True)
    assert "DT-2020-1" in client.get("/recordings/?show=all").get_data(as_text=True)


def test_coverage_grows(client_for: ClientFor, filing_id: int) -> None:
    client = client_for("county")
    before = client.get("/bureau/").get_data(as_text=True)
    client.post("/recordings/", data=form(filing_id))
    assert client.get("/bureau/").get_data(as_text=True) != before


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [("", "2020-06-10", "请填写动态监控系统中的项目编码"), ("DT-1", "2020-06-16", "晚于今天")],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    app: Flask, client_for: ClientFor, filing_id: int, code: str, day: str, said: str
) -> None:
    page = client_for("county").post("/recordings/", data=form(filing_id, code, day))
    assert page.status_code == 422
    assert said in page.get_data(as_text=True)
    assert code in page.get_data(as_text=True)
    assert kept(app) == []


def test_nothing_ticked_is_said(app: Flask, client_for: ClientFor) -> None:
    client = client_for("county")
    assert client.post("/recordings/", data={"recorded_on": "2020-06-10"}).status_code == 302
    assert "请先勾选" in client.get("/recordings/").get_data(as_text=True)
    assert client.post("/recordings/", data={"chosen": "x"}).status_code == 302


def test_what_is_not_approved_is_not_recorded(app: Flask, client_for: ClientFor, world: World) -> None:
    with app.app_context():
        waiting = submitted(db.session(), world).id
        db.session.commit()
    assert client_for("county").post("/recordings/", data=form(waiting)).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("county2", 404),
        ("division", 404),
        ("prefecture", 403),
        ("unit", 403),
        ("center", 403),
        ("auditor", 403),
        ("leader", 403),
    ],
)
def test_who_does_not_record_is_refused(
    app: Flask, client_for: ClientFor, filing_id: int, who: str, status: int
) -> None:
    assert client_for(who).post("/recordings/", data=form(filing_id)).status_code == status
    assert kept(app) == []


def test_the_list_is_searched(client_for: ClientFor, filing_id: int) -> None:
    client = client_for("county")
    assert f"code-{filing_id}" in client.get("/recordings/?q=2020-653222-own").get_data(as_text=True)
    assert f"code-{filing_id}" not in client.get("/recordings/?q=别的").get_data(as_text=True)
