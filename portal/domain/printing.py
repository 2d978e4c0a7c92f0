"""Printing in bulk: what can be asked for, how it is packed, where a job and its papers stand."""

from __future__ import annotations

from enum import StrEnum


class PrintKind(StrEnum):
    """What a job prints. FORMS: the filed forms of a place in a round; PUSHED: the orders that a bulletin tells of;
    OPEN_ORDERS: the orders of a place that are not closed yet; REPORTS: the prefectures' last monthly reports."""

    FORMS = "forms"
    PUSHED = "pushed"
    OPEN_ORDERS = "open_orders"
    REPORTS = "reports"


class PrintLanguage(StrEnum):
    """Language of the papers of a job."""

    ZH = "zh"
    UG = "ug"
    BOTH = "both"


class Packing(StrEnum):
    """How the papers come: one file with bookmarks, or an archive with a file for each."""

    MERGED = "merged"
    ZIP = "zip"


class PrintState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PaperStep(StrEnum):
    """Where one paper of a job stands. SKIPPED: the record may no longer be printed by whoever asked for it."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"


UNFINISHED = (PrintState.WAITING, PrintState.RUNNING)
"""States of a job that still has something to do."""
