"""Rooms and views keep their size, and every module has a name that says what is in it."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.rules.sources import ROOT, functions, length, sources, within

LONGEST_FILE = 400
LONGEST_VIEW = 25
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}


def texts(*suffixes: str) -> list[Path]:
    """The project's own texts."""
    folders = ("portal", "templates", "tests", "migrations", "scripts", "benchmarks", "deploy")
    found = [p for f in folders for s in suffixes for p in (ROOT / f).rglob(f"*{s}")]
    return [p for p in found if "vendor" not in p.parts and "versions" not in p.parts]


def test_no_file_is_two_rooms() -> None:
    for path in texts(".py", ".html"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= LONGEST_FILE, f"{path.relative_to(ROOT)}: {lines} lines"


def is_view(function: ast.FunctionDef) -> bool:
    """A function that answers a request: decorated as a route."""
    words = [ast.unparse(decorator) for decorator in function.decorator_list]
    return any(word.startswith(("bp.get(", "bp.post(", "bp.route(", "expose(")) for word in words)


def test_no_view_is_longer_than_a_screen() -> None:
    seen = 0
    for path, tree in within("portal/web", "portal/admin").items():
        for function in functions(tree):
            if is_view(function):
                seen += 1
                assert length(function) <= LONGEST_VIEW, (
                    f"{path}: {function.name} has {length(function)} lines"
                )
    assert seen > 60


def test_no_module_is_a_drawer() -> None:
    for path in texts(".py"):
        assert path.stem not in FORBIDDEN, path
        assert path.parent.name not in FORBIDDEN, path


def test_every_module_and_every_public_thing_says_what_it_is() -> None:
    for path, tree in sources().items():
        if Path(path).name == "__init__.py" and not tree.body:
            continue
        assert ast.get_docstring(tree), path
        if not path.startswith(("portal/domain", "portal/access", "portal/services")):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


def test_every_public_function_has_types() -> None:
    for path, tree in sources().items():
        for function in functions(tree):
            arguments = [*function.args.args, *function.args.kwonlyargs]
            bare = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
            assert not bare, f"{path}: {function.name}({', '.join(bare)})"
            assert function.returns is not None, f"{path}: {function.name}"


def test_nothing_is_left_for_later() -> None:
    words = ("TODO", "FIX" + "ME", "XXX", "raise NotImplemented" + "Error")
    for path in texts(".py", ".html", ".js", ".css"):
        text = path.read_text(encoding="utf-8")
        found = [word for word in words if word in text and path.name != "test_sizes.py"]
        assert not found, f"{path.relative_to(ROOT)}: {found}"


def test_the_syntax_is_that_of_the_oldest_python() -> None:
    for path in texts(".py"):
        ast.parse(path.read_text(encoding="utf-8"), filename=str(path), feature_version=(3, 11))


NEWER = {
    "typing": {"override", "TypeIs", "ReadOnly", "NoDefault", "TypeAliasType"},
    "itertools": {"batched"},
    "warnings": {"deprecated"},
    "copy": {"replace"},
    "calendar": {"Month", "Day"},
}
"""Names of the standard library that Python 3.11 does not have."""


def test_nothing_newer_than_the_oldest_python_is_imported() -> None:
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in NEWER:
                newer = {alias.name for alias in node.names} & NEWER[node.module]
                assert not newer, f"{path}:{node.lineno}"
