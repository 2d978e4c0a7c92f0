"""Elements that no paper of today bears together: a signer, bars, heads of all levels, a document without a masthead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from portal.reporting import composing
from portal.reporting.layout import lay_out, render_pdf
from portal.reporting.official import Align, Bar, Bars, Block, Cell, Official, Paragraph, Run, Style, Table
from tests.reporting import measures, pages
from tests.reporting.samples import ORDER

pytestmark = pytest.mark.usefixtures("pressroom")
MM = 96 / 25.4


def _said(text: str) -> tuple[Run, ...]:
    return (Run(text),)


BARS = Bars(
    _said("图"), tuple(Bar(_said("甲"), percent, _said(f"{percent}.25%")) for percent in (100, 40, 0))
)
TABLE = Table(
    _said("表1"),
    (40, 30, 30),
    (
        (Cell(_said("地区"), Align.CENTRE, rows=2), Cell(_said("金额"), columns=2)),
        (Cell(_said("预算")), Cell(_said("支付"))),
    ),
    ((Cell(_said("墨玉县")), Cell(_said("12.00"), Align.END), Cell(_said("11.00"), Align.END)),),
)
BLOCKS: tuple[Block, ...] = (
    Paragraph(Style.LEVEL1, _said("一、总体情况")),
    Paragraph(Style.LEVEL2, _said("（一）资金情况")),
    Paragraph(Style.LEVEL3, _said("1.按地区")),
    BARS,
    TABLE,
    Paragraph(Style.NOTE, _said("注：以上为全年数。")),
    Paragraph(Style.BODY, _said("特此报告。")),
)
REPORT = Official(
    language="zh",
    title="关于扶贫项目资金绩效管理情况的报告",
    recipient="自治区财政厅",
    blocks=BLOCKS,
    issuer="和田地区财政局",
    masthead="和田地区财政局文件",
    number="和地财绩〔2020〕3号",
    signer="负责人",
)
Setter = Callable[[Official], None]


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> Setter:
    """Let the order be composed as a given document."""
    return lambda official: monkeypatch.setitem(
        composing.COMPOSERS, "order", lambda _paper, _language: official
    )


def boxes(page: Any, name: str) -> list[Any]:
    """Boxes whose element has a class."""
    found = page._page_box.descendants()
    return [b for b in found if b.element is not None and name in (b.element.get("class") or "").split()]


def test_number_and_signer_share_a_line_a_character_from_either_edge(composed: Setter) -> None:
    composed(REPORT)
    chars = measures.lines(measures.body(render_pdf(ORDER, "zh"), 0))
    (line,) = [row for row in chars if "〔" in {char[0] for char in row}]
    said = "".join(char[0] for char in sorted(line, key=lambda char: char[1]))
    assert said == "和地财绩〔2020〕3号签发人：负责人"
    character = 156 / 28
    assert min(char[1] for char in line) == pytest.approx(28 + character, abs=1)
    assert max(char[3] for char in line) == pytest.approx(210 - 26 - character, abs=1)


def test_bars_are_as_long_as_their_percent(composed: Setter) -> None:
    composed(REPORT)
    bars = [box.width for page in lay_out(ORDER, "zh").pages for box in boxes(page, "bar")]
    assert bars[1] == pytest.approx(0.4 * bars[0], abs=1)
    assert bars[2] == 0


def test_columns_have_their_share_of_the_type_area(composed: Setter) -> None:
    composed(REPORT)
    pdf = render_pdf(ORDER, "zh")
    # Text stands 1.4 mm from the line before it, and a glyph inside its square.
    for text, percent in (("墨玉县", 0), ("预算", 40), ("支付", 70)):
        ((_page, left, _right, _spread),) = pages.places(pdf, text)
        assert left == pytest.approx(28 + 156 * percent / 100 + 1.6, abs=1)


def test_room_for_a_date_to_be_written_is_one_line(composed: Setter) -> None:
    composed(REPORT)
    drawn = ["".join(line.split()) for line in pages.laid_lines(lay_out(ORDER, "zh"))]
    assert "年月日" in drawn


def test_a_document_without_a_masthead_begins_with_its_title(composed: Setter) -> None:
    composed(replace(REPORT, masthead="", signer=""))
    pdf = render_pdf(ORDER, "zh")
    first = measures.lines(measures.body(pdf, 0))[0]
    assert "".join(sorted(char[0] for char in first)) == "".join(sorted(REPORT.title))
    assert min(char[2] for char in first) <= 37 + 6
    assert "文件" not in "".join(pages.texts(pdf))


@pytest.mark.parametrize("lines", range(4, 12))
def test_no_head_of_any_level_is_left_at_the_foot(composed: Setter, lines: int) -> None:
    text = Paragraph(Style.BODY, _said("核" * (28 * lines - 4)))
    composed(replace(REPORT, blocks=(text, *BLOCKS)))
    measures.no_head_ends_a_page(
        render_pdf(ORDER, "zh"), ["一、总体情况", "（一）资金情况", "1.按地区", "图", "表1"]
    )
