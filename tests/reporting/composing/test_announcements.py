"""A typed text becomes a notice: its title, whom it goes to, its heads and its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.announcements import Group
from portal.reporting.composing import compose
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
        ("关于自评的工作安排", "和田地区财政局关于\n自评的工作安排"),
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


def test_lines_that_are_heads_are_set_as_heads_and_sentences_are_not() -> None:
    text = "\n".join(
        ["一、总体要求", "（二）如实填报", "三、各地要逐项核对。", "  ", "十二、其他", "附表另发"]
    )
    assert [style for style, _text in lines(composed(text=Bilingual(text), due_on=None))] == [
        "level1", "level2", "body", "level1", "body",
    ]  # fmt: skip
    said = [style for style, _text in lines(composed("ug", due_on=None))]
    assert said == ["body", "level1", "body", "level1", "level2", "body", "level2", "body"]


def test_the_day_stands_at_the_end_in_the_form_of_the_language() -> None:
    assert lines(composed(due_on=date(2020, 12, 31)))[-1] == ("body", "办理期限：2020年12月31日。")
    assert "2020-يىلى 12-ئاينىڭ 31-كۈنى" in lines(composed("ug"))[-1][1]
    assert "办理期限" not in lines(composed(due_on=None))[-1][1]
