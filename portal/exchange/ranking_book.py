"""A ranking as a workbook in the language of the page: places, totals and the points of every metric."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.domain.roles import Actor
from portal.exchange.ledger_book import XLSX, Cell, Column, Sheet, write
from portal.i18n import date_text, language, named
from portal.labels import label
from portal.models import Ranking, RankingRow

__all__ = ["XLSX", "write_ranking"]


def write_ranking(target: BinaryIO, actor: Actor, ranking: Ranking, title: str) -> int:
    """Write the workbook; returns the number of rows."""
    return write(target, _sheet(actor, ranking, title), _rows(ranking))


def _sheet(actor: Actor, ranking: Ranking, title: str) -> Sheet:
    unit = actor.unit_name_ug if language() == "ug" and actor.unit_name_ug else actor.unit_name_zh
    group = pgettext("head", "各项得分")
    return Sheet(
        title=title,
        above=(_("填报单位：%(unit)s", unit=unit), _("截至：%(day)s", day=date_text(ranking.as_of))),
        columns=[
            Column("", pgettext("head", "名次"), 6),
            Column("", pgettext("head", "地区"), 22),
            Column("", pgettext("head", "项目数"), 8),
            Column("", pgettext("head", "得分"), 9),
            Column("", pgettext("head", "等次"), 8),
            Column("", pgettext("head", "名次变化"), 9),
            *(Column(group, named(metric), 11) for metric in ranking.set.metrics),
            Column("", pgettext("head", "说明"), 20),
        ],
        sign_off=(pgettext("word", "填表人："), pgettext("word", "审核人："), _("单位负责人：")),
        language=language(),
    )


def _rows(ranking: Ranking) -> Iterator[list[Cell]]:
    for row in sorted(ranking.rows, key=lambda r: (r.place is None, r.place or 0, r.code)):
        points = {value.metric: value.points for value in row.values}
        yield [
            row.place,
            named(row),
            row.projects,
            _points(row.total),
            label(row.grade),
            movement(row),
            *(_points(points.get(metric.code)) for metric in ranking.set.metrics),
            label(row.absence),
        ]


def _points(hundredths: int | None) -> Cell:
    return None if hundredths is None else Decimal(hundredths) / 100


def movement(row: RankingRow) -> str:
    """Places gained or lost: "+2", "-1", "0"; empty where there is nothing to compare."""
    if row.movement is None:
        return ""
    return f"{row.movement:+d}" if row.movement else "0"
