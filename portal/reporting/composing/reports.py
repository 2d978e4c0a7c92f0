"""A periodic report as an official document that goes up: numbered parts with their words, tables and bars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from portal.domain.reports import ReportKind
from portal.labels.reports import REPORT_READER
from portal.reporting.composing.prose import heading, paragraph
from portal.reporting.official import Align, Bar, Bars, Block, Cell, Official, Paragraph, Run, Style, Table
from portal.reporting.papers import Language
from portal.reporting.report_papers import ReportPaper
from portal.reporting.report_parts import FigureBars, FigureTable, Spot, parts
from portal.reporting.report_texts import period_text, title_text

NAME_WIDTH = 20
"""Percent of the type area that the first column of a table takes."""


FIGURE_LETTERS = 9
"""A column has room for 100.00% at least."""

MOST_NARROW = 4
"""A table of fewer columns leaves the room to the names."""


def compose_report(paper: ReportPaper, language: Language) -> Official:
    """The report as an official document in the language that sentences are in."""
    kind = ReportKind(paper.report)
    issuer = paper.issuer.in_language(language)
    months = period_text(kind, paper.facts.period)
    return Official(
        language=language,
        title=title_text(kind, paper.place.in_language(language), months),
        recipient=str(REPORT_READER[kind]),
        blocks=tuple(_blocks(paper, language)),
        issuer=issuer,
        masthead=_("%(issuer)s文件", issuer=issuer),
        number=paper.number,
        draft=paper.draft,
        mark=paper.mark,
    )


def _blocks(paper: ReportPaper, language: Language) -> Iterator[Block]:
    told = parts(ReportKind(paper.report), paper.facts, paper.sections, language)
    for number, part in enumerate(told, 1):
        yield heading(1, number, part.title, language)
        for spots in part.paragraphs:
            yield Paragraph(Style.BODY, tuple(map(_run, spots)))
        for table in part.tables:
            yield _table(table)
        if part.bars is not None:
            yield _bars(part.bars)
    yield paragraph(_("本报告的数据按截止日期冻结，每个数据的定义和明细可在系统中查阅。"))


def _run(spot: Spot) -> Run:
    return Run(spot.text, isolated=spot.isolated)


def _table(table: FigureTable) -> Table:
    head = (
        Cell((Run(table.first),), Align.CENTRE),
        *(Cell((Run(one),), Align.CENTRE) for one in table.heads),
    )
    body = tuple(
        (Cell((Run(name),)), *(Cell((_run(spot),), Align.END) for spot in figures))
        for name, figures in table.rows
    )
    return Table((Run(table.title),), _widths(table), (head,), body)


def _widths(table: FigureTable) -> tuple[int, ...]:
    """Percent by column. A word of an alphabet is not torn, so a head with a long one takes more of the room."""
    weights = [
        max([FIGURE_LETTERS, *map(len, re.findall(r"[\u0600-\u06ff]+", head))]) for head in table.heads
    ]
    room = (100 - NAME_WIDTH) * min(len(weights), MOST_NARROW) // MOST_NARROW
    widths = [weight * room // sum(weights) for weight in weights]
    return (100 - sum(widths), *widths)


def _bars(drawn: FigureBars) -> Bars:
    bars = tuple(Bar((Run(name),), percent, (_run(spot),)) for name, percent, spot in drawn.bars)
    return Bars((Run(drawn.title),), bars)
