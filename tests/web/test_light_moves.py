"""The page of a light: its buttons by role and state, refusals with what was typed, and the way to an order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.flows.lights import LIGHT_FLOW, LightStatus
from portal.extensions import db
from portal.labels import label
from portal.models import Light, Order
from portal.web.light_moves import ANSWERS, JUDGEMENTS
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.lit import explained, overpaid

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]
LATER = (TODAY + timedelta(30)).isoformat()


def status_of(app: Flask, light_id: int) -> str:
    """What is stored."""
    with app.app_context():
        return db.session.scalars(select(Light.status).where(Light.id == light_id)).one().value


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("unit", {"acknowledge", "explain"}),
        ("county-entry", {"acknowledge", "explain"}),
        ("prefecture", {"confirm", "waive"}),
        ("center", {"confirm", "waive"}),
        ("county", set()),
        ("auditor", set()),
        ("leader", set()),
    ],
)
def test_buttons_are_those_of_role_and_state(
    client_for: ClientFor, made: Made, who: str, offered: set[str], language: str
) -> None:
    light_id = made(overpaid)
    text = client_for(who, language).get(f"/lights/{light_id}").get_data(as_text=True)
    found = {m.action for m in LIGHT_FLOW.moves if f'value="{m.action}"' in text}
    assert found == offered


def test_every_word_people_can_say_has_a_button_somewhere() -> None:
    own = {"come_back", "go_out"}
    assert {m.action for m in LIGHT_FLOW.moves} - own == {*ANSWERS, *JUDGEMENTS}


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_whole_way_of_a_light(app: Flask, client_for: ClientFor, made: Made, language: str) -> None:
    light_id = made(overpaid)
    unit, prefecture = client_for("unit", language), client_for("prefecture", language)
    for client, where, data, after in (
        (unit, "answer", {"action": "acknowledge"}, "acknowledged"),
        (unit, "answer", {"action": "explain", "reason": "多付的已退回"}, "explained"),
        (prefecture, "judge", {"action": "send_back", "reason": "请附凭证"}, "acknowledged"),
        (unit, "answer", {"action": "explain", "reason": "凭证已传"}, "explained"),
        (prefecture, "judge", {"action": "waive", "reason": "年底清算", "until": LATER}, "waived"),
        (prefecture, "judge", {"action": "reopen", "reason": "再看"}, "lit"),
        (prefecture, "judge", {"action": "confirm", "reason": "属实"}, "confirmed"),
    ):
        answer = client.post(f"/lights/{light_id}/{where}", data=data, follow_redirects=True)
        assert answer.status_code == 200, data
        assert status_of(app, light_id) == after
    text = prefecture.get(f"/lights/{light_id}").get_data(as_text=True)
    assert "属实" in text
    assert "凭证已传" in text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"action": "confirm", "reason": ""}, "请写明理由"),
        ({"action": "waive", "reason": "清算"}, "请填写豁免到哪一天为止"),
        ({"action": "waive", "reason": "清算", "until": TODAY.isoformat()}, "不晚于今天"),
    ],
)
def test_a_refusal_names_the_rule_keeps_what_was_typed_and_its_advice_helps(
    app: Flask, client_for: ClientFor, made: Made, data: dict[str, str], expected: str
) -> None:
    light_id, client = made(overpaid), client_for("prefecture")
    answer = client.post(f"/lights/{light_id}/judge", data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert expected in text
    assert data["reason"] in text
    assert status_of(app, light_id) == "lit"
    mended = {"reason": "年底清算", "until": LATER}
    assert client.post(f"/lights/{light_id}/judge", data={**data, **mended}).status_code == 302


def test_who_comes_too_late_reads_what_it_is_now_and_what_they_wrote(
    app: Flask, client_for: ClientFor, made: Made
) -> None:
    light_id, client = made(explained), client_for("prefecture")
    late = {"action": "confirm", "reason": "来晚了", "seen": "lit"}
    answer = client.post(f"/lights/{light_id}/judge", data=late)
    assert answer.status_code == 409
    assert "来晚了" in answer.get_data(as_text=True)
    assert status_of(app, light_id) == "explained"


@pytest.mark.parametrize("word", ["go_out", "come_back", "explain", "", "nonsense"])
def test_a_word_that_is_none_of_the_buttons_does_nothing(
    app: Flask, client_for: ClientFor, made: Made, word: str
) -> None:
    light_id = made(overpaid)
    data = {"action": word, "reason": "理由"}
    assert client_for("center").post(f"/lights/{light_id}/judge", data=data).status_code == 409
    assert status_of(app, light_id) == "lit"


def test_the_list_leaves_out_what_is_waived_and_finds_it_by_state(client_for: ClientFor, made: Made) -> None:
    light_id, client = made(overpaid), client_for("prefecture")
    link = f'href="/lights/{light_id}"'
    assert link in client.get("/lights/").get_data(as_text=True)
    client.post(f"/lights/{light_id}/judge", data={"action": "waive", "reason": "年底清算", "until": LATER})
    assert link not in client.get("/lights/").get_data(as_text=True)
    for state in LightStatus:
        shown = link in client.get(f"/lights/?show={state}").get_data(as_text=True)
        assert shown == (state is LightStatus.WAIVED), state
    assert link in client.get("/lights/?show=all").get_data(as_text=True)


def test_the_catalogue_shows_how_many_of_those_judged_were_problems(
    client_for: ClientFor, made: Made
) -> None:
    light_id, client = made(overpaid), client_for("prefecture")
    assert "1/1" not in client.get("/lights/rules").get_data(as_text=True)
    client.post(f"/lights/{light_id}/judge", data={"action": "confirm", "reason": "属实"})
    text = client.get("/lights/rules").get_data(as_text=True)
    assert "100.00%" in text
    assert "1/1" in text


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_an_order_is_drafted_from_a_light_and_each_leads_to_the_other(
    app: Flask, client_for: ClientFor, made: Made, language: str
) -> None:
    light_id, client = made(overpaid), client_for("prefecture", language)
    with app.app_context():
        project_id = db.session.scalars(select(Light.project_id).where(Light.id == light_id)).one()
    address = f"/projects/{project_id}/orders/new?light={light_id}"
    assert address.replace("&", "&amp;") in client.get(f"/lights/{light_id}").get_data(as_text=True)
    form = client.get(address).get_data(as_text=True)
    assert f'name="light" type="hidden" value="{light_id}"' in form
    with app.app_context():
        unit = (
            db.session.scalars(select(Light).where(Light.id == light_id)).one().project.implementing_unit_id
        )
    typed = {
        "category": "amount_wrong", "problem": "支付超过总额", "basis": "《意见》", "requirement": "核对更正",
        "unit_id": str(unit), "person": "", "working_days": "10", "light": str(light_id),
    }  # fmt: skip
    assert client.post(f"/projects/{project_id}/orders", data=typed).status_code == 302
    with app.app_context():
        order = db.session.scalars(select(Order).where(Order.light_id == light_id)).one()
        order_id, version = order.id, order.version_id
    client.post(f"/orders/{order_id}/issue", data={"version_id": str(version)})
    assert f'href="/lights/{light_id}"' in client.get(f"/orders/{order_id}").get_data(as_text=True)
    assert f'href="/orders/{order_id}"' in client.get(f"/lights/{light_id}").get_data(as_text=True)


def test_every_state_has_a_word(app: Flask) -> None:
    with app.test_request_context("/"):
        assert len({label(state) for state in LightStatus}) == len(LightStatus)
