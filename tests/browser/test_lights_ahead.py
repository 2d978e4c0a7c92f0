"""A light appears while somebody types, and goes out when it is mended as told; in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Filing
from tests.browser.conftest import PageFor
from tests.browser.test_scripts import paste

pytestmark = pytest.mark.browser

FreshTarget = Callable[[str], int]
LANGUAGES = ("zh", "ug")
ROWS = (
    "数量指标\t硬化道路里程\t≥12公里\t20\t\r\n"
    "质量指标\t工程验收合格率\t=100%\t10\t\r\n"
    "时效指标\t项目完工时限\t2020年10月底前\t10\t\r\n"
    "成本指标\t硬化补助标准\t≤7.5万元/公里\t10\t\r\n"
    "社会效益指标\t受益建档立卡贫困人口数\t≥480人\t30\t\r\n"
    "服务对象满意度指标\t受益贫困人口满意度\t≥95%\t10\t\r\n"
)
RED = {"zh": "红灯", "ug": "قىزىل چىراغ"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_payment_above_the_money_lights_red_until_it_is_corrected(
    page_for: PageFor, fresh_target: FreshTarget, records: Session, language: str
) -> None:
    filing_id = fresh_target(f"ahead-{language}")
    project_id = records.scalars(select(Filing.project_id).where(Filing.id == filing_id)).one()
    page = page_for("unit", language)
    page.goto(f"/projects/{project_id}/money")
    ahead = page.locator("#money-ahead .light-red", has_text=RED[language])
    page.click("[data-grid-add=payments]")
    page.fill("[name=payments-0-paid]", "2020-04-20")
    page.fill("[name=payments-0-amount]", "100.01")
    expect(ahead).to_have_count(1)
    expect(page.locator("#money-ahead")).to_contain_text("100.01")
    page.fill("[name=payments-0-amount]", "100")
    expect(ahead).to_have_count(0)
    expect(page.locator("#money-ahead .checks-clear")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_says_what_would_light_up_while_it_is_typed(
    page_for: PageFor, fresh_target: FreshTarget, language: str
) -> None:
    page = page_for("unit", language)
    page.goto(f"/filings/{fresh_target(f'typing-{language}')}/target")
    light = page.locator("#checks .light-red", has_text=RED[language])
    page.fill("[name=goal]", "2020年硬化道路12公里,惠及120户480人,改善出行条件。")
    paste(page, "#rows select", ROWS)
    expect(light).to_have_count(0)
    page.fill("[name=rows-0-value]", "若干")
    expect(light).to_have_count(1)
    page.fill("[name=rows-0-value]", "≥12公里")
    expect(light).to_have_count(0)
