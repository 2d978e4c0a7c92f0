"""The pages of exceptions and of locked forms: asked, endorsed, granted, refused, and what each person finds there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models import Filing, RoundException
from portal.services import round_exceptions
from tests.client import PortalClient
from tests.factories import World
from tests.locked import LATER, SHUT, asked, granted, lock, own, round_of, unit_of

ClientFor = Callable[..., PortalClient]


def version_on(client: PortalClient, path: str) -> str:
    """The version that a page's form was opened on."""
    found = re.search(r'name="version_id" value="(\d+)"', client.get(path).get_data(as_text=True))
    assert found
    return found[1]


@pytest.fixture
def waiting(app: Flask, world: World) -> int:
    """A request of the unit for a later day; the round locks after three working days."""
    with app.app_context():
        lock(db.session())
        made = asked(db.session(), world)
        db.session.commit()
        return made.id


def target_id(app: Flask, world: World) -> int:
    """The unit's target."""
    with app.app_context():
        return own(db.session(), world).id


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_locked_form_gives_its_reason_and_the_way_out_and_nothing_to_fill_in(
    app: Flask, client_for: ClientFor, world: World, waiting: int, language: str
) -> None:
    with clock.frozen(SHUT):
        page = client_for("unit", language).get(f"/filings/{target_id(app, world)}/target")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "alert-warning" in text
    assert "/exceptions/new?round=" in text
    assert f"/exceptions/{waiting}" in text
    assert 'name="goal"' not in text


def test_what_was_typed_when_the_lock_came_stays_on_the_page(
    app: Flask, client_for: ClientFor, world: World, waiting: int
) -> None:
    identity, client = target_id(app, world), client_for("unit")
    path = f"/filings/{identity}/target"
    version = version_on(client, path)
    with clock.frozen(SHUT):
        client.sign_in("unit")
        answer = client.post(path, data={"version_id": version, "goal": "午夜前写下的目标", "action": "save"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "午夜前写下的目标" in text
    assert "申请延期填报" in text
    with app.app_context():
        assert db.session.get_one(Filing, identity).status == "not_started"


@pytest.mark.parametrize("path", ["monitoring", "evaluation"])
def test_the_other_forms_are_shut_too(app: Flask, client_for: ClientFor, world: World, path: str) -> None:
    code = {"monitoring": "m05", "evaluation": "evaluation"}[path]
    with app.app_context():
        held = lock(db.session(), 1, code)
        day = held.open_until
        identity = world.filing(db.session(), "own", code).id
        db.session.commit()
    assert day is not None
    with clock.frozen(day.replace(year=day.year + 1)):
        text = client_for("unit").get(f"/filings/{identity}/{path}").get_data(as_text=True)
    assert "/exceptions/new?round=" in text


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_clerk_asks_and_a_refusal_brings_the_form_back(
    app: Flask, client_for: ClientFor, world: World, language: str
) -> None:
    with app.app_context():
        held = round_of(db.session())
        unit = own(db.session(), world).project.implementing_unit_id
        data = {"round_id": str(held.id), "unit_id": str(unit), "wished_on": "2020-06-20", "reason": "停电"}
    client = client_for("unit", language)
    assert client.get("/exceptions/new").status_code == 200
    answer = client.post("/exceptions/new", data=data)
    assert answer.status_code == 422
    assert "停电" in answer.get_data(as_text=True)
    done = client.post("/exceptions/new", data={**data, "wished_on": LATER.isoformat()})
    assert done.status_code == 302
    assert client.get(done.location).status_code == 200
    again = client.post("/exceptions/new", data={**data, "wished_on": LATER.isoformat()})
    assert again.status_code == 422


def test_a_unit_that_is_not_ones_own_is_refused_at_its_field(
    app: Flask, client_for: ClientFor, world: World
) -> None:
    with app.app_context():
        data = {
            "round_id": str(round_of(db.session()).id),
            "unit_id": "0",
            "wished_on": "x",
            "reason": "停电",
        }
    answer = client_for("unit").post("/exceptions/new", data=data)
    assert answer.status_code == 422
    assert "请选择您可以为其办理延期的单位" in answer.get_data(as_text=True)


def test_the_prefecture_endorses_the_center_grants_and_each_finds_it_among_its_work(
    app: Flask, client_for: ClientFor, world: World, waiting: int
) -> None:
    prefecture, center = client_for("prefecture"), client_for("center")
    path = f"/exceptions/{waiting}"
    task = f'<p class="todo-title"><a href="{path}">'
    assert task in prefecture.get("/bureau/").get_data(as_text=True)
    assert task in center.get("/center/").get_data(as_text=True)
    data = {"version_id": version_on(prefecture, path), "opinion-opinion": "情况属实", "support": "yes"}
    assert prefecture.post(f"{path}/endorse", data=data).status_code == 302
    assert task not in prefecture.get("/bureau/").get_data(as_text=True)
    version = version_on(center, path)
    short = {"version_id": version, "answer-until": "2020-06-01", "answer-answer": "同意", "granted": "yes"}
    assert center.post(f"{path}/answer", data=short).status_code == 422
    assert center.post(f"{path}/answer", data={**short, "answer-until": LATER.isoformat()}).status_code == 302
    with app.app_context():
        assert own(db.session(), world).due_on == LATER
    text = client_for("unit").get("/entry/").get_data(as_text=True)
    assert "2020年7月15日" in text
    assert f"/exceptions/{waiting}" in text


def test_a_lost_race_shows_how_things_stand(app: Flask, client_for: ClientFor, waiting: int) -> None:
    center, path = client_for("center"), f"/exceptions/{waiting}"
    data = {"version_id": version_on(center, path), "answer-answer": "理由不足", "granted": "no"}
    assert center.post(f"{path}/answer", data=data).status_code == 302
    answer = center.post(f"{path}/answer", data=data)
    assert answer.status_code == 409
    assert "已由他人办理" in answer.get_data(as_text=True)


def test_the_center_grants_unasked_from_the_list_of_a_round(
    app: Flask, client_for: ClientFor, world: World
) -> None:
    center = client_for("center")
    with app.app_context():
        held, unit = round_of(db.session()), own(db.session(), world).project.implementing_unit_id
        bureau = unit_of(db.session(), "653222F").id
        data = {"round_id": str(held.id), "wished_on": LATER.isoformat(), "reason": "洪灾"}
        listing = f"/rounds/projects?round={held.id}"
    assert f"/exceptions/grant?round={data['round_id']}&amp;unit={unit}" in center.get(listing).get_data(
        as_text=True
    )
    assert "先选择单位" in center.get("/exceptions/grant").get_data(as_text=True)
    page = center.get(f"/exceptions/grant?round={data['round_id']}&unit={unit}").get_data(as_text=True)
    assert f'value="{bureau}"' in page
    answer = center.post("/exceptions/grant", data={**data, "unit": str(unit), "unit_id": str(unit)})
    assert answer.status_code == 302
    with app.app_context():
        assert own(db.session(), world).due_on == LATER


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("state", ["waiting", "holding", "all"])
def test_the_list_and_each_state_of_a_request_can_be_read(
    app: Flask, client_for: ClientFor, world: World, state: str, language: str
) -> None:
    with app.app_context():
        granted(db.session(), world)
        refused = asked(db.session(), world, "county-entry")
        center = world.actor(db.session(), "center")
        round_exceptions.answer(db.session(), center, refused, None, "理由不足", granted=False)
        asked(db.session(), world, "county-entry")
        db.session.commit()
        ids = db.session.scalars(select(RoundException.id)).all()
    for who in ("unit", "county", "prefecture", "center", "auditor", "leader"):
        client = client_for(who, language)
        assert client.get(f"/exceptions/?state={state}").status_code == 200
        for identity in ids:
            assert client.get(f"/exceptions/{identity}").status_code == 200
    assert client_for("prefecture2").get(f"/exceptions/{ids[0]}").status_code == 404


def test_the_dossier_and_the_filing_show_the_exception_and_its_day(
    app: Flask, client_for: ClientFor, world: World
) -> None:
    with app.app_context():
        made = granted(db.session(), world)
        db.session.commit()
        identity, project = made.id, world.projects["own"]
    client = client_for("unit")
    for path in (
        f"/records/projects/{project}",
        f"/filings/{target_id(app, world)}/target",
        "/records/filings",
    ):
        text = client.get(path).get_data(as_text=True)
        assert "2020年7月15日" in text
        assert f"/exceptions/{identity}" in text
        assert "原截止日期是" in text


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_asker_withdraws_and_the_others_find_it_done(
    client_for: ClientFor, waiting: int, language: str
) -> None:
    path, unit, center = (
        f"/exceptions/{waiting}",
        client_for("unit", language),
        client_for("center", language),
    )
    assert f"{path}/withdraw" in unit.get(path).get_data(as_text=True)
    assert f"{path}/withdraw" not in center.get(path).get_data(as_text=True)
    late = {"version_id": version_on(center, path), "answer-answer": "理由不足", "granted": "no"}
    data = {"version_id": version_on(unit, path)}
    assert unit.post(f"{path}/withdraw", data=data).location == path
    for client in (unit, center, client_for("prefecture", language)):
        text = client.get(path).get_data(as_text=True)
        assert ("已撤回" if language == "zh" else "演示·unit") in text
        assert "version_id" not in text[text.index("<main") :]
    assert center.post(f"{path}/answer", data=late).status_code == 409
    assert unit.post(f"{path}/withdraw", data=data).status_code == 409
    notice = center.get("/inbox/?kind=exception").get_data(as_text=True)
    assert f'href="{path}"' in notice
