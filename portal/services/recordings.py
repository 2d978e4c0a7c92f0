"""Recorded (录入动态监控系统): approved targets marked as entered in the national system, toward 100 %."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import project_scope
from portal.domain.filings import FilingStatus, Stage
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import Filing, Project, Recording
from portal.services import history, workflow
from portal.services.workflow import Refused


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the targets of a scope are: projects, with an approved target, recorded."""

    projects: int
    approved: int
    recorded: int


def record(
    session: Session, actor: Actor, filings: list[Filing], codes: Mapping[int, str], recorded_on: date
) -> list[Recording]:
    """Mark approved targets as entered, all or none. codes maps filing id to the code in the national system.

    Raises NotAllowed, or Refused with a problem per filing.
    """
    problems: list[Problem] = []
    if recorded_on > clock.today():
        problems.append(Problem("recorded_on", "recording.date.future", {"day": recorded_on.isoformat()}))
    for filing in filings:
        if not allows(Ability.FILING_RECORD, actor, workflow.facts(filing)):
            raise NotAllowed(Ability.FILING_RECORD)
        problems.extend(_problems(session, filing, codes.get(filing.id, "").strip()))
    if problems:
        raise Refused(problems)
    return [_record(session, actor, f, codes[f.id].strip(), recorded_on) for f in filings]


def _problems(session: Session, filing: Filing, code: str) -> list[Problem]:
    place = f"codes.{filing.id}"
    if filing.stage is not Stage.TARGET or filing.status is not FilingStatus.APPROVED:
        return [Problem(place, "recording.not_approved", {"project": filing.project.name})]
    if not code:
        return [Problem(place, "recording.code.missing", {})]
    other = session.scalars(
        select(Filing.project_id)
        .join(Recording, Recording.filing_id == Filing.id)
        .where(Recording.code == code, Filing.project_id != filing.project_id)
        .limit(1)
    ).one_or_none()
    return [Problem(place, "recording.code.used", {"code": code})] if other else []


def _record(session: Session, actor: Actor, filing: Filing, code: str, recorded_on: date) -> Recording:
    before = filing.recording
    if before is None:
        before = Recording(code=code, recorded_on=recorded_on, recorded_by=actor.user_id)
        filing.recording = before
    else:
        before.code, before.recorded_on, before.recorded_by = code, recorded_on, actor.user_id
    session.flush()
    history.record(
        session,
        actor,
        f"project:{filing.project_id}",
        workflow.subject_of(filing),
        "filing.record",
        {"code": code, "recorded_on": recorded_on.isoformat()},
    )
    return before


def coverage(session: Session, actor: Actor, plan_id: int, *conditions: ColumnElement[bool]) -> Coverage:
    """Coverage of the actor's scope in a plan year, in one statement. Source: opinion of 2020, 二(二), 100 %."""
    row = session.execute(
        select(func.count(Project.id), func.count(Project.target_id), func.count(Recording.id))
        .select_from(Project)
        .outerjoin(Recording, Recording.filing_id == Project.target_id)
        .where(project_scope(actor), Project.plan_id == plan_id, *conditions)
    ).one()
    return Coverage(*row)
