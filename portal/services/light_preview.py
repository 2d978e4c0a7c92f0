"""Lights that would shine if a content were filed as it stands: the same rules on what is being typed, nothing stored.

Only the rules that look at the content in hand are asked; what else shines on the project stands in its dossier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.alert_facts import FilingSeen, ProjectSeen, ReleaseSeen
from portal.domain.alerts import RULES, Alert, Rule
from portal.domain.evaluation_scores import EvaluationEntry
from portal.domain.filings import FilingStatus, Stage
from portal.domain.monitoring_checks import RoundEntry
from portal.domain.problems import Problem
from portal.models import Filing, Project
from portal.services import comparisons, evaluations, light_facts, monitoring, rules, targets
from portal.services.projects import MoneyEntry
from portal.services.targets import TargetEntry
from portal.services.workflow import Refused

ON_MONEY = (Rule.A01, Rule.P01, Rule.P02, Rule.P03, Rule.T03)
ON_TARGET = (Rule.T02, Rule.T04, Rule.T05)


def of_target(
    session: Session, filing: Filing, entry: TargetEntry, problems: Sequence[Problem], today: date
) -> list[Alert]:
    """Lights on a target with the findings on it. Raises UnreadableParameter."""
    project, core = filing.project, targets.core_indicators(session, filing)
    alike, figures = comparisons.typed(session, project, entry.goal, entry.rows, core)
    seen = replace(_bare(project), target_problems=problems, alike=alike, figures=figures)
    return _lit(project, seen, ON_TARGET, today)


def of_round(filing: Filing, entry: RoundEntry, today: date) -> list[Alert]:
    """Lights on a monitoring round. Raises UnreadableParameter."""
    money = entry.money
    likely = Counter(row.likelihood for row in entry.rows if row.likelihood is not None)
    parts = [fen for fen in (money.expected_fiscal_fen, money.expected_other_fen) if fen is not None]
    stood = replace(
        _filed(filing),
        nothing_to_report=entry.nothing_to_report,
        likelihoods=likely,
        expected_fen=sum(parts) if parts else None,
    )
    return _lit(filing.project, replace(_bare(filing.project), filings=[stood]), (Rule.M02,), today)


def of_evaluation(filing: Filing, entry: EvaluationEntry, today: date) -> list[Alert]:
    """Lights on a self-evaluation. Raises UnreadableParameter."""
    project, money = filing.project, entry.money
    parts = [fen for fen in (money.executed_fiscal_fen, money.executed_other_fen) if fen is not None]
    stood = replace(_filed(filing), executed_fen=sum(parts) if parts else None)
    paid = project.paid_until(date(project.plan.year, 12, 31))
    seen = replace(_bare(project), filings=[stood], paid_in_year_fen=paid)
    return _lit(project, seen, (Rule.S02,), today)


def of_filing(session: Session, filing: Filing, problems: Sequence[Problem], today: date) -> list[Alert]:
    """Lights on the stored content of a filing of any stage; none where its form cannot be begun yet."""
    try:
        if filing.stage is Stage.TARGET:
            return of_target(session, filing, targets.read(session, filing), problems, today)
        if filing.stage is Stage.MONITORING:
            return of_round(filing, monitoring.read(session, filing), today)
        return of_evaluation(filing, evaluations.read(session, filing), today)
    except Refused:
        return []


def of_money(session: Session, project: Project, entry: MoneyEntry, today: date) -> list[Alert]:
    """Lights on the money of a project as typed. Raises UnreadableParameter."""
    stored = next(light_facts.seen(session, project.plan, [project.id], today, targets=False))
    paid = [payment.amount_fen for payment in entry.payments if payment.paid_on <= today]
    seen = replace(
        stored,
        total_fen=sum(fen for (_source, year), fen in entry.funds.items() if year == project.plan.year),
        paid_fen=sum(paid),
        releases=[
            ReleaseSeen(number, one.received_on, one.released_on, one.amount_fen)
            for number, one in enumerate(entry.releases)
        ],
    )
    return _lit(project, seen, ON_MONEY, today)


def _bare(project: Project) -> ProjectSeen:
    return ProjectSeen(project.id, project.plan.year, project.total_fen)


def _filed(filing: Filing) -> FilingSeen:
    return FilingSeen(filing.round.code, filing.stage, FilingStatus.SUBMITTED, filing.due_on)


def _lit(project: Project, seen: ProjectSeen, asked: Sequence[Rule], today: date) -> list[Alert]:
    limits = rules.limits(project.plan, max(today, rules.first_day(project.plan)))
    return [alert for rule in asked for alert in RULES[rule](seen, limits, today)]
