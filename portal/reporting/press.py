"""What the layout engine is handed: the portal's own fonts, and the right to read the portal's own files alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
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


@lru_cache(maxsize=1)
def faces() -> tuple[FontConfiguration, CSS]:
    """Return the font configuration of this process and the style sheet that filled it; made once, as it is
    dear.
    """
    configuration = FontConfiguration()
    sheet = CSS(string=face_rules(), font_config=configuration, url_fetcher=OwnFilesOnly())
    return configuration, sheet
