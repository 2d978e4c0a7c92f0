"""Measures of an official document on its printed page, whatever program laid it out; lengths in mm."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from portal.reporting.fonts import is_allowed
from portal.reporting.geometry import CHARACTERS, FOLIO_GAP, LINES, OFFICIAL
from portal.reporting.papers import Language
from tests.reporting import pages

POINT = 25.4 / 72
FOOT = 297 - OFFICIAL.bottom
Char = tuple[str, float, float, float, float]


def all_fonts(pdf: bytes) -> Iterator[Any]:
    """Every font of the file, whatever its type, those of forms and patterns among them."""
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            yield font.get_object()


def fonts_are_embedded_and_allowed(pdf: bytes) -> None:
    """Assert that each font is in the file and on the allow-list."""
    found = list(all_fonts(pdf))
    assert found
    for font in found:
        holder = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = holder["/FontDescriptor"]
        assert any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")), font["/BaseFont"]
        assert is_allowed(font["/BaseFont"]), font["/BaseFont"]


def nothing_outside_the_sheet(pdf: bytes) -> None:
    """Assert that every character stands on its page, a millimetre or more from the edge."""
    for number, (width, height) in enumerate(pages.sizes(pdf)):
        for char, left, top, right, bottom in pages.characters(pdf, number):
            assert left >= 1, char
            assert right <= width - 1, char
            assert top >= 1, char
            assert bottom <= height - 1, char


def body(pdf: bytes, number: int) -> list[Char]:
    """Characters of the type area of a page (from 0): all but the page number."""
    return [char for char in pages.characters(pdf, number) if char[4] <= FOOT + 3]


def stands_in_the_type_area(pdf: bytes, language: Language, hanging: str = "") -> None:
    """Assert that all pages keep the margins within a millimetre; hanging: marks that may stand beyond the edge."""
    left, right = OFFICIAL.left_right(language)
    for number in range(len(pages.sizes(pdf))):
        chars = [char for char in body(pdf, number) if char[0] not in hanging]
        assert chars
        assert min(char[1] for char in chars) >= left - 1
        assert max(char[3] for char in chars) <= 210 - right + 1
        assert min(char[2] for char in chars) >= OFFICIAL.top - 1
        assert max(char[4] for char in chars) <= FOOT + 1


def lines(chars: list[Char]) -> list[list[Char]]:
    """Characters by the line they stand on, from the top: a new line begins where none of the last is beside."""
    found: list[list[Char]] = []
    bottom = -1.0
    for char in sorted(chars, key=lambda one: (one[2] + one[4]) / 2):
        middle = (char[2] + char[4]) / 2
        if not found or middle > bottom:
            found.append([])
            bottom = middle + 4.5
        found[-1].append(char)
    return found


def is_full(pdf: bytes, number: int) -> None:
    """Assert 22 lines of 28 characters on a page of Han text, and edges within a millimetre of 156 x 225 mm."""
    chars = body(pdf, number)
    rows = lines(chars)
    assert len(rows) == LINES
    assert {len(row) for row in rows} == {CHARACTERS}
    # A glyph stands inside its square of 5.6 mm; above and below it is what a line of 10.2 mm leaves.
    assert min(char[1] for char in chars) == about(28, 1)
    assert max(char[3] for char in chars) == about(28 + 156, 1)
    # Where in its line a glyph stands is the program's own: the distance of the lines is what is measured closely.
    middles = [sum(char[2] + char[4] for char in row) / 2 / len(row) for row in (rows[0], rows[-1])]
    assert middles[0] == about(37 + 225 / LINES / 2, 1.6)
    assert middles[1] - middles[0] == about(225 * (LINES - 1) / LINES, 1)


def about(value: float, most: float) -> Any:
    """A length within so many millimetres."""
    return pytest.approx(value, abs=most)


def numbers_stand_outside(pdf: bytes, language: Language, first: int = 0, last: int | None = None) -> None:
    """Assert — 1 — below pages first to last (from 0), counted from 1: seven millimetres below the type area, one
    character in from the outer edge."""
    left, right = OFFICIAL.left_right(language)
    end = len(pages.sizes(pdf)) if last is None else last
    for number in range(first, end):
        folio = [char for char in pages.characters(pdf, number) if char[2] > FOOT + 3]
        count = number - first + 1
        assert "".join(char[0] for char in sorted(folio, key=lambda one: one[1])) == f"—{count}—"
        # The digits of a line of 14 pt stand a little below its upper edge.
        assert FOOT + FOLIO_GAP <= min(char[2] for char in folio if char[0] != "—") <= FOOT + FOLIO_GAP + 2
        at_the_right = (count % 2 == 1) == (language == "zh")
        if at_the_right:
            assert max(char[3] for char in folio) == about(210 - right - 14 * POINT, 1)
        else:
            assert min(char[1] for char in folio) == about(left + 14 * POINT, 1)


def letters(text: str) -> str:
    """Letters and digits alone in one order: how a reader of PDF files orders a line of mixed scripts is its own."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sorted(char for char in plain if char.isalnum()))


def no_head_ends_a_page(pdf: bytes, heads: list[str]) -> None:
    """Assert that the last line of the type area of no page is a head."""
    known = {letters(head) for head in heads}
    assert known
    for number in range(len(pages.sizes(pdf))):
        last = lines(body(pdf, number))[-1]
        said = letters("".join(char[0] for char in last))
        assert said not in known, (number, said)
