"""The annual plan: copied from last year, edited while it is not closed, put in force, closed.

Every edit is validated, stands in the plan's history ("plan:<year>") with old and new values, and flushes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.filings import Stage
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.domain.scoring import FULL, Part
from portal.models import (
    Filing,
    FundCategory,
    Plan,
    PlanForm,
    PlanParameter,
    PlanStatus,
    PlanTerm,
    PlanWeight,
    ReviewCriterion,
    Round,
)
from portal.services import history, reference, round_locks, rules

ROUND_RULE = "round.due"
NO_LOCK = round_locks.Lock()


class PlanError(ValueError):
    """An edit that the plan cannot take; problems say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = list(problems)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise PlanError where there are problems."""
    if problems:
        raise PlanError(problems)


def ensure_open(plan: Plan) -> None:
    """Raise PlanError for a closed plan: its year's scores must stay explainable."""
    if plan.status is PlanStatus.CLOSED:
        raise PlanError([Problem("plan", "plan.closed", {"year": plan.year})])


def note(
    session: Session, actor: Actor | None, plan: Plan, action: str, changes: Mapping[str, Any], part: str = ""
) -> None:
    """Record an edit of a plan; changes map a field to [old, new]."""
    details = {"changes": dict(changes), **({"part": part} if part else {})}
    history.record(session, actor, f"plan:{plan.year}", f"plan:{plan.id}", action, details)


def assign(record: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set attributes and return what changed as {name: [old, new]}, dates as ISO text."""
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        before = getattr(record, name)
        if before != value:
            changes[name] = [_plain(before), _plain(value)]
            setattr(record, name, value)
    return changes


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def copy_plan(
    session: Session, actor: Actor | None, source: Plan, year: int, vocabulary: str | None = None
) -> Plan:
    """Copy a plan to another year as a draft: dates move by years, parameters as they last stood start anew.

    vocabulary (a code of reference.vocabularies()) exchanges fund categories and terms, 扶贫 for 衔接.
    Raises PlanError where the year has a plan already, lies outside 2000-2100 or the vocabulary is unknown.
    """
    problems = []
    if not 2000 <= year <= 2100:
        problems.append(Problem("year", "plan.year", {"year": year}))
    elif session.scalars(select(Plan.id).where(Plan.year == year)).one_or_none() is not None:
        problems.append(Problem("year", "plan.year_taken", {"year": year}))
    if vocabulary is not None and vocabulary not in reference.vocabularies():
        problems.append(Problem("vocabulary", "plan.vocabulary"))
    refuse(problems)
    moved = year - source.year
    plan = Plan(
        year=year,
        copied_from_id=source.id,
        source=source.source,
        name_zh=source.name_zh.replace(str(source.year), str(year)),
        name_ug=source.name_ug.replace(str(source.year), str(year)),
    )
    plan.rounds = [
        Round(
            code=r.code,
            stage=r.stage,
            position=r.position,
            name_zh=r.name_zh,
            name_ug=r.name_ug,
            basis=r.basis,
            cutoff_month=r.cutoff_month,
            opens_on=by_years(r.opens_on, moved),
            due_on=by_years(r.due_on, moved),
            **round_locks.copied(session, r, by_years(r.due_on, moved)),
        )
        for r in source.rounds
    ]
    plan.weights = [PlanWeight(part=w.part, points=w.points) for w in source.weights]
    plan.criteria = [_twin(c, ReviewCriterion) for c in source.criteria]
    plan.forms = [_twin(f, PlanForm) for f in source.forms]
    last = {p.key: p for p in sorted(source.parameters, key=lambda p: p.starts_on)}
    plan.parameters = [
        PlanParameter(key=p.key, value=p.value, source=p.source, starts_on=date(year, 1, 1))
        for p in last.values()
    ]
    if vocabulary is None:
        plan.funds = [_twin(f, FundCategory) for f in source.funds]
        plan.terms = [_twin(t, PlanTerm) for t in source.terms]
    else:
        words = reference.vocabulary(vocabulary)
        plan.funds, plan.terms = reference.funds_of(words), [PlanTerm(**row) for row in words["terms"]]
    session.add(plan)
    session.flush()
    history.record(
        session,
        actor,
        f"plan:{year}",
        f"plan:{plan.id}",
        "plan.copy",
        {"from": source.year, **({"vocabulary": vocabulary} if vocabulary else {})},
    )
    return plan


def _twin(row: Any, kind: type) -> Any:
    mapper: Mapper[Any] = inspect(kind)
    names = (c.key for c in mapper.column_attrs if c.key not in ("id", "plan_id"))
    return kind(**{name: getattr(row, name) for name in names})


def by_years(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shortcomings(plan: Plan) -> list[Problem]:
    """What a plan still lacks before it can be put in force; empty for a complete one."""
    found: list[Problem] = []
    stages = {r.stage for r in plan.rounds}
    found += [Problem("rounds", f"plan.no_round.{stage.value}") for stage in Stage if stage not in stages]
    if sum(w.points for w in plan.weights) != FULL or {w.part for w in plan.weights} != set(Part):
        found.append(
            Problem("weights", "plan.weights.sum", {"sum": _shown(sum(w.points for w in plan.weights))})
        )
    for stage in Stage:
        points = sum(c.points for c in rules.criteria(plan, stage))
        if points != FULL and (points or stage is Stage.TARGET):
            found.append(Problem("criteria", "plan.criteria.sum", {"sum": _shown(points)}))
    if not plan.funds:
        found.append(Problem("funds", "plan.no_fund"))
    first = rules.first_day(plan)
    for key in rules.READERS:
        row = rules.in_force(plan, key, first)
        if row is None:
            found.append(Problem("parameters", "plan.parameter.missing", {"key": key}))
        elif not rules.readable(key, row.value):
            found.append(Problem("parameters", "plan.parameter.unreadable", {"key": key, "value": row.value}))
    return found


def activate(session: Session, actor: Actor | None, plan: Plan) -> None:
    """Put a draft in force. Raises PlanError with everything that it lacks."""
    if plan.status is not PlanStatus.DRAFT:
        raise PlanError([Problem("plan", "plan.not_draft", {"year": plan.year})])
    refuse(shortcomings(plan))
    note(session, actor, plan, "plan.activate", assign(plan, {"status": PlanStatus.ACTIVE}))
    session.flush()


def close(session: Session, actor: Actor | None, plan: Plan) -> None:
    """Close a plan in force: nothing of it can be edited any more. Raises PlanError."""
    if plan.status is not PlanStatus.ACTIVE:
        raise PlanError([Problem("plan", "plan.not_active", {"year": plan.year})])
    note(session, actor, plan, "plan.close", assign(plan, {"status": PlanStatus.CLOSED}))
    session.flush()


def set_names(session: Session, actor: Actor | None, plan: Plan, values: Mapping[str, str]) -> None:
    """Change name_zh, name_ug or source of a plan. Raises PlanError."""
    ensure_open(plan)
    refuse(missing(values, "name_zh"))
    _keep(session, actor, plan, "plan.edit", plan, values)


def set_round_dates(
    session: Session,
    actor: Actor | None,
    plan_round: Round,
    *,
    opens_on: date,
    due_on: date,
    cutoff_month: int | None = None,
    basis: str = "",
    lock: round_locks.Lock = NO_LOCK,
) -> None:
    """Move a round: both days included, monitoring rounds with the month whose end their figures stand at.

    Filings that are due by the round move with it, those with an exception where it becomes later than theirs.
    Raises PlanError.
    """
    plan = plan_round.plan
    ensure_open(plan)
    problems = []
    if opens_on > due_on:
        problems.append(Problem("due_on", "plan.round.order"))
    if due_on.year not in (plan.year, plan.year + 1) or opens_on.year not in (plan.year, plan.year + 1):
        problems.append(Problem("due_on", "plan.round.year", {"year": plan.year, "next": plan.year + 1}))
    if (plan_round.stage is Stage.MONITORING) != (cutoff_month is not None) or not 1 <= (
        cutoff_month or 1
    ) <= 12:
        problems.append(Problem("cutoff_month", "plan.round.cutoff"))
    problems += missing({"basis": basis}, "basis") + round_locks.lock_problems(lock)
    refuse(problems)
    values = {"opens_on": opens_on, "due_on": due_on, "cutoff_month": cutoff_month, "basis": basis.strip()}
    values |= round_locks.lock_values(session, due_on, lock)
    if _keep(session, actor, plan, "plan.round", plan_round, values, plan_round.code):
        rule = f"{ROUND_RULE}:{plan_round.code}"
        of_round = (Filing.due_rule == rule) | (round_locks.excepted() & (Filing.due_on <= due_on))
        moved = update(Filing).where(Filing.round_id == plan_round.id, of_round)
        session.execute(moved.values(due_on=due_on, due_rule=rule))


def set_weights(session: Session, actor: Actor | None, plan: Plan, points: Mapping[str, int]) -> None:
    """Set the points (hundredths) of all four parts, 100 points together. Raises PlanError."""
    ensure_open(plan)
    if set(points) != set(Part) or any(value < 0 for value in points.values()):
        raise PlanError([Problem("weights", "plan.weights.parts")])
    if sum(points.values()) != FULL:
        raise PlanError([Problem("weights", "plan.weights.sum", {"sum": _shown(sum(points.values()))})])
    held = {w.part: w for w in plan.weights}
    changes: dict[str, list[Any]] = {}
    for part, value in points.items():
        row = held.get(part)
        if row is None:
            plan.weights.append(PlanWeight(part=str(part), points=value))
            changes[str(part)] = [None, value]
        elif row.points != value:
            changes[str(part)] = [row.points, value]
            row.points = value
    _note_changes(session, actor, plan, "plan.weights", changes)


def set_criteria_points(
    session: Session, actor: Actor | None, plan: Plan, stage: Stage, points: Mapping[str, int]
) -> None:
    """Set the points (hundredths) of all criteria of a stage, 100 points together. Raises PlanError."""
    ensure_open(plan)
    rows = {c.code: c for c in rules.criteria(plan, stage)}
    if set(points) != set(rows) or any(value <= 0 for value in points.values()):
        raise PlanError([Problem("criteria", "plan.criteria.points")])
    if sum(points.values()) != FULL:
        raise PlanError([Problem("criteria", "plan.criteria.sum", {"sum": _shown(sum(points.values()))})])
    changes = {
        code: [rows[code].points, value] for code, value in points.items() if rows[code].points != value
    }
    for code, value in points.items():
        rows[code].points = value
    _note_changes(session, actor, plan, "plan.criteria", changes)


def set_criterion(
    session: Session, actor: Actor | None, plan: Plan, criterion: ReviewCriterion, values: Mapping[str, str]
) -> None:
    """Change the words of a criterion (dimension, name, question in both languages). Raises PlanError."""
    ensure_open(plan)
    refuse(missing(values, "dimension_zh", "name_zh", "question_zh"))
    _keep(session, actor, plan, "plan.criteria", criterion, values, criterion.code)


def set_parameter(
    session: Session, actor: Actor | None, plan: Plan, key: str, value: str, starts_on: date, source: str
) -> PlanParameter:
    """Set a parameter from a day on; earlier days keep what held then. The same day again corrects that row.

    Raises PlanError for an unknown key, an unreadable text, a missing source or a day outside the plan.
    """
    ensure_open(plan)
    problems = []
    if key not in rules.READERS:
        problems.append(Problem("key", "plan.parameter.unknown", {"key": key}))
    elif not rules.readable(key, value):
        problems.append(Problem("value", "plan.parameter.unreadable", {"key": key, "value": value[:60]}))
    if starts_on.year not in (plan.year, plan.year + 1):
        problems.append(Problem("starts_on", "plan.round.year", {"year": plan.year, "next": plan.year + 1}))
    refuse(problems + missing({"source": source}, "source"))
    row = next((p for p in plan.parameters if p.key == key and p.starts_on == starts_on), None)
    if row is None:
        before = rules.in_force(plan, key, starts_on)
        row = PlanParameter(key=key, value=value.strip(), starts_on=starts_on, source=source.strip())
        plan.parameters.append(row)
        changes: dict[str, list[Any]] = {"value": [before.value if before else None, row.value]}
    else:
        changes = assign(row, {"value": value.strip(), "source": source.strip()})
    _note_changes(session, actor, plan, "plan.parameter", changes, f"{key}@{starts_on.isoformat()}")
    return row


def set_term(session: Session, actor: Actor | None, plan: Plan, code: str, zh: str, ug: str) -> PlanTerm:
    """Set a word of the year in both languages. Raises PlanError."""
    ensure_open(plan)
    refuse(missing({"code": code, "zh": zh}, "code", "zh"))
    row = next((t for t in plan.terms if t.code == code), None)
    if row is None:
        row = PlanTerm(code=code, zh="", ug="")
        plan.terms.append(row)
    _keep(session, actor, plan, "plan.term", row, {"zh": zh, "ug": ug}, code)
    return row


def set_fund(
    session: Session,
    actor: Actor | None,
    plan: Plan,
    code: str,
    name_zh: str,
    name_ug: str,
    position: int = 0,
) -> FundCategory:
    """Add or rename a fund category. Raises PlanError."""
    ensure_open(plan)
    refuse(missing({"code": code, "name_zh": name_zh}, "code", "name_zh"))
    row = next((f for f in plan.funds if f.code == code), None)
    if row is None:
        row = FundCategory(code=code, name_zh="", name_ug="", position=position)
        plan.funds.append(row)
    values = {"name_zh": name_zh, "name_ug": name_ug, "position": position}
    _keep(session, actor, plan, "plan.fund", row, values, code)
    return row


def set_form(
    session: Session, actor: Actor | None, plan: Plan, form: PlanForm, values: Mapping[str, str]
) -> None:
    """Change version, notes or stamp blocks of a form; one note or block per line. Raises PlanError."""
    ensure_open(plan)
    refuse(missing(values, "version"))
    _keep(session, actor, plan, "plan.form", form, values, form.kind)


def missing(values: Mapping[str, str], *names: str) -> list[Problem]:
    """A problem for each of the named fields that is given but empty."""
    return [Problem(n, "plan.field.missing") for n in names if n in values and not values[n].strip()]


def _keep(
    session: Session,
    actor: Actor | None,
    plan: Plan,
    action: str,
    record: Any,
    values: Mapping[str, Any],
    part: str = "",
) -> bool:
    cleaned = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
    return _note_changes(session, actor, plan, action, assign(record, cleaned), part)


def _note_changes(
    session: Session, actor: Actor | None, plan: Plan, action: str, changes: Mapping[str, Any], part: str = ""
) -> bool:
    if changes:
        # The plan's version grows with its parts, so that two editors of one plan notice each other.
        flag_modified(plan, "name_zh")
    session.flush()
    if changes:
        note(session, actor, plan, action, changes, part)
    return bool(changes)


def _shown(hundredths: int) -> str:
    return f"{hundredths / 100:g}"
