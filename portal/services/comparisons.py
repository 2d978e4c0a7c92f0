"""Filed targets beside one another: which are alike and who came first, which figures lie far from what is usual.

Looking up one project costs the same however many there are: it is compared with those that share a bucket with it, and
what is usual was summed up by the last sweep (services.target_prints).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session, aliased

from portal.domain.alert_facts import FigureSeen, LikenessSeen
from portal.domain.figures import Figure, Usual, figures_of
from portal.domain.likeness import Compared, Print, same_project, share
from portal.domain.target_checks import CoreIndicator, TargetRow, plain_name
from portal.models import (
    Project,
    TargetBucket,
    TargetFigure,
    TargetPrint,
    UsualFigure,
)
from portal.services import target_prints

EITHER_SIDE = 2
"""In each bucket a target is compared with so many of the first that lie in it and of the last before it."""


@dataclass(frozen=True, slots=True)
class Near:
    """Another project that a part of a target is like, and how much."""

    project_id: int
    likeness: LikenessSeen


@dataclass(frozen=True, slots=True)
class _Held:
    """A stored print with what tells one project from another."""

    content: Print
    name: str
    unit_id: int
    plan_id: int


def alike(session: Session, project_ids: Collection[int]) -> dict[int, list[LikenessSeen]]:
    """What of each project's target is most like that of a project filed before; nothing where nobody came before."""
    return {project_id: _most(found) for project_id, found in nearest(session, project_ids).items()}


def nearest(session: Session, project_ids: Collection[int]) -> dict[int, list[Near]]:
    """Projects filed before each of these that share a bucket with it, by part, the most alike first."""
    around: dict[int, set[int]] = defaultdict(set)
    for project_id, *others in session.execute(_around(project_ids)):
        around[project_id].update(other for other in others if other is not None)
    held = _held(session, {*around, *(other for found in around.values() for other in found)})
    return {
        project_id: _compared(held[project_id], {other: held[other] for other in found if other in held})
        for project_id, found in sorted(around.items())
        if project_id in held
    }


def _most(found: Sequence[Near]) -> list[LikenessSeen]:
    """The most alike of each part, in the order of the parts."""
    best = {near.likeness.part: near.likeness for near in reversed(found)}
    return [best[part] for part in Compared if part in best]


def _around(project_ids: Collection[int]) -> Select[Any]:
    """For each bucket of the projects: the first that lie in it and the last before them."""
    mine, other = aliased(TargetBucket), aliased(TargetBucket)
    order = (other.filed_at, other.project_id)
    before: ColumnElement[bool] = tuple_(*order) < tuple_(mine.filed_at, mine.project_id)

    def one(backwards: bool, number: int) -> Any:
        by = [column.desc() for column in order] if backwards else order
        query = select(other.project_id).where(other.bucket == mine.bucket, before).order_by(*by)
        return query.limit(1).offset(number).correlate(mine).scalar_subquery()

    sides = [one(backwards, number) for backwards in (False, True) for number in range(EITHER_SIDE)]
    return select(mine.project_id, *sides).where(mine.project_id.in_(project_ids))


def _held(session: Session, ids: Collection[int]) -> dict[int, _Held]:
    rows = session.execute(
        select(
            TargetPrint.project_id, TargetPrint.goal, TargetPrint.rows, Project.name,
            Project.implementing_unit_id, Project.plan_id,
        )
        .join(Project, Project.id == TargetPrint.project_id)
        .where(TargetPrint.project_id.in_(ids))
    )  # fmt: skip
    return {
        project_id: _Held(Print(goal, tuple(json.loads(kept)), ()), name, unit_id, plan_id)
        for project_id, goal, kept, name, unit_id, plan_id in rows
    }


def _compared(mine: _Held, others: Mapping[int, _Held]) -> list[Near]:
    """Likeness to each of the others by part, the most alike first; the project's own earlier years are left out."""
    found = []
    for part in Compared:
        pieces, length = mine.content.pieces(part), mine.content.length(part)
        for other_id, other in others.items():
            if mine.plan_id != other.plan_id and same_project(
                mine.unit_id, mine.name, other.unit_id, other.name
            ):
                continue
            if common := share(pieces, other.content.pieces(part)):
                found.append(Near(other_id, LikenessSeen(part, common, length)))
    return sorted(found, key=lambda near: (-near.likeness.share, near.project_id))


def figures(session: Session, project_ids: Collection[int]) -> dict[int, list[FigureSeen]]:
    """The figures of each project's target as last filed, with what is usual for them."""
    together = (UsualFigure.plan_id == TargetFigure.plan_id) & (UsualFigure.group == TargetFigure.group)
    rows = session.execute(
        select(
            TargetFigure.project_id, TargetFigure.key, TargetFigure.name, TargetFigure.text, TargetFigure.unit,
            TargetFigure.micros, TargetFigure.group, TargetFigure.cost,
            UsualFigure.count, UsualFigure.middle, UsualFigure.spread,
        )
        .join(UsualFigure, together)
        .where(TargetFigure.project_id.in_(project_ids))
        .order_by(TargetFigure.project_id, TargetFigure.key)
    )  # fmt: skip
    found: dict[int, list[FigureSeen]] = defaultdict(list)
    for project_id, *figure, count, middle, spread in rows:
        found[project_id].append(FigureSeen(Figure(*figure), Usual(count, middle, spread)))
    return found


def typed(
    session: Session,
    project: Project,
    goal: str,
    rows: Sequence[TargetRow],
    core: Iterable[CoreIndicator] = (),
) -> tuple[list[LikenessSeen], list[FigureSeen]]:
    """What a content that is still being typed would be like and how its figures would lie, once filed."""
    found = near_typed(session, project, goal, rows, core)
    made = figures_of(project.type_code, rows, project.plan.year)
    known = session.execute(
        select(UsualFigure.group, UsualFigure.count, UsualFigure.middle, UsualFigure.spread).where(
            UsualFigure.plan_id == project.plan_id, UsualFigure.group.in_([one.group for one in made])
        )
    )
    usual_of = {group: Usual(*numbers) for group, *numbers in known}
    return (
        _most(found),
        [FigureSeen(one, usual_of[one.group]) for one in made if one.group in usual_of],
    )


def near_typed(
    session: Session, project: Project, goal: str, rows: Sequence[TargetRow], core: Iterable[CoreIndicator]
) -> list[Near]:
    """Projects that a content of this project is like, with the stars of the core indicators, the most alike first;
    of a project that has filed before only those that were before it. Nothing is written."""
    starred = {plain_name(one.name) for one in core}
    marked = [replace(row, core=row.core or plain_name(row.name) in starred) for row in rows]
    content = target_prints.typed_print(session, project.id, goal, marked)
    first = session.scalar(select(TargetPrint.filed_at).where(TargetPrint.project_id == project.id))
    around: set[int] = set()
    for bucket in dict.fromkeys(content.buckets):
        around.update(session.scalars(_in_bucket(bucket, project.id, first, backwards=False)))
        around.update(session.scalars(_in_bucket(bucket, project.id, first, backwards=True)))
    mine = _Held(content, project.name, project.implementing_unit_id, project.plan_id)
    return _compared(mine, _held(session, around))


def compared_filings(session: Session, project_ids: Collection[int]) -> dict[int, int]:
    """By project, the filing that its print was made of."""
    rows = session.execute(
        select(TargetPrint.project_id, TargetPrint.filing_id).where(TargetPrint.project_id.in_(project_ids))
    )
    return dict(rows.tuples().all())


def _in_bucket(
    bucket: int, project_id: int, first: datetime | None, *, backwards: bool
) -> Select[tuple[int]]:
    order = (TargetBucket.filed_at, TargetBucket.project_id)
    query = select(TargetBucket.project_id).where(TargetBucket.bucket == bucket)
    query = query.where(TargetBucket.project_id != project_id)
    if first is not None:
        query = query.where(TargetBucket.filed_at <= first)
    return query.order_by(*(c.desc() if backwards else c for c in order)).limit(EITHER_SIDE)
