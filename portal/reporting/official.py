"""An official document (公文) in one language, ready to be set: PDF and Word are both made from it.

Elements and their order follow GB/T 9704-2012, chapter 7. Text is final here: sentences are translated, numbers
written out. What a paper says is composed by ``portal.reporting.composing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from portal.reporting.marks import Mark
from portal.reporting.papers import Language


class Style(StrEnum):
    """How a paragraph is set. level1 to level4: 一、 (一) 1. (1); flush: without an indent; centred: above a table."""

    BODY = "body"
    FLUSH = "flush"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    LEVEL4 = "level4"
    CENTRED = "centred"
    NOTE = "note"


class Face(StrEnum):
    """Type a run is set in, where it differs from that of its paragraph."""

    PLAIN = ""
    KAI = "kai"
    HEI = "hei"


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one type. isolated: a number, amount, date or code, which keeps its own direction in a Uyghur line."""

    text: str
    face: Face = Face.PLAIN
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; the number of a level stands in its first run."""

    style: Style
    runs: tuple[Run, ...]


class Align(StrEnum):
    """Where the text of a cell stands."""

    START = "start"
    CENTRE = "centre"
    END = "end"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; columns and rows: how many it spans."""

    runs: tuple[Run, ...]
    align: Align = Align.START
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on every page. widths: percent of the type area by column, 100 in all."""

    title: tuple[Run, ...]
    widths: tuple[int, ...]
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, its length in percent of the longest possible, and the figure beside it."""

    label: tuple[Run, ...]
    percent: int
    figure: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart that carries its numbers."""

    title: tuple[Run, ...]
    bars: tuple[Bar, ...]


Block: TypeAlias = Paragraph | Table | Bars


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment bound with the text (附件), on a page of its own: its label (附件1), its title, what it holds."""

    label: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """An official document. recipient: 主送机关, a sentence with its isolates, "" for none; masthead: 发文机关标志, "" for a report that goes up inside the house without one; number:
    发文字号; signer: 签发人 of a document that goes up; attachments: their names as listed below the text; annexes: those that follow
    it; remark: 附注, without its brackets; dated: day of signature,
    None leaves room to write it by hand."""

    language: Language
    title: str
    recipient: str
    blocks: Sequence[Block]
    issuer: str
    masthead: str = ""
    number: str = ""
    signer: str = ""
    dated: date | None = None
    attachments: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    remark: tuple[Run, ...] = ()
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    draft: bool = False
    mark: Mark | None = None
