"""Projects as the rules of lights see them: read in batches, a fixed number of statements for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.domain.alert_facts import (
    FigureSeen,
    FilingSeen,
    LikenessSeen,
    OrderSeen,
    ProjectSeen,
    ReleaseSeen,
)
from portal.domain.filings import OPEN_ORDERS, FilingStatus, Likelihood, Stage
from portal.domain.problems import Problem
from portal.models import (
    EvaluationForm,
    Filing,
    MonitoringForm,
    MonitoringRow,
    Order,
    Payment,
    Plan,
    Project,
    ProjectFund,
)
from portal.services import comparisons, filed_targets

SHOWN = (FilingStatus.SUBMITTED, FilingStatus.UNDER_REVIEW, FilingStatus.APPROVED)
"""States in which the content of a filing counts."""


@dataclass(slots=True)
class _Batch:
    """What was read of a batch, by project or filing."""

    paid: Mapping[int, int] = field(default_factory=dict)
    paid_in_year: Mapping[int, int] = field(default_factory=dict)
    filings: Mapping[int, list[Filing]] = field(default_factory=dict)
    orders: Mapping[int, list[OrderSeen]] = field(default_factory=dict)
    likelihoods: Mapping[int, Mapping[Likelihood, int]] = field(default_factory=dict)
    expected: Mapping[int, int | None] = field(default_factory=dict)
    executed: Mapping[int, int | None] = field(default_factory=dict)
    problems: Mapping[int, Sequence[Problem]] = field(default_factory=dict)
    alike: Mapping[int, Sequence[LikenessSeen]] = field(default_factory=dict)
    figures: Mapping[int, Sequence[FigureSeen]] = field(default_factory=dict)


def seen(
    session: Session, plan: Plan, project_ids: Sequence[int], today: date, *, targets: bool = True
) -> Iterator[ProjectSeen]:
    """The projects of one plan as they stand on a day, in the order of their ids; without targets what they are
    found to be, which costs the most, is left out."""
    projects = session.scalars(
        select(Project)
        .where(Project.id.in_(project_ids), Project.plan_id == plan.id)
        .options(selectinload(Project.funds), selectinload(Project.releases))
        .order_by(Project.id)
    ).all()
    if not projects:
        return
    ids = [project.id for project in projects]
    batch = _read(session, plan, ids, today)
    around = _neighbours(session, plan, projects)
    twins = _twins(session, plan, projects)
    if targets:
        _compare(session, plan, projects, batch)
    for project in projects:
        yield _project(project, batch, around, twins)


def _compare(session: Session, plan: Plan, projects: Sequence[Project], batch: _Batch) -> None:
    """Read what the targets as filed are found to be, by themselves and beside those of others."""
    filed = [(p, f) for p in projects if (f := _filed_target(batch.filings.get(p.id, [])))]
    found = filed_targets.findings(session, plan, filed)
    batch.problems = {project.id: found.get(filing.id, []) for project, filing in filed}
    ids = [project.id for project, _filing in filed]
    batch.alike, batch.figures = comparisons.alike(session, ids), comparisons.figures(session, ids)


def _read(session: Session, plan: Plan, ids: Sequence[int], today: date) -> _Batch:
    held = session.scalars(
        select(Filing)
        .where(Filing.project_id.in_(ids))
        .options(joinedload(Filing.round))
        .order_by(Filing.project_id, Filing.adjustment_no)
    ).all()
    by_project: dict[int, list[Filing]] = defaultdict(list)
    for filing in held:
        by_project[filing.project_id].append(filing)
    filed = [f.id for f in held if f.status in SHOWN]
    return _Batch(
        paid=_paid(session, ids, today),
        paid_in_year=_paid(session, ids, date(plan.year, 12, 31)),
        filings=by_project,
        orders=_orders(session, ids),
        likelihoods=_likelihoods(session, filed),
        expected=_sums(session, MonitoringForm, "expected", filed),
        executed=_sums(session, EvaluationForm, "executed", filed),
    )


def _paid(session: Session, ids: Sequence[int], until: date) -> dict[int, int]:
    rows = session.execute(
        select(Payment.project_id, func.sum(Payment.amount_fen))
        .where(Payment.project_id.in_(ids), Payment.paid_on <= until)
        .group_by(Payment.project_id)
    )
    # PostgreSQL gives the sum of whole numbers as a decimal.
    return {project_id: int(amount) for project_id, amount in rows}


def _orders(session: Session, ids: Sequence[int]) -> dict[int, list[OrderSeen]]:
    found: dict[int, list[OrderSeen]] = defaultdict(list)
    rows = session.execute(
        select(Order.project_id, Order.id, Order.number, Order.due_on)
        .where(Order.project_id.in_(ids), Order.status.in_(sorted(OPEN_ORDERS)))
        .order_by(Order.id)
    )
    for project_id, order_id, number, due_on in rows:
        found[project_id].append(OrderSeen(order_id, number, due_on))
    return found


def _likelihoods(session: Session, filed: Sequence[int]) -> dict[int, Counter[Likelihood]]:
    found: dict[int, Counter[Likelihood]] = defaultdict(Counter)
    rows = session.execute(
        select(MonitoringRow.filing_id, MonitoringRow.likelihood, func.count())
        .where(MonitoringRow.filing_id.in_(filed), MonitoringRow.likelihood.is_not(None))
        .group_by(MonitoringRow.filing_id, MonitoringRow.likelihood)
    )
    for filing_id, likelihood, count in rows:
        found[filing_id][likelihood] = count
    return found


def _sums(session: Session, form: Any, what: str, filed: Sequence[int]) -> dict[int, int | None]:
    """Fiscal and other money of a form together; None where neither was entered."""
    fiscal, other = getattr(form, f"{what}_fiscal_fen"), getattr(form, f"{what}_other_fen")
    rows = session.execute(select(form.filing_id, fiscal, other).where(form.filing_id.in_(filed)))
    return {i: None if a is None and b is None else (a or 0) + (b or 0) for i, a, b in rows}


def _neighbours(session: Session, plan: Plan, projects: Iterable[Project]) -> dict[tuple[str, str, str], int]:
    """How many projects of the plan share kind and place; a place without its village is no place."""
    named = [p for p in projects if p.place.strip()]
    codes, places = {p.place_code for p in named}, {p.place for p in named}
    rows = session.execute(
        select(Project.type_code, Project.place_code, Project.place, func.count())
        .where(Project.plan_id == plan.id, Project.place_code.in_(codes), Project.place.in_(places))
        .group_by(Project.type_code, Project.place_code, Project.place)
    )
    return {(kind, code, place): count for kind, code, place, count in rows}


def _twins(
    session: Session, plan: Plan, projects: Iterable[Project]
) -> dict[tuple[Any, ...], dict[int, int]]:
    """Amounts (fen) of the plan's projects by unit, content and dates, for the units and first days of the batch."""
    units = {p.implementing_unit_id for p in projects}
    days = {p.starts_on for p in projects if p.starts_on}
    rows = session.execute(
        select(
            Project.id,
            Project.implementing_unit_id,
            Project.content,
            Project.starts_on,
            Project.ends_on,
            func.coalesce(func.sum(ProjectFund.amount_fen), 0),
        )
        .outerjoin(ProjectFund, (ProjectFund.project_id == Project.id) & (ProjectFund.year == plan.year))
        .where(
            Project.plan_id == plan.id,
            Project.implementing_unit_id.in_(units),
            Project.content != "",
            Project.starts_on.in_(days),
        )
        .group_by(
            Project.id, Project.implementing_unit_id, Project.content, Project.starts_on, Project.ends_on
        )
    )
    found: dict[tuple[Any, ...], dict[int, int]] = defaultdict(dict)
    for project_id, unit_id, content, starts_on, ends_on, amount in rows:
        found[unit_id, _plain(content), starts_on, ends_on][project_id] = int(amount)
    return found


def _plain(content: str) -> str:
    """Content without blanks: how it was typed makes no other project of it."""
    return "".join(content.split())


def _project(
    project: Project,
    batch: _Batch,
    around: Mapping[tuple[str, str, str], int],
    twins: Mapping[tuple[Any, ...], Mapping[int, int]],
) -> ProjectSeen:
    held = batch.filings.get(project.id, [])
    key = project.implementing_unit_id, _plain(project.content), project.starts_on, project.ends_on
    alike = around.get((project.type_code, project.place_code, project.place), 1)
    return ProjectSeen(
        id=project.id,
        year=project.plan.year,
        total_fen=project.total_fen,
        paid_fen=batch.paid.get(project.id, 0),
        paid_in_year_fen=batch.paid_in_year.get(project.id, 0),
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        target_approved=project.target_id is not None,
        releases=[ReleaseSeen(r.id, r.received_on, r.released_on, r.amount_fen) for r in project.releases],
        filings=[_filing(filing, batch) for filing in held if not filing.adjustment_no],
        orders=batch.orders.get(project.id, []),
        target_problems=batch.problems.get(project.id, ()),
        alike=batch.alike.get(project.id, ()),
        figures=batch.figures.get(project.id, ()),
        neighbours=alike - 1,
        twins=[fen for other, fen in twins.get(key, {}).items() if other != project.id],
    )


def _filing(filing: Filing, batch: _Batch) -> FilingSeen:
    return FilingSeen(
        code=filing.round.code,
        stage=filing.stage,
        status=filing.status,
        due_on=filing.due_on,
        position=filing.round.position,
        nothing_to_report=filing.nothing_to_report,
        likelihoods=batch.likelihoods.get(filing.id, {}),
        expected_fen=batch.expected.get(filing.id),
        executed_fen=batch.executed.get(filing.id),
    )


def _filed_target(held: Iterable[Filing]) -> Filing | None:
    """The latest target that has been filed; a draft of a change leaves the one in effect standing."""
    filed = [f for f in held if f.stage is Stage.TARGET and f.status in SHOWN]
    return filed[-1] if filed else None
