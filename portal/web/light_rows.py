"""Lights as the pages show them: the sentence in the reader's language, the round or the order they stand on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.scope import visible
from portal.domain.alerts import COLOURS, NUMBERS, Rule
from portal.domain.roles import Actor
from portal.extensions import db
from portal.labels.parameters import PARAMETERS
from portal.messages import sentence
from portal.models import Fund, Light, Plan, PlanParameter, Project, Round
from portal.services import lights, rules


@dataclass(frozen=True, slots=True)
class LightRow:
    """A light with its sentence; round or order_id where it stands on one."""

    light: Light
    text: str
    round: Round | None = None
    order_id: int | None = None


WITH_UNIT = (
    joinedload(Light.project).joinedload(Project.implementing_unit),
    joinedload(Light.fund).joinedload(Fund.unit),
)
"""What a row shows of the project or fund."""


def shining_on(actor: Actor, bearer: Project | Fund) -> list[LightRow]:
    """The lights that shine on a project or a fund, red before yellow."""
    column = Light.fund_id if isinstance(bearer, Fund) else Light.project_id
    query = visible(Light, actor).where(column == bearer.id, Light.out_on.is_(None))
    ordered = query.options(*WITH_UNIT).order_by(Light.colour, Light.lit_on, Light.id)
    return rows_of(db.session.scalars(ordered).all())


def rows_of(found: Iterable[Light]) -> list[LightRow]:
    """Rows of lights whose projects and funds are loaded. One statement, for the rounds."""
    held = list(found)
    plans = {light.bearer.plan_id for light in held if light.place.startswith("round:")}
    rounds = {
        (r.plan_id, r.code): r
        for r in (db.session.scalars(select(Round).where(Round.plan_id.in_(plans))) if plans else ())
    }
    return [_row(light, rounds) for light in held]


def _row(light: Light, rounds: dict[tuple[int, str], Round]) -> LightRow:
    part, _colon, key = light.place.partition(":")
    return LightRow(
        light,
        sentence(lights.problem_of(light)),
        round=rounds.get((light.bearer.plan_id, key)) if part == "round" else None,
        order_id=int(key) if part == "order" else None,
    )


def thresholds(plan: Plan, rule: Rule, on: date) -> list[tuple[LazyString, PlanParameter]]:
    """Words and rows of a rule's parameters that hold on a day."""
    keys = [f"{rules.LIGHT}{key}" for key in (*NUMBERS, *COLOURS) if key.startswith(rule)]
    found = (rules.in_force(plan, key, on) for key in keys)
    return [(PARAMETERS[row.key], row) for row in found if row]
