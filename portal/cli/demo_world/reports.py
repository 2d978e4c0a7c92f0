"""Periodic reports in the demo world: the prefectures' of May and June, one of them late and one still a draft, and the
center's of May, signed and filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_world.files import pdf
from portal.cli.demo_world.papers import printed
from portal.cli.demo_world.staff import Staff
from portal.domain.reports import Period, ReportKind
from portal.domain.roles import Role
from portal.models import Plan, Project, Report, Unit
from portal.reporting.report_texts import write
from portal.services import reports
from portal.services.attachments import Store
from portal.services.reports import Signature


def script(session: Session, staff: Staff, plan: Plan, store: Store) -> Iterator[datetime]:
    """Play the reports of all prefectures that have projects."""
    center, own = staff.people.units["center"], staff.people.units["prefecture"]
    yield clock.at(date(2020, 6, 3), 17, 10)
    bureaus = _bureaus(session, staff)
    may, june = (Period(2020, month, month) for month in (5, 6))
    for unit in bureaus:
        _reported(session, staff, plan, unit, ReportKind.PREFECTURE_MONTHLY, may, date(2020, 6, 3))
    yield clock.at(date(2020, 6, 8), 16, 20)
    done = _reported(session, staff, plan, center, ReportKind.MONTHLY, may, date(2020, 6, 8))
    yield clock.at(date(2020, 6, 9), 10, 5)
    scan = pdf("5月月报签发件", "演示用扫描件")
    reports.file(session, staff.of(center, Role.CENTER), done, store, "5月月报签发件.pdf", scan)
    yield clock.at(date(2020, 7, 3), 17, 30)
    for unit in bureaus[:-1]:
        if unit.id != own.id:
            _reported(session, staff, plan, unit, ReportKind.PREFECTURE_MONTHLY, june, date(2020, 7, 3))
    yield clock.at(date(2020, 7, 6), 11, 15)
    drawer = staff.of(own, Role.REVIEWER)
    reports.draw_up(session, drawer, plan, ReportKind.PREFECTURE_MONTHLY, june, write)


def _bureaus(session: Session, staff: Staff) -> list[Unit]:
    """Finance bureaus of the prefectures that have projects, in the order of their codes."""
    regions = set(session.scalars(select(Project.region_code)))
    codes = sorted({f"{region[:4]}00" for region in regions} - {"650000"})
    return [staff.people.bureaus[code] for code in codes if code in staff.people.bureaus]


def _reported(
    session: Session, staff: Staff, plan: Plan, unit: Unit, kind: ReportKind, period: Period, day: date
) -> Report:
    """Drawn up, looked at by a colleague and signed on a day."""
    role = Role.CENTER if kind is ReportKind.MONTHLY else Role.REVIEWER
    drawer, second = staff.of(unit, role), staff.second(unit, role)
    report = reports.draw_up(session, drawer, plan, kind, period, write)
    reports.submit(session, drawer, report)
    reports.approve(session, second, report)
    printed(session, drawer, f"report:{report.id}")
    reports.sign(session, drawer, report, Signature(f"{unit.name_zh}负责人", day))
    return report
