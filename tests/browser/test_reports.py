"""A periodic report in a browser: its words edited around the figures, looked at by a second person, printed, signed and
filed with the scan."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.reports import UNFINISHED, ReportStatus
from portal.models import Report, Unit
from tests.browser.conftest import PageFor
from tests.browser.walks import LANGUAGES, Walk, agree, clean, people, press
from tests.demo_portal import STANDS_ON
from tests.reported import SCAN

pytestmark = pytest.mark.browser

HOTAN = "653200"
WORDS = {"zh": "继续抓好【项目总数】个项目的管理。", "ug": "【ئومۇمىي تۈر سانى】"}


def report_of(records: Session, report_id: int) -> Report:
    """A report as the server has committed it."""
    records.rollback()
    return records.scalars(select(Report).where(Report.id == report_id)).one()


def drafted(page: Page, records: Session) -> int:
    """The draft of 和田: the one that stands in the demo, or a new one on the month that runs."""
    records.rollback()
    query = select(Report.id).where(Report.region_code == HOTAN, Report.status.in_(UNFINISHED))
    held = records.scalars(query).one_or_none()
    if held is not None:
        return held
    page.goto("/reports/")
    page.locator("[name=period]").select_option(index=0)
    press(page, page.locator("form[action='/reports/'][method=post] button[type=submit]"))
    return int(page.url.rsplit("/", 1)[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_edited_checked_printed_signed_and_filed(
    portal: Flask, page_for: PageFor, records: Session, language: str
) -> None:
    walk, names = Walk(portal, page_for), people(records)
    walk.on(STANDS_ON)
    bureau = walk.page("prefecture", language)
    number = drafted(bureau, records)
    bureau.goto(f"/reports/{number}")
    clean(bureau, language, names)
    before = report_of(records, number).facts
    figure = bureau.locator("#part-progress a.report-figure").first
    total = figure.inner_text()
    press(bureau, figure)
    expect(bureau.locator("#total")).to_have_text(total)
    clean(bureau, language, names)

    bureau.goto(f"/reports/{number}")
    press(bureau, bureau.locator(f"a[href='/reports/{number}/sections/next']"))
    clean(bureau, language, names)
    bureau.fill("[name=text_ug]", WORDS["ug"])
    bureau.fill("[name=text_zh]", WORDS["zh"])
    press(bureau, bureau.locator("form[action$='/sections/next'] button[type=submit]"))
    expect(bureau.locator("#part-next a.report-figure")).to_have_text(total)
    assert report_of(records, number).facts == before
    press(bureau, bureau.locator("form[action$='/submit'] button[type=submit]"))
    assert bureau.locator("form[action$='/approve']").count() == 0

    unit = records.scalars(select(Unit.code).where(Unit.id == report_of(records, number).unit_id)).one()
    second = walk.page(f"{unit.lower()}-review2", language)
    second.goto(f"/reports/{number}")
    clean(second, language, names)
    agree(second, second.locator("form[action$='/approve'] button"))
    answer = second.request.get(f"/papers/reports/{number}/both.pdf")
    assert answer.ok
    assert answer.body().startswith(b"%PDF")

    bureau.goto(f"/reports/{number}")
    bureau.fill("[name=signer]", "阿布都")
    bureau.fill("[name=signed_on]", STANDS_ON.isoformat())
    agree(bureau, bureau.locator("form[action$='/sign'] button"))
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    bureau.locator("form[action$='/file'] input[type=file]").set_input_files(scan)  # type: ignore[arg-type]
    press(bureau, bureau.locator("form[action$='/file'] button[type=submit]"))
    assert report_of(records, number).status is ReportStatus.FILED
    clean(bureau, language, names)

    center = walk.page("center", language)
    center.goto("/reports/")
    clean(center, language, names)
    expect(center.locator(f"a[href='/reports/{number}']")).to_be_visible()
