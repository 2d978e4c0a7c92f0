"""Regions and units in the admin area."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from portal.domain.roles import Level, UnitKind
from portal.extensions import db
from portal.models import Region, Unit
from tests.admin.test_base import entries, version_on
from tests.client import PortalClient

Clients = Callable[..., PortalClient]


def test_a_place_without_a_statutory_code_is_custom(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/regions/new/")
    answer = client.post(
        "/admin/regions/new/",
        data={"code": "6501A1", "name_zh": "高新区", "name_ug": "يۇقىرى تېخنىكا رايونى"},
    )
    assert answer.status_code == 302
    with app.app_context():
        made = db.session.scalars(select(Region).where(Region.code == "6501A1")).one()
        assert (made.level, made.parent_code, made.custom) == (Level.COUNTY, "650100", True)
    assert entries(app, "region:6501A1")[0].action == "region.create"


def test_a_code_must_be_free_and_lie_in_a_known_place(client_for: Clients) -> None:
    client = client_for("admin")
    client.get("/admin/regions/new/")
    for code, words in (
        ("653222", "已被使用"),
        ("659901", "659900"),
        ("110101", "六位数字"),
        ("abc", "六位数字"),
    ):
        answer = client.post("/admin/regions/new/", data={"code": code, "name_zh": "某地"})
        assert answer.status_code == 422, code
        assert words in answer.get_data(as_text=True), code


def test_a_unit_takes_the_level_of_its_place(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/units/new/")
    data = {"kind": "department", "region_code": "653222", "name_zh": "墨玉县林业局"}
    assert client.post("/admin/units/new/", data=data).status_code == 302
    with app.app_context():
        made = db.session.scalars(select(Unit).where(Unit.name_zh == "墨玉县林业局")).one()
        assert (made.level, made.code, made.division_id) == (Level.COUNTY, None, None)


def test_only_departments_of_the_region_have_a_division(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/units/new/")
    with app.app_context():
        division = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.DIVISION)).first()
    data = {"kind": "department", "name_zh": "某局", "division_id": str(division)}
    assert client.post("/admin/units/new/", data={**data, "region_code": "653222"}).status_code == 422
    assert client.post("/admin/units/new/", data={**data, "region_code": "650000"}).status_code == 302
    answer = client.post(
        "/admin/units/new/", data={"kind": "center", "region_code": "653222", "name_zh": "某中心"}
    )
    assert answer.status_code == 422


def test_a_unit_ends_by_a_date_and_stays(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    with app.app_context():
        unit = db.session.scalars(
            select(Unit).where(Unit.kind == UnitKind.DEPARTMENT).order_by(Unit.id)
        ).first()
        assert unit is not None
        identity, region, name = unit.id, unit.region_code, unit.name_zh
    url = f"/admin/units/edit/?id={identity}"
    data = {"kind": "department", "region_code": region, "name_zh": name, "valid_to": "2020-12-31"}
    assert client.post(url, data={**data, "version_id": version_on(client, url)}).status_code == 302
    assert entries(app, f"unit:{identity}")[-1].action == "unit.edit"


def test_an_unreadable_mail_address_of_a_unit_is_refused_until_it_is_mended(client_for: Clients) -> None:
    client = client_for("admin")
    data = {"kind": "department", "region_code": "653222", "name_zh": "某局"}
    for address, status in (("某局", 422), ("a@b@c", 422), ("nongye@hotan.example", 302), ("", 302)):
        assert client.post("/admin/units/new/", data={**data, "email": address}).status_code == status, (
            address
        )
