"""Fonts at hand and the allow-list."""

from __future__ import annotations

import pytest

from portal.reporting.fonts import COMMON, FACES, face_files, face_rules, font_folder, is_allowed

pytestmark = pytest.mark.usefixtures("pressroom")


def test_every_face_lies_in_the_font_folder() -> None:
    for family, file in FACES.items():
        assert face_files()[family] == font_folder() / COMMON / file
        assert face_files()[f"{family} Whole"] == font_folder() / file
    assert face_rules().count("@font-face") == 2 * len(FACES)


@pytest.mark.parametrize(
    "name",
    [
        "/ABCDEF+Paper-Fang",
        "/ABCDEF+Paper-Fang-Whole",
        "/ABCDEF+UKIJ-Tuz-Tom",
        "FandolSong-Bold",
        "Noto-Serif-CJK-SC",
    ],
)
def test_fonts_of_the_papers_are_allowed(name: str) -> None:
    assert is_allowed(name)


@pytest.mark.parametrize("name", ["/ABCDEF+DejaVu-Sans", "Liberation-Serif", "/X+Noto-Sans-CJK-JP", ""])
def test_fallback_fonts_are_not(name: str) -> None:
    assert not is_allowed(name)
