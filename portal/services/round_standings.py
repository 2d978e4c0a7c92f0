"""Who has filed in a round, who has not, is late, locked out or excepted: counts by place, and the projects behind them.

A level above learns that something is not filed, never what a draft says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from portal.access.scope import project_scope, visible
from portal.domain.filings import WAITING, FilingStatus
from portal.domain.roles import Actor, Level
from portal.domain.round_locks import RoundStanding
from portal.models import Filing, Plan, PlanStatus, Project, Region, Round
from portal.services import round_locks

FILED = (*sorted(WAITING), FilingStatus.APPROVED)
REGION_CODE = "650000"


def rounds(session: Session) -> Sequence[Round]:
    """Rounds of plans that are or were in force, the latest year first."""
    return session.scalars(
        select(Round)
        .join(Plan, Plan.id == Round.plan_id)
        .where(Plan.status != PlanStatus.DRAFT)
        .options(joinedload(Round.plan))
        .order_by(Plan.year.desc(), Round.position)
    ).all()


def current(found: Sequence[Round], today: date) -> Round | None:
    """The round that a day is about: of the latest year begun the last one that has opened, else its first."""
    begun = [r for r in found if r.plan.year <= today.year]
    year = max((r.plan.year for r in begun), default=None)
    of_year = [r for r in begun if r.plan.year == year]
    opened = [r for r in of_year if r.opens_on <= today]
    return max(opened, key=lambda r: (r.opens_on, r.position)) if opened else next(iter(of_year), None)


def standing(today: date) -> ColumnElement[str]:
    """Of Filing and Round: the standing on a day."""
    return case(
        (Filing.status.in_(FILED), RoundStanding.FILED.value),
        (Filing.status == FilingStatus.RETURNED, RoundStanding.RETURNED.value),
        (round_locks.excepted() & (Filing.due_on >= today), RoundStanding.EXCEPTED.value),
        (round_locks.locked_out(today), RoundStanding.LOCKED.value),
        (Filing.due_now < today, RoundStanding.LATE.value),
        else_=RoundStanding.OPEN.value,
    )


@dataclass(slots=True)
class PlaceRow:
    """A place with its counts by standing; code with exact False stands for all places within it."""

    code: str
    name_zh: str
    name_ug: str
    exact: bool
    counts: dict[RoundStanding, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All that the round asks of the place."""
        return sum(self.counts.values())

    def add(self, counts: Mapping[RoundStanding, int]) -> None:
        """Count these too."""
        for key, number in counts.items():
            self.counts[key] = self.counts.get(key, 0) + number


def table(session: Session, actor: Actor, plan_round: Round, today: date) -> list[PlaceRow]:
    """Rows of the actor's scope: each prefecture as a whole, then its own units and its counties; the region's own units
    at the end. Two statements."""
    found: dict[str, dict[RoundStanding, int]] = {}
    of_region = Project.owner_level == Level.REGION
    code = case((of_region, REGION_CODE), else_=Project.region_code)
    seen = standing(today)
    query = (
        select(code, seen, func.count(Filing.id))
        .join(Project, Project.id == Filing.project_id)
        .join(Round, Round.id == Filing.round_id)
        .where(project_scope(actor), Filing.round_id == plan_round.id, Filing.adjustment_no == 0)
        .group_by(code, seen)
    )
    for place, key, number in session.execute(query):
        found.setdefault(place, {})[RoundStanding(key)] = int(number)
    return _rows(session, found)


def _rows(session: Session, found: Mapping[str, Mapping[RoundStanding, int]]) -> list[PlaceRow]:
    wanted = {*found, *(place[:4] + "00" for place in found)}
    places = session.scalars(
        select(Region).where(Region.code.in_(wanted)).order_by(Region.sort_order, Region.code)
    )
    names = {place.code: (place.name_zh, place.name_ug) for place in places}
    rows: list[PlaceRow] = []
    above = [place for place in names if place.endswith("00") and place != REGION_CODE]
    for prefecture in above:
        within = [place for place in names if place in found and place[:4] == prefecture[:4]]
        whole = PlaceRow(prefecture, *names[prefecture], exact=False)
        rows.append(whole)
        for place in within:
            whole.add(found[place])
            rows.append(PlaceRow(place, *names[place], exact=True, counts=dict(found[place])))
    if REGION_CODE in found:
        rows.append(PlaceRow(REGION_CODE, *names[REGION_CODE], exact=True, counts=dict(found[REGION_CODE])))
    return rows


def total(rows: Sequence[PlaceRow]) -> dict[RoundStanding, int]:
    """The sum of all places, each counted once."""
    whole = PlaceRow("", "", "", exact=False)
    for row in rows:
        if row.exact:
            whole.add(row.counts)
    return whole.counts


def projects(
    actor: Actor, plan_round: Round, wanted: RoundStanding | None, today: date
) -> Select[tuple[Project]]:
    """Projects of the actor's scope that a round asks something of, of one standing or all."""
    query = (
        visible(Project, actor)
        .join(Filing, Filing.project_id == Project.id)
        .join(Round, Round.id == Filing.round_id)
        .where(Filing.round_id == plan_round.id, Filing.adjustment_no == 0)
    )
    return query if wanted is None else query.where(standing(today) == wanted.value)


def at_place(query: Select[tuple[Project]], code: str) -> Select[tuple[Project]]:
    """Of these, the ones that a place owns itself; of 650000 those of the region's units."""
    own = Project.owner_level == Level.REGION
    return query.where(own if code == REGION_CODE else (Project.region_code == code) & ~own)


@dataclass(frozen=True, slots=True)
class Standing:
    """A project's filing in a round with its standing."""

    filing: Filing
    code: RoundStanding


def standings_of(
    session: Session, plan_round: Round, held: Sequence[Project], today: date
) -> dict[int, Standing]:
    """By project id, for projects that the scope has let through. One statement."""
    rows = session.execute(
        select(Filing, standing(today))
        .join(Round, Round.id == Filing.round_id)
        .where(
            Filing.round_id == plan_round.id,
            Filing.adjustment_no == 0,
            Filing.project_id.in_([project.id for project in held]),
        )
        .options(joinedload(Filing.round))
    )
    return {filing.project_id: Standing(filing, RoundStanding(code)) for filing, code in rows}
