"""Statistics in a browser: drilled down to the projects, a figure followed to its list, charts inside their frame, the
view for meetings on a projector and the page on a phone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import NARROW, WIDE, PageFor
from tests.browser.walks import LANGUAGES, Walk, clean, people, press
from tests.demo_portal import STANDS_ON

pytestmark = pytest.mark.browser

FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def number(page: Page, locator: str) -> int:
    """The number that a place of the page shows."""
    found = re.search(r"\d+", page.locator(locator).first.inner_text().replace(",", ""))
    assert found is not None
    return int(found.group())


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_drills_down_and_follows_a_figure_to_its_list(
    portal: Flask, page_for: PageFor, records: Session, language: str
) -> None:
    walk, names = Walk(portal, page_for), people(records)
    walk.on(STANDS_ON)
    page = walk.page("center", language)
    page.goto("/statistics/")
    clean(page, language, names)
    assert page.locator(".tile-rate").count() == 14
    page.locator("svg a[href*='region=653200']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**region=653200**")
    press(page, page.locator(".tally tbody th a[href*='statistics'][href*='region=6532']").first)
    counted = number(page, ".tally tfoot td a")
    press(page, page.locator(".tally tfoot td a").first)
    assert number(page, ".pages-count") == counted > 0
    page.go_back()
    press(page, page.locator(".tally tbody th a").first)
    expect(page.locator("table.list tbody tr").first).to_be_visible()
    clean(page, language, names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_for_meetings_fits_the_projector_and_the_page_a_phone(
    portal: Flask, page_for: PageFor, records: Session, language: str
) -> None:
    names = people(records)
    page = page_for("center", language, WIDE)
    page.goto("/statistics/")
    small = page.locator(".tally").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    press(page, page.locator(".page-actions a[href*='full=1']"))
    expect(page.locator(".main-nav")).to_have_count(0)
    expect(page.locator(".top")).to_be_hidden()
    assert page.locator(".tally").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > small
    assert page.evaluate(FITS)
    clean(page, language, names)
    press(page, page.locator(".page-actions a:not([href*='full='])"))
    expect(page.locator(".main-nav")).to_be_visible()
    phone = page_for("center", language, NARROW)
    for address in ("/statistics/", "/statistics/?by=stage&unapproved=1", "/statistics/compare"):
        phone.goto(address)
        assert phone.evaluate(FITS), address
