"""Target declaration (绩效目标申报): prefilling, saving, copying, checking, and the content that is frozen.

An approved target is never changed; an adjustment is a filing of its own that begins as a copy of the one in
effect and keeps the keys of its indicators, so that later stages find them again (财预〔2015〕88号).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible, fills, visible
from portal.domain.filings import EDITABLE, FilingStatus, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.indicators import Level2
from portal.domain.lifecycle import IllegalMove
from portal.domain.money import parse_wan
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.domain.target_checks import (
    CoreIndicator,
    TargetLimits,
    TargetRow,
    TargetSheet,
    check_target,
    missing_core,
    plain_name,
)
from portal.models import Filing, Plan, Project, TargetForm, TargetIndicator
from portal.services import library, round_locks, rules, workflow
from portal.services.headers import header
from portal.services.locking import touch

GOAL_MINIMUM = "target.goal_minimum"
COST_TOLERANCE = "target.cost_tolerance"
SMALL_PROJECT = "target.small_project"
"""Keys a plan may carry: characters of a goal, a ratio, and 万元 below which a project is asked about."""

IndicatorEntry = TargetRow
"""A row as typed: key (empty for a new one), levels, name, value, weight in hundredths, core, remark."""

_ORDER = list(Level2)


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """What the form holds: the annual goal and the rows of the grid. Rows without a known key are new."""

    goal: str
    rows: Sequence[TargetRow]


def read(session: Session, filing: Filing) -> TargetEntry:
    """The content as stored, or what a form that nobody has opened yet begins with. Writes nothing."""
    form = _form(session, filing)
    if form is None:
        return _beginning(session, filing)
    return entry_of(form)


def entry_of(form: TargetForm) -> TargetEntry:
    """The content of a stored form."""
    return TargetEntry(form.goal, tuple(_row(indicator) for indicator in form.indicators))


def open_form(session: Session, actor: Actor | None, filing: Filing) -> TargetForm:
    """The stored form, made and prefilled where it is missing. Flushes."""
    form = _form(session, filing)
    if form is not None:
        return form
    entry = _beginning(session, filing)
    form = TargetForm(filing_id=filing.id, goal=entry.goal)
    for position, row in enumerate(entry.rows):
        form.indicators.append(_stored(row, position))
    session.add(form)
    session.flush()
    return form


def save(session: Session, actor: Actor, filing: Filing, entry: TargetEntry) -> None:
    """Write the content; starts a filing that nobody has begun. Flushes.

    Rows in which nothing was typed are dropped, the others are put in the order of the form. Raises
    NotAllowed, IllegalMove where the filing may not be edited, Refused where the round is not open.
    """
    editable(actor, filing)
    round_locks.require_open(filing)
    if filing.status is FilingStatus.NOT_STARTED:
        workflow.perform(session, actor, filing, FilingAction.START)
    form = open_form(session, actor, filing)
    core = core_indicators(session, filing)
    form.goal = entry.goal.strip()
    rows = _keyed(entry.rows, form, _used_keys(session, filing))
    held = {indicator.key: indicator for indicator in form.indicators}
    kept: list[TargetIndicator] = []
    for position, row in enumerate(rows):
        indicator = held.get(row.key)
        starred = _starred(row, core, indicator)
        fresh = _stored(replace(row, core=starred), position)
        if indicator is None:
            kept.append(fresh)
            continue
        for name in ("position", "level1", "level2", "name", "value", "weight", "core", "remark"):
            setattr(indicator, name, getattr(fresh, name))
        kept.append(indicator)
    form.indicators[:] = kept
    touch(filing)
    session.flush()


def editable(actor: Actor, filing: Filing) -> None:
    """Raise NotAllowed for those who do not fill a filing in, IllegalMove where its state forbids editing."""
    if not allows(Ability.FILING_EDIT, actor, workflow.facts(filing)):
        raise NotAllowed(Ability.FILING_EDIT)
    if filing.status not in EDITABLE:
        raise IllegalMove("filing", "edit", filing.status)


def problems(session: Session, filing: Filing) -> list[Problem]:
    """Findings on the stored content, hard and soft."""
    return check(session, filing, read(session, filing))


def check(session: Session, filing: Filing, entry: TargetEntry) -> list[Problem]:
    """Findings on any content, stored or still being typed. Raises MissingParameter without scoring rules."""
    return check_target(sheet(session, filing, entry), rules.scoring_rules(filing.project.plan))


def sheet(session: Session, filing: Filing, entry: TargetEntry) -> TargetSheet:
    """The content with all that the checks compare it to."""
    project = filing.project
    core, same_goal = core_indicators(session, filing), _same_goal(session, project, entry.goal)
    return sheet_of(project, entry, core, same_goal, limits_of(project.plan))


def sheet_of(
    project: Project,
    entry: TargetEntry,
    core: tuple[CoreIndicator, ...],
    same_goal_as: str,
    limits: TargetLimits,
) -> TargetSheet:
    """The same from what has been read already."""
    return TargetSheet(
        project_name=project.name,
        year=project.plan.year,
        goal=entry.goal,
        rows=tuple(ordered(entry.rows)),
        total_fen=project.total_fen,
        released_fen=project.released_fen,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        core=core,
        same_goal_as=same_goal_as,
        limits=limits,
    )


def limits_of(plan: Plan) -> TargetLimits:
    """Strictness of the soft checks: the plan's figures where it has them."""
    limits = TargetLimits()
    day = rules.today_for(plan)
    if rules.in_force(plan, GOAL_MINIMUM, day):
        limits = replace(limits, goal_minimum=rules.int_parameter(plan, GOAL_MINIMUM, day))
    if rules.in_force(plan, COST_TOLERANCE, day):
        limits = replace(limits, cost_tolerance=rules.fraction_parameter(plan, COST_TOLERANCE, day))
    if rules.in_force(plan, SMALL_PROJECT, day):
        limits = replace(limits, small_fen=parse_wan(rules.parameter(plan, SMALL_PROJECT, day)))
    return limits


def payload(session: Session, filing: Filing) -> dict[str, Any]:
    """The whole form with the project's head, self-contained: what snapshots, comparisons and papers use."""
    entry = read(session, filing)
    return {
        **header(filing),
        "goal": entry.goal,
        "indicators": [
            {
                "key": row.key,
                "level1": row.level1.value,
                "level2": row.level2.value,
                "name": row.name,
                "value": row.value,
                "weight": row.weight,
                "core": row.core,
                "remark": row.remark,
            }
            for row in ordered(entry.rows)
        ],
    }


def core_indicators(session: Session, filing: Filing) -> tuple[CoreIndicator, ...]:
    """The ★ indicators of the project's type that are valid today."""
    return library.core_of(library.rows_for(session, filing.project.type_code, clock.today()))


def with_core(session: Session, filing: Filing, entry: TargetEntry, name: str = "") -> TargetEntry:
    """The content with missing core indicators added: the one of a name, or all of them."""
    wanted = {
        plain_name(one.name)
        for one in missing_core(entry.rows, core_indicators(session, filing))
        if not name or plain_name(one.name) == plain_name(name)
    }
    return with_library(session, filing, entry, wanted)


def with_library(session: Session, filing: Filing, entry: TargetEntry, names: Iterable[str]) -> TargetEntry:
    """The content with indicators of the library added by name; those it already has are left as they are."""
    wanted = {plain_name(name) for name in names} - {plain_name(row.name) for row in entry.rows}
    offered = library.rows_for(session, filing.project.type_code, clock.today())
    added = tuple(_from_library(row) for row in offered if plain_name(row.name) in wanted)
    return replace(entry, rows=tuple(ordered((*entry.rows, *added))))


def sources(actor: Actor, filing: Filing, words: str = "") -> Select[tuple[Filing]]:
    """Targets to copy from: approved ones the actor can see and any the actor fills in, of every year.

    The same type of project comes first, then the same unit, then the latest year.
    """
    project = filing.project
    own = Filing.project_id.in_(select(Project.id).where(fills(actor)))
    query = (
        visible(Filing, actor)
        .join(Project, Project.id == Filing.project_id)
        .join(Plan, Plan.id == Project.plan_id)
        .where(
            Filing.stage == Stage.TARGET,
            Filing.id != filing.id,
            or_(Filing.status == FilingStatus.APPROVED, own & (Filing.status != FilingStatus.NOT_STARTED)),
        )
        .options(
            joinedload(Filing.project).joinedload(Project.implementing_unit),
            joinedload(Filing.project).joinedload(Project.plan),
            joinedload(Filing.project).joinedload(Project.project_type),
        )
        .order_by(
            case((Project.type_code == project.type_code, 0), else_=1),
            case((Project.implementing_unit_id == project.implementing_unit_id, 0), else_=1),
            Plan.year.desc(),
            Project.code,
            Filing.adjustment_no.desc(),
        )
    )
    if words.strip():
        query = query.where(
            or_(Project.name.contains(words.strip(), autoescape=True), Project.code == words.strip())
        )
    return query


def copy_from(session: Session, actor: Actor, filing: Filing, source_id: int) -> int:
    """Bring the indicators of another target in; returns how many rows were added. Raises NotVisible.

    Nothing that was typed is lost: a row of the same name only gets the value, weight and remark it lacks,
    and the goal is taken only where there is none.
    """
    source = session.scalars(sources(actor, filing).where(Filing.id == source_id)).unique().one_or_none()
    if source is None:
        raise NotVisible(f"Filing {source_id}")
    entry, other = read(session, filing), read(session, source)
    merged = merge(entry, other)
    save(session, actor, filing, merged)
    return len(merged.rows) - len(entry.rows)


def merge(entry: TargetEntry, other: TargetEntry) -> TargetEntry:
    """A content completed from another one; what is typed already wins."""
    theirs = {(row.level2, plain_name(row.name)): row for row in other.rows}
    rows: list[TargetRow] = []
    for row in entry.rows:
        found = theirs.pop((row.level2, plain_name(row.name)), None)
        if found is not None:
            row = replace(
                row,
                value=row.value or found.value,
                weight=row.weight if row.weight is not None else found.weight,
                remark=row.remark or found.remark,
            )
        rows.append(row)
    rows.extend(replace(row, key="", core=False) for row in theirs.values())
    return TargetEntry(entry.goal if entry.goal.strip() else other.goal, tuple(ordered(rows)))


def ordered(rows: Iterable[TargetRow]) -> list[TargetRow]:
    """Rows in the order of the form's levels; within a level as they stand."""
    return sorted(rows, key=lambda row: _ORDER.index(row.level2))


def _form(session: Session, filing: Filing) -> TargetForm | None:
    return session.get(TargetForm, filing.id, options=[selectinload(TargetForm.indicators)])


def _beginning(session: Session, filing: Filing) -> TargetEntry:
    if filing.adjustment_no and filing.project.target_id:
        approved = session.scalars(
            select(TargetForm)
            .where(TargetForm.filing_id == filing.project.target_id)
            .options(selectinload(TargetForm.indicators))
        ).one()
        return TargetEntry(approved.goal, tuple(_row(indicator) for indicator in approved.indicators))
    offered = library.rows_for(session, filing.project.type_code, clock.today())
    rows = [_from_library(row) for row in offered if row.core]
    return TargetEntry("", tuple(replace(row, key=f"k{n}") for n, row in enumerate(rows, start=1)))


def _from_library(row: library.LibraryRow) -> TargetRow:
    value = library.starting_value(row)
    return TargetRow("", row.level2.level1, row.level2, row.name, value, None, row.core)


def _row(indicator: TargetIndicator) -> TargetRow:
    level2 = Level2(indicator.level2)
    return TargetRow(
        indicator.key, level2.level1, level2, indicator.name, indicator.value, indicator.weight, indicator.core,
        indicator.remark,
    )  # fmt: skip


def _stored(row: TargetRow, position: int) -> TargetIndicator:
    return TargetIndicator(
        key=row.key, position=position, level1=row.level1.value, level2=row.level2.value,
        name=row.name.strip(), value=row.value.strip(), weight=row.weight, core=row.core,
        remark=row.remark.strip(),
    )  # fmt: skip


def _starred(row: TargetRow, core: Sequence[CoreIndicator], before: TargetIndicator | None) -> bool:
    """A star is the library's to give; a row that had one keeps it while its name stays."""
    if any(plain_name(one.name) == plain_name(row.name) for one in core):
        return True
    return before is not None and before.core and plain_name(before.name) == plain_name(row.name)


def _keyed(rows: Iterable[TargetRow], form: TargetForm, used: set[str]) -> list[TargetRow]:
    """Typed rows with their keys: known ones keep theirs, a row sent twice finds it, new ones get the next."""
    known = {indicator.key for indicator in form.indicators}
    typed = ordered(row for row in rows if not row.blank)
    taken = {row.key for row in typed} & known
    left = [i for i in form.indicators if i.key not in taken and i.name]
    free = {(Level2(i.level2), plain_name(i.name)): i.key for i in left}
    number = max((int(key[1:]) for key in used | known if key[1:].isdigit()), default=0)
    seen: set[str] = set()
    result: list[TargetRow] = []
    for row in typed:
        key = row.key if row.key in known and row.key not in seen else ""
        key = key or free.pop((row.level2, plain_name(row.name)), "")
        if not key:
            number += 1
            key = f"k{number}"
        seen.add(key)
        result.append(replace(row, key=key))
    return result


def _used_keys(session: Session, filing: Filing) -> set[str]:
    """Keys that other versions of this project's target have given out; none is given to another indicator."""
    used = set(
        session.scalars(
            select(TargetIndicator.key)
            .join(Filing, Filing.id == TargetIndicator.filing_id)
            .where(Filing.project_id == filing.project_id)
        )
    )
    if filing.versions:
        used |= {row["key"] for row in json.loads(filing.versions[-1].payload).get("indicators", [])}
    return used


def _same_goal(session: Session, project: Project, goal: str) -> str:
    """Name of another project of the same unit and year with the very same goal, or nothing."""
    if not goal.strip():
        return ""
    return (
        session.scalars(
            select(Project.name)
            .join(Filing, Filing.project_id == Project.id)
            .join(TargetForm, TargetForm.filing_id == Filing.id)
            .where(
                TargetForm.goal == goal.strip(),
                Project.id != project.id,
                Project.plan_id == project.plan_id,
                Project.implementing_unit_id == project.implementing_unit_id,
            )
            .order_by(Project.id)
            .limit(1)
        ).first()
        or ""
    )
