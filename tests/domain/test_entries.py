"""The guard of a problem entered by hand: what is reported done says what was done and when."""

from __future__ import annotations

import pytest

from portal.domain.flows.entries import mended
from tests.domain.permitted import county_facts


@pytest.mark.parametrize(
    ("extra", "codes"),
    [
        ({"measures": "已更正", "completed": "2020-06-15"}, []),
        ({"completed": "2020-06-15"}, ["entry.measures.missing"]),
        ({"measures": "已更正"}, ["entry.completed.missing"]),
    ],
)
def test_what_is_reported_done_says_what_and_when(extra: dict[str, str], codes: list[str]) -> None:
    assert [p.code for p in mended(county_facts(extra=extra))] == codes
