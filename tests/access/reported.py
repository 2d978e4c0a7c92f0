"""Periodic reports of the access matrix: of two prefectures and the center, each a draft and one that has been signed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import report_facts
from portal.domain.reports import Period, ReportKind, ReportStatus
from portal.models import Plan, Report
from portal.reporting.report_texts import write
from portal.services import reports
from tests.access.world import REPORTING, Ground, Thing

HAND = "admin"
"""Whoever drew them up has no other part in the matrix, so that every account of a unit is a second person."""


def build(session: Session, ground: Ground) -> None:
    """Add the reports of April and May."""
    plan = session.scalars(select(Plan).where(Plan.status == "active")).one()
    for place, who in REPORTING.items():
        kind = ReportKind.MONTHLY if place == "region" else ReportKind.PREFECTURE_MONTHLY
        for month, state in ((4, ReportStatus.SIGNED), (5, ReportStatus.DRAFT)):
            actor = ground.actors[who]
            report = reports.draw_up(session, actor, plan, kind, Period(2020, month, month), write)
            report.drawn_by = ground.actors[HAND].user_id
            if state is ReportStatus.SIGNED:
                _signed(report)
            session.flush()
            ground.things.append(
                Thing("report", place, state.value, report.id, report_facts(report, clock.today()))
            )


def _signed(report: Report) -> None:
    report.status, report.signer, report.signed_on = ReportStatus.SIGNED, "负责人", clock.today()
    report.reported_at, report.number = clock.now(), f"报〔2020〕{report.unit_id}号"
    report.digest = reports.digest(report)
