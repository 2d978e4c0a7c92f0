"""Which year's records a list shows: the plan in force unless another year, or all, is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.models import Plan, PlanStatus, Project

ALL = "all"


@dataclass(frozen=True, slots=True)
class YearFilter:
    """The years that have a plan, newest first, and the one shown; None shows all."""

    years: Sequence[int]
    chosen: int | None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For a select: value and text."""
        return [(str(year), str(year)) for year in self.years]

    def narrow(self, query: Select[Any], column: Any = Project.plan_id) -> Select[Any]:
        """A select that has Project (or another column of a plan) in it, for the year alone."""
        if self.chosen is None:
            return query
        return query.where(column.in_(select(Plan.id).where(Plan.year == self.chosen)))


def year_filter(session: Session, asked: str, today: date) -> YearFilter:
    """Read "2019", "all" or nothing from a query string; anything else counts as nothing. One statement."""
    rows = session.execute(select(Plan.year, Plan.status).order_by(Plan.year.desc())).all()
    years = [year for year, _status in rows]
    if asked == ALL:
        return YearFilter(years, None)
    if asked in map(str, years):
        return YearFilter(years, int(asked))
    in_force = (y for y, status in rows if status is PlanStatus.ACTIVE and y <= today.year)
    return YearFilter(years, next(in_force, None))
