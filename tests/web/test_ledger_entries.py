"""Entering a problem by hand on the pages: place, form, buttons, the second writer, and who finds which button."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.models import LedgerEntry
from tests.client import PortalClient
from tests.factories import World
from tests.services.test_ledger_entries import finished, registered
from tests.staffed import colleague

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


def typed(world: World, app: Flask, **changes: str) -> dict[str, str]:
    """The form as a person fills it in."""
    with app.app_context():
        unit = world.project(db.session(), "own").implementing_unit_id
    return {
        "region": "653222",
        "found_on": "2020-06-11",
        "level": "prefecture",
        "manner": "phone",
        "category": "payment_slow",
        "problem": "电话核实,资金未支付",
        "responsible_unit_id": str(unit),
        "person": "分管副局长",
        "requirement": "补齐手续后支付",
        "working_days": "10",
        **changes,
    }


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_prefecture_chooses_the_place_first_and_a_county_has_one(
    client_for: ClientFor, language: str
) -> None:
    text = client_for("prefecture", language).get("/ledgers/entries/new").get_data(as_text=True)
    assert 'name="region"' in text
    assert 'name="problem"' not in text
    chosen = client_for("prefecture", language).get("/ledgers/entries/new?region=653222")
    assert 'name="problem"' in chosen.get_data(as_text=True)
    assert 'name="problem"' in client_for("county", language).get("/ledgers/entries/new").get_data(
        as_text=True
    )


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_an_entry_is_made_and_stands_in_the_ledger(
    client_for: ClientFor, world: World, app: Flask, language: str
) -> None:
    client = client_for("prefecture", language)
    answer = client.post("/ledgers/entries/", data=typed(world, app))
    assert answer.status_code == 302
    page = client.get(answer.location).get_data(as_text=True)
    assert "电话核实,资金未支付" in page
    assert ("2020年6月28日" if language == "zh" else "2020-يىلى 6-ئاينىڭ 28-كۈنى") in page
    assert f'href="{answer.location}"' in client.get("/ledgers/problems").get_data(as_text=True)


def test_what_is_wrong_is_said_and_what_was_typed_stays_and_the_advice_helps(
    client_for: ClientFor, world: World, app: Flask
) -> None:
    client = client_for("prefecture")
    answer = client.post(
        "/ledgers/entries/", data=typed(world, app, found_on="2020-06-16", project_code="无此码")
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "发现日期 2020年6月16日 晚于今天" in text
    assert "没有编码为 无此码 的项目" in text
    assert "电话核实,资金未支付" in text
    mended = client.post("/ledgers/entries/", data=typed(world, app, found_on="2020-06-15", project_code=""))
    assert mended.status_code == 302


def two_hands(how: Callable[[Session, World], LedgerEntry]) -> Callable[[Session, World], LedgerEntry]:
    """The same entry, with a second person at the bureau that keeps it."""

    def make(session: Session, world: World) -> LedgerEntry:
        colleague(session, world, "prefecture")
        return how(session, world)

    return make


def test_the_way_to_striking_off(client_for: ClientFor, made: Made) -> None:
    entry_id = made(two_hands(registered))
    client, place = client_for("prefecture"), f"/ledgers/entries/{entry_id}"
    second = client_for("second")

    def press(path: str, client: PortalClient = client, **data: str) -> int:
        version = version_on(client, place)
        return client.post(f"{place}/{path}", data={"version_id": version, **data}).status_code

    assert press("move", action="start") == 302
    assert press("finish", measures="", completed_on="2020-06-15") == 422
    assert press("finish", measures="已支付", completed_on="2020-06-15", proof="凭证") == 302
    assert press("move", second, action="send_back", **{"send_back-reason": ""}) == 422
    assert press("move", second, action="send_back", **{"send_back-reason": "凭证不全"}) == 302
    assert "凭证不全" in client.get(place).get_data(as_text=True)
    assert press("finish", measures="已补齐", completed_on="2020-06-15", proof="凭证") == 302
    assert press("close", second, opinion="") == 422
    assert press("close", second, opinion="凭证齐全") == 302
    text = client.get(place).get_data(as_text=True)
    assert "凭证齐全" in text
    assert "<form" not in text[text.index("<main") : text.index("</main")].replace("language", "")


def version_on(client: PortalClient, place: str) -> str:
    """The version that the forms of a page carry."""
    text = client.get(place).get_data(as_text=True)
    return text.split('name="version_id" value="')[1].split('"')[0]


def test_an_unknown_button_is_no_move(client_for: ClientFor, made: Made) -> None:
    place = f"/ledgers/entries/{made(registered)}"
    client = client_for("prefecture")
    data = {"version_id": version_on(client, place), "action": "close"}
    assert client.post(f"{place}/move", data=data).status_code == 409


def test_the_second_writer_sees_both_versions_and_loses_nothing(
    client_for: ClientFor, made: Made, world: World, app: Flask
) -> None:
    place = f"/ledgers/entries/{made(registered)}"
    first, second = client_for("prefecture"), client_for("prefecture")
    version = version_on(first, f"{place}/edit")
    data = {"version_id": version, **typed(world, app)}
    assert first.post(f"{place}/edit", data={**data, "requirement": "甲的要求"}).status_code == 302
    late = second.post(f"{place}/edit", data={**data, "requirement": "乙的要求"})
    text = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "甲的要求" in text
    assert "乙的要求" in text
    again = {**data, "version_id": text.split('name="version_id" value="')[1].split('"')[0]}
    assert second.post(f"{place}/edit", data={**again, "requirement": "乙的要求"}).status_code == 302
    with app.app_context():
        assert db.session.query(LedgerEntry).one().requirement == "乙的要求"


def test_a_late_press_says_what_the_entry_is_now(client_for: ClientFor, made: Made) -> None:
    place = f"/ledgers/entries/{made(two_hands(finished))}"
    client = client_for("second")
    version = version_on(client, place)
    assert client.post(f"{place}/close", data={"version_id": version, "opinion": "到位"}).status_code == 302
    late = client.post(f"{place}/close", data={"version_id": version, "opinion": "后来的意见"})
    assert late.status_code == 409
    assert "后来的意见" in late.get_data(as_text=True)


@pytest.mark.parametrize("who", ["county", "unit", "center", "leader", "auditor"])
def test_others_read_it_without_a_button(client_for: ClientFor, made: Made, who: str) -> None:
    text = client_for(who).get(f"/ledgers/entries/{made(finished)}").get_data(as_text=True)
    assert "现场查看时工程已完工" in text
    assert "version_id" not in text


@pytest.mark.parametrize(
    ("who", "may"), [("county", True), ("division", True), ("unit", False), ("leader", False)]
)
def test_the_button_to_enter_one_is_there_for_those_who_keep_a_ledger(
    client_for: ClientFor, who: str, may: bool
) -> None:
    assert ("/ledgers/entries/new" in client_for(who).get("/ledgers/problems").get_data(as_text=True)) == may


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_who_reported_it_done_reads_that_a_colleague_verifies_it(
    client_for: ClientFor, made: Made, language: str
) -> None:
    place = f"/ledgers/entries/{made(two_hands(finished))}"
    client = client_for("prefecture", language)
    text = client.get(place).get_data(as_text=True)
    assert f'action="{place}/close"' not in text
    assert "演示·prefecture" in text[text.index("alert-info") :]
    assert f'action="{place}/close"' in client_for("second", language).get(place).get_data(as_text=True)
    data = {"version_id": version_on(client, place), "opinion": "到位"}
    assert client.post(f"{place}/close", data=data).status_code == 403


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_unit_that_has_to_mend_finds_a_notice_that_leads_to_the_entry(
    client_for: ClientFor, made: Made, language: str
) -> None:
    place = f"/ledgers/entries/{made(registered)}"
    client = client_for("unit", language)
    text = client.get("/inbox/?kind=entry").get_data(as_text=True)
    assert f'href="{place}"' in text
    assert ("2020年6月28日" if language == "zh" else "2020-يىلى 6-ئاينىڭ 28-كۈنى") in text
    assert "现场查看时工程已完工" in text
    assert client.get(place).status_code == 200
