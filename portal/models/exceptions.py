"""A later day for one unit in one round (延期填报): asked for with a reason, endorsed, granted or refused."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, UtcDateTime, Versioned, stamped
from portal.models.people import User
from portal.models.plans import Round
from portal.models.units import Unit


class RoundException(Versioned, Base):
    """An exception from a round's date for all that a unit fills in. granted is None while the request waits,
    and for good where the asker withdrew it.

    due_before: the round's day when it was asked; wished_on: the day asked for; until: the day granted, both included.
    Of what the center grants unasked, the asker is the center itself. endorsed: whether the level between supports it,
    None where it has not said.
    """

    __tablename__ = "round_exception"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    due_before: Mapped[date]
    wished_on: Mapped[date]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_role: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = stamped()
    endorsed: Mapped[bool | None]
    opinion: Mapped[str] = mapped_column(Text, default="")
    endorsed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    endorsed_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    endorsed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted: Mapped[bool | None]
    until: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    asker: Mapped[User] = relationship(foreign_keys=[asked_by])
    asked_unit: Mapped[Unit] = relationship(foreign_keys=[asked_unit_id])
    endorser: Mapped[User | None] = relationship(foreign_keys=[endorsed_by])
    endorsed_unit: Mapped[Unit | None] = relationship(foreign_keys=[endorsed_unit_id])
    answerer: Mapped[User | None] = relationship(foreign_keys=[answered_by])
    withdrawer: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by])

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it and the asker has not taken it back."""
        return self.granted is None and self.withdrawn_at is None

    __table_args__ = (
        CheckConstraint("(granted IS NULL) = (answered_at IS NULL)", name="answer_has_time"),
        CheckConstraint("(endorsed IS NULL) = (endorsed_at IS NULL)", name="endorsement_has_time"),
        CheckConstraint("(until IS NOT NULL) = (granted IS NOT NULL AND granted)", name="granted_has_day"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal_has_person"),
        CheckConstraint("withdrawn_at IS NULL OR granted IS NULL", name="withdrawn_unanswered"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


REQUEST_WAITS = RoundException.granted.is_(None) & RoundException.withdrawn_at.is_(None)
"""Condition on RoundException: it waits, see waits."""

# One request of a unit at a time waits in a round.
Index(
    "uq_round_exception_waiting",
    RoundException.round_id,
    RoundException.unit_id,
    unique=True,
    sqlite_where=REQUEST_WAITS,
    postgresql_where=REQUEST_WAITS,
)
