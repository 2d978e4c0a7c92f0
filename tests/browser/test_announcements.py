"""The center publishes, a county takes note, the center sees the receipt; a nudge is seen by its receiver."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Announcement, Filing, Project, Unit
from tests.browser.conftest import PageFor

pytestmark = pytest.mark.browser

TITLES = {"zh": "关于核对6月支付数据的通知", "ug": "关于核对6月绩效数据的通知"}
MARKS = {"zh": "被催办 1 次", "ug": "1 قېتىم ئالدىرىتىلدى"}


def send(page: Page, button: Locator) -> None:
    """Press a button that leads to a new page."""
    with page.expect_navigation():
        button.click()


def written(page: Page, title: str) -> None:
    """Write one to the county bureaus of a prefecture and publish it."""
    page.goto("/announcements/new")
    page.fill("[name=title_zh]", title)
    page.fill("[name=text_zh]", "请于7月17日前核对完毕。")
    page.check("[name=groups][value=counties]")
    page.check("[name=places][value='653200']")
    page.check("[name=roles][value=reviewer]")
    page.fill("[name=due_on]", "2020-07-17")
    send(page, page.locator("main form .action-bar button[type=submit]"))
    assert page.locator(".error-summary, .alert-danger").count() == 0, page.locator("main").inner_text()[:600]
    publish = page.locator("section[aria-labelledby=publish-title]")
    publish.locator("summary").click()
    send(page, publish.locator("button[type=submit]"))


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_center_publishes_the_county_takes_note_and_the_center_sees_it(
    page_for: PageFor, records: Session, language: str
) -> None:
    center, county = page_for("center", language), page_for("county", language)
    written(center, TITLES[language])
    records.rollback()  # a new look at what the server has committed
    record = records.scalars(select(Announcement).where(Announcement.title_zh == TITLES[language])).one()
    link = f'a[href="/announcements/{record.id}"]'
    county.goto("/inbox/tasks")
    assert county.locator(f"section[aria-labelledby=announced-title] {link}").count() == 1
    county.goto("/bureau/")
    send(county, county.locator(f"section[aria-labelledby=announced-title] {link}"))
    assert (
        county.locator(".moment-note").get_attribute("lang"),
        county.locator("html").get_attribute("dir"),
    ) == (
        "zh",
        "rtl" if language == "ug" else "ltr",
    )
    send(county, county.locator(f'form[action$="/{record.id}/receipt"] button'))
    county.goto("/inbox/tasks")
    assert county.locator(f"section[aria-labelledby=announced-title] {link}").count() == 0
    center.goto(f"/announcements/{record.id}?state=read")
    assert center.locator("section[aria-labelledby=follow-title] tbody tr").count() >= 1
    assert "演示·county" in center.locator("section[aria-labelledby=follow-title]").inner_text()


@pytest.mark.parametrize(("language", "place"), [("zh", 0), ("ug", 1)])
def test_a_nudge_for_a_missing_filing_is_seen_by_its_receiver(
    page_for: PageFor, records: Session, language: str, place: int
) -> None:
    department = select(Unit.id).where(Unit.code == "653222U1").scalar_subquery()
    missing = records.scalars(
        select(Filing)
        .join(Project, Project.id == Filing.project_id)
        .where(
            Project.implementing_unit_id == department,
            Filing.stage == "target",
            Filing.status.in_(["draft", "not_started", "returned"]),
            Filing.adjustment_no == 0,
        )
        .order_by(Filing.id.desc())
    ).all()
    filing = missing[place]
    center, unit = page_for("center", language), page_for("unit", language)
    center.goto(f"/records/projects/{filing.project_id}")
    row = center.locator(f'tr:has(input[name=filing][value="{filing.id}"])')
    row.locator("summary.btn").click()
    row.locator("textarea[name=word]").fill("请本周内提交")
    send(center, row.locator("button[type=submit]"))
    assert center.locator(".alert-success").count() == 1
    unit.goto("/inbox/tasks?size=100")
    item = unit.locator(f'.todo-item:has(a[href*="/{filing.id}/"]), .todo-item:has(a[href$="/{filing.id}"])')
    assert MARKS[language] in item.first.inner_text()
    unit.goto("/inbox/?kind=nudge")
    assert "请本周内提交" in unit.locator("main").inner_text()
