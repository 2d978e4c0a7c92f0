"""What a layout may read; and that nothing loads the layout engine before a paper is printed."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest

from portal.reporting.fonts import ROOT, STATIC
from portal.reporting.layout import documents
from portal.reporting.press import OwnFilesOnly, pack
from tests.reporting.samples import ORDER

pytestmark = pytest.mark.usefixtures("pressroom")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://example.org/a.css",
        "file:///etc/passwd",
        "ftp://example.org/",
        "data:text/css,a{}",
        f"{STATIC.as_uri()}/../../config.py",
        f"file://example.org{STATIC}/papers/paper.css",
        f"{STATIC.as_uri()}/%2e%2e/%2e%2e/config.py",
    ],
)
def test_addresses_outside_the_portal_are_refused(address: str) -> None:
    with pytest.raises(PermissionError):
        OwnFilesOnly().fetch(address)


def test_own_styles_may_be_read() -> None:
    assert b"@page" in OwnFilesOnly().fetch((STATIC / "papers" / "paper.css").as_uri()).read()


def test_the_layout_engine_is_not_loaded_before_a_paper_is_printed() -> None:
    question = "import sys, portal; print([name for name in ('weasyprint', 'huey') if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_a_process_that_lays_papers_out_knows_no_database() -> None:
    question = (
        "import sys, portal.reporting.warm;"
        "print([name for name in ('sqlalchemy', 'alembic', 'flask_migrate', 'huey') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_a_packed_file_says_what_the_engine_would_have_written() -> None:
    document = documents(ORDER, "zh")[0]
    ours, theirs = (pikepdf.open(BytesIO(document.write_pdf(finisher=finisher))) for finisher in (pack, None))
    assert len(ours.pages) == len(theirs.pages)
    streams = [
        (mine, other)
        for mine, other in zip(ours.objects, theirs.objects, strict=True)
        if isinstance(mine, pikepdf.Stream) and mine.get("/Type") not in ("/XRef", "/ObjStm")
    ]
    assert any(mine.get("/Filter") == "/FlateDecode" for mine, _other in streams)
    for mine, other in streams:
        assert mine.read_bytes() == other.read_bytes()
        assert len(mine.read_raw_bytes()) < 1.1 * len(other.read_raw_bytes()) + 100
