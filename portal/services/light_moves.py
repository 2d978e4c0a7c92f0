"""What people say of a light: acknowledged, explained, judged. The portal itself lights it and puts it out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access import facts as facts_of
from portal.access.guards import NotAllowed
from portal.access.scope import fetch
from portal.domain.flows.lights import LightAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Actor
from portal.models import Fund, HistoryEntry, Light, Order, Project
from portal.services import lights, workflow
from portal.services.locking import StaleRecord
from portal.services.workflow import Refused


def opened(session: Session, actor: Actor, light_id: int) -> Light:
    """One light with its project or fund. Raises NotVisible."""
    whole = joinedload(Light.project).joinedload(Project.implementing_unit)
    return fetch(session, Light, actor, light_id, whole, joinedload(Light.fund).joinedload(Fund.unit))


def move(
    session: Session,
    actor: Actor,
    light: Light,
    action: LightAction,
    reason: str = "",
    until: date | None = None,
    seen: str | None = None,
) -> None:
    """Say something of a light. until: the last day of a waiver; seen: the state that the person had before them.

    Raises StaleRecord (another state by now), IllegalMove, NotAllowed or Refused (no reason, no day to come).
    """
    # Two who judge at once: the second waits for the first and then finds another state.
    session.refresh(light, with_for_update={"of": Light})
    if seen is not None and seen != light.status:
        raise StaleRecord(light)
    known = facts_of.light_facts(light, clock.today(), until)
    waived = {"until": until.isoformat()} if action is LightAction.WAIVE and until else {}
    before = light.waived_until, light.waived_value
    with session.no_autoflush:
        # Set before the move, because a waived light without its day is no row of the table.
        if waived:
            light.waived_until, light.waived_value = until, lights.waived_value(light)
        try:
            workflow.perform(session, actor, light, action, reason=reason, known=known, params=waived)
        except (IllegalMove, NotAllowed, Refused):
            light.waived_until, light.waived_value = before
            raise


def steps(session: Session, light: Light) -> list[HistoryEntry]:
    """What was said of a light, in order of time; the light must have been loaded through the scope."""
    return list(
        session.scalars(
            select(HistoryEntry)
            .where(HistoryEntry.subject == workflow.subject_of(light))
            .options(joinedload(HistoryEntry.user))
            .order_by(HistoryEntry.id)
        )
    )


def orders_on(session: Session, light: Light) -> list[Order]:
    """Orders that stand on a light and were issued, the oldest first; the light must have been loaded through the
    scope."""
    query = select(Order).where(Order.light_id == light.id, Order.issued_on.is_not(None)).order_by(Order.id)
    return list(session.scalars(query))
