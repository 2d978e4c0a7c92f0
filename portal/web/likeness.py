"""Near-copies side by side (雷同): a target and those filed before it that it is like, the common parts marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import filing_facts
from portal.access.guards import ensure, requires
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.filings import EDITABLE, Stage
from portal.domain.indicators import Level2
from portal.domain.likeness import Compared, marked
from portal.domain.money import narrow, percent_text
from portal.domain.permissions import Ability
from portal.domain.target_checks import plain_name
from portal.extensions import db
from portal.models import Filing, Project, Region
from portal.services import comparisons, filings, rules, targets
from portal.services.comparisons import Near
from portal.services.targets import TargetEntry, TargetRow

bp = Blueprint("likeness", __name__, url_prefix="/filings")

SHOWN = 3
"""Projects shown for each part, the most alike first."""


@dataclass(frozen=True, slots=True)
class PairedRow:
    """An indicator of the target beside that of the other: name, both values, whether it is the same."""

    name: str
    mine: str
    theirs: str
    same: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Part of a target beside that of another project; project is None, and theirs empty, where the reader may not see
    it: then only the prefecture it lies in is told."""

    part: Compared
    share: str
    project: Project | None
    filing_id: int | None
    prefecture: Region | None
    mine: list[tuple[str, bool]]
    theirs: list[tuple[str, bool]]
    rows: list[PairedRow]


@bp.get("/<int:filing_id>/alike")
@requires(Ability.FILING_READ)
def show(filing_id: int) -> ResponseReturnValue:
    filing = fetch(db.session, Filing, current_actor(), filing_id, joinedload(Filing.project))
    ensure(Ability.FILING_READ, filing_facts(filing, clock.today()))
    if filing.stage is not Stage.TARGET:
        raise NotVisible(f"Filing {filing_id} is no target")
    entry, session = _content(filing), db.session()
    core = targets.core_indicators(session, filing)
    found = _chosen(filing, comparisons.near_typed(session, filing.project, entry.goal, entry.rows, core))
    return render_template(
        "lights/alike.html", filing=filing, project=filing.project, pairs=_pairs(entry, found)
    )


def _content(filing: Filing) -> TargetEntry:
    """The content as it is being written, or as it was filed."""
    if filing.status in EDITABLE or not filing.versions:
        return targets.read(db.session(), filing)
    return _filed(filings.snapshot(filing))


def _filed(content: Mapping[str, Any]) -> TargetEntry:
    rows = (
        TargetRow(
            r["key"], Level2(r["level2"]).level1, Level2(r["level2"]), r["name"], r["value"], core=r["core"]
        )
        for r in content.get("indicators", ())
    )
    return TargetEntry(str(content.get("goal", "")), tuple(rows))


def _chosen(filing: Filing, found: Iterable[Near]) -> list[Near]:
    """What reaches the plan's thresholds, SHOWN of each part."""
    plan = filing.project.plan
    limits = rules.limits(plan, rules.today_for(plan)).numbers
    chosen: dict[Compared, list[Near]] = {part: [] for part in Compared}
    for near in found:
        limit = limits.get(f"T04.{near.likeness.part}")
        held = chosen[near.likeness.part]
        if limit is not None and near.likeness.share * 100 >= limit and len(held) < SHOWN:
            held.append(near)
    return [near for part in Compared for near in chosen[part]]


def _pairs(entry: TargetEntry, found: list[Near]) -> list[Pair]:
    """Each of them with what the reader may see of it. Three statements, however many there are."""
    ids = {near.project_id for near in found}
    sources = comparisons.compared_filings(db.session(), ids)
    query = visible(Filing, current_actor()).where(Filing.id.in_(sources.values()))
    seen = {
        filing.project_id: filing
        for filing in db.session.scalars(
            query.options(joinedload(Filing.project).joinedload(Project.plan), selectinload(Filing.versions))
        )
    }
    places = dict(
        db.session.execute(select(Project.id, Project.region_code).where(Project.id.in_(ids))).tuples().all()
    )
    named = {
        region.code: region
        for region in db.session.scalars(
            select(Region).where(Region.code.in_({f"{code[:4]}00" for code in places.values()}))
        )
    }
    return [
        _pair(entry, near, seen.get(near.project_id), named.get(f"{places[near.project_id][:4]}00"))
        for near in found
    ]


def _pair(entry: TargetEntry, near: Near, other: Filing | None, prefecture: Region | None) -> Pair:
    part, share = near.likeness.part, near.likeness.share
    theirs = _filed(filings.snapshot(other)) if other is not None and other.versions else TargetEntry("", ())
    goals = part is Compared.GOAL and bool(theirs.goal)
    return Pair(
        part,
        percent_text(share.numerator, share.denominator),
        other.project if other is not None else None,
        other.id if other is not None else None,
        prefecture,
        marked(entry.goal, theirs.goal) if goals else [(entry.goal, False)] if part is Compared.GOAL else [],
        marked(theirs.goal, entry.goal) if goals else [],
        _paired(entry, theirs) if part is Compared.ROWS else [],
    )


def _paired(entry: TargetEntry, theirs: TargetEntry) -> list[PairedRow]:
    held = {plain_name(row.name): row.value for row in theirs.rows}
    return [
        PairedRow(row.name, row.value, value, bool(value) and narrow(row.value) == narrow(value))
        for row in entry.rows
        if not row.blank
        for value in [held.get(plain_name(row.name), "")]
    ]
