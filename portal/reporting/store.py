"""Printed papers on disk under their digest, so that the same document is never laid out twice."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from portal.reporting.digest import digest, template_version
from portal.reporting.papers import BOTH, AnyPaper, Choice, Language

Render = Callable[[AnyPaper, Choice, Sequence[Language]], bytes]


def print_paper(paper: AnyPaper, language: Choice, order: Sequence[Language]) -> bytes:
    """Return the PDF of a paper, with "both" in the given order. The layout engine takes a second to load, so commands and the worker, which
    never print, start without it.
    """
    from portal.reporting.layout import render_pdf

    return render_pdf(paper, language, order)


def write_paper(paper: AnyPaper, language: Choice, order: Sequence[Language]) -> bytes:
    """Return an official paper as a Word file, with "both" in the given order."""
    from portal.reporting.word import render_docx

    return render_docx(paper, language, order)


class Store:
    """A folder of finished files of one kind; several processes may use it at once.

    ``render`` makes the bytes of a paper in a language, with "both" in an order; ``suffix`` ends the names. A file is written under a temporary name and moved
    into place, so a reader never meets half a document; the same document made twice at once is the same
    file.
    """

    def __init__(self, folder: Path, render: Render = print_paper, suffix: str = ".pdf") -> None:
        self._folder = folder
        self._render = render
        self._suffix = suffix

    def path(self, paper: AnyPaper, language: Choice, order: Sequence[Language] = BOTH) -> Path:
        """Return where this very document stands or will stand."""
        said = " ".join(order) if language == "both" else language
        key = digest(paper, said, template_version())
        return self._folder / key[:2] / f"{key}{self._suffix}"

    def fetch_or_make(self, paper: AnyPaper, language: Choice, order: Sequence[Language] = BOTH) -> Path:
        """Return the file of the document, laid out now if it never was. Needs an application context.

        Raises OSError when the folder cannot be written; nothing is left behind then.
        """
        path = self.path(paper, language, order)
        if path.is_file():
            return path
        content = self._render(paper, language, order)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o640)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return path
