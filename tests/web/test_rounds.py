"""A round by places: counts that open their lists, the lock said, nobody's draft told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db
from tests.client import PortalClient
from tests.factories import World
from tests.locked import SHUT, granted, lock, round_of

ClientFor = Callable[..., PortalClient]


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("who", ["center", "prefecture", "county", "division", "leader", "auditor"])
def test_every_count_opens_a_list_of_as_many(
    app: Flask, client_for: ClientFor, world: World, who: str, language: str
) -> None:
    with app.app_context():
        lock(db.session())
        granted(db.session(), world)
        held = round_of(db.session()).id
        db.session.commit()
    with clock.frozen(SHUT):
        client = client_for(who, language)
        text = client.get(f"/rounds/?round={held}").get_data(as_text=True)
        links = re.findall(r'href="(/rounds/projects\?[^"]+)"><bdi>(\d+)</bdi>', text)
        assert links
        for link, number in links:
            listed = client.get(link.replace("&amp;", "&")).get_data(as_text=True)
            assert len(set(re.findall(r'href="/records/projects/(\d+)"', listed))) == int(number), link


def test_the_lock_is_said_or_that_there_is_none(app: Flask, client_for: ClientFor) -> None:
    with app.app_context():
        held = round_of(db.session()).id
    center = client_for("center")
    assert "本轮没有设置锁定" in center.get(f"/rounds/?round={held}").get_data(as_text=True)
    with app.app_context():
        lock(db.session())
        db.session.commit()
    text = center.get(f"/rounds/?round={held}").get_data(as_text=True)
    assert "2020年7月3日" in text
    assert "新财绩〔2020〕1号" in text


def test_a_place_a_round_or_a_standing_that_does_not_exist_narrows_nothing_that_it_should_not(
    client_for: ClientFor,
) -> None:
    center = client_for("center")
    for query in ("round=999999", "standing=nonsense", "place=999999", "region=x", "q=%25"):
        assert center.get(f"/rounds/projects?{query}").status_code == 200


def test_clerks_and_administrators_have_no_such_page(client_for: ClientFor) -> None:
    for who in ("unit", "admin"):
        assert client_for(who).get("/rounds/").status_code == 403
