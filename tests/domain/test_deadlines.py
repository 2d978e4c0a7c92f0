"""Working days across real holidays, and deadlines that end at 24:00 in Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.deadlines import (
    RULE_CODES,
    WorkCalendar,
    add_calendar_days,
    add_working_days,
    calendar_from,
    day_in_shanghai,
    days_certain,
    end_of,
    fixed,
    is_overdue,
    working_days_between,
)

STEADY = settings(derandomize=True, deadline=None, max_examples=200)

# Dragon Boat 2020: 25-27 June off, Sunday 28 June worked (国务院办公厅 notice on holidays of 2020).
DRAGON_BOAT = {
    date(2020, 6, 25): False,
    date(2020, 6, 26): False,
    date(2020, 6, 27): False,
    date(2020, 6, 28): True,
}
NATIONAL = calendar_from(DRAGON_BOAT)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2020, 6, 23), 1, date(2020, 6, 24)),
        (date(2020, 6, 23), 2, date(2020, 6, 28)),
        (date(2020, 6, 23), 3, date(2020, 6, 29)),
        (date(2020, 6, 24), 5, date(2020, 7, 2)),
        (date(2020, 6, 27), 1, date(2020, 6, 28)),
        (date(2020, 6, 25), 0, date(2020, 6, 28)),
        (date(2020, 6, 24), 0, date(2020, 6, 24)),
        (date(2020, 7, 3), 10, date(2020, 7, 17)),
    ],
)
def test_working_days_jump_the_holiday_and_use_the_make_up_sunday(start: date, days: int, due: date) -> None:
    found = add_working_days(start, days, NATIONAL)
    assert (found.date, found.certain) == (due, True)
    assert found.params == {"days": days, "start": start.isoformat()}
    assert set(found.params) == set(RULE_CODES[found.rule])


def test_the_region_lays_its_own_holidays_over_the_nation() -> None:
    # The region's notice for 古尔邦节 2016: 11-14 September off, Saturday 10 September worked.
    own = {date(2016, 9, day): False for day in (11, 12, 13, 14)} | {date(2016, 9, 10): True}
    national = WorkCalendar({}, frozenset({2016}))
    region = national.with_region(own)
    assert add_working_days(date(2016, 9, 9), 2, national).date == date(2016, 9, 13)
    assert add_working_days(date(2016, 9, 9), 2, region).date == date(2016, 9, 15)
    assert national.is_working_day(date(2016, 9, 12))
    assert region.knows(date(2016, 9, 12))


def test_a_year_without_data_counts_monday_to_friday_and_says_so() -> None:
    found = add_working_days(date(2020, 12, 30), 3, NATIONAL)
    assert found.date == date(2021, 1, 4)
    assert not found.certain
    assert not days_certain(date(2020, 12, 30), date(2021, 1, 4), NATIONAL)
    assert days_certain(date(2020, 6, 1), date(2020, 7, 1), NATIONAL)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2020, 6, 24), date(2020, 6, 29), 2),
        (date(2020, 6, 24), date(2020, 6, 24), 0),
        (date(2020, 6, 24), date(2020, 6, 27), 0),
        (date(2020, 6, 29), date(2020, 6, 24), -2),
        (date(2020, 7, 4), date(2020, 7, 3), 0),
        (date(2020, 7, 6), date(2020, 7, 3), -1),
        (date(2020, 6, 30), date(2020, 7, 20), 14),
    ],
)
def test_days_left_are_working_days_and_negative_when_overdue(today: date, due: date, left: int) -> None:
    assert working_days_between(today, due, NATIONAL) == left
    assert is_overdue(today, due) == (today > due)


def test_a_natural_day_deadline_moves_off_a_holiday() -> None:
    assert add_calendar_days(date(2020, 6, 20), 5, NATIONAL).date == date(2020, 6, 28)
    assert add_calendar_days(date(2020, 6, 20), 4, NATIONAL).date == date(2020, 6, 24)


def test_a_fixed_deadline_stands_on_a_day_off() -> None:
    due = fixed(date(2020, 6, 27), "plan.targets")
    assert (due.date, due.certain) == (date(2020, 6, 27), True)
    assert set(due.params) == set(RULE_CODES[due.rule])


def test_a_deadline_ends_at_midnight_in_shanghai() -> None:
    assert end_of(date(2020, 6, 30)) == datetime(2020, 6, 30, 16, tzinfo=UTC)
    assert fixed(date(2020, 6, 30), "plan").ends_at == end_of(date(2020, 6, 30))
    assert end_of(date.max).date() == date.max
    assert day_in_shanghai(datetime(2020, 6, 30, 15, 59, tzinfo=UTC)) == date(2020, 6, 30)
    assert day_in_shanghai(datetime(2020, 6, 30, 16, 0, tzinfo=UTC)) == date(2020, 7, 1)


def test_an_instant_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_in_shanghai(datetime(2020, 6, 30))  # noqa: DTZ001


@pytest.mark.parametrize("days", [-1, 20_001])
def test_absurd_spans_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        add_working_days(date(2020, 6, 1), days, NATIONAL)
    with pytest.raises(ValueError, match="days"):
        add_calendar_days(date(2020, 6, 1), days, NATIONAL)


@STEADY
@given(st.dates(date(2019, 1, 1), date(2021, 12, 31)), st.integers(0, 300))
def test_adding_and_counting_agree(start: date, days: int) -> None:
    due = add_working_days(start, days, NATIONAL).date
    assert NATIONAL.is_working_day(due)
    assert working_days_between(start, due, NATIONAL) == days or days == 0
    slow = sum(NATIONAL.is_working_day(start + timedelta(days=n)) for n in range(1, (due - start).days + 1))
    assert working_days_between(start, due, NATIONAL) == slow
