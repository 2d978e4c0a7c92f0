"""Text as it comes from a browser, and two versions of a form side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str, limit: int) -> str:
    """Text of at most `limit` characters, lines ended by one newline, without control characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:limit]


def changes(
    mine: Mapping[str, str], theirs: Mapping[str, str], names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Fields in which two versions differ: (words for the field, mine, theirs), in the order of the names."""
    found = []
    for place, words in names.items():
        left, right = mine.get(place, "").strip(), theirs.get(place, "").strip()
        if left != right:
            found.append((words, left, right))
    return found
