"""The person at the screen in the role they have chosen: the only place that reads current_user."""

from __future__ import annotations

from dataclasses import replace

from flask import g, session
from flask_login import current_user

from portal import clock
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Delegation, User

ROLE_KEY = "assignment"

_HOME_ORDER = [Role.ENTRY, Role.REVIEWER, Role.DIVISION, Role.CENTER, Role.LEADER, Role.AUDITOR, Role.ADMIN]


class NotSignedIn(Exception):
    """A page that needs a person was asked for without one."""


class NoRole(Exception):
    """The account holds no role today."""


def actor_of(user: User, assignment: Assignment) -> Actor:
    """The actor that a user is in one assignment."""
    unit = assignment.unit
    return Actor(
        user_id=user.id,
        username=user.username,
        full_name=user.full_name,
        assignment_id=assignment.id,
        role=assignment.role,
        unit_id=unit.id,
        unit_kind=unit.kind,
        unit_level=unit.level,
        region_code=unit.region_code,
        unit_name_zh=unit.name_zh,
        unit_name_ug=unit.name_ug,
        language=user.language,
    )


def assignments_today(user: User) -> list[Assignment]:
    """Roles the user holds today, the busiest kind first."""
    if "assignments" not in g:
        today = clock.today()
        g.assignments = sorted(
            (a for a in user.assignments if a.holds_on(today)),
            key=lambda a: (_HOME_ORDER.index(a.role), a.id),
        )
    held: list[Assignment] = g.assignments
    return held


def lent_key(delegation: Delegation) -> str:
    """What the session remembers of a chosen role that was lent."""
    return f"lent-{delegation.id}"


def delegations_today(user: User) -> list[Delegation]:
    """Roles lent to the user today, in units where the user works; the administrator's is never lent."""
    today, units = clock.today(), {a.unit_id for a in assignments_today(user)}
    return [
        d
        for d in user.borrowed
        if d.holds_on(today) and d.unit_id in units and d.assignment.role is not Role.ADMIN
    ]


def delegate_of(user: User, delegation: Delegation) -> Actor:
    """The actor that a user is in a role lent by somebody else."""
    lender = delegation.lender
    return replace(
        actor_of(user, delegation.assignment),
        delegation_id=delegation.id,
        lender_id=lender.id,
        lender_name=lender.full_name,
    )


def signed_in_user() -> User | None:
    """The account behind the session, or None."""
    return current_user if current_user.is_authenticated else None


def current_actor() -> Actor:
    """The person at the screen in the chosen role. Raises NotSignedIn or NoRole."""
    if "actor" in g:
        cached: Actor = g.actor
        return cached
    user = signed_in_user()
    if user is None:
        raise NotSignedIn
    held = assignments_today(user)
    if not held:
        raise NoRole
    wanted = session.get(ROLE_KEY)
    lent = next((d for d in delegations_today(user) if lent_key(d) == wanted), None)
    own = next((a for a in held if a.id == wanted), held[0])
    made = actor_of(user, own) if lent is None else delegate_of(user, lent)
    g.actor = made
    return made


def actor_or_none() -> Actor | None:
    """Like current_actor, None where nobody with a role is signed in."""
    try:
        return current_actor()
    except (NotSignedIn, NoRole):
        return None
