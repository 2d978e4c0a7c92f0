"""A project as the rules of lights see it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from portal.domain.alert_facts import FilingSeen, ProjectSeen, ReleaseSeen
from portal.domain.filings import FilingStatus, Stage


def project(starts: date | None = None, ends: date | None = None) -> ProjectSeen:
    """A project with dates."""
    return ProjectSeen(1, 2020, 100, starts_on=starts, ends_on=ends)


@pytest.mark.parametrize(
    ("starts", "ends", "today", "share"),
    [
        (None, None, date(2020, 12, 31), Fraction(1)),
        (None, None, date(2020, 6, 30), Fraction(182, 366)),
        (date(2020, 7, 1), date(2020, 7, 10), date(2020, 6, 30), Fraction(0)),
        (date(2020, 7, 1), date(2020, 7, 10), date(2020, 7, 1), Fraction(1, 10)),
        (date(2020, 7, 1), date(2020, 7, 10), date(2020, 8, 1), Fraction(1)),
        (date(2019, 5, 1), date(2021, 5, 1), date(2020, 6, 30), Fraction(182, 366)),
        (date(2021, 3, 1), date(2021, 5, 1), date(2020, 12, 30), Fraction(0)),
        (date(2018, 3, 1), date(2019, 5, 1), date(2020, 1, 1), Fraction(1)),
    ],
)
def test_time_gone_by_counts_the_days_of_the_plans_year_alone(
    starts: date | None, ends: date | None, today: date, share: Fraction
) -> None:
    assert project(starts, ends).elapsed(today) == share


@pytest.mark.parametrize("status", list(FilingStatus))
def test_a_filing_is_missing_or_filed_and_never_both(status: FilingStatus) -> None:
    filing = FilingSeen("m06", Stage.MONITORING, status, date(2020, 7, 20))
    assert filing.missing != filing.filed


def test_releases_are_summed_and_rounds_stand_in_order() -> None:
    rounds = [
        FilingSeen(code, Stage.MONITORING, FilingStatus.DRAFT, date(2020, 7, 20), position)
        for code, position in (("m08", 4), ("m05", 2))
    ]
    releases = [ReleaseSeen(n, None, date(2020, 3, 1), 50) for n in (1, 2)]
    seen = ProjectSeen(1, 2020, 100, releases=releases, filings=rounds)
    assert seen.released_fen == 100
    assert [f.code for f in seen.of_stage(Stage.MONITORING)] == ["m05", "m08"]
    assert seen.of_stage(Stage.TARGET) == []
