"""绩效监控: opening a round from the approved target and the last round, saving, checking, freezing."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import DeviationReason, FilingStatus, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.monitoring_checks import (
    MoneyEntry,
    MoneyKnown,
    RoundEntry,
    RoundKnown,
    RowEntry,
    RowKnown,
    check_round,
)
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import Filing, MonitoringForm, MonitoringRow, Round, TargetForm, TargetIndicator
from portal.services import targets, workflow
from portal.services.headers import header
from portal.services.workflow import Refused

Entry = RoundEntry


def form_of(session: Session, filing: Filing) -> MonitoringForm | None:
    """The form of a round, None before it was opened."""
    return session.scalars(select(MonitoringForm).where(MonitoringForm.filing_id == filing.id)).one_or_none()


def cutoff_of(filing: Filing) -> date:
    """Last day that the round's money and progress cover."""
    year, month = filing.project.plan.year, filing.round.cutoff_month or 12
    return date(year, month, calendar.monthrange(year, month)[1])


def target_of(session: Session, filing: Filing) -> TargetForm:
    """The target in effect. Raises Refused where none is approved."""
    if filing.project.target_id is None:
        raise Refused([Problem("", "filing.target.not_approved")])
    return session.scalars(select(TargetForm).where(TargetForm.filing_id == filing.project.target_id)).one()


def last_round(session: Session, filing: Filing) -> MonitoringForm | None:
    """The form of the latest earlier round that was submitted."""
    return session.scalars(
        select(MonitoringForm)
        .join(Filing, Filing.id == MonitoringForm.filing_id)
        .join(Round, Round.id == Filing.round_id)
        .where(
            Filing.project_id == filing.project_id,
            Filing.stage == Stage.MONITORING,
            Round.position < filing.round.position,
            Filing.first_submitted_at.is_not(None),
            Filing.nothing_to_report.is_(False),
        )
        .order_by(Round.position.desc())
        .limit(1)
    ).one_or_none()


def open_form(session: Session, actor: Actor, filing: Filing) -> MonitoringForm:
    """The form, made on first use and prefilled: payments to the cut-off, and what the last round said."""
    form = form_of(session, filing)
    if form is not None:
        return form
    target, before = target_of(session, filing), last_round(session, filing)
    paid = filing.project.paid_until(cutoff_of(filing))
    fiscal = min(paid, filing.project.fiscal_fen)
    form = MonitoringForm(
        filing_id=filing.id,
        target_id=target.filing_id,
        paid_fiscal_fen=fiscal,
        paid_other_fen=paid - fiscal,
        expected_fiscal_fen=before.expected_fiscal_fen if before else filing.project.fiscal_fen,
        expected_other_fen=before.expected_other_fen if before else filing.project.other_fen,
        summary="",
    )
    held = {r.key: r for r in before.rows} if before else {}
    form.rows = [_prefilled(i, held.get(i.key)) for i in target.indicators]
    session.add(form)
    session.flush()
    return form


def _prefilled(indicator: TargetIndicator, before: MonitoringRow | None) -> MonitoringRow:
    row = MonitoringRow(
        key=indicator.key,
        position=indicator.position,
        progress="",
        expected="",
        reasons="",
        reason_text="",
        measures="",
        remark="",
    )
    if before is not None:
        row.expected, row.likelihood, row.reasons = before.expected, before.likelihood, before.reasons
        row.reason_text, row.measures = before.reason_text, before.measures
    return row


def save(session: Session, actor: Actor, filing: Filing, entry: RoundEntry) -> None:
    """Replace the content by what was typed. The first save starts the filing."""
    targets.editable(actor, filing)
    if filing.status is FilingStatus.NOT_STARTED:
        workflow.perform(session, actor, filing, FilingAction.START)
    form = open_form(session, actor, filing)
    if entry.nothing_to_report and not entry.nothing_reason.strip():
        raise Refused([Problem("nothing_reason", "nothing.reason.missing")])
    filing.nothing_to_report = entry.nothing_to_report
    filing.nothing_reason = entry.nothing_reason.strip() if entry.nothing_to_report else ""
    money = entry.money
    form.paid_fiscal_fen, form.paid_other_fen = money.paid_fiscal_fen, money.paid_other_fen
    form.expected_fiscal_fen, form.expected_other_fen = money.expected_fiscal_fen, money.expected_other_fen
    form.summary = entry.summary.strip()
    typed = {r.key: r for r in entry.rows}
    for row in form.rows:
        if (given := typed.get(row.key)) is not None:
            row.progress, row.expected = given.progress.strip(), given.expected.strip()
            row.likelihood = given.likelihood
            row.reasons = " ".join(sorted(given.reasons))
            row.reason_text, row.measures = given.reason_text.strip(), given.measures.strip()
            row.remark = given.remark.strip()
    filing.touched_at = clock.now()
    session.flush()


def stored(filing: Filing, form: MonitoringForm) -> RoundEntry:
    """The stored content as an entry."""
    return RoundEntry(
        money=MoneyEntry(
            form.paid_fiscal_fen, form.paid_other_fen, form.expected_fiscal_fen, form.expected_other_fen
        ),
        rows=tuple(
            RowEntry(
                r.key,
                r.progress,
                r.expected,
                r.likelihood,
                frozenset(DeviationReason(c) for c in r.reasons.split()),
                r.reason_text,
                r.measures,
                r.remark,
            )
            for r in form.rows
        ),
        summary=form.summary,
        nothing_to_report=filing.nothing_to_report,
        nothing_reason=filing.nothing_reason,
    )


def known(session: Session, filing: Filing) -> RoundKnown:
    """What the round is measured against."""
    before, project = last_round(session, filing), filing.project
    last = {r.key: r.progress for r in before.rows} if before else {}
    return RoundKnown(
        money=MoneyKnown(
            budget_fiscal_fen=project.fiscal_fen,
            budget_other_fen=project.other_fen,
            registered_fen=project.paid_until(cutoff_of(filing)),
            last_fiscal_fen=before.paid_fiscal_fen if before else None,
            last_other_fen=before.paid_other_fen if before else None,
        ),
        rows=tuple(
            RowKnown(i.key, i.level1, i.level2, i.name, i.value, last.get(i.key, ""))
            for i in _indicators(session, filing)
        ),
        year=project.plan.year,
    )


def _indicators(session: Session, filing: Filing) -> Sequence[TargetIndicator]:
    form = form_of(session, filing)
    if form is None:
        return target_of(session, filing).indicators
    return session.scalars(
        select(TargetIndicator)
        .where(TargetIndicator.filing_id == form.target_id)
        .order_by(TargetIndicator.position)
    ).all()


def problems_of(session: Session, filing: Filing, entry: RoundEntry) -> list[Problem]:
    """Problems of typed content, for the live check."""
    return check_round(entry, known(session, filing))


def problems(session: Session, filing: Filing) -> list[Problem]:
    """Problems of the stored content."""
    form = form_of(session, filing)
    return check_round(stored(filing, form) if form else RoundEntry(), known(session, filing))


def payload(session: Session, filing: Filing) -> dict[str, Any]:
    """The complete content. Raises LookupError before the form was opened."""
    form = form_of(session, filing)
    if form is None:
        raise LookupError(f"filing {filing.id} has no form")
    target = session.scalars(select(TargetForm).where(TargetForm.filing_id == form.target_id)).one()
    rows = {r.key: r for r in form.rows}
    return {
        **header(filing),
        "goal": target.goal,
        "nothing_to_report": filing.nothing_to_report,
        "nothing_reason": filing.nothing_reason,
        "money": {
            "budget_fiscal_fen": filing.project.fiscal_fen,
            "budget_other_fen": filing.project.other_fen,
            "paid_fiscal_fen": form.paid_fiscal_fen,
            "paid_other_fen": form.paid_other_fen,
            "expected_fiscal_fen": form.expected_fiscal_fen,
            "expected_other_fen": form.expected_other_fen,
        },
        "summary": form.summary,
        "rows": [_row(i, rows[i.key]) for i in target.indicators if i.key in rows],
    }


def _row(indicator: TargetIndicator, row: MonitoringRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "value": indicator.value,
        "progress": row.progress,
        "expected": row.expected,
        "likelihood": row.likelihood.value if row.likelihood else "",
        "reasons": row.reasons.split(),
        "reason_text": row.reason_text,
        "measures": row.measures,
        "remark": row.remark,
    }
