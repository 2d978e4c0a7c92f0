"""What an administrator and an auditor look at first: accounts, roles, calendar, seals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.roles import Level, UnitKind
from portal.models import Assignment, CalendarDay, CalendarYear, DailySeal, Region, Unit, User
from portal.services import owners


@dataclass(frozen=True, slots=True)
class State:
    """Open work of the administrator."""

    accounts: int
    without_role: Sequence[User]
    ending: Sequence[Assignment]
    gaps: int
    bureaus_without_reviewer: Sequence[Unit]
    years_without_calendar: Sequence[int]
    years_without_region_days: Sequence[int]
    regions_without_uyghur: Sequence[Region]


def state(session: Session, today: date) -> State:
    """Accounts without a role, roles that end within 30 days, bureaus nobody reviews for, calendar gaps."""
    holds = select(Assignment.user_id).where(
        Assignment.starts_on <= today, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today)
    )
    reviewed = select(Assignment.unit_id).where(
        Assignment.role == "reviewer",
        Assignment.starts_on <= today,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
    )
    known = set(session.scalars(select(CalendarYear.year)))
    own = {d.year for d in session.scalars(select(CalendarDay.day).where(CalendarDay.scope == "XJ"))}
    years = [today.year, today.year + 1]
    return State(
        accounts=session.scalar(select(func.count(User.id)).where(User.active)) or 0,
        without_role=session.scalars(
            select(User).where(User.active, User.id.not_in(holds)).order_by(User.username).limit(20)
        ).all(),
        ending=session.scalars(
            select(Assignment)
            .where(Assignment.ends_on.between(today, today + timedelta(days=30)))
            .options(joinedload(Assignment.user), joinedload(Assignment.unit))
            .order_by(Assignment.ends_on)
            .limit(20)
        ).all(),
        gaps=sum(need.count for need in owners.gaps(session, today)),
        bureaus_without_reviewer=session.scalars(
            select(Unit)
            .where(Unit.kind == UnitKind.FINANCE_BUREAU, Unit.level != Level.REGION, Unit.id.not_in(reviewed))
            .order_by(Unit.region_code)
            .limit(20)
        ).all(),
        years_without_calendar=[y for y in years if y not in known],
        years_without_region_days=[y for y in years if y not in own],
        regions_without_uyghur=session.scalars(
            select(Region)
            .where(or_(Region.name_ug == "", Region.name_source.like("%unconfirmed%")))
            .order_by(Region.code)
            .limit(40)
        ).all(),
    )


def latest_seals(session: Session) -> Sequence[DailySeal]:
    """The last ten daily seals of the history."""
    return session.scalars(select(DailySeal).order_by(DailySeal.day.desc()).limit(10)).all()
