"""A fund (资金指标): money that a place received by a document, the row of the fund ledger (资金总台账)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.filings import FundSource
from portal.domain.funds import FundNature
from portal.domain.roles import Level
from portal.models.base import Base, Code, Versioned, stamped
from portal.models.plans import FundCategory, Plan
from portal.models.units import Region, Unit


class Fund(Versioned, Base):
    """Money of one source that a bureau or division received by one document. Amounts are fen.

    unit is the bureau or division that keeps it; owner_level, region_code and division_id follow that unit and carry
    the scope. released_on is the day on which it was passed on, None until then. An amount of 0 is a fund that was
    taken back whole.
    """

    __tablename__ = "fund"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_level: Mapped[Level] = mapped_column(Code(Level))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    source: Mapped[FundSource] = mapped_column(Code(FundSource))
    fund_category_id: Mapped[int] = mapped_column(ForeignKey("fund_category.id"))
    name: Mapped[str] = mapped_column(String(200))
    document_no: Mapped[str] = mapped_column(String(80))
    received_on: Mapped[date]
    released_on: Mapped[date | None]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(String(120), default="")
    nature: Mapped[FundNature] = mapped_column(Code(FundNature), default=FundNature.GENERAL)
    integrated: Mapped[bool] = mapped_column(default=False)
    office: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = stamped()

    plan: Mapped[Plan] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    region: Mapped[Region] = relationship(foreign_keys=[region_code])
    fund_category: Mapped[FundCategory] = relationship()

    __table_args__ = (
        UniqueConstraint("plan_id", "unit_id", "document_no", "source"),
        CheckConstraint("amount_fen >= 0", name="amount"),
        CheckConstraint("released_on IS NULL OR received_on <= released_on", name="order"),
        CheckConstraint(
            "(owner_level = 'region') = (division_id IS NOT NULL)", name="region_level_has_division"
        ),
        Index("ix_fund_plan_region", "plan_id", "region_code"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}

    # A light stands on a project or on a fund: these are the names by which its pages and papers ask either.

    @property
    def code(self) -> str:
        """What the fund is called by in lists beside projects: its document number."""
        return self.document_no

    @property
    def implementing_unit(self) -> Unit:
        """The unit that answers for it."""
        return self.unit

    @property
    def implementing_unit_id(self) -> int:
        """Id of the unit that answers for it."""
        return self.unit_id
