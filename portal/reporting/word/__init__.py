"""An official document as a Word file, which offices edit and print in Word or WPS.

Set from the same composed document as the PDF. It bears no check code: what is edited afterwards is not what the
register of issued papers answers for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from flask_babel import pgettext

from portal.i18n import in_language
from portal.reporting.composing import compose
from portal.reporting.official import Official
from portal.reporting.papers import BOTH, AnyPaper, Choice, Language
from portal.reporting.word.markup import NAMESPACES
from portal.reporting.word.packing import packed
from portal.reporting.word.pages import draft_line, folio, section
from portal.reporting.word.styles import replace_styles
from portal.reporting.word.text import elements

_LAST = '<w:pStyle w:val="GwCell"/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""The last paragraph of a text, which holds its section and the place of its imprint, takes one point."""

_BROUGHT = ("/stylesWithEffects", "/numbering", "/thumbnail", "/customXml", "/extended-properties")
"""Relations of the library's empty document to what no paper needs, or what would be untrue of it."""


def render_docx(paper: AnyPaper, language: Choice, order: Sequence[Language] = BOTH) -> bytes:
    """Return an official paper as a Word file in one language, or with "both" the texts in ``order``, each counting its
    own pages.

    Needs an application context. Raises KeyError for a paper that is no official document.
    """
    languages = order if language == "both" else (language,)
    texts = [compose(paper, one) for one in languages]
    document = Document()
    _strip(document.part)
    replace_styles(document.styles.element)
    _fill(document.element.body, texts)
    _settings(document.settings)
    for pages, official in zip(document.sections, texts, strict=True):
        _margins(pages, official)
    _name(document, texts[0], paper.year)
    out = BytesIO()
    document.save(out)
    return packed(out.getvalue())


def _fill(body: Any, texts: Sequence[Official]) -> None:
    for child in list(body):
        body.remove(child)
    for number, official in enumerate(texts, 1):
        with in_language(official.language):
            source = "".join(elements(official))
        sheets = section(official.language)
        if number < len(texts):
            source += f"<w:p><w:pPr>{_LAST}{sheets}</w:pPr></w:p>"
        else:
            source += f"<w:p><w:pPr>{_LAST}</w:pPr></w:p>{sheets}"
        for element in _elements(source):
            body.append(element)


def _strip(part: Any) -> None:
    """Leave out what the empty document of the library brings of its own."""
    for holder in (part, part.package):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.endswith(_BROUGHT):
                del holder.rels[key]


def _settings(settings: Any) -> None:
    """Odd and even pages differ; tables begin at the edge of the text, as Word 2013 and later have it."""
    settings.odd_and_even_pages_header_footer = True
    for one in settings.element.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def _elements(source: str) -> Any:
    return list(parse_xml(f"<w:body {NAMESPACES}>{source}</w:body>"))


def _margins(pages: Any, official: Official) -> None:
    """Page numbers below the text, 草稿 above that of a draft."""
    language = official.language
    for even, footer in enumerate((pages.footer, pages.even_page_footer)):
        _write(footer, folio(language, even=bool(even)))
    if official.draft:
        for header in (pages.header, pages.even_page_header):
            with in_language(language):
                word = pgettext("status", "草稿")
            _write(header, draft_line(word, language))


def _write(part: Any, source: str) -> None:
    part.is_linked_to_previous = False
    for child in list(part._element):
        part._element.remove(child)
    for element in _elements(source):
        part._element.append(element)


def _name(document: Any, official: Official, year: int) -> None:
    """The title and the language of the file; no name of a person, and days that follow from the paper alone."""
    core = document.core_properties
    moment = datetime(year, 1, 1)  # noqa: DTZ001 - the file asks for one, and that of its making would differ each time
    core.title = official.title.replace("\n", "")
    core.author = core.last_modified_by = core.comments = ""
    core.created = core.modified = moment
    core.language = "zh-CN" if official.language == "zh" else "ug-CN"
    core.revision = 1


__all__ = ["render_docx"]
