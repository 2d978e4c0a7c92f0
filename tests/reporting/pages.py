"""What a PDF file really holds: fonts, text, positions in millimetres from the top left corner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfReader
from weasyprint import Document
from weasyprint.formatting_structure.boxes import LineBox, TextBox

MM = 72 / 25.4


def texts(pdf: bytes) -> list[str]:
    """Text of each page without white space."""
    document = pypdfium2.PdfDocument(pdf)
    found = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def lines(pdf: bytes) -> list[str]:
    """All lines of text of all pages, as drawn."""
    document = pypdfium2.PdfDocument(pdf)
    found = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    document.close()
    return found


def characters(pdf: bytes, number: int) -> list[tuple[str, float, float, float, float]]:
    """(character, left, top, right, bottom) in mm of every visible character of page ``number`` (from 0)."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number]
    height = page.get_height()
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        char = text.get_text_range(index, 1)
        if char.strip():
            left, bottom, right, top = text.get_charbox(index)
            found.append((char, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    document.close()
    return found


def places(pdf: bytes, wanted: str) -> list[tuple[int, float, float, float]]:
    """(page, left, right, spread of the baselines) in mm of each unbroken occurrence of ``wanted``."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number, page in enumerate(document):
        text = page.get_textpage()
        search = text.search(wanted)
        while hit := search.get_next():
            index, count = hit
            boxes = [text.get_charbox(at) for at in range(index, index + count)]
            bottoms = [box[1] for box in boxes]
            found.append(
                (
                    number,
                    min(b[0] for b in boxes) / MM,
                    max(b[2] for b in boxes) / MM,
                    (max(bottoms) - min(bottoms)) / MM,
                )
            )
    document.close()
    return found


def laid_lines(document: Document) -> list[str]:
    """Text of each line of the body in logical order; readers of PDF files guess it in mixed scripts."""
    return [
        "".join(part.text for part in line.descendants() if isinstance(part, TextBox))
        for page in document.pages
        for line in page._page_box.children[0].descendants()
        if isinstance(line, LineBox)
    ]


def drawn_whole(document: Document, texts: Iterable[str], word: re.Pattern[str]) -> None:
    """Assert that every text stands in the body, and every word of a pattern in it on one line."""
    drawn = laid_lines(document)
    # Readers put Arabic script and brackets into an order of their own; the lines themselves are in order.
    whole = "".join("".join(line.split()) for line in drawn)
    for text in texts:
        assert "".join(text.split()) in whole, text
        for one in word.findall(text):
            assert any(one in line for line in drawn), one


def fonts(pdf: bytes) -> Iterator[Any]:
    """Each Type 0 font of the file as a pypdf dictionary."""
    seen = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            if font["/BaseFont"] + str(font.get("/Encoding")) not in seen:
                seen.add(font["/BaseFont"] + str(font.get("/Encoding")))
                yield font


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in mm."""
    return [
        (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM)
        for page in PdfReader(BytesIO(pdf)).pages
    ]


def has_missing_glyph(pdf: bytes) -> bool:
    """WeasyPrint maps glyphs straight through (Identity-H) unless one is missing and has to be drawn as
    .notdef.
    """
    return any(font["/Encoding"] != "/Identity-H" for font in fonts(pdf))
