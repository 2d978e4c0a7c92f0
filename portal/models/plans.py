"""The annual plan (年度方案): rounds, weights, criteria, words and parameters of one year, as dated data."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import Stage
from portal.models.base import Base, Code, Versioned, stamped


class PlanStatus(StrEnum):
    """Where a plan stands: drafted by the center, in force, or closed."""

    DRAFT = "draft"
    ACTIVE = "active"
    CLOSED = "closed"


class Plan(Versioned, Base):
    """One year's plan. Everything a rule needs as a number stands in its parts."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_ug: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[PlanStatus] = mapped_column(Code(PlanStatus), default=PlanStatus.DRAFT)
    source: Mapped[str] = mapped_column(Text, default="")
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    created_at: Mapped[datetime] = stamped()

    rounds: Mapped[list[Round]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="Round.position"
    )
    weights: Mapped[list[PlanWeight]] = relationship(cascade="all, delete-orphan", order_by="PlanWeight.id")
    criteria: Mapped[list[ReviewCriterion]] = relationship(
        cascade="all, delete-orphan", order_by="ReviewCriterion.position"
    )
    funds: Mapped[list[FundCategory]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="FundCategory.position"
    )
    parameters: Mapped[list[PlanParameter]] = relationship(
        cascade="all, delete-orphan", order_by="PlanParameter.id"
    )
    terms: Mapped[list[PlanTerm]] = relationship(cascade="all, delete-orphan", order_by="PlanTerm.id")
    forms: Mapped[list[PlanForm]] = relationship(cascade="all, delete-orphan", order_by="PlanForm.id")

    __mapper_args__ = {"version_id_col": Versioned.version_id}


class Round(Base):
    """A dated round of a stage. A monitoring round carries money and progress up to the end of cutoff_month.

    lock_days: working days after due_on at whose end the round locks, None for never, in force from lock_from;
    open_until: the last open day as it was counted when that was set (lock_certain: over years with a calendar).
    """

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    stage: Mapped[Stage] = mapped_column(Code(Stage))
    position: Mapped[int]
    name_zh: Mapped[str] = mapped_column(String(60))
    name_ug: Mapped[str] = mapped_column(String(120), default="")
    cutoff_month: Mapped[int | None]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    basis: Mapped[str] = mapped_column(String(200), default="")
    lock_days: Mapped[int | None]
    lock_from: Mapped[date | None]
    lock_basis: Mapped[str] = mapped_column(String(200), default="")
    open_until: Mapped[date | None]
    lock_certain: Mapped[bool] = mapped_column(default=True)

    plan: Mapped[Plan] = relationship(back_populates="rounds")

    __table_args__ = (
        UniqueConstraint("plan_id", "code"),
        CheckConstraint("opens_on <= due_on", name="period"),
        CheckConstraint("(stage = 'monitoring') = (cutoff_month IS NOT NULL)", name="monitoring_has_cutoff"),
        CheckConstraint("cutoff_month IS NULL OR cutoff_month BETWEEN 1 AND 12", name="cutoff_month"),
    )


class PlanWeight(Base):
    """Fixed points (hundredths) of a part of the 100: execution, output, benefit, satisfaction."""

    __tablename__ = "plan_weight"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    part: Mapped[str] = mapped_column(String(20))
    points: Mapped[int]

    __table_args__ = (UniqueConstraint("plan_id", "part"), CheckConstraint("points >= 0", name="points"))


class ReviewCriterion(Base):
    """A row of the review form (审核表) with its points in hundredths."""

    __tablename__ = "review_criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    stage: Mapped[Stage] = mapped_column(Code(Stage))
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    dimension_zh: Mapped[str] = mapped_column(String(40))
    dimension_ug: Mapped[str] = mapped_column(String(80), default="")
    name_zh: Mapped[str] = mapped_column(String(60))
    name_ug: Mapped[str] = mapped_column(String(120), default="")
    question_zh: Mapped[str] = mapped_column(Text)
    question_ug: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[int]

    __table_args__ = (
        UniqueConstraint("plan_id", "stage", "code"),
        CheckConstraint("points > 0", name="points"),
    )


class FundCategory(Base):
    """A category of funds in the plan's words (2020: 扶贫; later: 衔接)."""

    __tablename__ = "fund_category"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_ug: Mapped[str] = mapped_column(String(200), default="")

    plan: Mapped[Plan] = relationship(back_populates="funds")

    __table_args__ = (UniqueConstraint("plan_id", "code"),)


class PlanParameter(Base):
    """A number or date of the plan with its source; value is kept as text and read by services.rules."""

    __tablename__ = "plan_parameter"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (UniqueConstraint("plan_id", "key", "starts_on"),)


class PlanTerm(Base):
    """A word of the year in both languages, for instance the name of those who benefit."""

    __tablename__ = "plan_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    code: Mapped[str] = mapped_column(String(40))
    zh: Mapped[str] = mapped_column(String(120))
    ug: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (UniqueConstraint("plan_id", "code"),)


class PlanForm(Base):
    """Version of a form used in the year, with its printed notes."""

    __tablename__ = "plan_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(40))
    notes_zh: Mapped[str] = mapped_column(Text, default="")
    notes_ug: Mapped[str] = mapped_column(Text, default="")
    sign_zh: Mapped[str] = mapped_column(Text, default="")
    sign_ug: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("plan_id", "kind"),)
