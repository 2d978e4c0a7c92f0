"""Beside an order's moves: a later day asked for and answered in the browser, pressure on a late one, repeats marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import db
from portal.models import Order
from portal.services import extensions
from portal.services.extensions import Pressure
from tests.client import PortalClient
from tests.factories import World
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
LATE = date(2020, 7, 10)


def asked(session: Session, world: World) -> Order:
    """An order with a request that waits."""
    order = issued(session, world)
    extensions.ask(session, world.actor(session, "unit"), order, 5, "连日大雨")
    return order


def stored(app: Flask, order_id: int) -> tuple[str, date | None]:
    """Version and day of an order as they are stored."""
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.id == order_id)).one()
        return str(order.version_id), order.due_on


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(("granted", "due"), [("yes", date(2020, 7, 7)), ("no", date(2020, 6, 30))])
def test_a_later_day_is_asked_for_and_answered(
    app: Flask, client_for: ClientFor, made: Made, language: str, granted: str, due: date
) -> None:
    order_id = made(issued)
    unit, prefecture = client_for("unit", language), client_for("prefecture", language)
    assert f"/orders/{order_id}/extension" in unit.get(f"/orders/{order_id}").get_data(as_text=True)
    form = {"ask-working_days": "5", "ask-reason": "连日大雨", "version_id": stored(app, order_id)[0]}
    assert unit.post(f"/orders/{order_id}/extension", data=form).status_code == 302
    assert f"/orders/{order_id}/extension/answer" in prefecture.get(f"/orders/{order_id}").get_data(
        as_text=True
    )
    form = {"answer-answer": "已核实", "granted": granted, "version_id": stored(app, order_id)[0]}
    assert prefecture.post(f"/orders/{order_id}/extension/answer", data=form).status_code == 302
    assert stored(app, order_id)[1] == due
    text = unit.get(f"/orders/{order_id}").get_data(as_text=True)
    assert "已核实" in text
    assert "连日大雨" in text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"ask-working_days": "5", "ask-reason": ""}, "请写明申请延期的理由"),
        ({"ask-working_days": "", "ask-reason": "大雨"}, "须在 1 至 90 个工作日之间"),
        ({"ask-working_days": "五", "ask-reason": "大雨"}, "不是整数"),
    ],
)
def test_a_refused_request_keeps_what_was_typed_and_its_advice_helps(
    app: Flask, client_for: ClientFor, made: Made, data: dict[str, str], expected: str
) -> None:
    order_id, client = made(issued), client_for("unit")
    version = {"version_id": stored(app, order_id)[0]}
    answer = client.post(f"/orders/{order_id}/extension", data={**data, **version})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert expected in text
    assert data["ask-reason"] in text
    mended = {"ask-working_days": "5", "ask-reason": "连日大雨", **version}
    assert client.post(f"/orders/{order_id}/extension", data=mended).status_code == 302


def test_an_answer_without_a_word_and_one_on_an_old_page_change_nothing(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    order_id, client = made(asked), client_for("prefecture")
    version, due = stored(app, order_id)
    path = f"/orders/{order_id}/extension/answer"
    silent = client.post(path, data={"answer-answer": " ", "granted": "yes", "version_id": version})
    assert silent.status_code == 422
    assert "请写明同意或不同意延期的理由" in silent.get_data(as_text=True)
    old = client.post(path, data={"answer-answer": "同意延期", "granted": "yes", "version_id": "1"})
    assert old.status_code == 409
    assert "同意延期" in old.get_data(as_text=True)
    assert stored(app, order_id)[1] == due


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_pressure_has_its_buttons_on_a_late_order_alone(
    app: Flask, client_for: ClientFor, made: Made, language: str
) -> None:
    order_id, client = made(issued), client_for("prefecture", language)
    address = f"/orders/{order_id}/pressure"
    assert address not in client.get(f"/orders/{order_id}").get_data(as_text=True)
    with clock.frozen(LATE):
        client = client_for("prefecture", language)
        assert address in client.get(f"/orders/{order_id}").get_data(as_text=True)
        for kind in Pressure:
            form = {"press-words": f"请抓紧-{kind}", "kind": kind, "version_id": stored(app, order_id)[0]}
            assert client.post(address, data=form).status_code == 302
            assert f"请抓紧-{kind}" in client.get(f"/orders/{order_id}").get_data(as_text=True)
        empty = {"press-words": "", "kind": "supervise", "version_id": stored(app, order_id)[0]}
        assert client.post(address, data=empty).status_code == 422


def test_a_repeated_problem_is_marked(client_for: ClientFor, made: Made) -> None:
    first = made(issued)
    second = made(lambda session, world: issued(session, world, problem="又一次"))
    client = client_for("prefecture")
    assert "重复发生" not in client.get(f"/orders/{first}").get_data(as_text=True)
    assert "重复发生(此前 1 次)" in client.get(f"/orders/{second}").get_data(as_text=True)
