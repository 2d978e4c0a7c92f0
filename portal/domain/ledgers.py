"""Words of the problem ledger (工作台账): how a problem was found."""

from __future__ import annotations

from enum import StrEnum


class Manner(StrEnum):
    """How a problem was found. Source: opinion of 2020, part 三: red lights, review, spot checks, pushing; part 四(一): concentrated review."""

    LIGHT = "light"
    CHECK = "check"
    REVIEW = "review"
    CONCENTRATED = "concentrated"
    OTHER = "other"
