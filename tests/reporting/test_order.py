"""The rectification order by GB/T 9704-2012, measured on the printed page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from portal.reporting.layout import render_pdf
from portal.reporting.papers import Finding
from tests.reporting import pages
from tests.reporting.conftest import Printer
from tests.reporting.samples import ORDER

FULL = replace(ORDER, problems=(Finding("other", "整改问题清单" * 400),))


@pytest.fixture(scope="module")
def full(press: object) -> bytes:
    """An order whose second page is nothing but Han text."""
    with press.app_context():  # type: ignore[attr-defined]
        return render_pdf(FULL, "zh")


def rows(pdf: bytes, number: int) -> list[list[tuple[str, float, float, float, float]]]:
    """Characters of the type area of a page by line."""
    found = defaultdict(list)
    for char in pages.characters(pdf, number):
        if char[2] < 297 - 35:
            found[round((char[2] + char[4]) / 2 / 5.1)].append(char)
    return [found[key] for key in sorted(found)]


def test_a_full_page_has_22_lines_of_28_characters(full: bytes) -> None:
    lines = rows(full, 1)
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_the_type_area_is_156_by_225_mm_at_37_and_28(full: bytes) -> None:
    chars = [char for line in rows(full, 1) for char in line]
    # A glyph stands inside its square: up to a tenth of its 5.6 mm are white.
    assert 28 <= min(char[1] for char in chars) <= 29
    assert 28 + 155 <= max(char[3] for char in chars) <= 28 + 156
    assert 37 <= min(char[2] for char in chars) <= 37 + 3.5
    assert 37 + 225 - 3.5 <= max(char[4] for char in chars) <= 37 + 225


def test_the_page_number_stands_outside_seven_millimetres_below(full: bytes) -> None:
    for number in (0, 1, 2):
        folio = [char for char in pages.characters(full, number) if char[2] > 297 - 35]
        assert "".join(char[0] for char in folio) == f"—{number + 1}—"
        assert 297 - 35 + 7 <= min(char[2] for char in folio) <= 297 - 35 + 7 + 5
        if number % 2 == 0:
            assert max(char[3] for char in folio) == pytest.approx(210 - 26 - 14 * 25.4 / 72, abs=0.8)
        else:
            assert min(char[1] for char in folio) == pytest.approx(28 + 14 * 25.4 / 72, abs=0.8)


def test_a_uyghur_order_is_bound_at_the_right_and_numbers_its_outer_side(printed: Printer) -> None:
    pdf = printed("order", "ug")
    for number in range(len(pages.sizes(pdf))):
        chars = pages.characters(pdf, number)
        body = [char for char in chars if char[2] < 297 - 35]
        assert max(char[3] for char in body) <= 210 - 28 + 0.5
        assert min(char[1] for char in body) >= 26 - 0.5
        folio = [char for char in chars if char[2] > 297 - 35]
        middle = sum(char[1] for char in folio) / len(folio)
        assert (middle < 105) == (number % 2 == 0)


def test_order_says_what_has_to_be_mended_by_whom_until_when(printed: Printer) -> None:
    text = "".join(pages.texts(printed("order", "zh")))
    for wanted in (
        "和田地区财政局文件",
        "和地财绩〔2020〕12号",
        "墨玉县财政局：",
        "一、存在的问题",
        "（一）绩效目标填写不规范。",
        "1.申报表填报日期晚于批复；",
        "二、整改依据",
        "三、整改要求",
        "四、整改时限",
        "2020年12月4日前",
        "10个工作日",
        "整改责任人。",
        "附件：1.自评检查问题清单",
        "2.绩效目标自评表核对记录",
        "2020年11月20日印发",
        "抄送：自治区财政厅财政绩效评价中心。",
    ):
        assert wanted in text, wanted


def test_the_imprint_closes_the_last_page(printed: Printer) -> None:
    pdf = printed("order", "zh")
    last = len(pages.sizes(pdf)) - 1
    ((page, *_),) = pages.places(pdf, "印发")
    assert page == last
    bottom = max(char[4] for char in pages.characters(pdf, last) if char[2] < 297 - 35)
    assert 297 - 35 - 6 <= bottom <= 297 - 35


def test_the_date_stands_four_characters_from_the_edge(printed: Printer) -> None:
    (_, _, right, _), *_ = pages.places(printed("order", "zh"), "2020年11月20日")
    assert right == pytest.approx(210 - 26 - 4 * 156 / 28, abs=2.5)
