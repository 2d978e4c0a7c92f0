"""Nudges from the pages of projects, filings and orders; the receiver sees them on the item and in the inbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models import HistoryEntry, Nudge
from portal.services import filings
from tests.client import PortalClient
from tests.factories import World
from tests.filed import approved, submitted
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_center_presses_for_a_missing_filing_and_the_clerk_sees_it(
    client_for: ClientFor, world: World, made: Made, language: str
) -> None:
    filing, project = made(lambda s, w: w.filing(s, "own")), world.projects["own"]
    center = client_for("center", language)
    assert f'action="/nudges/projects/{project}"' in center.get(f"/records/projects/{project}").get_data(
        as_text=True
    )
    answer = center.post(f"/nudges/projects/{project}", data={"filing": filing, "word": "月底前必须报"})
    assert answer.location == f"/records/projects/{project}"
    page = center.get(answer.location).get_data(as_text=True)
    mark = {
        "zh": "被催办 1 次,最近 2020年6月15日",
        "ug": "1 قېتىم ئالدىرىتىلدى، ئەڭ يېقىن 2020-يىلى 6-ئاينىڭ 15-كۈنى",
    }
    assert f'action="/nudges/projects/{project}"' not in page
    assert {"zh": "下一次可在 <bdi>2020年6月16日</bdi> 催办", "ug": "2020-يىلى 6-ئاينىڭ 16-كۈنى"}[
        language
    ] in page
    unit = client_for("unit", language)
    for path in ("/entry/", "/inbox/tasks"):
        assert mark[language] in unit.get(path).get_data(as_text=True), path
    told = unit.get("/inbox/?kind=nudge").get_data(as_text=True)
    assert "月底前必须报" in told
    assert ("财政厅财政绩效评价中心催办" in told) == (language == "zh")


def test_a_second_press_says_when_the_next_is_possible(
    app: Flask, client_for: ClientFor, world: World, made: Made
) -> None:
    filing, project = made(lambda s, w: w.filing(s, "own")), world.projects["own"]
    center = client_for("center")
    for _time in range(2):
        page = center.post(f"/nudges/projects/{project}", data={"filing": filing}, follow_redirects=True)
    assert "本单位这个工作日已经催办过。下一次可在 2020年6月16日 催办。" in page.get_data(as_text=True)
    with app.app_context():
        assert len(db.session.scalars(select(Nudge)).all()) == 1


@pytest.mark.parametrize("filing", ["", "0", "x", "999999"])
def test_a_filing_of_another_project_or_of_none_is_pressed_for_by_nobody(
    client_for: ClientFor, world: World, filing: str
) -> None:
    project = world.projects["own"]
    page = client_for("center").post(
        f"/nudges/projects/{project}", data={"filing": filing}, follow_redirects=True
    )
    assert "不能催办" in page.get_data(as_text=True)


def test_whether_something_is_drafted_cannot_be_found_out_by_pressing(
    client_for: ClientFor, world: World, made: Made
) -> None:
    """A change of a target that nobody has filed answers like a filing that does not exist."""
    made(approved)

    def change(session: object, w: World) -> object:
        return filings.open_adjustment(
            db.session(), w.actor(db.session(), "unit"), w.project(db.session(), "own"), "资金调减"
        )

    identity, project = made(change), world.projects["own"]
    center = client_for("center")
    answers = [
        center.post(f"/nudges/projects/{project}", data={"filing": one, "from": "filing", "word": "抓紧"})
        for one in (identity, 999999)
    ]
    assert [answer.status_code for answer in answers] == [422] * 2
    pages = [re.sub(r'nonce="[^"]*"|csrf[^>]*>', "", answer.get_data(as_text=True)) for answer in answers]
    assert pages[0] == pages[1]
    assert f'value="{identity}"' not in pages[0]


def test_the_filler_presses_the_reviewer_from_the_page_of_the_filing(
    client_for: ClientFor, made: Made
) -> None:
    identity = made(submitted)
    unit = client_for("unit")
    page = unit.get(f"/records/filings/{identity}").get_data(as_text=True)
    assert 'name="from" value="filing"' in page
    project = (
        unit.get(f"/records/filings/{identity}")
        .get_data(as_text=True)
        .split('action="/nudges/projects/')[1]
        .split('"')[0]
    )
    data = {"filing": identity, "from": "filing"}
    assert unit.post(f"/nudges/projects/{project}", data=data).location == f"/records/filings/{identity}"
    assert "被催办 1 次" in unit.get(f"/records/filings/{identity}").get_data(as_text=True)
    assert "被催办 1 次" in client_for("county").get("/bureau/").get_data(as_text=True)


def test_the_issuer_presses_for_an_order_and_others_are_not_offered_it(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    identity = made(issued)
    path = f"/nudges/orders/{identity}"
    for who, offered in (
        ("prefecture", True),
        ("center", True),
        ("county", False),
        ("unit", False),
        ("leader", False),
    ):
        assert (path in client_for(who).get(f"/orders/{identity}").get_data(as_text=True)) == offered, who
    assert client_for("prefecture").post(path, data={"word": "抓紧"}).location == f"/orders/{identity}"
    assert "本单位不在等待这一步" in client_for("county").post(path, follow_redirects=True).get_data(
        as_text=True
    )
    assert client_for("leader").post(path).status_code == 403
    assert client_for("prefecture2").post(path).status_code == 404
    assert "被催办 1 次" in client_for("unit").get(f"/orders/{identity}").get_data(as_text=True)
    with app.app_context():
        entry = db.session.scalars(select(HistoryEntry).where(HistoryEntry.action == "nudge.send")).one()
        assert entry.subject == f"order:{identity}"


def test_nothing_is_offered_where_nobody_owes(client_for: ClientFor, made: Made) -> None:
    identity = made(approved)
    page = client_for("center").get(f"/records/filings/{identity}").get_data(as_text=True)
    assert "/nudges/" not in page


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("place", ["project", "filing", "order"])
def test_a_refused_nudge_keeps_the_word_on_the_page_that_says_why(
    client_for: ClientFor, world: World, made: Made, language: str, place: str
) -> None:
    who = {"project": "center", "filing": "unit", "order": "prefecture"}[place]
    identity = made({"project": lambda s, w: w.filing(s, "own"), "filing": submitted, "order": issued}[place])
    path = f"/nudges/orders/{identity}" if place == "order" else f"/nudges/projects/{world.projects['own']}"
    data = (
        {} if place == "order" else {"filing": identity, **({"from": "filing"} if place == "filing" else {})}
    )
    client = client_for(who, language)
    long = client.post(path, data={**data, "word": "请尽快报送" * 41})
    text = long.get_data(as_text=True)
    assert long.status_code == 422
    assert f"{'请尽快报送' * 41}</textarea>" in text
    assert text.count("请尽快报送" * 41) == 2
    assert client.post(path, data={**data, "word": "请尽快报送"}).status_code == 302
    again = client.post(path, data={**data, "word": "今天必须报"})
    assert again.status_code == 422
    assert "今天必须报" in again.get_data(as_text=True)
    assert "今天必须报" not in client.get("/inbox/").get_data(as_text=True)


def test_the_word_stands_with_the_filing_it_was_typed_for_alone(
    client_for: ClientFor, world: World, made: Made
) -> None:
    """On the page of a project every round has its own form."""
    made(lambda s, w: approved(s, w))
    project = world.projects["own"]
    with clock.frozen(date(2020, 9, 1)):
        center = client_for("center")
        page = center.get(f"/records/projects/{project}").get_data(as_text=True)
        rounds = re.findall(r'name="filing" value="(\d+)"', page)
        data = {"filing": rounds[-1], "word": "甲" * 201}
        text = center.post(f"/nudges/projects/{project}", data=data).get_data(as_text=True)
    assert len(rounds) > 1
    assert text.count("甲" * 201 + "</textarea>") == 1
    assert f'id="nudge-word-{rounds[-1]}" name="word" rows="2" maxlength="200">\n' + "甲" * 201 in text
