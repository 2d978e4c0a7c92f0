"""The inbox: one's own notices in words, each with the way to what it is about, and what was read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.labels import THINGS
from portal.models import Filing, Notice, NoticeRead
from portal.services import reminders
from portal.web.notice_rows import LISTS, SAID
from tests.client import PortalClient
from tests.factories import World
from tests.filed import submitted
from tests.lit import explained
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
CLIMBED = date(2020, 7, 21)


def reminded(session: Session, world: World) -> Filing:
    """The small world on a day on which targets are late and an order has climbed every rung."""
    issued(session, world)
    explained(session, world)
    filing = submitted(session, world, "region")
    for day in (date(2020, 6, 22), date(2020, 6, 30), CLIMBED):
        list(reminders.send(session, reminders.due(session, day), day))
    return filing


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(
    "who", ["unit", "county", "prefecture", "division", "center", "leader", "region-unit"]
)
def test_everybody_finds_their_notices_and_every_link_leads_somewhere(
    client_for: ClientFor, made: Made, who: str, language: str
) -> None:
    made(reminded)
    client = client_for(who, language)
    text = client.get("/inbox/?show=all").get_data(as_text=True)
    body = text[text.index("<main") : text.index("</main")]
    links = re.findall(r'<td><a href="([^"]+)"', body)
    assert links or who in ("county", "leader", "region-unit"), who
    for link in links:
        assert client.get(link.replace("&amp;", "&"), follow_redirects=True).status_code == 200, link


def test_a_reminder_says_what_how_many_and_when_in_the_readers_language(
    client_for: ClientFor, made: Made
) -> None:
    made(reminded)
    zh = client_for("unit").get("/inbox/").get_data(as_text=True)
    assert "待填报的填报件 1 件已于 2020年6月30日 到期,逾期 15 个工作日" in zh
    ug = client_for("unit", "ug").get("/inbox/").get_data(as_text=True)
    assert "2020-يىلى 6-ئاينىڭ 30-كۈنى" in ug


def test_the_center_is_told_of_an_order_that_climbed_to_it(client_for: ClientFor, made: Made) -> None:
    made(reminded)
    assert "请督促整改" in client_for("center").get("/inbox/").get_data(as_text=True)


def test_what_was_read_is_no_longer_unread_for_this_person_alone(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    made(reminded)
    client = client_for("unit")
    ids = re.findall(r'name="notice" value="(\d+)"', client.get("/inbox/").get_data(as_text=True))
    assert ids
    assert client.post("/inbox/read", data={"notice": ids}).status_code == 302
    assert "没有未读的通知" in client.get("/inbox/").get_data(as_text=True)
    assert "没有未读的通知" not in client.get("/inbox/?show=all").get_data(as_text=True)
    other = client_for("county-entry")
    assert other.get("/inbox/").status_code == 200


def test_another_units_notice_cannot_be_marked(app: Flask, client_for: ClientFor, made: Made) -> None:
    made(reminded)
    with app.app_context():
        ids = [str(i) for i in db.session.scalars(select(Notice.id).where(Notice.role == "center"))]
    assert ids
    client_for("unit").post("/inbox/read", data={"notice": [*ids, "x", "0"]})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(NoticeRead)) == 0


def test_every_thing_that_is_counted_has_words_and_a_list() -> None:
    assert set(LISTS) == set(THINGS)
    assert len(set(SAID.values())) == len(SAID)
