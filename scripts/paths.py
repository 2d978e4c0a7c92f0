"""Where things lie, and how the installing scripts speak to the person at the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"


def instance() -> Path:
    """The folder of everything this installation owns; PORTAL_INSTANCE moves it, as in config.py."""
    return Path(os.environ.get("PORTAL_INSTANCE", ROOT / "instance"))


def say(text: str) -> None:
    """One line of progress, at once."""
    print(f"[setup] {text}", flush=True)


def warn(text: str) -> None:
    """One line about something that is missing but does not stop the work."""
    print(f"[setup] ! {text}", file=sys.stderr, flush=True)
