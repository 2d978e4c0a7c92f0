"""A light (预警) on a project or a fund: when it lit up, what it says now, when it went out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.alerts import Colour, Rule
from portal.domain.flows.lights import LightStatus
from portal.models.base import Base, Code, UtcDateTime
from portal.models.funds import Fund
from portal.models.projects import Project


class Light(Base):
    """One light from lighting up to going out, on a project or on a fund; place names the part of it.

    kind and params (JSON) give the sentence as it was last found; changed_on is the last day its colour or kind
    changed. A light that lights up again is a new row, so that the old one keeps its dates.

    status is written by services.workflow alone. note is the last word given on it. waived_until and waived_value
    (JSON of Alert.value) say how long a waiver holds. verdict keeps what the level above took it for ("confirmed",
    "waived" or "") when the light is out; confirmed_unit_id is the unit that confirmed it.
    """

    __tablename__ = "light"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"), index=True)
    rule: Mapped[Rule] = mapped_column(Code(Rule))
    place: Mapped[str] = mapped_column(String(40), default="")
    colour: Mapped[Colour] = mapped_column(Code(Colour))
    kind: Mapped[str] = mapped_column(String(30))
    params: Mapped[str] = mapped_column(Text, default="{}")
    lit_on: Mapped[date]
    changed_on: Mapped[date]
    out_on: Mapped[date | None]
    status: Mapped[LightStatus] = mapped_column(Code(LightStatus), default=LightStatus.LIT)
    note: Mapped[str] = mapped_column(Text, default="")
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waived_until: Mapped[date | None]
    waived_value: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str] = mapped_column(String(20), default="")
    confirmed_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    project: Mapped[Project | None] = relationship()
    fund: Mapped[Fund | None] = relationship()

    __table_args__ = (
        CheckConstraint("(project_id IS NULL) <> (fund_id IS NULL)", name="one_bearer"),
        CheckConstraint("lit_on <= changed_on", name="changed_after_lit"),
        CheckConstraint("out_on IS NULL OR lit_on <= out_on", name="out_after_lit"),
        CheckConstraint("(status = 'out') = (out_on IS NOT NULL)", name="out_has_day"),
        CheckConstraint("status <> 'waived' OR waived_until IS NOT NULL", name="waived_has_end"),
        Index("ix_light_status", "status"),
    )

    @property
    def bearer(self) -> Project | Fund:
        """What it stands on."""
        found = self.project if self.fund_id is None else self.fund
        if found is None:
            raise LookupError(f"light {self.id} stands on nothing")
        return found


# One place of a project or a fund shines at most once by each rule.
for _name, _bearer in (("uq_light_shining", Light.project_id), ("uq_light_shining_fund", Light.fund_id)):
    Index(
        _name,
        _bearer,
        Light.rule,
        Light.place,
        unique=True,
        sqlite_where=Light.out_on.is_(None),
        postgresql_where=Light.out_on.is_(None),
    )
