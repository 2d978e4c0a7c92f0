"""Accepting (签收) on screen: one press for many, the recall that is refused, the release that gives it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.filings import FilingStatus
from portal.models import Filing
from tests.client import PortalClient
from tests.factories import World
from tests.filed import passed_on, stored, submitted

ClientFor = Callable[..., PortalClient]
Make = Callable[[Session, World], Filing]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("已签收,下级不能再撤回", "此前已经签收", "已由墨玉县财政局的演示·county于", "已解除签收")),
        ("ug", ("تاپشۇرۇۋېلىندى", "ئىلگىرى", "2020-يىلى 6-ئاينىڭ 15-كۈنى", "بىكار قىلىندى")),
    ],
)
def test_an_accepted_filing_is_not_recalled_until_it_is_released(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int], language: str, words: tuple[str, ...]
) -> None:
    filing_id = made(submitted)
    county, unit = client_for("county", language), client_for("unit", language)
    assert 'name="chosen"' in county.get("/reviews/").get_data(as_text=True)
    for word in words[:2]:
        page = county.post("/reviews/accept", data={"chosen": str(filing_id)})
        assert page.status_code == 200
        assert word in page.get_data(as_text=True)
    assert f"/reviews/{filing_id}" in county.get("/reviews/?state=accepted").get_data(as_text=True)
    assert f"/reviews/{filing_id}" not in county.get("/reviews/?state=open").get_data(as_text=True)
    shown = unit.get(f"/records/filings/{filing_id}").get_data(as_text=True)
    assert words[2] in shown
    assert f"/filings/{filing_id}/recall" not in shown
    refused = unit.post(f"/filings/{filing_id}/recall", follow_redirects=True).get_data(as_text=True)
    assert words[2] in refused
    assert stored(app, filing_id).status is FilingStatus.SUBMITTED
    released = county.post(f"/reviews/{filing_id}/release", follow_redirects=True).get_data(as_text=True)
    assert words[3] in released
    assert f"/filings/{filing_id}/recall" in unit.get(f"/records/filings/{filing_id}").get_data(as_text=True)
    assert unit.post(f"/filings/{filing_id}/recall").status_code == 302
    assert stored(app, filing_id).status is FilingStatus.DRAFT


def test_the_county_cannot_take_its_opinion_back_from_a_prefecture_that_accepted(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    filing_id = made(passed_on)
    county, prefecture = client_for("county"), client_for("prefecture")
    prefecture.post("/reviews/accept", data={"chosen": str(filing_id)})
    page = county.get(f"/reviews/{filing_id}").get_data(as_text=True)
    assert "已由和田地区财政局的演示·prefecture于" in page
    assert f"/reviews/{filing_id}/recall" not in page
    assert "解除签收或退回" in county.post(f"/reviews/{filing_id}/recall", follow_redirects=True).get_data(
        as_text=True
    )
    assert stored(app, filing_id).status is FilingStatus.UNDER_REVIEW


def test_nothing_ticked_and_nothing_held_are_said(client_for: ClientFor, made: Callable[[Make], int]) -> None:
    filing_id = made(submitted)
    client = client_for("county")
    assert "请先勾选" in client.post("/reviews/accept", data={}, follow_redirects=True).get_data(as_text=True)
    again = client.post(f"/reviews/{filing_id}/release", follow_redirects=True)
    assert "没有签收" in again.get_data(as_text=True)


def test_what_is_not_in_the_queue_is_not_accepted_and_the_page_says_why(
    app: Flask, client_for: ClientFor, made: Callable[[Make], int]
) -> None:
    filing_id = made(passed_on)
    page = client_for("county").post("/reviews/accept", data={"chosen": [str(filing_id), "x", "99999"]})
    text = page.get_data(as_text=True)
    assert "现在不由您审核" in text
    assert "已被撤回" in text
    assert stored(app, filing_id).accepted_at is None
