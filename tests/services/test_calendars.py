"""The work calendar kept as data."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import add_working_days
from portal.models import CalendarDay, HistoryEntry
from portal.services import calendars
from portal.services.calendars import CalendarError, DayEntry


def test_national_day_of_2020_and_its_working_sunday(session: Session) -> None:
    calendar = calendars.calendar(session)
    assert not calendar.is_working_day(date(2020, 10, 8))
    assert calendar.is_working_day(date(2020, 9, 27))
    assert calendar.knows(date(2020, 1, 1))


def test_a_year_without_data_is_uncertain(session: Session) -> None:
    assert not add_working_days(date(2027, 5, 6), 3, calendars.calendar(session)).certain


def test_the_regions_entry_wins_over_the_nations(session: Session) -> None:
    day = date(2020, 9, 27)
    calendars.enter_days(session, None, "XJ", [DayEntry(day, False, "调整")], "通知一")
    assert not calendars.calendar(session).is_working_day(day)


def test_reading_some_years_leaves_the_others_out(session: Session) -> None:
    calendar = calendars.calendar(session, 2020, 2020)
    assert calendar.years == frozenset({2020})
    assert {day.year for day in calendar.days} == {2020}


def test_pasted_lines_are_read_in_every_usual_spelling() -> None:
    entries = calendars.parse_days(
        "2020-07-31 休 古尔邦节 قۇربان ھېيت\n2020/8/3\t放假\t古尔邦节\tقۇربان ھېيت\n"
        "\n2020年8月8日，班，调休\n"
    )
    assert entries == [
        DayEntry(date(2020, 7, 31), False, "古尔邦节", "قۇربان ھېيت"),
        DayEntry(date(2020, 8, 3), False, "古尔邦节", "قۇربان ھېيت"),
        DayEntry(date(2020, 8, 8), True, "调休"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "calendar.lines"),
        ("下周五 休", "calendar.date"),
        ("2020-02-30 休", "calendar.date"),
        ("2020-07-31", "calendar.kind"),
        ("2020-07-31 也许", "calendar.kind"),
        ("2020-07-31 休\n2020年7月31日 班", "calendar.twice"),
        ("\n".join(["2020-07-31 休"] * 401), "calendar.lines"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, code: str) -> None:
    with pytest.raises(CalendarError) as caught:
        calendars.parse_days(text)
    assert code in {p.code for p in caught.value.problems}


def test_entering_a_day_again_corrects_it_and_stands_in_the_history(session: Session) -> None:
    day = date(2020, 7, 31)
    calendars.enter_days(session, None, "XJ", [DayEntry(day, False, "古尔邦节")], "通知一")
    calendars.enter_days(session, None, "XJ", [DayEntry(day, True, "古尔邦节")], "通知二")
    row = session.scalars(select(CalendarDay).where(CalendarDay.day == day, CalendarDay.scope == "XJ")).one()
    assert row.working
    assert row.source == "通知二"
    entries = session.scalars(
        select(HistoryEntry).where(HistoryEntry.chain == "calendar:2020").order_by(HistoryEntry.seq)
    ).all()
    assert json.loads(entries[-1].params)["days"] == {"2020-07-31": [False, True]}


def test_a_removed_day_follows_the_week_again(session: Session) -> None:
    day = date(2020, 7, 31)
    (row,) = calendars.enter_days(session, None, "XJ", [DayEntry(day, False)], "通知")
    calendars.remove_day(session, None, row)
    assert calendars.calendar(session).is_working_day(day)


def test_days_need_a_scope_and_a_source(session: Session) -> None:
    with pytest.raises(CalendarError) as caught:
        calendars.enter_days(session, None, "BJ", [DayEntry(date(2020, 7, 31), False)], " ")
    assert {p.code for p in caught.value.problems} == {"calendar.scope", "calendar.source.missing"}


def test_a_year_becomes_certain_when_it_is_declared_complete(session: Session) -> None:
    calendars.know_year(session, None, 2027, "国办发明电")
    assert calendars.calendar(session).knows(date(2027, 5, 1))
    with pytest.raises(CalendarError):
        calendars.know_year(session, None, 1920, "国办发明电")
    with pytest.raises(CalendarError):
        calendars.know_year(session, None, 2028, "")
