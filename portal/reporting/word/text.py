"""The elements of an official document in their order (GB/T 9704-2012, chapter 7) as WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portal.reporting import setting, text
from portal.reporting.composing.prose import runs, typed
from portal.reporting.official import Annex, Block, Face, Official, Paragraph, Run, Table
from portal.reporting.papers import Language
from portal.reporting.word import tables
from portal.reporting.word.markup import indent, paragraph, twips
from portal.reporting.word.styles import LINE, OF, RED
from portal.reporting.wording import head_number

_MASTHEAD_ROOM = 1928
"""34 mm: the red letters begin 35 mm below the upper edge of the type area (7.2.4)."""

_EMS = {"zh": 1.0, "ug": 0.7}
"""Width of a letter against what ``text.width`` counts: those of Arabic script run narrower."""

_SPARE = 1.0
"""Ems that a line of a title leaves: some programs put room between Chinese characters and digits."""

_SEAL_END = 4
"""Characters between the date and the edge (7.3.5.1)."""


def _said(words: str, language: Language, face: Face = Face.PLAIN) -> tuple[Run, ...]:
    return runs(typed(words, language), face)


def _before(points: int) -> str:
    return f'<w:spacing w:before="{points}" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'


def elements(official: Official) -> Iterator[str]:
    """Everything from masthead to imprint; the last paragraph is left out, for it carries the section."""
    fixed, language = setting.furniture(official), official.language
    yield from _head(official, fixed)
    if official.recipient:
        yield paragraph("GwFlush", (*runs(official.recipient), Run(fixed.colon)), language)
    yield from _with_the_signature(official.blocks, official)
    yield from _attachments(official, fixed)
    yield from _signature(official, fixed)
    if fixed.remark:
        yield paragraph("GwRemark", fixed.remark, language)
    for annex in official.annexes:
        yield from _annex(annex, language)
    if fixed.copies or official.printed_by:
        copies = (Run(fixed.copies),) if fixed.copies else ()
        printed = (
            (*_said(official.printed_by, language), Run(f"\t{fixed.printed}")) if official.printed_by else ()
        )
        yield tables.imprint(copies, printed, language)


def _head(official: Official, fixed: setting.Furniture) -> Iterator[str]:
    language = official.language
    if official.masthead:
        yield _masthead(official)
        yield _number(official, fixed)
    lines = Run("\n".join(setting.title_lines(official.title, language, _SPARE)))
    small = "" if language == "zh" else '<w:sz w:val="40"/><w:szCs w:val="40"/>'
    first = (
        []
        if official.masthead
        else [f'<w:spacing w:before="0" w:after="{LINE}" w:line="{LINE}" w:lineRule="exact"/>']
    )
    yield paragraph("GwTitle", [lines], language, first, small)
    if official.number and not official.masthead:
        yield paragraph("GwCentred", _number_runs(official), language)


def _masthead(official: Official) -> str:
    language = official.language
    _name, points = setting.masthead_size(official.masthead, language)
    lines = setting.masthead_lines(official.masthead, language)
    pitch = points * 20 if len(lines) == 1 else points * 28
    spacing = f'<w:spacing w:before="{_MASTHEAD_ROOM}" w:after="0" w:line="{pitch}" w:lineRule="exact"/>'
    size = f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'
    return paragraph("GwMasthead", [Run("\n".join(lines))], language, [spacing], size)


def _number_runs(official: Official) -> tuple[Run, ...]:
    return (Run(official.number, isolated=True),) if official.number else ()


def _number(official: Official, fixed: setting.Furniture) -> str:
    """The number with the red line 4 mm below it (7.2.7); at the start of its line, and the signer at its end, where the
    document goes up (7.2.6)."""
    language = official.language
    # A w:space is whole points: 4 mm are 11.
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="10" w:space="11" w:color="{RED}"/></w:pBdr>'
    if not official.signer:
        return paragraph("GwNumber", _number_runs(official), language, [line])
    # An indent would shorten the red line; the character at either end is a blank and a tab stop.
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{tables.WIDTH - twips(1)}"/></w:tabs>'
    words = (
        Run("\u3000"),
        *_number_runs(official),
        Run(f"\t{fixed.signer}"),
        *_said(official.signer, language, Face.KAI),
    )
    return paragraph("GwNumber", words, language, [line, stop, '<w:jc w:val="left"/>'])


def _block(block: Block, language: Language, properties: Sequence[str] = ()) -> str:
    if isinstance(block, Paragraph):
        return paragraph(OF[block.style], block.runs, language, properties)
    if isinstance(block, Table):
        return tables.table(block, language)
    return tables.bars(block, language)


def _with_the_signature(blocks: Iterable[Block], official: Official) -> Iterator[str]:
    """The text; its last paragraph goes with what follows, so that a signature never stands on a page alone."""
    held = list(blocks)
    for number, block in enumerate(held, 1):
        last = number == len(held) and isinstance(block, Paragraph)
        keep = ["<w:keepNext/>"] if last else []
        yield _block(block, official.language, keep)


def _attachments(official: Official, fixed: setting.Furniture) -> Iterator[str]:
    """附件：1.… one line below the text, two characters in; a long name goes on below its own beginning (7.3.4)."""
    language, many = official.language, len(official.attachments) > 1
    gap = 0.5 if language == "ug" else 0.0
    word = text.width(fixed.attachments) * _EMS[language] + gap
    mark = 1.0 if many else 0.0
    for number, name in enumerate(official.attachments, 1):
        first = number == 1
        opening = f"{fixed.attachments}\t" if language == "ug" else fixed.attachments
        said = (
            Run(opening if first else ""),
            Run(head_number(3, number, language) if many else ""),
            *_said(name, language),
        )
        shape = [
            f'<w:tabs><w:tab w:val="left" w:pos="{twips(2 + word)}"/></w:tabs>',
            _before(LINE if first else 0),
            indent(start=2 + word + mark, hanging=mark + (word if first else 0)),
        ]
        yield paragraph(
            "GwAttachment", [one for one in said if one.text], language, ["<w:keepNext/>", *shape]
        )


def _signature(official: Official, fixed: setting.Furniture) -> Iterator[str]:
    """Issuer and date, each in the middle of the other, the longer of them four characters from the edge; two lines stay
    free for the seal (7.3.5.1)."""
    language = official.language
    widths = [text.width(line) * _EMS[language] for line in (official.issuer, fixed.dated)]
    ends = [_SEAL_END + (max(widths) - one) / 2 for one in widths]
    yield paragraph(
        "GwSignature", _said(official.issuer, language), language, [_before(2 * LINE), indent(end=ends[0])]
    )
    yield paragraph(
        "GwSignature", [Run(fixed.dated)], language, ['<w:keepNext w:val="0"/>', indent(end=ends[1])]
    )


def _annex(annex: Annex, language: Language) -> Iterator[str]:
    yield paragraph("GwAnnex", [Run(annex.label)], language, ["<w:pageBreakBefore/>"])
    lines = Run("\n".join(setting.title_lines(annex.title, language, _SPARE)))
    spacing = f'<w:spacing w:before="{LINE}" w:after="{LINE}" w:line="{LINE}" w:lineRule="exact"/>'
    small = "" if language == "zh" else '<w:sz w:val="40"/><w:szCs w:val="40"/>'
    yield paragraph("GwTitle", [lines], language, [spacing, "<w:keepNext/>"], small)
    for block in annex.blocks:
        yield _block(block, language)
