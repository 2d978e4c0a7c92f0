"""A concentrated review (集中审核): what it was drawn from, the filings drawn, what was found of each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.concentrated import ConcentratedStatus, Outcome, Scale
from portal.domain.filings import ProblemCategory
from portal.domain.sampling import Strata
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.filings import Filing
from portal.models.people import User
from portal.models.plans import Round
from portal.models.units import Unit


class ConcentratedReview(Versioned, Base):
    """One review of filings of a round. The draw is frozen: population is the zlib-packed text of all records it was
    drawn from, a line "code place" each, population_digest the SHA-256 of that text.

    wanted: the filters as JSON (prefectures, fund, type, amount_from_fen, standing). A whole selection has no seed.
    """

    __tablename__ = "concentrated_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = stamped()
    status: Mapped[ConcentratedStatus] = mapped_column(
        Code(ConcentratedStatus), default=ConcentratedStatus.OPEN
    )
    scale: Mapped[Scale] = mapped_column(Code(Scale))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    wanted: Mapped[str] = mapped_column(Text)
    sampled: Mapped[bool]
    strata: Mapped[Strata] = mapped_column(Code(Strata), default=Strata.NONE)
    at_least: Mapped[int] = mapped_column(default=0)
    seed: Mapped[str] = mapped_column(String(60), default="")
    size: Mapped[int]
    population: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    population_size: Mapped[int]
    population_digest: Mapped[str] = mapped_column(String(64))
    conclusion: Mapped[str] = mapped_column(Text, default="")
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    touched_at: Mapped[datetime] = stamped()

    round: Mapped[Round] = relationship()
    unit: Mapped[Unit] = relationship()
    opener: Mapped[User] = relationship()
    items: Mapped[list[ConcentratedItem]] = relationship(
        back_populates="review", cascade="all, delete-orphan", order_by="ConcentratedItem.position"
    )

    __table_args__ = (
        CheckConstraint("(status = 'concluded') = (concluded_at IS NOT NULL)", name="concluded_has_time"),
        CheckConstraint("(status = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancelled_has_reason"),
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint("sampled = (seed <> '')", name="sample_has_seed"),
        CheckConstraint("size > 0 AND size <= population_size", name="size"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class ConcentratedItem(Versioned, Base):
    """One filing drawn, in the version that was submitted when it was drawn. position: its place in the draw."""

    __tablename__ = "concentrated_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("concentrated_review.id"))
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    version_number: Mapped[int]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome | None] = mapped_column(Code(Outcome))
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    touched_at: Mapped[datetime] = stamped()

    review: Mapped[ConcentratedReview] = relationship(back_populates="items")
    filing: Mapped[Filing] = relationship()
    recorder: Mapped[User | None] = relationship()
    problems: Mapped[list[ConcentratedProblem]] = relationship(
        back_populates="item", cascade="all, delete-orphan", order_by="ConcentratedProblem.id"
    )

    __table_args__ = (
        UniqueConstraint("review_id", "filing_id"),
        UniqueConstraint("review_id", "position"),
        CheckConstraint("(outcome IS NULL) = (recorded_at IS NULL)", name="outcome_has_time"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class ConcentratedProblem(Base):
    """A problem found in a filing by a concentrated review. An order may be issued for it."""

    __tablename__ = "concentrated_problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("concentrated_item.id"), index=True)
    category: Mapped[ProblemCategory] = mapped_column(Code(ProblemCategory))
    text: Mapped[str] = mapped_column(Text)

    item: Mapped[ConcentratedItem] = relationship(back_populates="problems")
