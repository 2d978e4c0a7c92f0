"""What permissions and guards know about a record."""

from __future__ import annotations

import pytest

from portal.domain.facts import Facts
from portal.domain.filings import FilingStatus
from portal.domain.roles import Level
from tests.domain.permitted import county_facts


@pytest.mark.parametrize("status", list(FilingStatus))
def test_a_record_is_seen_above_once_it_was_submitted(status: FilingStatus) -> None:
    seen = county_facts(status=status).seen_above
    assert seen == (status not in (FilingStatus.NOT_STARTED, FilingStatus.DRAFT))


@pytest.mark.parametrize(
    ("waiting", "final"),
    [(None, False), (Level.COUNTY, False), (Level.PREFECTURE, True), (Level.REGION, False)],
)
def test_the_last_level_of_the_route_is_final(waiting: Level | None, final: bool) -> None:
    assert county_facts(waiting_level=waiting).is_final_level is final


def test_nothing_known_is_nothing_allowed() -> None:
    empty = Facts()
    assert not empty.is_final_level
    assert empty.filler_unit_ids == frozenset()
    assert empty.waiting_level is None
