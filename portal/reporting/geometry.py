"""Where the type stands on a sheet: margins, binding side and the boxes in the margins, as CSS for one
document.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.reporting.papers import Language


@dataclass(frozen=True, slots=True)
class Geometry:
    """An A4 sheet in millimetres. ``binding`` is the left margin in Chinese and the right one in Uyghur."""

    top: float
    binding: float
    bottom: float
    outer: float
    landscape: bool = False

    @property
    def type_area(self) -> tuple[float, float]:
        """Width and height of the type area in millimetres."""
        wide, high = (297, 210) if self.landscape else (210, 297)
        return wide - self.binding - self.outer, high - self.top - self.bottom

    def left_right(self, language: Language) -> tuple[float, float]:
        """Left and right margin: a Uyghur paper is bound at the right."""
        return (self.outer, self.binding) if language == "ug" else (self.binding, self.outer)


PORTRAIT = Geometry(top=22, binding=28, bottom=20, outer=16)
LANDSCAPE = Geometry(top=22, binding=28, bottom=18, outer=16, landscape=True)
OFFICIAL = Geometry(top=37, binding=28, bottom=35, outer=26)
"""GB/T 9704-2012, 5.2.1: top 37 mm, binding side 28 mm, type area 156 x 225 mm."""

LINES, CHARACTERS = 22, 28
"""GB/T 9704-2012, 5.2.3: 22 lines of 28 characters fill the type area."""

FOLIO_GAP = 7
"""Millimetres between type area and page number (GB/T 9704-2012, 7.5)."""


def css_string(text: str) -> str:
    """Return ``text`` as a CSS string that cannot leave its quotes or the style element."""
    safe = "".join(f"\\{ord(char):x} " if char in '"\\<>&\n\r' else char for char in text)
    return f'"{safe}"'


def page_of_pages(pattern: str) -> str:
    """Return CSS content for "第 {page} 页 共 {pages} 页": ``pattern`` holds both marks in braces, in any
    order.

    Raises ValueError when a mark is missing, as a catalogue entry without the page number would print none.
    """
    parts: list[str] = []
    rest = pattern
    while rest:
        found = [(rest.find(mark), mark) for mark in ("{page}", "{pages}") if mark in rest]
        if not found:
            parts.append(css_string(rest))
            break
        at, mark = min(found)
        if at:
            parts.append(css_string(rest[:at]))
        parts.append(f"counter({mark[1:-1]})")
        rest = rest[at + len(mark) :]
    if "counter(page)" not in parts or "counter(pages)" not in parts:
        raise ValueError("the pattern of page numbers lacks a mark")
    return " ".join(parts)


def page_number(pattern: str) -> str:
    """Return CSS content for "第 {page} 页". Raises ValueError when the mark is missing."""
    start, mark, end = pattern.partition("{page}")
    if not mark:
        raise ValueError("the pattern of page numbers lacks its mark")
    return f"{css_string(start)} counter(page) {css_string(end)}"


def first_page(number: int) -> str:
    """Return the @page rule by which a document begins with another page number than 1."""
    return f"@page:first{{counter-set:page {number}}}"


def form_pages(geometry: Geometry, language: Language, folio: str, start: str, end: str) -> str:
    """Return the @page rule of a form: page x of y in the middle, ``start`` and ``end`` texts at the outer
    corners.
    """
    left, right = geometry.left_right(language)
    first, last = ("right", "left") if language == "ug" else ("left", "right")
    return (
        f"@page{{size:A4 {'landscape' if geometry.landscape else 'portrait'};"
        f"margin:{geometry.top}mm {right}mm {geometry.bottom}mm {left}mm;"
        f"@bottom-center{{content:{folio}}}"
        f"@bottom-{first}{{content:{css_string(start)};text-align:{first}}}"
        f"@bottom-{last}{{content:{css_string(end)};text-align:{last}}}}}"
    )


def official_pages(language: Language) -> str:
    """Return the @page rules of an official document: — 1 — on the outer side, one character in from the
    edge.
    """
    left, right = OFFICIAL.left_right(language)
    folio = (
        'content:"— " counter(page) " —";'
        'font:14pt/1 "SimSun","Paper Song","Paper Song Whole","UKIJ Tuz","Noto Serif CJK SC";vertical-align:top'
    )
    return (
        f"@page{{size:A4 portrait;margin:{OFFICIAL.top}mm {right}mm {OFFICIAL.bottom}mm {left}mm}}"
        f"@page:right{{@bottom-right{{{folio};padding:{FOLIO_GAP}mm 14pt 0 0}}}}"
        f"@page:left{{@bottom-left{{{folio};padding:{FOLIO_GAP}mm 0 0 14pt}}}}"
    )
