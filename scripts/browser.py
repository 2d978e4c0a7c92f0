"""The browser of the tests: Debian's Chromium; on Ubuntu, whose archive has none, Playwright's own build."""

from __future__ import annotations

import shutil
import subprocess

from scripts.paths import VENV, say, warn

LINK = VENV / "bin" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def ensure() -> None:
    """Let `.venv/bin/chromium` lead to a Chromium, which is where `make` tells the tests to look."""
    if LINK.exists():
        return
    found = _debian() or _playwright()
    if found is None:
        warn("no Chromium: the tests under tests/browser will fail. Install one as /usr/bin/chromium")
        return
    LINK.unlink(missing_ok=True)
    LINK.symlink_to(found)


def _debian() -> str | None:
    for name in NAMES:
        found = shutil.which(name, path="/usr/bin:/usr/local/bin")
        if found and _answers(found):
            return found
    return None


def _playwright() -> str | None:
    say("no Chromium in this distribution's archive: installing Playwright's build")
    subprocess.run([str(VENV / "bin" / "playwright"), "install", "--with-deps", "chromium"], check=False)
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run(
        [str(VENV / "bin" / "python"), "-c", question], capture_output=True, text=True, check=False
    )
    path = answer.stdout.strip()
    return path if answer.returncode == 0 and _answers(path) else None


def _answers(path: str) -> bool:
    """Ubuntu's chromium-browser is only a pointer to a snap; asking the version tells."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0
