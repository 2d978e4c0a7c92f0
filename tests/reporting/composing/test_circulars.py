"""The text of a circular follows from the figures of its ranking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.reporting.circulars import CircularPaper
from portal.reporting.composing import compose
from portal.reporting.official import Block, Paragraph, Table
from portal.reporting.papers import Language
from portal.reporting.rankings import PlaceLine
from tests.reporting.ranked_samples import CIRCULAR

pytestmark = pytest.mark.usefixtures("pressroom")


def spoken(block: Block) -> str:
    """The text of a paragraph."""
    assert isinstance(block, Paragraph)
    return "".join(run.text for run in block.runs)


def text(paper: CircularPaper, language: Language = "zh") -> str:
    """The text of a circular, a paragraph a line."""
    return "\n".join(spoken(block) for block in compose(paper, language).blocks)


def test_figures_of_the_whole_are_counted_from_the_lines() -> None:
    said = text(CIRCULAR)
    assert "参加本期排名的地区共9个，平均得分81.20分，最高91.25分，最低58.75分。" in said
    assert "其中：等次为“优”的3个、等次为“良”的3个、等次为“中”的2个、等次为“差”的1个。" in said
    assert "另有1个地区不参加排名：吐鲁番市（项目数不足）。" in said


def test_the_mean_is_rounded_half_up_from_the_exact_sum() -> None:
    lines = tuple(
        replace(line, total=total) for line, total in zip(CIRCULAR.lines, (9001, 9000), strict=False)
    )
    assert "平均得分90.01分" in text(replace(CIRCULAR, lines=lines))


def test_both_ends_are_named_in_their_order() -> None:
    said = text(CIRCULAR)
    assert "排名靠前的地区依次是：和田地区（91.25分）、喀什地区（90.40分）、阿克苏地区（90.40分）。" in said
    assert (
        "排名靠后的地区依次是：昌吉回族自治州（79.88分）、塔城地区（64.20分）、阿勒泰地区（58.75分）。"
        in said
    )
    assert "昌吉回族自治州、塔城地区、阿勒泰地区要对照失分指标" in said


def test_where_few_are_ranked_nobody_is_said_to_be_at_the_end() -> None:
    said = text(replace(CIRCULAR, lines=CIRCULAR.lines[:6]))
    assert "本期不列排名靠后的地区" in said
    assert "重点督导" not in said


def test_movement_names_those_that_rose_and_fell_most() -> None:
    said = text(CIRCULAR)
    assert "名次上升的3个，下降的3个，没有变化的2个。" in said
    assert "上升最多的是哈密市，上升3位。" in said
    assert "下降最多的是昌吉回族自治州，下降3位。" in said


def test_a_first_ranking_is_compared_with_nothing() -> None:
    said = text(replace(CIRCULAR, lines=tuple(replace(line, moved=None) for line in CIRCULAR.lines)))
    assert "本期不作比较" in said
    assert "扭转名次下降" not in said


def test_a_ranking_without_places_says_so() -> None:
    assert "本期没有可以排名的地区。" in text(replace(CIRCULAR, lines=()))


def test_the_table_is_an_attachment_with_every_place_and_its_movement_signed() -> None:
    made = compose(CIRCULAR, "zh")
    (annex,) = made.annexes
    (table,) = annex.blocks
    assert isinstance(table, Table)
    assert sum(table.widths) == 100
    assert made.attachments == (annex.title,)
    rows = [tuple("".join(run.text for run in cell.runs) for cell in row) for row in table.body]
    assert rows[0] == ("1", "和田地区", "91.25", "优", "+2")
    assert [row[4] for row in rows] == ["+2", "-1", "—", "0", "+1", "+3", "-3", "-2", "0"]


@pytest.mark.parametrize(
    ("level", "recipient"), [("prefecture", "各地州市财政局"), ("county", "各县市区财政局")]
)
def test_it_goes_to_the_bureaus_of_the_level_ranked(level: str, recipient: str) -> None:
    assert compose(replace(CIRCULAR, level=level), "zh").recipient == recipient


def test_numbers_of_the_uyghur_text_are_isolated() -> None:
    numbers = {
        run.text
        for block in compose(CIRCULAR, "ug").blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.isolated
    }
    assert {"81.20", "91.25", "58.75", "9", "3"} <= numbers
    line = PlaceLine(1, CIRCULAR.lines[0].name, 100, None, "poor", ())
    assert "1.00" in text(replace(CIRCULAR, lines=(line,)), "ug")
