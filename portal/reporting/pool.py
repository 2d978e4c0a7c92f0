"""Papers laid out by several processes at once. They know neither the database nor who asked: they are handed frozen
papers and leave the files in the store.

The processes come from a server process that has loaded the layout engine once (forkserver): measured, each then
starts at once and shares that memory, where a spawned one takes two seconds and 130 MB for itself.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, current_app

from portal.i18n import init_i18n
from portal.reporting.papers import BOTH, AnyPaper, Choice, Language
from portal.reporting.store import Store

SETTINGS = (
    "DOCUMENT_FOLDER",
    "FONT_FOLDER",
    "BABEL_DEFAULT_LOCALE",
    "BABEL_DEFAULT_TIMEZONE",
    "BABEL_TRANSLATION_DIRECTORIES",
)
"""What a process is told of the configuration."""

OBJECTS = 50_000
"""New objects after which a process looks for cycles to free. A paper makes that many in all, nearly none of them
garbage before it is written (measured: a fifth less time than with Python's 700, 6 MB more)."""


class Pool:
    """Lays papers out in some processes, or with none at once in this one. A context manager; needs an application
    context."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None
        self.room = max(1, 2 * workers)
        """How many papers are worth having under way at once."""

    def lay_out(self, paper: AnyPaper, language: Choice, order: Sequence[Language] = BOTH) -> Future[str]:
        """The place of a paper's file below the folder of papers, to come; order: of the texts of one in both languages.
        What the store has is there at once and asks for no process."""
        if self._workers and not _store().path(paper, language, order).is_file():
            return self._processes().submit(_lay_out, paper, language, order)
        made: Future[str] = Future()
        try:
            made.set_result(_lay_out(paper, language, order))
        except Exception as error:
            made.set_exception(error)
        return made

    def _processes(self) -> ProcessPoolExecutor:
        """The processes, which start with the first paper that nobody has printed yet."""
        if self._executor is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["portal.reporting.warm"])
            settings = {name: current_app.config[name] for name in SETTINGS}
            self._executor = ProcessPoolExecutor(self._workers, context, _ready, (settings,))
        return self._executor

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)


def _ready(settings: Mapping[str, Any]) -> None:
    """Prepare a process: an application that knows words and fonts and nothing else."""
    gc.set_threshold(OBJECTS)
    app = Flask("press")
    app.config.update(settings)
    init_i18n(app)
    # It lives as long as the process.
    app.app_context().push()


def _store() -> Store:
    return Store(Path(current_app.config["DOCUMENT_FOLDER"]))


def _lay_out(paper: AnyPaper, language: Choice, order: Sequence[Language]) -> str:
    made = _store().fetch_or_make(paper, language, order)
    return made.relative_to(current_app.config["DOCUMENT_FOLDER"]).as_posix()
