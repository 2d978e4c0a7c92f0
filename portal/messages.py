"""Problem codes as sentences in the language of the page."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from flask_babel.speaklater import LazyString

from portal import sentences
from portal.domain.problems import Problem


def _collect() -> dict[str, LazyString]:
    found: dict[str, LazyString] = {}
    for module in pkgutil.iter_modules(sentences.__path__):
        for code, sentence in import_module(f"{sentences.__name__}.{module.name}").SENTENCES.items():
            if code in found:
                raise ValueError(f"two sentences for {code}")
            found[code] = sentence
    return found


SENTENCES: Mapping[str, LazyString] = _collect()


def sentence(problem: Problem) -> str:
    """What a problem says. Raises KeyError for a code without a sentence."""
    return str(SENTENCES[problem.code]) % dict(problem.params)
