"""Which projects a demo world of a size has: the cast of the accounts, then county after county in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo_people import People
from portal.cli.demo_world import defects
from portal.cli.demo_world.defects import Planted, plant
from portal.cli.demo_world.inspection import on_finding, ordered
from portal.cli.demo_world.kinds import Kind, kinds, size_of
from portal.cli.demo_world.places import Places
from portal.cli.demo_world.rounds import evaluated
from portal.cli.demo_world.samples import Entering
from portal.cli.demo_world.samples import script as enter
from portal.cli.demo_world.sampling import Sampling
from portal.cli.demo_world.script import script
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.stage import Stage
from portal.cli.demo_world.stories import CAST, FINISHED, TURNS, Story
from portal.cli.demo_world.timeline import Diary, Script, spread
from portal.domain.deadlines import WorkCalendar
from portal.domain.roles import Actor, Level, Role
from portal.models import Plan, ProjectType, Region, Unit
from portal.services import calendars, plans, rules
from portal.services.attachments import Store

TABLES_FROM, TARGETS_FROM, LAST_YEAR_FROM = 60, 120, 200
"""Worlds of fewer projects go without the published tables, the library's targets and last year's projects."""
_LAST_YEAR: tuple[tuple[str, str], ...] = (
    ("653222U1", "planting"), ("653222U1", "household_farming"), ("653222U1", "living_environment"),
    ("653222U2", "road"), ("653222U3", "drinking_water"), ("653222F", "microcredit"),
    ("653125U1", "planting"), ("653125U3", "irrigation"), ("653200U1", "processing"),
    ("650000U1", "breeding"), ("650000U1", "animal_health"), ("650000U3", "irrigation"),
)  # fmt: skip


@dataclass
class Casting:
    """Hands out units, kinds and stories."""

    session: Session
    people: People
    staff: Staff
    store: Store
    names: set[str] = field(default_factory=set)
    number: int = 0
    held: list[object] = field(default_factory=list)

    def scripts(self, count: int) -> list[Script]:
        """The scripts of a world of `count` projects."""
        self.places = Places(self.people)
        self.places.load(self.session)
        self.calendar: WorkCalendar = calendars.calendar(self.session)
        self.plan = self.session.scalars(select(Plan).where(Plan.status == "active")).one()
        # Held here, so that the session finds them at hand and need not load them again.
        self.held = [*self.session.scalars(select(ProjectType)), *self.plan.rounds]
        found: list[Script] = []
        for part in CAST[:count]:
            found += self._script(self._unit(part.unit), kinds()[part.kind], part.story)
        samples = self._samples(count)
        found += samples
        made = len(CAST[:count]) + len(samples)
        if count >= LAST_YEAR_FROM:
            found += self._last_year()
            made += len(_LAST_YEAR)
        turns = self._turns()
        for _ in range(count - made):
            found += self._script(*next(turns))
        return found

    def planted(self) -> list[Planted]:
        """The projects with one defect each, to be played with the others; asked for after scripts()."""
        return plant(self._defective)

    def _defective(self, name: str) -> Stage:
        kind = kinds()[defects.KIND]
        return Stage(
            session=self.session,
            staff=self.staff,
            store=self.store,
            plan=self.plan,
            unit=self._unit("653222U2"),
            kind=kind,
            size=size_of(kind, name, defects.ENDS),
            story=Story(),
            diary=Diary(f"defect/{name}", self.calendar),
            name=f"预警样例 {name}",
            place=f"样例村 {name}",
        )

    def _unit(self, code: str) -> Unit:
        return self.people.held[code]

    def _samples(self, count: int) -> list[Script]:
        if count < TABLES_FROM:
            return []
        sampling = Sampling(self.session, self.people, rules.weights(self.plan))
        samples = sampling.tables() + (sampling.targets() if count >= TARGETS_FROM else [])
        self.held += samples
        return [
            enter(
                Entering(
                    self.session, self.staff, self.plan, sampling.keeper, s, Diary(s.code, self.calendar)
                )
            )
            for s in samples
        ]

    def _last_year(self) -> list[Script]:
        """A few finished projects of a plan copied to last year, and the closing of that plan."""
        year = self.plan.year - 1
        center = self.staff.of(self.people.units["center"], Role.CENTER)
        with clock.frozen(clock.at(date(year, 1, 14), 11, 20)):
            plan = plans.copy_plan(self.session, center, self.plan, year)
            plans.activate(self.session, center, plan)
        self.held += [plan, *plan.rounds]
        found = [self._closing(center, plan)]
        for code, kind in _LAST_YEAR:
            found += self._script(self._unit(code), kinds()[kind], FINISHED, plan)
        return found

    def _closing(self, center: Actor, plan: Plan) -> Script:
        yield Diary(f"close/{plan.year}", self.calendar).on(date(plan.year + 1, 2, 20))
        plans.close(self.session, center, plan)

    def _turns(self) -> Iterator[tuple[Unit, Kind, Story]]:
        """Units, kinds and stories without end: three counties, then a prefecture or a counterpart unit."""
        counties, prefectures = self.places.counties(), self.places.prefectures()
        all_kinds = list(kinds().values())
        n = 0
        while True:
            kind = all_kinds[n % len(all_kinds)]
            story = TURNS[(n + n // len(TURNS)) % len(TURNS)]
            if n % 12 == 7:
                code = prefectures[n // 12 % len(prefectures)]
                yield self.places.unit(code, kind.department), kind, story
            elif n % 24 == 19:
                place = 1 + n // 24 % 3
                yield self.people.units[f"region-unit{place}"], self._of_counterpart(place, n), story
            else:
                code = counties[n % len(counties)]
                yield self.places.unit(code, kind.department), kind, story
            n += 1

    def _of_counterpart(self, place: int, n: int) -> Kind:
        fitting = {1: ("breeding", "animal_health"), 2: ("disability",), 3: ("drinking_water", "irrigation")}
        codes = fitting[place]
        return kinds()[codes[n % len(codes)]]

    def _script(self, unit: Unit, kind: Kind, story: Story, plan: Plan | None = None) -> list[Script]:
        self.number += 1
        plan = plan or self.plan
        year, key = plan.year, f"{plan.year}/{self.number}"
        ends_on = date(year, 6, 24) if story.finished else date(year, 9 + spread(f"{key}end", 3), 30)
        place = self.session.get_one(Region, unit.region_code)
        area = self.places.area(unit.region_code, key)
        size = size_of(kind, key, ends_on)
        where = "自治区本级" if place.level is Level.REGION else f"{place.name_zh}{area}"
        name = self._name(f"{year}年{where}{kind.works[spread(f'{key}w', len(kind.works))]}")
        stage = Stage(
            session=self.session,
            staff=self.staff,
            store=self.store,
            plan=plan,
            unit=unit,
            kind=kind,
            size=size,
            story=story,
            diary=Diary(key, self.calendar),
            name=name,
            place=f"{area}等{size.villages}个村" if area else f"{size.villages}个行政村",
        )
        found = [script(stage)]
        if story.finished:
            found.append(evaluated(stage, Diary(f"{key}/evaluation", self.calendar)))
        if story.order and not on_finding(story):
            found.append(ordered(stage, Diary(f"{key}/order", self.calendar)))
        return found

    def _name(self, wanted: str) -> str:
        """A name that no other project has: the second of a kind in a place is its second part."""
        name, part = wanted, 1
        while name in self.names:
            part += 1
            name = f"{wanted}（{'一二三四五六七八九十'[min(part, 10) - 1]}期）"
            if part > 10:
                name = f"{wanted}（{part}）"
        self.names.add(name)
        return name
