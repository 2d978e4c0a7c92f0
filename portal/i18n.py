"""Two languages: which one a person reads, in which direction, and how dates and numbers are written in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, force_locale
from markupsafe import Markup

from portal import clock
from portal.domain import money

LANGUAGES = ("zh", "ug")
LOCALES = {"zh": "zh_Hans_CN", "ug": "ug"}
DIRECTIONS = {"zh": "ltr", "ug": "rtl"}
LANGUAGE_KEY = "language"

babel = Babel()
"""It stands here and not beside the other extensions: what lays papers out needs words, but no database."""


def language() -> str:
    """Language of the page being made: chosen in this session, else the account's, else Chinese."""
    if not has_request_context():
        return str(g.get("language", "zh")) if g else "zh"
    if "language" not in g:
        chosen = session.get(LANGUAGE_KEY)
        if chosen not in LANGUAGES:
            best = request.accept_languages.best_match(["zh", "zh-CN", "ug", "ug-CN"], default="zh")
            chosen = "ug" if str(best).startswith("ug") else "zh"
        g.language = chosen
    return str(g.language)


def locale_name() -> str:
    """Babel's name of the page's language."""
    return LOCALES[language()]


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Make texts in a given language whatever the viewer's: a document's language is the document's own."""
    before = g.get("language")
    g.language = code
    try:
        with force_locale(LOCALES[code]):
            yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before


def date_text(day: date | None, code: str | None = None) -> str:
    """2020年7月20日, or 2020-يىلى 7-ئاينىڭ 20-كۈنى; empty for None."""
    if day is None:
        return ""
    if (code or language()) == "ug":
        return f"{day.year}-يىلى {day.month}-ئاينىڭ {day.day}-كۈنى"
    return f"{day.year}年{day.month}月{day.day}日"


def moment_text(instant: datetime | None, code: str | None = None) -> str:
    """Date and time of day in Beijing time; empty for None."""
    if instant is None:
        return ""
    local = clock.official(instant)
    return f"{date_text(local.date(), code)} {local:%H:%M}"


def points_text(hundredths: int | None) -> str:
    """Hundredths of a point as text: 4750 -> 47.5, 1000 -> 10; empty for None."""
    if hundredths is None:
        return ""
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


def named(record: object, attribute: str = "name") -> str:
    """A record's name in the language of the page; Chinese where the Uyghur one is missing."""
    if record is None:
        return ""
    ug = getattr(record, f"{attribute}_ug", "") if language() == "ug" else ""
    return str(ug or getattr(record, f"{attribute}_zh"))


def bdi(text: str) -> Markup:
    """Isolate text whose direction is its own."""
    return Markup("<bdi>{}</bdi>").format(text)


def ltr(text: str) -> Markup:
    """Isolate numbers, codes and values that read left to right in either language."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def init_i18n(app: Flask) -> None:
    """Bind Babel and give templates the words of this module."""
    babel.init_app(app, locale_selector=locale_name, timezone_selector=lambda: "Asia/Shanghai")
    form_words = Domain(app.config["BABEL_TRANSLATION_DIRECTORIES"], domain="wtforms")

    @app.before_request
    def words_of_the_form_library() -> None:
        # WTForms brings Chinese but no Uyghur; Flask-WTF takes what it finds on the request.
        if language() == "ug":
            request.wtforms_translations = form_words.get_translations()  # type: ignore[attr-defined]

    app.jinja_env.filters.update(
        date=lambda d: bdi(date_text(d)) if d else "",
        date_text=date_text,
        moment=lambda i: bdi(moment_text(i)) if i else "",
        moment_text=moment_text,
        wan=lambda fen: "" if fen is None else ltr(money.format_wan(fen, 2)),
        wan_exact=lambda fen: "" if fen is None else ltr(money.format_wan(fen)),
        points=lambda h: ltr(points_text(h)),
        score=lambda h: "" if h is None else ltr(money.points_text(h)),
        points_text=points_text,
        percent=lambda pair: ltr(money.percent_text(*pair)) if pair else "",
        number=lambda n: ltr(f"{n:,}") if n is not None else "",
        named=named,
        ltr=ltr,
    )
