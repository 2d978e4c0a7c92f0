"""Printed papers on disk under their digest, so that the same document is never laid out twice."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from portal.reporting.digest import digest, template_version
from portal.reporting.papers import AnyPaper, Choice


def print_paper(paper: AnyPaper, language: Choice) -> bytes:
    """Return the PDF of a paper. The layout engine takes a second to load, so commands and the worker, which
    never print, start without it.
    """
    from portal.reporting.layout import render_pdf

    return render_pdf(paper, language)


class Store:
    """A folder of finished PDF files; several processes may use it at once.

    ``render`` makes the bytes of a paper in a language. A file is written under a temporary name and moved
    into place, so a reader never meets half a document; the same document made twice at once is the same
    file.
    """

    def __init__(self, folder: Path, render: Callable[[AnyPaper, Choice], bytes] = print_paper) -> None:
        self._folder = folder
        self._render = render

    def path(self, paper: AnyPaper, language: Choice) -> Path:
        """Return where this very document stands or will stand."""
        key = digest(paper, language, template_version())
        return self._folder / key[:2] / f"{key}.pdf"

    def fetch_or_make(self, paper: AnyPaper, language: Choice) -> Path:
        """Return the file of the document, laid out now if it never was. Needs an application context.

        Raises OSError when the folder cannot be written; nothing is left behind then.
        """
        path = self.path(paper, language)
        if path.is_file():
            return path
        content = self._render(paper, language)
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
