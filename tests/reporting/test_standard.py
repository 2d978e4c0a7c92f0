"""Every kind of paper in Chinese, in Uyghur and in both: what it says, its fonts, its edges; official documents by the
measures of GB/T 9704-2012."""

from __future__ import annotations

import itertools
from functools import lru_cache

import pytest
from flask import Flask

from portal.reporting.composing import COMPOSERS, compose
from portal.reporting.layout import documents, render_pdf
from portal.reporting.papers import Choice, Language
from tests.reporting import measures, pages
from tests.reporting.conftest import Printer
from tests.reporting.long_samples import full_order, long_circular, shifted_orders
from tests.reporting.said import SAID, assert_in_order, heads, said
from tests.reporting.samples import PAPERS

KINDS = tuple(PAPERS)
OFFICIAL = tuple(COMPOSERS)
LANGUAGES: tuple[Language, ...] = ("zh", "ug")
CHOICES: tuple[Choice, ...] = ("zh", "ug", "both")


def test_every_kind_has_known_sentences() -> None:
    assert set(SAID) == set(KINDS)


@lru_cache(maxsize=64)
def _words(press: Flask, kind: str, language: Language) -> str:
    """The text of a paper in logical order, white space left out. What stands out of the flow is not among it."""
    with press.app_context():
        laid = documents(PAPERS[kind], language)  # type: ignore[arg-type]
    return "".join("".join("".join(line.split()) for line in pages.laid_lines(one)) for one in laid)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_says_what_it_must_in_order(kind: str, language: Language, press: Flask) -> None:
    with press.app_context():
        wanted = said(kind, language)
    assert_in_order(_words(press, kind, language), wanted)


@pytest.mark.parametrize("language", CHOICES)
@pytest.mark.parametrize("kind", KINDS)
def test_fonts_are_in_the_file_allowed_and_complete(kind: str, language: Choice, printed: Printer) -> None:
    pdf = printed(kind, language)
    measures.fonts_are_embedded_and_allowed(pdf)
    assert not pages.has_missing_glyph(pdf)


@pytest.mark.parametrize("language", CHOICES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_outside_the_sheet(kind: str, language: Choice, printed: Printer) -> None:
    measures.nothing_outside_the_sheet(printed(kind, language))


@pytest.mark.parametrize("kind", KINDS)
def test_both_texts_are_the_one_and_then_the_other(kind: str, printed: Printer) -> None:
    zh, ug, both = (
        [measures.letters(text) for text in pages.texts(printed(kind, choice))] for choice in CHOICES
    )
    assert both == zh + ug


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_official_text_stands_in_the_type_area(kind: str, language: Language, printed: Printer) -> None:
    measures.stands_in_the_type_area(printed(kind, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_page_numbers_stand_at_the_outer_edge(kind: str, language: Language, printed: Printer) -> None:
    measures.numbers_stand_outside(printed(kind, language), language)


@pytest.mark.parametrize("kind", OFFICIAL)
def test_page_numbers_of_either_text_begin_with_one(kind: str, printed: Printer) -> None:
    first = len(pages.sizes(printed(kind, "zh")))
    measures.numbers_stand_outside(printed(kind, "both"), "zh", 0, first)
    measures.numbers_stand_outside(printed(kind, "both"), "ug", first)


@pytest.mark.usefixtures("pressroom")
def test_a_full_page_has_22_lines_of_28_characters() -> None:
    measures.is_full(render_pdf(full_order(), "zh"), 1)


@pytest.mark.usefixtures("pressroom")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_of_a_long_table_is_repeated_on_every_page(language: Language) -> None:
    paper = long_circular()
    pdf = render_pdf(paper, language)
    table = compose(paper, language).annexes[0].blocks[0]
    head = measures.letters("".join(run.text for cell in table.head[0] for run in cell.runs))  # type: ignore[union-attr]
    assert_repeated(pdf, head, "90.96")


def assert_repeated(pdf: bytes, head: str, early: str) -> None:
    """Assert that each page from the one with an early row on has the head of its table above its rows."""
    texts = pages.texts(pdf)
    first = next(number for number, text in enumerate(texts) if early in text)
    assert len(texts) - first >= 2
    for number in range(first, len(texts)):
        # Label, title and a head of two lines stand above the rows, whose names hold few of its letters.
        top = measures.lines(measures.body(pdf, number))[:6]
        assert set(head) <= set(measures.letters("".join(char[0] for row in top for char in row))), number


@pytest.mark.usefixtures("pressroom")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_head_is_the_last_line_of_a_page(language: Language) -> None:
    for paper in shifted_orders():
        measures.no_head_ends_a_page(render_pdf(paper, language), heads(compose(paper, language)))


@pytest.mark.usefixtures("pressroom")
def test_the_imprint_never_stands_over_the_text() -> None:
    for paper in shifted_orders():
        pdf = render_pdf(paper, "zh")
        rows = measures.lines(measures.body(pdf, len(pages.sizes(pdf)) - 1))
        tops = [min(char[2] for char in row) for row in rows]
        assert all(second - first > 3 for first, second in itertools.pairwise(tops))
