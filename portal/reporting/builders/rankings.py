"""A ranking as the printed table: the same for every reader."""

from __future__ import annotations

from portal import clock
from portal.domain.ranking import RankingStatus
from portal.models import Ranking, RankingRow
from portal.reporting.papers import Bilingual, Receipt
from portal.reporting.rankings import MetricHead, PlaceLine, RankingPaper


def ranking_paper(ranking: Ranking) -> RankingPaper:
    """The paper of a ranking that everybody may read; a published one bears its digest."""
    year, level = ranking.plan.year, ranking.level.value
    number = f"PM-{year}-{'D' if level == 'prefecture' else 'X'}-{ranking.number:02}"
    codes = [metric.code for metric in ranking.set.metrics]
    rows = sorted(ranking.rows, key=lambda r: (r.place is None, r.place or 0, r.code))
    lines = [_line(row, codes) for row in rows]
    return RankingPaper(
        year=year,
        number=number,
        receipt=Receipt(number, ranking.digest) if ranking.digest else None,
        level=level,
        issue=ranking.number,
        as_of=ranking.as_of,
        issuer=Bilingual(ranking.unit.name_zh, ranking.unit.name_ug),
        metrics=tuple(
            MetricHead(Bilingual(m.name_zh, m.name_ug), m.formula.value, m.marks) for m in ranking.set.metrics
        ),
        lines=tuple(line for line in lines if line.place is not None),
        others=tuple(line for line in lines if line.place is None),
        until=ranking.objections_until if ranking.status is RankingStatus.OBJECTION else None,
        published_on=clock.official(ranking.published_at).date() if ranking.published_at else None,
    )


def _line(row: RankingRow, codes: list[str]) -> PlaceLine:
    points = {value.metric: value.points for value in row.values}
    return PlaceLine(
        place=row.place,
        name=Bilingual(row.name_zh, row.name_ug),
        total=row.total,
        moved=row.movement,
        grade=row.grade.value if row.grade else "",
        points=tuple(points.get(code) for code in codes),
        absence=row.absence.value if row.absence else "",
    )
