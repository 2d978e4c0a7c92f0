"""Handing an item to a colleague on the pages: the marks on the to-do list, the form, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.extensions import db
from tests.client import PortalClient
from tests.factories import World
from tests.filed import submitted
from tests.staffed import account, colleague


def with_colleague(session: Session, world: World) -> Any:
    """A submission that two reviewers of the county could take."""
    colleague(session, world, "county")
    return submitted(session, world)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_an_item_is_handed_over_and_taken_back(
    app: Flask,
    client_for: Callable[..., PortalClient],
    made: Callable[..., int],
    world: World,
    language: str,
) -> None:
    filing_id = made(with_colleague)
    with app.app_context():
        to = account(db.session(), "second").id
    client = client_for("county", language)
    address = f"/transfers/new?item=filing:{filing_id}"
    assert address in client.get("/bureau/").get_data(as_text=True).replace("%3A", ":")
    assert "同事·second" in client.get(address).get_data(as_text=True)
    wrong = client.post("/transfers/", data={"item": f"filing:{filing_id}", "to": to, "reason": ""})
    assert wrong.status_code == 422
    right = {"item": f"filing:{filing_id}", "to": to, "reason": "外出培训", "until": "2020-06-30"}
    assert client.post("/transfers/", data=right).status_code == 302
    mine, everybody = (client.get(a).get_data(as_text=True) for a in ("/bureau/", "/bureau/?show=unit"))
    assert address not in mine.replace("%3A", ":")
    assert address in everybody.replace("%3A", ":")
    other = client_for("second", language)
    assert address in other.get("/bureau/").get_data(as_text=True).replace("%3A", ":")
    assert "演示·county" in other.get("/bureau/").get_data(as_text=True)
    assert other.get("/inbox/").status_code == 200
    assert other.post("/transfers/end", data={"item": f"filing:{filing_id}"}).status_code == 302
    assert address in client.get("/bureau/").get_data(as_text=True).replace("%3A", ":")


def test_where_nobody_shares_the_role_nothing_is_offered(
    client_for: Callable[..., PortalClient], made: Callable[..., int]
) -> None:
    filing_id = made(submitted)
    client = client_for("county")
    page = client.get("/bureau/").get_data(as_text=True)
    assert "/transfers/new" not in page
    assert "?show=unit" not in page
    assert "没有可以转给的同事" in client.get(f"/transfers/new?item=filing:{filing_id}").get_data(
        as_text=True
    )


def test_what_does_not_exist_or_is_not_ones_turn_is_refused(
    client_for: Callable[..., PortalClient], made: Callable[..., int]
) -> None:
    filing_id = made(submitted)
    client = client_for("county")
    assert client.get("/transfers/new").status_code == 302
    for subject in ("filing:999999", "unit:1", "filing:x"):
        assert client.get(f"/transfers/new?item={subject}").status_code == 404
    address = f"/transfers/new?item=filing:{filing_id}"
    assert client_for("unit").get(address).status_code == 403
    assert client_for("prefecture2").get(address).status_code == 404
    assert client_for("leader").get(address).status_code == 403
