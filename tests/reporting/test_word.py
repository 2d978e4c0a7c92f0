"""What a Word file says of itself: named faces and styles, directions, grid, repeated heads; the same bytes each time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from portal.reporting.composing import COMPOSERS
from portal.reporting.official import Align, Bar, Bars, Cell, Official, Paragraph, Run, Style, Table
from portal.reporting.papers import Choice, Language
from portal.reporting.word import render_docx
from portal.reporting.word.tables import bars, table
from portal.reporting.word.text import elements
from tests.reporting.said import SAID, assert_in_order, said
from tests.reporting.samples import ORDER, PAPERS

pytestmark = pytest.mark.usefixtures("pressroom")
OFFICIAL = tuple(COMPOSERS)
LANGUAGES: tuple[Language, ...] = ("zh", "ug")
CHOICES: tuple[Choice, ...] = ("zh", "ug", "both")


def opened(kind: str, choice: Choice) -> Any:
    """A sample as python-docx reads it."""
    return Document(BytesIO(render_docx(PAPERS[kind], choice)))  # type: ignore[arg-type]


def words(document: Any) -> str:
    """All text in logical order, white space and direction marks left out."""
    text = "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    return "".join(text.replace("\u200e", "").replace("\u200f", "").split())


def elements_of(document: Any, name: str) -> list[Any]:
    """All elements of a name in the body."""
    return list(document.element.body.iter(qn(name)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_a_file_says_what_the_paper_says_in_order(kind: str, language: Language) -> None:
    assert kind in SAID
    assert_in_order(words(opened(kind, language)), said(kind, language))


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_the_same_paper_is_the_same_file_whenever_it_is_made(
    kind: str, choice: Choice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = render_docx(PAPERS[kind], choice)  # type: ignore[arg-type]
    later = time.localtime(1_900_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_given: later)
    assert render_docx(PAPERS[kind], choice) == first  # type: ignore[arg-type]


def test_a_file_names_its_title_and_nobody() -> None:
    core = opened("order", "zh").core_properties
    assert core.title.startswith("和田地区财政局关于")
    assert core.title.endswith("的整改通知书")
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")


@pytest.mark.parametrize(("language", "left", "right"), [("zh", 28, 26), ("ug", 26, 28)])
def test_margins_are_those_of_the_standard_and_mirrored_in_uyghur(
    language: Language, left: float, right: float
) -> None:
    (pages,) = opened("order", language).sections
    assert (pages.page_width.mm, pages.page_height.mm) == pytest.approx((210, 297), abs=0.05)
    found = (pages.top_margin.mm, pages.bottom_margin.mm, pages.left_margin.mm, pages.right_margin.mm)
    assert found == pytest.approx((37, 35, left, right), abs=0.2)
    # The line of 14 pt begins 7 mm below the type area.
    assert 35 - pages.footer_distance.mm - 14 * 25.4 / 72 == pytest.approx(7, abs=0.1)


def test_the_grid_has_22_lines_of_28_characters() -> None:
    (grid,) = elements_of(opened("order", "zh"), "w:docGrid")
    assert [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")] == [
        "linesAndChars", "580", "-848",
    ]  # fmt: skip
    (grid,) = elements_of(opened("order", "ug"), "w:docGrid")
    assert [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch")] == ["lines", "580"]


def test_styles_have_the_names_that_officials_know() -> None:
    names = {style.name for style in opened("order", "zh").styles}
    wanted = {
        "公文标题",
        "公文正文",
        "一级标题",
        "二级标题",
        "发文机关标志",
        "主送机关",
        "附件说明",
        "版记",
        "页码",
    }
    assert wanted <= names


def test_faces_are_named_and_never_embedded() -> None:
    content = render_docx(ORDER, "both")
    with ZipFile(BytesIO(content)) as file:
        styles = file.read("word/styles.xml").decode()
        assert not [
            name for name in file.namelist() if "font" in name.lower() and name != "word/fontTable.xml"
        ]
    for face in ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"):
        assert f'w:eastAsia="{face}"' in styles
    assert 'w:cs="UKIJ Tuz"' in styles
    assert 'w:lineRule="exact"' in styles


def test_body_text_keeps_marks_inside_its_edge_and_no_room_beside_digits() -> None:
    style = opened("order", "zh").styles["公文正文"].element
    for name in ("w:overflowPunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        assert style.find(f"{qn('w:pPr')}/{qn(name)}").get(qn("w:val")) == "0"


def test_every_paragraph_of_a_uyghur_text_reads_from_the_right() -> None:
    document = opened("circular", "ug")
    lost = [
        node
        for node in elements_of(document, "w:p")
        if list(node.iter(qn("w:t"))) and node.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is None
    ]
    assert lost == []
    assert len(elements_of(document, "w:bidiVisual")) == len(elements_of(document, "w:tbl")) > 0
    assert elements_of(opened("circular", "zh"), "w:bidi") == []


def test_numbers_of_a_uyghur_text_are_runs_of_their_own_from_left_to_right() -> None:
    runs = elements_of(opened("circular", "ug"), "w:r")
    found = {"".join(node.text for node in run.iter(qn("w:t"))): run for run in runs}
    for number in ("91.25", "-1", "+2", "TB-2020-D-02"):
        run = found[f"\u200e{number}\u200e"]
        assert run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is None
    uyghur = [run for text, run in found.items() if "ۋىلايىتى" in text]
    assert uyghur
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for run in uyghur)


def test_heads_of_tables_are_repeated_and_rows_stay_whole() -> None:
    document = opened("circular", "zh")
    rows = elements_of(document, "w:tr")
    assert len(elements_of(document, "w:tblHeader")) == 1
    assert len(elements_of(document, "w:cantSplit")) == len(rows)


def test_both_texts_have_pages_and_numbers_of_their_own_in_the_order_asked_for() -> None:
    document = opened("order", "both")
    assert len(document.sections) == 2
    starts = [node.get(qn("w:start")) for node in elements_of(document, "w:pgNumType")]
    assert starts == ["1", "1"]
    assert document.settings.odd_and_even_pages_header_footer
    turned = Document(BytesIO(render_docx(ORDER, "both", ("ug", "zh"))))
    assert words(turned).index("ھۆججىتى") < words(turned).index("文件")
    assert words(document).index("ھۆججىتى") > words(document).index("文件")


def test_only_a_draft_says_so_above_its_text() -> None:
    def said_above(paper: Any) -> set[str]:
        pages = Document(BytesIO(render_docx(paper, "zh"))).sections[0]
        return {part.text for header in (pages.header, pages.even_page_header) for part in header.paragraphs}

    assert said_above(replace(ORDER, draft=True)) == {"草稿"}
    assert "草稿" not in said_above(ORDER)


def test_typed_text_is_escaped_and_control_characters_do_no_harm() -> None:
    paper = replace(ORDER, contact="<w:b/>&\x0b\x00\u2067人")
    text = words(Document(BytesIO(render_docx(paper, "zh"))))
    assert "<w:b/>&人" in text


def _said(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def _cells(source: str) -> Iterator[Any]:
    from docx.oxml import parse_xml

    from portal.reporting.word.markup import NAMESPACES

    for row in parse_xml(f"<w:body {NAMESPACES}>{source}</w:body>").iter(qn("w:tr")):
        yield [cell for cell in row if cell.tag == qn("w:tc")]


def test_a_cell_over_rows_goes_on_in_each_of_them() -> None:
    block = Table(
        (),
        (50, 25, 25),
        ((Cell(_said("甲"), rows=2), Cell(_said("乙"), columns=2)), (Cell(_said("丙")), Cell(_said("丁")))),
        ((Cell(_said("1")), Cell(_said("2"), Align.END), Cell(_said("3"))),),
    )
    rows = list(_cells(table(block, "zh")))
    assert [len(row) for row in rows] == [2, 3, 3]
    merges = [row[0].find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") for row in rows]
    assert [None if one is None else one.get(qn("w:val")) for one in merges] == ["restart", None, None]
    assert [one is None for one in merges] == [False, False, True]


def test_bars_are_as_long_as_their_percent_of_the_room() -> None:
    chart = Bars(
        _said("图"), tuple(Bar(_said("甲"), percent, _said(str(percent))) for percent in (100, 50, 0))
    )
    widths = [
        [int(width.get(qn("w:w"))) for width in cells[0].iter(qn("w:tcW"))]
        for cells in _cells(bars(chart, "zh"))
        if len(cells) == 1
    ]
    assert len(widths) == 2
    assert widths[0][0] == pytest.approx(2 * widths[1][0], abs=1)


def test_a_chart_is_not_torn_over_two_pages() -> None:
    chart = Bars((), tuple(Bar(_said("甲"), percent, _said("1")) for percent in (30, 20, 10)))
    kept = [
        bool(list(cells[0].iter(qn("w:keepNext")))) for cells in _cells(bars(chart, "zh")) if len(cells) == 3
    ]
    assert kept == [True, True, False]


def test_a_document_that_goes_up_names_its_signer_beside_its_number() -> None:
    report = Official(
        language="zh",
        title="关于扶贫项目资金绩效管理情况的报告",
        recipient="自治区财政厅",
        blocks=(Paragraph(Style.BODY, _said("现将有关情况报告如下。")),),
        issuer="和田地区财政局",
        masthead="和田地区财政局文件",
        number="和地财绩〔2020〕3号",
        signer="负责人",
    )
    line = next(part for part in elements(report) if "和地财绩" in part)
    assert "签发人：" in line
    assert "负责人" in line
    assert line.index("和地财绩") < line.index("<w:tab/>") < line.index("签发人：")
