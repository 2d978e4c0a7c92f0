"""The rows a report is made from, read from the records of a plan as they stood at the end of a day: a handful of
statements. A record that was opened again since counts as it stands now."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import within
from portal.domain import frozen_rows
from portal.domain.filings import OrderStatus
from portal.domain.ranking import RankingStatus
from portal.domain.regions import contains, level_of
from portal.domain.report_facts import (
    TABLES,
    FilingRow,
    LightRow,
    OrderRow,
    PlaceRow,
    ProjectRow,
    RankedRow,
    ReportFacts,
)
from portal.domain.reports import Period
from portal.domain.roles import Level
from portal.models import (
    Filing,
    Light,
    Order,
    Payment,
    Plan,
    Project,
    ProjectFund,
    Ranking,
    RankingRow,
    Region,
    Round,
)
from portal.services import lights
from portal.services.history import canonical


def read(session: Session, plan: Plan, place: str, period: Period, as_of: date) -> ReportFacts:
    """All rows of a place and what lies within it; the region's own projects count for the region alone."""
    reader = _Reader(session, plan, place, as_of)
    return ReportFacts(
        as_of=as_of,
        period=period,
        place=place,
        places=tuple(reader.places()),
        projects=tuple(reader.projects()),
        filings=tuple(reader.filings()),
        lights=tuple(reader.lights()),
        orders=tuple(reader.orders()),
        ranked=tuple(reader.ranked()),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Session
    plan: Plan
    place: str
    as_of: date

    def _of(self, query: Select[Any]) -> Iterator[Any]:
        """Rows of the plan's projects within the place."""
        return iter(self.session.execute(query.where(Project.plan_id == self.plan.id, self._within())))

    def _within(self) -> ColumnElement[bool]:
        if level_of(self.place) is Level.REGION:
            return true()
        return (Project.owner_level != Level.REGION) & within(Project.region_code, self.place)

    def _day(self, moment: Any) -> date | None:
        """The day of an instant, None where it lies after the report's day."""
        if moment is None:
            return None
        day = clock.official(moment).date()
        return day if day <= self.as_of else None

    def _end(self) -> datetime:
        """The first instant after the report's day."""
        return clock.at(self.as_of + timedelta(1), 0)

    def places(self) -> Iterator[PlaceRow]:
        """The places of the level below, and the place itself, which stands for its own projects."""
        below = Level.PREFECTURE if level_of(self.place) is Level.REGION else Level.COUNTY
        rows = self.session.scalars(
            select(Region).where(within(Region.code, self.place), Region.level == below).order_by(Region.code)
        )
        own = self.session.scalars(select(Region).where(Region.code == self.place)).one()
        for region in (own, *rows):
            if region.valid_on(self.as_of):
                yield PlaceRow(region.code, region.name_zh, region.name_ug)

    def projects(self) -> Iterator[ProjectRow]:
        """Projects registered by the day, with their money and whether their target was approved."""
        planned = (
            select(func.coalesce(func.sum(ProjectFund.amount_fen), 0))
            .where(ProjectFund.project_id == Project.id, ProjectFund.year == self.plan.year)
            .scalar_subquery()
        )
        paid = (
            select(func.coalesce(func.sum(Payment.amount_fen), 0))
            .where(Payment.project_id == Project.id, Payment.paid_on <= self.as_of)
            .scalar_subquery()
        )
        query = (
            select(Project.id, Project.code, Project.name, Project.region_code, planned, paid, Filing.approved_at)
            .outerjoin(Filing, Filing.id == Project.target_id)
            .where(Project.created_at < self._end())
            .order_by(Project.id)
        )  # fmt: skip
        for identity, code, name, region, total, out, approved in self._of(query):
            yield ProjectRow(
                identity, code, name, region, int(total), int(out), self._day(approved) is not None
            )

    def filings(self) -> Iterator[FilingRow]:
        """Filings of rounds that had begun."""
        query = (
            select(
                Filing.id, Filing.project_id, Filing.stage, Round.code, Filing.due_on,
                Filing.first_submitted_at, Filing.approved_at,
            )
            .join(Round, Round.id == Filing.round_id)
            .join(Project, Project.id == Filing.project_id)
            .where(
                Filing.adjustment_no == 0,
                Round.opens_on <= self.as_of,
                Project.created_at < self._end(),
            )
            .order_by(Filing.id)
        )  # fmt: skip
        for identity, project, stage, code, due_on, submitted, approved in self._of(query):
            yield FilingRow(identity, project, stage, code, due_on, self._day(submitted), self._day(approved))

    def lights(self) -> Iterator[LightRow]:
        """Lights lit by the day."""
        query = (
            select(Light.id, Light.project_id, Light.rule, Light.colour, Light.lit_on, Light.out_on)
            .join(Project, Project.id == Light.project_id)
            .where(Light.lit_on <= self.as_of, lights.counted())
            .order_by(Light.id)
        )
        for identity, project, rule, colour, lit_on, out_on in self._of(query):
            out = out_on if out_on is not None and out_on <= self.as_of else None
            yield LightRow(identity, project, rule.value, colour, lit_on, out)

    def orders(self) -> Iterator[OrderRow]:
        """Orders issued by the day."""
        query = (
            select(
                Order.id, Order.project_id, Order.number, Order.category, Order.issued_on, Order.due_on,
                Order.replied_at, Order.closed_at,
            )
            .join(Project, Project.id == Order.project_id)
            .where(Order.issued_on <= self.as_of, Order.status != OrderStatus.WITHDRAWN)
            .order_by(Order.id)
        )  # fmt: skip
        for identity, project, number, category, issued_on, due_on, replied, closed in self._of(query):
            yield OrderRow(
                identity, project, number or "", category, issued_on, due_on, self._day(replied), self._day(closed)
            )  # fmt: skip

    def ranked(self) -> Iterator[RankedRow]:
        """Lines of the last ranking of the level below that was published by the day."""
        region = level_of(self.place) is Level.REGION
        ranking = self.session.scalars(
            select(Ranking)
            .where(
                Ranking.plan_id == self.plan.id,
                Ranking.level == (Level.PREFECTURE if region else Level.COUNTY),
                Ranking.status == RankingStatus.PUBLISHED,
                Ranking.published_at < self._end(),
            )
            .order_by(Ranking.as_of.desc(), Ranking.id.desc())
            .limit(1)
        ).one_or_none()
        if ranking is None:
            return
        rows = self.session.scalars(
            select(RankingRow)
            .where(RankingRow.ranking_id == ranking.id, RankingRow.place.is_not(None))
            .order_by(RankingRow.place, RankingRow.code)
        ).all()
        for row in rows:
            if contains(self.place, row.code):
                yield RankedRow(
                    ranking.id, ranking.number, row.code, row.place or 0, row.total or 0, len(rows)
                )


def pack(facts: ReportFacts) -> bytes:
    """Rows as zlib-packed JSON with one spelling."""
    period = facts.period
    content = {
        "as_of": facts.as_of.isoformat(),
        "period": [period.year, period.first_month, period.last_month],
        "place": facts.place,
        **{name: frozen_rows.plain(getattr(facts, name)) for name in TABLES},
    }
    return zlib.compress(canonical(content).encode())


def unpack(packed: bytes) -> ReportFacts:
    """The rows of pack(). Raises zlib.error, ValueError, KeyError or TypeError for anything else."""
    content = json.loads(zlib.decompress(packed))
    tables = {name: tuple(frozen_rows.read(kind, content[name])) for name, kind in TABLES.items()}
    return ReportFacts(
        as_of=date.fromisoformat(content["as_of"]),
        period=Period(*content["period"]),
        place=content["place"],
        **tables,
    )
