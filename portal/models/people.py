"""Accounts and the roles that people hold in units for a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.roles import Role
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.units import Unit

if TYPE_CHECKING:
    from portal.models.handing import Delegation


class User(Versioned, Base):
    """An account. session_version grows when the password changes, which ends all sessions of the account."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_version: Mapped[int] = mapped_column(default=1)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = stamped()

    assignments: Mapped[list[Assignment]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Assignment.id"
    )

    borrowed: Mapped[list[Delegation]] = relationship(
        primaryjoin="and_(User.id == Delegation.delegate_id, Delegation.revoked_at.is_(None))",
        viewonly=True,
        order_by="Delegation.id",
    )

    __table_args__ = (CheckConstraint("language IN ('zh', 'ug')", name="language"),)
    __mapper_args__ = {"version_id_col": Versioned.version_id}

    # What Flask-Login asks of an account.
    @property
    def is_active(self) -> bool:
        return self.active

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        return f"{self.id}.{self.session_version}"


class Assignment(Base):
    """A role held in a unit, from starts_on up to and including ends_on."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(Code(Role))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="assignments")
    unit: Mapped[Unit] = relationship()

    __table_args__ = (CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="period"),)

    def holds_on(self, day: date) -> bool:
        """True where the role is held on a date."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class LoginAttempt(Base):
    """Failed log-ins by key (account name or address), the memory behind throttling."""

    __tablename__ = "login_attempt"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
