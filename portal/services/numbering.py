"""Running numbers per name and year: receipts, orders, projects. A number is never given out twice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Counter


def next_number(session: Session, name: str, year: int) -> int:
    """The next number under a name in a year, from 1; the row stays locked until the transaction ends."""
    counter = session.scalars(
        select(Counter).where(Counter.name == name, Counter.year == year).with_for_update()
    ).one_or_none()
    if counter is None:
        counter = Counter(name=name, year=year, value=0)
        session.add(counter)
    counter.value += 1
    session.flush()
    return counter.value
