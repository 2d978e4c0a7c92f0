"""绩效自评: prefilled from target, payments and last round; saved, scored by the plan's rules, frozen.

Sources: annex of 国办发〔2018〕35号 (the form), 财预〔2020〕10号 (the scores). Amounts are fen, scores and
weights hundredths of a point, attained shares hundredths of a percent.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session, selectinload

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
    rate_hundredths,
)
from portal.domain.filings import FilingStatus, Likelihood
from portal.domain.flows.filings import FilingAction
from portal.domain.money import percent_text
from portal.domain.monitoring_checks import split_by_source
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import (
    EvaluationForm,
    EvaluationRow,
    Filing,
    MonitoringRow,
    TargetForm,
    TargetIndicator,
)
from portal.services import monitoring, round_locks, rules, targets, workflow
from portal.services.headers import header
from portal.services.locking import touch
from portal.services.workflow import Refused

Entry = EvaluationEntry

_NOT_KEPT = frozenset({"evaluation.override.no_reason", "evaluation.execution.no_reason"})
_ABOVE = frozenset({"evaluation.override.above_weight", "evaluation.execution.above_weight"})


def form_of(session: Session, filing: Filing) -> EvaluationForm | None:
    """The stored form of a self-evaluation, None before its first save."""
    return session.get(EvaluationForm, filing.id, options=[selectinload(EvaluationForm.rows)])


def read(session: Session, filing: Filing) -> EvaluationEntry:
    """The content as stored, or what a form begins with that nobody has saved yet. Writes nothing.

    Raises Refused where no target is approved.
    """
    form = form_of(session, filing)
    if form is None:
        return _beginning(session, filing, monitoring.target_of(session, filing))
    return stored(form)


def open_form(session: Session, actor: Actor | None, filing: Filing) -> EvaluationForm:
    """The stored form, made and prefilled where it is missing, a row for each indicator in effect. Flushes."""
    form = _opened(session, filing)
    session.flush()
    return form


def _opened(session: Session, filing: Filing) -> EvaluationForm:
    form = form_of(session, filing)
    target = monitoring.target_of(session, filing, form.target_id if form else None)
    if form is None:
        form = EvaluationForm(filing_id=filing.id, target_id=target.filing_id)
        _write(form, target, _beginning(session, filing, target))
        session.add(form)
    elif form.target_id != target.filing_id:
        form.target_id = target.filing_id
        _write(form, target, stored(form))
    return form


def save(
    session: Session, actor: Actor, filing: Filing, entry: EvaluationEntry, *, draft: bool = False
) -> None:
    """Write what was typed; the first save starts the filing. Flushes.

    A corrected score is not kept without its reason nor above its weight: that is refused, or with ``draft``
    left as it was. Raises NotAllowed, IllegalMove where the filing may not be edited, Refused.
    """
    targets.editable(actor, filing)
    round_locks.require_open(filing)
    if filing.status is FilingStatus.NOT_STARTED:
        workflow.perform(session, actor, filing, FilingAction.START)
    form = _opened(session, filing)
    against = [p for p in problems_of(session, filing, entry) if p.code in _NOT_KEPT | _ABOVE]
    if against and not draft:
        raise Refused(against)
    if against:
        entry = _without(entry, {p.field for p in against}, stored(form))
    _write(form, monitoring.target_of(session, filing), entry)
    touch(filing)
    session.flush()


def _without(entry: EvaluationEntry, fields: set[str], before: EvaluationEntry) -> EvaluationEntry:
    """An entry whose corrections at some fields are taken back to what is stored."""
    held = {row.key: row for row in before.rows}
    rows = []
    for row in entry.rows:
        if {f"rows.{row.key}.override", f"rows.{row.key}.override_reason"} & fields:
            was = held.get(row.key, RowEntry(row.key))
            row = replace(row, override=was.override, override_reason=was.override_reason)
        rows.append(row)
    entry = replace(entry, rows=tuple(rows))
    if {"execution.override", "execution.reason"} & fields:
        entry = replace(
            entry, execution_override=before.execution_override, execution_reason=before.execution_reason
        )
    return entry


def stored(form: EvaluationForm) -> EvaluationEntry:
    """The stored content as an entry."""
    return EvaluationEntry(
        money=MoneyEntry(
            form.budget_fiscal_fen, form.budget_other_fen, form.executed_fiscal_fen, form.executed_other_fen
        ),
        rows=tuple(
            RowEntry(row.key, row.actual, row.attained, row.override, row.override_reason, row.deviation)
            for row in form.rows
        ),
        achievement=form.achievement,
        note=form.note,
        execution_override=form.execution_override,
        execution_reason=form.execution_reason,
    )


def known(session: Session, filing: Filing) -> EvaluationKnown:
    """What it is measured against. Raises Refused where no target is approved, MissingParameter."""
    form, project = form_of(session, filing), filing.project
    target = monitoring.target_of(session, filing, form.target_id if form else None)
    return EvaluationKnown(
        goal=target.goal,
        budget_fen=project.total_fen,
        registered_fen=project.paid_until(_year_end(filing)),
        rules=rules.scoring_rules(project.plan),
        rows=tuple(RowKnown(i.key, i.level1, i.level2, i.name, i.value, i.weight) for i in target.indicators),
        year=project.plan.year,
    )


def last_rows(session: Session, filing: Filing) -> dict[str, MonitoringRow]:
    """By key, what the last monitoring round said of each indicator; shown beside the result asked for."""
    before = monitoring.last_round(session, filing)
    return {row.key: row for row in before.rows} if before else {}


def score(session: Session, filing: Filing, entry: EvaluationEntry) -> Evaluation:
    """All scores of any content, stored or still being typed."""
    return evaluate(entry, known(session, filing))


def problems_of(session: Session, filing: Filing, entry: EvaluationEntry) -> list[Problem]:
    """Findings on any content, stored or still being typed."""
    return check_evaluation(entry, known(session, filing))


def problems(session: Session, filing: Filing) -> list[Problem]:
    """Findings on the stored content, hard and soft; that no target is approved is one of them."""
    try:
        return problems_of(session, filing, read(session, filing))
    except Refused as refused:
        return refused.problems


def payload(session: Session, filing: Filing) -> dict[str, Any]:
    """The whole form with its scores and the project's head. Raises LookupError before the first save."""
    form = form_of(session, filing)
    if form is None:
        raise LookupError(f"filing {filing.id} has no form")
    entry, on = stored(form), known(session, filing)
    result = evaluate(entry, on)
    money, entered = entry.money, {row.key: row for row in entry.rows}
    indicators = {i.key: i for i in monitoring.target_of(session, filing, form.target_id).indicators}
    return {
        **header(filing),
        "goal": on.goal,
        "achievement": entry.achievement,
        "note": entry.note,
        "money": {
            "budget_fiscal_fen": money.budget_fiscal_fen,
            "budget_other_fen": money.budget_other_fen,
            "executed_fiscal_fen": money.executed_fiscal_fen,
            "executed_other_fen": money.executed_other_fen,
        },
        "execution": {
            "weight": result.execution.weight,
            "rate": rate_hundredths(money.executed_fen, money.budget_fen),
            "rate_percent": percent_text(money.executed_fen, money.budget_fen),
            "computed": result.execution.computed,
            "score": result.execution.score,
            "override_reason": entry.execution_reason,
        },
        "rows": [_frozen(indicators[r.key], entered.get(r.key, RowEntry(r.key)), r) for r in result.rows],
        "total": result.total,
        "grade": result.grade.value if result.grade else "",
    }


def _year_end(filing: Filing) -> date:
    return date(filing.project.plan.year, 12, 31)


def _beginning(session: Session, filing: Filing, target: TargetForm) -> EvaluationEntry:
    project, before = filing.project, last_rows(session, filing)
    paid = project.paid_until(_year_end(filing))
    fiscal, other = split_by_source(paid, project.fiscal_fen, project.other_fen)
    return EvaluationEntry(
        money=MoneyEntry(project.fiscal_fen, project.other_fen, fiscal, other),
        rows=tuple(RowEntry(i.key, deviation=_foreseen(before.get(i.key))) for i in target.indicators),
    )


def _foreseen(row: MonitoringRow | None) -> str:
    """Reason and measures that the last round gave for a target in doubt: where the explanation begins."""
    if row is None or row.likelihood in (None, Likelihood.CERTAIN):
        return ""
    return "\n".join(text for text in (row.reason_text, row.measures) if text)


def _write(form: EvaluationForm, target: TargetForm, entry: EvaluationEntry) -> None:
    """Put an entry into the form: a row per indicator, rows that were not typed stay as they are."""
    money = entry.money
    form.budget_fiscal_fen, form.budget_other_fen = money.budget_fiscal_fen, money.budget_other_fen
    form.executed_fiscal_fen, form.executed_other_fen = money.executed_fiscal_fen, money.executed_other_fen
    form.execution_override, form.execution_reason = entry.execution_override, entry.execution_reason.strip()
    form.achievement, form.note = entry.achievement.strip(), entry.note.strip()
    held = {row.key: row for row in form.rows}
    typed = {row.key: row for row in entry.rows}
    rows: list[EvaluationRow] = []
    for indicator in target.indicators:
        row = held.get(indicator.key) or EvaluationRow(key=indicator.key)
        given = typed.get(indicator.key) or (RowEntry(indicator.key) if indicator.key not in held else None)
        row.position = indicator.position
        if given is not None:
            row.actual, row.attained = given.actual.strip(), given.attained
            row.override, row.override_reason = given.override, given.override_reason.strip()
            row.deviation = given.deviation.strip()
        rows.append(row)
    form.rows[:] = rows


def _frozen(indicator: TargetIndicator, row: RowEntry, result: RowResult) -> dict[str, Any]:
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
