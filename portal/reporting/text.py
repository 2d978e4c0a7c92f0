"""Text as it stands on paper: isolation of typed text by direction, numbers that do not break, amounts and
rates.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

from portal.domain.money import format_wan, points_text
from portal.reporting.titles import PARTICLE, WHOLE, WHOLE_DATES

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A number with its operator, sign and the short unit behind it: what a line must never tear apart.
_RUN = re.compile(r"[≥≤≧≦＞＜>=<＝]*[0-9][0-9.,]*(?:[%％‰℃])?")

_UNBROKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")


def direction(text: str) -> str:
    """Return "rtl" or "ltr" by the first strongly directed character (UAX #9, P2); bare numbers are "ltr"."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def typed(text: str, language: str) -> Markup:
    """Return text that a person typed, escaped; isolated with ``<bdi>`` where its script is not the
    document's.
    """
    way = direction(text)
    if not text or way == ("rtl" if language == "ug" else "ltr"):
        return escape(text)
    script = ' lang="zh"' if _HAN.search(text) else ' lang="ug"' if way == "rtl" else ""
    return Markup('<bdi dir="{way}"{script}>{text}</bdi>').format(way=way, script=Markup(script), text=text)  # noqa: S704


def isolate(text: str | int, language: str) -> Markup:
    """Return a number, code or amount in one piece, left to right in a Uyghur document."""
    if text == "":
        return Markup("")
    if language == "ug":
        return Markup('<bdi dir="ltr" class="one">{}</bdi>').format(text)
    # Digits with their points and signs do not break by themselves; fewer elements, quicker pages.
    return (
        escape(text) if _UNBROKEN.fullmatch(str(text)) else Markup('<span class="one">{}</span>').format(text)
    )


def width(text: str) -> float:
    """Return the width of ``text`` in ems: 1 for a Han or full-width character, half of it for any other."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in text)


def whole(text: str, ems: float) -> str:
    """Return the class " one" for a cell of ``ems`` that holds ``text`` on one line, else nothing."""
    return " one" if text and width(text) <= ems else ""


def value(text: str, ems: float, language: str) -> Markup:
    """Return an indicator's value as typed ("≥95%"); where ``ems`` do not hold it, its numbers stay in one
    piece.
    """
    way = direction(text)
    inner = escape(text) if width(text) <= ems else _numbers_whole(text, ems)
    if not text or way == ("rtl" if language == "ug" else "ltr"):
        return inner
    return Markup('<bdi dir="{}">{}</bdi>').format(way, inner)


def _numbers_whole(text: str, ems: float) -> Markup:
    parts: list[Markup] = []
    end = 0
    for found in _RUN.finditer(text):
        parts.append(escape(text[end : found.start()]))
        short = width(found[0]) <= ems and not _UNBROKEN.fullmatch(found[0])
        parts.append(Markup('<span class="one">{}</span>').format(found[0]) if short else escape(found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")


def head(text: str) -> Markup:
    """Return the head of a column with its bracketed part in one piece: a line breaks before （万元）, not
    within.
    """
    parts: list[str] = []
    end = 0
    for found in _BRACKETS.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<span class="one">{}</span>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_NEVER_FIRST = "，。、；：！？）》”’ " + PARTICLE
_PIECES = re.compile(rf"\s+|{WHOLE_DATES}|{'|'.join(WHOLE)}|[^\s\u2e80-\u9fff\uff00-\uffef]+|.")


def balanced(text: str, ems: float) -> list[str]:
    """Return a title in as few lines of at most ``ems`` as it needs, all about as long (GB/T 9704-2012,
    7.3.1).

    A line break in ``text`` stays one. A line ends at a blank or beside a Han character, never inside a
    word of an alphabet or one of the field, and none begins with 的; a single word longer than the line stays whole.
    """
    return [line for part in text.split("\n") if part.strip() for line in _balanced(part, ems)]


def _balanced(text: str, ems: float) -> list[str]:
    pieces = _PIECES.findall(text)
    full = _filled(pieces, ems)
    measure = width(text) / len(full)
    while measure < ems:
        lines = _filled(pieces, measure)
        if len(lines) <= len(full):
            return lines
        measure += 0.5
    return full


def _filled(pieces: list[str], measure: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        fits = width(lines[-1] + piece.rstrip()) <= measure
        if lines[-1].strip() and not fits and piece[0] not in _NEVER_FIRST:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def amount(fen: int | None, language: str) -> Markup:
    """Return fen as 万元 (two to six decimals, exact); nothing for None."""
    return Markup("") if fen is None else isolate(format_wan(fen), language)


def percent(rate: int | None, language: str) -> Markup:
    """Return hundredths of a percent as "82.12%"; nothing for None."""
    return Markup("") if rate is None else isolate(f"{points_text(rate)}%", language)


def points(hundredths: int | None, language: str) -> Markup:
    """Return a score in points with two decimals; nothing for None."""
    return Markup("") if hundredths is None else isolate(points_text(hundredths), language)


def weight(hundredths: int | None, language: str) -> Markup:
    """Return a weight in points without empty decimals ("10", "7.5"); nothing for None."""
    if hundredths is None:
        return Markup("")
    return isolate(points_text(hundredths).rstrip("0").rstrip("."), language)
