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

COMMON = "common"
"""The folder below it with the same faces cut down to the common characters; where there is one, it serves the name, and
the whole face the name with " Whole" behind it."""

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


def face_files() -> dict[str, Path]:
    """Return the families that the font folder can serve, each with its file. A cut face without its whole one serves
    nothing: it was left behind."""
    folder, found = font_folder(), {}
    for family, file in FACES.items():
        common, whole = folder / COMMON / file, folder / file
        if whole.is_file() and common.is_file():
            found |= {family: common, f"{family} Whole": whole}
        elif whole.is_file():
            found[family] = whole
    return found


def face_rules() -> str:
    """Return the @font-face rules for those families whose file is in the font folder."""
    return "".join(
        f'@font-face{{font-family:"{family}";src:url("{file.resolve().as_uri()}")}}'
        for family, file in face_files().items()
    )
