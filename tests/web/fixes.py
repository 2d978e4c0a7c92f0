"""Refusals that a page alone gives, because no service is asked: what is posted wrong, and what its sentence advises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Plan
from tests.factories import World
from tests.locked import round_of

Data = Mapping[str, str]
Act = Callable[[Session, World], object]


def nothing(_session: Session, _world: World) -> None:
    """The small world as it is."""


@dataclass(frozen=True, slots=True)
class PageFix:
    """A page and two posts to it. typed: all that is posted; wrong: what is changed in it; begun and mended: what is
    made before the one and before the other."""

    who: str
    path: Callable[[World], str]
    typed: Callable[[Session, World], Data]
    wrong: Data
    begun: Act = nothing
    mended: Act = nothing


def plan(session: Session) -> Plan:
    """The plan of the year, in force or not."""
    return session.scalars(select(Plan)).one()


def no_plan(session: Session, _world: World) -> None:
    """The year's plan is a draft still."""
    plan(session).status = "draft"


def plan_opened(session: Session, _world: World) -> None:
    """The center has put the plan in force."""
    plan(session).status = "active"


def exception_of_own_unit(session: Session, world: World) -> Data:
    """A request for the own unit."""
    unit, round_id = world.project(session, "own").implementing_unit_id, round_of(session).id
    return {"round_id": str(round_id), "unit_id": str(unit), "wished_on": "2020-07-15", "reason": "停电"}


def fund(session: Session, _world: World) -> Data:
    """A fund as typed."""
    category = plan(session).funds[0].id
    return {
        "name": "中央财政专项扶贫资金",
        "document_no": "和财农〔2020〕7号",
        "source": "central",
        "fund_category_id": str(category),
        "nature": "general",
        "received_on": "2020-06-15",
        "amount_fen": "50",
    }


def project(session: Session, world: World) -> Data:
    """A project as typed."""
    unit = str(world.actor(session, "unit").unit_id)
    return {
        "name": "村内道路硬化",
        "type_code": "road",
        "fund_category_id": str(plan(session).funds[0].id),
        "implementing_unit_id": unit,
        "competent_unit_id": unit,
        "place_code": "653222",
        "person_in_charge": "负责人",
        "phone": "0903-1234567",
    }


def money(session: Session, world: World) -> Data:
    """The money of the project with a release and a payment."""
    return {
        "version_id": str(world.project(session, "own").version_id),
        "funds-2020-central": "100",
        "releases-0-document": "新财农〔2020〕1号",
        "releases-0-released": date(2020, 3, 9).isoformat(),
        "releases-0-amount": "60",
        "payments-0-paid": date(2020, 6, 1).isoformat(),
        "payments-0-amount": "5",
    }


def money_page(world: World) -> str:
    """The money page of the county's project."""
    return f"/projects/{world.projects['own']}/money"


def no_period(session: Session, _world: World) -> Data:
    """The report on May as chosen."""
    return {"period": f"{plan(session).id}:prefecture_monthly:5"}


FIXES = {
    "report.period.unknown": PageFix(
        "prefecture", lambda _w: "/reports/", no_period, {"period": "1:prefecture_monthly:13"}
    ),
    "exception.unit": PageFix("unit", lambda _w: "/exceptions/new", exception_of_own_unit, {"unit_id": "0"}),
    "fund.no_plan": PageFix("county-entry", lambda _w: "/ledgers/funds/new", fund, {}, no_plan, plan_opened),
    "project.no_plan": PageFix("unit", lambda _w: "/projects/new", project, {}, no_plan, plan_opened),
    "project.payment.incomplete": PageFix("unit", money_page, money, {"payments-0-paid": ""}),
    "project.release.incomplete": PageFix("unit", money_page, money, {"releases-0-document": ""}),
}
