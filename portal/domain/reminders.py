"""When who is reminded of a date, and how far an overdue order climbs: pure arithmetic over working days.

Source: opinion of 2020, part 三: rectification within a set time and somebody who answers for it. How many days and
which rungs the plan says; a list that is empty reminds nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class StepKind(StrEnum):
    """Where a reminder stands against its date."""

    BEFORE = "before"
    DUE = "due"
    AFTER = "after"
    LADDER = "ladder"
    LOCK = "lock"
    LOCKED = "locked"


class Rung(StrEnum):
    """Who is told next of an overdue order, from the bottom up."""

    CLERK = "clerk"
    LEADER = "leader"
    PREFECTURE = "prefecture"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Working days before and after a date, and before a lock, on which people are reminded, and working days late of
    each rung."""

    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    ladder: Mapping[Rung, int] = field(default_factory=dict)
    lock: tuple[int, ...] = ()

    def step(self, left: int, overdue: bool) -> str:
        """The step that a date has reached: "before:5", "due", "after:3", or "" where nobody is reminded.

        left: working days to the end of the day, negative when they have passed. The latest step counts, so that a
        night on which the machine was off skips what has been overtaken and loses nothing else.
        """
        if overdue:
            reached = [days for days in self.after if days <= -left]
            return f"{StepKind.AFTER}:{max(reached)}" if reached else ""
        if left == 0:
            return StepKind.DUE.value
        reached = [days for days in self.before if left <= days]
        return f"{StepKind.BEFORE}:{min(reached)}" if reached else ""

    def lock_step(self, left: int, locked: bool) -> str:
        """The step that a lock has reached: "lock:3" before it, "locked" once after it, or "".

        left: working days to the end of the last open day.
        """
        if locked:
            return StepKind.LOCKED.value
        reached = [days for days in self.lock if left <= days]
        return f"{StepKind.LOCK}:{min(reached)}" if reached else ""

    def rungs(self, late: int) -> list[Rung]:
        """Every rung that an order so many working days late has reached, from the bottom up."""
        return [rung for rung in Rung if rung in self.ladder and 0 < self.ladder[rung] <= late]
