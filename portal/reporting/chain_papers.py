"""What the sheet of one problem's chain says, as frozen data; see portal.reporting.papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.reporting.papers import Bilingual, Paper


@dataclass(frozen=True, slots=True)
class ChainUnit:
    """A unit with its level (a code of Level)."""

    name: Bilingual
    level: str


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A link of a chain. on is None for what is still to come; the rest as in portal.domain.chains."""

    action: str
    state: str
    on: date | None = None
    units: tuple[ChainUnit, ...] = ()
    person: str = ""
    said: str = ""
    detail: str = ""
    due: date | None = None
    asked: int | None = None
    days: int | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A file of a reply: which reply it came with, its size in bytes, its SHA-256 in hex."""

    reply: int
    name: str
    size: int
    digest: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPaper(Paper):
    """问题整改流程单: one problem from its finding to its closing. ``day``: the day as of which it stands.

    ``manner``, ``category``, ``status`` and ``standing`` are codes; ``days_left`` working days to the due day, negative
    when overdue, None where nothing runs; ``deadline`` holds now, ``first_deadline`` was set with ``working_days``.
    """

    kind: ClassVar[str] = "chain"

    day: date
    project_name: Bilingual
    project_code: str
    order_number: str
    category: str
    manner: str
    problem: str
    requirement: str
    responsible: Bilingual
    person: str
    issuer: Bilingual
    issued_on: date | None
    deadline: date | None
    first_deadline: date | None
    working_days: int
    status: str
    standing: str
    days_left: int | None
    repeats: int
    rows: tuple[ChainRow, ...]
    proofs: tuple[ProofRow, ...]
