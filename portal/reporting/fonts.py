"""Fonts of printed papers: where they lie and which may be embedded.

The free Fandol faces stand in for the licensed ones of Chinese offices; UKIJ sets Uyghur; Noto Serif CJK
keeps rare characters. Licensed faces that are installed on the server come first in the chains of
``papers/paper.css``.
"""

from __future__ import annotations

from pathlib import Path

from flask import current_app

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "static"

FACES = {
    "Paper Fang": "FandolFang-Regular.otf",
    "Paper Kai": "FandolKai-Regular.otf",
    "Paper Hei": "FandolHei-Regular.otf",
    "Paper Song": "FandolSong-Regular.otf",
    "Paper Title": "FandolSong-Bold.otf",
}
"""Family names used by the style sheets, with the file in the font folder that serves each."""

_ALLOWED = (
    "FandolFang",
    "FandolKai",
    "FandolHei",
    "FandolSong",
    "FZXBSJW",
    "FZXiaoBiaoSong",
    "FangSong",
    "KaiTi",
    "SimHei",
    "SimSun",
    "仿宋",
    "楷体",
    "黑体",
    "方正小标宋",
    "NotoSerifCJK",
    "UKIJTuz",
)


def font_folder() -> Path:
    """Return the folder of the portal's own font files, FONT_FOLDER of the application."""
    return Path(current_app.config["FONT_FOLDER"])


def font_allow_list() -> tuple[str, ...]:
    """Return the beginnings of the font names (without subset tag, blanks and hyphens) that a paper may
    embed.
    """
    return (*_ALLOWED, *(family.replace(" ", "") for family in FACES))


def is_allowed(name: str) -> bool:
    """Say whether a PDF font name such as ``/ABCDEF+Paper-Fang`` is on the allow-list."""
    plain = name.lstrip("/").split("+")[-1].replace("-", "").replace(" ", "")
    return plain.startswith(font_allow_list())


def face_rules() -> str:
    """Return the @font-face rules for those faces whose file is in the font folder."""
    folder = font_folder()
    return "".join(
        f'@font-face{{font-family:"{family}";src:url("{(folder / file).resolve().as_uri()}")}}'
        for family, file in FACES.items()
        if (folder / file).is_file()
    )
