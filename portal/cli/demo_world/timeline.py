"""The year of the demo world as it passes: scripts of many projects, played in one order of time.

A script is a generator. It yields the instant of its next act and goes on when the clock stands there, so that
history, receipts and order numbers of all projects run in the order in which an office would have written them.
"""

from __future__ import annotations

import heapq
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.deadlines import WorkCalendar
from portal.services import history

STANDS_ON = date(2020, 7, 13)
"""The day on which the demo stands; everything in it happened before."""
LATEST = clock.at(date(2020, 7, 10), 18, 30)
"""What a script would do later than this is done in the minutes after it, on the last working day before."""

Script = Iterator[datetime]

_OPENING = (10, 0)
_MINUTES = 9 * 60


def spread(key: str, below: int) -> int:
    """A number from 0 up to below, the same for a key on every machine and version of Python."""
    return zlib.crc32(key.encode("utf-8")) % below


@dataclass(slots=True)
class Diary:
    """The moments of one project: working hours of working days, each later than the one before."""

    key: str
    calendar: WorkCalendar
    last: datetime | None = None
    count: int = 0

    def on(self, day: date, within: int = 1) -> datetime:
        """A moment on the first working day from `day` on, shifted by fewer than `within` days."""
        self.count += 1
        return self._take(day + timedelta(days=spread(f"{self.key}/{self.count}", within)))

    def after(self, days: int, within: int = 1) -> datetime:
        """A moment some days after the last one."""
        start = clock.official(self.last or clock.now()).date()
        return self.on(start + timedelta(days=days), within)

    def _take(self, day: date) -> datetime:
        while not self.calendar.is_working_day(day):
            day += timedelta(days=1)
        minute = spread(f"{self.key}:{self.count}", _MINUTES)
        moment = clock.at(day, *_OPENING) + timedelta(minutes=minute)
        if self.last is not None and moment <= self.last:
            moment = self.last + timedelta(minutes=7 + minute % 40)
        if moment > LATEST:
            moment = max(LATEST, self.last or LATEST) + timedelta(minutes=2 + minute % 6)
        self.last = moment
        return moment


def play(session: Session, scripts: Sequence[Script], dawn: Callable[[date], None]) -> None:
    """Play all scripts to their ends, act by act in order of time; each day that saw an act is sealed. dawn is called
    for every day that begins after the first one, before anybody acts on it."""
    waiting: list[tuple[datetime, int]] = []
    for number, script in enumerate(scripts):
        _wait(waiting, number, script)
    day: date | None = None
    while waiting:
        moment, number = heapq.heappop(waiting)
        reached = clock.official(moment).date()
        if day is not None and reached != day:
            _seal(session, day)
            for gone in range(1, (reached - day).days + 1):
                dawn(day + timedelta(days=gone))
        day = reached
        with clock.frozen(moment):
            _wait(waiting, number, scripts[number])
    if day is not None:
        _seal(session, day)


def _wait(waiting: list[tuple[datetime, int]], number: int, script: Script) -> None:
    moment = next(script, None)
    if moment is not None:
        heapq.heappush(waiting, (moment, number))


def _seal(session: Session, day: date) -> None:
    with clock.frozen(clock.at(day, 23, 50)):
        history.seal(session, day)
