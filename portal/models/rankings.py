"""Evaluation ranking (评价排名): sets of metrics by year and level, rankings with their lines and values, objections.

A ranking is drawn up from rows that are frozen with it (see portal.domain.ranking_facts); what people typed or had
corrected stands beside what was counted.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.ranking import (
    Absence,
    Formula,
    MetricUnit,
    ObjectionStatus,
    RankingStatus,
    moved,
)
from portal.domain.ranking_measures import PortalMeasure
from portal.domain.roles import Level
from portal.domain.scoring import Grade
from portal.models.base import Base, Code, UtcDateTime, Versioned, stamped
from portal.models.people import User
from portal.models.plans import Plan
from portal.models.units import Unit


class RankingSet(Versioned, Base):
    """Metrics for a year and a level. A set that a ranking was drawn up by is never changed: a change is a new version.

    excellent, good, fair: where grades begin, hundredths of a percent of the base marks. least_judged: percent of the
    base marks that must be judged for a place.
    """

    __tablename__ = "ranking_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    level: Mapped[Level] = mapped_column(Code(Level))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text, default="")
    least_projects: Mapped[int] = mapped_column(default=1)
    least_judged: Mapped[int] = mapped_column(default=50)
    with_corps: Mapped[bool] = mapped_column(default=False)
    with_zones: Mapped[bool] = mapped_column(default=False)
    excellent: Mapped[int] = mapped_column(default=9000)
    good: Mapped[int] = mapped_column(default=8000)
    fair: Mapped[int] = mapped_column(default=6000)
    created_at: Mapped[datetime] = stamped()
    touched_at: Mapped[datetime] = stamped()

    metrics: Mapped[list[RankingMetric]] = relationship(
        back_populates="set", cascade="all, delete-orphan", order_by="RankingMetric.position"
    )

    __table_args__ = (
        UniqueConstraint("year", "level", "version"),
        CheckConstraint("level <> 'region'", name="level"),
        CheckConstraint("excellent > good AND good > fair AND fair > 0", name="bounds"),
        CheckConstraint("least_projects >= 1 AND least_judged BETWEEN 0 AND 100", name="least"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class RankingMetric(Base):
    """One metric of a set. measure: what the portal counts, None where a value is typed with its proof. params: the
    formula's figures as JSON text (floor, ceiling, bands, falling, step); marks: full marks in hundredths."""

    __tablename__ = "ranking_metric"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("ranking_set.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(32))
    name_zh: Mapped[str] = mapped_column(String(60))
    name_ug: Mapped[str] = mapped_column(String(160), default="")
    measure: Mapped[PortalMeasure | None] = mapped_column(Code(PortalMeasure))
    unit: Mapped[MetricUnit] = mapped_column(Code(MetricUnit))
    formula: Mapped[Formula] = mapped_column(Code(Formula))
    marks: Mapped[int]
    params: Mapped[str] = mapped_column(Text, default="{}")
    least: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(Text, default="")

    set: Mapped[RankingSet] = relationship(back_populates="metrics")

    __table_args__ = (
        UniqueConstraint("set_id", "code"),
        CheckConstraint("(formula = 'veto') = (marks = 0)", name="veto_has_none"),
        CheckConstraint("marks >= 0 AND least >= 1", name="figures"),
    )


class Ranking(Versioned, Base):
    """A ranking of a level as of a day. facts: the frozen rows, zlib-packed JSON; digest: SHA-256 over rules, units,
    rows, values and results, set when it is published. number counts the rankings of a year and a level."""

    __tablename__ = "ranking"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("ranking_set.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    number: Mapped[int]
    level: Mapped[Level] = mapped_column(Code(Level))
    as_of: Mapped[date]
    status: Mapped[RankingStatus] = mapped_column(Code(RankingStatus), default=RankingStatus.DRAFT)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    drawn_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    drawn_at: Mapped[datetime] = stamped()
    objections_until: Mapped[date | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    formula_version: Mapped[int]
    facts: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64), default="")
    touched_at: Mapped[datetime] = stamped()

    set: Mapped[RankingSet] = relationship()
    plan: Mapped[Plan] = relationship()
    unit: Mapped[Unit] = relationship()
    drawer: Mapped[User] = relationship(foreign_keys=[drawn_by])
    publisher: Mapped[User | None] = relationship(foreign_keys=[published_by])
    rows: Mapped[list[RankingRow]] = relationship(back_populates="ranking", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("plan_id", "level", "number"),
        CheckConstraint("(status = 'published') = (published_at IS NOT NULL)", name="published_has_time"),
        CheckConstraint("(status = 'published') = (digest <> '')", name="published_has_digest"),
        CheckConstraint("(status = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancelled_has_reason"),
        CheckConstraint(
            "status IN ('draft', 'cancelled') OR objections_until IS NOT NULL", name="objection_has_end"
        ),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}


class RankingRow(Base):
    """A unit's line: its name as it was, its total in hundredths and its place; absence says why it has none."""

    __tablename__ = "ranking_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    ranking_id: Mapped[int] = mapped_column(ForeignKey("ranking.id"))
    code: Mapped[str] = mapped_column(String(6))
    name_zh: Mapped[str] = mapped_column(String(60))
    name_ug: Mapped[str] = mapped_column(String(120), default="")
    corps: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[bool] = mapped_column(default=False)
    projects: Mapped[int]
    total: Mapped[int | None]
    place: Mapped[int | None]
    place_before: Mapped[int | None]
    grade: Mapped[Grade | None] = mapped_column(Code(Grade))
    vetoed: Mapped[bool] = mapped_column(default=False)
    absence: Mapped[Absence | None] = mapped_column(Code(Absence))

    ranking: Mapped[Ranking] = relationship(back_populates="rows")
    values: Mapped[list[RankingValue]] = relationship(
        back_populates="row", cascade="all, delete-orphan", order_by="RankingValue.id"
    )

    @property
    def movement(self) -> int | None:
        """Places gained (positive) or lost since the ranking before; None where either place is missing."""
        return moved(self.place_before, self.place)

    __table_args__ = (
        UniqueConstraint("ranking_id", "code"),
        CheckConstraint("(place IS NULL) = (absence IS NOT NULL)", name="place_or_absence"),
        CheckConstraint("(place IS NULL) = (total IS NULL)", name="place_has_total"),
    )


class RankingValue(Base):
    """What a metric came to: so many of so many, both None where nothing was counted; points in hundredths. typed: it
    was typed or corrected, and `proof` says on what grounds."""

    __tablename__ = "ranking_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("ranking_row.id"))
    metric: Mapped[str] = mapped_column(String(32))
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    points: Mapped[int | None]
    typed: Mapped[bool] = mapped_column(default=False)
    proof: Mapped[str] = mapped_column(Text, default="")

    row: Mapped[RankingRow] = relationship(back_populates="values")

    __table_args__ = (
        UniqueConstraint("row_id", "metric"),
        CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name="both_or_none"),
        CheckConstraint("NOT typed OR proof <> ''", name="typed_has_proof"),
    )


class RankingObjection(Versioned, Base):
    """An objection (申诉) of a unit to one of its values, and the answer. The value asked for and the value before are
    kept, so that the correction can be shown after the table has changed."""

    __tablename__ = "ranking_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    ranking_id: Mapped[int] = mapped_column(ForeignKey("ranking.id"), index=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("ranking_row.id"), index=True)
    metric: Mapped[str] = mapped_column(String(32))
    status: Mapped[ObjectionStatus] = mapped_column(Code(ObjectionStatus), default=ObjectionStatus.OPEN)
    reason: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    filed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    filed_at: Mapped[datetime] = stamped()
    reply: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    old_numerator: Mapped[int | None]
    old_denominator: Mapped[int | None]
    new_numerator: Mapped[int | None]
    new_denominator: Mapped[int | None]
    touched_at: Mapped[datetime] = stamped()

    ranking: Mapped[Ranking] = relationship()
    row: Mapped[RankingRow] = relationship()
    unit: Mapped[Unit] = relationship()
    filer: Mapped[User] = relationship(foreign_keys=[filed_by])
    answerer: Mapped[User | None] = relationship(foreign_keys=[answered_by])

    __table_args__ = (
        CheckConstraint(
            "(status IN ('upheld', 'rejected')) = (answered_at IS NOT NULL)", name="answered_has_time"
        ),
        CheckConstraint("(status = 'upheld') = (new_denominator IS NOT NULL)", name="upheld_has_value"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version_id}
