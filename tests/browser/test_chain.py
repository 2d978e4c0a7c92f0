"""An order from hand to hand: the county replies, the prefecture sends it back, the county mends, the issuer closes; the
whole chain stands on one page and one sheet."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import gettext, ngettext, pgettext
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.chains import LinkState, Phase
from portal.domain.filings import OrderStatus
from portal.domain.roles import UnitKind
from portal.i18n import date_text
from portal.labels import event, label
from portal.models import Order
from tests.browser.conftest import PageFor
from tests.browser.walks import IMAGE, LANGUAGES, Walk, agree, clean, ordered, people, press, text_of
from tests.demo_portal import STANDS_ON

pytestmark = pytest.mark.browser

MENDED, JUDGED = date(2020, 7, 15), date(2020, 7, 16)
REASON = "照片看不出位置，请补拍并注明地点。"


def reply(page: Page, words: str, file: str) -> None:
    """Send measures with a picture."""
    page.fill("[name=measures]", words)
    page.set_input_files("#reply input[type=file]", {"name": file, "mimeType": "image/png", "buffer": IMAGE})
    press(page, page.locator("#reply button[type=submit]").last)


def status_of(records: Session, order_id: int) -> OrderStatus:
    """Where the order stands as the server has committed it."""
    records.rollback()
    return records.scalars(select(Order).where(Order.id == order_id)).one().status


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_is_answered_sent_back_mended_and_closed(
    portal: Flask, page_for: PageFor, records: Session, tmp_path: Path, language: str
) -> None:
    walk, names = Walk(portal, page_for), people(records)
    order_id = ordered(portal, f"chain-{language}", STANDS_ON, 10, "缺少竣工照片", to=UnitKind.FINANCE_BUREAU)
    walk.on(STANDS_ON)
    county = walk.page("county-entry", language)
    county.goto(f"/orders/{order_id}")
    clean(county, language, names)
    press(county, county.locator("form[action$='/acknowledge'] button"))
    reply(county, "已补拍照片。", "照片一.png")
    assert status_of(records, order_id) is OrderStatus.REPLIED

    prefecture = walk.page("prefecture", language)
    prefecture.goto(f"/orders/{order_id}")
    prefecture.locator("details.confirm:has(form[action$='/send-back']) > summary").click()
    prefecture.fill("[name=back-reason]", REASON)
    press(prefecture, prefecture.locator("form[action$='/send-back'] button[type=submit]"))
    assert status_of(records, order_id) is OrderStatus.SENT_BACK

    walk.on(MENDED)
    county = walk.page("county-entry", language)
    county.goto(f"/orders/{order_id}")
    assert REASON in text_of(county)
    reply(county, "已补拍并注明地点。", "照片二.png")

    walk.on(JUDGED)
    prefecture = walk.page("prefecture", language)
    prefecture.goto(f"/orders/{order_id}")
    prefecture.fill("[name=opinion]", "照片齐全，同意销号。")
    agree(prefecture, prefecture.locator("#close button[type=submit]"))
    assert status_of(records, order_id) is OrderStatus.CLOSED
    read_the_chain(walk, order_id, language, names, tmp_path)


def read_the_chain(walk: Walk, order_id: int, language: str, names: list[str], folder: Path) -> None:
    """Every step stands on the county's page in its language, and on the sheet."""
    page = walk.page("county-entry", language)
    page.goto(f"/orders/{order_id}")
    link = page.locator(f"a[href='/orders/{order_id}/chain']").first
    assert link.inner_text().strip() == walk.say(language, lambda: gettext("问题处理全程"))
    press(page, link)
    clean(page, language, names)
    said = text_of(page)
    steps = [
        "order.issue",
        "order.acknowledge",
        "order.reply",
        "order.send_back",
        "order.reply",
        "order.close",
    ]
    shown = [line.strip() for line in page.locator(".moment-text strong").all_inner_texts()]
    assert shown == [walk.say(language, lambda action=action: event(action)) for action in steps]  # type: ignore[misc]
    assert page.locator(".stepper .step-done").count() == len(Phase)
    for wanted in (
        REASON,
        "已补拍照片。",
        "已补拍并注明地点。",
        "照片一.png",
        "照片二.png",
        "照片齐全，同意销号。",
        date_text(JUDGED, language),
        walk.say(language, lambda: label(Phase.VERIFIED)),
        walk.say(language, lambda: pgettext("status", "按期销号")),
        walk.say(language, lambda: ngettext("用时 %(num)s 个工作日", "用时 %(num)s 个工作日", 2)),
    ):
        assert wanted in said, wanted
    assert walk.say(language, lambda: label(LinkState.WAITING)) not in said
    answer = page.request.get(f"/papers/chains/{order_id}/{language}.pdf")
    assert answer.status == 200
    sheet = folder / "chain.pdf"
    sheet.write_bytes(answer.body())
    text = subprocess.run(
        ["pdftotext", "-raw", str(sheet), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "照片二.png" in "".join(text.split())
