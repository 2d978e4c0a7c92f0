"""What the portal imports is what it asks for, and what is installed is locked with hashes."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "requirements"
OWN = {"portal", "config", "wsgi", "scripts", "tests", "benchmarks"}

MODULES = {
    "argon2": "argon2-cffi",
    "chinese_calendar": "chinesecalendar",
    "docx": "python-docx",
    "fontTools": "fonttools",
    "zxingcpp": "zxing-cpp",
}
"""Modules whose package has another name than a hyphen for an underscore makes."""

NOT_IMPORTED = {
    "gunicorn": "started by its own command",
    "psycopg": "the driver behind an address of PostgreSQL",
    "tzdata": "read by zoneinfo",
}
"""Packages that the portal needs without importing them."""


def asked_for(name: str) -> dict[str, str]:
    """Package and version of each line of requirements/<name>.in."""
    lines = (FOLDER / f"{name}.in").read_text("utf-8").splitlines()
    found = re.compile(r"([a-z0-9-]+)(?:\[\w+\])?==(\S+)")
    return {m[1]: m[2] for line in lines if (m := found.match(line))}


def locked(name: str) -> dict[str, str]:
    """Package and version of each entry of requirements/<name>.txt."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==([^\s;\\]+)", text, re.MULTILINE))


def imported(files: Iterable[Path]) -> dict[str, set[str]]:
    """Packages that the files import, each with the files that do."""
    found: dict[str, set[str]] = {}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for module in {name.partition(".")[0] for name in names} - OWN - sys.stdlib_module_names:
                package = MODULES.get(module, module.lower().replace("_", "-"))
                found.setdefault(package, set()).add(path.relative_to(ROOT).as_posix())
    return found


@cache
def of_the_portal() -> dict[str, set[str]]:
    """Packages that whatever runs on a server imports."""
    folders = ("portal", "migrations", "deploy")
    found = [path for name in folders for path in (ROOT / name).rglob("*.py")]
    return imported([*found, ROOT / "config.py", ROOT / "wsgi.py"])


def test_every_package_that_the_portal_imports_is_asked_for() -> None:
    wanted = asked_for("runtime")
    assert {name: files for name, files in of_the_portal().items() if name not in wanted} == {}


def test_every_package_that_is_asked_for_is_used() -> None:
    assert set(asked_for("runtime")) - set(of_the_portal()) - set(NOT_IMPORTED) == set()


def test_every_package_that_the_tests_import_is_asked_for() -> None:
    wanted = asked_for("runtime") | asked_for("dev")
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    assert {name: used for name, used in imported(files).items() if name not in wanted} == {}


def test_installing_needs_nothing_but_the_standard_library() -> None:
    assert imported((ROOT / "scripts").rglob("*.py")) == {}


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_the_lock_holds_what_is_asked_for_each_with_hashes(name: str) -> None:
    lock = locked(name)
    assert {package: lock.get(package) for package in asked_for(name)} == asked_for(name)
    entries = re.split(r"\n(?=[a-z0-9])", (FOLDER / f"{name}.txt").read_text("utf-8"))
    assert [entry.split()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []


def test_both_locks_agree_on_what_they_share() -> None:
    runtime, dev = locked("runtime"), locked("dev")
    assert {
        name: (version, dev[name]) for name, version in runtime.items() if dev.get(name, version) != version
    } == {}
