"""Frozen data -> HTML -> PDF. The language is an argument of the document, never the viewer's setting."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any
from xml.etree import ElementTree

import jinja2
from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from flask_babel import gettext, ngettext, npgettext, pgettext
from markupsafe import Markup, escape
from weasyprint import CSS, HTML, Document

from portal.domain.chains import LinkState
from portal.domain.problems import Problem
from portal.i18n import DIRECTIONS, date_text, in_language
from portal.messages import sentence
from portal.reporting import chain_words, fonts, geometry, press, qr, setting, text, wording
from portal.reporting.composing import compose, is_official, prose
from portal.reporting.dossiers import DossierPaper
from portal.reporting.grouping import blocks, dimensions
from portal.reporting.ledger_papers import LedgerPaper, LedgerRow
from portal.reporting.papers import (
    BOTH,
    AnyPaper,
    Choice,
    Language,
    PushedRow,
)

PART = 100
"""Rows of a ledger that are laid out at once: memory and time of one document grow faster than its rows."""

FEW, SHORT = 3, 0.3
"""Sheets of a form that is worth setting closer to save one, and the part of the last one that it may fill then."""

TEMPLATES = fonts.ROOT / "templates"
STYLES = fonts.STATIC / "papers"

# Pango's font map and WeasyPrint's caches of it belong to one thread at a time.
_at_the_press = threading.Lock()


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    install: Callable[..., None] = environment.install_gettext_callables  # type: ignore[attr-defined]
    install(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    return environment


def _names(paper: AnyPaper, language: Language) -> dict[str, Any]:
    """What a template may use besides the paper itself."""
    bound = {
        name: partial(getattr(text, name), language=language)
        for name in ("typed", "isolate", "value", "amount", "percent", "points", "weight")
    }
    return {
        **bound,
        "head": text.head,
        "whole": text.whole,
        "paper": paper,
        "symbol": qr.symbol(paper.mark.address) if paper.mark else None,
        "language": language,
        "direction": DIRECTIONS[language],
        "words": _words(language),
        "day": partial(date_text, code=language),
        "head_number": partial(wording.head_number, language=language),
        "name": lambda names: text.typed(names.in_language(language), language),
        "signs": wording.SIGNS[language],
        "said": lambda row: _said(row, language),
        "step": chain_words.step,
        "details": partial(chain_words.details, code=language),
        "taken": lambda row: chain_words.taken(LinkState(row.state), row.days),
        "late": chain_words.late,
        "due_words": lambda due, days: chain_words.due_words(date_text(due, language), days),
        "blocks": blocks,
        "dimensions": dimensions,
        "look": paper.kind,
    }


def _official_names(paper: AnyPaper, language: Language) -> dict[str, Any]:
    """What the template of official documents uses besides."""
    official = compose(paper, language)
    return {
        "look": "official headed" if official.masthead else "official",
        "official": official,
        "fixed": setting.furniture(official),
        "rules": Markup(setting.rules(official)),  # noqa: S704
        "recipient": prose.runs(official.recipient),
        "runs": partial(setting.markup, language=language),
        "lines": partial(setting.title_lines, language=language),
        "masthead": setting.masthead_lines(official.masthead, language),
        "masthead_class": setting.masthead_size(official.masthead, language)[0],
    }


@lru_cache(maxsize=len(BOTH))
def _words(_language: Language) -> wording.Words:
    """The labels of a language: some hundred look-ups, made once a process. Call it inside that language."""
    return wording.words()


def _said(row: PushedRow | LedgerRow, language: Language) -> Markup:
    """What a problem says: typed text, or the sentence of a light in the language of the paper."""
    if not row.code:
        return text.typed(row.text, language)
    return escape(sentence(Problem("", row.code, dict(row.params))))


def _pages(paper: AnyPaper, language: Language) -> Markup:
    """The @page rules of this very document: they carry its number and its words, so no style sheet can."""
    if is_official(paper.kind):
        return Markup(geometry.official_pages(language))  # noqa: S704
    lying = ("monitoring", "bulletin", "concentrated", "ledger", "ranking")
    shape = geometry.LANDSCAPE if paper.kind in lying else geometry.PORTRAIT
    if isinstance(paper, LedgerPaper) and not paper.whole:
        # How many pages there are in all is known when the last part is laid out, which says so.
        folio = geometry.page_number(gettext("第 %(page)s 页", page="{page}"))
        part = geometry.form_pages(shape, language, folio, "", "") + geometry.first_page(paper.first_page)
        return Markup(part)  # noqa: S704
    folio = geometry.page_of_pages(gettext("第 %(page)s 页　共 %(pages)s 页", page="{page}", pages="{pages}"))
    start = gettext("编号：%(number)s", number=_mark(paper.number, language)) if paper.number else ""
    end = ""
    if paper.receipt:
        end = gettext(
            "回执：%(number)s\n校验码：%(digest)s",
            number=_mark(paper.receipt.number, language),
            digest=_mark(paper.receipt.digest[:12], language),
        )
    return Markup(geometry.form_pages(shape, language, folio, start, end))  # noqa: S704


def _mark(code: str, language: Language) -> str:
    """A code in plain text: between LRI and PDI in a Uyghur paper, as margin boxes know no elements."""
    return f"\u2066{code}\u2069" if language == "ug" else code


def render_html(paper: AnyPaper, language: Language) -> str:
    """Return the paper as one HTML document in ``language`` ("zh" or "ug"). Needs an application context."""
    with in_language(language):
        names, kind = _names(paper, language), paper.kind
        if is_official(kind):
            names, kind = names | _official_names(paper, language), "official"
        template = _environment().get_template(f"papers/{kind}.html")
        return template.render(pages=_pages(paper, language), **names)


def sheet_names(kind: str) -> tuple[str, str]:
    """Return the style sheets of a kind of paper; a form carries no rules of official documents, nor those a
    form's.
    """
    return "paper.css", "order.css" if is_official(kind) else "form.css"


@lru_cache(maxsize=8)
def _sheet(name: str) -> CSS:
    configuration, _ = press.faces()
    source = (STYLES / name).read_text("utf-8")
    return CSS(string=source, font_config=configuration, url_fetcher=press.OwnFilesOnly())


# What XML cannot carry; nobody types these on purpose.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class WellFormed(HTML):  # type: ignore[misc]
    """A document whose source is well-formed and uses few elements, as that of our own templates.

    Expat reads it in a tenth of the time that WeasyPrint's HTML parser takes, and a sheet for those
    elements spares the six pseudo-elements that the sheet for all of HTML gives to every cell. A test keeps
    both trees the same.
    """

    def __init__(self, source: str) -> None:
        # The source is made here from escaped text and has no entity declarations.
        root = ElementTree.fromstring(_CONTROL.sub("", source))  # noqa: S314
        self.base_url = None
        self.url_fetcher = press.OwnFilesOnly()
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_sheet("elements.css")]


def lay_out(paper: AnyPaper, language: Language) -> Document:
    """Return the paper laid out in pages, not yet written. A form of a few sheets whose last one would hold little is set
    closer, if that saves the sheet."""
    source, names = render_html(paper, language), sheet_names(paper.kind)
    document = _set(source, names)
    if is_official(paper.kind) or not _ends_short(document):
        return document
    closer = _set(source, (*names, "tight.css"))
    return closer if len(closer.pages) < len(document.pages) else document


def _set(source: str, names: Sequence[str]) -> Document:
    configuration, faces = press.faces()
    return WellFormed(source).render(stylesheets=[faces, *map(_sheet, names)], font_config=configuration)


def _ends_short(document: Document) -> bool:
    """Whether a document has few sheets, more than one, and the last is nearly empty."""
    if not 1 < len(document.pages) <= FEW:
        return False
    page = document.pages[-1]._page_box
    used = page.children[0].margin_height() / page.height
    return bool(used < SHORT)


def documents(paper: AnyPaper, language: Language) -> list[Document]:
    """Return the paper laid out: a long ledger in parts whose pages are counted on, a dossier with the papers that it
    lists, any other paper in one piece."""
    if isinstance(paper, DossierPaper):
        inside = [document for one in paper.papers for document in documents(one, language)]
        return [lay_out(paper, language), *inside]
    if not isinstance(paper, LedgerPaper) or len(paper.rows) <= PART:
        return [lay_out(paper, language)]
    found: list[Document] = []
    page = 1
    for part in paper.parts(PART):
        found.append(lay_out(replace(part, first_page=page), language))
        page += len(found[-1].pages)
    start = page - len(found[-1].pages)
    found[-1] = lay_out(replace(part, first_page=start, pages=page - 1), language)
    return found


def render_pdf(paper: AnyPaper, language: Choice, order: Sequence[Language] = BOTH) -> bytes:
    """Return the paper as PDF in one language, or with "both" the texts in ``order``, each counting its own
    pages.

    Needs an application context. Raises KeyError for a code that has no word.
    """
    languages = order if language == "both" else (language,)
    with _at_the_press:
        made = [document for one in languages for document in documents(paper, one)]
        pages = [page for document in made for page in document.pages]
        pdf: bytes = made[0].copy(pages).write_pdf(finisher=press.pack)
    return pdf


__all__ = ["BOTH", "documents", "lay_out", "render_html", "render_pdf"]
