"""The workbook of a ledger: merged heads, types of cells, direction, and no formula out of what people typed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from portal.exchange.ledger_book import Cell, Column, Sheet, write

COLUMNS = (
    Column("", "序号", 6),
    Column("问题发现", "发现日期"),
    Column("问题发现", "发现层级"),
    Column("", "问题描述", 30),
    Column("责任", "责任单位"),
)


def book(rows: list[list[Cell]], language: str = "zh") -> zipfile.ZipFile:
    """A workbook as a browser gets it."""
    target = io.BytesIO()
    sheet = Sheet("工作台账", ("填报单位：甲", "截至：今天"), COLUMNS, ("填表人：", "审核人："), language)
    assert write(target, sheet, rows) == len(rows)
    return zipfile.ZipFile(target)


def page(rows: list[list[Cell]], language: str = "zh") -> str:
    """The sheet as XML."""
    return book(rows, language).read("xl/worksheets/sheet1.xml").decode()


def test_title_and_group_heads_are_merged_over_their_columns() -> None:
    merged = set(re.findall(r'<mergeCell ref="([^"]+)"', page([])))
    assert merged == {"A1:E1", "A3:A4", "B3:C3", "D3:D4"}


def test_heads_of_a_group_stand_below_it() -> None:
    text = page([])
    row = re.search(r'<row r="4".*?</row>', text, re.S)
    assert row is not None
    assert "发现日期" in row[0]
    assert "责任单位" in row[0]


def test_days_and_numbers_are_no_text_and_formulas_stay_text() -> None:
    text = page([[1, date(2020, 6, 30), "地州市", "=1+1", None]])
    row = re.search(r'<row r="5".*?</row>', text, re.S)
    assert row is not None
    assert '<c r="A5"' in row[0]
    assert "<v>1</v>" in row[0]
    assert "<v>44012</v>" in row[0]
    assert "=1+1" in row[0]
    assert "<f>" not in row[0]


def test_amounts_are_numbers_with_two_to_six_decimals() -> None:
    found = book([[Decimal("50"), Decimal("10606.752212"), None, None, None]])
    row = re.search(r'<row r="5".*?</row>', found.read("xl/worksheets/sheet1.xml").decode(), re.S)
    assert row is not None
    assert re.findall(r"<v>([^<]+)</v>", row[0]) == ["50", "10606.752212"]
    assert "#,##0.00####" in found.read("xl/styles.xml").decode()


@pytest.mark.parametrize(("language", "right"), [("zh", False), ("ug", True)])
def test_an_uyghur_ledger_runs_from_right_to_left(language: str, right: bool) -> None:
    assert ('rightToLeft="1"' in page([], language)) == right


def test_heads_are_repeated_on_every_printed_page_and_the_sign_off_stands_below() -> None:
    made = book([[1, None, "", "甲", "乙"]])
    assert "$3:$4" in made.read("xl/workbook.xml").decode()
    text = made.read("xl/worksheets/sheet1.xml").decode()
    assert text.index("填表人：") > text.index('<row r="5"')
    assert 'orientation="landscape"' in text


def test_the_filter_covers_heads_and_rows_and_not_the_sign_off() -> None:
    rows: list[list[Cell]] = [[number, None, "", "甲", "乙"] for number in range(3)]
    assert '<autoFilter ref="A4:E7"' in page(rows)
    assert "_xlnm._FilterDatabase" in book(rows).read("xl/workbook.xml").decode()


def cells(area: str) -> set[tuple[int, int]]:
    """Rows and columns of "B3:C4"; columns of one letter."""
    found = re.fullmatch(r"([A-Z])(\d+):([A-Z])(\d+)", area)
    assert found is not None, area
    columns = range(ord(found[1]), ord(found[3]) + 1)
    return {(row, column) for row in range(int(found[2]), int(found[4]) + 1) for column in columns}


def test_an_office_program_finds_the_parts_in_order_and_merged_cells_apart_and_empty() -> None:
    """What makes Excel or LibreOffice repair a file: parts out of order, rows out of order, merged cells that overlap or
    hide a text."""
    source = page([[1, date(2020, 6, 30), "=1", "甲", None], [2, None, None, None, None]])
    root = ElementTree.fromstring(source)  # noqa: S314
    space = root.tag.partition("}")[0] + "}"
    order = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
             "pageMargins", "pageSetup", "headerFooter"]  # fmt: skip
    parts = [part.tag.removeprefix(space) for part in root]
    assert parts == [name for name in order if name in parts]
    rows = [int(row.attrib["r"]) for row in root.iter(f"{space}row")]
    assert rows == sorted(set(rows))
    merged = [cells(part.attrib["ref"]) for part in root.iter(f"{space}mergeCell")]
    assert len(set().union(*merged)) == sum(map(len, merged))
    hidden = set().union(*(area - {min(area)} for area in merged))
    for cell in root.iter(f"{space}c"):
        name = cell.attrib["r"]
        if (int(name[1:]), ord(name[0])) in hidden:
            assert not "".join(cell.itertext()).strip(), name


def test_an_empty_ledger_is_a_form_with_its_heads() -> None:
    assert "问题描述" in page([])
