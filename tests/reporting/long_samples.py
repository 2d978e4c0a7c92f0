"""Official papers long enough to be measured: full pages, tables over several pages, heads at every height."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portal.reporting.circulars import CircularPaper
from portal.reporting.papers import Bilingual, Finding, OrderPaper
from portal.reporting.rankings import PlaceLine
from tests.reporting.ranked_samples import CIRCULAR
from tests.reporting.samples import ORDER

SHIFTS = range(0, 22, 2)
"""Lines by which the heads of an order are moved down a page."""


def full_order() -> OrderPaper:
    """An order whose second page is nothing but Han text."""
    return replace(ORDER, problems=(Finding("other", "整改问题清单" * 400),))


def shifted_orders() -> Iterator[OrderPaper]:
    """Orders that differ in the length of their first part alone, so that each head comes to the foot of some page."""
    for lines in SHIFTS:
        yield replace(
            ORDER,
            problems=(Finding("other", "核" * (28 * lines + 5)),),
            requirements=("更正" * 40, "报送" * 50),
        )


def long_circular() -> CircularPaper:
    """A circular whose table takes several pages."""
    lines = tuple(
        PlaceLine(number, Bilingual(f"第{number}县", f"{number}-ناھىيە"), 9100 - number, 0, "excellent", ())
        for number in range(1, 94)
    )
    return replace(CIRCULAR, level="county", lines=lines)
