"""A ranking of three counties in each of its states, for tests of what follows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.roles import Actor, Level
from portal.models import (
    HistoryEntry,
    Notice,
    Plan,
    Ranking,
    RankingMetric,
    RankingObjection,
    RankingRow,
    RankingSet,
    Unit,
)
from portal.services import ranking_objections, ranking_sets, rankings
from tests.drawn import stand
from tests.factories import World
from tests.staffed import colleague

FIRST, SECOND, THIRD = "653222", "653221", "653125"
"""Counties by their place: all targets of the second are approved, but the first had no red light to be judged by."""

TOTALS = {FIRST: 6133, SECOND: 5946, THIRD: 4865}
UNTIL, AFTER = date(2020, 6, 20), date(2020, 6, 21)


def plan_of(session: Session) -> Plan:
    """The plan in force."""
    return session.scalars(select(Plan).where(Plan.status == "active")).one()


def newest(session: Session, level: Level = Level.COUNTY) -> RankingSet:
    """The set in force."""
    held = ranking_sets.newest(session, 2020, level)
    assert held is not None
    return held


def drawn(session: Session, world: World, level: Level = Level.COUNTY) -> Ranking:
    """A draft by the center, by a set that gives a place early in the year."""
    stand(session, world)
    center = world.actor(session, "center")
    ranking_sets.renew(session, center, newest(session, level), (), "年中试排", least_judged=10)
    return rankings.draw_up(session, center, plan_of(session), level)


def consulted(session: Session, world: World, level: Level = Level.COUNTY) -> Ranking:
    """The same, open to objections until UNTIL."""
    ranking = drawn(session, world, level)
    rankings.consult(session, world.actor(session, "center"), ranking, UNTIL)
    return ranking


def second(session: Session, world: World) -> Actor:
    """A second person of the center."""
    return colleague(session, world, "center")


def published(session: Session, world: World) -> Ranking:
    """The same, published by a second person on the day after."""
    ranking = consulted(session, world)
    with clock.frozen(AFTER):
        rankings.publish(session, second(session, world), ranking)
    return ranking


def objected(session: Session, world: World, metric: str = "coverage") -> RankingObjection:
    """An objection of the first county to one of its values."""
    ranking = consulted(session, world)
    return ranking_objections.file(
        session, world.actor(session, "county"), line(ranking, FIRST), metric, "第五个项目的目标已批准"
    )


def line(ranking: Ranking, code: str) -> RankingRow:
    """A unit's line."""
    return next(row for row in ranking.rows if row.code == code)


def metric(ranking: Ranking, code: str) -> RankingMetric:
    """A metric of the table's set."""
    return next(one for one in ranking.set.metrics if one.code == code)


def places(ranking: Ranking) -> dict[str, int]:
    """Units that have a place, from the first to the last."""
    placed = [(row.place, row.code) for row in ranking.rows if row.place is not None]
    return {code: place for place, code in sorted(placed)}


def told(session: Session, code: str) -> set[str]:
    """Codes of the units that hold a notice of a kind."""
    query = select(Unit.code).join(Notice, Notice.unit_id == Unit.id).where(Notice.code == code)
    return set(session.scalars(query))


def events(session: Session, subject: str) -> list[str]:
    """What the history holds of a record."""
    query = select(HistoryEntry.action).where(HistoryEntry.subject == subject).order_by(HistoryEntry.id)
    return list(session.scalars(query))
