"""A typed text becomes a notice: its title, whom it goes to, its heads and its day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from portal.domain.announcements import Group
from portal.reporting.composing import compose
from portal.reporting.layout import render_html
from portal.reporting.official import Official, Paragraph
from portal.reporting.papers import Bilingual, Language
from tests.reporting.announced_samples import ANNOUNCEMENT

pytestmark = pytest.mark.usefixtures("pressroom")


def composed(language: Language = "zh", **changes: object) -> Official:
    """The sample with changes, as a document."""
    return compose(replace(ANNOUNCEMENT, **changes), language)  # type: ignore[arg-type]


def lines(document: Official) -> list[tuple[str, str]]:
    """Style and text of each paragraph."""
    found = []
    for block in document.blocks:
        assert isinstance(block, Paragraph)
        found.append((block.style.value, "".join(run.text for run in block.runs)))
    return found


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("关于做好自评工作的通知", "和田地区财政局关于\n做好自评工作的通知"),
        ("和田地区财政局关于做好自评工作的通知", "和田地区财政局关于\n做好自评工作的通知"),
        ("绩效自评工作", "和田地区财政局关于\n绩效自评工作的通知"),
        ("紧急通知", "和田地区财政局\n紧急通知"),
        ("做好自评工作的通知", "和田地区财政局关于\n做好自评工作的通知"),
        ("关于做好自评工作", "和田地区财政局关于\n做好自评工作的通知"),
        ("关于自评的工作安排", "和田地区财政局关于\n自评的工作安排的通知"),
        ("绩效自评工作通知（第二号）", "和田地区财政局\n绩效自评工作通知（第二号）"),
        ("转发自评办法的通知", "和田地区财政局\n转发自评办法的通知"),
        ("关于转发自评办法的通知", "和田地区财政局关于\n转发自评办法的通知"),
    ],
)
def test_a_chinese_title_names_issuer_matter_and_kind(typed: str, title: str) -> None:
    """GB/T 9704-2012, 7.3.1."""
    assert composed(title=Bilingual(typed)).title == title


def test_a_uyghur_title_stays_as_typed() -> None:
    assert composed("ug").title == ANNOUNCEMENT.title.ug


@pytest.mark.parametrize("group", Group)
@pytest.mark.parametrize("language", ["zh", "ug"])
def test_every_group_has_a_word_that_addresses_all_of_it(group: Group, language: Language) -> None:
    named = composed(language, groups=(group.value,)).recipient
    assert named
    assert len({composed(language, groups=(one.value,)).recipient for one in Group}) == len(Group)


def test_recipients_are_groups_or_names_or_those_concerned() -> None:
    assert composed().recipient == "各县市区财政局、各有关部门单位"
    names = (
        Bilingual("墨玉县财政局", "قاراقاش ناھىيىلىك مالىيە ئىدارىسى"),
        Bilingual("皮山县财政局", "گۇما ناھىيىلىك مالىيە ئىدارىسى"),
    )
    assert composed(limited=True, recipients=names).recipient == "墨玉县财政局、皮山县财政局"
    assert composed("ug", limited=True, recipients=names).recipient == "، ".join(one.ug for one in names)
    assert composed(limited=True).recipient == "各有关单位"


@pytest.mark.parametrize("colon", ["：", ":"])
def test_a_text_that_says_whom_it_addresses_is_taken_at_its_word(colon: str) -> None:
    document = composed(text=Bilingual(f"各县市财政局{colon}\n请于月底前报送。"), due_on=None)
    assert document.recipient == "各县市财政局"
    assert lines(document) == [("body", "请于月底前报送。")]
    alone = composed(text=Bilingual("请报送以下材料："), due_on=None)
    assert lines(alone) == [("body", "请报送以下材料：")]
    assert alone.recipient == "各县市区财政局、各有关部门单位"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "各地州市、县市区财政局，自治区有关部门单位："),
        ("zh", "各有关单位:"),
        ("ug", "ھەرقايسى ۋىلايەت، ئوبلاست، شەھەر مالىيە ئىدارىلىرى، مۇناسىۋەتلىك ئورۇنلار:"),
    ],
)
def test_a_first_line_that_names_units_is_whom_it_goes_to(language: Language, line: str) -> None:
    text = f"{line}\n一" if language == "zh" else f"{line}\nبىر"
    document = composed(language, text=Bilingual(text, text), due_on=None)
    assert document.recipient == line[:-1]
    assert len(lines(document)) == 1


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "为做好2020年度工作，现将有关事项通知如下："),
        ("zh", "请报送以下材料："),
        ("ug", "2020-يىللىق خىزمەتنى ياخشى ئىشلەش ئۈچۈن، مۇناسىۋەتلىك ئىشلار تۆۋەندىكىدەك ئۇقتۇرۇلىدۇ:"),
        ("ug", "تۆۋەندىكىدەك:"),
    ],
)
def test_a_first_line_that_leads_to_what_follows_is_text(language: Language, line: str) -> None:
    document = composed(language, text=Bilingual(f"{line}\n1", f"{line}\n1"), due_on=None)
    assert document.recipient == composed(language).recipient
    assert lines(document)[0] == ("body", line)


def test_names_of_recipients_keep_their_order_where_one_has_no_uyghur_name() -> None:
    names = (Bilingual("墨玉县财政局"), Bilingual("皮山县财政局", "گۇما ناھىيىلىك مالىيە ئىدارىسى"))
    html = render_html(replace(ANNOUNCEMENT, limited=True, recipients=names), "ug")
    (line,) = re.findall(r'<p class="flush">(.*?)</p>', html)
    assert re.fullmatch(r'<bdi [^>]*lang="zh"[^>]*>墨玉县财政局</bdi>، گۇما[^<]*:', line), line
    assert not re.search("[\u2066-\u2069]", line)


def test_lines_that_are_heads_are_set_as_heads_and_sentences_are_not() -> None:
    text = "\n".join(
        ["一、总体要求", "（二）如实填报", "三、各地要逐项核对。", "  ", "十二、其他", "附表另发"]
    )
    assert [style for style, _text in lines(composed(text=Bilingual(text), due_on=None))] == [
        "level1", "level2", "body", "level1", "body",
    ]  # fmt: skip
    half = composed(text=Bilingual("导语。\n(一)如实填报"), due_on=None)
    assert lines(half)[1] == ("level2", "（一）如实填报")
    long = "ئىككى، نامراتلارنى يۆلەش مەبلىغىنىڭ ئۈنۈم نىشانىنى باشقۇرۇشنى كۈچەيتىش"
    assert lines(composed("ug", text=Bilingual("", f"بىر.\n{long}"), due_on=None))[1] == ("level1", long)
    said = [style for style, _text in lines(composed("ug", due_on=None))]
    assert said == ["body", "level1", "body", "level1", "level2", "body", "level2", "body"]


def test_the_day_stands_at_the_end_in_the_form_of_the_language() -> None:
    assert lines(composed(due_on=date(2020, 12, 31)))[-1] == ("body", "办理期限：2020年12月31日。")
    assert "2020-يىلى 12-ئاينىڭ 31-كۈنى" in lines(composed("ug"))[-1][1]
    assert "办理期限" not in lines(composed(due_on=None))[-1][1]
