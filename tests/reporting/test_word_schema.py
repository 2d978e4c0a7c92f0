"""Word refuses a file whose elements stand in another order than that of the schema (ECMA-376, part 1, annex A)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from portal.reporting.composing import COMPOSERS
from portal.reporting.word import render_docx
from portal.reporting.word.markup import NAMESPACES
from portal.reporting.word.text import elements
from tests.reporting.samples import PAPERS
from tests.reporting.test_official import REPORT

pytestmark = pytest.mark.usefixtures("pressroom")

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs highlight u effect bdr shd vertAlign rtl"
    " cs em lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblW jc tblCellSpacing tblInd tblBorders shd"
    " tblLayout tblCellMar tblLook",
    "tblBorders": "top left bottom right insideH insideV",
    "tcPr": "tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg textDirection bidi rtlGutter"
    " docGrid",
    "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
}
"""Children of an element in their order; those that files of the portal could never hold are left out."""


def misplaced(root: Any) -> Iterator[str]:
    """Elements with a child that is unknown or stands after one that it must precede."""
    for name, sequence in ORDERS.items():
        known = sequence.split()
        for element in root.iter(qn(f"w:{name}")):
            found = [child.tag.partition("}")[2] for child in element]
            if name == "sectPr":
                found = ["headerReference" if one == "footerReference" else one for one in found]
            unknown = [one for one in found if one not in known]
            if unknown or [known.index(one) for one in found] != sorted(known.index(one) for one in found):
                yield f"{name}: {' '.join(found)}"


@pytest.mark.parametrize("language", ["zh", "ug", "both"])
@pytest.mark.parametrize("kind", tuple(COMPOSERS))
def test_elements_stand_in_the_order_of_the_schema(kind: str, language: Any) -> None:
    with ZipFile(BytesIO(render_docx(PAPERS[kind], language))) as file:  # type: ignore[arg-type]
        parts = [name for name in file.namelist() if name.startswith("word/") and name.endswith(".xml")]
        assert {"word/document.xml", "word/styles.xml", "word/footer1.xml"} <= set(parts)
        found = [fault for name in parts for fault in misplaced(parse_xml(file.read(name)))]
    assert found == []


def test_so_do_those_of_bars_signers_and_merged_cells() -> None:
    body = parse_xml(f"<w:body {NAMESPACES}>{''.join(elements(REPORT))}</w:body>")
    assert list(misplaced(body)) == []


def test_every_cell_ends_with_a_paragraph_and_every_row_is_as_wide_as_its_table() -> None:
    body = parse_xml(f"<w:body {NAMESPACES}>{''.join(elements(REPORT))}</w:body>")
    for cell in body.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")
    for table in body.iter(qn("w:tbl")):
        columns = len(list(table.find(qn("w:tblGrid"))))
        for row in table.findall(qn("w:tr")):
            spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
            assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == columns
