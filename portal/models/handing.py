"""Work that changes hands: an item transferred (转办), a role lent for some days (委托), a post handed over (岗位交接)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.handing import HandoverState, ItemKind
from portal.domain.roles import Role
from portal.models.base import Base, Code, UtcDateTime, stamped
from portal.models.people import Assignment, User
from portal.models.units import Unit


class Transfer(Base):
    """An open item of a unit and role handed to one of its people, to the end of its turn or of a day.

    It gives no right and takes none away: it says whose list the item stands on.
    """

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ItemKind] = mapped_column(Code(ItemKind))
    record_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(Code(Role))
    from_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    until_on: Mapped[date | None]
    created_at: Mapped[datetime] = stamped()
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    giver: Mapped[User] = relationship(foreign_keys=[from_id])
    taker: Mapped[User] = relationship(foreign_keys=[to_id])

    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="two_people"),
        Index("ix_transfer_unit_role", "unit_id", "role"),
    )

    @property
    def subject(self) -> str:
        """The item's name in history and notices."""
        return f"{self.kind}:{self.record_id}"


# An item is in one hand of a unit and role at a time.
Index(
    "uq_transfer_open",
    Transfer.kind,
    Transfer.record_id,
    Transfer.unit_id,
    Transfer.role,
    unique=True,
    sqlite_where=Transfer.ended_at.is_(None),
    postgresql_where=Transfer.ended_at.is_(None),
)


class Delegation(Base):
    """A role that its holder lends to a colleague of the unit, from starts_on up to and including ends_on."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    lender_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = stamped()
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    assignment: Mapped[Assignment] = relationship()
    unit: Mapped[Unit] = relationship()
    lender: Mapped[User] = relationship(foreign_keys=[lender_id])
    delegate: Mapped[User] = relationship(foreign_keys=[delegate_id])

    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint("lender_id <> delegate_id", name="two_people"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
    )

    def holds_on(self, day: date) -> bool:
        """True where the role is lent on a date: not revoked, its lender still holds it and has an open account."""
        return (
            self.revoked_at is None
            and self.starts_on <= day <= self.ends_on
            and self.lender.active
            and self.assignment.holds_on(day)
        )


class Handover(Base):
    """A post handed over (岗位交接) by one who leaves a unit to one who stays; both sign.

    content is the canonical JSON of what passed, frozen when it is done, with its SHA-256.
    """

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    leaver_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    taker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    opened_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = stamped()
    state: Mapped[HandoverState] = mapped_column(Code(HandoverState), default=HandoverState.OPEN)
    reason: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date]
    leaver_signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taker_signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64), default="")

    unit: Mapped[Unit] = relationship()
    leaver: Mapped[User] = relationship(foreign_keys=[leaver_id])
    taker: Mapped[User] = relationship(foreign_keys=[taker_id])
    opener: Mapped[User] = relationship(foreign_keys=[opened_by])
    roles: Mapped[list[HandoverRole]] = relationship(
        back_populates="handover", cascade="all, delete-orphan", order_by="HandoverRole.assignment_id"
    )

    __table_args__ = (
        CheckConstraint("leaver_id <> taker_id", name="two_people"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        CheckConstraint(
            "state <> 'done' OR (leaver_signed_at IS NOT NULL AND taker_signed_at IS NOT NULL)",
            name="done_has_signatures",
        ),
        CheckConstraint("(state = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancelled_has_reason"),
    )


# Somebody leaves a unit once at a time.
Index(
    "uq_handover_open",
    Handover.unit_id,
    Handover.leaver_id,
    unique=True,
    sqlite_where=Handover.done_at.is_(None) & Handover.cancel_reason.is_(None),
    postgresql_where=Handover.done_at.is_(None) & Handover.cancel_reason.is_(None),
)


class HandoverRole(Base):
    """A role that passes with the post; one that the taker does not hold yet needs the administrator's word."""

    __tablename__ = "handover_role"

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    handover: Mapped[Handover] = relationship(back_populates="roles")
    assignment: Mapped[Assignment] = relationship()

    __table_args__ = (
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_by_somebody"),
    )
