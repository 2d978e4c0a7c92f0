"""What the three kinds of filing hold: the target, the monitoring round and the self-evaluation."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import Likelihood
from portal.models.base import Base, Code
from portal.models.filings import Filing


class TargetForm(Base):
    """绩效目标申报表 beside its indicators: the annual goal."""

    __tablename__ = "target_form"

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), primary_key=True)
    goal: Mapped[str] = mapped_column(Text, default="")

    filing: Mapped[Filing] = relationship()
    indicators: Mapped[list[TargetIndicator]] = relationship(
        cascade="all, delete-orphan", order_by="TargetIndicator.position", back_populates="form"
    )


class TargetIndicator(Base):
    """A third-level indicator. key names it through all later stages; value is kept as typed."""

    __tablename__ = "target_indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("target_form.filing_id"))
    key: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    level1: Mapped[str] = mapped_column(String(20))
    level2: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200), default="")
    value: Mapped[str] = mapped_column(String(200), default="")
    weight: Mapped[int | None]
    core: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(Text, default="")

    form: Mapped[TargetForm] = relationship(back_populates="indicators")

    __table_args__ = (
        Index("uq_target_indicator_key", "filing_id", "key", unique=True),
        CheckConstraint("weight IS NULL OR weight >= 0", name="weight"),
    )


class MonitoringForm(Base):
    """绩效监控表 beside its rows: money to the cut-off and expected for the year, in fen."""

    __tablename__ = "monitoring_form"

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    paid_fiscal_fen: Mapped[int | None] = mapped_column(BigInteger)
    paid_other_fen: Mapped[int | None] = mapped_column(BigInteger)
    expected_fiscal_fen: Mapped[int | None] = mapped_column(BigInteger)
    expected_other_fen: Mapped[int | None] = mapped_column(BigInteger)
    summary: Mapped[str] = mapped_column(Text, default="")

    filing: Mapped[Filing] = relationship(foreign_keys=[filing_id])
    target: Mapped[Filing] = relationship(foreign_keys=[target_id])
    rows: Mapped[list[MonitoringRow]] = relationship(
        cascade="all, delete-orphan", order_by="MonitoringRow.position", back_populates="form"
    )


class MonitoringRow(Base):
    """Progress of one indicator. reasons is a space-separated list of DeviationReason codes."""

    __tablename__ = "monitoring_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("monitoring_form.filing_id"))
    key: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    progress: Mapped[str] = mapped_column(String(200), default="")
    expected: Mapped[str] = mapped_column(String(200), default="")
    likelihood: Mapped[Likelihood | None] = mapped_column(Code(Likelihood))
    reasons: Mapped[str] = mapped_column(String(80), default="")
    reason_text: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")

    form: Mapped[MonitoringForm] = relationship(back_populates="rows")

    __table_args__ = (Index("uq_monitoring_row_key", "filing_id", "key", unique=True),)


class EvaluationForm(Base):
    """绩效自评表 beside its rows. Budget is the full-year figure (A), executed is B, in fen.

    execution_override and its reason replace the computed execution score (hundredths of a point).
    """

    __tablename__ = "evaluation_form"

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    budget_fiscal_fen: Mapped[int | None] = mapped_column(BigInteger)
    budget_other_fen: Mapped[int | None] = mapped_column(BigInteger)
    executed_fiscal_fen: Mapped[int | None] = mapped_column(BigInteger)
    executed_other_fen: Mapped[int | None] = mapped_column(BigInteger)
    execution_override: Mapped[int | None]
    execution_reason: Mapped[str] = mapped_column(Text, default="")
    achievement: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")

    filing: Mapped[Filing] = relationship(foreign_keys=[filing_id])
    target: Mapped[Filing] = relationship(foreign_keys=[target_id])
    rows: Mapped[list[EvaluationRow]] = relationship(
        cascade="all, delete-orphan", order_by="EvaluationRow.position", back_populates="form"
    )

    __table_args__ = (
        CheckConstraint("execution_override IS NULL OR execution_reason <> ''", name="override_has_reason"),
    )


class EvaluationRow(Base):
    """Actual value and score of one indicator. attained is the share (hundredths of a percent, 0-10000) given to a
    qualitative result; override replaces the computed score with a reason, never above the weight."""

    __tablename__ = "evaluation_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("evaluation_form.filing_id"))
    key: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    actual: Mapped[str] = mapped_column(String(200), default="")
    attained: Mapped[int | None]
    override: Mapped[int | None]
    override_reason: Mapped[str] = mapped_column(Text, default="")
    deviation: Mapped[str] = mapped_column(Text, default="")

    form: Mapped[EvaluationForm] = relationship(back_populates="rows")

    __table_args__ = (
        Index("uq_evaluation_row_key", "filing_id", "key", unique=True),
        CheckConstraint("override IS NULL OR override_reason <> ''", name="override_has_reason"),
        CheckConstraint("attained IS NULL OR attained BETWEEN 0 AND 10000", name="attained"),
    )
