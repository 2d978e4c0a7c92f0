"""Tables, bars and the imprint as WordprocessingML; widths in twentieths of a point."""

from __future__ import annotations

from collections.abc import Sequence

from portal.reporting.official import Align, Bar, Bars, Cell, Run, Table
from portal.reporting.papers import Language
from portal.reporting.word.markup import indent, paragraph, twips

WIDTH = 8845
"""The type area: 156 mm."""

BAR = "777777"

_JC = {Align.START: "left", Align.CENTRE: "center", Align.END: "right"}
_LINE = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="000000"/>'
_TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
_FULL_GRID = "".join(
    _LINE.format(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_ONLY = "<w:tblBorders>{}</w:tblBorders>"


def _opening(
    widths: Sequence[int], borders: str, language: Language, place: str = "", margin: int = 80
) -> str:
    """A w:tbl up to its first row."""
    way = "<w:bidiVisual/>" if language == "ug" else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{place}{way}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def table(block: Table, language: Language) -> str:
    """A table with its title; its head rows stand on every page, no row is torn."""
    widths = [WIDTH * width // 100 for width in block.widths]
    title = paragraph("GwTableTitle", block.title, language) if block.title else ""
    rows = "".join(
        _row(cells, widths, language, head=number < len(block.head))
        for number, cells in enumerate(_laid([*block.head, *block.body], len(widths)))
    )
    return f"{title}{_opening(widths, _ONLY.format(_FULL_GRID), language)}{rows}</w:tbl>{_after()}"


def _after() -> str:
    """A line of 5 points, which keeps two tables apart and ends one that ends a page."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="100" w:lineRule="exact"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="GwCell"/>{spacing}</w:pPr></w:p>'


def _laid(rows: Sequence[Sequence[Cell]], columns: int) -> list[list[tuple[int, Cell, bool]]]:
    """Each row as (column, cell, whether it goes on from the row above): Word asks for a cell in every row."""
    hanging: dict[int, tuple[Cell, int]] = {}
    found = []
    for cells in rows:
        line: list[tuple[int, Cell, bool]] = []
        waiting, column = list(cells), 0
        while column < columns:
            if column in hanging:
                cell, left = hanging.pop(column)
                if left > 1:
                    hanging[column] = (cell, left - 1)
                line.append((column, cell, True))
            elif waiting:
                cell = waiting.pop(0)
                if cell.rows > 1:
                    hanging[column] = (cell, cell.rows - 1)
                line.append((column, cell, False))
            else:
                cell = Cell(())
                line.append((column, cell, False))
            column += cell.columns
        found.append(line)
    return found


def _row(
    cells: Sequence[tuple[int, Cell, bool]], widths: Sequence[int], language: Language, head: bool
) -> str:
    inner = "".join(
        _cell(cell, sum(widths[column : column + cell.columns]), goes_on, language, head)
        for column, cell, goes_on in cells
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{inner}</w:tr>"


def _cell(
    cell: Cell, width: int, goes_on: bool, language: Language, head: bool, keep: tuple[str, ...] = ()
) -> str:
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
    style = "GwHead" if head else "GwCell"
    runs: Sequence[Run] = () if goes_on else cell.runs
    inner = paragraph(style, runs, language, [f'<w:jc w:val="{_JC[cell.align]}"/>', *keep])
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def bars(block: Bars, language: Language) -> str:
    """A bar chart as a table without lines: label, a shaded bar in a table of its own, the figure."""
    widths = [WIDTH * part // 100 for part in (34, 46, 20)]
    title = paragraph("GwTableTitle", block.title, language) if block.title else ""
    last = len(block.bars)
    rows = "".join(_bar(bar, widths, language, number < last) for number, bar in enumerate(block.bars, 1))
    return f"{title}{_opening(widths, '', language)}{rows}</w:tbl>{_after()}"


def _bar(bar: Bar, widths: Sequence[int], language: Language, goes_on: bool) -> str:
    """A row; one that goes on stays on the page of the next, so that a chart is never torn."""
    room = widths[1] - 160
    length = max(room * min(bar.percent, 100) // 100, 20 if bar.percent else 0)
    inner = f'<w:p><w:pPr><w:pStyle w:val="GwCell"/>{_TINY}</w:pPr></w:p>'
    if length:
        shaded = f'<w:shd w:val="clear" w:color="auto" w:fill="{BAR}"/>'
        inner = (
            f'{_opening([length], "", language, margin=0)}<w:tr><w:trPr><w:trHeight w:val="227" w:hRule="exact"/></w:trPr>'
            f'<w:tc><w:tcPr><w:tcW w:w="{length}" w:type="dxa"/>{shaded}</w:tcPr>{inner}</w:tc></w:tr></w:tbl>{inner}'
        )
    middle = f'<w:tc><w:tcPr><w:tcW w:w="{widths[1]}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
    keep = ("<w:keepNext/>",) if goes_on else ()
    label = _cell(Cell(bar.label), widths[0], False, language, head=False, keep=keep)
    figure = _cell(Cell(bar.figure), widths[2], False, language, head=False)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{label}{middle}{figure}</w:tr>"


_FRAME = (
    f'<w:framePr w:w="{WIDTH}" w:hSpace="0" w:vSpace="0" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin"'
    ' w:xAlign="center" w:yAlign="bottom"/>'
)
"""Paragraphs in it stand at the foot of the page that the next paragraph outside it stands on."""


def imprint(copies: Sequence[Run], printed: Sequence[Run], language: Language) -> str:
    """The imprint (版记) at the foot of the last page: lines of 0.35 mm (20) above and below, 0.25 mm (14) between (7.4); its
    words one character in. printed: who printed it, a tab and when; both empty where nobody is named.

    A frame and not a floating table: one as wide as the text is put where it stands by some programs.
    """
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH - twips(1)}"/></w:tabs>'
    parts = [
        paragraph("GwImprint", words, language, [_FRAME, indent(start=1, end=1), stop])
        for words in (copies, printed)
        if words
    ]
    inner = _rule(14).join(parts)
    return f"{_rule(20)}{inner}{_rule(20)}"


def _rule(height: int) -> str:
    """A line as an empty paragraph of its height that is shaded black; borders would tear the frame in LibreOffice."""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>'
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'
    return paragraph("GwImprint", (), "zh", [_FRAME, shade, spacing])
