"""A small world with the demo accounts: the fixed ground that tests stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import actor_of
from portal.cli.demo_people import make_people
from portal.domain.filings import FundSource
from portal.domain.indicators import Level2
from portal.domain.roles import Actor
from portal.domain.target_checks import TargetRow
from portal.models import Assignment, Filing, FundCategory, Plan, Project, ProjectFund, Unit, User
from portal.services import filings


def target_row(level2: Level2, name: str, value: str, weight: int) -> TargetRow:
    """A row of a target as typed for the first time; weight in hundredths of a point."""
    return TargetRow("", level2.level1, level2, name, value, weight)


@dataclass
class World:
    """What tests address by name."""

    projects: dict[str, int] = field(default_factory=dict)

    def actor(self, session: Session, username: str) -> Actor:
        """The actor behind a demo account in its first role."""
        user = session.scalars(select(User).where(User.username == username)).one()
        held = session.scalars(
            select(Assignment).where(Assignment.user_id == user.id).order_by(Assignment.id)
        ).first()
        assert held is not None
        return actor_of(user, held)

    def project(self, session: Session, name: str) -> Project:
        """A project of the world."""
        return session.scalars(select(Project).where(Project.id == self.projects[name])).one()

    def filing(self, session: Session, name: str, round_code: str = "target") -> Filing:
        """A filing of a project by the code of its round."""
        rows = session.scalars(
            select(Filing).where(Filing.project_id == self.projects[name]).order_by(Filing.id)
        )
        return next(f for f in rows if f.round.code == round_code)


class _Maker:
    """make_world(session) with the world it made last."""

    made: World = World()

    def __call__(self, session: Session) -> World:
        people = make_people(session)
        self.made = World()
        for name, unit in (
            ("own", people.units["unit"]),
            ("sibling", people.units["unit-county2"]),
            ("region", people.units["region-unit"]),
            ("prefecture", people.units["unit-prefecture"]),
        ):
            self.made.projects[name] = make_project(session, unit, name).id
        return self.made


def make_project(session: Session, unit: Unit, name: str, fiscal_fen: int = 100_000_000) -> Project:
    """A project of a unit with fiscal money and its filings."""
    plan = session.scalars(select(Plan).where(Plan.status == "active")).one()
    fund = session.scalars(select(FundCategory).where(FundCategory.plan_id == plan.id)).first()
    assert fund is not None
    project = Project(
        plan=plan,
        code=f"2020-{unit.region_code}-{name}",
        name=f"村内道路硬化项目({name})",
        type_code="road",
        fund_category=fund,
        implementing_unit=unit,
        competent_unit=unit,
        owner_level=unit.level,
        region_code=unit.region_code,
        division_id=unit.division_id,
        place_code=unit.region_code,
        person_in_charge="负责人",
        phone="0903-0000000",
        starts_on=date(2020, 3, 1),
        ends_on=date(2020, 11, 30),
        households=120,
        persons=480,
    )
    project.funds.append(ProjectFund(source=FundSource.CENTRAL, year=plan.year, amount_fen=fiscal_fen))
    session.add(project)
    session.flush()
    filings.create_filings(session, project)
    return project


make_world: _Maker = _Maker()
Factory = Callable[..., Any]
