"""When a round locks and whom it locks out."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.deadlines import WorkCalendar
from portal.domain.round_locks import exception_behind, exception_rule, last_open_day, locked_out, locks_on

DUE = date(2020, 6, 24)
"""A Wednesday; 25 to 27 June are the Dragon Boat holiday, Sunday 28 is worked."""
CALENDAR = WorkCalendar(
    {date(2020, 6, 25): False, date(2020, 6, 26): False, date(2020, 6, 28): True}, frozenset({2020})
)
LONG_AGO, LAST = date(2020, 1, 1), date(2020, 6, 29)


@pytest.mark.parametrize(
    ("days", "last"), [(0, DUE), (1, date(2020, 6, 28)), (2, LAST), (3, date(2020, 6, 30))]
)
def test_a_round_locks_so_many_working_days_after_its_due_date(days: int, last: date) -> None:
    found = last_open_day(DUE, days, LONG_AGO, CALENDAR)
    assert (found.date, found.certain) == (last, True)


def test_no_round_locks_before_the_day_from_which_the_lock_was_set() -> None:
    assert last_open_day(DUE, 2, date(2020, 7, 10), CALENDAR).date == date(2020, 7, 9)
    assert last_open_day(DUE, 2, date(2020, 6, 30), CALENDAR).date == LAST


def test_a_year_without_a_calendar_is_said() -> None:
    assert not last_open_day(date(2027, 6, 30), 3, LONG_AGO, CALENDAR).certain


def test_a_negative_number_of_days_is_no_lock() -> None:
    with pytest.raises(ValueError, match="deadline of -1"):
        last_open_day(DUE, -1, LONG_AGO, CALENDAR)


def out(today: date, due_on: date = DUE, rule: str = "round.due:m06", **more: bool) -> bool:
    """Locked out by a round that is open until 29 June."""
    return locked_out(today, LAST, due_on, rule, **{"filed": False, "adjustment": False, **more})


def test_the_last_open_day_is_open_until_its_end() -> None:
    assert not out(LAST)
    assert out(date(2020, 6, 30))


def test_what_was_filed_before_and_a_change_of_a_target_are_not_locked_out() -> None:
    assert not out(date(2020, 7, 30), filed=True)
    assert not out(date(2020, 7, 30), adjustment=True)


def test_an_exception_holds_to_its_day_and_ends_by_itself() -> None:
    until = date(2020, 7, 15)
    assert not out(until, until, exception_rule(7))
    assert out(date(2020, 7, 16), until, exception_rule(7))


def test_an_exception_shorter_than_the_lock_takes_nothing_away() -> None:
    assert locks_on(LAST, date(2020, 6, 26), exception_rule(7)) == LAST


def test_without_a_lock_nobody_is_locked_out() -> None:
    assert not locked_out(date(2021, 1, 1), None, DUE, "round.due:m06", filed=False, adjustment=False)


def test_the_exception_behind_a_date_is_read_from_its_rule() -> None:
    assert exception_behind(exception_rule(7)) == 7
    assert exception_behind("round.due:m06") is None
