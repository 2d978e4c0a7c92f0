"""What the scripts add to the forms: typing in the grid, saving by itself, guards, keys, live checks, weight."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Filing, TargetForm
from portal.services import targets
from tests.browser.conftest import PageFor
from tests.client import PASSWORD

pytestmark = pytest.mark.browser

FreshTarget = Callable[[str], int]
NAMES = "#rows input[name$='-name']"
BLOCK = (
    "数量指标\t新建村内道路里程\t≥12公里\t20\t\r\n"
    '质量指标\t工程验收合格率\t=100%\t10\t"两行\n备注"\r\n'
    "时效指标\t项目完工时限\t2020年10月底前\t10\t\r\n"
    "成本指标\t村内道路建设成本\t≤16万元/公里\t10\t\r\n"
    "社会效益指标\t受益建档立卡贫困人口数\t≥480人\t30\t\r\n"
    "服务对象满意度指标\t受益群众满意度\t≥95%\t10\t\r\n"
    "质量指标\t道路抽检合格率\t≥98%\t0\t\r\n"
    "质量指标\t设计变更率\t≤5%\t0\t\r\n"
)
PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def entry(page: Page, filing_id: int) -> Page:
    """The page on which a target is typed."""
    page.goto(f"/filings/{filing_id}/target")
    return page


def stored(records: Session, filing_id: int) -> targets.TargetEntry:
    """The content as the database holds it now."""
    records.rollback()
    records.expire_all()
    return targets.read(records, records.scalars(select(Filing).where(Filing.id == filing_id)).one())


def paste(page: Page, selector: str, text: str) -> None:
    """Paste a text into the first control that the selector finds."""
    cell = page.locator(selector).first
    cell.focus()
    cell.evaluate(PASTE, text)


def names(page: Page) -> list[str]:
    """The third-level indicators as they stand in the grid."""
    return [one.input_value() for one in page.locator(NAMES).all()]


def focused(page: Page) -> str:
    """Name of the control that has the focus."""
    return str(page.evaluate("document.activeElement.name"))


def after_a_while(page: Page) -> None:
    """Let the pause of the automatic saving go by."""
    page.clock.run_for(21_000)


def state(page: Page) -> Any:
    """The line that says in words how the saving went."""
    return expect(page.locator("[data-save-state]"))


def is_autosave(answer: Response) -> bool:
    """Whether an answer belongs to a saving by itself."""
    return answer.request.method == "POST" and answer.url.endswith("/target")


def test_a_block_from_a_spreadsheet_fills_the_grid_and_is_saved(
    page_for: PageFor, fresh_target: FreshTarget, records: Session
) -> None:
    filing_id = fresh_target("paste")
    page = entry(page_for("unit"), filing_id)
    held = len(names(page))
    paste(page, "#rows select", BLOCK)
    assert names(page)[:2] == ["新建村内道路里程", "工程验收合格率"]
    assert len(names(page)) == 8 > held
    assert page.locator("[name=rows-1-remark]").input_value() == "两行 备注"
    assert page.locator("[name=rows-4-level] option:checked").inner_text() == "社会效益指标"
    assert page.locator("#rows tr[data-row] .grid-number bdi").all_inner_texts() == [
        str(n) for n in range(1, 9)
    ]
    expect(page.locator("[data-grid-state]")).not_to_be_empty()
    page.keyboard.press("Control+s")
    expect(page.locator(".alert-success")).to_be_visible()
    rows = stored(records, filing_id).rows
    assert [(row.name, row.weight) for row in rows if row.weight][:2] == [
        ("新建村内道路里程", 2000),
        ("工程验收合格率", 1000),
    ]
    assert len(rows) == 8


def test_a_paste_is_taken_back_with_ctrl_z(page_for: PageFor, fresh_target: FreshTarget) -> None:
    page = entry(page_for("unit"), fresh_target("undo"))
    before = names(page)
    paste(page, "#rows select", BLOCK)
    page.keyboard.press("Control+z")
    assert names(page) == before
    assert page.locator("#rows tr[data-row]").count() == len(before)


def test_one_value_is_pasted_as_everywhere(page_for: PageFor, fresh_target: FreshTarget) -> None:
    page = entry(page_for("unit"), fresh_target("single"))
    taken = page.locator(NAMES).first.evaluate(
        PASTE.replace("cell.dispatchEvent", "return !cell.dispatchEvent"), "一段文字"
    )
    assert taken is False


def test_rows_are_added_moved_and_removed_on_the_spot(page_for: PageFor, fresh_target: FreshTarget) -> None:
    page = entry(page_for("unit"), fresh_target("rows"))
    held = len(names(page))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.click("[data-grid-add=rows]")
    assert focused(page) == f"rows-{held}-name"
    page.keyboard.type("新的一行")
    page.fill("[name=rows-0-name]", "第一行")
    page.locator("[data-grid-down]").first.click()
    assert page.locator("[name=rows-1-name]").input_value() == "第一行"
    assert page.locator("[name=rows-1-name]").get_attribute("aria-label").endswith(" 2")
    page.locator("[data-grid-remove]").first.click()
    assert page.locator("[name=rows-0-name]").input_value() == "第一行"
    assert names(page)[-1] == "新的一行"
    values = page.locator("[data-grid-remove]").evaluate_all("all => all.map(one => one.value)")
    assert values == [f"remove:rows:{n}" for n in range(held)]
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert not [url for url in sent if url.endswith("/target")]


@pytest.mark.parametrize(("language", "onwards"), [("zh", "ArrowRight"), ("ug", "ArrowLeft")])
def test_arrows_move_between_cells_and_enter_never_sends(
    page_for: PageFor, fresh_target: FreshTarget, language: str, onwards: str
) -> None:
    page = entry(page_for("unit", language), fresh_target(f"arrows-{language}"))
    page.fill("[name=rows-0-name]", "")
    page.focus("[name=rows-0-name]")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "rows-1-name"
    page.keyboard.press("Enter")
    assert focused(page) == "rows-2-name"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press(onwards)
    assert focused(page) == "rows-0-value"
    page.fill("[name=rows-0-value]", "12")
    page.keyboard.press("ArrowRight" if onwards == "ArrowLeft" else "ArrowLeft")
    assert focused(page) == "rows-0-value", "inside a text the arrow moves the caret"
    page.focus("[name=goal]")
    page.keyboard.press("Enter")
    assert page.locator("[name=goal]").input_value() == "\n"
    assert not page.url.endswith("/submit")


def test_a_draft_saves_itself_and_the_button_still_works(
    page_for: PageFor, fresh_target: FreshTarget, records: Session
) -> None:
    filing_id = fresh_target("autosave")
    page = page_for("unit")
    page.clock.install()
    entry(page, filing_id)
    page.fill("[name=goal]", "年底前建成村内道路12公里。")
    with page.expect_response(is_autosave) as answer:
        after_a_while(page)
    assert answer.value.status == 200
    state(page).to_contain_text("已自动保存于")
    assert stored(records, filing_id).goal == "年底前建成村内道路12公里。"
    page.fill("[name=goal]", "年底前建成村内道路13公里。")
    page.keyboard.press("Control+s")
    expect(page.locator(".alert-success")).to_be_visible()
    assert stored(records, filing_id).goal == "年底前建成村内道路13公里。"


def test_a_login_that_ended_loses_nothing_and_goes_on_in_another_window(
    page_for: PageFor, fresh_target: FreshTarget, records: Session, allowed: list[str]
) -> None:
    allowed += ["40[01]", "Failed to fetch", "ERR_FAILED"]
    filing_id = fresh_target("elsewhere")
    page = page_for("unit")
    page.clock.install()
    entry(page, filing_id)
    page.context.clear_cookies()
    page.fill("[name=goal]", "登录中断前写下的目标。")
    after_a_while(page)
    state(page).to_contain_text("重新登录")
    other = page.context.new_page()
    sign_in(other)
    with page.expect_response(lambda answer: is_autosave(answer) and answer.ok):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    state(page).to_contain_text("已自动保存于")
    assert stored(records, filing_id).goal == "登录中断前写下的目标。"


def sign_in(page: Page) -> None:
    """Log in on the page that is open, or on the login page."""
    if not page.locator("[name=username]").count():
        page.goto("/login")
    page.fill("[name=username]", "unit")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector(".account")


def test_a_form_sent_after_the_login_ended_comes_back_filled(
    page_for: PageFor, fresh_target: FreshTarget, records: Session, allowed: list[str]
) -> None:
    allowed.append("401")  # a check while typing may meet the end of the login first
    filing_id = fresh_target("restore")
    page = entry(page_for("unit"), filing_id)
    page.context.clear_cookies()
    page.fill("[name=goal]", "登录超时后才送出的目标。")
    paste(page, "#rows select", BLOCK)
    page.keyboard.press("Control+s")
    page.wait_for_selector("[name=username]")
    sign_in(page)
    said = page.locator("form[data-autosave]").get_attribute("data-text-restored")
    assert said
    state(page).to_contain_text(said)  # in the language of the account, whatever that is by now
    assert page.locator("[name=goal]").input_value() == "登录超时后才送出的目标。"
    assert len(names(page)) == 8
    page.keyboard.press("Control+s")
    expect(page.locator(".alert-success")).to_be_visible()
    assert stored(records, filing_id).goal == "登录超时后才送出的目标。"


def test_a_draft_does_not_save_itself_over_somebody_else(
    page_for: PageFor, fresh_target: FreshTarget, records: Session, allowed: list[str]
) -> None:
    allowed.append("409")
    filing_id = fresh_target("conflict")
    page = page_for("unit")
    page.clock.install()
    entry(page, filing_id)
    other = entry(page_for("unit"), filing_id)
    other.fill("[name=goal]", "别人写的目标。")
    other.keyboard.press("Control+s")
    expect(other.locator(".alert-success")).to_be_visible()
    page.fill("[name=goal]", "我写的目标。")
    after_a_while(page)
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_contain_text("别人写的目标。")
    expect(conflict).to_contain_text("我写的目标。")
    assert stored(records, filing_id).goal == "别人写的目标。"
    page.keyboard.press("Control+s")
    expect(page.locator(".alert-success")).to_be_visible()
    assert stored(records, filing_id).goal == "我写的目标。"


def test_leaving_with_unsaved_words_asks_first(page_for: PageFor, fresh_target: FreshTarget) -> None:
    page = entry(page_for("unit"), fresh_target("guard"))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("[name=goal]").press_sequentially("还没保存")
    page.evaluate("setTimeout(() => { location.href = '/' })")
    page.wait_for_function("document.querySelector('[name=goal]').value === '还没保存'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.keyboard.press("Control+s")
    expect(page.locator(".alert-success")).to_be_visible()
    page.goto("/records/projects")
    assert asked == ["beforeunload"]


def test_a_form_is_sent_once(page_for: PageFor, fresh_target: FreshTarget) -> None:
    page = entry(page_for("unit"), fresh_target("once"))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        "() => { const b = document.querySelector('.action-bar [value=save]'); b.click(); b.click(); b.click(); }"
    )
    expect(page.locator(".alert-success")).to_be_visible()
    assert len(sent) == 1


def test_a_question_is_asked_before_an_act_and_no_means_no(
    page_for: PageFor, fresh_target: FreshTarget
) -> None:
    page = entry(page_for("unit"), fresh_target("question"))
    page.locator(".action-bar [value=save]").evaluate(
        "button => { button.dataset.confirm = '确定保存吗？'; button.dataset.textCancel = '取消'; }"
    )
    page.click(".action-bar [value=save]")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("确定保存吗？")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.locator(".alert-success").count() == 0
    page.click(".action-bar [value=save]")
    dialog.locator("button[value=yes]").click()
    expect(page.locator(".alert-success")).to_be_visible()


def test_findings_follow_the_typing_and_lead_to_their_cell(
    page_for: PageFor, fresh_target: FreshTarget
) -> None:
    page = entry(page_for("unit"), fresh_target("checks"))
    page.fill("[name=rows-0-name]", "新建村内道路里程")
    page.fill("[name=rows-0-value]", "不知道")
    finding = page.locator("#checks .problem-hard a", has_text="不知道").first
    expect(finding).to_be_visible()
    expect(page.locator("[name=rows-0-value]")).to_have_class(re.compile("has-problem"))
    page.focus("[name=goal]")
    finding.click()
    assert focused(page) == "rows-0-value"
    page.fill("[name=rows-0-value]", "≥12公里")
    expect(finding).to_have_count(0)


def test_totals_follow_the_amounts(page_for: PageFor, fresh_target: FreshTarget, records: Session) -> None:
    filing_id = fresh_target("money")
    project_id = records.scalars(select(Filing.project_id).where(Filing.id == filing_id)).one()
    page = page_for("unit")
    page.goto(f"/projects/{project_id}/money")
    page.fill("[name=funds-2020-other]", "12.5")
    expect(page.locator("#fund-totals")).to_contain_text("112.50")
    paste(page, "[data-grid=funds] [name=funds-2020-central]", "1\t2\n3\t4\n")
    assert page.input_value("[name=funds-2020-central]") == "1"
    page.click("[data-grid-add=payments]")
    paste(page, "[name=payments-0-paid]", "2020年4月20日\t3.5\t凭1号\n2020/5/8\t4\t凭2号\n")
    assert page.input_value("[name=payments-1-paid]") == "2020-05-08"
    assert page.input_value("[name=payments-0-voucher]") == "凭1号"


def test_menus_close_on_escape_and_on_a_click_elsewhere(page_for: PageFor) -> None:
    page = page_for("county")
    page.goto("/")
    menu = page.locator("details.account")
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    menu.locator("summary").click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_the_box_in_the_head_takes_all_rows(page_for: PageFor) -> None:
    page = page_for("county")
    page.goto("/recordings/?show=all")
    head, boxes = page.locator("[data-check-all]"), page.locator("[name=chosen]")
    assert boxes.count() > 1
    head.check()
    assert page.locator("[name=chosen]:checked").count() == boxes.count()
    boxes.first.uncheck()
    assert head.evaluate("box => box.indeterminate")
    assert not head.is_checked()


def test_letters_left_are_counted(page_for: PageFor, fresh_target: FreshTarget, records: Session) -> None:
    filing_id = fresh_target("counter")
    project_id = records.scalars(select(Filing.project_id).where(Filing.id == filing_id)).one()
    page = page_for("unit")
    page.goto(f"/projects/{project_id}/edit")
    page.fill("[name=content]", "五个字长的")
    expect(page.locator("#content-hint")).to_contain_text("3995")


def test_the_grid_works_without_scripts(
    page_for: PageFor, fresh_target: FreshTarget, records: Session
) -> None:
    page = entry(page_for("unit", java_script_enabled=False), filing_id := fresh_target("plain"))
    held = len(names(page))
    page.click("[data-grid-add=rows]")
    expect(page.locator(NAMES)).to_have_count(held + 1)
    page.locator("[data-grid-remove]").first.click()
    expect(page.locator(NAMES)).to_have_count(held)
    page.fill("[name=goal]", "没有脚本也能填写。")
    page.click(".action-bar [value=save]")
    expect(page.locator(".alert-success")).to_be_visible()
    assert stored(records, filing_id).goal == "没有脚本也能填写。"


def test_nothing_unexpected_is_kept_of_a_saved_form(
    page_for: PageFor, fresh_target: FreshTarget, records: Session
) -> None:
    filing_id = fresh_target("clean")
    page = entry(page_for("unit"), filing_id)
    page.fill("[name=goal]", "写完就保存。")
    page.keyboard.press("Control+s")
    expect(page.locator(".alert-success")).to_be_visible()
    page.wait_for_function("sessionStorage.length === 0")
    assert records.scalars(select(TargetForm).where(TargetForm.filing_id == filing_id)).one()
