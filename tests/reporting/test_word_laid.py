"""Word files as LibreOffice lays them out: the same measures as on the printed page.

Fails where LibreOffice is missing: `make test-setup` brings it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from portal.reporting.composing import COMPOSERS, compose
from portal.reporting.papers import Choice, Language
from portal.reporting.word import render_docx
from tests.reporting import measures, pages
from tests.reporting.long_samples import full_order, long_circular, shifted_orders
from tests.reporting.office import converted, program
from tests.reporting.said import heads, said
from tests.reporting.samples import PAPERS
from tests.reporting.test_standard import assert_repeated

OFFICIAL = tuple(COMPOSERS)
IMPRINTED = ("order", "circular", "announcement")
"""Kinds that are printed for others: a report goes up in one copy."""
LANGUAGES: tuple[Language, ...] = ("zh", "ug")
HANGING = "，。、；："
"""LibreOffice 7.4 hangs a mark that ends a line into the margin even where the file says not to (w:overflowPunct)."""
CHOICES: tuple[Choice, ...] = ("zh", "ug", "both")


def test_libreoffice_is_there() -> None:
    assert program()


@dataclass(frozen=True, slots=True)
class Laid:
    """PDF files that LibreOffice made of the Word files of the samples, by name."""

    files: dict[str, bytes]

    def __getitem__(self, name: str) -> bytes:
        return self.files[name]


@pytest.fixture(scope="module")
def laid(press: Flask, tmp_path_factory: pytest.TempPathFactory) -> Laid:
    """All Word files laid out in one run of the program."""
    folder: Path = tmp_path_factory.mktemp("word")
    with press.app_context():
        files = {
            f"{kind}-{choice}": render_docx(PAPERS[kind], choice)  # type: ignore[arg-type]
            for kind in OFFICIAL
            for choice in CHOICES
        }
        files["full"] = render_docx(full_order(), "zh")
        for language in LANGUAGES:
            files[f"long-{language}"] = render_docx(long_circular(), language)
            for number, paper in enumerate(shifted_orders()):
                files[f"shifted-{language}-{number}"] = render_docx(paper, language)
        return Laid(converted(files, folder))


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_the_faces_asked_for_are_those_of_the_printed_page(kind: str, choice: Choice, laid: Laid) -> None:
    measures.fonts_are_embedded_and_allowed(laid[f"{kind}-{choice}"])


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_nothing_stands_outside_the_sheet(kind: str, choice: Choice, laid: Laid) -> None:
    measures.nothing_outside_the_sheet(laid[f"{kind}-{choice}"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_every_sentence_is_on_the_page(kind: str, language: Language, laid: Laid, press: Flask) -> None:
    """Letter by letter: the order of a mixed line is that of whoever reads the file; it is held on the file itself."""
    with press.app_context():
        wanted = said(kind, language)
    drawn = [measures.letters(line) for line in pages.lines(laid[f"{kind}-{language}"])]
    for sentence in wanted:
        if len(sentence) <= 12:
            known = measures.letters(sentence)
            assert any(_holds(line, known) for line in drawn), sentence


def _holds(line: str, letters: str) -> bool:
    left = list(line)
    for letter in letters:
        if letter not in left:
            return False
        left.remove(letter)
    return True


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_text_stands_in_the_type_area(kind: str, language: Language, laid: Laid) -> None:
    measures.stands_in_the_type_area(laid[f"{kind}-{language}"], language, HANGING)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OFFICIAL)
def test_page_numbers_stand_at_the_outer_edge(kind: str, language: Language, laid: Laid) -> None:
    measures.numbers_stand_outside(laid[f"{kind}-{language}"], language)


@pytest.mark.parametrize("kind", OFFICIAL)
def test_page_numbers_of_either_text_begin_with_one(kind: str, laid: Laid) -> None:
    first = len(pages.sizes(laid[f"{kind}-zh"]))
    both = laid[f"{kind}-both"]
    assert len(pages.sizes(both)) == first + len(pages.sizes(laid[f"{kind}-ug"]))
    measures.numbers_stand_outside(both, "zh", 0, first)
    measures.numbers_stand_outside(both, "ug", first)


def test_a_full_page_has_22_lines_of_28_characters(laid: Laid) -> None:
    measures.is_full(laid["full"], 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_of_a_long_table_is_repeated_on_every_page(
    language: Language, laid: Laid, press: Flask
) -> None:
    with press.app_context():
        table = compose(long_circular(), language).annexes[0].blocks[0]
    head = measures.letters("".join(run.text for cell in table.head[0] for run in cell.runs))  # type: ignore[union-attr]
    assert_repeated(laid[f"long-{language}"], head, "90.96")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_head_is_the_last_line_of_a_page(language: Language, laid: Laid, press: Flask) -> None:
    for number, paper in enumerate(shifted_orders()):
        with press.app_context():
            known = heads(compose(paper, language))
        measures.no_head_ends_a_page(laid[f"shifted-{language}-{number}"], known)


def test_the_imprint_closes_the_last_page(laid: Laid) -> None:
    for kind in IMPRINTED:
        pdf = laid[f"{kind}-zh"]
        last = len(pages.sizes(pdf)) - 1
        (page, *_), *_more = pages.places(pdf, "印发")
        assert page == last
        bottom = max(char[4] for char in measures.body(pdf, last))
        assert measures.FOOT - 6 <= bottom <= measures.FOOT + 1


def test_the_date_stands_four_characters_from_the_edge(laid: Laid) -> None:
    chars = measures.lines(measures.body(laid["order-zh"], len(pages.sizes(laid["order-zh"])) - 1))
    (line,) = [
        row for row in chars if "".join(sorted(char[0] for char in row)) == "".join(sorted("2020年11月20日"))
    ]
    assert max(char[3] for char in line) == pytest.approx(210 - 26 - 4 * 156 / 28, abs=2.5)
