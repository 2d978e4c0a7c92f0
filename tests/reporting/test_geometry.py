"""Sheets, margins and the text in the margins."""

from __future__ import annotations

import pytest

from portal.reporting.geometry import OFFICIAL, css_string, form_pages, official_pages, page_of_pages
from portal.reporting.geometry import PORTRAIT as FORM


def test_the_type_area_of_a_document_is_156_by_225() -> None:
    assert OFFICIAL.type_area == (156, 225)


def test_the_binding_side_is_left_in_chinese_and_right_in_uyghur() -> None:
    assert OFFICIAL.left_right("zh") == (28, 26)
    assert OFFICIAL.left_right("ug") == (26, 28)
    assert "margin:37mm 26mm 35mm 28mm" in official_pages("zh")
    assert "margin:37mm 28mm 35mm 26mm" in official_pages("ug")


def test_marks_may_stand_in_any_order() -> None:
    assert page_of_pages("第 {page} 页 共 {pages} 页") == '"第 " counter(page) " 页 共 " counter(pages) " 页"'
    assert page_of_pages("{pages}/{page}") == 'counter(pages) "/" counter(page)'


@pytest.mark.parametrize("pattern", ["第 {page} 页", "共 {pages} 页", ""])
def test_a_pattern_without_both_marks_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        page_of_pages(pattern)


@pytest.mark.parametrize("text", ['"', "\\", "</style>", "\n", "&"])
def test_text_cannot_leave_a_css_string(text: str) -> None:
    inner = css_string(text)[1:-1]
    assert not set('"<>&\n') & set(inner)


def test_number_and_receipt_change_sides_with_the_language() -> None:
    zh, ug = (form_pages(FORM, language, '"1"', "甲", "乙") for language in ("zh", "ug"))
    assert '@bottom-left{content:"甲"' in zh
    assert '@bottom-right{content:"甲"' in ug
