"""Marks of what became of a row since a person last looked, and days of completion."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.domain.ledgers import Change, change_of, completion_fits

LOOK = datetime(2020, 6, 15, 4, tzinfo=UTC)
BEFORE, AFTER = datetime(2020, 6, 15, 3, tzinfo=UTC), datetime(2020, 6, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entered", "moved", "ended", "mark"),
    [
        (BEFORE, BEFORE, False, None),
        (BEFORE, LOOK, False, None),
        (None, None, False, None),
        (AFTER, AFTER, False, Change.NEW),
        (BEFORE, AFTER, False, Change.MOVED),
        (None, AFTER, False, Change.MOVED),
        (BEFORE, AFTER, True, Change.CLOSED),
        (AFTER, AFTER, True, Change.CLOSED),
        (BEFORE, BEFORE, True, None),
    ],
)
def test_a_row_is_marked_by_what_holds_now(
    entered: datetime | None, moved: datetime | None, ended: bool, mark: Change | None
) -> None:
    assert change_of(LOOK, entered, moved, ended) is mark


@pytest.mark.parametrize(("day", "fits"), [(9, False), (10, True), (12, True), (15, True), (16, False)])
def test_a_completion_lies_between_the_finding_and_today(day: int, fits: bool) -> None:
    assert completion_fits(date(2020, 6, 10), date(2020, 6, day), date(2020, 6, 15)) is fits
