"""Which periodic reports are owed by when, by the plan and the calendar, and which of them have come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import WorkCalendar
from portal.domain.regions import parent_of
from portal.domain.reports import AUTHOR, Period, ReportKind, ended, periods
from portal.domain.roles import Level, UnitKind
from portal.models import Plan, Project, Unit
from portal.services import calendars, reports

SUBJECT = "report_due"


def meant(subject: str) -> tuple[ReportKind, Period] | None:
    """The kind and period that Owed.subject names; None for anything else."""
    name, _colon, rest = subject.partition(":")
    if name != SUBJECT:
        return None
    year, kind, month = rest.split(":")
    of_year = periods(ReportKind(kind), int(year))
    return ReportKind(kind), next(one for one in of_year if one.last_month == int(month))


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a unit owes: its kind and period, the day it is due, the day it came, None while it has not."""

    unit_id: int
    region: str
    kind: ReportKind
    period: Period
    due_on: date
    reported_on: date | None

    @property
    def subject(self) -> str:
        """Its name in the journal of reminders."""
        return f"{SUBJECT}:{self.period.year}:{self.kind}:{self.period.last_month}"

    @property
    def in_time(self) -> bool:
        """Whether it came by its day."""
        return self.reported_on is not None and self.reported_on <= self.due_on


def proof(held: Iterable[Owed]) -> str:
    """The months of reports with a plus for those that came in time: "2020-04 -, 2020-05 +"; it reads the same in every
    language."""
    months = sorted((one.period.year, one.period.last_month, one.in_time) for one in held)
    return ", ".join(f"{year}-{month:02} {'+' if good else '-'}" for year, month, good in months)


def owed(
    session: Session, plan: Plan, today: date, calendar: WorkCalendar | None = None, *, latest: bool = False
) -> list[Owed]:
    """Reports on the periods that are over, of every unit that writes them; with latest the last period of each kind
    alone. A prefecture without projects owes none, and neither does anybody where the plan sets no day. Three
    statements beside the calendar."""
    known = calendar or calendars.calendar(session)
    came = reports.reported_days(session, plan)
    units = list(_authors(session, plan))
    found = []
    for kind in ReportKind:
        over = ended(kind, plan.year, today)
        for period in over[:1] if latest else over:
            if (day := reports.due_day(plan, kind, period, known)) is None:
                continue
            found += [
                Owed(unit, region, kind, period, day, came.get((unit, kind, period.last_month)))
                for unit, region, level in units
                if level is AUTHOR[kind]
            ]
    return found


def _authors(session: Session, plan: Plan) -> Iterator[tuple[int, str, Level]]:
    """Units that write reports, with their place and level: the center, and bureaus of prefectures with projects."""
    regions = set(session.scalars(select(Project.region_code).where(Project.plan_id == plan.id).distinct()))
    busy = regions | {parent_of(region) for region in regions}
    rows = session.execute(
        select(Unit.id, Unit.region_code, Unit.kind, Unit.level)
        .where(Unit.kind.in_([UnitKind.CENTER, UnitKind.FINANCE_BUREAU]), Unit.valid_to.is_(None))
        .order_by(Unit.region_code, Unit.id)
    )
    for identity, region, kind, level in rows:
        if kind is UnitKind.CENTER:
            yield identity, region, Level.REGION
        elif level is Level.PREFECTURE and region in busy:
            yield identity, region, Level.PREFECTURE
