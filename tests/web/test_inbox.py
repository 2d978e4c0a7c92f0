"""The inbox: one's own notices in words, each with the way to what it is about, and what was read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.flows.filings import FilingAction
from portal.extensions import db
from portal.labels.announcements import KINDS
from portal.labels.supervision import THINGS
from portal.models import Filing, Notice, NoticeRead, Order
from portal.services import notices, own_steps, reminders, workflow
from portal.web.notice_rows import LISTS, SAID
from tests.client import PortalClient
from tests.factories import World
from tests.filed import decide, submit, submitted
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


def notice_ids(text: str) -> list[str]:
    """Unread notices of a page."""
    return re.findall(r'name="notice" value="(\d+)"', text)


def test_one_alone_is_marked_and_all_are(client_for: ClientFor, made: Made) -> None:
    made(reminded)
    client = client_for("unit")
    before = notice_ids(client.get("/inbox/").get_data(as_text=True))
    assert len(before) > 1
    answer = client.post("/inbox/read", data={"notice": before, "only": before[0], "show": "all"})
    assert answer.location == "/inbox/?show=all"
    text = client.get("/inbox/?show=all").get_data(as_text=True)
    assert notice_ids(text) == before[1:]
    assert text.index(f'value="{before[-1]}"') < text.index("已读</span>")
    client.post("/inbox/read", data={"all": "1"})
    assert notice_ids(client.get("/inbox/?show=all").get_data(as_text=True)) == []


def test_notices_narrow_to_a_kind_and_other_words_narrow_nothing(client_for: ClientFor, made: Made) -> None:
    made(reminded)
    client = client_for("unit")
    every = notice_ids(client.get("/inbox/").get_data(as_text=True))
    reminders_alone = notice_ids(client.get("/inbox/?kind=reminder").get_data(as_text=True))
    orders_alone = notice_ids(client.get("/inbox/?kind=order").get_data(as_text=True))
    assert 0 < len(reminders_alone) < len(every)
    assert set(reminders_alone).isdisjoint(orders_alone)
    assert notice_ids(client.get("/inbox/?kind=x").get_data(as_text=True)) == every


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_three_parts_lead_to_each_other(client_for: ClientFor, language: str) -> None:
    client = client_for("county", language)
    for path in ("/inbox/", "/inbox/tasks", "/inbox/done"):
        text = client.get(path).get_data(as_text=True)
        assert all(f'href="{other}"' in text for other in ("/inbox/", "/inbox/tasks", "/inbox/done"))


def titles(text: str) -> list[str]:
    """Items of a to-do list, by the name on their link."""
    return re.findall(r'class="todo-title"><a href="[^"]+"><bdi>([^<]+)<', text)


def crowd(session: Session, world: World) -> Order:
    """More orders to one unit than a page holds."""
    return [issued(session, world, problem=f"问题{number}") for number in range(25)][-1]


def test_the_whole_list_is_paged_and_every_item_stands_on_one_page(client_for: ClientFor, made: Made) -> None:
    made(crowd)
    client = client_for("unit")
    pages = [client.get(f"/inbox/tasks?page={n}").get_data(as_text=True) for n in (1, 2)]
    assert [len(titles(page)) for page in pages] == [20, 6]
    links = [re.findall(r'class="todo-title"><a href="([^"]+)"', page) for page in pages]
    assert len({*links[0], *links[1]}) == 26
    assert titles(client.get("/inbox/tasks?page=99").get_data(as_text=True)) == titles(pages[1])
    assert len(titles(client.get("/inbox/tasks?size=50").get_data(as_text=True))) == 26


def test_the_list_narrows_to_a_task_and_to_what_is_late(client_for: ClientFor, made: Made) -> None:
    made(crowd)
    client = client_for("unit")
    assert len(titles(client.get("/inbox/tasks?task=fill").get_data(as_text=True))) == 1
    assert len(titles(client.get("/inbox/tasks?task=acknowledge&size=50").get_data(as_text=True))) == 25
    assert titles(client.get("/inbox/tasks?task=reply").get_data(as_text=True)) == []
    assert titles(client.get("/inbox/tasks?late=1").get_data(as_text=True)) == []
    with clock.frozen(date(2020, 7, 21)):
        later = client_for("unit")
        assert len(titles(later.get("/inbox/tasks?late=1&size=50").get_data(as_text=True))) == 26


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_what_one_has_done_stands_with_its_date_its_reason_and_the_way_there(
    client_for: ClientFor, made: Made, language: str
) -> None:
    identity = made(returned)
    text = client_for("county", language).get("/inbox/done").get_data(as_text=True)
    assert f'<a href="/records/filings/{identity}">' in text
    assert "请细化数量指标" in text
    assert "2020年6月15日" in text if language == "zh" else "6-ئاينىڭ 15-كۈنى" in text
    assert "请细化数量指标" not in client_for("unit", language).get("/inbox/done").get_data(as_text=True)
    assert "/records/filings/" not in client_for("county", language).get("/inbox/done?kind=order").get_data(
        as_text=True
    )


def test_a_draft_taken_back_is_linked_by_its_project_to_those_above(
    client_for: ClientFor, made: Made
) -> None:
    identity = made(recalled)
    text = client_for("unit").get("/inbox/done").get_data(as_text=True)
    assert f'<a href="/records/filings/{identity}">' in text
    client = client_for("county")
    for link in re.findall(r'<td><a href="([^"]+)"', client.get("/inbox/done").get_data(as_text=True)):
        assert client.get(link).status_code == 200


def returned(session: Session, world: World) -> Filing:
    """A target that the county sent back."""
    filing = submitted(session, world)
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    return filing


def recalled(session: Session, world: World) -> Filing:
    """A target that was sent back, filed again and taken back."""
    filing = returned(session, world)
    submit(session, world.actor(session, "unit"), filing)
    workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.RECALL)
    return filing


def test_the_words_of_kinds_are_those_of_the_lists() -> None:
    assert set(KINDS) == {*notices.KINDS, *own_steps.KINDS}


def test_every_thing_that_is_counted_has_words_and_a_list() -> None:
    assert set(LISTS) == set(THINGS)
    assert len(set(SAID.values())) == len(SAID)
