"""Who acts in the demo world: the demo accounts in their places, a post without a name everywhere else."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import actor_of
from portal.cli.demo_people import SINCE, People
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import Assignment, Fund, Project, Unit, User

_POSTS = {
    Role.ENTRY: ("entry", "填报岗"),
    Role.REVIEWER: ("review", "审核岗"),
    Role.DIVISION: ("division", "业务岗"),
    Role.CENTER: ("center", "评价岗"),
}


@dataclass
class Staff:
    """Actors by unit and role; a post is made when it acts for the first time."""

    session: Session
    people: People
    posts: dict[tuple[int, Role], Actor] = field(default_factory=dict)
    seconds: dict[tuple[int, Role], Actor] = field(default_factory=dict)
    password_hash: str = ""

    def load(self) -> None:
        """Find the demo accounts; their password hash serves all posts."""
        rows = self.session.scalars(
            select(Assignment).join(User).where(User.demo).order_by(Assignment.id)
        ).all()
        for held in rows:
            self.password_hash = held.user.password_hash
            self.posts.setdefault((held.unit_id, held.role), actor_of(held.user, held))

    def of(self, unit: Unit, role: Role) -> Actor:
        """The actor of a role in a unit."""
        if (unit.id, role) not in self.posts:
            self.posts[unit.id, role] = self._post(unit, role)
        return self.posts[unit.id, role]

    def second(self, unit: Unit, role: Role) -> Actor:
        """A colleague of that actor, for what one person alone may not do."""
        if (unit.id, role) not in self.seconds:
            self.seconds[unit.id, role] = self._post(unit, role, "2")
        return self.seconds[unit.id, role]

    def _post(self, unit: Unit, role: Role, number: str = "") -> Actor:
        name, title = _POSTS[role]
        user = User(
            username=f"{(unit.code or str(unit.id)).lower()}-{name}{number}",
            full_name=f"{unit.name_zh}{title}{number}"[:60],
            password_hash=self.password_hash,
            demo=True,
        )
        held = Assignment(unit=unit, role=role, starts_on=SINCE)
        user.assignments.append(held)
        self.session.add(user)
        self.session.flush()
        return actor_of(user, held)

    def clerk(self, project: Project) -> Actor:
        """Who fills a project in: the implementing unit's clerk."""
        return self.of(project.implementing_unit, Role.ENTRY)

    def reviewers(self, project: Project) -> list[Actor]:
        """Who reviews its filings, in the order of the route."""
        if project.owner_level is Level.REGION:
            division = project.division
            return [self.of(division, Role.DIVISION)] if division is not None else []
        prefecture = self.of(self.people.bureaus[project.region_code[:4] + "00"], Role.REVIEWER)
        if project.owner_level is Level.PREFECTURE:
            return [prefecture]
        return [self.of(self.people.bureaus[project.region_code], Role.REVIEWER), prefecture]

    def judge(self, bearer: Project | Fund) -> Actor:
        """Who judges the lights on a project or a fund: the last level of the route."""
        if isinstance(bearer, Project):
            return self.reviewers(bearer)[-1]
        if bearer.owner_level is Level.REGION:
            return self.of(bearer.unit, Role.DIVISION)
        return self.of(self.people.bureaus[bearer.region_code[:4] + "00"], Role.REVIEWER)

    def recorder(self, project: Project) -> Actor:
        """Who enters approved targets in the national system."""
        if project.owner_level is Level.REGION:
            return self.reviewers(project)[0]
        return self.of(self.people.bureaus[project.region_code], Role.REVIEWER)

    def supervisor(self, project: Project, who: str) -> Actor:
        """Who checks and orders: the center, the place's own bureau ("own"), or the level above."""
        if who == "center":
            return self.of(self.people.units["center"], Role.CENTER)
        found = self.reviewers(project)
        if project.implementing_unit.kind is UnitKind.FINANCE_BUREAU and len(found) == 1:
            return self.of(self.people.units["center"], Role.CENTER)
        return found[0] if who == "own" else found[-1]
