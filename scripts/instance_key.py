"""The key of an installation that `make` made, which signs its sessions."""

from __future__ import annotations

import os
import secrets

from scripts.paths import instance


def ensure() -> None:
    """Make the folder of this installation and its key, once. The key is readable by its owner alone."""
    folder = instance()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(folder / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))


def belongs_here() -> bool:
    """False where a server is set up: its key is set outside, and a command typed there without its settings must
    stop for want of a key, not work on a demo."""
    return os.environ.get("PORTAL_CONFIG", "demo") == "demo" and "PORTAL_INSTANCE" not in os.environ
