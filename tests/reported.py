"""Periodic reports of a small world in each of their states, for tests of what follows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.reports import Period, ReportKind, SectionCode
from portal.domain.roles import Actor
from portal.models import Plan, Report, ReportSection
from portal.reporting.report_texts import mark_names, write
from portal.services import reports
from portal.services.attachments import Store
from portal.services.reports import Signature
from tests.factories import World
from tests.staffed import colleague

MAY, JUNE = Period(2020, 5, 5), Period(2020, 6, 6)
SCAN = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PREFECTURE = "prefecture"


def plan_of(session: Session) -> Plan:
    """The plan in force."""
    return session.scalars(select(Plan).where(Plan.status == "active")).one()


def drawn(
    session: Session,
    world: World,
    who: str = PREFECTURE,
    kind: ReportKind = ReportKind.PREFECTURE_MONTHLY,
    period: Period = MAY,
) -> Report:
    """A draft."""
    return reports.draw_up(session, world.actor(session, who), plan_of(session), kind, period, write)


def submitted(session: Session, world: World) -> tuple[Report, Actor]:
    """The same before the second person, who is named beside it."""
    report = drawn(session, world)
    reports.submit(session, world.actor(session, PREFECTURE), report)
    return report, colleague(session, world, PREFECTURE)


def checked(session: Session, world: World) -> Report:
    """The same, ready to be signed."""
    report, second = submitted(session, world)
    reports.approve(session, second, report)
    return report


def signed(session: Session, world: World) -> Report:
    """The same, signed today."""
    report = checked(session, world)
    reports.sign(session, world.actor(session, PREFECTURE), report, Signature("阿布都", clock.today()))
    return report


def filed(session: Session, world: World, folder: Path) -> Report:
    """The same with its scan."""
    report = signed(session, world)
    stream, store = BytesIO(SCAN), Store(folder)
    reports.file(session, world.actor(session, PREFECTURE), report, store, "签发件.pdf", stream)
    return report


def part(report: Report, code: SectionCode = SectionCode.NEXT) -> ReportSection:
    """A part of a report."""
    return next(one for one in report.sections if one.code is code)


def marks() -> tuple[set[str], set[str]]:
    """Names of the marks in both languages."""
    return set(mark_names("zh")), set(mark_names("ug"))
