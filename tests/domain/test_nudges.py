"""Nudges: who owes the next step in every state, and the working days on which a unit may press."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.deadlines import WorkCalendar
from portal.domain.filings import FilingStatus, OrderStatus
from portal.domain.nudges import PRESSED_BY, Owing, counting_day, filing_owed, next_day, order_owed

# 25 to 27 June 2020: the Dragon Boat Festival; Sunday the 28th was worked.
CALENDAR = WorkCalendar(
    {date(2020, 6, 25): False, date(2020, 6, 26): False, date(2020, 6, 28): True}, frozenset({2020})
)


@pytest.mark.parametrize("status", list(FilingStatus))
def test_the_next_step_of_a_filing_is_owed_by_one_or_by_nobody(status: FilingStatus) -> None:
    expected = {
        FilingStatus.SUBMITTED: Owing.REVIEWER,
        FilingStatus.UNDER_REVIEW: Owing.REVIEWER,
        FilingStatus.APPROVED: None,
    }
    assert filing_owed(status, ready=True) is expected.get(status, Owing.FILLER)
    waiting = expected.get(status)
    assert filing_owed(status, ready=False) is waiting


@pytest.mark.parametrize("status", list(OrderStatus))
def test_the_next_step_of_an_order_is_owed_by_one_or_by_nobody(status: OrderStatus) -> None:
    nobody = (OrderStatus.DRAFT, OrderStatus.CLOSED, OrderStatus.WITHDRAWN)
    expected = None if status in nobody else Owing.ADDRESSEE
    assert order_owed(status) is (Owing.ISSUER if status is OrderStatus.REPLIED else expected)


@pytest.mark.parametrize(
    ("today", "counts", "again"),
    [
        (date(2020, 6, 23), date(2020, 6, 23), date(2020, 6, 24)),
        (date(2020, 6, 24), date(2020, 6, 24), date(2020, 6, 28)),
        (date(2020, 6, 25), date(2020, 6, 28), date(2020, 6, 29)),
        (date(2020, 6, 28), date(2020, 6, 28), date(2020, 6, 29)),
        (date(2020, 7, 3), date(2020, 7, 3), date(2020, 7, 6)),
        (date(2020, 7, 4), date(2020, 7, 6), date(2020, 7, 7)),
    ],
)
def test_a_nudge_counts_for_a_working_day_and_the_next_is_possible_on_the_next_one(
    today: date, counts: date, again: date
) -> None:
    assert counting_day(today, CALENDAR) == counts
    assert next_day(counts, CALENDAR) == again


def test_whoever_owes_can_be_pressed_by_somebody() -> None:
    assert set(PRESSED_BY) == set(Owing)
