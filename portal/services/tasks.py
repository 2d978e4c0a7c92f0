"""The kinds of work, one thing to do, and what a list of things to do is narrowed and cut to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.models import Filing, Fund, Light, Order, Project, RankingObjection, RoundException
from portal.services.nudge_marks import Mark
from portal.services.readings import Reading

LIMIT = 60


class Task(StrEnum):
    """Kinds of work on a home page."""

    FILL = "fill"
    MEND = "mend"
    REVIEW = "review"
    RECORD = "record"
    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    VERIFY = "verify"
    CHECK = "check"
    OVERDUE = "overdue"
    JUDGE = "judge"
    READ = "read"
    EXCEPT = "except"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: which task, on which record, due when; project is the fund for a light that stands on one, None
    for a concentrated review, a request for a later day and an objection to a ranking. note is the reviewer's or issuer's first line; nudged
    says how often those who wait have pressed for it."""

    task: Task
    due: date | None
    project: Project | Fund | None = None
    filing: Filing | None = None
    order: Order | None = None
    light: Light | None = None
    reading: Reading | None = None
    request: RoundException | None = None
    objection: RankingObjection | None = None
    note: str = ""
    nudged: Mark | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed and cut to: one task alone, overdue items alone, rows from `first` on; mine:
    without what colleagues of the role have in hand (转办)."""

    task: Task | None = None
    overdue: bool = False
    first: int = 0
    most: int = LIMIT
    mine: bool = False

    @property
    def reach(self) -> int:
        """How many rows of each kind of record the cut can need."""
        return self.first + self.most

    def asks_for(self, task: Task) -> bool:
        """Whether a task is among those wanted."""
        return self.task in (None, task)


@dataclass(frozen=True, slots=True)
class TodoList:
    """The most urgent items and the count of all."""

    items: Sequence[Todo]
    total: int
