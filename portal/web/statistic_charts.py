"""The charts beside a table of statistics: bars of a rate, the schematic map of the prefectures, the trend of a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from flask import request

from portal.domain import charts
from portal.domain.charts import Bar, LineChart, Tile
from portal.domain.money import percent_text
from portal.domain.statistics import TILES, Dimension, band, reading_days
from portal.extensions import db
from portal.i18n import DIRECTIONS, language
from portal.models import Round
from portal.services import statistics
from portal.services.statistics import Trend
from portal.web.statistic_tables import Figure, Row, Table, count, where

if TYPE_CHECKING:
    from portal.web.statistics import Question


MOST_BARS = 30
"""Bars of a chart; of more rows the lowest rates are drawn."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each row that has a rate: the shape, the row and its rate; left_out: rows without a bar."""

    rows: Sequence[tuple[Bar, Row, str]]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """The charts of a page; what does not suit its table is None or empty. tiles: the shape, the row and its rate."""

    bars: Bars
    paid: Bars
    tiles: Sequence[tuple[Tile, Row, int | None, str]] = ()
    tiles_height: int = 0
    trend: TrendDrawn | None = None


@dataclass(frozen=True, slots=True)
class TrendDrawn:
    """The trend of a round: the drawing, the round, the rounds to choose from, and a row per day with its figures."""

    chart: LineChart
    round: Round
    rounds: Sequence[Round]
    trend: Trend
    rows: Sequence[tuple[date, Sequence[Figure]]]
    owed: Figure


def drawn(question: Question, table: Table) -> Drawn:
    """The charts of a table. Two statements, for the trend."""
    mirrored = DIRECTIONS[language()] == "rtl"
    on_map = {row.key: row for row in table.rows if row.key in TILES}
    tiles, height = charts.tiles({code: TILES[code] for code in on_map} if len(on_map) > 1 else {})
    return Drawn(
        bars=_bars([(row, row.rate) for row in table.rows], mirrored=mirrored),
        paid=_bars([(row, row.paid) for row in table.rows], mirrored=mirrored),
        tiles=[
            (tile, on_map[code], band(*on_map[code].rate), percent_text(*on_map[code].rate, 1))
            for code, tile in tiles.items()
        ],
        tiles_height=height,
        trend=_trend(question, mirrored=mirrored),
    )


def _bars(rows: Sequence[tuple[Row, tuple[int, int]]], *, mirrored: bool) -> Bars:
    rated = [(row, rate) for row, rate in rows if rate[1]]
    left_out = max(0, len(rated) - MOST_BARS)
    if left_out:
        # Nobody compares hundreds of bars: those that need a look come first, and the table has all.
        rated = sorted(rated, key=lambda one: Fraction(*one[1]))[:MOST_BARS]
    shapes = charts.bars([rate for _row, rate in rated], mirrored=mirrored)
    drawn = [(bar, row, percent_text(*rate)) for bar, (row, rate) in zip(shapes, rated, strict=True)]
    return Bars(drawn, left_out)


def _trend(question: Question, *, mirrored: bool) -> TrendDrawn | None:
    """The trend of the round of ?round=, or of the one that is due next; on the tables of places and of stages."""
    plan, asked = question.plan, question.asked
    if plan is None or not plan.rounds or question.by not in (Dimension.PLACE, Dimension.STAGE):
        return None
    due = [r for r in plan.rounds if r.due_on >= asked.today] or plan.rounds[-1:]
    wanted = request.args.get("round", "")
    chosen = next((r for r in plan.rounds if r.code == wanted), due[0])
    held = statistics.trend(
        db.session(), question.actor, asked, chosen, reading_days(asked.year, asked.today)
    )
    series = [line for line in (held.approved, held.filed) if line]
    chart = charts.line_chart(
        asked.year, held.days, series, [r.due_on for r in plan.rounds], most=held.owed, mirrored=mirrored
    )
    args = {**where(asked), "round": chosen.code, "original": 1}
    rows = []
    for n, day in enumerate(held.days):
        figures = [count(held.approved[n], "records.filing_list", **args, approved_by=day.isoformat())]
        if held.filed:
            figures.append(count(held.filed[n], "records.filing_list", **args, filed_by=day.isoformat()))
        rows.append((day, figures))
    owed = count(held.owed, "records.projects", **{**where(asked), "round": chosen.code})
    return TrendDrawn(chart, chosen, plan.rounds, held, rows, owed)
