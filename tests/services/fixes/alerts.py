"""Refusals around lights: the trial of a threshold, the day of a waiver."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.domain.flows.lights import LightAction
from portal.models import Light
from portal.services import backtest, light_moves
from tests.conftest import TODAY
from tests.factories import World
from tests.lit import overpaid
from tests.services.fixes.case import Act, Fix, nothing


def tried(key: str, value: str) -> Act:
    """A threshold is tried."""

    def act(session: Session, world: World, _none: None) -> None:
        plan = world.project(session, "own").plan
        backtest.trial(session, world.actor(session, "center"), plan, key, value, TODAY)

    return act


def waived(days: int | None) -> Act:
    """The light is waived until so many days from today."""
    until = None if days is None else TODAY + timedelta(days)

    def act(session: Session, world: World, light: Light) -> None:
        prefecture = world.actor(session, "prefecture")
        light_moves.move(session, prefecture, light, LightAction.WAIVE, "年底清算", until)

    return act


FIXES = {
    "backtest.value": Fix(nothing, tried("A01.red", "很多"), tried("A01.red", "20")),
    "light.until.missing": Fix(overpaid, waived(None), waived(1)),
    "light.until.past": Fix(overpaid, waived(0), waived(1)),
}
