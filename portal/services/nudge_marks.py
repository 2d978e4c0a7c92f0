"""Marks of nudges (催办) on records: whose step is owed, how often and when it was pressed, and when it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import SEEN_ABOVE, Stage
from portal.domain.nudges import Owing, filing_owed, order_owed
from portal.models import Filing, Nudge, Order

Marks = Mapping[tuple[str, Owing], "Mark"]


@dataclass(frozen=True, slots=True)
class Mark:
    """How often whoever owes the present step was pressed, and on which day last."""

    count: int
    last: date


def owed(record: Filing | Order, today: date) -> Owing | None:
    """Who owes the next step of a record on a day. Nobody waits for a change of a target before it is filed."""
    if isinstance(record, Order):
        return order_owed(record.status)
    if record.adjustment_no and record.status not in SEEN_ABOVE:
        return None
    ready = record.stage is Stage.TARGET or record.project.target_id is not None
    return filing_owed(record.status, ready and record.round.opens_on <= today)


def holder(record: object) -> tuple[object, ...]:
    """What changes when a step goes from one to another: who owes it, and at which level."""
    if isinstance(record, Filing):
        return (filing_owed(record.status, ready=True), record.waiting_level)
    return (order_owed(record.status),) if isinstance(record, Order) else ()


def answer(session: Session, subject: str) -> None:
    """The step that was pressed for is taken: its nudges count no longer."""
    session.execute(
        update(Nudge)
        .where(Nudge.subject == subject, Nudge.answered_at.is_(None))
        .values(answered_at=clock.now())
    )


def marks(session: Session, subjects: Iterable[str]) -> Marks:
    """Marks by (subject, who owes) of what was pressed for and is not answered. One statement, none without subjects."""
    wanted = sorted(set(subjects))
    if not wanted:
        return {}
    rows = session.execute(
        select(Nudge.subject, Nudge.owing, func.count(Nudge.id), func.max(Nudge.sent_at))
        .where(Nudge.subject.in_(wanted), Nudge.answered_at.is_(None))
        .group_by(Nudge.subject, Nudge.owing)
    )
    return {
        (subject, owing): Mark(count, clock.official(last).date()) for subject, owing, count, last in rows
    }
