"""Fonts at hand, the allow-list, and what a layout may read."""

from __future__ import annotations

import pytest

from portal.reporting.fonts import FACES, STATIC, OwnFilesOnly, face_rules, font_folder, is_allowed

pytestmark = pytest.mark.usefixtures("pressroom")


def test_every_face_lies_in_the_font_folder() -> None:
    assert [file for file in FACES.values() if not (font_folder() / file).is_file()] == []
    assert face_rules().count("@font-face") == len(FACES)


@pytest.mark.parametrize(
    "name", ["/ABCDEF+Paper-Fang", "/ABCDEF+UKIJ-Tuz-Tom", "FandolSong-Bold", "Noto-Serif-CJK-SC"]
)
def test_fonts_of_the_papers_are_allowed(name: str) -> None:
    assert is_allowed(name)


@pytest.mark.parametrize("name", ["/ABCDEF+DejaVu-Sans", "Liberation-Serif", "/X+Noto-Sans-CJK-JP", ""])
def test_fallback_fonts_are_not(name: str) -> None:
    assert not is_allowed(name)


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
