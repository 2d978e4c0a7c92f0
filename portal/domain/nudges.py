"""The nudge (催办): who owes the next step of a record, and on which working day a unit may press once. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.deadlines import WorkCalendar, add_working_days
from portal.domain.filings import EDITABLE, WAITING, FilingStatus, OrderStatus
from portal.domain.permissions import Ability

MOST_WORDS = 200
"""Letters of the word that goes with a nudge."""


class Owing(StrEnum):
    """Who owes the next step."""

    FILLER = "filler"
    REVIEWER = "reviewer"
    ADDRESSEE = "addressee"
    ISSUER = "issuer"
    READER = "reader"


PRESSED_BY: Mapping[Owing, Ability] = {
    Owing.FILLER: Ability.NUDGE_FILLER,
    Owing.REVIEWER: Ability.NUDGE_SEND,
    Owing.ADDRESSEE: Ability.ORDER_PRESS,
    Owing.ISSUER: Ability.ORDER_REPLY,
    Owing.READER: Ability.ANNOUNCEMENT_MANAGE,
}
"""What one must be able to do to a record to press whoever owes its next step."""


def filing_owed(status: FilingStatus, ready: bool) -> Owing | None:
    """Who owes the next step of a filing; ready: its round is open and what it stands on is approved."""
    if status in WAITING:
        return Owing.REVIEWER
    return Owing.FILLER if ready and status in EDITABLE else None


def order_owed(status: OrderStatus) -> Owing | None:
    """Who owes the next step of an order; nobody of a draft and of what is closed or withdrawn."""
    match status:
        case OrderStatus.ISSUED | OrderStatus.ACKNOWLEDGED | OrderStatus.SENT_BACK:
            return Owing.ADDRESSEE
        case OrderStatus.REPLIED:
            return Owing.ISSUER
        case _:
            return None


def counting_day(today: date, calendar: WorkCalendar) -> date:
    """The working day that a nudge of today counts for: of a day off, the next one."""
    return add_working_days(today, 0, calendar).date


def next_day(day: date, calendar: WorkCalendar) -> date:
    """The first day on which a unit may press again after a nudge that counts for a working day."""
    return add_working_days(day + timedelta(days=1), 0, calendar).date
