"""Static files: kept by browsers for a year (their addresses carry a stamp of the content), sent compressed.

Each text file is packed once, at its first request, into the instance folder, so that neither the checkout nor the
start of a command pays for it. A proxy in front that serves static files itself makes this idle, not wrong.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any
from wsgiref.headers import Headers

import brotli
from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

YEAR = 365 * 24 * 60 * 60
TEXTS = (".css", ".js", ".svg")


class PackedStatic(WhiteNoise):  # type: ignore[misc]
    """Serves `root` under /static/ and everything else by `application`."""

    def __init__(self, application: Any, root: Path, store: Path) -> None:
        self._store = store
        self._plain: dict[str, str] = {}
        self._lock = Lock()
        super().__init__(
            application, root=str(root), prefix="static/", max_age=YEAR, autorefresh=False,
            allow_all_origins=False, add_headers_function=_no_sniffing,
        )  # fmt: skip

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        url = environ.get("PATH_INFO", "")
        if url in self._plain:
            self._pack(url)
        return super().__call__(environ, start_response)  # type: ignore[no-any-return]

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Note a file; texts are packed when they are first asked for."""
        super().add_file_to_dictionary(url, path, stat_cache)
        if path.endswith(TEXTS):
            self._plain[url] = path

    def _pack(self, url: str) -> None:
        with self._lock:
            path = self._plain.get(url)
            if path is None:
                return
            # Where the folder cannot be written the file goes out as it is.
            with contextlib.suppress(OSError):
                headers = Headers([])
                self.add_mime_headers(headers, path, url)
                self.add_cache_headers(headers, path, url)
                _no_sniffing(headers, path, url)
                self.files[url] = StaticFile(path, headers.items(), encodings=packed(Path(path), self._store))
            del self._plain[url]


def packed(path: Path, store: Path) -> dict[str, str]:
    """Paths of the packed copies of a file by content coding, made where missing. Raises OSError."""
    content = path.read_bytes()
    stem = store / hashlib.sha256(content).hexdigest()[:20]
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "br": (".br", lambda: bytes(brotli.compress(content, quality=11))),
        "gzip": (".gz", lambda: gzip.compress(content, 9, mtime=0)),
    }
    found = {}
    for coding, (suffix, make) in makers.items():
        target = stem.with_suffix(suffix)
        if not target.exists():
            _write(target, make())
        found[coding] = str(target)
    return found


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: several processes may pack the same file at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, passing = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(passing, target)


def _no_sniffing(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
