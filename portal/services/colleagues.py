"""The people of a unit: who works there, and who shares a role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.roles import Role
from portal.models import Assignment, User


def roles_in(session: Session, unit_id: int, day: date) -> Sequence[Assignment]:
    """The roles that people with open accounts hold in a unit on a day, by name; one statement."""
    return session.scalars(
        select(Assignment)
        .join(User)
        .where(
            Assignment.unit_id == unit_id,
            Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
            User.active,
        )
        .options(joinedload(Assignment.user), joinedload(Assignment.unit))
        .order_by(User.username, Assignment.id)
    ).all()


def people_of(session: Session, unit_id: int, day: date, role: Role | None = None) -> list[User]:
    """People of a unit, or of one of its roles, on a day; each once."""
    held = roles_in(session, unit_id, day)
    return list(dict.fromkeys(a.user for a in held if role is None or a.role is role))


def role_of(session: Session, user_id: int, unit_id: int, day: date) -> Assignment | None:
    """The first role that a person with an open account holds in a unit on a day, None where there is none."""
    return next((a for a in roles_in(session, unit_id, day) if a.user_id == user_id), None)
