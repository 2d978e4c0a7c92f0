"""How an official document is set: fixed words, sizes, what stays on one line; and every kind of block on paper."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from portal.i18n import in_language
from portal.reporting import setting
from portal.reporting.official import Bar, Bars, Face, Official, Run

pytestmark = pytest.mark.usefixtures("pressroom")


def document(**more: object) -> Official:
    """The least document."""
    kept = {
        "language": "zh",
        "title": "关于情况的报告",
        "recipient": "财政厅",
        "blocks": (),
        "issuer": "财政局",
    }
    return Official(**{**kept, **more})  # type: ignore[arg-type]


def test_a_masthead_is_as_large_as_its_line_allows() -> None:
    names = (
        "财政厅文件",
        "和田地区财政局文件",
        "新疆维吾尔自治区财政厅文件",
        "自治区财政厅财政绩效评价中心文件",
    )
    assert [setting.masthead_size(name, "zh")[0] for name in names] == ["large", "middle", "small", "small"]
    for name in names:
        _size, points = setting.masthead_size(name, "zh")
        assert len(name) * points <= 156 / 25.4 * 72


def test_a_masthead_that_no_type_keeps_on_one_line_takes_two() -> None:
    long = "新疆维吾尔自治区人民政府扶贫项目资金绩效管理工作领导小组办公室文件"
    assert len(setting.masthead_lines(long, "zh")) == 2
    assert setting.masthead_lines("财政厅文件", "zh") == ["财政厅文件"]


def test_a_code_stays_on_one_line_and_a_name_does_not() -> None:
    assert setting.is_one(Run("和地财绩〔2020〕12号", isolated=True))
    assert not setting.is_one(Run("和地财绩〔2020〕12号"))
    assert not setting.is_one(Run("墨玉县财政局", isolated=True))


def test_runs_are_escaped_and_foreign_directions_isolated() -> None:
    made = setting.markup((Run("<b>"), Run("91.25", isolated=True), Run("甲", Face.KAI)), "ug")
    assert made == Markup('&lt;b&gt;<bdi dir="ltr" class="one">91.25</bdi><span class="kai">甲</span>')


def test_a_date_that_is_not_set_leaves_room_to_write_it() -> None:
    with in_language("zh"):
        assert setting.furniture(document()).dated == "年　　月　　日"
        assert setting.furniture(document(dated=date(2020, 7, 1))).dated == "2020年7月1日"


def test_a_remark_stands_in_the_brackets_of_its_language() -> None:
    for language, brackets in (("zh", "（）"), ("ug", "()")):
        with in_language(language):
            made = setting.furniture(document(language=language, remark=(Run("x"),)))
        assert "".join(run.text for run in made.remark) == f"{brackets[0]}x{brackets[1]}"


def test_the_imprint_has_the_room_that_its_lines_take() -> None:
    with in_language("zh"):
        assert setting.imprint_lines(document()) == 0
        assert setting.imprint_lines(document(printed_by="财政局办公室")) == 1
        many = document(printed_by="财政局办公室", copies=tuple(f"第{n}县财政局" for n in range(20)))
        assert setting.imprint_lines(many) >= 5
        assert "imprint-room" in setting.rules(many)


def test_lengths_of_bars_are_rules_of_the_document() -> None:
    bars = Bars((), (Bar((Run("甲"),), 37, (Run("37"),)), Bar((Run("乙"),), 100, (Run("100"),))))
    with in_language("zh"):
        assert setting.rules(document(blocks=(bars,))) == ".w100{inline-size:100%}.w37{inline-size:37%}"
