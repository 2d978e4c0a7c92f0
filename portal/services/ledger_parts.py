"""The three kinds of rows of the problem ledger as selects of one shape: issued orders, confirmed lights on which no
order stands yet, and problems entered by hand. All begin from the actor's scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from portal.access.scope import visible, within
from portal.domain.alerts import CATEGORIES
from portal.domain.filings import OPEN_ORDERS, OrderStatus
from portal.domain.flows.lights import LightStatus
from portal.domain.ledgers import OPEN_ENTRIES, EntryStatus, Manner
from portal.domain.roles import Actor, Level
from portal.models import Fund, LedgerEntry, Light, Order, Plan, Project, Unit
from portal.services.orders import earlier_of_kind

STATES = ("open", "overdue", "closed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ledger is narrowed to and how it is sorted; an empty value narrows nothing.

    state: one of STATES, overdue on the day `today`; region: code of a place; year: of the plan, and for what hangs on
    no project the year of finding; changed_since: rows on which something moved after that instant; sort: a name of
    ledger.SORTS.
    """

    state: str = ""
    level: str = ""
    manner: str = ""
    category: str = ""
    region: str = ""
    year: int | None = None
    changed_since: datetime | None = None
    today: date | None = None
    sort: str = ""
    falling: bool = False


def order_rows(actor: Actor, wanted: Wanted) -> Select[Any]:
    """Issued orders; the finding level is that of the unit that issued."""
    issuer, earlier = aliased(Unit), aliased(Order)
    manner = case(
        (Order.light_id.is_not(None), Manner.LIGHT.value),
        (Order.finding_id.is_not(None), Manner.CHECK.value),
        (Order.concentrated_problem_id.is_not(None), Manner.CONCENTRATED.value),
        (Order.filing_id.is_not(None), Manner.REVIEW.value),
        else_=Manner.OTHER.value,
    )
    found = (
        visible(Order, actor)
        .join(Project, Project.id == Order.project_id)
        .join(issuer, issuer.id == Order.issuer_unit_id)
        .where(Order.issued_on.is_not(None), Order.status != OrderStatus.WITHDRAWN)
    )
    found = _in_state(found, wanted, Order.status.in_(sorted(OPEN_ORDERS)), Order.due_on)
    found = _moved(found, wanted, Order.touched_at)
    return _of_projects(found, wanted).with_only_columns(
        literal("order").label("kind"),
        Order.id,
        Order.issued_on.label("found_on"),
        _text(issuer.level).label("level"),
        manner.label("manner"),
        Project.region_code,
        Project.id.label("project_id"),
        Project.code.label("project_code"),
        Project.name.label("project_name"),
        _text(Order.category).label("category"),
        Order.problem.label("said"),
        Order.unit_id,
        _text(Order.status).label("status"),
        Order.number,
        literal("").label("rule"),
        literal("").label("rule_kind"),
        Order.person,
        Order.requirement,
        Order.due_on,
        Order.closed_at,
        Order.closed_by,
        Order.light_id,
        _flag(exists().where(earlier_of_kind(earlier))).label("repeated"),
        Order.issuer_unit_id.label("keeper_id"),
        Order.touched_at.label("moved_at"),
    )


def light_rows(actor: Actor, wanted: Wanted) -> Select[Any]:
    """Confirmed lights, shining or gone out, until an order is issued on them, on projects or on funds; the finding level is that of the unit
    that confirmed."""
    ordered = exists().where(Order.light_id == Light.id, Order.issued_on.is_not(None))
    judge = aliased(Unit)
    found = (
        visible(Light, actor)
        .outerjoin(Project, Project.id == Light.project_id)
        .outerjoin(Fund, Fund.id == Light.fund_id)
        .outerjoin(judge, judge.id == Light.confirmed_unit_id)
        .where(Light.verdict == LightStatus.CONFIRMED.value, ~ordered)
    )
    nothing: Any = null()
    found = _in_state(found, wanted, Light.out_on.is_(None), None)
    found = _moved(found, wanted, Light.moved_at)
    place = func.coalesce(Project.region_code, Fund.region_code)
    found = _of_projects(found, wanted, place, func.coalesce(Project.plan_id, Fund.plan_id))
    category = case({rule: kind.value for rule, kind in CATEGORIES.items()}, value=Light.rule)
    return found.with_only_columns(
        literal("light").label("kind"),
        Light.id,
        Light.lit_on.label("found_on"),
        func.coalesce(_text(judge.level), Level.REGION.value).label("level"),
        literal(Manner.LIGHT.value).label("manner"),
        place.label("region_code"),
        Project.id.label("project_id"),
        func.coalesce(Project.code, Fund.document_no).label("project_code"),
        func.coalesce(Project.name, Fund.name).label("project_name"),
        category.label("category"),
        Light.params.label("said"),
        func.coalesce(Project.implementing_unit_id, Fund.unit_id).label("unit_id"),
        _text(Light.status).label("status"),
        literal("").label("number"),
        _text(Light.rule).label("rule"),
        Light.kind.label("rule_kind"),
        func.coalesce(Project.person_in_charge, Fund.office).label("person"),
        literal("").label("requirement"),
        nothing.label("due_on"),
        nothing.label("closed_at"),
        nothing.label("closed_by"),
        Light.id.label("light_id"),
        _flag(_confirmed_before()).label("repeated"),
        Light.confirmed_unit_id.label("keeper_id"),
        Light.moved_at.label("moved_at"),
    )


def _confirmed_before() -> ColumnElement[bool]:
    """The same rule was confirmed at the same unit before."""
    earlier, theirs = aliased(Light), aliased(Project)
    return (
        exists()
        .where(
            earlier.project_id == theirs.id,
            theirs.implementing_unit_id == Project.implementing_unit_id,
            earlier.rule == Light.rule,
            earlier.id < Light.id,
            earlier.verdict == LightStatus.CONFIRMED.value,
        )
        .correlate(Light, Project)
    )


def entry_rows(actor: Actor, wanted: Wanted) -> Select[Any]:
    """Problems entered by hand, with or without a project."""
    found = (
        visible(LedgerEntry, actor)
        .outerjoin(Project, Project.id == LedgerEntry.project_id)
        .where(LedgerEntry.status != EntryStatus.VOID)
    )
    found = _in_state(found, wanted, LedgerEntry.status.in_(sorted(OPEN_ENTRIES)), LedgerEntry.due_on)
    found = _moved(found, wanted, LedgerEntry.touched_at)
    if wanted.region:
        found = found.where(within(LedgerEntry.region_code, wanted.region))
    if wanted.year is not None:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        alone = and_(LedgerEntry.project_id.is_(None), LedgerEntry.found_on.between(first, last))
        found = found.where(or_(alone, _of_year(wanted.year)))
    nothing: Any = null()
    return found.with_only_columns(
        literal("entry").label("kind"),
        LedgerEntry.id,
        LedgerEntry.found_on,
        _text(LedgerEntry.level).label("level"),
        _text(LedgerEntry.manner).label("manner"),
        LedgerEntry.region_code,
        LedgerEntry.project_id,
        func.coalesce(Project.code, "").label("project_code"),
        func.coalesce(Project.name, "").label("project_name"),
        _text(LedgerEntry.category).label("category"),
        LedgerEntry.problem.label("said"),
        LedgerEntry.responsible_unit_id.label("unit_id"),
        _text(LedgerEntry.status).label("status"),
        literal("").label("number"),
        literal("").label("rule"),
        literal("").label("rule_kind"),
        LedgerEntry.person,
        LedgerEntry.requirement,
        LedgerEntry.due_on,
        LedgerEntry.closed_at,
        LedgerEntry.closed_by,
        nothing.label("light_id"),
        _flag(or_(LedgerEntry.repeated, _entered_before())).label("repeated"),
        LedgerEntry.unit_id.label("keeper_id"),
        LedgerEntry.touched_at.label("moved_at"),
    )


def _entered_before() -> ColumnElement[bool]:
    """The same ledger held the same kind of problem at the same unit before."""
    earlier = aliased(LedgerEntry)
    return exists().where(
        earlier.unit_id == LedgerEntry.unit_id,
        earlier.responsible_unit_id == LedgerEntry.responsible_unit_id,
        earlier.category == LedgerEntry.category,
        earlier.id < LedgerEntry.id,
        earlier.status != EntryStatus.VOID,
    )


def _text(column: Any) -> Any:
    """A column of codes as plain text, so that all parts of the ledger are of one type."""
    return type_coerce(column, String)


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """A condition as 1 or 0, which both databases can unite and sort."""
    return case((condition, 1), else_=0)


def _in_state(found: Select[Any], wanted: Wanted, is_open: ColumnElement[bool], due_on: Any) -> Select[Any]:
    match wanted.state:
        case "open":
            return found.where(is_open)
        case "closed":
            return found.where(~is_open)
        case "overdue" if due_on is None:
            return found.where(literal(1) == 0)
        case "overdue":
            return found.where(is_open, due_on < wanted.today)
    return found


def _moved(found: Select[Any], wanted: Wanted, moment: Any) -> Select[Any]:
    return found if wanted.changed_since is None else found.where(moment > wanted.changed_since)


def _of_projects(
    found: Select[Any], wanted: Wanted, place: Any = Project.region_code, plan: Any = Project.plan_id
) -> Select[Any]:
    if wanted.region:
        found = found.where(within(place, wanted.region))
    return found if wanted.year is None else found.where(_of_year(wanted.year, plan))


def _of_year(year: int, plan: Any = Project.plan_id) -> ColumnElement[bool]:
    chosen: ColumnElement[bool] = plan.in_(select(Plan.id).where(Plan.year == year))
    return chosen
