"""Findings on many filed targets at once, in a fixed number of statements: what a sweep asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import clock
from portal.domain.problems import Problem
from portal.domain.target_checks import CoreIndicator, check_target
from portal.models import Filing, Plan, Project, TargetForm
from portal.services import library, rules, targets

Goals = Mapping[tuple[int, str], Sequence[tuple[int, str]]]


def findings(
    session: Session, plan: Plan, filed: Iterable[tuple[Project, Filing]]
) -> dict[int, list[Problem]]:
    """Findings by filing, on projects of one plan whose money is loaded; one that has no form has none.

    The same as targets.problems() of each. Raises MissingParameter without scoring rules.
    """
    wanted = {filing.id: project for project, filing in filed}
    if not wanted:
        return {}
    forms = session.scalars(
        select(TargetForm)
        .where(TargetForm.filing_id.in_(wanted))
        .options(selectinload(TargetForm.indicators))
        .order_by(TargetForm.filing_id)
    ).all()
    scoring, limits = rules.scoring_rules(plan), targets.limits_of(plan)
    core: dict[str, tuple[CoreIndicator, ...]] = {}
    goals = _goals(session, plan, forms, wanted)
    found = {}
    for form in forms:
        project = wanted[form.filing_id]
        if project.type_code not in core:
            rows = library.rows_for(session, project.type_code, clock.today())
            core[project.type_code] = library.core_of(rows)
        alike = goals.get((project.implementing_unit_id, form.goal.strip()), ())
        other = next((name for identity, name in alike if identity != project.id), "")
        sheet = targets.sheet_of(project, targets.entry_of(form), core[project.type_code], other, limits)
        found[form.filing_id] = check_target(sheet, scoring)
    return found


def _goals(session: Session, plan: Plan, forms: Sequence[TargetForm], wanted: Mapping[int, Project]) -> Goals:
    """Projects of the plan by unit and goal, in the order of their ids, for the goals of these forms."""
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    texts = {form.goal.strip() for form in forms} - {""}
    units = {project.implementing_unit_id for project in wanted.values()}
    rows = session.execute(
        select(Project.implementing_unit_id, TargetForm.goal, Project.id, Project.name)
        .join(Filing, Filing.project_id == Project.id)
        .join(TargetForm, TargetForm.filing_id == Filing.id)
        .where(
            Project.plan_id == plan.id,
            Project.implementing_unit_id.in_(units),
            TargetForm.goal.in_(texts),
        )
        .order_by(Project.id)
    )
    for unit_id, goal, project_id, name in rows:
        found[unit_id, goal].append((project_id, name))
    return found
