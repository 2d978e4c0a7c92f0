"""Checks (检查) of self-evaluations: checked values and scores beside declared ones, findings, conclusion.

Source: opinion of 2020, part 二: the levels above check the results of self-evaluation and see to it that
problems are mended. A check reads the version that was submitted when it was opened, whatever is filed later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.access.scope import visible
from portal.domain.filings import WAITING, CheckStatus, FilingStatus, OrderStatus, ProblemCategory, Stage
from portal.domain.flows.checks import CheckAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.money import points_text
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.domain.scoring import Grade, ScoringRules, execution_score, grade_of, total
from portal.models import Check, CheckRow, Filing, Finding, Order
from portal.services import filings, history, rules, workflow
from portal.services.locking import touch
from portal.services.workflow import Refused


@dataclass(frozen=True, slots=True)
class RowEntry:
    """What the checker found for one indicator; score in hundredths of a point, None where not checked."""

    key: str
    value: str = ""
    score: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A problem found. id is None for a new one; removed takes an existing one away."""

    text: str
    category: ProblemCategory = ProblemCategory.OTHER
    indicator_key: str = ""
    id: int | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """Everything typed on the page of a check; money in fen, scores in hundredths of a point."""

    executed_fen: int | None = None
    execution_score: int | None = None
    conclusion: str = ""
    rows: tuple[RowEntry, ...] = ()
    findings: tuple[FindingEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One indicator as declared and as checked. final is the checked score, else the declared one."""

    key: str
    level1: str
    level2: str
    name: str
    value: str
    actual: str
    weight: int | None
    declared: int | None
    checked_value: str
    checked: int | None
    note: str

    @property
    def final(self) -> int | None:
        """The score that counts."""
        return self.declared if self.checked is None else self.checked

    @property
    def difference(self) -> int | None:
        """Checked minus declared in hundredths, None where one is missing."""
        if self.checked is None or self.declared is None:
            return None
        return self.checked - self.declared


@dataclass(frozen=True, slots=True)
class Execution:
    """Execution declared and checked; money in fen, scores in hundredths; computed from the checked money."""

    weight: int | None
    budget_fen: int
    declared_fen: int
    declared: int | None
    checked_fen: int | None
    checked: int | None
    computed: int | None

    @property
    def final(self) -> int | None:
        """The score that counts: as checked, else computed from the checked money, else as declared."""
        for score in (self.checked, self.computed):
            if score is not None:
                return score
        return self.declared


@dataclass(frozen=True, slots=True)
class Sheet:
    """Declared beside checked for a whole self-evaluation; totals in hundredths of a point."""

    payload: Mapping[str, Any] = field(repr=False)
    rows: tuple[SheetRow, ...]
    execution: Execution
    declared_total: int | None
    declared_grade: Grade | None
    checked_total: int | None
    checked_grade: Grade | None

    @property
    def distance(self) -> int | None:
        """Checked total minus declared total, None where one is missing."""
        if self.checked_total is None or self.declared_total is None:
            return None
        return self.checked_total - self.declared_total

    @property
    def checked_rows(self) -> int:
        """How many indicators carry a checked value or score."""
        return sum(1 for row in self.rows if row.checked is not None or row.checked_value)


def may_open(actor: Actor, filing: Filing) -> bool:
    """True where the actor could open a check of the filing now (an own open one would be continued)."""
    return _checkable(filing) and allows(Ability.CHECK_OPEN, actor, workflow.facts(filing))


def _checkable(filing: Filing) -> bool:
    submitted = filing.status in WAITING or filing.status is FilingStatus.APPROVED
    return filing.stage is Stage.EVALUATION and submitted and bool(filing.versions)


def open_check(session: Session, actor: Actor, filing: Filing) -> Check:
    """Open a check of a submitted or approved self-evaluation; the unit's open check of it is returned again.

    Raises IllegalMove (no self-evaluation, or nothing submitted) or NotAllowed (not a level above).
    """
    if not _checkable(filing):
        raise IllegalMove("check", "open", filing.status)
    if not allows(Ability.CHECK_OPEN, actor, workflow.facts(filing)):
        raise NotAllowed(Ability.CHECK_OPEN)
    # Two presses at once: the second waits here for the first one's check.
    session.scalars(select(Filing.id).where(Filing.id == filing.id).with_for_update()).one()
    held = session.scalars(
        select(Check).where(
            Check.filing_id == filing.id, Check.unit_id == actor.unit_id, Check.status == CheckStatus.OPEN
        )
    ).one_or_none()
    if held is not None:
        return held
    version = filing.versions[-1]
    content = filings.snapshot(filing, version.number)
    check = Check(
        filing=filing,
        version_number=version.number,
        status=CheckStatus.OPEN,
        unit_id=actor.unit_id,
        opened_by=actor.user_id,
        rows=[CheckRow(key=row["key"], position=n) for n, row in enumerate(content["rows"])],
    )
    session.add(check)
    session.flush()
    # An open check is seen by its unit alone, so it begins in that unit's chain and ends in the project's.
    history.record(
        session,
        actor,
        f"unit:{actor.unit_id}",
        workflow.subject_of(check),
        "check.open",
        {"filing": filing.id, "version": version.number},
    )
    return check


def sheet(check: Check, scoring: ScoringRules | None = None) -> Sheet:
    """Declared and checked side by side, with totals and grades by the rules of the plan's year."""
    scoring = scoring or rules.scoring_rules(check.filing.project.plan)
    content = filings.snapshot(check.filing, check.version_number)
    held = {row.key: row for row in check.rows}
    rows = tuple(_sheet_row(row, held.get(row["key"])) for row in content["rows"])
    execution = _execution(check, content)
    checked_total = total([execution.final, *(row.final for row in rows)])
    declared_total = content["total"]
    return Sheet(
        payload=content,
        rows=rows,
        execution=execution,
        declared_total=declared_total,
        declared_grade=Grade(content["grade"]) if content["grade"] else None,
        checked_total=checked_total,
        checked_grade=None if checked_total is None else grade_of(checked_total, scoring),
    )


def _sheet_row(row: Mapping[str, Any], held: CheckRow | None) -> SheetRow:
    return SheetRow(
        key=row["key"],
        level1=row["level1"],
        level2=row["level2"],
        name=row["name"],
        value=row["value"],
        actual=row["actual"],
        weight=row["weight"],
        declared=row["score"],
        checked_value=held.checked_value if held else "",
        checked=held.checked_score if held else None,
        note=held.note if held else "",
    )


def _execution(check: Check, content: Mapping[str, Any]) -> Execution:
    money, declared = content["money"], content["execution"]
    budget = (money["budget_fiscal_fen"] or 0) + (money["budget_other_fen"] or 0)
    weight = declared["weight"]
    computed = None
    if check.executed_fen is not None and weight is not None:
        computed = execution_score(budget, check.executed_fen, weight).score
    return Execution(
        weight=weight,
        budget_fen=budget,
        declared_fen=(money["executed_fiscal_fen"] or 0) + (money["executed_other_fen"] or 0),
        declared=declared["score"],
        checked_fen=check.executed_fen,
        checked=check.execution_score,
        computed=computed,
    )


def _demand(actor: Actor, check: Check, action: CheckAction, ability: Ability) -> None:
    """State first, then person: what a move of the check would ask."""
    workflow.flow_of(check).find(action, check.status)
    if not allows(ability, actor, workflow.facts(check)):
        raise NotAllowed(ability)


def save_allowed(actor: Actor, check: Check) -> None:
    """Raise IllegalMove (not open) or NotAllowed (another unit's check)."""
    _demand(actor, check, CheckAction.CONCLUDE, Ability.CHECK_CONCLUDE)


def may_edit(actor: Actor, check: Check) -> bool:
    """True while the check is open and its unit's worker looks at it."""
    return check.status is CheckStatus.OPEN and allows(Ability.CHECK_CONCLUDE, actor, workflow.facts(check))


def save(session: Session, actor: Actor, check: Check, entry: CheckEntry) -> None:
    """Keep what was typed and flush. A check is left half done as often as need be.

    Raises IllegalMove (not open), NotAllowed (not the checking unit) or Refused: a score above its weight, a
    finding without words, a finding taken away although an order stands on it.
    """
    save_allowed(actor, check)
    if found := _entry_problems(session, check, entry):
        raise Refused(found)
    check.executed_fen = entry.executed_fen
    check.execution_score = entry.execution_score
    check.conclusion = entry.conclusion.strip()
    held = {row.key: row for row in check.rows}
    for typed in entry.rows:
        if (row := held.get(typed.key)) is not None:
            row.checked_value, row.checked_score = typed.value.strip(), typed.score
            row.note = typed.note.strip()
    _save_findings(check, entry.findings)
    touch(check)
    session.flush()


def _save_findings(check: Check, entries: Sequence[FindingEntry]) -> None:
    held = {finding.id: finding for finding in check.findings}
    for typed in entries:
        finding = held.get(typed.id) if typed.id is not None else None
        if typed.removed:
            if finding is not None:
                check.findings.remove(finding)
        elif finding is not None:
            finding.category, finding.indicator_key = typed.category, typed.indicator_key
            finding.text = typed.text.strip()
        elif typed.id is None and typed.text.strip():
            check.findings.append(
                Finding(category=typed.category, indicator_key=typed.indicator_key, text=typed.text.strip())
            )


def _entry_problems(session: Session, check: Check, entry: CheckEntry) -> list[Problem]:
    content = filings.snapshot(check.filing, check.version_number)
    declared = {row["key"]: row for row in content["rows"]}
    found: list[Problem] = []
    for typed in entry.rows:
        row = declared.get(typed.key)
        if row is not None and typed.score is not None:
            found += _over(f"rows.{typed.key}.score", row["name"], typed.score, row["weight"])
    if entry.execution_score is not None:
        weight = content["execution"]["weight"]
        found += [
            Problem("execution_score", "check.execution.over", p.params)
            for p in _over("execution_score", "", entry.execution_score, weight)
        ]
    held = [finding.id for finding in check.findings]
    ordered = set(session.scalars(select(Order.finding_id).where(Order.finding_id.in_(held))))
    for n, finding in enumerate(entry.findings):
        if finding.removed and finding.id in ordered:
            found.append(Problem(f"findings.{n}.removed", "check.finding.ordered"))
        elif not finding.removed and finding.id is not None and not finding.text.strip():
            found.append(Problem(f"findings.{n}.text", "check.finding.text_missing"))
    return found


def _over(place: str, name: str, score: int, weight: int | None) -> list[Problem]:
    """A score stays between nothing and its weight (note under the form: 不得突破分值上限)."""
    if weight is None or 0 <= score <= weight:
        return []
    params = {"name": name, "score": points_text(score), "weight": points_text(weight)}
    return [Problem(place, "check.score.over", params)]


def orders_by_finding(session: Session, actor: Actor, check: Check) -> dict[int, Order]:
    """Orders on the findings of a check that the actor sees, withdrawn ones left out, by finding id."""
    rows = session.scalars(
        visible(Order, actor)
        .where(Order.finding_id.in_([f.id for f in check.findings]), Order.status != OrderStatus.WITHDRAWN)
        .order_by(Order.id)
    )
    return {row.finding_id: row for row in rows if row.finding_id is not None}


def conclude(session: Session, actor: Actor, check: Check) -> None:
    """End the check with its conclusion; declared scores stand where nothing else was checked.

    Raises IllegalMove, NotAllowed or Refused: no conclusion, nothing checked at all, a checked value without
    a score, a changed score without a note.
    """
    save_allowed(actor, check)
    result = sheet(check)
    if found := _conclusion_problems(check, result):
        raise Refused(found)
    workflow.perform(
        session,
        actor,
        check,
        CheckAction.CONCLUDE,
        params={
            "filing": check.filing_id,
            "version": check.version_number,
            "declared": _points(result.declared_total),
            "checked": _points(result.checked_total),
            "grade": result.checked_grade or "",
            "findings": len(check.findings),
        },
    )


def _points(score: int | None) -> str:
    return "" if score is None else points_text(score)


def _conclusion_problems(check: Check, result: Sheet) -> list[Problem]:
    found: list[Problem] = []
    for row in result.rows:
        if row.checked_value and row.checked is None:
            found.append(Problem(f"rows.{row.key}.score", "check.score.missing", {"name": row.name}))
        elif row.difference and not row.note:
            scores = {"score": _points(row.checked), "declared": _points(row.declared)}
            found.append(Problem(f"rows.{row.key}.note", "check.note.missing", {"name": row.name, **scores}))
    money_checked = check.executed_fen is not None or check.execution_score is not None
    if not result.checked_rows and not money_checked and not check.findings:
        found.append(Problem("rows", "check.nothing_checked"))
    if not check.conclusion:
        found.append(Problem("conclusion", "check.conclusion.missing"))
    return found


def cancel(session: Session, actor: Actor, check: Check, reason: str) -> None:
    """Give the check up, with a reason. Orders already issued on its findings stand.

    Raises IllegalMove, NotAllowed or Refused (no reason).
    """
    workflow.perform(session, actor, check, CheckAction.CANCEL, reason=reason)
