"""Nudges from the pages of projects, filings and orders; the receiver sees them on the item and in the inbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

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
        center.post(f"/nudges/projects/{project}", data={"filing": one, "from": "filing"}).location
        for one in (identity, 999999)
    ]
    assert answers == [f"/records/projects/{project}"] * 2
    page = center.get(answers[0]).get_data(as_text=True)
    assert f'value="{identity}"' not in page


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
