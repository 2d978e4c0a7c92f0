"""The problem ledger's own rows: problems entered by hand, what a bulletin named for the first time, and a person's
saved views and last looks at a list.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import ProblemCategory
from portal.domain.ledgers import EntryStatus, Manner
from portal.domain.roles import Level
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.bulletins import Bulletin
from portal.models.people import User
from portal.models.projects import Project
from portal.models.units import Region, Unit


class LedgerEntry(Versioned, Base):
    """A problem entered by hand: found at a visit or by telephone, without an order or a light.

    unit_id keeps the ledger; responsible_unit_id has to mend, person is the office that answers there. The deadline is
    counted in working days from the day of finding; due_certain is False where a year's calendar was unknown.
    finished_by reported it as mended, or changed that report last; finished_for is the person whose lent role that was
    done in.
    """

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    found_on: Mapped[date]
    level: Mapped[Level] = mapped_column(Code(Level))
    manner: Mapped[Manner] = mapped_column(Code(Manner))
    category: Mapped[ProblemCategory] = mapped_column(Code(ProblemCategory))
    problem: Mapped[str] = mapped_column(Text)
    responsible_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person: Mapped[str] = mapped_column(String(60), default="")
    requirement: Mapped[str] = mapped_column(Text)
    working_days: Mapped[int]
    due_on: Mapped[date]
    due_rule: Mapped[str] = mapped_column(String(60), default="")
    due_certain: Mapped[bool] = mapped_column(default=True)
    measures: Mapped[str] = mapped_column(Text, default="")
    completed_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(Text, default="")
    repeated: Mapped[bool] = mapped_column(default=False)
    status: Mapped[EntryStatus] = mapped_column(Code(EntryStatus), default=EntryStatus.UNMENDED)
    opinion: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    last_reason: Mapped[str | None] = mapped_column(Text)
    finished_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    finished_for: Mapped[int | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = stamped()
    touched_at: Mapped[datetime] = stamped()

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    responsible: Mapped[Unit] = relationship(foreign_keys=[responsible_unit_id])
    region: Mapped[Region] = relationship()
    project: Mapped[Project | None] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[created_by])
    verifier: Mapped[User | None] = relationship(foreign_keys=[closed_by])
    finisher: Mapped[User | None] = relationship(foreign_keys=[finished_by])

    __table_args__ = (
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("status <> 'closed' OR opinion <> ''", name="closed_has_opinion"),
        CheckConstraint(
            "status NOT IN ('verifying', 'closed') OR completed_on IS NOT NULL", name="done_has_day"
        ),
        CheckConstraint("completed_on IS NULL OR found_on <= completed_on", name="completed_after_found"),
        CheckConstraint("found_on <= due_on", name="due_after_found"),
        CheckConstraint("working_days > 0", name="working_days"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class BulletinMention(Base):
    """A bulletin named a problem ("order:12", "light:7") to its unit for the first time."""

    __tablename__ = "bulletin_mention"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)

    bulletin: Mapped[Bulletin] = relationship()

    __table_args__ = (Index("ix_bulletin_mention_subject", "subject"),)


class SavedView(Base):
    """A list as a person wants to see it: query is the query string of the page, name what the person calls it."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    page: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = stamped()

    __table_args__ = (UniqueConstraint("user_id", "page", "name"),)


# A page opens with one view at most.
Index(
    "uq_saved_view_default",
    SavedView.user_id,
    SavedView.page,
    unique=True,
    sqlite_where=SavedView.is_default.is_(True),
    postgresql_where=SavedView.is_default.is_(True),
)


class LastLook(Base):
    """When a person last said that a list is read (已阅)."""

    __tablename__ = "last_look"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    page: Mapped[str] = mapped_column(String(40), primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
