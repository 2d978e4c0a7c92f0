"""Sheets of a Word document: A4 with the margins, the grid and the page numbers of GB/T 9704-2012, 5.2 and 7.5."""

from __future__ import annotations

from portal.reporting.geometry import FOLIO_GAP, OFFICIAL
from portal.reporting.official import Run
from portal.reporting.papers import Language
from portal.reporting.word.markup import paragraph, run
from portal.reporting.word.styles import LINE

_HIGH, _WIDE, _LINES = 16838, 11906, 22
_FOLIO = 280
"""Height of the line of the page number: type of 14 pt."""


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


def section(language: Language) -> str:
    """The w:sectPr of the pages in a language, which count from 1."""
    left, right = OFFICIAL.left_right(language)
    top = _twips(OFFICIAL.top)
    # The grid's pitch is whole twentieths of a point: 22 of them are 0.07 mm more than 225 mm, which the foot gives,
    # with 0.1 mm for those who round lengths of a page.
    bottom = _HIGH - top - _LINES * LINE - 6
    footer = _twips(OFFICIAL.bottom - FOLIO_GAP) - _FOLIO
    # Arabic script joins its letters: it stands on the lines of the grid and not in its squares.
    grid = 'w:type="lines"' if language == "ug" else 'w:type="linesAndChars" w:charSpace="-848"'
    # Paragraphs and tables bear their direction themselves; that of a section is for columns, of which there are none.
    way = "<w:rtlGutter/>" if language == "ug" else ""
    return (
        f'<w:sectPr><w:type w:val="nextPage"/><w:pgSz w:w="{_WIDE}" w:h="{_HIGH}"/>'
        f'<w:pgMar w:top="{top}" w:right="{_twips(right)}" w:bottom="{bottom}" w:left="{_twips(left)}" w:header="851"'
        f' w:footer="{footer}" w:gutter="0"/><w:pgNumType w:start="1"/>{way}'
        f'<w:docGrid {grid} w:linePitch="{LINE}"/></w:sectPr>'
    )


def folio(language: Language, even: bool) -> str:
    """The line — 1 — of odd or even pages: on the outer side, one character in from the edge. Binding is at the left in
    Chinese, at the right in Uyghur, where odd pages are numbered at the left."""
    side = "left" if even != (language == "ug") else "right"
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>'
        if step != "code"
        else "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        for step in ("begin", "code", "separate")
    )
    inner = f'{run(Run("— "), "zh")}{field}{run(Run("1"), "zh")}<w:r><w:fldChar w:fldCharType="end"/></w:r>{run(Run(" —"), "zh")}'
    shape = f'<w:ind w:{side}="280" w:firstLine="0"/><w:jc w:val="{side}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="GwFolio"/>{shape}</w:pPr>{inner}</w:p>'


def draft_line(word: str, language: Language) -> str:
    """The line above the text of a draft."""
    return paragraph("GwFolio", [Run(word)], language, ['<w:jc w:val="center"/>'])
