"""Refusals of the project register and of a project's money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.filings import FundSource
from portal.domain.flows.filings import FilingAction
from portal.models import Project, Unit
from portal.services import filings, projects
from portal.services.projects import MoneyEntry, PaymentEntry, ProjectEntry, ReleaseEntry
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved, decide, submitted
from tests.funded import plan_of
from tests.services.fixes.case import Act, Fix, either, nothing
from tests.services.fixes.workflow import recalls

TOMORROW, WAN = TODAY + timedelta(1), 1_000_000


def registers(by: str = "unit", **changes: Any) -> Act:
    """A project of the actor's own unit is registered with some changes to a good entry."""

    def act(session: Session, world: World, _begun: object) -> None:
        actor, plan = world.actor(session, by), plan_of(session)
        typed = ProjectEntry(
            name="村内道路硬化",
            type_code="road",
            fund_category_id=plan.funds[0].id,
            implementing_unit_id=actor.unit_id,
            competent_unit_id=actor.unit_id,
            place_code=actor.region_code,
            person_in_charge="负责人",
            phone="0903-1234567",
        )
        projects.register(session, actor, plan, replace(typed, **changes))

    return act


def for_another_place(session: Session, world: World, _begun: object) -> None:
    """The project is said to be another county's."""
    registers(implementing_unit_id=world.actor(session, "county2").unit_id)(session, world, None)


def edits(**changes: Any) -> Act:
    """The bureau changes the project's head."""

    def act(session: Session, world: World, _begun: object) -> None:
        project = world.project(session, "own")
        kept = {name: getattr(project, name) for name in ProjectEntry.__dataclass_fields__ if name != "code"}
        typed = ProjectEntry(**{**kept, **changes})
        projects.update(session, world.actor(session, "county-entry"), project, typed)

    return act


def moves_to_bureau(session: Session, world: World, _begun: object) -> None:
    """The bureau is to carry the project out."""
    edits(implementing_unit_id=world.actor(session, "county-entry").unit_id)(session, world, None)


def pays(fen: int = 100 * WAN, releases: Any = (), payments: Any = ()) -> Act:
    """The project's money is kept."""

    def act(session: Session, world: World, _begun: object) -> None:
        typed = MoneyEntry({(FundSource.CENTRAL, 2020): fen}, releases, payments)
        projects.save_money(session, world.actor(session, "unit"), world.project(session, "own"), typed)

    return act


def releases(fen: int = WAN, received: date | None = None, released: date = TODAY) -> Act:
    """One release is entered."""
    return pays(releases=[ReleaseEntry(None, "新财农〔2020〕1号", received, released, fen)])


def paid(fen: int = WAN, on: date = TODAY) -> Act:
    """One payment is entered."""
    return pays(payments=[PaymentEntry(None, on, fen)])


def once_recalled(then: Act) -> Act:
    """The unit takes the target back first."""

    def act(session: Session, world: World, filing: Any) -> None:
        recalls(session, world, filing)
        then(session, world, filing)

    return act


def once_returned(then: Act) -> Act:
    """The reviewing unit returns the target first."""

    def act(session: Session, world: World, filing: Any) -> None:
        decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
        then(session, world, filing)

    return act


def once_adjusting(then: Act) -> Act:
    """A change of the target is begun first."""

    def act(session: Session, world: World, filing: Any) -> None:
        project = world.project(session, "own")
        filings.open_adjustment(session, world.actor(session, "unit"), project, "资金调减")
        then(session, world, filing)

    return act


def coded(session: Session, world: World) -> None:
    """A project whose code somebody typed."""
    registers(code="MY-001")(session, world, None)


def without_division(session: Session, world: World) -> Unit:
    """A unit of the region that no division supervises."""
    unit_id = world.actor(session, "region-unit").unit_id
    unit = session.scalars(select(Unit).where(Unit.id == unit_id)).one()
    unit.division_id = None
    session.flush()
    return unit


def registers_once_assigned(session: Session, world: World, unit: Unit) -> None:
    """The administrator has entered the division."""
    unit.division_id = world.actor(session, "division").unit_id
    session.flush()
    registers("region-unit")(session, world, unit)


def own(session: Session, world: World) -> Project:
    """The county's project."""
    return world.project(session, "own")


MAY, JUNE = date(2020, 5, 1), date(2020, 6, 1)
FIXES = {
    "project.amount.zero": Fix(own, releases(0), either(releases(1), pays())),
    "project.amount.zero|payment": Fix(own, paid(0), either(paid(1), pays())),
    "project.code.taken": Fix(coded, registers(code="MY-001"), either(registers(code="MY-002"), registers(code=""))),
    "project.frozen": Fix(
        submitted, edits(name="改名"), either(once_recalled(edits(name="改名")), once_returned(edits(name="改名")))
    ),
    "project.frozen|approved": Fix(approved, pays(90 * WAN), once_adjusting(pays(90 * WAN))),
    "project.fund.missing": Fix(nothing, registers(fund_category_id=0), registers()),
    "project.name.empty": Fix(nothing, registers(name=" "), registers()),
    "project.payment.future": Fix(own, paid(on=TOMORROW), paid(on=TODAY)),
    "project.period": Fix(nothing, registers(starts_on=JUNE, ends_on=MAY), registers(starts_on=MAY, ends_on=JUNE)),
    "project.person_in_charge.empty": Fix(nothing, registers(person_in_charge=" "), registers()),
    "project.phone.empty": Fix(nothing, registers(phone=" "), registers()),
    "project.place.missing": Fix(nothing, registers(place_code="653125"), registers()),
    "project.release.future": Fix(own, releases(released=TOMORROW), releases(released=TODAY)),
    "project.release.order": Fix(own, releases(received=JUNE, released=MAY), releases(received=MAY, released=JUNE)),
    "project.type.missing": Fix(nothing, registers(type_code=""), registers()),
    "project.unit.foreign": Fix(nothing, for_another_place, registers()),
    "project.unit.no_division": Fix(without_division, registers("region-unit"), registers_once_assigned),
    "project.unit.submitted": Fix(approved, moves_to_bureau, edits()),
}  # fmt: skip
"""project.no_plan and the two of rows that are not complete are refused by the page alone: see tests/web/fixes.py."""
