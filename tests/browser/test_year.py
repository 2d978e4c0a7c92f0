"""The whole year of one project in a browser, once in Chinese and once in Uyghur, with the five papers printed.

The day is moved along the plan: a target in March, rounds in May, July and August, the self-evaluation in December.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import FilingStatus, OrderStatus
from portal.models import Filing, Order, Project, Review, Round
from tests.browser.conftest import PageFor
from tests.client import PASSWORD

pytestmark = pytest.mark.browser

IN_MARCH, IN_MAY, IN_JULY = date(2020, 3, 12), date(2020, 5, 18), date(2020, 7, 9)
IN_AUGUST, IN_DECEMBER = date(2020, 8, 13), date(2020, 12, 21)

INDICATORS = (
    ("新建村内道路里程", "≥12公里", "20"),
    ("工程验收合格率", "=100%", "10"),
    ("项目完工时限", "2020年10月底前", "10"),
    ("村内道路建设成本", "≤16万元/公里", "10"),
    ("受益建档立卡贫困人口数", "≥480人", "30"),
    ("受益群众满意度", "≥95%", "10"),
)
"""The six lines that an empty form begins with: quantity, quality, time, cost, social benefit, satisfaction."""

ROUNDS = (
    ("m05", IN_MAY, ("3公里", "100%", "30%", "16万元/公里", "0人", "0%")),
    ("m06", IN_JULY, ("7公里", "100%", "60%", "16万元/公里", "200人", "0%")),
    ("m08", IN_AUGUST, ("10公里", "100%", "85%", "16万元/公里", "400人", "96%")),
)
EXPECTED = ("12公里", "100%", "2020年10月20日", "16万元/公里", "480人", "96%")
ACTUAL = ("12公里", "100%", "2020年10月20日", "16万元/公里", "490人", "96%")

IMAGE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cf500f0003860180e5d1ad9e0000000049454e44ae426082"
)
"""A picture of one point: the evidence that the order asks for."""


@dataclass
class Journey:
    """One walk through the year in one language."""

    pages: PageFor
    records: Session
    language: str
    held: dict[str, Page]

    def page(self, account: str) -> Page:
        """The page of an account, signed in on the day on which the portal stands."""
        if account not in self.held:
            page = self.held[account] = self.pages(None, self.language)
            page.goto("/login")
            page.fill("[name=username]", account)
            page.fill("[name=password]", PASSWORD)
            send(page, page.locator("main form button[type=submit]"))
            switch = page.locator(f".language button[value={self.language}]")
            if switch.count():
                send(page, switch)
            assert page.locator("html").get_attribute("lang") == self.language
        return self.held[account]

    def on(self, day: date) -> None:
        """Move the portal to a day. Log-ins of another day have ended."""
        clock.stand_on(day)
        for page in self.held.values():
            page.context.close()
        self.held.clear()

    @property
    def name(self) -> str:
        """What this walk's project is called."""
        return f"墨玉县村内道路硬化工程（{'一' if self.language == 'zh' else '二'}期）"

    def project(self) -> Project:
        """The project as the database has it now."""
        self.records.rollback()  # a new look at what the server has committed
        return self.records.scalars(select(Project).where(Project.name == self.name)).one()

    def filing(self, code: str) -> Filing:
        """The filing of a round."""
        project = self.project()
        query = select(Filing).join(Round).where(Filing.project_id == project.id, Round.code == code)
        return self.records.scalars(query).one()

    def order(self) -> Order:
        """The order that the walk ends with."""
        self.records.rollback()  # a new look at what the server has committed
        return self.records.scalars(select(Order).where(Order.project_id == self.project().id)).one()


def settled(page: Page) -> None:
    """The page is in the language asked for and shows no error."""
    assert page.locator(".error-summary, .alert-danger").count() == 0, page.locator("main").inner_text()[:600]


def send(page: Page, button: Locator) -> None:
    """Press a button that leads to a new page."""
    with page.expect_navigation():
        button.click()


def agree(page: Page, button: Locator) -> None:
    """Press a button that asks first, and say yes."""
    button.click()
    send(page, page.locator("dialog button[value=yes]"))


def choose_first(page: Page, name: str) -> None:
    """Choose the first real entry of a list."""
    value = page.locator(f"select[name={name}] option").evaluate_all(
        "options => options.map(one => one.value).find(value => value)"
    )
    page.select_option(f"select[name={name}]", value)


def register(journey: Journey) -> None:
    """Register the project and its money."""
    page = journey.page("unit")
    page.goto("/projects/new")
    page.fill("[name=name]", journey.name)
    page.select_option("[name=type_code]", "road")
    for name in ("fund_category_id", "implementing_unit_id", "competent_unit_id", "place_code"):
        if page.locator(f"select[name={name}]").count():
            choose_first(page, name)
    page.fill("[name=place]", "扎瓦镇")
    page.fill("[name=person_in_charge]", "项目负责人")
    page.fill("[name=phone]", "0903-6510000")
    page.fill("[name=starts_on]", "2020-03-01")
    page.fill("[name=ends_on]", "2020-10-31")
    page.fill("[name=households]", "120")
    page.fill("[name=persons]", "480")
    page.fill("[name=content]", "硬化村内道路12公里，配套路肩和排水。")
    send(page, page.locator("main form .action-bar button[type=submit]").last)
    settled(page)
    page.goto(f"/projects/{journey.project().id}/money")
    page.fill("[name='funds-2020-central']", "180")
    page.fill("[name='funds-2020-county']", "12")
    send(page, page.locator("#money-form .action-bar button[type=submit]"))
    settled(page)


def fill_target(journey: Journey, goal: str) -> None:
    """Type the target; a second time only the goal changes."""
    page = journey.page("unit")
    page.goto(f"/filings/{journey.filing('target').id}/target")
    page.fill("[name=goal]", goal)
    for index, (name, value, weight) in enumerate(INDICATORS):
        page.fill(f"[name='rows-{index}-name']", name)
        page.fill(f"[name='rows-{index}-value']", value)
        page.fill(f"[name='rows-{index}-weight']", weight)


def submit(page: Page) -> None:
    """Send the form that is open, give a word of reason where one is asked, and take the receipt."""
    send(page, page.locator("button[name=action][value=submit]"))
    assert "/submit" in page.url, page.locator("main").inner_text()[:800]
    for box in page.locator("main form textarea").all():
        box.fill("已核对，情况属实。")
    send(page, page.locator("main form button.btn-primary"))
    assert page.url.endswith("/receipt"), page.locator("main").inner_text()[:800]
    assert re.search(r"\d{4,}", page.locator(".receipt").inner_text())


def decide(journey: Journey, account: str, code: str, action: str | None) -> None:
    """Review a filing; action None presses the button that lets it pass."""
    page = journey.page(account)
    filing = journey.filing(code)
    page.goto("/reviews/?q=" + journey.name)
    page.goto(f"/reviews/{filing.id}")
    for box in page.locator("[name^='points-']").all():
        full = box.locator("xpath=ancestor::label[1]").inner_text()
        box.fill(re.findall(r"\((\d+(?:\.\d+)?)\)", full.replace("（", "(").replace("）", ")"))[0])
    page.fill("[name=opinion]", "内容完整，指标清晰，与资金规模相匹配。")
    if action == "return":
        page.fill("[name=reason]", "满意度的调查方式没有写明，请补充后重新报送。")
        cell = page.locator("textarea[name^='comment-indicator:']").first
        cell.locator("xpath=ancestor::details[1]/summary").click()
        cell.fill("里程请与实施方案核对。")
        send(page, page.locator("button[name=action][value=return]"))
    else:
        send(page, page.locator("#review button[name=action]:not([value=return])").first)
    settled(page)


def pass_both_levels(journey: Journey, code: str) -> None:
    """County, then prefecture."""
    decide(journey, "county", code, None)
    assert journey.filing(code).status is FilingStatus.UNDER_REVIEW
    decide(journey, "prefecture", code, None)
    assert journey.filing(code).status is FilingStatus.APPROVED


def target_with_a_return(journey: Journey) -> None:
    """Entry, return with a comment on one indicator, correction, approval at two levels."""
    fill_target(journey, "2020年10月底前硬化村内道路12公里，惠及120户480人，改善出行条件。")
    submit(journey.page("unit"))
    decide(journey, "county", "target", "return")
    assert journey.filing("target").status is FilingStatus.RETURNED
    page = journey.page("unit")
    page.goto("/")
    assert journey.name in page.locator("main").inner_text()
    fill_target(journey, "2020年10月底前硬化村内道路12公里，惠及120户480人，入户调查满意度不低于95%。")
    assert page.locator(".comment").first.inner_text().find("里程请与实施方案核对。") >= 0
    submit(page)
    pass_both_levels(journey, "target")


def record(journey: Journey) -> None:
    """Mark the approved target as entered in the national system."""
    page, filing = journey.page("county"), journey.filing("target")
    page.goto("/recordings/?size=100")
    page.check(f"[name=chosen][value='{filing.id}']")
    page.fill(f"[name='code-{filing.id}']", f"XJ2020{journey.project().id:06d}")
    send(page, page.locator("main form button.btn-primary").last)
    settled(page)
    assert journey.filing("target").recording is not None


def monitor(journey: Journey, code: str, progress: tuple[str, ...]) -> None:
    """Fill a round with figures and a likelihood for each indicator."""
    page = journey.page("unit")
    page.goto(f"/filings/{journey.filing(code).id}/monitoring")
    step = {"m05": "40", "m06": "90", "m08": "150"}[code]
    page.fill("[name=paid_fiscal]", step)
    page.fill("[name=paid_other]", "0")
    page.fill("[name=expected_fiscal]", page.locator("[name=expected_fiscal]").input_value() or "192")
    page.fill("[name=expected_other]", "0")
    for index, (now, year) in enumerate(zip(progress, EXPECTED, strict=True)):
        page.fill(f"[name='rows-{index}-progress']", now)
        page.fill(f"[name='rows-{index}-expected']", year)
        page.select_option(f"[name='rows-{index}-likelihood']", "certain")
    page.fill("[name=summary]", "工程按计划推进，资金按进度支付。")
    submit(page)
    pass_both_levels(journey, code)


def evaluate(journey: Journey) -> None:
    """The unit's own evaluation."""
    page = journey.page("unit")
    page.goto(f"/filings/{journey.filing('evaluation').id}/evaluation")
    page.fill("[name=executed_fiscal]", "188")
    page.fill("[name=executed_other]", "0")
    page.fill("[name=achievement]", "全年硬化道路12公里，验收合格，惠及490人，群众满意度96%。")
    page.fill("[name=note]", "结余4万元为招标节约，已按规定收回。")
    for index, value in enumerate(ACTUAL):
        page.fill(f"[name='rows-{index}-actual']", value)
    submit(page)
    pass_both_levels(journey, "evaluation")


def check_and_order(journey: Journey) -> None:
    """The prefecture checks the evaluation, finds something and orders its mending."""
    page = journey.page("prefecture")
    page.goto(f"/records/filings/{journey.filing('evaluation').id}")
    send(page, page.locator("form[action$='/checks'] button"))
    page.fill("[name='rows-0-value']", "11.2公里")
    page.fill("[name='rows-0-score']", "18.67")
    page.fill("[name='rows-0-note']", "现场丈量为11.2公里。")
    page.fill("[name='findings-0-text']", "道路里程少于自评数，缺少竣工测量资料。")
    page.fill("[name=conclusion]", "自评基本属实，里程一项应予改正。")
    send(page, page.locator("button[name=action][value=save]"))
    settled(page)
    agree(page, page.locator("button[formaction$='/conclude']"))
    settled(page)
    send(page, page.locator("a[href*='finding=']").first)
    page.fill("[name=basis]", "年度方案关于自评结果须与实际一致的规定。")
    page.fill("[name=requirement]", "补建0.8公里，或据实更正自评表并说明。")
    page.fill("[name=evidence]", "竣工测量资料、现场照片。")
    page.fill("[name=person]", "项目负责人")
    page.fill("[name=working_days]", "10")
    send(page, page.locator("button[name=action][value=save]"))
    settled(page)
    page.locator("details.confirm:has(form[action$='/issue']) > summary").click()
    send(page, page.locator("form[action$='/issue'] button[type=submit]"))
    settled(page)
    assert journey.order().status is OrderStatus.ISSUED


def mend(journey: Journey) -> None:
    """The unit acknowledges and replies with a file; the prefecture closes."""
    page, order = journey.page("unit"), journey.order()
    page.goto(f"/orders/{order.id}")
    send(page, page.locator("form[action$='/acknowledge'] button"))
    page.fill("[name=measures]", "已补建0.8公里并完成测量，资料随附。")
    page.set_input_files(
        "#reply input[type=file]", {"name": "现场照片.png", "mimeType": "image/png", "buffer": IMAGE}
    )
    send(page, page.locator("#reply button[type=submit]").last)
    settled(page)
    assert journey.order().status is OrderStatus.REPLIED
    page = journey.page("prefecture")
    page.goto(f"/orders/{order.id}")
    page.fill("[name=opinion]", "测量资料齐全，里程已补足，同意销号。")
    agree(page, page.locator("#close button[type=submit]"))
    settled(page)
    assert journey.order().status is OrderStatus.CLOSED


def print_all(journey: Journey, folder: Path) -> None:
    """The five papers come as PDF, in the language of the page, with the project's name on them."""
    review = journey.records.scalars(
        select(Review).where(Review.filing_id == journey.filing("target").id).order_by(Review.id.desc())
    ).first()
    assert review is not None
    language = journey.language
    for kind, address in (
        ("target", f"/papers/filings/{journey.filing('target').id}/{language}.pdf"),
        ("review", f"/papers/reviews/{review.id}/{language}.pdf"),
        ("monitoring", f"/papers/filings/{journey.filing('m06').id}/{language}.pdf"),
        ("evaluation", f"/papers/filings/{journey.filing('evaluation').id}/{language}.pdf"),
        ("order", f"/papers/orders/{journey.order().id}/{language}.pdf"),
    ):
        answer = journey.page("prefecture").request.get(address)
        assert answer.status == 200, kind
        assert answer.headers["content-type"] == "application/pdf"
        file = folder / f"{kind}-{language}.pdf"
        file.write_bytes(answer.body())
        text = subprocess.run(
            ["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert "村内道路" in re.sub(r"\s", "", text), kind
        if language == "ug":
            assert re.search(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]{4}", text), kind


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_project_goes_through_its_whole_year(
    page_for: PageFor, records: Session, tmp_path: Path, language: str
) -> None:
    journey = Journey(page_for, records, language, {})
    journey.on(IN_MARCH)
    register(journey)
    target_with_a_return(journey)
    record(journey)
    for code, day, progress in ROUNDS:
        journey.on(day)
        monitor(journey, code, progress)
    journey.on(IN_DECEMBER)
    evaluate(journey)
    check_and_order(journey)
    mend(journey)
    print_all(journey, tmp_path)
    page = journey.page("unit")
    page.goto(f"/records/projects/{journey.project().id}")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ug" else "ltr")
    assert page.locator(".state-good").count() >= 5
