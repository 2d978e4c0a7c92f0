"""Views of the ledger and what changed since one last looked, on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models import SavedView
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.services.test_ledger_entries import registered

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
PAGE = "ledgers.problems"
ADDRESS = "/ledgers/problems"


def save(client: PortalClient, name: str, query: str = "state=overdue&col=late&sort=due") -> str:
    """Keep a list; where the answer leads."""
    answer = client.post("/views/", data={"page": PAGE, "name": name, "query": query})
    assert answer.status_code == 302
    return answer.location


def view_of(app: Flask, name: str) -> int:
    """Id of a view."""
    with app.app_context():
        return db.session.scalars(select(SavedView).where(SavedView.name == name)).one().id


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_filters_columns_and_order_are_kept_under_a_name(client_for: ClientFor, language: str) -> None:
    client = client_for("county", language)
    place = save(client, "我的逾期", "page=3&sort=due&col=late&col=due&state=overdue&moon=1")
    assert place == f"{ADDRESS}?state=overdue&sort=due&col=late&col=due"
    text = client.get(place).get_data(as_text=True)
    assert (
        'href="/ledgers/problems?state=overdue&amp;sort=due&amp;col=late&amp;col=due" aria-current="true"'
        in text
    )
    assert "我的逾期" in text


def test_a_view_is_renamed_made_the_default_and_deleted(client_for: ClientFor, app: Flask) -> None:
    client = client_for("county")
    place = save(client, "甲")
    view = view_of(app, "甲")
    assert client.post(f"/views/{view}/rename", data={"name": "乙"}).location == place
    assert client.get(ADDRESS).status_code == 200
    client.post(f"/views/{view}/default", data={"on": "yes"})
    assert client.get(ADDRESS).location == place
    assert client.get(f"{ADDRESS}?view=none").status_code == 200
    client.post(f"/views/{view}/default", data={"on": "no"})
    assert client.get(ADDRESS).status_code == 200
    client.post(f"/views/{view}/delete")
    assert "乙" not in client.get(place).get_data(as_text=True).replace("视图“乙”已删除", "")


def test_a_name_that_is_taken_is_refused_and_another_helps(client_for: ClientFor) -> None:
    client = client_for("county")
    save(client, "甲")
    assert "已有名为“甲”的视图" in client.get(save(client, "甲", "")).get_data(as_text=True)
    text = client.get(save(client, "丙", "")).get_data(as_text=True)
    assert "视图“丙”已保存" in text
    assert "已有名为" not in text


def test_a_view_of_another_person_does_not_exist_and_a_strange_page_has_none(
    client_for: ClientFor, app: Flask
) -> None:
    save(client_for("county"), "甲")
    view = view_of(app, "甲")
    for act in ("rename", "default", "delete"):
        assert client_for("prefecture").post(f"/views/{view}/{act}", data={"name": "x"}).status_code == 404
    assert client_for("county").post("/views/", data={"page": "moon", "name": "x"}).status_code == 404


def marks(client: PortalClient, query: str = "") -> int:
    """Rows with a mark on the page."""
    text = client.get(f"{ADDRESS}?view=none{query}").get_data(as_text=True)
    return len(re.findall(r"</a> <span class=\"state", text[text.index("<main") :]))


def test_what_came_since_the_last_look_is_marked_until_it_is_read(client_for: ClientFor, made: Made) -> None:
    client = client_for("prefecture")
    made(registered)
    assert marks(client) == 0
    with clock.frozen(clock.at(TODAY, 12)):
        client.post("/views/looked", data={"page": PAGE, "at": clock.now().isoformat()})
        assert marks(client) == 0
    with clock.frozen(clock.at(TODAY, 13)):
        made(lambda session, world: registered(session, world, problem="后来的问题"))
        for _time in range(2):
            assert marks(client) == 1
        assert marks(client, "&changed=1") == 1
        text = client.get(f"{ADDRESS}?changed=1").get_data(as_text=True)
        assert "后来的问题" in text
        assert "现场查看时工程已完工" not in text
        shown = re.search(r'name="at" value="([^"]+)"', text)
        assert shown is not None
    with clock.frozen(clock.at(TODAY, 14)):
        made(lambda session, world: registered(session, world, problem="看页面之后的问题"))
        answer = client.post("/views/looked", data={"page": PAGE, "query": "changed=1", "at": shown[1]})
        assert answer.location == f"{ADDRESS}?view=none"
        assert marks(client) == 1, "what came after the page was made stays marked"
        client.post("/views/looked", data={"page": PAGE, "at": "moon"})
    with clock.frozen(clock.at(TODAY, 14) + timedelta(minutes=1)):
        assert marks(client) == 0
