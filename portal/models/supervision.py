"""What the portal does by itself as days pass: reminders it sent and runs of its jobs; and what is asked of a date."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.jobs import RunStatus
from portal.models.base import Base, Code, UtcDateTime, stamped
from portal.models.orders import Order
from portal.models.people import User
from portal.models.projects import Project
from portal.models.units import Unit


class Reminder(Base):
    """The journal: who was reminded of what, on which day, at which step before or after which date.

    A step is taken once for a date: a new date (after a return or an extension) begins anew. A report that is owed
    belongs to no project.
    """

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    created_at: Mapped[datetime] = stamped()

    unit: Mapped[Unit] = relationship()
    project: Mapped[Project | None] = relationship()

    __table_args__ = (UniqueConstraint("subject", "due_on", "step", "unit_id", "role"),)


class JobRun(Base):
    """One run of a job: for which day, by which process, how long, with which result (JSON of counts)."""

    __tablename__ = "job_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    state: Mapped[RunStatus] = mapped_column(Code(RunStatus), default=RunStatus.RUNNING)
    host: Mapped[str] = mapped_column(String(80))
    process: Mapped[int]
    started_at: Mapped[datetime] = stamped()
    beat_at: Mapped[datetime] = stamped()
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str] = mapped_column(Text, default="{}")

    __table_args__ = (
        CheckConstraint("(state = 'running') = (finished_at IS NULL)", name="running_has_no_end"),
    )


# Of each job one run at a time, whatever the number of workers.
Index(
    "uq_job_run_running",
    JobRun.job,
    unique=True,
    sqlite_where=JobRun.finished_at.is_(None),
    postgresql_where=JobRun.finished_at.is_(None),
)


class OrderExtension(Base):
    """A request for a later day on an order, with its answer. granted is None while it waits."""

    __tablename__ = "order_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    working_days: Mapped[int]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_at: Mapped[datetime] = stamped()
    due_before: Mapped[date]
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_after: Mapped[date | None]

    order: Mapped[Order] = relationship(back_populates="extensions")
    asker: Mapped[User] = relationship(foreign_keys=[asked_by])

    __table_args__ = (
        CheckConstraint("working_days > 0", name="working_days"),
        CheckConstraint("(granted IS NULL) = (answered_at IS NULL)", name="answer_has_time"),
        CheckConstraint("granted IS NULL OR NOT granted OR due_after IS NOT NULL", name="granted_has_day"),
    )


# One request at a time waits on an order.
Index(
    "uq_order_extension_waiting",
    OrderExtension.order_id,
    unique=True,
    sqlite_where=OrderExtension.granted.is_(None),
    postgresql_where=OrderExtension.granted.is_(None),
)
