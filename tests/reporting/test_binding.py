"""Many papers as one file: in their order, with bookmarks that lead to them, under names that every system takes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from portal.reporting import binding
from portal.reporting.binding import Part, bind, file_name, pack


def paper(folder: Path, name: str, pages: int) -> Path:
    """A PDF of some blank pages, each as wide as its number."""
    path = folder / f"{name}.pdf"
    with pikepdf.Pdf.new() as made:
        for number in range(1, pages + 1):
            made.add_blank_page(page_size=(100 + number, 100))
        made.save(path)
    return path


def parts(folder: Path, *pages: int) -> list[Part]:
    """Papers of two places by turns of three."""
    return [
        Part(paper(folder, str(n), count), f"县{n // 3}", f"项目{n}", "整改通知书", "zh")
        for n, count in enumerate(pages)
    ]


@pytest.mark.parametrize("sheaf", [2, 64])
def test_papers_are_bound_in_their_order_however_many_are_open_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheaf: int
) -> None:
    monkeypatch.setattr(binding, "SHEAF", sheaf)
    given = parts(tmp_path, 1, 3, 2, 1, 4)
    (tmp_path / "bound").mkdir()
    target = tmp_path / "bound" / "whole.pdf"
    bind(given, target, "和田地区")
    reader = PdfReader(target)
    assert len(reader.pages) == 11
    assert reader.metadata is not None
    assert reader.metadata.title == "和田地区"
    first, below, second, under = reader.outline
    assert (first["/Title"], second["/Title"]) == ("县0", "县1")  # type: ignore[call-overload]
    marks = [*below, *under]  # type: ignore[misc]
    assert [mark["/Title"] for mark in marks] == [f"项目{n} 整改通知书" for n in range(5)]
    assert [reader.get_destination_page_number(mark) for mark in marks] == [0, 1, 4, 6, 7]
    assert [path.name for path in target.parent.iterdir()] == ["whole.pdf"]


def test_an_archive_holds_each_paper_as_it_is_under_a_name_of_its_own(tmp_path: Path) -> None:
    given = parts(tmp_path, 1, 2)
    twice = [*given, given[0]]
    pack(twice, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == [
            "县0-项目0-整改通知书-zh.pdf",
            "县0-项目1-整改通知书-zh.pdf",
            "县0-项目0-整改通知书-zh-2.pdf",
        ]
        assert archive.read("县0-项目1-整改通知书-zh.pdf") == given[1].path.read_bytes()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("墨玉县", "道路（653222-1） 1号", "zh"), "墨玉县-道路（653222-1）_1号-zh"),
        (("", 'a/b\\c:"d"\n', ".."), "a_b_c_d"),
        (("字" * 80, "x"), "字" * 60 + "-x"),
    ],
)
def test_names_are_those_that_every_system_takes(words: tuple[str, ...], name: str) -> None:
    assert file_name(*words) == name
