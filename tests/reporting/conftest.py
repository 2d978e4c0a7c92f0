"""An application without a database for papers, and every paper printed once in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import pytest
from flask import Flask
from flask_babel import Babel

from config import Config
from portal.reporting.layout import render_pdf
from portal.reporting.papers import AnyPaper, Choice
from tests.reporting.samples import PAPERS

Printer = Callable[[str, Choice], bytes]


@pytest.fixture(scope="session")
def press() -> Flask:
    """The least application that can print: configuration and catalogues."""
    app = Flask("papers")
    app.config.from_object(Config)
    Babel(app)
    return app


@pytest.fixture
def pressroom(press: Flask) -> Iterator[None]:
    """An application context around one test."""
    with press.app_context():
        yield


@pytest.fixture(scope="session")
def printed(press: Flask) -> Printer:
    """Return the PDF of a sample by kind and language; each is laid out once in the whole run."""

    @lru_cache(maxsize=32)
    def pdf(kind: str, language: Choice) -> bytes:
        paper: AnyPaper = PAPERS[kind]  # type: ignore[assignment]
        with press.app_context():
            return render_pdf(paper, language)

    return pdf
