"""Sentences become runs: what keeps its own direction is set between isolates, which end where the run ends.

The catalogue hands back a whole sentence with its values in it. Values that must keep their direction are put in
between FSI and PDI (Unicode, UAX #9); the sentence is taken apart at those marks, so that PDF and Word each isolate by
their own means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portal.domain.money import format_wan, points_text
from portal.reporting.official import Align, Cell, Face, Paragraph, Run, Style
from portal.reporting.papers import Bilingual, Language
from portal.reporting.text import direction
from portal.reporting.wording import SIGNS, head_number

_FSI, _PDI = "\u2068", "\u2069"
_ISOLATED = re.compile(f"{_FSI}([^{_FSI}{_PDI}]*){_PDI}")
_MARKS = re.compile("[\u2066-\u2069]")


def isolated(value: str | int) -> str:
    """A number, amount or code to be put into a sentence; nothing for an empty one."""
    text = _MARKS.sub("", str(value))
    return f"{_FSI}{text}{_PDI}" if text else ""


def typed(text: str, language: Language) -> str:
    """Text that a person typed, to be put into a sentence: isolated where its direction is not the document's."""
    plain = _MARKS.sub("", text)
    return isolated(plain) if plain and direction(plain) != ("rtl" if language == "ug" else "ltr") else plain


def named(name: Bilingual, language: Language) -> str:
    """A name in the language of the document, to be put into a sentence."""
    return typed(name.in_language(language), language)


def amount(fen: int) -> str:
    """Fen as 万元 (two to six decimals, exact), to be put into a sentence."""
    return isolated(format_wan(fen))


def points(hundredths: int) -> str:
    """Hundredths of a point with two decimals, to be put into a sentence."""
    return isolated(points_text(hundredths))


def percent(rate: int) -> str:
    """Hundredths of a percent as "82.12%", to be put into a sentence."""
    return isolated(f"{points_text(rate)}%")


def listed(parts: Sequence[str], language: Language) -> str:
    """Names one after the other, with the comma of the language; without a full stop."""
    return ("、" if language == "zh" else SIGNS[language].comma).join(parts)


def runs(text: str, face: Face = Face.PLAIN) -> tuple[Run, ...]:
    """A sentence as runs of one face."""
    found: list[Run] = []
    for number, part in enumerate(_ISOLATED.split(text)):
        if part:
            found.append(Run(_MARKS.sub("", part), face, isolated=number % 2 == 1))
    return tuple(found)


def paragraph(*sentences: str, style: Style = Style.BODY, gap: str = "") -> Paragraph:
    """A paragraph of whole sentences; ``gap`` stands between them (a blank in Uyghur)."""
    return Paragraph(style, runs(gap.join(sentence for sentence in sentences if sentence)))


def heading(level: int, number: int, text: str, language: Language) -> Paragraph:
    """A head on a line of its own with its number: level 1 一、 to level 4 (1)."""
    return Paragraph(Style(f"level{level}"), runs(f"{head_number(level, number, language)}{text}"))


def item(level: int, number: int, text: str, language: Language, head: str = "") -> Paragraph:
    """A numbered paragraph of body text; ``head`` are the words that open it, in 楷体 with a full stop."""
    gap = " " if language == "ug" else ""
    opening = runs(f"{head}{SIGNS[language].stop}{gap}", Face.KAI) if head else ()
    return Paragraph(Style.BODY, (*runs(head_number(level, number, language)), *opening, *runs(text)))


def listing(level: int, texts: Sequence[str], language: Language) -> Iterator[Paragraph]:
    """Typed texts as numbered paragraphs; one alone bears no number."""
    for number, text in enumerate(texts, 1):
        said = typed(text, language)
        yield item(level, number, said, language) if len(texts) > 1 else paragraph(said)


def cell(text: str, align: Align = Align.START, columns: int = 1, rows: int = 1) -> Cell:
    """A cell of a table from a sentence or a value."""
    return Cell(runs(text), align, columns, rows)


__all__ = [
    "amount", "cell", "heading", "isolated", "item", "listed", "listing", "named", "paragraph", "percent", "points",
    "runs", "typed",
]  # fmt: skip
