"""Days left beside a date that matters, in working days of the region's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g
from flask_babel import ngettext, pgettext

from portal import clock
from portal.domain.deadlines import WorkCalendar, days_certain, working_days_between
from portal.extensions import db
from portal.services import calendars, rules


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Words and tone of the time that is left. tone: plain, near, late. days is negative when overdue; certain is False
    where they were counted Monday to Friday over a year without a calendar."""

    text: str
    tone: str
    days: int
    certain: bool = True


def work_calendar() -> WorkCalendar:
    """The region's calendar, read once a request."""
    if "work_calendar" not in g:
        g.work_calendar = calendars.calendar(db.session)
    held: WorkCalendar = g.work_calendar
    return held


def near_days() -> int:
    """From how many working days on a deadline is near, read once a request."""
    if "near_days" not in g:
        g.near_days = rules.near_days(db.session(), clock.today())
    held: int = g.near_days
    return held


def days_left(due: date | None) -> DaysLeft | None:
    """How many working days are left until the end of a day; None for no date."""
    if due is None:
        return None
    today, near = clock.today(), near_days()
    days = working_days_between(today, due, work_calendar())
    certain = days_certain(today, due, work_calendar())
    if due < today:
        late = max(1, -days)
        return DaysLeft(
            ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", late), "late", -late, certain
        )
    if due == today:
        return DaysLeft(pgettext("word", "今天截止"), "near", 0)
    return DaysLeft(
        ngettext("还有 %(num)s 个工作日", "还有 %(num)s 个工作日", days),
        "near" if days <= near else "plain",
        days,
        certain,
    )
