"""The portal's clock: the only module that asks the machine for the time.

Instants are aware and in UTC; dates are those of Asia/Shanghai, the official time of the region.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICIAL_ZONE = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_moment", default=None)
_shift = timedelta()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC) + _shift


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return official(now()).date()


def official(instant: datetime) -> datetime:
    """An aware instant as wall-clock time in Asia/Shanghai."""
    return instant.astimezone(OFFICIAL_ZONE)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """The instant of a wall-clock time in Asia/Shanghai, in UTC."""
    return datetime.combine(day, time(hour, minute), OFFICIAL_ZONE).astimezone(UTC)


@contextmanager
def frozen(moment: datetime | date) -> Iterator[datetime]:
    """Stop the clock at an instant (or noon of a date) within the block, for tests and demo data."""
    instant = moment if isinstance(moment, datetime) else at(moment)
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _frozen.reset(token)


def stand_on(day: date | None) -> None:
    """Let the whole process live on another day, or on the real one with None: a demo stands in its own year.

    Time of day runs on as usual. Unlike frozen() this reaches every thread of a server.
    """
    global _shift
    _shift = timedelta() if day is None else day - official(datetime.now(UTC)).date()
