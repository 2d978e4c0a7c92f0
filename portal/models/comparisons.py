"""What targets are compared by: prints for likeness, figures of indicators, and what is usual among them.

All of it is derived from the targets as last filed and may be made anew at any time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, UtcDateTime


class TargetPrint(Base):
    """The print of a project's target as last filed: which filing at which version (it is stale when these change); goal
    and rows (JSON) without names and figures. filed_at is the first submission of the project's target: who was first."""

    __tablename__ = "target_print"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), unique=True)
    version_id: Mapped[int]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    goal: Mapped[str] = mapped_column(Text)
    rows: Mapped[str] = mapped_column(Text)


class TargetBucket(Base):
    """A bucket that a print lies in, with its first submission, so that who came before is found by the key."""

    __tablename__ = "target_bucket"

    bucket: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)

    __table_args__ = (Index("ix_target_bucket_project_id", "project_id"),)


class TargetFigure(Base):
    """A figure of a target as last filed, in millionths, with the group of its plan that it is compared in."""

    __tablename__ = "target_figure"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(12), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    group: Mapped[int] = mapped_column("figure_group", BigInteger)
    micros: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[bool]
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("ix_target_figure_group", "plan_id", "figure_group", "micros"),)


class UsualFigure(Base):
    """What is usual in a group of a plan: how many figures, their median and their median distance from it, in
    millionths. Brought up to date by each sweep."""

    __tablename__ = "usual_figure"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    group: Mapped[int] = mapped_column("figure_group", BigInteger, primary_key=True, autoincrement=False)
    count: Mapped[int]
    middle: Mapped[int] = mapped_column(BigInteger)
    spread: Mapped[int] = mapped_column(BigInteger)
