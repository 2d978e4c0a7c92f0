"""The structure of every paper against the one kept in tests/reporting/golden: a change of a template, a style sheet or
a composer shows as a change of these files.

Renew them after a change that is meant, look at the papers and at the difference, and commit both:

    GOLDEN=write .venv/bin/pytest tests/reporting/test_golden.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flask import Flask

from portal.reporting.layout import documents
from portal.reporting.papers import Language
from tests.reporting.golden import Row, structure
from tests.reporting.samples import PAPERS

FOLDER = Path(__file__).parent / "golden"
KEPT = {f"{kind}-{language}" for kind in PAPERS for language in ("zh", "ug")}


def spelled(rows: list[Row]) -> str:
    """A row a line, so that a difference names the blocks that moved."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("kind", tuple(PAPERS))
def test_blocks_stand_where_they_stood(kind: str, language: Language, press: Flask) -> None:
    with press.app_context():
        found = spelled(structure(documents(PAPERS[kind], language)))  # type: ignore[arg-type]
    path = FOLDER / f"{kind}-{language}.json"
    if os.environ.get("GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert path.is_file(), "no golden file: see the head of this module"
    assert found == path.read_text("utf-8")


def test_no_golden_file_is_left_of_a_paper_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == KEPT
