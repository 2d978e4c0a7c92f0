"""The structure of a laid-out paper as rows of JSON: which block stands where, in which face and size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint import Document
from weasyprint.formatting_structure.boxes import LineBox, TextBox

MM = 96 / 25.4
LONGEST = 24
"""Letters of a block that are kept: enough to tell it by."""

Row = list[Any]


def structure(documents: list[Document]) -> list[Row]:
    """A row a block: page from 1, element and class, face, size in pt, lines, left and top in whole mm, its beginning."""
    found: list[Row] = []
    number = 0
    for document in documents:
        for page in document.pages:
            number += 1
            found += [[number, *row] for row in _blocks(page._page_box)]
    return found


def _blocks(page: Any) -> Iterator[Row]:
    seen: set[int] = set()
    for box in page.descendants(placeholders=True):
        lines = [child for child in getattr(box, "children", ()) if isinstance(child, LineBox)]
        if lines and id(box) not in seen:
            seen.add(id(box))
            texts = [part for line in lines for part in line.descendants() if isinstance(part, TextBox)]
            if texts:
                yield _row(box, lines, texts)


def _row(box: Any, lines: list[LineBox], texts: list[TextBox]) -> Row:
    style = texts[0].style
    name = box.element_tag or "margin"
    classes = box.element.get("class") if box.element is not None else None
    return [
        f"{name}.{'.'.join(classes.split())}" if classes and name != "body" else name,
        style["font_family"][0],
        round(style["font_size"] * 0.75, 1),
        len(lines),
        round(texts[0].position_x / MM),
        round(lines[0].position_y / MM),
        "".join("".join(part.text for part in texts).split())[:LONGEST],
    ]
