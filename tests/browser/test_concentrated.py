"""A concentrated review in a browser: the center draws and publishes, reads and records, concludes; the prefecture reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.concentrated import ConcentratedStatus
from portal.models import ConcentratedReview
from portal.services import concentrated_draws
from tests.browser.conftest import PageFor
from tests.browser.test_year import agree, send

pytestmark = pytest.mark.browser

SEED, SIZE = "07-13-22", 3
FAULT = "成本指标只填写了总金额"


def draw(page: Page, name: str) -> None:
    """Open a sample of 和田地区's approved targets."""
    page.goto("/concentrated/new")
    page.fill("[name=name]", name)
    page.locator("[name=round_id]").select_option(index=0)
    page.fill("[name=starts_on]", "2020-07-13")
    page.fill("[name=ends_on]", "2020-07-17")
    page.check("[name=prefectures][value='653200']")
    page.fill("[name=size]", str(SIZE))
    page.fill("[name=seed]", SEED)
    send(page, page.locator("button[value=count]"))
    expect(page.locator(".alert-info")).to_be_visible()
    assert page.input_value("[name=seed]") == SEED
    agree(page, page.locator("button[value=open]"))


def record(page: Page) -> None:
    """Say of each filing what was found, going from one to the next; the last one has a problem."""
    send(page, page.locator("table.list tbody a").first)
    for number in range(SIZE):
        last = number == SIZE - 1
        page.check(f"[name=outcome][value={'poor' if last else 'excellent'}]")
        if last:
            page.locator("[name=problems-0-category]").select_option("target_irregular")
            page.fill("[name=problems-0-text]", FAULT)
        send(page, page.locator(f"button[value={'save' if last else 'next'}]"))


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_center_reviews_a_sample_and_the_prefecture_reads_the_summary(
    page_for: PageFor, records: Session, allowed: list[str], language: str
) -> None:
    name = f"和田地区绩效目标集中审核 {language}"
    center, prefecture = page_for("center", language), page_for("prefecture", language)
    draw(center, name)
    review = records.scalars(select(ConcentratedReview).where(ConcentratedReview.name == name)).one()
    found = concentrated_draws.recount(review)
    assert (found.population_agrees, found.drawn_agrees, len(found.drawn)) == (True, True, SIZE)
    address = f"/concentrated/{review.id}"
    expect(center.locator("main")).to_contain_text(review.population_digest)
    allowed.append("status of 404")  # until the summary is out, the prefecture finds nothing there
    assert prefecture.goto(address).status == 404  # type: ignore[union-attr]
    record(center)
    center.fill("[name=conclusion]", "多数目标规范")
    agree(center, center.locator("form[action$=conclude] button[type=submit]"))
    records.rollback()  # a new look at what the server has committed
    assert (
        records.scalars(select(ConcentratedReview.status).where(ConcentratedReview.id == review.id)).one()
        is ConcentratedStatus.CONCLUDED
    )
    prefecture.goto("/inbox/")
    send(prefecture, prefecture.locator(f"a[href='{address}']").first)
    send(prefecture, prefecture.locator(f"a[href='{address}/summary']").first)
    expect(prefecture.locator("main")).to_contain_text(FAULT)
    expect(prefecture.locator("main")).to_contain_text("多数目标规范")
    assert prefecture.locator("html").get_attribute("dir") == ("rtl" if language == "ug" else "ltr")
