"""What a layout may read; and that nothing loads the layout engine before a paper is printed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portal.reporting.fonts import ROOT, STATIC
from portal.reporting.press import OwnFilesOnly

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
