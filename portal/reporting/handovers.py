"""What the printed record of a handover says, as frozen data; see portal.reporting.papers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from portal.reporting.papers import Bilingual, Paper


@dataclass(frozen=True, slots=True)
class HandedRow:
    """An item that passes: codes of what is to be done and why it is the leaver's, the project as typed, the round or
    number, the code of a light.
    """

    task: str
    project: str
    why: str
    detail: Bilingual = field(default_factory=lambda: Bilingual(""))
    rule: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class LentRow:
    """A role lent to or by the leaver, both days included."""

    role: str
    giver: str
    taker: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPaper(Paper):
    """岗位交接单: what one who leaves hands to one who stays, signed by both and by who watches over it."""

    kind: ClassVar[str] = "handover"

    unit: Bilingual
    leaver: str
    taker: str
    last_day: date
    reason: str
    roles: tuple[str, ...]
    passing: tuple[str, ...]
    rows: tuple[HandedRow, ...]
    lent: tuple[LentRow, ...] = ()
    leaver_signed_on: date | None = None
    taker_signed_on: date | None = None
