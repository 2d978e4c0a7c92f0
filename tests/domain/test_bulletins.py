"""Push days and heads of a bulletin. Rule: daily or weekly as the plan sets; a day off moves it to the next working day."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.bulletins import DAILY, BulletinPart, is_push_day, part_of
from portal.domain.deadlines import WorkCalendar

# 25 to 27 June 2020: the Dragon Boat Festival; Sunday the 28th was worked.
CALENDAR = WorkCalendar(
    {date(2020, 6, 25): False, date(2020, 6, 26): False, date(2020, 6, 28): True}, frozenset({2020})
)
WEDNESDAY, THURSDAY, SUNDAY = date(2020, 6, 24), date(2020, 6, 25), date(2020, 6, 28)


@pytest.mark.parametrize(
    ("weekday", "day", "last", "expected"),
    [
        (DAILY, WEDNESDAY, date(2020, 6, 23), True),
        (DAILY, WEDNESDAY, WEDNESDAY, False),
        (DAILY, THURSDAY, WEDNESDAY, False),
        (DAILY, SUNDAY, WEDNESDAY, True),
        (3, WEDNESDAY, date(2020, 6, 17), True),
        (3, WEDNESDAY, WEDNESDAY, False),
        (3, date(2020, 6, 23), date(2020, 6, 17), False),
        (4, THURSDAY, date(2020, 6, 18), False),
        (4, SUNDAY, date(2020, 6, 18), True),
        (4, date(2020, 6, 29), SUNDAY, False),
        (4, date(2020, 7, 2), SUNDAY, True),
        (1, date(2020, 7, 1), date(2020, 6, 22), True),
        (5, WEDNESDAY, None, True),
        (5, THURSDAY, None, False),
    ],
)
def test_a_push_goes_out_on_its_day_or_the_next_working_one(
    weekday: int, day: date, last: date | None, expected: bool
) -> None:
    assert is_push_day(weekday, day, CALENDAR, last) is expected


def test_each_week_has_one_push_whatever_the_holidays() -> None:
    last, made = None, []
    for number in range(1, 29):
        day = date(2020, 6, number)
        if is_push_day(4, day, CALENDAR, last):
            last = day
            made.append(number)
    assert made == [1, 4, 11, 18, 28]


@pytest.mark.parametrize(
    ("late", "known", "part"),
    [
        (3, {"order:1"}, BulletinPart.OVERDUE),
        (3, set(), BulletinPart.OVERDUE),
        (0, set(), BulletinPart.NEW),
        (0, {"order:1"}, BulletinPart.OPEN),
        (0, {"light:1"}, BulletinPart.NEW),
    ],
)
def test_late_comes_before_new_and_new_is_what_the_last_one_did_not_say(
    late: int, known: set[str], part: BulletinPart
) -> None:
    assert part_of("order:1", late, frozenset(known)) is part
