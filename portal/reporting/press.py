"""What the layout engine is handed: the portal's own fonts, and the right to read the portal's own files alone."""

from __future__ import annotations

import filecmp
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.reporting.fonts import STATIC, face_rules, font_folder


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


class SharedFonts(FontConfiguration):  # type: ignore[misc]
    """Fonts that are read where they lie. The layout engine keeps a copy of each for itself; a link in its place saves
    the 30 MB, and several processes then share what they have read.
    """

    def add_font_face(self, rule_descriptors: dict[str, Any], url_fetcher: URLFetcher) -> None:
        """Add a font; its copy gives way to a link where it is the very file that the rule names."""
        before = set(self._folder.iterdir()) if self._folder else set()
        super().add_font_face(rule_descriptors, url_fetcher)
        if self._folder is None:
            return
        for copy in set(self._folder.iterdir()) - before:
            for _kind, url in rule_descriptors["src"]:
                original = Path(unquote(urlsplit(url or "").path))
                if original.is_file() and filecmp.cmp(original, copy, shallow=False):
                    copy.unlink()
                    copy.symlink_to(original.resolve())
                    break


@lru_cache(maxsize=1)
def faces() -> tuple[FontConfiguration, CSS]:
    """Return the font configuration of this process and the style sheet that filled it; made once, as it is
    dear.
    """
    configuration = SharedFonts()
    sheet = CSS(string=face_rules(), font_config=configuration, url_fetcher=OwnFilesOnly())
    return configuration, sheet


LEVEL = 1
"""Of zlib. The engine takes the slowest, which needs more than three times as long and makes files of 160 kB 5 kB smaller:
most of them are outlines, which hardly shrink (measured)."""


def pack(_document: Any, pdf: Any) -> None:
    """Compress fonts and pages before the engine does. A finisher of ``write_pdf``."""
    for one in pdf.objects:
        if getattr(one, "compress", False) and all(isinstance(part, bytes) for part in one.stream):
            one.stream = [zlib.compress(b"\n".join(one.stream), LEVEL)]
            one.extra["Filter"] = "/FlateDecode"
            one.compress = False
