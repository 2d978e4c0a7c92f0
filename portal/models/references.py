"""Reference data: project types, the indicator library, the work calendar."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base


class ProjectType(Base):
    """One of the kinds of project that the indicator library is ordered by."""

    __tablename__ = "project_type"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_ug: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(default=0)


class LibraryIndicator(Base):
    """An indicator of the library; core ones (★) are compulsory for their type of project."""

    __tablename__ = "library_indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    type_code: Mapped[str] = mapped_column(ForeignKey("project_type.code"), index=True)
    level1: Mapped[str] = mapped_column(String(20))
    level2: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    operator: Mapped[str] = mapped_column(String(8), default="")
    value: Mapped[str] = mapped_column(String(120), default="")
    unit: Mapped[str] = mapped_column(String(40), default="")
    core: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(300), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    project_type: Mapped[ProjectType] = relationship()


class CalendarDay(Base):
    """A day that differs from Monday-Friday, or the proof that its year is known. scope CN or XJ; XJ wins."""

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    scope: Mapped[str] = mapped_column(String(2))
    working: Mapped[bool]
    name_zh: Mapped[str] = mapped_column(String(60), default="")
    name_ug: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        UniqueConstraint("day", "scope"),
        CheckConstraint("scope IN ('CN', 'XJ')", name="scope"),
    )


class CalendarYear(Base):
    """A year whose national calendar has been loaded; any other year falls back to Monday-Friday, visibly."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200), default="")
