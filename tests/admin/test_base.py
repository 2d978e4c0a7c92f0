"""History, locking and sentences that all forms of the admin area share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models import HistoryEntry, ProjectType, Region
from tests.client import PortalClient

Clients = Callable[..., PortalClient]


def version_on(client: PortalClient, url: str) -> str:
    """The version that a form carries."""
    text = client.get(url).get_data(as_text=True)
    found = re.search(r'name="version_id" value="([^"]+)"', text)
    assert found is not None
    return found.group(1)


def entries(app: Flask, chain: str) -> list[HistoryEntry]:
    """The history of a chain, oldest first."""
    with app.app_context():
        return list(
            db.session.scalars(
                select(HistoryEntry).where(HistoryEntry.chain == chain).order_by(HistoryEntry.seq)
            )
        )


def test_a_change_is_kept_and_recorded_with_old_and_new_values(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    url = "/admin/regions/edit/?id=653228"
    data = {
        "name_zh": "和康县",
        "name_ug": "خېكاڭ",
        "name_source": "official",
        "valid_from": "2024-12-01",
        "sort_order": "9",
        "version_id": version_on(client, url),
    }
    assert client.post(url, data=data).status_code == 302
    last = entries(app, "region:653228")[-1]
    assert last.action == "region.edit"
    changes = json.loads(last.params)["changes"]
    assert changes["name_source"] == ["transliterated_unconfirmed", "official"]
    assert "name_zh" not in changes
    assert last.user_id is not None


def test_saving_without_a_change_leaves_no_entry(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    url = "/admin/project-types/edit/?id=road"
    with app.app_context():
        row = db.session.scalars(select(ProjectType).where(ProjectType.code == "road")).one()
        data = {"name_zh": row.name_zh, "name_ug": row.name_ug, "position": str(row.position)}
    before = len(entries(app, "library:0"))
    client.post(url, data={**data, "version_id": version_on(client, url)})
    assert len(entries(app, "library:0")) == before


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(
    client_for: Clients, app: Flask
) -> None:
    first, second = client_for("admin"), client_for("admin")
    url = "/admin/project-types/edit/?id=road"
    version = version_on(first, url)
    assert version == version_on(second, url)
    first.post(url, data={"name_zh": "道路建设", "position": "1", "version_id": version})
    answer = second.post(url, data={"name_zh": "乡村道路", "position": "1", "version_id": version})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "道路建设" in page
    assert "乡村道路" in page
    newer = re.findall(r'name="version_id" value="([^"]+)"', page)[-1]
    assert (
        second.post(url, data={"name_zh": "乡村道路", "position": "1", "version_id": newer}).status_code
        == 302
    )
    with app.app_context():
        assert (
            db.session.scalars(select(ProjectType.name_zh).where(ProjectType.code == "road")).one()
            == "乡村道路"
        )


def test_what_cannot_be_read_is_said_at_the_field_and_kept(client_for: Clients) -> None:
    client = client_for("admin")
    client.get("/admin/regions/new/")
    answer = client.post(
        "/admin/regions/new/", data={"code": "65", "name_zh": "某地", "valid_from": "明年", "sort_order": "x"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请写成 2020-07-31 的样式" in page
    assert "请填写整数" in page
    assert 'value="某地"' in page


def test_a_refused_record_leaves_nothing_behind(client_for: Clients, app: Flask) -> None:
    client = client_for("admin")
    client.get("/admin/regions/new/")
    answer = client.post(
        "/admin/regions/new/",
        data={"code": "653299", "name_zh": "某地", "valid_from": "2020-01-01", "valid_to": "2019-01-01"},
    )
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalars(select(Region).where(Region.code == "653299")).all() == []
