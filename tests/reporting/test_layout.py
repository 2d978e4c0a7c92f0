"""Every paper in every language, as the PDF file shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
import tinyhtml5
from flask import Flask
from flask_babel import gettext, pgettext
from pypdf import PdfReader

from portal.i18n import in_language
from portal.reporting.composing import is_official
from portal.reporting.fonts import is_allowed
from portal.reporting.geometry import LANDSCAPE, PORTRAIT
from portal.reporting.layout import lay_out, render_html, render_pdf
from tests.reporting import pages
from tests.reporting.conftest import Printer
from tests.reporting.samples import EVALUATION, GOAL, PAPERS, TARGET, UNIT, long_evaluation

KINDS = tuple(PAPERS)
LYING = {"monitoring", "bulletin", "concentrated", "ledger", "ranking"}
FORMS = tuple(kind for kind in KINDS if not is_official(kind))
RECEIPTED = tuple(kind for kind in FORMS if PAPERS[kind].receipt)
"""Papers of a record that was filed or frozen; a list as it stands today bears no number of its own."""
LANGUAGES = ("zh", "ug")
WORD = re.compile(r"[A-Za-z\u0600-\u06ff]+")
"""A word of letters; Han text may be broken anywhere, an alphabet's words nowhere."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_fonts_are_embedded_and_on_the_allow_list(kind: str, language: str, printed: Printer) -> None:
    names = []
    for font in pages.fonts(printed(kind, language)):
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, font["/BaseFont"]
        names.append(font["/BaseFont"])
    assert names
    assert [name for name in names if not is_allowed(name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_glyph_is_missing(kind: str, language: str, printed: Printer) -> None:
    assert not pages.has_missing_glyph(printed(kind, language))


@pytest.mark.usefixtures("pressroom")
def test_a_character_without_a_glyph_would_be_noticed() -> None:
    assert pages.has_missing_glyph(render_pdf(replace(TARGET, goal="目标\U000f1234"), "zh"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_a4(kind: str, language: str, printed: Printer) -> None:
    expected = (297, 210) if kind in LYING else (210, 297)
    for size in pages.sizes(printed(kind, language)):
        assert size == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FORMS)
def test_forms_keep_the_binding_margin_and_stay_inside_the_type_area(
    kind: str, language: str, printed: Printer, press: Flask
) -> None:
    shape = LANDSCAPE if kind in LYING else PORTRAIT
    left, right = shape.left_right(language)
    assert (left if language == "zh" else right) == 28
    width = 297 if shape.landscape else 210
    pdf = printed(kind, language)
    found = [char for number in range(len(pages.sizes(pdf))) for char in pages.characters(pdf, number)]
    assert min(char[1] for char in found) >= left - 0.3
    assert max(char[3] for char in found) <= width - right + 0.3
    with press.app_context():
        page = lay_out(PAPERS[kind], language).pages[0]._page_box
    frames = [box for box in page.descendants() if box.element_tag == "table"]
    millimetre = 96 / 25.4
    assert frames[0].border_box_x() / millimetre == pytest.approx(left, abs=0.05)
    assert (frames[0].border_box_x() + frames[0].border_width()) / millimetre == pytest.approx(
        width - right, abs=0.05
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_and_page_numbers_stand_on_each_page_of_a_long_form(language: str, press: Flask) -> None:
    with press.app_context(), in_language(language):
        document = lay_out(long_evaluation(75), language)
        head = pgettext("head", "三级指标")
        total = len(document.pages)
        numbers = [
            gettext("第 %(page)s 页　共 %(pages)s 页", page=page, pages=total) for page in range(1, total + 1)
        ]
    assert total >= 3
    for page, number in zip(document.pages, numbers, strict=True):
        box = page._page_box
        cells = [
            "".join(text.text for text in cell.descendants() if hasattr(text, "text"))
            for cell in box.descendants()
            if cell.element_tag == "th"
        ]
        rows = any("标段" in text.text for text in box.descendants() if hasattr(text, "text"))
        assert not rows or "".join(head.split()) in ["".join(cell.split()) for cell in cells]
        margin = [
            "".join(part.text for part in found.descendants() if hasattr(part, "text"))
            for found in box.children
            if found.__class__.__name__ == "MarginBox"
        ]
        assert "".join(number.split()) in ["".join(text.split()) for text in margin]


def test_page_numbers_are_in_the_file(printed: Printer) -> None:
    found = pages.texts(printed("evaluation", "zh"))
    for number, text in enumerate(found, start=1):
        assert f"第{number}页共{len(found)}页" in text


@pytest.mark.usefixtures("pressroom")
def test_uyghur_columns_are_mirrored_and_numbers_stay_whole() -> None:
    paper = long_evaluation(9)
    columns = ("703", "≥64.5%", "1065.25%", "4103")
    for language, mirrored in (("zh", False), ("ug", True)):
        pdf = render_pdf(paper, language)
        found = [pages.places(pdf, wanted) for wanted in columns]
        assert [len(hits) for hits in found] == [1] * len(columns)
        assert all(hits[0][3] < 1.2 for hits in found), "a number is torn over two lines"
        lefts = [hits[0][1] for hits in found]
        assert lefts == sorted(lefts, reverse=mirrored)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FORMS)
def test_head_cells_run_from_the_start_of_the_line(kind: str, language: str, press: Flask) -> None:
    with press.app_context():
        box = lay_out(PAPERS[kind], language).pages[0]._page_box
    rows = [row for row in box.descendants() if row.element_tag == "tr" and len(row.children) >= 5]
    assert rows
    for row in rows:
        edges = [cell.position_x for cell in row.children]
        assert edges == sorted(edges, reverse=language == "ug")


def test_values_in_uyghur_papers_are_whole_and_left_to_right(press: Flask) -> None:
    with press.app_context():
        document = lay_out(EVALUATION, "ug")
        source = render_html(EVALUATION, "ug")
    drawn = pages.laid_lines(document)
    for wanted in ("≥3200亩", "≤475元/亩", "≥95%", "214.06", "97.25%", "653222-2020-0137", "0903-6512345"):
        assert any(wanted in line for line in drawn), wanted
        assert re.search(f'<bdi dir="ltr"[^>]*>{re.escape(wanted)}</bdi>', source), wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_an_alphabet_is_cut_at_the_end_of_a_line(kind: str, language: str, press: Flask) -> None:
    with press.app_context():
        document = lay_out(PAPERS[kind], language)
        source = render_html(PAPERS[kind], language)
    body = "".join(ElementTree.fromstring(source).find("body").itertext())  # type: ignore[union-attr]  # noqa: S314
    known = set(WORD.findall(body)) | set(WORD.findall(" ".join(body.split())))
    cut = [word for line in pages.laid_lines(document) for word in WORD.findall(line) if word not in known]
    assert cut == []


@pytest.mark.usefixtures("pressroom")
@pytest.mark.parametrize("kind", KINDS)
def test_only_drafts_bear_the_watermark_on_every_page(kind: str, printed: Printer) -> None:
    assert not any("草稿" in text for text in pages.texts(printed(kind, "zh")))
    marked = pages.texts(render_pdf(replace(PAPERS[kind], draft=True), "zh"))
    assert all("草稿" in text for text in marked)


def test_both_languages_in_one_file_each_count_their_own_pages(printed: Printer) -> None:
    zh, ug, both = (pages.texts(printed("target", language)) for language in ("zh", "ug", "both"))

    # How brackets are read back depends on which fonts a file holds: letters and digits are counted.
    def letters(text: str) -> list[str]:
        return sorted(char for char in text if char.isalnum())

    assert [letters(text) for text in both] == [letters(text) for text in zh + ug]


@pytest.mark.usefixtures("pressroom")
def test_the_order_of_the_two_texts_is_an_argument() -> None:
    first, *_, last = pages.texts(render_pdf(TARGET, "both", order=("ug", "zh")))
    assert UNIT.zh in last
    assert UNIT.zh not in first


@pytest.mark.usefixtures("pressroom")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_source_is_the_same_tree_to_a_browser(kind: str, language: str) -> None:
    source = render_html(PAPERS[kind], language)
    strict = ElementTree.fromstring(source)  # noqa: S314
    browser = tinyhtml5.parse(source, namespace_html_elements=False)
    spelled = [
        (e.tag, dict(e.attrib), (e.text or "").strip()) for e in browser.iter() if isinstance(e.tag, str)
    ]
    assert [(e.tag, dict(e.attrib), (e.text or "").strip()) for e in strict.iter()] == spelled


@pytest.mark.usefixtures("pressroom")
def test_typed_text_is_escaped_and_control_characters_do_no_harm() -> None:
    paper = replace(EVALUATION, goal="<b>&\x0b\x00目标</b>", number='"</style>\\')
    text = "".join(pages.texts(render_pdf(paper, "zh")))
    assert "<b>&目标</b>" in text
    assert '"</style>\\' in text


@pytest.mark.usefixtures("pressroom")
def test_chinese_names_inside_a_uyghur_paper_are_isolated() -> None:
    source = render_html(TARGET, "ug")
    assert '<bdi dir="ltr" lang="zh">项目负责人</bdi>' in source
    assert '<bdi dir="ltr" class="one">214.06</bdi>' in source
    assert f'<bdi dir="ltr" lang="zh">{GOAL}</bdi>' in source


def test_uyghur_dates_follow_the_pattern_of_the_region(press: Flask) -> None:
    with press.app_context():
        assert "2020-يىلى 6-ئاينىڭ 12-كۈنى" in render_html(TARGET, "ug")
        assert "2020年6月12日" in render_html(TARGET, "zh")


@pytest.mark.parametrize("kind", RECEIPTED)
def test_number_receipt_and_short_digest_stand_at_the_foot(kind: str, printed: Printer) -> None:
    for text in pages.texts(printed(kind, "zh")):
        assert PAPERS[kind].number in text
        assert "HZ-653222-2020-000137" in text
        assert "9f86d081884c" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FORMS)
def test_seal_and_signatures_stay_on_one_page(kind: str, language: str, press: Flask) -> None:
    with press.app_context():
        document = lay_out(PAPERS[kind], language)
    counts = [
        sum(
            "signoff" in str(box.element.get("class"))
            for box in page._page_box.descendants()
            if box.element is not None and box.element_tag == "div"
        )
        for page in document.pages
    ]
    assert sorted(counts) == [0] * (len(counts) - 1) + [1]


def test_the_file_names_its_title(printed: Printer) -> None:
    assert PdfReader(BytesIO(printed("target", "zh"))).metadata.title == "绩效目标申报表"
