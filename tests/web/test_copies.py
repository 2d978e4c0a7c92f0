"""The form of a copy, from each kind of record; the receiver finds it in the inbox with the way to the record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.client import PortalClient
from tests.filed import drafted, submitted
from tests.lit import explained
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[..., int]


def ticks(text: str) -> dict[str, str]:
    """Units offered: name by id."""
    return dict(re.findall(r'name="units"[^>]*value="(\d+)">\s*<label[^>]*>([^<]+)<', text))


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(
    ("make", "page", "form"),
    [
        (submitted, "/records/filings/{}", "/copies/filings/{}"),
        (issued, "/orders/{}", "/copies/orders/{}"),
        (explained, "/lights/{}", "/copies/lights/{}"),
    ],
)
def test_a_copy_is_sent_from_the_page_of_a_record_and_found_by_its_reader(
    client_for: ClientFor, made: Made, make: Any, page: str, form: str, language: str
) -> None:
    identity = made(make)
    prefecture = client_for("prefecture", language)
    assert f'href="{form.format(identity)}"' in prefecture.get(page.format(identity)).get_data(as_text=True)
    offered = ticks(prefecture.get(form.format(identity)).get_data(as_text=True))
    assert len(offered) == 3
    answer = prefecture.post(form.format(identity), data={"units": list(offered), "word": "请参阅这一件"})
    assert (answer.status_code, answer.location) == (302, page.format(identity))
    for who in ("county", "unit", "center"):
        client = client_for(who, language)
        text = client.get("/inbox/?kind=copy").get_data(as_text=True)
        assert "请参阅这一件" in text
        assert f'href="{page.format(identity)}"' in text
        assert client.get(page.format(identity)).status_code == 200


def test_what_was_typed_comes_back_and_the_advice_helps(client_for: ClientFor, made: Made) -> None:
    identity, unit = made(drafted), client_for("unit")
    path = f"/copies/filings/{identity}"
    offered = ticks(unit.get(path).get_data(as_text=True))
    answer = unit.post(path, data={"units": list(offered), "word": "先看看草稿"})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "先看看草稿" in text
    refused = re.findall(r"([^>\s]+?)看不到这份材料,抄送不给予新的查看权限。请去掉这个单位,", text)
    assert refused
    left = [identity for identity, name in offered.items() if not any(name.strip() in one for one in refused)]
    assert left
    assert unit.post(path, data={"units": left, "word": "先看看草稿"}).status_code == 302


def test_readers_and_other_places_send_none(client_for: ClientFor, made: Made) -> None:
    identity = made(submitted)
    for who, status in (("leader", 403), ("auditor", 403), ("prefecture2", 404), ("county2", 404)):
        assert client_for(who).get(f"/copies/filings/{identity}").status_code == status, who
        assert (
            client_for(who).post(f"/copies/filings/{identity}", data={"word": "x"}).status_code == status
        ), who
    assert f"/copies/filings/{identity}" not in client_for("leader").get(
        f"/records/filings/{identity}"
    ).get_data(as_text=True)
    assert (
        client_for("prefecture")
        .post(f"/copies/filings/{identity}", data={"units": ["x"], "word": "x"})
        .status_code
        == 422
    )
