"""Text as it stands on paper: isolation of typed text by direction, numbers that do not break, amounts and rates."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

from portal.domain.money import format_wan, points_text

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A number with its operator, sign and the short unit behind it: what a line must never tear apart.
_RUN = re.compile(r"[≥≤≧≦＞＜>=<＝]*[0-9][0-9.,]*(?:[%％‰℃])?")


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
    """Return text that a person typed, escaped; isolated with ``<bdi>`` where its script is not the document's."""
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
    return Markup('<span class="one">{}</span>').format(text)


def width(text: str) -> float:
    """Return the width of ``text`` in ems: 1 for a Han or full-width character, half of it for any other."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in text)


def value(text: str, language: str, ems: float = 7.0) -> Markup:
    """Return an indicator's value as typed ("≥95%"). In one piece if ``ems`` hold it, else only its numbers are."""
    way = direction(text)
    foreign = way != ("rtl" if language == "ug" else "ltr")
    if not text:
        return Markup("")
    if width(text) <= ems:
        if foreign:
            return Markup('<bdi dir="{}" class="one">{}</bdi>').format(way, text)
        return Markup('<span class="one">{}</span>').format(text)
    parts: list[str] = []
    end = 0
    for found in _RUN.finditer(text):
        parts.append(escape(text[end : found.start()]))
        if width(found[0]) <= ems:
            parts.append(Markup('<span class="one">{}</span>').format(found[0]))
        else:
            parts.append(escape(found[0]))
        end = found.end()
    parts.append(escape(text[end:]))
    inner = Markup("").join(parts)
    return Markup('<bdi dir="{}">{}</bdi>').format(way, inner) if foreign else inner


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
