"""The nights of the demo world: sweeps as days pass, and what people say next morning to what was found.

Lights, reminders, rungs and pushes so bear the days on which an office would have had them, and the jobs have a
history.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.timeline import STANDS_ON, spread
from portal.cli.demo_world.words import CONFIRMED, EXPLANATIONS, WAIVED
from portal.domain.flows.lights import LightAction, LightStatus
from portal.domain.jobs import RunStatus
from portal.domain.roles import Role, UnitKind
from portal.models import Bulletin, Light, Project
from portal.services import bulletins, light_moves, runs, sweeping

_FIRST = date(2020, 6, 1)
_PATIENCE = timedelta(days=5)
_WAIVER = timedelta(days=45)
_MONDAY = 1


def _has_clerk(light: Light) -> bool:
    """A division keeps its own funds and has no clerk beside those who judge."""
    return light.bearer.implementing_unit.kind is not UnitKind.DIVISION


class Nights:
    """Sweeps each Monday and on the last days before the demo's own."""

    def __init__(self, session: Session, staff: Staff) -> None:
        self.session, self.staff = session, staff

    def __call__(self, day: date) -> None:
        """A new day has begun."""
        if day < _FIRST or not (day.isoweekday() == _MONDAY or STANDS_ON - day < timedelta(days=4)):
            return
        self.sweep(day)
        if day.isoweekday() == _MONDAY and day < STANDS_ON:
            self._answer(day)
            self._receive(day)

    def sweep(self, day: date) -> None:
        """The work of the worker in the night to a day."""
        with clock.frozen(clock.at(day, 0, 10)):
            run = runs.claim(self.session, "sweep", day, "demo", 1, lambda _process: False)
            if run is None:
                return
            done = sweeping.run(self.session, day)
        with clock.frozen(clock.at(day, 0, 11)):
            runs.finish(self.session, run.id, RunStatus.DONE, asdict(done))

    def _answer(self, day: date) -> None:
        """Some units explain what has been shining for days; of what was explained before, most is judged."""
        query = (
            select(Light)
            .where(
                Light.status.in_((LightStatus.LIT, LightStatus.EXPLAINED)),
                Light.out_on.is_(None),
                Light.lit_on <= day - _PATIENCE,
            )
            .options(joinedload(Light.project).joinedload(Project.implementing_unit), joinedload(Light.fund))
            .order_by(Light.project_id, Light.fund_id, Light.rule, Light.place)
        )
        held = [
            (spread(f"{light.bearer.code}{light.rule}{light.place}", 12), light)
            for light in self.session.scalars(query)
        ]
        # One after the other as the morning goes by.
        for lot, light in sorted(held, key=lambda pair: pair[0]):
            with clock.frozen(clock.at(day, 9, 5 + lot)):
                if light.status is LightStatus.EXPLAINED:
                    self._judge(light, day, lot)
                elif lot < 3 and light.rule in EXPLANATIONS and _has_clerk(light):
                    clerk = self.staff.of(light.bearer.implementing_unit, Role.ENTRY)
                    text = EXPLANATIONS[light.rule]
                    light_moves.move(self.session, clerk, light, LightAction.EXPLAIN, text)

    def _judge(self, light: Light, day: date, lot: int) -> None:
        judge = self.staff.judge(light.bearer)
        if lot == 0:
            light_moves.move(self.session, judge, light, LightAction.CONFIRM, CONFIRMED)
        elif lot == 1:
            light_moves.move(self.session, judge, light, LightAction.WAIVE, WAIVED, day + _WAIVER)

    def _receive(self, day: date) -> None:
        """Two of three bureaus and divisions take note of what was pushed to them that night."""
        for bulletin in self.session.scalars(
            select(Bulletin).where(Bulletin.day == day).order_by(Bulletin.id)
        ):
            lot = spread(f"{bulletin.unit.code}{day}", 3)
            if lot:
                role = Role.DIVISION if bulletin.unit.kind is UnitKind.DIVISION else Role.REVIEWER
                with clock.frozen(clock.at(day, 9, 30 + 7 * lot)):
                    bulletins.receive(self.session, self.staff.of(bulletin.unit, role), bulletin)
