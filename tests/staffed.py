"""Further people beside the demo accounts: colleagues in their units, for tests of work that changes hands."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import actor_of, delegate_of
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Delegation, User
from tests.factories import World

SINCE = date(2020, 1, 1)


def account(session: Session, username: str) -> User:
    """An account by its name."""
    return session.scalars(select(User).where(User.username == username)).one()


def colleague(
    session: Session, world: World, of: str, username: str = "second", role: Role | None = None
) -> Actor:
    """A new person in the unit of a demo account, in its role or in another; the password is the demo accounts'."""
    beside = world.actor(session, of)
    held = session.scalars(select(Assignment).where(Assignment.id == beside.assignment_id)).one()
    user = User(username=username, full_name=f"同事·{username}", password_hash=held.user.password_hash)
    made = Assignment(unit=held.unit, role=role or held.role, starts_on=SINCE)
    user.assignments.append(made)
    session.add(user)
    session.flush()
    return actor_of(user, made)


def also(session: Session, world: World, username: str, role: Role) -> Actor:
    """A second role of an account in its unit."""
    beside = world.actor(session, username)
    held = session.scalars(select(Assignment).where(Assignment.id == beside.assignment_id)).one()
    made = Assignment(user=held.user, unit=held.unit, role=role, starts_on=SINCE)
    session.add(made)
    session.flush()
    return actor_of(held.user, made)


def acting(session: Session, delegation: Delegation) -> Actor:
    """Who acts in a role that was lent."""
    session.flush()
    return delegate_of(delegation.delegate, delegation)
