"""Lights that tests make: a project with money, and its lights refreshed on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.alerts import Rule
from portal.domain.flows.lights import LightAction
from portal.models import Light, Payment, Project, Release
from portal.services import light_moves, lights
from tests.conftest import TODAY
from tests.factories import World

WAN = 1_000_000


def refreshed(
    session: Session, world: World, name: str = "own", on: date = TODAY
) -> list[tuple[str, str, str]]:
    """Refresh a project's lights; rule, colour and place of those that shine then."""
    lights.refresh_projects(session, [world.projects[name]], on)
    return shining(session, world.projects[name])


def shining(session: Session, project_id: int) -> list[tuple[str, str, str]]:
    """Rule, colour and place of the lights that shine on a project."""
    rows = session.scalars(
        select(Light)
        .where(Light.project_id == project_id, Light.out_on.is_(None))
        .order_by(Light.rule, Light.id)
    )
    return [(row.rule.value, row.colour.value, row.place) for row in rows]


def pay(session: Session, project: Project, fen: int, on: date = TODAY) -> Payment:
    """A payment."""
    payment = Payment(paid_on=on, amount_fen=fen, voucher_no="")
    project.payments.append(payment)
    session.flush()
    return payment


def release(session: Session, project: Project, fen: int, received: date | None, released: date) -> Release:
    """A release."""
    made = Release(
        document_no="和财农〔2020〕1号", received_on=received, released_on=released, amount_fen=fen
    )
    project.releases.append(made)
    session.flush()
    return made


def overpaid(session: Session, world: World, name: str = "own") -> Light:
    """A red light on a project that was paid a fen more than there is."""
    project = world.project(session, name)
    pay(session, project, project.total_fen + 1)
    refreshed(session, world, name)
    query = select(Light).where(
        Light.project_id == project.id, Light.rule == Rule.P03, Light.out_on.is_(None)
    )
    return session.scalars(query).one()


def explained(session: Session, world: World) -> Light:
    """The same with a word of the unit."""
    light = overpaid(session, world)
    light_moves.move(session, world.actor(session, "unit"), light, LightAction.EXPLAIN, "多付的已退回")
    return light
