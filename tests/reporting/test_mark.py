"""The mark of an issued paper: on the first page, inside the type area, over nothing, read from a scan in any language."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from portal.reporting.composing import is_official
from portal.reporting.digest import frozen
from portal.reporting.geometry import LANDSCAPE, OFFICIAL, PORTRAIT
from portal.reporting.layout import lay_out, render_pdf
from portal.reporting.marks import Mark
from portal.reporting.papers import AnyPaper, Receipt
from tests.reporting import pages
from tests.reporting.samples import ORDER, PAPERS, TARGET

LANGUAGES = ("zh", "ug")
KINDS = (
    "target", "review", "monitoring", "evaluation", "order", "bulletin", "concentrated", "handover", "ranking",
    "circular", "report", "announcement",
)  # fmt: skip
LYING = {"monitoring", "bulletin", "concentrated", "ranking"}
CODE = "7HK2-MNPQ-9RST-VWXY"
MARK = Mark(
    CODE,
    2,
    "9f86d081884c" + "0" * 52,
    "https://portal.example.cn/check",
    "https://portal.example.cn/check/7HK2",
)
MM = 96 / 25.4


def marked(kind: str) -> AnyPaper:
    """A sample with a mark."""
    return replace(PAPERS[kind], mark=MARK)  # type: ignore[return-value]


@pytest.mark.usefixtures("pressroom")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_scan_of_the_first_page_reads_the_address(kind: str, language: str) -> None:
    document = pypdfium2.PdfDocument(render_pdf(marked(kind), language))  # type: ignore[arg-type]
    for number, page in enumerate(document):
        picture = page.render(scale=150 / 72, grayscale=True).to_pil().convert("L")
        found = zxingcpp.read_barcodes(picture.rotate(3, expand=True, fillcolor=255, resample=3))
        assert [one.text for one in found] == ([MARK.address] if number == 0 else [])


@pytest.mark.usefixtures("pressroom")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_mark_stands_in_the_type_area_and_over_nothing(kind: str, language: str) -> None:
    shape = OFFICIAL if is_official(kind) else LANDSCAPE if kind in LYING else PORTRAIT
    left, right = shape.left_right(language)  # type: ignore[arg-type]
    width = 297 if shape.landscape else 210
    page = lay_out(marked(kind), language).pages[0]._page_box  # type: ignore[arg-type]
    boxes = list(page.descendants(placeholders=True))
    # A box out of the flow is met with its placeholder.
    mark = next(box for box in boxes if _is(box, "mark"))
    code = next(box for box in boxes if _is(box, "mark-code"))
    for box in (mark, code):
        assert box.position_x / MM >= left - 0.1
        assert (box.position_x + box.margin_width()) / MM <= width - right + 0.1
        assert box.position_y / MM >= shape.top - 0.1
    assert code.width / MM == pytest.approx(17, abs=0.05)
    own = {id(box) for box in mark.descendants(placeholders=True)}
    foot = mark.position_y + mark.height
    texts = [
        box for box in page.children[0].descendants(placeholders=True) if getattr(box, "text", "").strip()
    ]
    assert min(box.position_y for box in texts if id(box) not in own) >= foot - 0.5 * MM
    words = [box for box in texts if id(box) in own]
    assert words
    for box in words:
        beside = (
            box.position_x >= code.position_x + code.width or box.position_x + box.width <= code.position_x
        )
        assert beside, box.text
        assert box.position_y + box.height <= foot


def _is(box: object, name: str) -> bool:
    element = getattr(box, "element", None)
    return element is not None and element.get("class") == name


@pytest.mark.usefixtures("pressroom")
@pytest.mark.parametrize("language", LANGUAGES)
def test_code_version_digest_and_address_stand_beside_it_in_letters(language: str) -> None:
    text = "".join(
        "".join(line.split())
        for line in pages.laid_lines(lay_out(marked("target"), language))  # type: ignore[arg-type]
    )
    for wanted in (CODE, "9f86d081884c", MARK.page):
        assert wanted in text


def test_what_a_paper_says_is_the_same_with_and_without_its_mark() -> None:
    assert frozen(replace(ORDER, mark=MARK)) == frozen(ORDER)
    assert frozen(replace(ORDER, number="和地财绩〔2020〕13号")) != frozen(ORDER)


def test_only_what_is_frozen_and_no_draft_is_final() -> None:
    assert TARGET.is_final
    assert not replace(TARGET, draft=True).is_final
    assert not replace(TARGET, receipt=None).is_final
    assert replace(ORDER, receipt=Receipt(ORDER.number, "0" * 64)).is_final
    assert not ORDER.is_final


@pytest.mark.usefixtures("pressroom")
def test_a_paper_without_a_mark_bears_no_code(press: Flask) -> None:
    page = pypdfium2.PdfDocument(render_pdf(TARGET, "zh"))[0]
    assert zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil()) == []
