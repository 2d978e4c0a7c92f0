"""Many papers as one file: bound with bookmarks, or packed as an archive, a sheaf of them at hand at a time.

The library that binds takes a quarter of a second and 20 MB to load, so those who only ask for papers do without it.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

SHEAF = 64
"""Papers that are open at once while they are bound: sheaves are bound again, so that files and memory stay few."""

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*\s]+')
"""What some system does not take in the name of a file."""

LONGEST_PART = 60
"""Letters of a part of a name: place, project, form."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paper to be bound: its file, and place, project and form in words."""

    path: Path
    place: str
    name: str
    form: str
    language: str


def file_name(*parts: str) -> str:
    """Words as the name of a file without its ending, joined by hyphens: 墨玉县-道路硬化项目（653222-1）-整改通知书-zh."""
    tidy = (_UNFIT.sub(" ", part).strip(" .")[:LONGEST_PART].strip() for part in parts)
    return "-".join(part.replace(" ", "_") for part in tidy if part)


def pack(parts: Sequence[Part], target: Path) -> None:
    """Write an archive with a file for each paper, named by what it is. PDF files are compressed already."""
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for part in parts:
            name = file_name(part.place, part.name, part.form, part.language)
            number, free = 1, name
            while free in taken:
                number += 1
                free = f"{name}-{number}"
            taken.add(free)
            archive.write(part.path, f"{free}.pdf")


def bind(parts: Sequence[Part], target: Path, title: str) -> None:
    """Write one PDF with all papers in their order: a bookmark for each place, below it one for each paper."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        sheaves: list[Path] = []
        starts: list[int] = []
        for number, first in enumerate(range(0, len(parts), SHEAF)):
            sheaf = Path(folder) / f"{number}.pdf"
            start = starts[-1] if starts else 0
            _join([part.path for part in parts[first : first + SHEAF]], sheaf, starts, start)
            sheaves.append(sheaf)
        _write(sheaves, target, title, parts, starts)


def _join(papers: Sequence[Path], sheaf: Path, starts: list[int], page: int) -> None:
    """Join papers to a sheaf; starts gets the page on which each begins, and at its end the first page after all."""
    if starts:
        starts.pop()
    from pikepdf import Pdf

    opened: list[Pdf] = []
    try:
        with Pdf.new() as whole:
            for path in papers:
                opened.append(Pdf.open(path))
                starts.append(page)
                page += len(opened[-1].pages)
                whole.pages.extend(opened[-1].pages)
            starts.append(page)
            whole.save(sheaf)
    finally:
        for one in opened:
            one.close()


def _write(
    sheaves: Sequence[Path], target: Path, title: str, parts: Sequence[Part], starts: Sequence[int]
) -> None:
    from pikepdf import Name, ObjectStreamMode, Pdf

    opened: list[Pdf] = []
    try:
        with Pdf.new() as whole:
            for path in sheaves:
                opened.append(Pdf.open(path))
                whole.pages.extend(opened[-1].pages)
            with whole.open_outline() as outline:
                outline.root.extend(_bookmarks(parts, starts))
            whole.docinfo["/Title"] = title
            whole.Root.PageMode = Name.UseOutlines
            whole.save(target, object_stream_mode=ObjectStreamMode.generate)
    finally:
        for one in opened:
            one.close()


def _bookmarks(parts: Sequence[Part], starts: Sequence[int]) -> list[Any]:
    from pikepdf import OutlineItem

    found = []
    numbered = list(zip(parts, starts, strict=False))
    for place, group in groupby(numbered, key=lambda pair: pair[0].place):
        held = list(group)
        head = OutlineItem(place or held[0][0].name, held[0][1])
        head.children.extend(OutlineItem(f"{part.name} {part.form}", page) for part, page in held)
        found.append(head)
    return found
