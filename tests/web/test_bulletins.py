"""Bulletins on screen, as a workbook and on paper in both languages; the receipt of the unit they went to."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.labels import label
from portal.models import Bulletin, BulletinReceipt
from portal.services import bulletins
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.factories import World
from tests.lit import overpaid
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


def told(session: Session, world: World) -> Bulletin:
    """The county's bulletin with an order and a light in it."""
    issued(session, world)
    overpaid(session, world)
    made = {b.unit.code: b for b in bulletins.push(session, TODAY + timedelta(days=7 - TODAY.weekday()))}
    return made["653222F"]


def quiet(session: Session, world: World) -> Bulletin:
    """The county's bulletin that says nothing."""
    made = {b.unit.code: b for b in bulletins.push(session, TODAY + timedelta(days=7 - TODAY.weekday()))}
    return made["653222F"]


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_county_finds_it_in_its_notices_reads_it_and_takes_note(
    app: Flask, client_for: ClientFor, made: Made, language: str
) -> None:
    identity = made(told)
    client = client_for("county", language)
    assert f"/push/{identity}" in client.get("/inbox/").get_data(as_text=True)
    page = client.get(f"/push/{identity}").get_data(as_text=True)
    assert "数量指标与资金不符" in page
    with app.test_request_context(headers={"Accept-Language": language}):
        assert label("new", "BulletinPart") in page
    assert f"/push/{identity}/receipt" in page
    answer = client.post(f"/push/{identity}/receipt", follow_redirects=True).get_data(as_text=True)
    assert f"/push/{identity}/receipt" not in answer
    client.post(f"/push/{identity}/receipt")
    with app.app_context():
        assert len(db.session.scalars(select(BulletinReceipt)).all()) == 1


def test_those_above_see_who_has_not_read(client_for: ClientFor, made: Made) -> None:
    identity = made(told)
    for who in ("center", "prefecture"):
        page = client_for(who).get("/push/?state=unread&region=653222").get_data(as_text=True)
        assert f"/push/{identity}" in page
    client_for("county").post(f"/push/{identity}/receipt")
    assert f'"/push/{identity}"' not in client_for("center").get("/push/?state=unread").get_data(as_text=True)
    assert f'"/push/{identity}"' in client_for("center").get("/push/?state=read").get_data(as_text=True)


def test_those_above_do_not_take_note_for_the_unit(client_for: ClientFor, made: Made) -> None:
    identity = made(told)
    page = client_for("prefecture").get(f"/push/{identity}").get_data(as_text=True)
    assert f"/push/{identity}/receipt" not in page
    assert client_for("prefecture").post(f"/push/{identity}/receipt").status_code == 403


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_workbook_holds_every_problem_in_the_language_of_the_page(
    client_for: ClientFor, made: Made, language: str
) -> None:
    identity = made(told)
    answer = client_for("county", language).get(f"/push/{identity}.xlsx")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "数量指标与资金不符" in sheet
    assert sheet.count("<row ") == 4 + 2 + 1
    assert ('rightToLeft="1"' in sheet) == (language == "ug")


@pytest.mark.parametrize("make", [told, quiet])
@pytest.mark.parametrize("language", ["zh", "ug", "both"])
def test_it_prints_in_both_languages_also_with_nothing_to_say(
    client_for: ClientFor, made: Made, make: Callable[[Session, World], Bulletin], language: str
) -> None:
    answer = client_for("county").get(f"/papers/bulletins/{made(make)}/{language}.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_nothing_to_say_is_said_as_such(client_for: ClientFor, made: Made, language: str) -> None:
    page = client_for("county", language).get(f"/push/{made(quiet)}").get_data(as_text=True)
    assert "<table" not in page
    assert 'class="nothing' in page or "empty" in page


def test_a_department_is_told_by_the_orders_themselves(client_for: ClientFor, made: Made) -> None:
    identity = made(told)
    assert client_for("unit").get(f"/push/{identity}").status_code == 404
    assert client_for("unit").get("/push/").status_code == 200
