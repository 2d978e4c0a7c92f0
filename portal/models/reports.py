"""Periodic reports (月报、双月报、半年报、年终总结) with their parts, frozen rows, signature and scan."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.reports import Period, ReportKind, ReportStatus, SectionCode
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.people import User
from portal.models.plans import Plan
from portal.models.units import Unit


class Report(Versioned, Base):
    """A report of a unit on a period; a later version of the same period takes the place of the one before.

    facts: the frozen rows as of the end of as_of, zlib-packed JSON; digest: SHA-256 over period, rows and text, set when
    it is signed; superseded_at: when a later version was signed; number: its 发文字号 as written on the paper. due_on is None where the plan sets no day for the kind.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    kind: Mapped[ReportKind] = mapped_column(Code(ReportKind))
    first_month: Mapped[int]
    last_month: Mapped[int]
    version: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    as_of: Mapped[date]
    status: Mapped[ReportStatus] = mapped_column(Code(ReportStatus), default=ReportStatus.DRAFT)
    number: Mapped[str] = mapped_column(String(60), default="")
    due_on: Mapped[date | None]
    drawn_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    drawn_at: Mapped[datetime] = stamped()
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signer: Mapped[str] = mapped_column(String(60), default="")
    signed_on: Mapped[date | None]
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_reason: Mapped[str | None] = mapped_column(Text)
    scan_name: Mapped[str] = mapped_column(String(200), default="")
    scan_type: Mapped[str] = mapped_column(String(100), default="")
    scan_size: Mapped[int | None] = mapped_column(BigInteger)
    scan_sha256: Mapped[str] = mapped_column(String(64), default="")
    facts: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64), default="")
    touched_at: Mapped[datetime] = stamped()

    plan: Mapped[Plan] = relationship()
    unit: Mapped[Unit] = relationship()
    drawer: Mapped[User] = relationship(foreign_keys=[drawn_by])
    checker: Mapped[User | None] = relationship(foreign_keys=[checked_by])
    sections: Mapped[list[ReportSection]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="ReportSection.id"
    )

    @property
    def period(self) -> Period:
        """The months it covers."""
        return Period(self.plan.year, self.first_month, self.last_month)

    __table_args__ = (
        UniqueConstraint("plan_id", "unit_id", "kind", "last_month", "version"),
        CheckConstraint("first_month BETWEEN 1 AND last_month AND last_month <= 12", name="months"),
        CheckConstraint("(reported_at IS NULL) = (signed_on IS NULL)", name="signed_is_reported"),
        CheckConstraint("(filed_at IS NULL) OR (scan_sha256 <> '')", name="filed_has_scan"),
        CheckConstraint("status NOT IN ('signed', 'filed') OR digest <> ''", name="signed_has_digest"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class ReportSection(Base):
    """A part of a report in both languages; its figures stand as marks (see portal.domain.reports.MARK). edited_zh and
    edited_ug: the words were changed by hand, and hold when the rows are read anew."""

    __tablename__ = "report_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    code: Mapped[SectionCode] = mapped_column(Code(SectionCode))
    text_zh: Mapped[str] = mapped_column(Text)
    text_ug: Mapped[str] = mapped_column(Text)
    edited_zh: Mapped[bool] = mapped_column(default=False)
    edited_ug: Mapped[bool] = mapped_column(default=False)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    report: Mapped[Report] = relationship(back_populates="sections")
    editor: Mapped[User | None] = relationship()

    __table_args__ = (UniqueConstraint("report_id", "code"),)
