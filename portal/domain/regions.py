"""Arithmetic of region codes (GB/T 2260): six characters, two for each level.

Custom places without a national code (for instance a 高新区 with its own finance bureau) carry a code of the
same shape with a letter in the last pair, such as 6501G1, so that the arithmetic holds for them too.
"""

from __future__ import annotations

import re

from portal.domain.roles import Level

REGION_CODE = re.compile(r"^[0-9]{4}(?:[0-9]{2}|[A-Z][0-9])\Z")
REGION_ROOT = "650000"


class RegionCodeError(ValueError):
    """Text that is no region code."""


def level_of(code: str) -> Level:
    """Level of the place a code names. Raises RegionCodeError for text of another shape."""
    if not REGION_CODE.match(code):
        raise RegionCodeError(code)
    if code.endswith("0000"):
        return Level.REGION
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def prefix_of(code: str) -> str:
    """Leading characters shared by a place and everything within it: 650000 -> 65, 653200 -> 6532."""
    width = {Level.REGION: 2, Level.PREFECTURE: 4, Level.COUNTY: 6}[level_of(code)]
    return code[:width]


def parent_of(code: str) -> str | None:
    """Code of the place one level up, None for the region itself."""
    level = level_of(code)
    if level is Level.REGION:
        return None
    return code[:2] + "0000" if level is Level.PREFECTURE else code[:4] + "00"


def contains(outer: str, inner: str) -> bool:
    """True where the place `inner` is `outer` or lies within it."""
    return inner.startswith(prefix_of(outer))
