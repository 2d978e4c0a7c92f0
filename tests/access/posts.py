"""Posts of the access matrix: in each bureau or division two people more, a handover between them and a role lent."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.access.facts import delegation_facts, handover_facts
from portal.domain.roles import Role, UnitKind
from portal.models import Assignment, Unit, User
from portal.services import delegations, handovers
from portal.services.handovers import HandoverEntry
from tests.access.world import RECEIVERS, Ground, Thing


def build_posts(session: Session, ground: Ground) -> None:
    """One handover and one lent role for each place's bureau or division, by people whom nobody else knows."""
    units = {
        unit.code: unit for unit in session.scalars(select(Unit).where(Unit.code.in_(RECEIVERS.values())))
    }
    for place, code in RECEIVERS.items():
        leaver, taker = (_person(session, units[code], f"{part}-{place}") for part in ("leaver", "taker"))
        lent = delegations.lend(
            session,
            actor_of(leaver, leaver.assignments[0]),
            taker.id,
            clock.today(),
            clock.today() + timedelta(days=9),
            "年休假",
        )
        ground.things.append(Thing("delegation", place, "lent", lent.id, delegation_facts(lent)))
        entry = HandoverEntry(taker.id, clock.today(), "调离", (leaver.assignments[0].id,))
        handover = handovers.begin(session, ground.actors["admin"], leaver, units[code], entry)
        ground.things.append(Thing("handover", place, "handed", handover.id, handover_facts(handover)))


def _person(session: Session, unit: Unit, username: str) -> User:
    role = Role.DIVISION if unit.kind is UnitKind.DIVISION else Role.ENTRY
    user = User(username=username, full_name=f"测试·{username}", password_hash="")
    user.assignments.append(Assignment(unit=unit, role=role, starts_on=clock.today()))
    session.add(user)
    session.flush()
    return user
