"""A back-test: the center tries a threshold on a round that is over, sees by county what it would have lit, changes nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_babel import gettext
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.alerts import Rule
from portal.labels import label
from portal.labels.parameters import PARAMETERS
from portal.models import Light, PlanParameter
from portal.services import rules
from tests.browser.conftest import PageFor
from tests.browser.walks import LANGUAGES, Walk, people, press, text_of
from tests.browser.walks import clean as clean_page
from tests.demo_portal import STANDS_ON

pytestmark = pytest.mark.browser

KEY = "P01.red"
"""Percentage points by which payment may lag behind the time that has passed before the light is red."""


def held(records: Session) -> tuple[list[tuple[str, str]], int]:
    """What the plan says of the threshold, and how many lights there are."""
    records.rollback()
    rows = records.execute(
        select(PlanParameter.key, PlanParameter.value).where(PlanParameter.key == f"{rules.LIGHT}{KEY}")
    )
    return [(key, value) for key, value in rows], len(records.scalars(select(Light.id)).all())


def tried(page: Page, value: str) -> None:
    """Ask for a trial."""
    page.select_option("[name=key]", KEY)
    page.fill("[name=value]", value)
    press(page, page.locator("form.filters button[type=submit]"))


def figures(page: Page) -> list[tuple[str, int, int, int]]:
    """Place, lights by the present value, by the new one, and the difference, of each row."""
    rows = []
    for row in page.locator("main table.list tbody tr").all():
        now, new, difference = (int(cell.strip()) for cell in row.locator("td").all_inner_texts())
        rows.append((row.locator("th").inner_text().strip(), now, new, difference))
    return rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_center_tries_a_threshold_before_it_goes_live(
    portal: Flask, page_for: PageFor, records: Session, language: str
) -> None:
    walk, names, before = Walk(portal, page_for), people(records), held(records)
    walk.on(STANDS_ON)
    page = walk.page("center", language)
    page.goto("/lights/rules")
    press(page, page.locator("a[href*='/lights/rules/backtest']").first)
    clean_page(page, language, names)
    words = (page.locator(f"[name=key] option[value='{KEY}']").text_content() or "").strip()
    assert words == walk.say(language, lambda: str(PARAMETERS[f"{rules.LIGHT}{KEY}"]))

    tried(page, "1")
    clean_page(page, language, names)
    said, rows = text_of(page), figures(page)
    assert walk.say(language, lambda: label(Rule.P01)) in said
    assert rows, said
    assert all(new - now == difference for _place, now, new, difference in rows)
    totals = sum(row[1] for row in rows), sum(row[2] for row in rows)
    assert totals[1] > totals[0], "a stricter threshold lights more"
    value = before[0][0][1]
    sentence = walk.say(
        language,
        lambda: gettext(
            "现行数值 %(held)s 亮灯 %(before)s 件,新的数值 %(tried)s 亮灯 %(after)s 件。",
            held=value,
            before=totals[0],
            tried="1",
            after=totals[1],
        ),
    )
    assert bare(sentence) in bare(said)
    refused_and_mended(page, language, names)
    assert held(records) == before


def refused_and_mended(page: Page, language: str, names: list[str]) -> None:
    """A value that is none is refused in words; typed as told it gives a trial again."""
    tried(page, "abc")
    message = page.locator("#value-error")
    assert message.count() == 1
    assert re.search(r"[\u4e00-\u9fff]" if language == "zh" else r"[\u0600-\u06ff]", message.inner_text())
    assert page.locator("main table.list").count() == 0
    assert page.locator("[name=value]").input_value() == "abc"
    tried(page, "99")
    clean_page(page, language, names)
    assert page.locator("#trial-title").count() == 1


def bare(text: str) -> str:
    """Without blanks and marks of direction."""
    return re.sub(r"[\s\u2066-\u2069]", "", text)
