"""A long ledger on paper: laid out in parts, with heads on every page, rows and pages counted on, signed at the end."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.reporting import layout
from portal.reporting.geometry import first_page, page_number
from portal.reporting.layout import render_html, render_pdf
from tests.reporting.samples import LEDGER

pytestmark = pytest.mark.usefixtures("pressroom")


def texts(rows: int) -> list[str]:
    """The words of each page of a ledger of so many rows."""
    paper = replace(LEDGER, rows=tuple(LEDGER.rows[n % 3] for n in range(rows)))
    pages = PdfReader(BytesIO(render_pdf(paper, "zh"))).pages
    return [page.extract_text().replace("\n", "").replace(" ", "") for page in pages]


def test_a_long_one_is_laid_out_in_parts_and_counted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "PART", 12)
    found = texts(30)
    folios = [re.search(r"第(\d+)页", text) for text in found]
    assert [int(folio[1]) for folio in folios if folio] == list(range(1, len(found) + 1))
    assert all("问题类别和描述" in text for text in found)
    assert sum("扶贫项目资金绩效管理问题整改工作台账" in text for text in found) == 1
    assert ["填报单位（盖章）" in text for text in found] == [False] * (len(found) - 1) + [True]
    assert f"本台账共30条，{len(found)}页" in found[-1]


def test_a_short_one_is_one_document_that_counts_its_pages() -> None:
    [page] = texts(3)
    assert "第1页共1页" in page.replace("\u3000", "")
    assert "本台账共" not in page


def test_parts_hold_every_row_once_and_carry_title_and_signatures_once() -> None:
    paper = replace(LEDGER, rows=tuple(LEDGER.rows[n % 3] for n in range(7)))
    parts = paper.parts(3)
    assert [row for part in parts for row in part.rows] == list(paper.rows)
    assert [part.first_row for part in parts] == [1, 4, 7]
    assert [(part.opens, part.closes) for part in parts] == [(True, False), (False, False), (False, True)]
    assert paper.parts(7) == (paper,)
    assert paper.whole


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_groups_of_heads_are_merged_over_their_columns(language: str) -> None:
    html = render_html(LEDGER, language)  # type: ignore[arg-type]
    head = html[html.index("<thead>") : html.index("</thead>")]
    assert re.findall(r'colspan="(\d)"', head) == ["2", "2", "2"]
    assert head.count('rowspan="2"') == 8
    assert len(re.findall(r"<col[ /]", html)) == head.count("<th ") - 3


def test_page_numbers_need_their_mark() -> None:
    assert page_number("第 {page} 页") == '"第 " counter(page) " 页"'
    assert first_page(5) == "@page:first{counter-set:page 5}"
    with pytest.raises(ValueError, match="mark"):
        page_number("第 页")


def test_a_long_text_is_printed_to_its_last_letter_over_as_many_pages_as_it_takes() -> None:
    text = "".join(f"第{number}处资金未支付，" for number in range(1, 221)) + "以上属实。"
    paper = replace(LEDGER, rows=(LEDGER.rows[0], replace(LEDGER.rows[2], text=text, opinion="逐处核对无误")))
    pages = [p.extract_text() for p in PdfReader(BytesIO(render_pdf(paper, "zh"))).pages]
    whole = "".join(pages).replace("\n", "").replace(" ", "")
    assert len(text) > 2000
    assert len(pages) > 2
    assert "第220处资金未" in whole
    assert "逐处核对无误" in whole
    assert all("问题类别和描述" in page.replace("\n", "").replace(" ", "") for page in pages)


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "按规定格式列出全部栏目和全文"), ("ug", "تولۇق مەزمۇن بېرىلدى")]
)
def test_it_says_that_it_holds_every_column_and_the_whole_text(language: str, said: str) -> None:
    assert said in render_html(LEDGER, language)  # type: ignore[arg-type]
