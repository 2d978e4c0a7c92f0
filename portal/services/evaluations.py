"""绩效自评: opening from the approved target and the payments, saving, scoring, checking, freezing."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.evaluation_checks import check_evaluation
from portal.domain.evaluation_scores import (
    Evaluation,
    EvaluationEntry,
    EvaluationKnown,
    MoneyEntry,
    RowEntry,
    RowKnown,
    RowResult,
    evaluate,
)
from portal.domain.filings import FilingStatus
from portal.domain.flows.filings import FilingAction
from portal.domain.money import percent_text
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import EvaluationForm, EvaluationRow, Filing, TargetForm, TargetIndicator
from portal.services import monitoring, rules, targets, workflow
from portal.services.headers import header
from portal.services.workflow import Refused


def form_of(session: Session, filing: Filing) -> EvaluationForm | None:
    """The form of a self-evaluation, None before it was opened."""
    return session.scalars(select(EvaluationForm).where(EvaluationForm.filing_id == filing.id)).one_or_none()


def open_form(session: Session, actor: Actor, filing: Filing) -> EvaluationForm:
    """The form, made on first use and prefilled: funds of the year, payments, the target's indicators."""
    form = form_of(session, filing)
    if form is not None:
        return form
    target, project = monitoring.target_of(session, filing), filing.project
    paid = project.paid_until(date(project.plan.year, 12, 31))
    fiscal = min(paid, project.fiscal_fen)
    form = EvaluationForm(
        filing_id=filing.id,
        target_id=target.filing_id,
        budget_fiscal_fen=project.fiscal_fen,
        budget_other_fen=project.other_fen,
        executed_fiscal_fen=fiscal,
        executed_other_fen=paid - fiscal,
        execution_reason="",
        achievement="",
        note="",
    )
    form.rows = [
        EvaluationRow(key=i.key, position=i.position, actual="", override_reason="", deviation="")
        for i in target.indicators
    ]
    session.add(form)
    session.flush()
    return form


def save(session: Session, actor: Actor, filing: Filing, entry: EvaluationEntry) -> None:
    """Replace the content by what was typed. The first save starts the filing.

    Raises Refused for a correction of a score without a reason: it is not kept without one.
    """
    targets.editable(actor, filing)
    if filing.status is FilingStatus.NOT_STARTED:
        workflow.perform(session, actor, filing, FilingAction.START)
    form = open_form(session, actor, filing)
    if problems := _reasonless(entry, known(session, filing)):
        raise Refused(problems)
    money = entry.money
    form.budget_fiscal_fen, form.budget_other_fen = money.budget_fiscal_fen, money.budget_other_fen
    form.executed_fiscal_fen, form.executed_other_fen = money.executed_fiscal_fen, money.executed_other_fen
    form.execution_override, form.execution_reason = entry.execution_override, entry.execution_reason.strip()
    form.achievement, form.note = entry.achievement.strip(), entry.note.strip()
    typed = {r.key: r for r in entry.rows}
    for row in form.rows:
        if (given := typed.get(row.key)) is not None:
            row.actual, row.attained = given.actual.strip(), given.attained
            row.override, row.override_reason = given.override, given.override_reason.strip()
            row.deviation = given.deviation.strip()
    filing.touched_at = clock.now()
    session.flush()


def _reasonless(entry: EvaluationEntry, on: EvaluationKnown) -> list[Problem]:
    wanted = ("evaluation.override.no_reason", "evaluation.execution.no_reason")
    return [p for p in check_evaluation(entry, on) if p.code in wanted]


def stored(form: EvaluationForm) -> EvaluationEntry:
    """The stored content as an entry."""
    return EvaluationEntry(
        money=MoneyEntry(
            form.budget_fiscal_fen, form.budget_other_fen, form.executed_fiscal_fen, form.executed_other_fen
        ),
        rows=tuple(
            RowEntry(r.key, r.actual, r.attained, r.override, r.override_reason, r.deviation)
            for r in form.rows
        ),
        achievement=form.achievement,
        note=form.note,
        execution_override=form.execution_override,
        execution_reason=form.execution_reason,
    )


def known(session: Session, filing: Filing) -> EvaluationKnown:
    """What the self-evaluation is measured against."""
    form, project = form_of(session, filing), filing.project
    target = (
        session.scalars(select(TargetForm).where(TargetForm.filing_id == form.target_id)).one()
        if form
        else monitoring.target_of(session, filing)
    )
    return EvaluationKnown(
        goal=target.goal,
        budget_fen=project.total_fen,
        registered_fen=project.paid_until(date(project.plan.year, 12, 31)),
        rules=rules.scoring_rules(project.plan),
        rows=tuple(RowKnown(i.key, i.level1, i.level2, i.name, i.value, i.weight) for i in target.indicators),
        year=project.plan.year,
    )


def score(session: Session, filing: Filing, entry: EvaluationEntry) -> Evaluation:
    """All scores of typed content, for the live preview."""
    return evaluate(entry, known(session, filing))


def problems_of(session: Session, filing: Filing, entry: EvaluationEntry) -> list[Problem]:
    """Problems of typed content."""
    return check_evaluation(entry, known(session, filing))


def problems(session: Session, filing: Filing) -> list[Problem]:
    """Problems of the stored content."""
    form = form_of(session, filing)
    return check_evaluation(stored(form) if form else EvaluationEntry(), known(session, filing))


def payload(session: Session, filing: Filing) -> dict[str, Any]:
    """The complete content with its scores. Raises LookupError before the form was opened."""
    form = form_of(session, filing)
    if form is None:
        raise LookupError(f"filing {filing.id} has no form")
    entry, on = stored(form), known(session, filing)
    result = evaluate(entry, on)
    target = session.scalars(select(TargetForm).where(TargetForm.filing_id == form.target_id)).one()
    indicators = {i.key: i for i in target.indicators}
    rows = {r.key: r for r in form.rows}
    return {
        **header(filing),
        "goal": target.goal,
        "achievement": form.achievement,
        "note": form.note,
        "money": {
            "budget_fiscal_fen": form.budget_fiscal_fen,
            "budget_other_fen": form.budget_other_fen,
            "executed_fiscal_fen": form.executed_fiscal_fen,
            "executed_other_fen": form.executed_other_fen,
        },
        "execution": {
            "weight": result.execution.weight,
            "rate_percent": percent_text(entry.money.executed_fen, entry.money.budget_fen),
            "computed": result.execution.computed,
            "score": result.execution.score,
            "override_reason": form.execution_reason,
        },
        "rows": [_row(indicators[r.key], rows[r.key], r) for r in result.rows if r.key in rows],
        "total": result.total,
        "grade": result.grade.value if result.grade else "",
    }


def _row(indicator: TargetIndicator, row: EvaluationRow, result: RowResult) -> dict[str, Any]:
    return {
        "key": row.key,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "value": indicator.value,
        "weight": result.weight,
        "actual": row.actual,
        "attained": row.attained,
        "computed": result.computed,
        "score": result.score,
        "override_reason": row.override_reason,
        "deviation": row.deviation,
        "remarks": list(result.remarks),
    }
