"""Runs and paragraphs as WordprocessingML (ECMA-376, part 1, chapter 17).

In a Uyghur document every paragraph reads from the right (w:bidi) and every run of Uyghur bears w:rtl. A number, code
or Chinese name is a run of its own without it, between left-to-right marks: Word goes by the run, WPS and LibreOffice
go by the marks. left and right of an indent mean start and end of the line there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from portal.reporting.official import Face, Run
from portal.reporting.papers import Language
from portal.reporting.text import direction

NAMESPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
"""Elements are written with the prefix w alone."""

_LRM, _RLM = "\u200e", "\u200f"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\u2066-\u2069]")

FACES = {
    Face.KAI: '<w:rFonts w:ascii="楷体_GB2312" w:hAnsi="楷体_GB2312" w:eastAsia="楷体_GB2312" w:cs="UKIJ Tuz Tom"/>',
    Face.HEI: '<w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体" w:cs="UKIJ Tuz Tom"/>',
}
"""Faces by the name that offices have them under; Uyghur has one bold face for both."""

FILLED = frozenset(
    (
        "GwBody",
        "GwFlush",
        "GwLevel1",
        "GwLevel2",
        "GwLevel3",
        "GwLevel4",
        "GwNote",
        "GwAttachment",
        "GwRemark",
        "GwAnnex",
    )
)
"""Styles whose Chinese lines are filled from edge to edge."""

_DIGITS = '<w:rFonts w:ascii="UKIJ Tuz" w:hAnsi="UKIJ Tuz"/>'


def spelled(words: str) -> str:
    """Text of a run; line breaks and tabs as elements, what XML cannot carry left out."""
    clean = _CONTROL.sub("", words).replace("\r", "")
    parts = re.split("([\n\t])", clean)
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    return "".join(
        marks.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in parts if part
    )


def run(one: Run, language: Language, properties: str = "") -> str:
    """A run; ``properties``: further elements of w:rPr that stand between w:rFonts and w:rtl."""
    way = direction(one.text) if one.isolated else ("rtl" if language == "ug" else "ltr")
    content = one.text
    if one.isolated and (way == "rtl") != (language == "ug"):
        mark = _RLM if way == "rtl" else _LRM
        content = f"{mark}{content}{mark}"
    # Digits of a Uyghur line are of its own face; Chinese letters in it keep theirs.
    latin = _DIGITS if language == "ug" and way == "ltr" else ""
    # Arabic script joins its letters and is never set closer.
    made = FACES.get(one.face, latin) + ('<w:spacing w:val="0"/>' if language == "ug" else "") + properties
    if way == "rtl":
        made += '<w:rtl/><w:lang w:bidi="ug-CN"/>'
    shape = f"<w:rPr>{made}</w:rPr>" if made else ""
    return f"<w:r>{shape}{spelled(content)}</w:r>"


def paragraph(
    style: str, runs: Iterable[Run], language: Language, properties: Sequence[str] = (), shape: str = ""
) -> str:
    """A paragraph of a named style; ``properties``: elements of w:pPr by name as in ``ordered``; ``shape``: of its
    runs."""
    inner = "".join(run(one, language, shape) for one in runs)
    return f"<w:p>{settings(style, language, properties)}{inner}</w:p>"


_ORDER = (
    "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "shd", "tabs", "bidi", "snapToGrid",
    "spacing", "ind", "jc", "sectPr",
)  # fmt: skip
"""The order that the schema asks for, after w:pStyle."""


def ordered(elements: Iterable[str]) -> str:
    """Elements of w:pPr in the order of the schema."""

    def place(element: str) -> int:
        name = re.match(r"<w:(\w+)", element)
        return _ORDER.index(name[1]) if name else len(_ORDER)

    return "".join(sorted(elements, key=place))


def settings(style: str, language: Language, properties: Sequence[str] = ()) -> str:
    """The w:pPr of a paragraph."""
    # Justified Arabic script is stretched within its words: it keeps to the start of the line where Chinese fills it.
    way = ["<w:bidi/>"] if language == "ug" else []
    if language == "ug" and style in FILLED and not any(one.startswith("<w:jc") for one in properties):
        way.append('<w:jc w:val="left"/>')
    return f"<w:pPr><w:pStyle w:val={quoteattr(style)}/>{ordered([*properties, *way])}</w:pPr>"


def indent(start: float = 0, end: float = 0, hanging: float = 0) -> str:
    """Indents in characters of the grid (15.79 pt)."""
    hang = f' w:hangingChars="{round(hanging * 100)}" w:hanging="{twips(hanging)}"' if hanging else ""
    return (
        f'<w:ind w:leftChars="{round(start * 100)}" w:left="{twips(start)}"'
        f' w:rightChars="{round(end * 100)}" w:right="{twips(end)}"'
        + (hang or ' w:firstLineChars="0" w:firstLine="0"')
        + "/>"
    )


def twips(characters: float) -> int:
    """Characters of the grid in twentieths of a point."""
    return round(characters * 156 / 28 / 25.4 * 1440)
