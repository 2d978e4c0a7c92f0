"""The menu: few entries in one line, each page once, none that its reader may not open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, url_for

from portal.extensions import db
from portal.web.navigation import NOT_FOR_ADMIN, Item, navigation_for
from tests.client import PortalClient
from tests.factories import World

ClientFor = Callable[..., PortalClient]
PEOPLE = (
    "unit", "county-entry", "county", "prefecture", "division", "region-unit", "center", "auditor", "leader", "admin",
)  # fmt: skip


def menu(app: Flask, world: World, who: str) -> list[Item]:
    """The menu of a demo account."""
    with app.test_request_context("/"):
        return navigation_for(world.actor(db.session(), who))


@pytest.mark.parametrize("who", PEOPLE)
def test_a_group_holds_several_pages_and_no_page_stands_twice(app: Flask, world: World, who: str) -> None:
    items = menu(app, world, who)
    assert all(len(item.pages) > 1 for item in items if not item.url)
    pages = [page.url for item in items for page in (item.pages or [item])]
    assert len(pages) == len(set(pages))
    assert len(items) <= 8


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_entry_opens(client_for: ClientFor, app: Flask, world: World, who: str, language: str) -> None:
    pages = [page.url for item in menu(app, world, who) for page in (item.pages or [item])]
    client = client_for(who, language)
    for url in pages:
        assert client.get(url).status_code == 200, url


def test_the_group_of_the_open_page_is_marked(client_for: ClientFor) -> None:
    text = client_for("center").get("/orders").get_data(as_text=True)
    nav = text[text.index('<nav class="main-nav"') : text.index("</nav>")]
    assert nav.count('class="within"') == 1
    assert nav.count('aria-current="page"') == 1


def test_an_administrator_finds_no_pages_of_work(app: Flask, world: World) -> None:
    urls = {page.url for item in menu(app, world, "admin") for page in (item.pages or [item])}
    with app.test_request_context("/"):
        assert not urls & {url_for(endpoint) for endpoint in NOT_FOR_ADMIN}
