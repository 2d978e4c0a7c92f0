"""The work calendar kept as data: the nation's days and the region's own, read, entered and removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Date, Integer, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from portal.domain.deadlines import WorkCalendar
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import CalendarDay, CalendarYear
from portal.services import history

NATIONAL = "CN"
REGIONAL = "XJ"
SCOPES = (NATIONAL, REGIONAL)

_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_REST = frozenset({"休", "放假", "休息", "0", "دەم", "دەم ئېلىش"})
_WORK = frozenset({"班", "上班", "工作", "1", "ئىش", "خىزمەت"})
_SEPARATOR = re.compile(r"[\t,，;；]+|(?<=\S)[ \u3000]+(?=\S)")
_MOST_LINES = 400


class CalendarError(ValueError):
    """Days that cannot be taken; problems name the line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One day as entered: worked or off, with its name in both languages."""

    day: date
    working: bool
    name_zh: str = ""
    name_ug: str = ""


def calendar(session: Session, first_year: int | None = None, last_year: int | None = None) -> WorkCalendar:
    """The calendar in force: the nation's days, the region's laid over them, the years that are known.

    first_year and last_year limit what is read. One statement: every page that names a deadline asks.
    """
    days = select(
        CalendarDay.scope, CalendarDay.day, CalendarDay.working, cast(null(), Integer).label("year")
    )
    nothing = (literal(""), cast(null(), Date), cast(null(), Boolean))
    years = select(*nothing, CalendarYear.year)
    if first_year is not None:
        days = days.where(CalendarDay.day >= date(first_year, 1, 1))
        years = years.where(CalendarYear.year >= first_year)
    if last_year is not None:
        days = days.where(CalendarDay.day <= date(last_year, 12, 31))
        years = years.where(CalendarYear.year <= last_year)
    read: dict[str, dict[date, bool]] = {scope: {} for scope in SCOPES}
    known = set()
    for scope, day, working, year in session.execute(union_all(days, years)):
        if year is None:
            read[scope][day] = working
        else:
            known.add(year)
    return WorkCalendar(read[NATIONAL], frozenset(known)).with_region(read[REGIONAL])


@dataclass(frozen=True, slots=True)
class YearState:
    """What is known of a year: whether the nation's days are complete, and how many of the region's are entered."""

    year: int
    known: bool
    regional: int


def year_states(session: Session, years: Sequence[int]) -> list[YearState]:
    """What is known of each of some years. Two statements."""
    known = set(session.scalars(select(CalendarYear.year).where(CalendarYear.year.in_(years))))
    days = session.scalars(select(CalendarDay.day).where(CalendarDay.scope == REGIONAL))
    regional = Counter(day.year for day in days)
    return [YearState(year, year in known, regional[year]) for year in years]


def add_day(session: Session, actor: Actor | None, scope: str, entry: DayEntry, source: str) -> CalendarDay:
    """Enter one day by hand. Raises CalendarError, also where the scope holds the day already."""
    held = select(CalendarDay.id).where(CalendarDay.scope == scope, CalendarDay.day == entry.day)
    if session.scalars(held).one_or_none() is not None:
        raise CalendarError([Problem("day", "calendar.taken", {"day": entry.day.isoformat()})])
    return enter_days(session, actor, scope, [entry], source)[0]


def parse_days(text: str) -> list[DayEntry]:
    """Read pasted lines "2020-07-31 休 古尔邦节 قۇربان ھېيت" (tabs, commas or spaces between the four).

    Dates may be written 2020-07-31, 2020/7/31 or 2020年7月31日; 休 or 放假 is a day off, 班 or 上班 is not.
    Raises CalendarError naming every line that cannot be read and every day entered twice.
    """
    entries: list[DayEntry] = []
    problems: list[Problem] = []
    seen: set[date] = set()
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines or len(lines) > _MOST_LINES:
        raise CalendarError([Problem("days", "calendar.lines", {"most": _MOST_LINES})])
    for number, line in lines:
        entry, code = _parse_line(line)
        if entry is None:
            problems.append(Problem(f"days.{number}", code, {"line": number, "text": line[:60]}))
        elif entry.day in seen:
            problems.append(Problem(f"days.{number}", "calendar.twice", {"line": number, "text": line[:60]}))
        else:
            seen.add(entry.day)
            entries.append(entry)
    if problems:
        raise CalendarError(problems)
    return entries


def _parse_line(line: str) -> tuple[DayEntry | None, str]:
    parts = [part.strip() for part in _SEPARATOR.split(line, maxsplit=3)]
    match = _DATE.match(parts[0])
    if match is None:
        return None, "calendar.date"
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None, "calendar.date"
    word = parts[1] if len(parts) > 1 else ""
    if word not in _REST | _WORK:
        return None, "calendar.kind"
    names = [*parts[2:4], "", ""]
    return DayEntry(day, word in _WORK, names[0][:60], names[1][:120]), ""


def enter_days(
    session: Session, actor: Actor | None, scope: str, entries: Sequence[DayEntry], source: str
) -> list[CalendarDay]:
    """Enter or correct days of a scope ("CN" or "XJ"); source names the notice. One history entry per year.

    Raises CalendarError for another scope or an empty source.
    """
    problems = []
    if scope not in SCOPES:
        problems.append(Problem("scope", "calendar.scope"))
    if not source.strip():
        problems.append(Problem("source", "calendar.source.missing"))
    if problems:
        raise CalendarError(problems)
    wanted = {entry.day: entry for entry in entries}
    held = {
        row.day: row
        for row in session.scalars(
            select(CalendarDay).where(CalendarDay.scope == scope, CalendarDay.day.in_(sorted(wanted)))
        )
    }
    changes: dict[int, dict[str, list[bool | None]]] = {}
    rows = []
    for day, entry in sorted(wanted.items()):
        row = held.get(day)
        before = None if row is None else row.working
        if row is None:
            row = CalendarDay(day=day, scope=scope)
            session.add(row)
        row.working, row.name_zh, row.name_ug, row.source = (
            entry.working,
            entry.name_zh,
            entry.name_ug,
            source.strip(),
        )
        changes.setdefault(day.year, {})[day.isoformat()] = [before, entry.working]
        rows.append(row)
    session.flush()
    for year, days in changes.items():
        history.record(
            session,
            actor,
            f"calendar:{year}",
            f"calendar:{year}",
            "calendar.enter",
            {"scope": scope, "days": days, "source": source.strip()},
        )
    return rows


def remove_day(session: Session, actor: Actor | None, row: CalendarDay) -> None:
    """Take a wrongly entered day out; Monday to Friday (or the nation's entry) holds again."""
    history.record(
        session,
        actor,
        f"calendar:{row.day.year}",
        f"calendar:{row.day.year}",
        "calendar.remove",
        {"scope": row.scope, "day": row.day.isoformat(), "working": row.working},
    )
    session.delete(row)
    session.flush()


def know_year(session: Session, actor: Actor | None, year: int, source: str) -> CalendarYear:
    """Declare a year's national calendar complete: deadlines in it are certain. Raises CalendarError."""
    if not 2000 <= year <= 2100:
        raise CalendarError([Problem("year", "calendar.year", {"year": year})])
    if not source.strip():
        raise CalendarError([Problem("source", "calendar.source.missing")])
    row = session.scalars(select(CalendarYear).where(CalendarYear.year == year)).one_or_none()
    if row is None:
        row = CalendarYear(year=year)
        session.add(row)
    row.source = source.strip()
    session.flush()
    history.record(
        session,
        actor,
        f"calendar:{year}",
        f"calendar:{year}",
        "calendar.know_year",
        {"source": source.strip()},
    )
    return row
