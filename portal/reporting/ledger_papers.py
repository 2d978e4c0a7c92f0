"""What the printed ledger says, as frozen data: in a room of its own beside the forms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from portal.reporting.papers import Bilingual, Paper, SignOff


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of the ledger: typed text, or the code and parameters of a light's sentence. source: order, light or entry,
    whose state ``status`` is; proof: names of files or words; late in working days."""

    found_on: date
    level: str
    manner: str
    place: Bilingual
    category: str
    unit: Bilingual
    source: str
    status: str
    project: str = ""
    text: str = ""
    code: str = ""
    params: tuple[tuple[str, str | int], ...] = ()
    person: str = ""
    requirement: str = ""
    due_on: date | None = None
    pushed_on: date | None = None
    measures: str = ""
    done_on: date | None = None
    proof: str = ""
    verifier: str = ""
    opinion: str = ""
    days_late: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPaper(Paper):
    """问题整改工作台账 as it stood on a day. narrowed: what it was narrowed to, as (kind, code).

    A long one is laid out in parts: first_row and first_page say where a part begins, opens and closes whether it
    carries the title and the signatures, pages the number of all pages once it is known.
    """

    kind: ClassVar[str] = "ledger"

    day: date
    all_years: bool = False
    place: Bilingual | None = None
    narrowed: tuple[tuple[str, str], ...] = ()
    rows: tuple[LedgerRow, ...]
    notes: tuple[Bilingual, ...] = ()
    sign_off: SignOff
    first_row: int = 1
    first_page: int = 1
    opens: bool = True
    closes: bool = True
    pages: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is no part of a longer one."""
        return self.opens and self.closes

    def parts(self, size: int) -> tuple[LedgerPaper, ...]:
        """The paper cut into parts of so many rows."""
        if len(self.rows) <= size:
            return (self,)
        starts = range(0, len(self.rows), size)
        return tuple(
            replace(
                self,
                rows=self.rows[start : start + size],
                first_row=start + 1,
                opens=start == 0,
                closes=start == starts[-1],
            )
            for start in starts
        )
