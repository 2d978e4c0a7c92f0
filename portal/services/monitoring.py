"""绩效监控: prefilled from the approved target, payments and last round; saved, checked, frozen.

Source: 财预〔2019〕136号 (money and progress to the cut-off, expectation, likelihood, reasons and measures).
Amounts are fen. A round follows the target in effect while it is edited; once filed it stays with the one it
was filed on.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.filings import EDITABLE, WAITING, DeviationReason, FilingStatus, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.monitoring_checks import (
    MoneyEntry,
    MoneyKnown,
    RoundEntry,
    RoundKnown,
    RowEntry,
    RowKnown,
    check_round,
    split_by_source,
)
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import Filing, MonitoringForm, MonitoringRow, Round, TargetForm, TargetIndicator
from portal.services import round_locks, targets, workflow
from portal.services.headers import header
from portal.services.locking import touch
from portal.services.workflow import Refused

Entry = RoundEntry


def form_of(session: Session, filing: Filing) -> MonitoringForm | None:
    """The stored form of a round, None before its first save."""
    return session.get(MonitoringForm, filing.id, options=[selectinload(MonitoringForm.rows)])


def cutoff_of(filing: Filing) -> date:
    """Last day that the round's money and progress cover."""
    year, month = filing.project.plan.year, filing.round.cutoff_month or 12
    return date(year, month, calendar.monthrange(year, month)[1])


def target_of(session: Session, filing: Filing, filed_on: int | None = None) -> TargetForm:
    """The target that is reported on: the one in effect, or for a filed form the one it was filed on (its id).

    Raises Refused where no target is approved.
    """
    target_id = filed_on if filed_on and filing.status not in EDITABLE else filing.project.target_id
    if target_id is None:
        raise Refused([Problem("", "filing.target.not_approved")])
    return session.get_one(TargetForm, target_id, options=[selectinload(TargetForm.indicators)])


def last_round(session: Session, filing: Filing) -> MonitoringForm | None:
    """The form of the latest earlier round that is filed and had something to report."""
    return session.scalars(
        select(MonitoringForm)
        .join(Filing, Filing.id == MonitoringForm.filing_id)
        .join(Round, Round.id == Filing.round_id)
        .where(
            Filing.project_id == filing.project_id,
            Filing.stage == Stage.MONITORING,
            Filing.status.in_(sorted({*WAITING, FilingStatus.APPROVED})),
            Filing.nothing_to_report.is_(False),
            Round.position < filing.round.position,
        )
        .order_by(Round.position.desc())
        .limit(1)
        .options(selectinload(MonitoringForm.rows))
    ).one_or_none()


def read(session: Session, filing: Filing) -> RoundEntry:
    """The content as stored, or what an unsaved form begins with. Writes nothing.

    Raises Refused where no target is approved.
    """
    form = form_of(session, filing)
    if form is None:
        return _beginning(session, filing, target_of(session, filing))
    return _stored(filing, form)


def open_form(session: Session, actor: Actor | None, filing: Filing) -> MonitoringForm:
    """The stored form, made and prefilled where it is missing, a row for each indicator in effect. Flushes."""
    form = _opened(session, filing)
    session.flush()
    return form


def _opened(session: Session, filing: Filing) -> MonitoringForm:
    form = form_of(session, filing)
    target = target_of(session, filing, form.target_id if form else None)
    if form is None:
        form = MonitoringForm(filing_id=filing.id, target_id=target.filing_id, summary="")
        _write(form, target, _beginning(session, filing, target))
        session.add(form)
    elif form.target_id != target.filing_id:
        form.target_id = target.filing_id
        _write(form, target, _stored(filing, form))
    return form


def save(session: Session, actor: Actor, filing: Filing, entry: RoundEntry, *, draft: bool = False) -> None:
    """Write what was typed; the first save starts the filing. Flushes.

    A tick for "nothing to report" is not kept without its reason: that is refused, or with ``draft`` left as
    it was. Raises NotAllowed, IllegalMove where the filing may not be edited, Refused.
    """
    targets.editable(actor, filing)
    round_locks.require_open(filing)
    if entry.nothing_to_report and not entry.nothing_reason.strip():
        if not draft:
            raise Refused([Problem("nothing_reason", "nothing.reason.missing")])
        entry = replace(
            entry, nothing_to_report=filing.nothing_to_report, nothing_reason=filing.nothing_reason
        )
    if filing.status is FilingStatus.NOT_STARTED:
        workflow.perform(session, actor, filing, FilingAction.START)
    form = _opened(session, filing)
    filing.nothing_to_report = entry.nothing_to_report
    filing.nothing_reason = entry.nothing_reason.strip()
    _write(form, target_of(session, filing), entry)
    touch(filing)
    session.flush()


def known(session: Session, filing: Filing) -> RoundKnown:
    """What a round is measured against. Raises Refused where no target is approved."""
    form = form_of(session, filing)
    target = target_of(session, filing, form.target_id if form else None)
    before, project = last_round(session, filing), filing.project
    last = {row.key: row.progress for row in before.rows} if before else {}
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
            for i in target.indicators
        ),
        year=project.plan.year,
    )


def problems(session: Session, filing: Filing) -> list[Problem]:
    """Findings on the stored content, hard and soft; that no target is approved is one of them."""
    try:
        return check_round(read(session, filing), known(session, filing))
    except Refused as refused:
        return refused.problems


def payload(session: Session, filing: Filing) -> dict[str, Any]:
    """The whole form with the project's head, self-contained. Raises LookupError before the first save."""
    form = form_of(session, filing)
    if form is None:
        raise LookupError(f"filing {filing.id} has no form")
    target = target_of(session, filing, form.target_id)
    rows = {row.key: row for row in _stored(filing, form).rows}
    project = filing.project
    return {
        **header(filing),
        "goal": target.goal,
        "nothing_to_report": filing.nothing_to_report,
        "nothing_reason": filing.nothing_reason if filing.nothing_to_report else "",
        "money": {
            "budget_fiscal_fen": project.fiscal_fen,
            "budget_other_fen": project.other_fen,
            "paid_fiscal_fen": form.paid_fiscal_fen,
            "paid_other_fen": form.paid_other_fen,
            "expected_fiscal_fen": form.expected_fiscal_fen,
            "expected_other_fen": form.expected_other_fen,
        },
        "summary": form.summary,
        "rows": [_frozen(i, rows.get(i.key, RowEntry(i.key))) for i in target.indicators],
    }


def _beginning(session: Session, filing: Filing, target: TargetForm) -> RoundEntry:
    project, before = filing.project, last_round(session, filing)
    paid = project.paid_until(cutoff_of(filing))
    fiscal, other = split_by_source(paid, project.fiscal_fen, project.other_fen)
    held = {row.key: row for row in before.rows} if before else {}
    return RoundEntry(
        money=MoneyEntry(
            fiscal,
            other,
            before.expected_fiscal_fen if before else project.fiscal_fen,
            before.expected_other_fen if before else project.other_fen,
        ),
        rows=tuple(_continued(i.key, held.get(i.key)) for i in target.indicators),
    )


def _continued(key: str, before: MonitoringRow | None) -> RowEntry:
    """A row as the last round left it; the progress itself is asked anew."""
    return RowEntry(key) if before is None else replace(_entry(before), progress="", remark="")


def _entry(row: MonitoringRow) -> RowEntry:
    return RowEntry(
        row.key, row.progress, row.expected, row.likelihood,
        frozenset(DeviationReason(code) for code in row.reasons.split()),
        row.reason_text, row.measures, row.remark,
    )  # fmt: skip


def _stored(filing: Filing, form: MonitoringForm) -> RoundEntry:
    return RoundEntry(
        money=MoneyEntry(
            form.paid_fiscal_fen, form.paid_other_fen, form.expected_fiscal_fen, form.expected_other_fen
        ),
        rows=tuple(_entry(row) for row in form.rows),
        summary=form.summary,
        nothing_to_report=filing.nothing_to_report,
        nothing_reason=filing.nothing_reason,
    )


def _write(form: MonitoringForm, target: TargetForm, entry: RoundEntry) -> None:
    """Put an entry into the form: a row per indicator, rows that were not typed stay as they are."""
    money = entry.money
    form.paid_fiscal_fen, form.paid_other_fen = money.paid_fiscal_fen, money.paid_other_fen
    form.expected_fiscal_fen, form.expected_other_fen = money.expected_fiscal_fen, money.expected_other_fen
    form.summary = entry.summary.strip()
    held = {row.key: row for row in form.rows}
    typed: Mapping[str, RowEntry] = {row.key: row for row in entry.rows}
    rows: list[MonitoringRow] = []
    for indicator in target.indicators:
        row = held.get(indicator.key) or MonitoringRow(key=indicator.key)
        given = typed.get(indicator.key) or (RowEntry(indicator.key) if indicator.key not in held else None)
        row.position = indicator.position
        if given is not None:
            _fill(row, given)
        rows.append(row)
    form.rows[:] = rows


def _fill(row: MonitoringRow, given: RowEntry) -> None:
    row.progress, row.expected = given.progress.strip(), given.expected.strip()
    row.likelihood = given.likelihood
    row.reasons = " ".join(reason.value for reason in DeviationReason if reason in given.reasons)
    row.reason_text, row.measures = given.reason_text.strip(), given.measures.strip()
    row.remark = given.remark.strip()


def _frozen(indicator: TargetIndicator, row: RowEntry) -> dict[str, Any]:
    return {
        "key": row.key,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "value": indicator.value,
        "progress": row.progress,
        "expected": row.expected,
        "likelihood": row.likelihood.value if row.likelihood else "",
        "reasons": [reason.value for reason in DeviationReason if reason in row.reasons],
        "reason_text": row.reason_text,
        "measures": row.measures,
        "remark": row.remark,
    }
