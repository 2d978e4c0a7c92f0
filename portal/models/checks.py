"""A check (检查) of a self-evaluation by a level above, its rows and findings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import CheckStatus, ProblemCategory
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.filings import Filing
from portal.models.people import User
from portal.models.units import Unit


class Check(Versioned, Base):
    """A check of one version of a self-evaluation. Scores are hundredths of a point."""

    __tablename__ = "check_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    version_number: Mapped[int]
    status: Mapped[CheckStatus] = mapped_column(Code(CheckStatus), default=CheckStatus.OPEN)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    opened_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = stamped()
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    executed_fen: Mapped[int | None] = mapped_column(BigInteger)
    execution_score: Mapped[int | None]
    conclusion: Mapped[str] = mapped_column(Text, default="")
    touched_at: Mapped[datetime] = stamped()

    filing: Mapped[Filing] = relationship()
    unit: Mapped[Unit] = relationship()
    opener: Mapped[User] = relationship()
    rows: Mapped[list[CheckRow]] = relationship(
        back_populates="check", cascade="all, delete-orphan", order_by="CheckRow.position"
    )
    findings: Mapped[list[Finding]] = relationship(
        back_populates="check", cascade="all, delete-orphan", order_by="Finding.id"
    )

    __table_args__ = (
        CheckConstraint("(status = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancelled_has_reason"),
        Index(
            "uq_check_record_open",
            "filing_id",
            "unit_id",
            unique=True,
            sqlite_where=(status == CheckStatus.OPEN),
            postgresql_where=(status == CheckStatus.OPEN),
        ),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class CheckRow(Base):
    """Checked value and score beside the declared ones."""

    __tablename__ = "check_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("check_record.id"), index=True)
    key: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    checked_value: Mapped[str] = mapped_column(String(200), default="")
    checked_score: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")

    check: Mapped[Check] = relationship(back_populates="rows")


class Finding(Base):
    """A problem found by a check. An order may be issued for it."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("check_record.id"), index=True)
    category: Mapped[ProblemCategory] = mapped_column(Code(ProblemCategory))
    indicator_key: Mapped[str] = mapped_column(String(12), default="")
    text: Mapped[str] = mapped_column(Text)

    check: Mapped[Check] = relationship(back_populates="findings")
