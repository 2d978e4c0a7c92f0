"""Typed text, numbers and titles as they stand on paper."""

from __future__ import annotations

import pytest

from portal.reporting.text import (
    amount,
    balanced,
    direction,
    head,
    isolate,
    percent,
    points,
    typed,
    value,
    weight,
    whole,
    width,
)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("≥95%", "ltr"),
        ("2020年", "ltr"),
        ("2020-يىلى", "rtl"),
        ("《办法》", "ltr"),
        ("«نىشان»", "rtl"),
        ("", "ltr"),
    ],
)
def test_direction_is_that_of_the_first_strong_character(text: str, way: str) -> None:
    assert direction(text) == way


def test_typed_text_is_isolated_only_in_a_paper_of_the_other_script() -> None:
    assert typed("项目负责人", "zh") == "项目负责人"
    assert typed("项目负责人", "ug") == '<bdi dir="ltr" lang="zh">项目负责人</bdi>'
    assert typed("نىشان", "ug") == "نىشان"
    assert typed("نىشان", "zh") == '<bdi dir="rtl" lang="ug">نىشان</bdi>'
    assert typed("", "ug") == ""


def test_markup_that_was_typed_is_text() -> None:
    assert typed("<b>", "zh") == "&lt;b&gt;"
    assert "<b>" not in typed("项<b>", "ug") + value("<b>", 2, "ug") + isolate("<b>", "ug") + head("<b>（x）")


def test_amounts_rates_and_points_are_written_as_on_the_forms() -> None:
    assert amount(214_060_000, "zh") == "214.06"
    assert amount(106_067_522, "zh") == "106.067522"
    assert percent(8212, "zh") == "82.12%"
    assert points(953, "zh") == "9.53"
    assert weight(1000, "zh") == "10"
    assert weight(750, "zh") == "7.5"
    assert weight(0, "zh") == "0"


@pytest.mark.parametrize("shown", [amount, percent, points, weight])
def test_what_is_not_known_is_left_blank(shown: object) -> None:
    assert shown(None, "ug") == ""  # type: ignore[operator]


def test_numbers_in_uyghur_papers_are_left_to_right_and_whole() -> None:
    assert amount(214_060_000, "ug") == '<bdi dir="ltr" class="one">214.06</bdi>'
    assert value("≥95%", 5, "ug") == '<bdi dir="ltr">≥95%</bdi>'
    assert whole("≥95%", 5) == " one"


def test_a_value_too_long_for_its_cell_keeps_its_numbers_whole() -> None:
    assert whole("不少于12种，其中≥95%为本地品种", 5) == ""
    assert '<span class="one">≥95%</span>' in value("不少于12种，其中≥95%为本地品种", 5, "zh")


def test_a_han_character_is_one_em_and_a_digit_about_half() -> None:
    assert width("财政") == 2
    assert width("12") == pytest.approx(1.1)


def test_brackets_of_a_head_stay_in_one_piece() -> None:
    assert head("资金情况（万元）") == '资金情况<span class="one">（万元）</span>'
    assert head("分值") == "分值"


def test_titles_are_balanced_and_never_begin_with_a_mark() -> None:
    lines = balanced("墨玉县阔依其乡特色林果提质增效及配套灌溉渠道改造项目的整改通知书", 19.5)
    assert [len(line) for line in lines] == [16, 16]
    assert all(line[0] not in "，。、" for line in balanced("一二三四五，六七八九十，一二三四", 5.5))


def test_words_of_a_title_are_not_cut() -> None:
    title = "خوتەن ۋىلايەتلىك مالىيە ئىدارىسىنىڭ تۈزىتىش ئۇقتۇرۇشى"
    lines = balanced(title, 16)
    assert len(lines) == 2
    assert " ".join(lines) == title


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("做好2020年扶贫项目资金绩效自评工作的通知", ["做好2020年扶贫项目", "资金绩效自评工作的通知"]),
        (
            "墨玉县喀拉喀什镇农村饮水安全工程的整改通知书",
            ["墨玉县喀拉喀什镇农村", "饮水安全工程的整改通知书"],
        ),
    ],
)
def test_words_of_the_field_are_not_torn(title: str, lines: list[str]) -> None:
    """GB/T 9704-2012, 7.3.1: 词意完整."""
    assert balanced(title, 15) == lines


@pytest.mark.parametrize(
    "year",
    [
        "2020年",
        "2020年度",
        "2018—2020年度",
        "2018-2020年",
        "2020年上半年",
        "2020年6月份",
        "第3季度",
        "6月30日",
    ],
)
def test_years_and_months_keep_their_words_and_no_line_begins_with_a_particle(year: str) -> None:
    title = f"关于印发{year}和田地区扶贫项目库内的有关材料清单的通知"
    for most in range(12, 24):
        lines = balanced(title, most)
        assert "".join(lines) == title
        assert any(year.removeprefix("第") in line for line in lines), lines
        assert all(line[0] not in "年月日度份的" for line in lines), lines


def test_a_line_break_in_a_title_stays() -> None:
    assert balanced("和田地区财政局关于\n某项目的整改通知书", 20) == [
        "和田地区财政局关于",
        "某项目的整改通知书",
    ]
    assert balanced("", 20) == []
