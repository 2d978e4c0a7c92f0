"""A rectification order (整改通知书) with the replies to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import OrderStatus, ProblemCategory
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.checks import Finding
from portal.models.concentrated import ConcentratedProblem
from portal.models.filings import Filing
from portal.models.lights import Light
from portal.models.people import User
from portal.models.projects import Project
from portal.models.units import Unit

if TYPE_CHECKING:
    from portal.models.supervision import OrderExtension


class Order(Versioned, Base):
    """An order to mend a problem by a date. The deadline is counted in working days from the day of issue.

    due_certain is False where the calendar of a year was unknown and Monday-Friday was assumed.
    """

    __tablename__ = "rectification_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)
    light_id: Mapped[int | None] = mapped_column(ForeignKey("light.id"), index=True)
    concentrated_problem_id: Mapped[int | None] = mapped_column(
        ForeignKey("concentrated_problem.id"), index=True
    )
    status: Mapped[OrderStatus] = mapped_column(Code(OrderStatus), default=OrderStatus.DRAFT)
    category: Mapped[ProblemCategory] = mapped_column(Code(ProblemCategory))
    problem: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    requirement: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person: Mapped[str] = mapped_column(String(60), default="")
    issuer_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    working_days: Mapped[int]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_rule: Mapped[str] = mapped_column(String(60), default="")
    due_certain: Mapped[bool] = mapped_column(default=True)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    last_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = stamped()
    touched_at: Mapped[datetime] = stamped()

    project: Mapped[Project] = relationship()
    filing: Mapped[Filing | None] = relationship()
    finding: Mapped[Finding | None] = relationship()
    light: Mapped[Light | None] = relationship()
    concentrated_problem: Mapped[ConcentratedProblem | None] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    issuer_unit: Mapped[Unit] = relationship(foreign_keys=[issuer_unit_id])
    drafter: Mapped[User] = relationship(foreign_keys=[drafted_by])
    replies: Mapped[list[OrderReply]] = relationship(
        back_populates="order", cascade="all, delete-orphan", order_by="OrderReply.id"
    )

    extensions: Mapped[list[OrderExtension]] = relationship(
        back_populates="order", cascade="all, delete-orphan", order_by="OrderExtension.id"
    )

    @property
    def first_due_on(self) -> date | None:
        """The day that was set with the issue: what was signed and sent keeps it, whatever was granted later."""
        granted = [asked.due_before for asked in self.extensions if asked.granted]
        return min(granted, default=self.due_on)

    __table_args__ = (
        CheckConstraint("working_days > 0", name="working_days"),
        CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (number IS NOT NULL AND due_on IS NOT NULL)",
            name="issued_has_number",
        ),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("status <> 'sent_back' OR last_reason IS NOT NULL", name="sent_back_has_reason"),
        Index("ix_rectification_order_status_due", "status", "due_on"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class OrderReply(Base):
    """An answer to an order: measures taken. A reply that was sent back stays, with the next one after it."""

    __tablename__ = "order_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    measures: Mapped[str] = mapped_column(Text)
    replied_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    replied_at: Mapped[datetime] = stamped()
    verdict: Mapped[str] = mapped_column(String(20), default="")
    verdict_text: Mapped[str] = mapped_column(Text, default="")

    order: Mapped[Order] = relationship(back_populates="replies")
    author: Mapped[User] = relationship()
