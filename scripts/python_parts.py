"""The virtual environment, filled from the hash-locked lists, and what is compiled once."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.paths import REQUIREMENTS, ROOT, VENV, say

OLDEST = (3, 11)


class InstallationError(RuntimeError):
    """Something without which nothing can go on; its text is for the person at the terminal."""


def ensure(with_tests: bool) -> None:
    """Make or keep `.venv`, install what the locks say. Raises InstallationError."""
    python = make_environment()
    locks = [REQUIREMENTS / "runtime.txt"] + ([REQUIREMENTS / "dev.txt"] if with_tests else [])
    for lock in locks:
        install(python, lock)
    compile_catalogues(python)
    compile_code(python)


def make_environment() -> Path:
    """The interpreter inside `.venv`, which is made anew if it is absent, broken or too old."""
    python = VENV / "bin" / "python"
    if not _usable(python):
        say(f"making {VENV.name} with Python {sys.version.split()[0]}")
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
        )
        if made.returncode != 0:
            raise InstallationError(
                "the virtual environment could not be made. On Debian and Ubuntu type:  "
                f"apt-get install python3-venv\n{made.stdout}{made.stderr}"
            )
    return python


def install(python: Path, lock: Path) -> None:
    """Install one lock; nothing is done while its stamp is the lock's own digest."""
    stamp = VENV / f".{lock.stem}.stamp"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    say(f"installing {lock.relative_to(ROOT)}")
    # Wheels only: a source archive would run a build with tools that no hash covers.
    command = [
        str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
        "--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(lock),
    ]  # fmt: skip
    if subprocess.run(command, check=False).returncode != 0:
        raise InstallationError(f"{lock.relative_to(ROOT)} could not be installed; the lines above say why")
    stamp.write_text(digest, encoding="ascii")


def compile_catalogues(python: Path) -> None:
    """Compile each `translations/**/*.po` whose `.mo` is absent or older."""
    pending = [
        po
        for po in sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if not pending:
        return
    say("compiling the catalogues")
    for po in pending:
        command = [
            str(python), "-m", "babel.messages.frontend", "--quiet", "compile",
            "--input-file", str(po), "--output-file", str(po.with_suffix(".mo")),
            "--locale", po.parent.parent.name,
        ]  # fmt: skip
        if subprocess.run(command, check=False).returncode != 0:
            raise InstallationError(f"{po.relative_to(ROOT)} could not be compiled")


def compile_code(python: Path) -> None:
    """Compile the portal's modules, so that a start is fast too where the account that runs it may not write here."""
    command = [str(python), "-m", "compileall", "-q", "portal", "config.py", "wsgi.py"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise InstallationError("the portal's code could not be compiled; the lines above say why")


def suitable_interpreter() -> str | None:
    """A Python of at least 3.11 other than the running one, by name, newest tried first."""
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found and os.path.realpath(found) != os.path.realpath(sys.executable):
            return found
    return None


def _usable(python: Path) -> bool:
    check = f"import sys, pip; sys.exit(sys.version_info[:2] < {OLDEST!r})"
    try:
        return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
