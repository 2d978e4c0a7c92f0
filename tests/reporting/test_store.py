"""The store lays a document out once, writes it whole, and keeps different documents apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from portal.reporting.papers import AnyPaper, Choice, Language
from portal.reporting.store import Store, write_paper
from tests.reporting.samples import ORDER, TARGET

pytestmark = pytest.mark.usefixtures("pressroom")


class Press:
    """Counts layouts; what it prints tells what it was asked for."""

    def __init__(self) -> None:
        self.layouts = 0

    def __call__(self, paper: AnyPaper, language: Choice, order: Sequence[Language]) -> bytes:
        self.layouts += 1
        return f"%PDF {paper.number} {language}".encode()


def test_second_request_is_served_without_a_layout(tmp_path: Path) -> None:
    press = Press()
    first = Store(tmp_path, press).fetch_or_make(TARGET, "zh")
    again = Store(tmp_path, press).fetch_or_make(replace(TARGET), "zh")
    assert press.layouts == 1
    assert first == again
    assert first.read_bytes().startswith(b"%PDF")


def test_each_language_and_each_change_is_a_document_of_its_own(tmp_path: Path) -> None:
    press = Press()
    store = Store(tmp_path, press)
    languages: tuple[Choice, ...] = ("zh", "ug", "both")
    paths = {store.fetch_or_make(TARGET, language) for language in languages}
    paths.add(store.fetch_or_make(replace(TARGET, draft=True), "zh"))
    assert len(paths) == press.layouts == 4


def test_a_layout_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken(paper: AnyPaper, language: Choice, order: Sequence[Language]) -> bytes:
        raise KeyError(language)

    with pytest.raises(KeyError):
        Store(tmp_path, broken).fetch_or_make(TARGET, "zh")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_write_that_fails_leaves_no_half_document(tmp_path: Path) -> None:
    store = Store(tmp_path, Press())
    store.path(TARGET, "zh").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        store.fetch_or_make(TARGET, "zh")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_real_press_makes_a_pdf(tmp_path: Path) -> None:
    assert Store(tmp_path).fetch_or_make(TARGET, "zh").read_bytes()[:5] == b"%PDF-"


def test_the_order_of_both_texts_makes_a_document_of_its_own_and_that_of_one_text_none(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path, Press())
    assert store.path(TARGET, "both", ("zh", "ug")) != store.path(TARGET, "both", ("ug", "zh"))
    assert store.path(TARGET, "zh", ("zh", "ug")) == store.path(TARGET, "zh", ("ug", "zh"))


def test_a_word_file_stands_beside_the_pdf_of_the_same_paper(tmp_path: Path) -> None:
    word = Store(tmp_path, write_paper, ".docx").fetch_or_make(ORDER, "zh")
    assert word.read_bytes()[:2] == b"PK"
    assert word == Store(tmp_path).path(ORDER, "zh").with_suffix(".docx")
