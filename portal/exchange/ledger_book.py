"""A ledger as a workbook in the official layout: title over all columns, heads in two rows with merged groups, the
sign-off line at the foot. Rows are written one by one, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = {"zh": "FangSong", "ug": "UKIJ Tuz"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the group that its head stands under ("" where it stands alone), its head, its width in letters."""

    group: str
    head: str
    width: int = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the rows, in the language of the workbook."""

    title: str
    above: tuple[str, str]
    columns: Sequence[Column]
    sign_off: Sequence[str]
    language: str = "zh"


def write(target: BinaryIO, sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> int:
    """Write a workbook; returns the number of rows. Text that looks like a formula stays text."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        return _Writer(book, sheet).write(rows)


class _Writer:
    """One sheet of a workbook, written from the top down as constant memory asks."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page: Worksheet = book.add_worksheet()
        face = {"font_name": FONT[sheet.language], "font_size": 10, "valign": "vcenter"}
        boxed = {**face, "border": 1, "text_wrap": True}
        self.formats: dict[str, Format] = {
            "title": book.add_format({**face, "font_size": 18, "bold": True, "align": "center"}),
            "plain": book.add_format(face),
            "end": book.add_format({**face, "align": "left" if sheet.language == "ug" else "right"}),
            "head": book.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#E7EFF0"}),
            "text": book.add_format(boxed),
            "number": book.add_format({**boxed, "align": "center"}),
            "money": book.add_format({**boxed, "align": "right", "num_format": "#,##0.00####"}),
            "day": book.add_format({**boxed, "align": "center", "num_format": "yyyy-mm-dd"}),
        }
        self._page()

    def _page(self) -> None:
        page = self.page
        if self.sheet.language == "ug":
            page.right_to_left()
        page.set_landscape()
        page.set_paper(8)  # A3
        page.fit_to_pages(1, 0)
        page.repeat_rows(2, 3)
        page.freeze_panes(4, 0)
        page.set_footer("&C&P / &N")
        for number, column in enumerate(self.sheet.columns):
            page.set_column(number, number, column.width)

    def write(self, rows: Iterable[Sequence[Cell]]) -> int:
        """All of the sheet."""
        self._heads()
        line = 3
        for row in rows:
            line += 1
            for number, value in enumerate(row):
                self._cell(line, number, value)
        # Over the rows as well: a filter of the heads alone would find nothing to choose from.
        self.page.autofilter(3, 0, line, len(self.sheet.columns) - 1)
        self._foot(line + 2)
        return line - 3

    def _heads(self) -> None:
        last = len(self.sheet.columns) - 1
        self._merge(0, 0, 0, last, self.sheet.title, "title")
        self.page.write_string(1, 0, self.sheet.above[0], self.formats["plain"])
        self.page.write_string(1, last, self.sheet.above[1], self.formats["end"])
        self._head_rows()

    def _head_rows(self) -> None:
        """Both rows of heads, one after the other: in constant memory a row that was left cannot be gone back to."""
        columns, form = self.sheet.columns, self.formats["head"]
        for number, column in enumerate(columns):
            first = number == 0 or columns[number - 1].group != column.group
            word = (column.group if first else "") if column.group else column.head
            self.page.write_string(2, number, word, form)
        for number, column in enumerate(columns):
            self.page.write_string(3, number, column.head if column.group else "", form)
        start = 0
        for group, members in groupby(columns, key=lambda column: column.group):
            count = len(list(members))
            if not group:
                self.page.merge += [[2, place, 3, place] for place in range(start, start + count)]
            elif count > 1:
                # merge_range() would write the cells again, and the row they stand in has been left.
                self.page.merge.append([2, start, 2, start + count - 1])
            start += count

    def _merge(self, top: int, first: int, bottom: int, last: int, text: str, form: str) -> None:
        if (top, first) == (bottom, last):
            self.page.write_string(top, first, text, self.formats[form])
        else:
            self.page.merge_range(top, first, bottom, last, text, self.formats[form])

    def _cell(self, line: int, number: int, value: Cell) -> None:
        match value:
            case None | "":
                self.page.write_blank(line, number, None, self.formats["text"])
            case date():
                self.page.write_datetime(line, number, value, self.formats["day"])
            case Decimal():
                self.page.write_number(line, number, float(value), self.formats["money"])
            case int():
                self.page.write_number(line, number, value, self.formats["number"])
            case _:
                self.page.write_string(line, number, value, self.formats["text"])

    def _foot(self, line: int) -> None:
        step = max(1, len(self.sheet.columns) // max(1, len(self.sheet.sign_off)))
        for number, text in enumerate(self.sheet.sign_off):
            self.page.write_string(line, number * step, text, self.formats["plain"])
