"""Kinds of project and the indicator library in the admin area."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models import LibraryIndicator, ProjectType
from tests.admin.test_base import entries
from tests.client import PortalClient

Clients = Callable[..., PortalClient]

INDICATOR = {
    "type_code": "road",
    "level1": "output",
    "level2": "quantity",
    "name": "新建桥梁座数",
    "operator": "ge",
    "value": "2",
    "unit": "座",
    "core": "y",
    "source": "自治区参考模板",
}


def test_an_indicator_is_added_as_codes(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/library/new/")
    assert client.post("/admin/library/new/", data=INDICATOR).status_code == 302
    with app.app_context():
        made = db.session.scalars(
            select(LibraryIndicator).where(LibraryIndicator.name == "新建桥梁座数")
        ).one()
        assert (made.level1, made.level2, made.operator, made.core) == ("output", "quantity", "ge", True)
    assert entries(app, "library:0")[-1].action == "library.create"


def test_a_second_level_belongs_to_its_first(client_for: Clients) -> None:
    client = client_for("admin")
    client.get("/admin/library/new/")
    answer = client.post("/admin/library/new/", data={**INDICATOR, "level1": "benefit"})
    assert answer.status_code == 422
    assert "二级指标不属于" in answer.get_data(as_text=True)
    assert client.post("/admin/library/new/", data={**INDICATOR, "level2": "nonsense"}).status_code == 422


def test_codes_of_kinds_are_plain_and_unique(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/project-types/new/")
    for code in ("Road", "road", "9x", "道路"):
        assert (
            client.post("/admin/project-types/new/", data={"code": code, "name_zh": "某类"}).status_code
            == 422
        ), code
    assert (
        client.post("/admin/project-types/new/", data={"code": "handicraft", "name_zh": "手工业"}).status_code
        == 302
    )
    with app.app_context():
        assert (
            db.session.scalars(select(ProjectType.position).where(ProjectType.code == "handicraft")).one()
            == 0
        )
