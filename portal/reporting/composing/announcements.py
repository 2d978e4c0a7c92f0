"""关于…的通知: a text that somebody typed, set as an official document.

A first line that names units and ends with a colon is whom it goes to (主送机关, GB/T 9704-2012, 7.3.2). Lines that begin as
a head of 7.3.3 (一、 and （一）) and are no sentence are set as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from portal.i18n import date_text
from portal.reporting import titles
from portal.reporting.announcement_papers import AnnouncementPaper
from portal.reporting.composing.prose import listed, named, paragraph, runs, typed
from portal.reporting.official import Block, Official, Paragraph, Style
from portal.reporting.papers import Language
from portal.reporting.wording import head_number, words

MOST_HEADS = 20
"""Heads of a level that are looked for."""

LONGEST_HEAD: Mapping[Language, int] = {"zh": 40, "ug": 110}
"""Letters of a line that may be a head."""

LONGEST_OPENING: Mapping[Language, int] = {"zh": 90, "ug": 240}
"""Letters of a line that may say whom a text addresses."""

_COLONS = "：:"
_ADDRESSED: Mapping[Language, re.Pattern[str]] = {
    "zh": re.compile(titles.ADDRESSED),
    "ug": re.compile(r"(?:لار|لەر|لىرى|سى)$"),
}
"""How the name of whom it addresses ends: in Uyghur as a plural or as somebody's. 现将有关事项通知如下 and تۆۋەندىكىدەك do not."""

_HALF = re.compile(r"^\(([^()]{1,3})\)")
_STOPS = re.compile(r"[。；：，！？.;:,!؟؛،]\s*$")


def compose_announcement(paper: AnnouncementPaper, language: Language) -> Official:
    """The notice as an official document in the language that sentences are in."""
    issuer = paper.issuer.in_language(language)
    opening, lines = _opened(paper.text.in_language(language), language)
    return Official(
        language=language,
        title=_title(paper, language),
        recipient=typed(opening, language) if opening else _recipient(paper, language),
        blocks=tuple(_blocks(paper, lines, language)),
        issuer=issuer,
        masthead=_("%(issuer)s文件", issuer=issuer),
        number=paper.number,
        dated=paper.published_on,
        printed_by=issuer,
        printed_on=paper.published_on,
        draft=paper.draft,
        mark=paper.mark,
    )


def _opened(text: str, language: Language) -> tuple[str, list[str]]:
    """Whom a text addresses in its first line, "" where it does not, and the paragraphs that follow."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and lines[0][-1] in _COLONS:
        said = lines[0].rstrip(_COLONS).rstrip()
        if len(said) <= LONGEST_OPENING[language] and _ADDRESSED[language].search(said):
            return said, lines[1:]
    return "", lines


def _title(paper: AnnouncementPaper, language: Language) -> str:
    """In Uyghur as typed: its cases cannot be put together from parts."""
    said = paper.title.in_language(language)
    return said if language == "ug" else titles.of_notice(paper.issuer.zh, said)


def _recipient(paper: AnnouncementPaper, language: Language) -> str:
    if paper.recipients:
        return listed([named(unit, language) for unit in paper.recipients], language)
    if paper.limited:
        return _("各有关单位")
    spoken = words().groups
    return listed([spoken[group] for group in paper.groups], language)


def _blocks(paper: AnnouncementPaper, lines: Sequence[str], language: Language) -> Iterator[Block]:
    for line in lines:
        yield _paragraph(line, language)
    if paper.due_on is not None:
        yield paragraph(_("办理期限：%(day)s。", day=date_text(paper.due_on, language)))


def _paragraph(line: str, language: Language) -> Paragraph:
    if len(line) <= LONGEST_HEAD[language] and not _STOPS.search(line):
        # Half brackets are typed often; the standard has whole ones.
        head = _HALF.sub(r"（\1）", line) if language == "zh" else line
        for level in (1, 2):
            if any(head.startswith(head_number(level, n, language)) for n in range(1, MOST_HEADS + 1)):
                return Paragraph(Style(f"level{level}"), runs(typed(head, language)))
    return paragraph(typed(line, language))
