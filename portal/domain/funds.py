"""A fund (资金指标): money that a place received by a document, and what became of it. Pure functions, amounts in fen.

Source: 财政扶贫资金总台账, the ledger on which the dynamic monitoring of these funds rests; 财预〔2019〕136号: money and
performance are watched together (双监控).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class FundNature(StrEnum):
    """Budget that the money belongs to (资金性质), 财预〔2020〕10号."""

    GENERAL = "general"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"
    OTHER = "other"


class FundState(StrEnum):
    """How far a fund has been given to projects."""

    UNALLOCATED = "unallocated"
    PARTLY = "partly"
    ALLOCATED = "allocated"


def document_key(number: str) -> str:
    """A document number as it is compared: width, kind of bracket and blanks make no other document of it."""
    plain = unicodedata.normalize("NFKC", number)
    for bracket, same in (("〔", "["), ("〕", "]"), ("(", "["), (")", "]"), ("【", "["), ("】", "]")):
        plain = plain.replace(bracket, same)
    return "".join(plain.split()).casefold()


def elapsed(year: int, today: date, first: date | None = None, last: date | None = None) -> Fraction:
    """Share of a time within a year that has gone by on a day (序时进度), 0 to 1; the year where no days are given."""
    opening, closing = date(year, 1, 1), date(year, 12, 31)
    start = min(max(first or opening, opening), closing)
    end = max(min(last or closing, closing), start)
    whole = (end - start).days + 1
    return Fraction(min(max((today - start).days + 1, 0), whole), whole)


def shared(total: int, weights: Mapping[int, int]) -> dict[int, int]:
    """An amount in whole fen in the proportion of weights, by key; what rounding leaves goes to the largest
    remainders. Nothing for anybody where all weights are 0."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    parts = {key: divmod(total * weight, whole) for key, weight in weights.items()}
    found = {key: share for key, (share, _rest) in parts.items()}
    left = total - sum(found.values())
    for key in sorted(parts, key=lambda k: (-parts[k][1], k))[:left]:
        found[key] += 1
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """Money and performance side by side. certain of indicators: rows called 确定能 in the latest filed round."""

    amount_fen: int
    allocated_fen: int
    paid_fen: int
    elapsed: Fraction
    certain: int = 0
    indicators: int = 0

    @property
    def rest_fen(self) -> int:
        """What has not been given to a project."""
        return self.amount_fen - self.allocated_fen

    @property
    def state(self) -> FundState:
        """How far it has been given to projects; what was taken back to nothing has nothing left to give."""
        if self.rest_fen <= 0:
            return FundState.ALLOCATED
        return FundState.PARTLY if self.allocated_fen else FundState.UNALLOCATED
