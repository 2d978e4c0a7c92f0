"""A class that a page gives is one that a style sheet or a script knows: a misspelt one would only look wrong."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "static"

HOOKS = {
    "account", "conflict", "demo-card", "diff-legend", "diff-same", "gap", "moment-links",
    "moment-text", "objection", "pages-count", "radios", "report-figure", "report-part", "report-text", "share", "times",
    "who-unit",
}  # fmt: skip
"""Names of places without a look of their own, by which tests and readers of the source find them."""

_GIVEN = re.compile(r'class="([^"]*)"')
_MADE = re.compile(r"\{[{%].*?[%}]\}")
_WHOLE = re.compile(r"[a-zA-Z][\w-]*\w")


def given() -> dict[str, set[str]]:
    """Classes written out in templates of pages, each with the templates that give it."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if path.parent.name == "papers":
            continue
        for text in _GIVEN.findall(path.read_text("utf-8")):
            for name in filter(_WHOLE.fullmatch, _MADE.sub(" ", text).split()):
                found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


def known() -> set[str]:
    """Classes that style sheets and scripts speak of."""
    files = [path for kind in ("css", "js") for path in STATIC.rglob(f"*.{kind}")]
    return {name for path in files for name in re.findall(r"\.([a-zA-Z][\w-]*)", path.read_text("utf-8"))}


def test_every_class_of_a_page_has_a_look_or_is_a_named_hook() -> None:
    classes, looks = given(), known()
    assert len(classes) > 200
    assert {name: where for name, where in classes.items() if name not in looks | HOOKS} == {}
    assert {name for name in HOOKS if name not in classes or name in looks} == set()
