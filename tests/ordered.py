"""Rectification orders about the own project in each state, for tests of what follows."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.domain.filings import ProblemCategory
from portal.models import Order
from portal.services import order_drafts, orders
from portal.services.order_drafts import OrderEntry
from tests.factories import World


def entry(session: Session, world: World, **changes: object) -> OrderEntry:
    """A draft to the unit that carries the own project out."""
    project = world.project(session, "own")
    base = OrderEntry(
        category=ProblemCategory.TARGET_IRREGULAR,
        problem="数量指标与资金不符",
        basis="财预〔2015〕88号",
        requirement="核实并更正数量指标",
        evidence="",
        unit_id=project.implementing_unit_id,
        person="负责人",
        working_days=10,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def drafted(session: Session, world: World, by: str = "prefecture", **changes: object) -> Order:
    """A draft about the own project."""
    project = world.project(session, "own")
    return order_drafts.draft(session, world.actor(session, by), project, entry(session, world, **changes))


def issued(session: Session, world: World, by: str = "prefecture", **changes: object) -> Order:
    """An issued order."""
    order = drafted(session, world, by, **changes)
    orders.issue(session, world.actor(session, by), order)
    return order


def replied(session: Session, world: World) -> Order:
    """An order with a reply on the table."""
    order = issued(session, world)
    orders.acknowledge(session, world.actor(session, "unit"), order)
    orders.reply(session, world.actor(session, "unit"), order, "已更正指标")
    return order
