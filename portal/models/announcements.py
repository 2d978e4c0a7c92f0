"""Announcements of work arrangements with the units they went to and who took note; nudges to whoever owes a step."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.announcements import ROLES_OF, AnnouncementState, Group
from portal.domain.nudges import Owing
from portal.domain.roles import Role
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.people import User
from portal.models.units import Unit


class Announcement(Versioned, Base):
    """A text of a unit to units below it. groups, places and roles are codes parted by spaces, no places means all;
    number: its 发文字号, given when it is published.

    Whom it went to is fixed in its recipients when it is published; nothing of it changes afterwards but that it is
    withdrawn.
    """

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    writer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    title_zh: Mapped[str] = mapped_column(String(200))
    title_ug: Mapped[str] = mapped_column(String(200), default="")
    text_zh: Mapped[str] = mapped_column(Text)
    text_ug: Mapped[str] = mapped_column(Text, default="")
    groups: Mapped[str] = mapped_column(String(80))
    places: Mapped[str] = mapped_column(Text, default="")
    roles: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(60), default="")
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = stamped()
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdraw_reason: Mapped[str | None] = mapped_column(Text)

    unit: Mapped[Unit] = relationship()
    writer: Mapped[User] = relationship()
    recipients: Mapped[list[AnnouncementRecipient]] = relationship(
        cascade="all, delete-orphan", order_by="AnnouncementRecipient.unit_id"
    )

    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason IS NULL)", name="withdrawn_has_reason"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}

    @property
    def state(self) -> AnnouncementState:
        """Draft, published or withdrawn."""
        if self.withdrawn_at is not None:
            return AnnouncementState.WITHDRAWN
        return AnnouncementState.PUBLISHED if self.published_at is not None else AnnouncementState.DRAFT

    @property
    def is_published(self) -> bool:
        """Whether it is to be read and taken note of."""
        return self.state is AnnouncementState.PUBLISHED

    @property
    def has_uyghur(self) -> bool:
        """Whether title and text were written in Uyghur too, so that it can be printed in it."""
        return bool(self.title_ug and self.text_ug)

    @property
    def group_set(self) -> frozenset[Group]:
        """The groups of units it is for."""
        return frozenset(map(Group, self.groups.split()))

    @property
    def groups_reached(self) -> frozenset[Group]:
        """The groups it is for that have one of its roles: the others get nothing of it."""
        return frozenset(group for group in self.group_set if ROLES_OF[group] & self.role_set)

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles it is for."""
        return frozenset(map(Role, self.roles.split()))


class AnnouncementRecipient(Base):
    """A role of a unit that an announcement went to."""

    __tablename__ = "announcement_recipient"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(Code(Role), primary_key=True)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (Index("ix_announcement_recipient_unit_role", "unit_id", "role"),)


class AnnouncementReceipt(Base):
    """A person has taken note (签收) for a role of a unit; once a person."""

    __tablename__ = "announcement_receipt"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(Code(Role))
    read_at: Mapped[datetime] = stamped()

    user: Mapped[User] = relationship()


class Nudge(Base):
    """Somebody who waits has pressed whoever owes the next step of a record; once a unit and working day.

    subject names the record as in the history; day is the working day it counts for. It is answered when the step is
    taken and somebody else owes the next one.
    """

    __tablename__ = "nudge"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    owing: Mapped[Owing] = mapped_column(Code(Owing))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    day: Mapped[date]
    word: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime] = stamped()
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (UniqueConstraint("subject", "unit_id", "day"),)
