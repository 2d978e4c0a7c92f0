"""Papers by their addresses: an order as PDF and as a Word file, both texts in the order that the plan says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.models import IssuedPaper
from portal.services import plans, rules
from tests.client import PortalClient
from tests.factories import World
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def order_id(app: Flask, world: World) -> int:
    """An issued order of the own project."""
    with app.app_context():
        made = issued(db.session(), world)
        db.session.commit()
        return made.id


def words(content: bytes) -> str:
    """The text of a Word file."""
    return "".join(node.text or "" for node in Document(BytesIO(content)).element.body.iter(qn("w:t")))


def fetched(client: PortalClient, order_id: int, name: str) -> Any:
    """The answer of one paper of an order."""
    return client.get(f"/papers/orders/{order_id}/{name}")


@pytest.mark.parametrize("language", ["zh", "ug", "both"])
def test_an_order_is_a_word_file_to_those_who_see_it(
    client_for: ClientFor, order_id: int, language: str
) -> None:
    answer = fetched(client_for("county"), order_id, f"{language}.docx")
    assert answer.status_code == 200
    assert answer.mimetype == DOCX
    assert f"-{language}.docx" in answer.headers["Content-Disposition"]
    assert fetched(client_for("county2"), order_id, f"{language}.docx").status_code == 404
    assert fetched(client_for("county"), order_id, "en.docx").status_code == 404


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_page_of_an_order_leads_to_its_word_files(
    client_for: ClientFor, order_id: int, language: str
) -> None:
    page = client_for("county", language).get(f"/orders/{order_id}").get_data(as_text=True)
    for choice in ("zh", "ug", "both"):
        assert f'href="/papers/orders/{order_id}/{choice}.docx"' in page


def test_a_file_to_be_edited_is_not_issued(app: Flask, client_for: ClientFor, order_id: int) -> None:
    fetched(client_for("county"), order_id, "zh.docx")
    with app.app_context():
        assert db.session.scalar(select(func.count(IssuedPaper.id))) == 0


def test_the_plan_says_which_text_comes_first(
    app: Flask, world: World, client_for: ClientFor, order_id: int
) -> None:
    county = client_for("county")
    before = words(fetched(county, order_id, "both.docx").data)
    printed = fetched(county, order_id, "both.pdf").data
    with app.app_context():
        project = world.project(db.session(), "own")
        plans.set_parameter(
            db.session(), None, project.plan, rules.FIRST_LANGUAGE, "1", date(2020, 1, 2), "会议纪要"
        )
        db.session.commit()
    after = words(fetched(county, order_id, "both.docx").data)
    half = "ھۆججىتى"
    assert before.index("文件") < before.index(half)
    assert after.index("文件") > after.index(half)
    assert fetched(county, order_id, "both.pdf").data != printed
