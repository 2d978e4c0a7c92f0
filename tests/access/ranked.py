"""Rankings of the access matrix: one of counties that is open to objections, one of prefectures that is a draft, the
lines of the places with an objection each, and the set of metrics. Rankings are the same for every place."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import objection_facts, ranked_facts, ranking_facts
from portal.domain.facts import Facts
from portal.domain.ranking import ObjectionStatus
from portal.domain.roles import Level
from portal.models import Plan, Ranking, RankingObjection, RankingRow, Unit
from portal.services import rankings
from tests.access.world import RANKED, UNITS, Ground, Thing


def build(session: Session, ground: Ground) -> None:
    """Add the rankings with all that hangs on them."""
    plan = session.scalars(select(Plan).where(Plan.status == "active")).one()
    center = ground.actors["center"]
    counties = rankings.draw_up(session, center, plan, Level.COUNTY)
    rankings.consult(session, center, counties, clock.today() + timedelta(7))
    prefectures = rankings.draw_up(session, center, plan, Level.PREFECTURE)
    for ranking in (counties, prefectures):
        # Somebody else of the center drew them up: the center's account is the second person.
        ranking.drawn_by = ground.actors["leader-center"].user_id
    session.flush()
    for place in UNITS:
        ground.things += [
            Thing("ranking", place, ranking.status.value, ranking.id, ranking_facts(ranking, clock.today()))
            for ranking in (counties, prefectures)
        ]
        ground.things.append(Thing("ranking_set", place, "newest", counties.set_id, Facts()))
    for place, code in RANKED.items():
        _line(session, ground, counties if place != "prefecture" else prefectures, place, code)


def _line(session: Session, ground: Ground, ranking: Ranking, place: str, code: str) -> None:
    row = session.scalars(
        select(RankingRow).where(RankingRow.ranking_id == ranking.id, RankingRow.code == code)
    ).one()
    unit = session.scalars(select(Unit).where(Unit.code == f"{code}F")).one()
    objection = RankingObjection(
        ranking=ranking,
        row=row,
        metric="coverage",
        status=ObjectionStatus.OPEN,
        reason=f"申诉-{place}",
        unit_id=unit.id,
        filed_by=ground.actors["county"].user_id,
    )
    session.add(objection)
    session.flush()
    state = ranking.status.value
    ground.secrets[f"申诉-{place}"] = ("ranked", place)
    ground.things += [
        Thing("ranked", place, state, row.id, ranked_facts(row)),
        Thing("objection", place, state, objection.id, objection_facts(objection)),
    ]
