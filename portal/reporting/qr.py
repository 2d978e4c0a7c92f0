"""A QR code as one path: dark runs of each row, drawn by the layout engine without a picture file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET = 4
"""Light modules around the code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code of ``size`` by ``size`` modules, the quiet zone among them; ``path`` as in SVG."""

    size: int
    path: str


@lru_cache(maxsize=64)
def symbol(text: str) -> Symbol:
    """Return the code of a text, with error correction M: a seventh of it may be soiled or under a stamp.

    Raises segno.DataOverflowError for more than 2331 bytes.
    """
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    runs = [run for y, row in enumerate(matrix) for run in _runs(row, y)]
    return Symbol(len(matrix) + 2 * QUIET, "".join(runs))


def _runs(row: bytearray, y: int) -> list[str]:
    found, start = [], None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z")
            start = None
    return found
