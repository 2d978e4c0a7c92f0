"""Frozen data -> what an official document says. One function a kind of paper; PDF and Word are set from its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from portal.i18n import in_language
from portal.reporting.composing.announcements import compose_announcement
from portal.reporting.composing.circulars import compose_circular
from portal.reporting.composing.orders import compose_order
from portal.reporting.composing.reports import compose_report
from portal.reporting.official import Official
from portal.reporting.papers import Language

Composer: TypeAlias = Callable[[Any, Language], Official]

COMPOSERS: dict[str, Composer] = {
    "order": compose_order,
    "circular": compose_circular,
    "report": compose_report,
    "announcement": compose_announcement,
}
"""By kind of paper; each is called while sentences are in the language of the document."""


def is_official(kind: str) -> bool:
    """Whether papers of a kind are official documents (公文), set by GB/T 9704-2012; all others are forms."""
    return kind in COMPOSERS


def compose(paper: Any, language: Language) -> Official:
    """Return the document of a paper in a language. Needs an application context; KeyError for a kind without one."""
    with in_language(language):
        return COMPOSERS[paper.kind](paper, language)


__all__ = ["COMPOSERS", "compose", "is_official"]
