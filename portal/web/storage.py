"""Where uploads go: the store of this app's configuration and the files of a request."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, cast

from flask import current_app, request

from portal.services.attachments import Store


def store() -> Store:
    """The attachment store that the configuration names."""
    config = current_app.config
    return Store(Path(config["ATTACHMENT_FOLDER"]), int(config["ATTACHMENT_LIMIT"]))


def chosen_files(field: str) -> list[tuple[str, BinaryIO]]:
    """Name and bytes of every file chosen in a field; a field left empty gives none."""
    return [(f.filename, cast(BinaryIO, f.stream)) for f in request.files.getlist(field) if f.filename]
