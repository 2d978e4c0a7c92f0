"""Fonts of printed papers: where they lie, which may be embedded, and what a layout may read from disk.

The free Fandol faces stand in for the licensed ones of Chinese offices; UKIJ sets Uyghur; Noto Serif CJK
keeps rare characters. Licensed faces that are installed on the server come first in the chains of
``papers/paper.css``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

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


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Opens files of the portal's static folder and font folder; refuses every other address."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file behind a file: address inside the allowed folders; raise PermissionError
        otherwise.
        """
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        folders = (STATIC.resolve(), font_folder().resolve())
        if (
            parts.scheme != "file"
            or parts.netloc
            or not any(path.is_relative_to(folder) for folder in folders)
        ):
            raise PermissionError("a paper may only use the portal's own files")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "application/octet-stream"})


def face_rules() -> str:
    """Return the @font-face rules for those faces whose file is in the font folder."""
    folder = font_folder()
    return "".join(
        f'@font-face{{font-family:"{family}";src:url("{(folder / file).resolve().as_uri()}")}}'
        for family, file in FACES.items()
        if (folder / file).is_file()
    )


@lru_cache(maxsize=1)
def faces() -> tuple[FontConfiguration, CSS]:
    """Return the font configuration of this process and the style sheet that filled it; made once, as it is
    dear.
    """
    configuration = FontConfiguration()
    sheet = CSS(string=face_rules(), font_config=configuration, url_fetcher=OwnFilesOnly())
    return configuration, sheet
