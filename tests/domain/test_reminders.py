"""Which step before or after a date has been reached, and which rungs an overdue order has climbed."""

from __future__ import annotations

import pytest

from portal.domain.reminders import Rung, Schedule

PLAN = Schedule((1, 5), (1, 3, 5), {Rung.CLERK: 1, Rung.LEADER: 3, Rung.CENTER: 10})


@pytest.mark.parametrize(
    ("left", "overdue", "step"),
    [
        (6, False, ""),
        (5, False, "before:5"),
        (4, False, "before:5"),
        (2, False, "before:5"),
        (1, False, "before:1"),
        (0, False, "due"),
        (0, True, ""),
        (-1, True, "after:1"),
        (-2, True, "after:1"),
        (-3, True, "after:3"),
        (-400, True, "after:5"),
    ],
)
def test_the_latest_step_that_was_reached_counts(left: int, overdue: bool, step: str) -> None:
    assert PLAN.step(left, overdue) == step


@pytest.mark.parametrize(
    ("late", "rungs"),
    [
        (0, []),
        (1, [Rung.CLERK]),
        (2, [Rung.CLERK]),
        (3, [Rung.CLERK, Rung.LEADER]),
        (9, [Rung.CLERK, Rung.LEADER]),
        (10, [Rung.CLERK, Rung.LEADER, Rung.CENTER]),
    ],
)
def test_every_rung_that_was_reached_is_climbed_from_the_bottom_up(late: int, rungs: list[Rung]) -> None:
    assert PLAN.rungs(late) == rungs


@pytest.mark.parametrize(
    ("left", "locked", "step"),
    [
        (4, False, ""),
        (3, False, "lock:3"),
        (2, False, "lock:3"),
        (1, False, "lock:1"),
        (0, False, "lock:1"),
        (-1, True, "locked"),
    ],
)
def test_a_lock_is_told_of_before_it_comes_and_once_after(left: int, locked: bool, step: str) -> None:
    assert Schedule(lock=(1, 3)).lock_step(left, locked) == step


def test_a_plan_that_names__no_days_reminds_on_the_day_itself_alone() -> None:
    blank = Schedule()
    assert [blank.step(left, left < 0) for left in (3, 0, -3)] == ["", "due", ""]
    assert blank.rungs(99) == []
    assert blank.lock_step(0, False) == ""
