"""The push (推送): what a unit was told of the problems in its scope on a day, and who has read it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, UtcDateTime, stamped
from portal.models.people import User
from portal.models.units import Unit


class Bulletin(Base):
    """One push to one unit, frozen: content is the zlib-packed JSON of services.bulletins.Item, digest its SHA-256.

    A quiet one says that there is nothing to say; the days on which that was still so only move its looked_on.
    """

    __tablename__ = "bulletin"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    region_code: Mapped[str] = mapped_column(String(6), index=True)
    day: Mapped[date] = mapped_column(index=True)
    since: Mapped[date]
    looked_on: Mapped[date]
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    count_overdue: Mapped[int] = mapped_column(default=0)
    count_new: Mapped[int] = mapped_column(default=0)
    count_open: Mapped[int] = mapped_column(default=0)
    count_closed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = stamped()
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_error: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    receipts: Mapped[list[BulletinReceipt]] = relationship(
        back_populates="bulletin", cascade="all, delete-orphan", order_by="BulletinReceipt.read_at"
    )

    @property
    def quiet(self) -> bool:
        """Whether it says that there is nothing to say."""
        return not (self.count_overdue or self.count_new or self.count_open or self.count_closed)

    __table_args__ = (
        UniqueConstraint("unit_id", "day"),
        UniqueConstraint("unit_id", "number"),
        CheckConstraint("since < day", name="since_before_day"),
        CheckConstraint("day <= looked_on", name="looked_after_day"),
    )


class BulletinReceipt(Base):
    """A person of the unit has taken note (签收); once a person."""

    __tablename__ = "bulletin_receipt"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    read_at: Mapped[datetime] = stamped()

    bulletin: Mapped[Bulletin] = relationship(back_populates="receipts")
    user: Mapped[User] = relationship()
