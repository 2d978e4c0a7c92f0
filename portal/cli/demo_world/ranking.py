"""Rankings in the demo world: one of prefectures that has been published after an objection, the next one in draft, and
one of counties that is open to objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.timeline import spread
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import Plan, Ranking, RankingObjection, RankingRow, Unit, User
from portal.services import ranking_objections, rankings
from portal.services.rankings import Typed

_PROOF = "评价中心月报收文登记簿"
_REPORTS = 6
"""Monthly reports that were due in the first half of the year."""


def script(session: Session, staff: Staff, plan: Plan) -> Iterator[datetime]:
    """Play the rankings. Objections are made by bureaus that have a line with a value."""
    center = staff.of(staff.people.units["center"], Role.CENTER)
    yield clock.at(date(2020, 6, 30), 18, 5)
    first = rankings.draw_up(session, center, plan, Level.PREFECTURE)
    _reports(session, center, first)
    yield clock.at(date(2020, 7, 1), 9, 30)
    rankings.consult(session, center, first, date(2020, 7, 7))
    yield clock.at(date(2020, 7, 3), 11, 40)
    objection = _object(
        session, staff, first, "reports_on_time", "5月月报已于6月5日报送，有收文回执，请予更正。"
    )
    yield clock.at(date(2020, 7, 6), 16, 15)
    if objection is not None:
        ranking_objections.uphold(
            session,
            center,
            objection,
            "经查收文登记簿，5月月报按时收到，予以更正。",
            Typed(_REPORTS, _REPORTS),
        )
    yield clock.at(date(2020, 7, 8), 10, 20)
    rankings.publish(session, _second(session), first)
    yield clock.at(date(2020, 7, 9), 15, 10)
    counties = rankings.draw_up(session, center, plan, Level.COUNTY)
    yield clock.at(date(2020, 7, 9), 17, 25)
    rankings.consult(session, center, counties, date(2020, 7, 17))
    yield clock.at(date(2020, 7, 10), 11, 5)
    _object(session, staff, counties, "coverage", "有一个项目的绩效目标已审核通过，请核对。")
    second = rankings.draw_up(session, center, plan, Level.PREFECTURE)
    _reports(session, center, second)


def _reports(session: Session, center: Actor, ranking: Ranking) -> None:
    """What the portal cannot count: how many monthly reports came in time."""
    metric = next((m for m in ranking.set.metrics if m.code == "reports_on_time"), None)
    if metric is None:
        return
    for row in sorted(ranking.rows, key=lambda r: r.code):
        if row.projects:
            late = spread(f"reports/{row.code}", 3)
            rankings.type_value(session, center, row, metric, Typed(_REPORTS - late, _REPORTS, _PROOF))


def _object(
    session: Session, staff: Staff, ranking: Ranking, metric: str, reason: str
) -> RankingObjection | None:
    """The bureau of the first place with something to gain objects; None in a world too small for that."""
    for row in sorted(ranking.rows, key=lambda r: r.code):
        value = rankings.value_of(row, metric)
        unit = _bureau(session, row)
        if value.numerator is None or value.numerator == value.denominator or unit is None:
            continue
        return ranking_objections.file(session, staff.of(unit, Role.REVIEWER), row, metric, reason)
    return None


def _bureau(session: Session, row: RankingRow) -> Unit | None:
    query = select(Unit).where(Unit.region_code == row.code, Unit.kind == UnitKind.FINANCE_BUREAU)
    return session.scalars(query.order_by(Unit.id).limit(1)).one_or_none()


def _second(session: Session) -> Actor:
    """The second person of the center, who looks at the whole before it is published."""
    user = session.scalars(select(User).where(User.username == "center2")).one()
    return actor_of(user, user.assignments[0])
