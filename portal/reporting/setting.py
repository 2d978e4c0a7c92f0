"""How an official document is set whatever sets it: its fixed words, its type sizes, what a run becomes.

Sources: GB/T 9704-2012, chapter 7. Call these in the language of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext
from markupsafe import Markup, escape

from portal.i18n import date_text
from portal.reporting import text
from portal.reporting.official import Bars, Block, Face, Official, Run, Table
from portal.reporting.wording import SIGNS

LINE_POINTS = 28.99
"""Line pitch: 225 mm / 22 lines (5.2.3)."""

CHARACTER_POINTS = 15.79
"""Pitch of characters: 156 mm / 28 characters (5.2.3)."""

TITLE_EMS = {"zh": 19.5, "ug": 23.0}
"""The longest line of a title in ems of its own type, so that it stays clear of the edges of the type area."""

_MASTHEADS = ((8.0, "large", 52), (11.0, "middle", 38), (16.0, "small", 27))
_LEAST = ("least", 20)
_LEAST_EMS = {"zh": 22.0, "ug": 30.0}

IMPRINT_LINE_MM = 9
"""Height of a line of the imprint (版记): type of 14 pt with room above and below."""

_IMPRINT_EMS = {"zh": 29, "ug": 41}
"""Characters of 14 pt on a line of 156 mm with one free at either end; letters of Arabic script run narrower than
``text.width`` counts them."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Words around the text of a document, each ready to be set; ``printed``: what stands at the end of the last line of
    the imprint."""

    attachments: str
    signer: str
    dated: str
    remark: tuple[Run, ...]
    copies: str
    printed: str
    colon: str


def furniture(official: Official) -> Furniture:
    """The fixed words of a document in its language."""
    language = official.language
    signs = SIGNS[language]
    copies = signs.comma.join(official.copies)
    before, after = ("（", "）") if language == "zh" else ("(", ")")
    return Furniture(
        attachments=pgettext("word", "附件："),
        signer=pgettext("word", "签发人："),
        dated=date_text(official.dated, language) if official.dated else _("年　　月　　日"),
        remark=(Run(before), *official.remark, Run(after)) if official.remark else (),
        copies=pgettext("word", "抄送：") + copies + signs.stop if copies else "",
        printed=_("%(day)s印发", day=date_text(official.printed_on, language)) if official.printed_on else "",
        colon=signs.colon,
    )


def title_lines(title: str, language: str, spare: float = 0) -> list[str]:
    """The lines of a title, about equally long; a line break in it stays one. spare: ems that stay free at the least."""
    return text.balanced(title, TITLE_EMS[language] - spare)


def masthead_lines(masthead: str, language: str) -> list[str]:
    """A masthead on one line; one that is too long even in the smallest type on more, about equally long."""
    if masthead_size(masthead, language) != _LEAST:
        return [masthead]
    return text.balanced(masthead, _LEAST_EMS[language])


def masthead_size(masthead: str, language: str) -> tuple[str, int]:
    """Name and points of the largest type in which a masthead keeps to one line of 156 mm; Arabic script runs narrower
    than its count of letters says."""
    ems = text.width(masthead) - (0.0 if language == "zh" else 2.4)
    for most, name, points in _MASTHEADS:
        if ems <= most:
            return name, points
    return _LEAST


def imprint_lines(official: Official) -> int:
    """Lines that the imprint takes: those of the copies, and one of who printed it when."""
    fixed, most = furniture(official), _IMPRINT_EMS[official.language]
    lines = -(-text.width(fixed.copies) // most) if fixed.copies else 0
    if official.printed_by:
        left = most - text.width(fixed.printed) - 1
        lines += -(-text.width(official.printed_by) // max(left, 4))
    return int(lines)


def imprint_fits(official: Official) -> bool:
    """Whether who printed a document and when stand side by side on one line."""
    said = text.width(official.printed_by) + text.width(furniture(official).printed)
    return said + 2 <= _IMPRINT_EMS[official.language]


def is_one(run: Run) -> bool:
    """Whether a run is never torn over two lines: a number, amount or code, not a name that somebody typed."""
    short = text.width(run.text) <= 14 and not any(char.isspace() for char in run.text)
    return run.isolated and short and any(char.isdigit() for char in run.text)


def markup(runs: tuple[Run, ...], language: str) -> Markup:
    """Runs as HTML: typed text escaped, foreign directions isolated, faces as classes."""
    return Markup("").join(_markup(run, language) for run in runs)


def _markup(run: Run, language: str) -> Markup:
    if is_one(run) and text.direction(run.text) == "ltr":
        inner = text.isolate(run.text, language)
    else:
        inner = text.typed(run.text, language) if run.isolated else escape(run.text)
    return (
        inner
        if run.face is Face.PLAIN
        else Markup('<span class="{}">{}</span>').format(run.face.value, inner)
    )


def _all_blocks(official: Official) -> Iterator[Block]:
    yield from official.blocks
    for annex in official.annexes:
        yield from annex.blocks


def rules(official: Official) -> str:
    """CSS rules of this very document: columns by their percent, bars by their length, room for its imprint."""
    found: set[str] = set()
    for block in _all_blocks(official):
        if isinstance(block, Table):
            found.update(f".w{width}{{inline-size:{width}%}}" for width in block.widths)
        elif isinstance(block, Bars):
            found.update(f".w{bar.percent}{{inline-size:{bar.percent}%}}" for bar in block.bars)
    if lines := imprint_lines(official):
        # Two lines of text stay free above it.
        found.add(f".imprint-room{{block-size:{lines * IMPRINT_LINE_MM + 12}mm}}")
    return "".join(sorted(found))
