"""A ranking that is in force as its circular (通报): the same for every reader."""

from __future__ import annotations

from dataclasses import replace

from portal.models import Ranking
from portal.reporting.builders.rankings import ranking_paper
from portal.reporting.circulars import CircularPaper


def circular_paper(ranking: Ranking) -> CircularPaper:
    """The circular of a published ranking, under the digest of that ranking. Raises ValueError for any other."""
    table = ranking_paper(ranking)
    if table.receipt is None:
        raise ValueError("only a ranking in force has a circular")
    number = table.number.replace("PM-", "TB-", 1)
    return CircularPaper(
        year=table.year,
        number=number,
        receipt=replace(table.receipt, number=number),
        level=table.level,
        issue=table.issue,
        as_of=table.as_of,
        issuer=table.issuer,
        lines=tuple(replace(line, points=()) for line in table.lines),
        absent=tuple(replace(line, points=()) for line in table.others),
        published_on=table.published_on,
        printed_by=table.issuer,
    )
