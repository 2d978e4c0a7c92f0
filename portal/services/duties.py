"""Conditions that make a record somebody's duty: to fill in, to review, to enter, to check, to judge."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select

from portal.access.scope import fills, project_scope, within
from portal.domain.filings import EDITABLE, FilingStatus, Stage
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import Check, Filing, Fund, Project, Recording, Round


def fillable(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on Filing, Round and Project: owed by the actor now."""
    return and_(
        fills(actor),
        Filing.status.in_(sorted(EDITABLE)),
        Round.opens_on <= today,
        or_(Filing.stage == Stage.TARGET, Project.target_id.is_not(None)),
    )


def reviewable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Filing and Project: waits for the actor's decision. Own submissions are left out."""
    if actor.role is Role.DIVISION:
        turn = and_(Filing.waiting_level == Level.REGION, Project.division_id == actor.unit_id)
    elif actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is not Level.REGION:
        turn = and_(Filing.waiting_level == actor.unit_level, within(Project.region_code, actor.region_code))
    else:
        return false()
    others = or_(Filing.submitted_for.is_(None), Filing.submitted_for.not_in(actor.hands))
    return turn & Filing.submitted_by.not_in(actor.hands) & others


def recordable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Project outer-joined to Recording: an approved target not yet in the national system."""
    if actor.role is Role.DIVISION:
        owner = Project.division_id == actor.unit_id
    elif actor.unit_kind is UnitKind.FINANCE_BUREAU:
        owner = and_(Project.owner_level != Level.REGION, Project.region_code == actor.region_code)
    else:
        return false()
    return and_(owner, Project.target_id.is_not(None), Recording.id.is_(None))


def checkable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Filing and Project: an approved self-evaluation that the actor's unit has not looked at yet."""
    checked = select(Check.filing_id).where(Check.unit_id == actor.unit_id)
    found = and_(
        project_scope(actor),
        Filing.stage == Stage.EVALUATION,
        Filing.status == FilingStatus.APPROVED,
        Filing.id.not_in(checked),
    )
    return found & (Project.owner_level == Level.COUNTY) if actor.unit_level is Level.PREFECTURE else found


def judged_by(actor: Actor, bearer: type[Project] | type[Fund]) -> ColumnElement[bool]:
    """Condition on Project or Fund: its lights are judged by the actor's unit, the last level of the route."""
    if actor.role is Role.DIVISION:
        return bearer.division_id == actor.unit_id
    if actor.role is Role.REVIEWER and actor.unit_level is Level.PREFECTURE:
        return (bearer.owner_level != Level.REGION) & within(bearer.region_code, actor.region_code)
    return false()
