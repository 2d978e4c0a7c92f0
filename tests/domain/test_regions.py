"""Arithmetic of region codes."""

from __future__ import annotations

import pytest

from portal.domain.regions import RegionCodeError, contains, level_of, parent_of, prefix_of
from portal.domain.roles import Level


@pytest.mark.parametrize(
    ("code", "level", "prefix", "parent"),
    [
        ("650000", Level.REGION, "65", None),
        ("653200", Level.PREFECTURE, "6532", "650000"),
        ("653222", Level.COUNTY, "653222", "653200"),
        ("6501G1", Level.COUNTY, "6501G1", "650100"),
        ("659001", Level.COUNTY, "659001", "659000"),
    ],
)
def test_a_code_says_its_level_its_span_and_its_parent(
    code: str, level: Level, prefix: str, parent: str | None
) -> None:
    assert level_of(code) is level
    assert prefix_of(code) == prefix
    assert parent_of(code) == parent


@pytest.mark.parametrize(
    "text", ["", "65", "65000", "6500000", "65000x", "x50000", "65000G", "6501g1", "６５００００", "650000\n"]
)
def test_text_of_another_shape_is_no_code(text: str) -> None:
    for function in (level_of, prefix_of, parent_of):
        with pytest.raises(RegionCodeError):
            function(text)


@pytest.mark.parametrize(
    ("outer", "inner", "held"),
    [
        ("650000", "650000", True),
        ("650000", "653222", True),
        ("653200", "653222", True),
        ("653200", "653200", True),
        ("653200", "653125", False),
        ("653222", "653222", True),
        ("653222", "653221", False),
        ("653222", "653200", False),
        ("650100", "6501G1", True),
        ("653200", "650000", False),
    ],
)
def test_a_place_holds_itself_and_what_lies_within(outer: str, inner: str, held: bool) -> None:
    assert contains(outer, inner) is held
