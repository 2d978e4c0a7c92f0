"""A notice is printed, a scan of the sheet leads a visitor to its check page, and a withdrawal is seen there."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page

from tests.browser.conftest import PageFor
from tests.browser.test_announcements import send
from tests.browser.walks import FOREIGN, OWN_WORDS

pytestmark = pytest.mark.browser

GENUINE = {"zh": "真实有效", "ug": "راست، كۈچكە ئىگە"}
REVOKED = {"zh": "已经作废", "ug": "كۈچىدىن قالدۇرۇلغان"}
UNKNOWN = {"zh": "本平台没有出具过这份文书", "ug": "بۇ سۇپا بۇنداق ھۆججەت چىقارمىغان"}
NOT_GIVEN = "23456789ABCDEFG6"
SECRET = "请各单位核对扶贫项目库。"


def published(page: Page, language: str) -> None:
    """Write a notice in both languages and publish it."""
    page.goto("/announcements/new")
    page.fill("[name=title_zh]", f"关于核对项目库的通知（{language}）")
    page.fill("[name=text_zh]", SECRET)
    page.fill("[name=title_ug]", "تۈر ئامبىرىنى تەكشۈرۈش توغرىسىدىكى ئۇقتۇرۇش")
    page.fill("[name=text_ug]", "ئورۇنلار نامراتلارنى يۆلەش تۈر ئامبىرىنى تەكشۈرسۇن.")
    page.check("[name=groups][value=counties]")
    page.check("[name=roles][value=reviewer]")
    send(page, page.locator("main form .action-bar button[type=submit]"))
    publish = page.locator("section[aria-labelledby=publish-title]")
    publish.locator("summary").click()
    send(page, publish.locator("button[type=submit]"))


def scanned(content: bytes) -> str:
    """What a scan of the first sheet reads: 150 dpi, grey, laid three degrees askew."""
    sheet = pypdfium2.PdfDocument(content)[0].render(scale=150 / 72, grayscale=True).to_pil().convert("L")
    (mark,) = zxingcpp.read_barcodes(sheet.rotate(3, expand=True, fillcolor=255, resample=3))
    return mark.text


def verdict(page: Page, language: str) -> str:
    """What the check page says, which is all in the reader's language and holds nothing of the paper's text."""
    said = page.locator(".verdict").inner_text()
    assert not FOREIGN[language].findall(page.evaluate(OWN_WORDS))
    assert SECRET not in page.locator("main").inner_text()
    return said


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_scan_leads_to_the_verdict_and_a_withdrawal_is_seen(
    page_for: PageFor, allowed: list[str], language: str
) -> None:
    allowed.append("404")
    center, visitor = page_for("center", language), page_for(None, language)
    published(center, language)
    address = center.url
    prints = center.locator("main details", has=center.locator('a[href*="/papers/announcements/"]')).first
    prints.locator("summary").click()
    href = prints.locator(f'a[href$="/{language}.pdf"]').get_attribute("href")
    found = scanned(center.request.get(href or "").body())

    visitor.goto("/login")
    if (switch := visitor.locator(f".language button[value={language}]")).count():
        send(visitor, switch)
    visitor.goto(found)
    assert GENUINE[language] in verdict(visitor, language)

    center.goto(address)
    withdraw = center.locator("section[aria-labelledby=withdraw-title]")
    withdraw.locator("summary").click()
    withdraw.locator("textarea").fill("日期有误")
    send(center, withdraw.locator("button[type=submit]"))
    visitor.reload()
    said = verdict(visitor, language)
    assert REVOKED[language] in said
    assert "日期有误" not in said

    visitor.fill("[name=code]", NOT_GIVEN)
    send(visitor, visitor.locator("main form button[type=submit]"))
    assert UNKNOWN[language] in verdict(visitor, language)
