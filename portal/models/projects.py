"""The project register: a project, its funds by source and year, releases (下达) and payments (支付)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import FundSource
from portal.domain.roles import Level
from portal.models.base import Base, Code, Versioned, stamped
from portal.models.funds import Fund
from portal.models.plans import FundCategory, Plan
from portal.models.references import ProjectType
from portal.models.units import Region, Unit


class Project(Versioned, Base):
    """A project of one plan year. region_code and owner_level follow the implementing unit and carry the scope;
    place_code is where the work is done. Beneficiaries are sums, never persons."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    type_code: Mapped[str] = mapped_column(ForeignKey("project_type.code"), index=True)
    fund_category_id: Mapped[int] = mapped_column(ForeignKey("fund_category.id"), index=True)
    implementing_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    competent_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_level: Mapped[Level] = mapped_column(Code(Level))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    place: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    person_in_charge: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    households: Mapped[int | None]
    persons: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    target_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id", use_alter=True), unique=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = stamped()

    plan: Mapped[Plan] = relationship()
    project_type: Mapped[ProjectType] = relationship()
    fund_category: Mapped[FundCategory] = relationship()
    implementing_unit: Mapped[Unit] = relationship(foreign_keys=[implementing_unit_id])
    competent_unit: Mapped[Unit] = relationship(foreign_keys=[competent_unit_id])
    division: Mapped[Unit | None] = relationship(foreign_keys=[division_id])
    region: Mapped[Region] = relationship(foreign_keys=[region_code])
    place_region: Mapped[Region] = relationship(foreign_keys=[place_code])
    funds: Mapped[list[ProjectFund]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="ProjectFund.id"
    )
    releases: Mapped[list[Release]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="Release.id"
    )
    payments: Mapped[list[Payment]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="Payment.paid_on"
    )

    __table_args__ = (
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="period"),
        CheckConstraint("households IS NULL OR households >= 0", name="households"),
        CheckConstraint("persons IS NULL OR persons >= 0", name="persons"),
        CheckConstraint(
            "(owner_level = 'region') = (division_id IS NOT NULL)", name="region_level_has_division"
        ),
        Index("ix_project_plan_region", "plan_id", "region_code"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}

    @property
    def total_fen(self) -> int:
        """年度资金总额 in fen: always the sum of its parts of the plan's year."""
        return sum(f.amount_fen for f in self.funds if f.year == self.plan.year)

    @property
    def fiscal_fen(self) -> int:
        """财政拨款 in fen."""
        return sum(
            f.amount_fen for f in self.funds if f.year == self.plan.year and f.source is not FundSource.OTHER
        )

    @property
    def other_fen(self) -> int:
        """其他资金 in fen."""
        return self.total_fen - self.fiscal_fen

    @property
    def released_fen(self) -> int:
        """Released so far in fen."""
        return sum(r.amount_fen for r in self.releases)

    def paid_until(self, day: date) -> int:
        """Paid up to and including a date, in fen."""
        return sum(p.amount_fen for p in self.payments if p.paid_on <= day)


class ProjectFund(Base):
    """An amount by source and year, in fen."""

    __tablename__ = "project_fund"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    source: Mapped[FundSource] = mapped_column(Code(FundSource))
    year: Mapped[int]
    amount_fen: Mapped[int] = mapped_column(BigInteger)

    project: Mapped[Project] = relationship(back_populates="funds")

    __table_args__ = (
        UniqueConstraint("project_id", "source", "year"),
        CheckConstraint("amount_fen >= 0", name="amount"),
    )


class Release(Base):
    """资金下达: by which document, received and released on which days, how much (fen), out of which fund."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    document_no: Mapped[str] = mapped_column(String(80))
    received_on: Mapped[date | None]
    released_on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"), index=True)

    project: Mapped[Project] = relationship(back_populates="releases")
    fund: Mapped[Fund | None] = relationship()

    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("received_on IS NULL OR received_on <= released_on", name="order"),
    )


class Payment(Base):
    """资金支付: when and how much (fen)."""

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    paid_on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    voucher_no: Mapped[str] = mapped_column(String(80), default="")

    project: Mapped[Project] = relationship(back_populates="payments")

    __table_args__ = (CheckConstraint("amount_fen > 0", name="amount"),)
