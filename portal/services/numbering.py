"""Running numbers per name and year: receipts, orders, projects. A number is never given out twice."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.models import Counter
from portal.services.locking import locked_row


def next_number(session: Session, name: str, year: int) -> int:
    """The next number under a name in a year, from 1; the row stays locked until the transaction ends."""
    counter = locked_row(session, Counter, {"name": name, "year": year}, {"value": 0})
    counter.value += 1
    session.flush()
    return counter.value
