"""What became of funds: given to projects, paid, and how the projects stand. A fixed number of statements for any number
of funds; nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.domain import funds as domain
from portal.domain.alert_funds import FundSeen
from portal.domain.filings import Likelihood, Stage
from portal.domain.funds import Progress
from portal.models import Filing, Fund, MonitoringRow, Payment, Project, Release, Round
from portal.services.light_facts import SHOWN


def allocated() -> ColumnElement[int]:
    """What has been given to projects out of a fund, in fen: a column beside Fund."""
    given = select(func.coalesce(func.sum(Release.amount_fen), 0)).where(Release.fund_id == Fund.id)
    return given.correlate(Fund).scalar_subquery()


def funds_seen(session: Session, ids: Sequence[int], day: date | None = None) -> Iterator[FundSeen]:
    """Funds as the rules of lights see them, in the order of their ids; day: with the releases made by then."""
    given = select(Release.fund_id, func.sum(Release.amount_fen).label("fen")).where(Release.fund_id.in_(ids))
    if day is not None:
        given = given.where(Release.released_on <= day)
    sums = given.group_by(Release.fund_id).subquery()
    rows = session.execute(
        select(Fund.id, Fund.received_on, Fund.amount_fen, func.coalesce(sums.c.fen, 0))
        .outerjoin(sums, sums.c.fund_id == Fund.id)
        .where(Fund.id.in_(ids))
        .order_by(Fund.id)
    )
    for identity, received_on, amount, fen in rows:
        yield FundSeen(identity, received_on, amount, int(fen))


@dataclass(slots=True)
class _Parts:
    """Releases by project and fund (None: out of none that is known), and what was paid, in fen."""

    given: Mapping[int, Mapping[int | None, int]]
    paid: Mapping[int, int]

    def by_fund(self) -> dict[int, int]:
        """What was paid out of each fund: a project's payments go in the proportion of its releases."""
        found: dict[int, int] = defaultdict(int)
        for project_id, releases in self.given.items():
            # No fund has the number 0, which stands for the money out of none.
            for fund_id, fen in domain.shared(
                self.paid.get(project_id, 0), {k or 0: v for k, v in releases.items()}
            ).items():
                found[fund_id] += fen
        return found


def _parts(session: Session, among: Any, until: date) -> _Parts:
    """among: ids of funds, as a list or a select."""
    linked = select(Release.project_id).where(Release.fund_id.in_(among))
    given: dict[int, dict[int | None, int]] = defaultdict(dict)
    for project_id, fund_id, fen in session.execute(
        select(Release.project_id, Release.fund_id, func.sum(Release.amount_fen))
        .where(Release.project_id.in_(linked))
        .group_by(Release.project_id, Release.fund_id)
    ):
        given[project_id][fund_id] = int(fen)
    paid = session.execute(
        select(Payment.project_id, func.sum(Payment.amount_fen))
        .where(Payment.project_id.in_(linked), Payment.paid_on <= until)
        .group_by(Payment.project_id)
    )
    return _Parts(given, {project_id: int(fen) for project_id, fen in paid})


def certain(session: Session, projects: Any) -> dict[int, tuple[int, int]]:
    """Of each project's latest filed round: rows called 确定能, and all rows. projects: ids, as a list or a select."""
    rows = session.execute(
        select(Filing.project_id, Round.position, MonitoringRow.likelihood, func.count())
        .join(Round, Round.id == Filing.round_id)
        .join(MonitoringRow, MonitoringRow.filing_id == Filing.id)
        .where(
            Filing.project_id.in_(projects),
            Filing.stage == Stage.MONITORING,
            Filing.status.in_(SHOWN),
            Filing.nothing_to_report.is_(False),
        )
        .group_by(Filing.project_id, Round.position, MonitoringRow.likelihood)
        .order_by(Filing.project_id, Round.position)
    )
    latest: dict[int, tuple[int, dict[Likelihood | None, int]]] = {}
    for project_id, position, likelihood, count in rows:
        if project_id not in latest or latest[project_id][0] != position:
            latest[project_id] = position, {}
        latest[project_id][1][likelihood] = count
    return {
        project_id: (counts.get(Likelihood.CERTAIN, 0), sum(counts.values()))
        for project_id, (_position, counts) in latest.items()
    }


def progress(session: Session, funds: Sequence[Fund], today: date) -> dict[int, Progress]:
    """Money and performance of funds whose plans are loaded, by id; three statements."""
    ids = [fund.id for fund in funds]
    parts = _parts(session, ids, today)
    stands = certain(session, select(Release.project_id).where(Release.fund_id.in_(ids)))
    paid = parts.by_fund()
    given: dict[int, int] = defaultdict(int)
    indicators: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for project_id, releases in parts.given.items():
        for fund_id, fen in releases.items():
            if fund_id is not None:
                given[fund_id] += fen
                indicators[fund_id].append(stands.get(project_id, (0, 0)))
    return {
        fund.id: Progress(
            fund.amount_fen,
            given[fund.id],
            paid.get(fund.id, 0),
            domain.elapsed(fund.plan.year, today),
            sum(met for met, _all in indicators[fund.id]),
            sum(of for _met, of in indicators[fund.id]),
        )
        for fund in funds
    }


def of_projects(session: Session, projects: Sequence[Project], today: date) -> dict[int, Progress]:
    """Money and performance of projects whose money and plans are loaded, by id; one statement."""
    stands = certain(session, [project.id for project in projects])
    return {
        project.id: Progress(
            project.total_fen,
            project.released_fen,
            project.paid_until(today),
            domain.elapsed(project.plan.year, today, project.starts_on, project.ends_on),
            *stands.get(project.id, (0, 0)),
        )
        for project in projects
    }


@dataclass(frozen=True, slots=True)
class Sums:
    """Funds together, in fen."""

    amount_fen: int = 0
    allocated_fen: int = 0
    paid_fen: int = 0


def sums(session: Session, query: Select[Any], today: date) -> Sums:
    """All funds of a select together, whatever part of it a page shows; four statements."""
    ids = query.with_only_columns(Fund.id).order_by(None)
    chosen = (
        query.with_only_columns(Fund.amount_fen.label("amount"), allocated().label("given"))
        .order_by(None)
        .subquery()
    )
    amount, given = session.execute(
        select(func.coalesce(func.sum(chosen.c.amount), 0), func.coalesce(func.sum(chosen.c.given), 0))
    ).one()
    parts = _parts(session, ids, today)
    mine = {fund_id for (fund_id,) in session.execute(ids)}
    paid = sum(fen for fund_id, fen in parts.by_fund().items() if fund_id in mine)
    return Sums(int(amount), int(given), paid)
