"""What stands beside the records: history, seals, notices, attachments, numbers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, UtcDateTime, stamped
from portal.models.people import User


class HistoryEntry(Base):
    """One event in a hash chain. Codes and parameters, never translated text; append-only.

    chain names what the event belongs to ("project:12", "unit:3", "plan:2020"); digest covers the entry and the
    digest before it in the same chain.
    """

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40), index=True)
    params: Mapped[str] = mapped_column(Text, default="{}")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    user: Mapped[User | None] = relationship()

    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index("ix_history_entry_at", "at"),
        Index("ix_history_entry_user_id_id", "user_id", "id"),
    )


class ChainHead(Base):
    """The last entry of a chain; locked while the next one is written."""

    __tablename__ = "chain_head"

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class DailySeal(Base):
    """Links the heads of all chains at the end of a day, and the seal of the day before."""

    __tablename__ = "daily_seal"

    day: Mapped[date] = mapped_column(primary_key=True)
    heads: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = stamped()


class Notice(Base):
    """A notice to the people of a unit in a role, to one of them alone where user_id names him or her. Text is made at
    reading time, in the reader's language."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40), index=True)
    params: Mapped[str] = mapped_column(Text, default="{}")
    created_at: Mapped[datetime] = stamped()

    __table_args__ = (Index("ix_notice_unit_role", "unit_id", "role", "id"),)


class NoticeRead(Base):
    """A person has read a notice."""

    __tablename__ = "notice_read"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    read_at: Mapped[datetime] = stamped()


class Attachment(Base):
    """A file on a project, a filing, an order or a reply; the bytes are stored once under their SHA-256."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    subject: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    uploaded_at: Mapped[datetime] = stamped()
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    uploader: Mapped[User] = relationship()


class Counter(Base):
    """The last number given out under a name and year, for receipts and orders."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
