"""问题整改流程单: every step with its day, unit and time, what is still to come, the files with their digests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.reporting.layout import render_html, render_pdf
from tests.reporting import pages
from tests.reporting.conftest import Printer
from tests.reporting.samples import CHAIN


def test_the_sheet_says_what_happened_when_by_whom_and_how_long_it_took(printed: Printer) -> None:
    text = "".join(pages.texts(printed("chain", "zh")))
    for wanted in (
        "问题整改流程单",
        "截至2020年7月13日",
        "和财绩〔2020〕12号",
        "系统预警",
        "重复发生，此前2次",
        "退回整改●逾期4个工作日",
        "2020年7月7日（经同意延期）",
        "预警亮灯系统",
        "整改期限为2020年6月30日（下达次日起第10个工作日，当日24时止）",
        "期限提醒·期限前",
        "距期限3个工作日",
        "整改逾期,提级督办·经办人",
        "缺少银行回单",
        "和田地区财政局（地州市）审核人员",
        "逾期未办",
        "尚未到复核整改情况",
    ):
        assert "".join(wanted.split()) in text, wanted


def test_each_file_stands_there_with_its_size_and_the_head_of_its_digest(printed: Printer) -> None:
    text = "".join(pages.texts(printed("chain", "zh")))
    assert "1退款凭证.pdf2009f86d081884c2020年7月8日" in text


def test_unit_verifier_and_leader_have_room_to_sign(printed: Printer) -> None:
    text = "".join(pages.texts(printed("chain", "zh")))
    for title in ("责任单位意见（盖章）", "复核人意见", "单位领导意见"):
        assert title in text
    assert text.count("签字：") == 3


def test_a_usual_chain_fits_on_one_sheet(printed: Printer) -> None:
    assert len(pages.sizes(printed("chain", "zh"))) == 1


@pytest.mark.usefixtures("pressroom")
def test_a_chain_without_files_has_no_table_for_them_and_one_in_time_no_mark_of_delay() -> None:
    text = "".join(pages.texts(render_pdf(replace(CHAIN, proofs=(), standing="near", days_left=2), "zh")))
    assert "佐证材料" not in text
    assert "◆临近期限" in text
    assert "●" not in text


@pytest.mark.usefixtures("pressroom")
def test_nothing_chinese_is_left_in_the_uyghur_sheet_but_what_people_typed() -> None:
    source = render_html(CHAIN, "ug")
    assert "2020-يىلى 6-ئاينىڭ 12-كۈنى" in source
    assert "مەسىلە تۈزىتىش جەريان ۋاراقچىسى" in source
    for word in ("签收", "期限", "逾期", "工作日", "系统", "地州市"):
        assert word not in source
