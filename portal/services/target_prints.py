"""Prints of targets, their figures, and what is usual among them, kept in step with what was filed.

All of it follows from the targets as last filed. A save brings its own project in step, a sweep all that are behind.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.figures import Figure, Usual, figures_of, usual
from portal.domain.filings import WAITING, FilingStatus, Stage
from portal.domain.likeness import Print, print_of, stems_of
from portal.domain.target_checks import TargetRow
from portal.models import (
    Filing,
    Plan,
    PlanStatus,
    Project,
    Region,
    TargetBucket,
    TargetFigure,
    TargetForm,
    TargetPrint,
    Unit,
    UsualFigure,
)
from portal.services import targets
from portal.services.locking import insert_missing

BATCH = 500
FILED = sorted({*WAITING, FilingStatus.APPROVED})
NAMED = ("plan_id", "name", "place", "type_code", "implementing_unit_id")
"""What of a project a print leaves out or its figures are grouped by: see _named()."""

Behind = tuple[int, int, int, datetime]
"""A project whose print is behind: its id, the filing, its version, when the project's target first was."""


def renew(session: Session) -> Iterator[int]:
    """Bring all prints in step, a part at a time, then what is usual in the plans in force. Yields how many were
    behind; flushes."""
    late = list(_behind(session, None))
    for first in range(0, len(late), BATCH):
        part = late[first : first + BATCH]
        _write(session, part)
        yield len(part)
    for plan_id in session.scalars(select(Plan.id).where(Plan.status == PlanStatus.ACTIVE)).all():
        _renew_usual(session, plan_id)


def keep(session: Session, project_ids: Collection[int], *, anew: bool = False) -> None:
    """Bring the prints of some projects in step with what they filed; anew also those that are. Flushes."""
    if project_ids:
        _write(session, list(_behind(session, project_ids, anew=anew)))


def _behind(session: Session, ids: Collection[int] | None, *, anew: bool = False) -> Iterator[Behind]:
    query = (
        select(
            Filing.project_id, Filing.id, Filing.status, Filing.version_id,
            func.coalesce(Filing.first_submitted_at, Filing.submitted_at), TargetPrint.filing_id,
            TargetPrint.version_id,
        )
        .outerjoin(TargetPrint, TargetPrint.project_id == Filing.project_id)
        .where(Filing.stage == Stage.TARGET, Filing.submitted_at.is_not(None))
        .order_by(Filing.project_id, Filing.adjustment_no)
    )  # fmt: skip
    if ids is not None:
        query = query.where(Filing.project_id.in_(ids))
    for project_id, rows in groupby(session.execute(query), key=lambda row: row[0]):
        held = list(rows)
        filed = [row for row in held if row[2] in FILED]
        if filed and (anew or (filed[-1][1], filed[-1][3]) != (filed[-1][5], filed[-1][6])):
            first = min(row[4] for row in held)
            yield project_id, filed[-1][1], filed[-1][3], first


def _write(session: Session, late: Sequence[Behind]) -> None:
    """Make the prints, buckets and figures of some projects anew."""
    if not late:
        return
    ids = [row[0] for row in late]
    named = {row.id: row for row in session.execute(_named(ids))}
    places = _places(session)
    forms = session.scalars(
        select(TargetForm)
        .where(TargetForm.filing_id.in_([row[1] for row in late]))
        .options(selectinload(TargetForm.indicators))
    )
    entries = {form.filing_id: targets.entry_of(form) for form in forms}
    prints, buckets, figures = [], [], []
    for project_id, filing_id, version_id, filed_at in late:
        entry, project = entries.get(filing_id), named[project_id]
        if entry is None:
            continue
        content = _print(project, places, entry.goal, entry.rows)
        stored = {"goal": content.goal, "rows": json.dumps(content.rows, ensure_ascii=False)}
        key = {"project_id": project_id, "filed_at": filed_at}
        prints.append({**key, "filing_id": filing_id, "version_id": version_id, **stored})
        buckets += [{**key, "bucket": bucket} for bucket in dict.fromkeys(content.buckets)]
        figures += [
            _stored(project, figure) for figure in figures_of(project.type_code, entry.rows, project.year)
        ]
    for model, rows in ((TargetPrint, prints), (TargetBucket, buckets), (TargetFigure, figures)):
        session.execute(
            delete(model).where(model.project_id.in_(ids)), execution_options={"synchronize_session": False}
        )
        insert_missing(session, model, rows)


def _named(ids: Collection[int]) -> Select[Any]:
    """What a print leaves out of a project's target and what its figures are grouped by."""
    return (
        select(
            Project.id, Project.name, Project.place, Project.type_code, Project.plan_id,
            Plan.year, Unit.name_zh, Unit.name_ug,
        )
        .join(Plan, Plan.id == Project.plan_id)
        .join(Unit, Unit.id == Project.implementing_unit_id)
        .where(Project.id.in_(ids))
    )  # fmt: skip


def _places(session: Session) -> tuple[str, ...]:
    """How all regions are called in both languages."""
    return stems_of(
        name for names in session.execute(select(Region.name_zh, Region.name_ug)) for name in names
    )


def _print(project: Row[Any], places: tuple[str, ...], goal: str, rows: Iterable[TargetRow]) -> Print:
    names = (project.name, project.place, project.name_zh, project.name_ug)
    return print_of(goal, rows, names, places)


def typed_print(session: Session, project_id: int, goal: str, rows: Iterable[TargetRow]) -> Print:
    """The print of a content that is still being typed; nothing is written."""
    named = session.execute(_named([project_id])).one()
    return _print(named, _places(session), goal, rows)


def _stored(project: Row[Any], figure: Figure) -> dict[str, Any]:
    return {
        "project_id": project.id, "plan_id": project.plan_id, "key": figure.key, "group": figure.group,
        "micros": figure.micros, "cost": figure.cost, "name": figure.name, "text": figure.text, "unit": figure.unit,
    }  # fmt: skip


def _renew_usual(session: Session, plan_id: int) -> None:
    """What is usual in each group of a plan, read in the order of the index."""
    held = {
        group: Usual(*numbers)
        for group, *numbers in session.execute(
            select(UsualFigure.group, UsualFigure.count, UsualFigure.middle, UsualFigure.spread).where(
                UsualFigure.plan_id == plan_id
            )
        )
    }
    figures = session.execute(
        select(TargetFigure.group, TargetFigure.micros)
        .where(TargetFigure.plan_id == plan_id)
        .order_by(TargetFigure.group, TargetFigure.micros)
        .execution_options(yield_per=5000)
    )
    found = {
        group: usual([row[1] for row in rows]) for group, rows in groupby(figures, key=lambda row: row[0])
    }
    if found == held:
        return
    session.execute(
        delete(UsualFigure).where(UsualFigure.plan_id == plan_id),
        execution_options={"synchronize_session": False},
    )
    insert_missing(
        session,
        UsualFigure,
        [
            {
                "plan_id": plan_id,
                "group": group,
                "count": one.count,
                "middle": one.middle,
                "spread": one.spread,
            }
            for group, one in found.items()
        ],
    )
