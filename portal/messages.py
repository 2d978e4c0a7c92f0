"""Problem codes as sentences in the language of the page."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping
from datetime import date
from importlib import import_module

from flask_babel.speaklater import LazyString

from portal import sentences
from portal.domain.problems import Problem
from portal.i18n import date_text, language
from portal.labels import PARTS, label
from portal.labels.rankings import RANKED
from portal.labels.supervision import THINGS


def _collect() -> dict[str, LazyString]:
    found: dict[str, LazyString] = {}
    for module in pkgutil.iter_modules(sentences.__path__):
        for code, sentence in import_module(f"{sentences.__name__}.{module.name}").SENTENCES.items():
            if code in found:
                raise ValueError(f"two sentences for {code}")
            found[code] = sentence
    return found


SENTENCES: Mapping[str, LazyString] = _collect()


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TYPED = frozenset({"text", "name", "word"})
"""Parameters that repeat what somebody typed: they stand as they were typed."""
_WORDS = {"level1": "Level1", "level2": "Level2", "grade": "Grade"}


def _param(name: str, value: str | int) -> str | int:
    """A parameter as the sentence shows it: codes of enums become their words, days the pattern of the language
    (written 2020-06-30 in a line from right to left, their parts would change places)."""
    if name in _WORDS and value:
        return label(str(value), _WORDS[name])
    if name == "part" and value in PARTS:
        return str(PARTS[str(value)])
    if name == "table" and value in RANKED:
        return str(RANKED[str(value)])
    if name == "section":
        return label(str(value), "SectionCode")
    if name == "report":
        return label(str(value), "ReportKind")
    if name == "thing" and value in THINGS:
        return str(THINGS[str(value)])
    if isinstance(value, str) and name not in _TYPED and _DAY.fullmatch(value):
        return date_text(date.fromisoformat(value))
    return value


def sentence(problem: Problem) -> str:
    """What a problem says. Raises KeyError for a code without a sentence."""
    params = {name: _param(name, value) for name, value in problem.params.items()}
    for name in [name.removesuffix("_zh") for name in params if name.endswith("_zh")]:
        # A name that the record holds in both languages: unit_zh and unit_ug are said as %(unit)s.
        params[name] = (params.get(f"{name}_ug") if language() == "ug" else "") or params[f"{name}_zh"]
    return str(SENTENCES[problem.code]) % params
