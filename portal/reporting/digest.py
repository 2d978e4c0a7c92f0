"""The digest of a paper: the same frozen data in the same language on the same templates are the same
document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from flask import current_app

from portal.reporting.fonts import ROOT, STATIC, face_files
from portal.reporting.papers import AnyPaper


def plain(value: object, sparse: bool = False) -> object:
    """Return frozen data as what JSON knows: dates as ISO text, sets sorted, dataclasses by field name.

    ``sparse`` leaves out fields that have their default. Raises TypeError for anything else, so that no object without
    a stable spelling slips into a digest.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item, sparse) for item in value]
    if isinstance(value, frozenset | set):
        return sorted(str(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        said = {field.name: (field, getattr(value, field.name)) for field in fields(value)}
        return {
            name: plain(one, sparse)
            for name, (field, one) in said.items()
            if not (sparse and _is_default(field, one))
        }
    raise TypeError(f"no stable spelling for {type(value).__name__}")


def _is_default(field: Field[object], value: object) -> bool:
    return field.default is not MISSING and value == field.default


def frozen(paper: AnyPaper) -> str:
    """Return the SHA-256 in hex over what a paper says, whatever its language, its templates and its mark.

    Fields with their default are left out: a later release that adds one leaves the digests of earlier papers as they
    were.
    """
    data = {"kind": paper.kind, "paper": plain(replace(paper, mark=None), sparse=True)}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(paper: AnyPaper) -> bytes:
    """Return the paper as canonical JSON: sorted keys, no blanks, UTF-8."""
    data = {"kind": paper.kind, "paper": plain(paper)}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(paper: AnyPaper, language: str, template_version: str) -> str:
    """Return the SHA-256 in hex over data, language ("zh", "ug", or both in their order) and the version of the templates."""
    seal = hashlib.sha256(f"{template_version}\n{language}\n".encode())
    seal.update(canonical(paper))
    return seal.hexdigest()


def _sources() -> Iterator[Path]:
    yield from sorted((ROOT / "templates" / "papers").glob("*.html"))
    yield from sorted((STATIC / "papers").glob("*.css"))
    yield from sorted((ROOT / "portal" / "reporting").glob("*.py"))
    for room in ("composing", "word"):
        yield from sorted((ROOT / "portal" / "reporting" / room).glob("*.py"))


@lru_cache(maxsize=8)
def _version(catalogues: str, faces: str) -> str:
    seal = hashlib.sha256(faces.encode())
    for path in (*_sources(), *sorted(Path(catalogues).glob("*/LC_MESSAGES/messages.mo"))):
        seal.update(path.name.encode() + b"\0" + path.read_bytes())
    return seal.hexdigest()[:16]


def template_version() -> str:
    """Return the version of everything that shapes a paper: templates, styles, code, words and fonts at hand.

    Read once per process: what changes it comes with a new start. Needs an application context.
    """
    faces = ",".join(face_files())
    return _version(current_app.config.get("BABEL_TRANSLATION_DIRECTORIES", "translations"), faces)
