"""A filing (填报件) with what all kinds share: life cycle, versions, reviews, comments, recording."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import Decision, FilingStatus, Stage
from portal.domain.roles import Level
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.people import User
from portal.models.plans import Round
from portal.models.projects import Project
from portal.models.units import Unit


class Filing(Versioned, Base):
    """One project in one round. adjustment_no 0 is the original, 1 and up are adjustments (调整) of a target.

    due_on is the round's date for the filler, or the day of an exception, as due_rule says; turn_due_on the day by
    which a reviewer has to decide or a returned filing has to be mended, set with each move together with turn_rule
    ("review:<working days>:<first day>"; turn_certain: counted over years with a calendar). accepted_*: the level whose
    turn it is has accepted it (签收). submitted_for is the person whose lent role the submitter acted in. status is
    written by services.workflow alone. touched_at changes
    with every save, so that the version grows even where only rows below the filing changed.
    """

    __tablename__ = "filing"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    stage: Mapped[Stage] = mapped_column(Code(Stage))
    adjustment_no: Mapped[int] = mapped_column(default=0)
    adjustment_reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[FilingStatus] = mapped_column(Code(FilingStatus), default=FilingStatus.NOT_STARTED)
    waiting_level: Mapped[Level | None] = mapped_column(Code(Level))
    due_on: Mapped[date]
    due_rule: Mapped[str] = mapped_column(String(60), default="")
    turn_due_on: Mapped[date | None]
    turn_rule: Mapped[str] = mapped_column(String(60), default="")
    turn_certain: Mapped[bool] = mapped_column(default=True)
    nothing_to_report: Mapped[bool] = mapped_column(default=False)
    nothing_reason: Mapped[str] = mapped_column(Text, default="")
    return_reason: Mapped[str | None] = mapped_column(Text)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    submitted_for: Mapped[int | None]
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    touched_at: Mapped[datetime] = stamped()

    project: Mapped[Project] = relationship(foreign_keys=[project_id])
    round: Mapped[Round] = relationship()
    submitter: Mapped[User | None] = relationship(foreign_keys=[submitted_by])
    accepted_unit: Mapped[Unit | None] = relationship(foreign_keys=[accepted_unit_id])
    accepter: Mapped[User | None] = relationship(foreign_keys=[accepted_by])
    versions: Mapped[list[FilingVersion]] = relationship(
        back_populates="filing", cascade="all, delete-orphan", order_by="FilingVersion.number"
    )
    reviews: Mapped[list[Review]] = relationship(
        back_populates="filing", cascade="all, delete-orphan", order_by="Review.id"
    )
    comments: Mapped[list[ReviewComment]] = relationship(
        back_populates="filing", cascade="all, delete-orphan", order_by="ReviewComment.id"
    )
    answers: Mapped[list[ProblemAnswer]] = relationship(
        cascade="all, delete-orphan", order_by="ProblemAnswer.id"
    )
    recording: Mapped[Recording | None] = relationship(back_populates="filing", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("project_id", "round_id", "adjustment_no"),
        CheckConstraint("(status = 'returned') = (return_reason IS NOT NULL)", name="returned_has_reason"),
        CheckConstraint(
            "(status IN ('submitted', 'under_review')) = (waiting_level IS NOT NULL)",
            name="waiting_has_level",
        ),
        CheckConstraint("(status = 'approved') = (approved_at IS NOT NULL)", name="approved_has_time"),
        CheckConstraint("accepted_by IS NULL OR waiting_level IS NOT NULL", name="accepted_while_waiting"),
        CheckConstraint("adjustment_no = 0 OR stage = 'target'", name="only_targets_adjust"),
        CheckConstraint("adjustment_no = 0 OR adjustment_reason <> ''", name="adjustment_has_reason"),
        CheckConstraint("NOT nothing_to_report OR nothing_reason <> ''", name="nothing_has_reason"),
        Index("ix_filing_status_due", "status", "due_on"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}

    @hybrid_property
    def due_now(self) -> date:
        """The date that holds for whoever has it now."""
        return self.turn_due_on or self.due_on

    @due_now.inplace.expression
    @classmethod
    def _due_now(cls) -> ColumnElement[date]:
        return func.coalesce(cls.turn_due_on, cls.due_on)


class FilingVersion(Base):
    """A snapshot taken at a submission: canonical JSON, its SHA-256, and the numbered receipt (回执)."""

    __tablename__ = "filing_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    number: Mapped[int]
    payload: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    receipt_no: Mapped[str] = mapped_column(String(40), unique=True)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    filing: Mapped[Filing] = relationship(back_populates="versions")
    submitter: Mapped[User] = relationship()

    __table_args__ = (UniqueConstraint("filing_id", "number"),)


class Review(Base):
    """One review step of one version: who, at which level, decided what, with which grade and opinion."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    version_number: Mapped[int]
    level: Mapped[Level] = mapped_column(Code(Level))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    decision: Mapped[Decision] = mapped_column(Code(Decision))
    grade: Mapped[str | None] = mapped_column(String(10))
    points: Mapped[int | None]
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn: Mapped[bool] = mapped_column(default=False)

    filing: Mapped[Filing] = relationship(back_populates="reviews")
    reviewer: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    scores: Mapped[list[ReviewScore]] = relationship(cascade="all, delete-orphan", order_by="ReviewScore.id")


class ReviewScore(Base):
    """Points (hundredths) and grade given for one criterion."""

    __tablename__ = "review_score"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    criterion_code: Mapped[str] = mapped_column(String(40))
    grade: Mapped[str] = mapped_column(String(10))
    points: Mapped[int]

    __table_args__ = (UniqueConstraint("review_id", "criterion_code"),)


class ReviewComment(Base):
    """A reviewer's word on one cell. field is "goal", "funds" or "indicator:<key>"; answered when mended."""

    __tablename__ = "review_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    version_number: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = stamped()

    filing: Mapped[Filing] = relationship(back_populates="comments")
    author: Mapped[User] = relationship()


class ProblemAnswer(Base):
    """The word of reason given to a soft problem. It counts for the value it was given for."""

    __tablename__ = "problem_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    field: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(60))
    fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("filing_id", "field", "code"),)


class Recording(Base):
    """An approved target entered in the national dynamic monitoring system, with its code there."""

    __tablename__ = "recording"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), unique=True)
    code: Mapped[str] = mapped_column(String(60))
    recorded_on: Mapped[date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = stamped()

    filing: Mapped[Filing] = relationship(back_populates="recording")
