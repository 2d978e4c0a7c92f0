"""Places and units: the region tree with validity and successors, and who works where."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.roles import Level, UnitKind
from portal.models.base import Base, Code, Versioned


class Region(Base):
    """A place with its code; valid_from inclusive, valid_to exclusive; succeeded_by after a merger or renaming."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    level: Mapped[Level] = mapped_column(Code(Level))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_ug: Mapped[str] = mapped_column(String(120), default="")
    name_source: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    succeeded_by: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    corps: Mapped[bool] = mapped_column(default=False)
    custom: Mapped[bool] = mapped_column(default=False)
    sort_order: Mapped[int] = mapped_column(default=0)

    parent: Mapped[Region | None] = relationship(foreign_keys=[parent_code], remote_side=[code])
    successor: Mapped[Region | None] = relationship(foreign_keys=[succeeded_by], remote_side=[code])

    __table_args__ = (
        CheckConstraint("(level = 'region') = (parent_code IS NULL)", name="root_has_no_parent"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from < valid_to", name="validity"),
    )

    def valid_on(self, day: date) -> bool:
        """True where the place exists on a date."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class Unit(Versioned, Base):
    """A finance bureau, department, business division or the center. A region-level department is the counterpart
    unit (对口单位) of the division it names. push_weekday: 0 each working day, 1 to 5 Monday to Friday, None as the
    plan has it."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UnitKind] = mapped_column(Code(UnitKind))
    level: Mapped[Level] = mapped_column(Code(Level))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_ug: Mapped[str] = mapped_column(String(200), default="")
    division_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    push_weekday: Mapped[int | None]
    document_prefix: Mapped[str] = mapped_column(String(40), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    region: Mapped[Region] = relationship()
    division: Mapped[Unit | None] = relationship(remote_side=[id])

    __table_args__ = (
        CheckConstraint("division_id IS NULL OR level = 'region'", name="division_supervises_region_level"),
        CheckConstraint("push_weekday BETWEEN 0 AND 5", name="push_weekday"),
        Index("ix_unit_kind_level", "kind", "level"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}
