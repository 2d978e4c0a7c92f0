"""What a print job is made of: one entry a kind, which chooses the records and says what they are of.

A new kind needs an entry here and, where it prints records of a new sort, a builder in portal.reporting.issuing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.facts import filing_facts
from portal.access.scope import NotVisible, fetch, visible, within
from portal.domain.facts import Facts
from portal.domain.filings import OPEN_ORDERS, SEEN_ABOVE, Stage
from portal.domain.permissions import Ability, allows, may_ever
from portal.domain.printing import PrintKind
from portal.domain.problems import Problem
from portal.domain.regions import REGION_CODE
from portal.domain.reports import REPORTED, ReportKind
from portal.domain.roles import Actor
from portal.models import Bulletin, Filing, Order, Plan, PlanStatus, Project, Region, Report, Round
from portal.services import bulletins
from portal.services.workflow import Refused


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen in the form: code of a place, id of a round, id of a bulletin; 0 and "" for nothing."""

    kind: PrintKind
    region: str = ""
    round_id: int = 0
    bulletin_id: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """One record to print: its name in the register of papers, the place (in both languages) and the project it is of, the kind of form
    (a code of PaperKind)."""

    subject: str
    place_zh: str
    place_ug: str
    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The records of a job, and what they are of in both languages."""

    records: Sequence[Chosen]
    name_zh: str
    name_ug: str


_FORMS: Mapping[Stage, str] = {
    Stage.TARGET: "target",
    Stage.MONITORING: "monitoring",
    Stage.EVALUATION: "evaluation",
}


def _place(session: Session, actor: Actor, code: str) -> Region:
    """The place chosen, the actor's own where none was. Raises NotVisible."""
    wanted = code if REGION_CODE.match(code) else actor.region_code
    return fetch(session, Region, actor, wanted)


def _named(project: Project) -> str:
    return f"{project.name}（{project.code}）"


def _forms(session: Session, actor: Actor, wanted: Wanted) -> Choice:
    """Forms that have been filed, of a place and the places within it, in one round."""
    place = _place(session, actor, wanted.region)
    active = Plan.status == PlanStatus.ACTIVE
    in_force = select(Round).join(Plan, Plan.id == Round.plan_id).where(active, Round.id == wanted.round_id)
    of = session.scalars(in_force).one_or_none()
    if of is None:
        raise NotVisible(f"Round {wanted.round_id}")
    query = (
        visible(Filing, actor)
        .join(Project, Project.id == Filing.project_id)
        .where(within(Project.region_code, place.code), Filing.round_id == of.id)
        .where(Filing.status.in_(sorted(SEEN_ABOVE)))
        .options(
            joinedload(Filing.project).joinedload(Project.place_region),
            joinedload(Filing.project).joinedload(Project.implementing_unit),
            joinedload(Filing.round),
            joinedload(Filing.accepted_unit),
            joinedload(Filing.accepter),
        )
        .order_by(Project.region_code, Project.code, Filing.adjustment_no)
    )
    today, places = clock.today(), _places(session)
    records = [
        Chosen(
            f"filing:{filing.id}",
            *places.get(filing.project.region_code, ("", "")),
            _named(filing.project),
            _FORMS[filing.stage],
        )
        for filing in session.scalars(query)
        if allows(Ability.FILING_PRINT, actor, filing_facts(filing, today))
    ]
    return Choice(records, f"{place.name_zh} {of.name_zh}", f"{place.name_ug or place.name_zh} {of.name_ug}")


def _orders(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> list[Chosen]:
    query = (
        visible(Order, actor)
        .join(Project, Project.id == Order.project_id)
        .where(Order.issued_on.is_not(None), *conditions)
        .options(joinedload(Order.project))
        .order_by(Project.region_code, Project.code, Order.id)
    )
    places = _places(session)
    return [
        Chosen(
            f"order:{order.id}",
            *places.get(order.project.region_code, ("", "")),
            f"{_named(order.project)} {order.number}",
            "order",
        )
        for order in session.scalars(query)
        if allows(Ability.ORDER_READ, actor, Facts())
    ]


def _places(session: Session) -> dict[str, tuple[str, str]]:
    """Names of all places by code."""
    found = session.execute(select(Region.code, Region.name_zh, Region.name_ug)).tuples()
    return {code: (zh, ug) for code, zh, ug in found}


def _pushed(session: Session, actor: Actor, wanted: Wanted) -> Choice:
    """The orders that a bulletin tells of, as far as the actor sees them."""
    if not wanted.bulletin_id:
        raise Refused([Problem("bulletin_id", "print.push.missing")])
    bulletin = fetch(session, Bulletin, actor, wanted.bulletin_id)
    told = {item.record_id for item in bulletins.content(bulletin) if not item.rule}
    number = bulletins.number_of(bulletin)
    return Choice(_orders(session, actor, Order.id.in_(told)), number, number)


def _open_orders(session: Session, actor: Actor, wanted: Wanted) -> Choice:
    """The orders about projects of a place, and of the places within it, that are not closed."""
    place = _place(session, actor, wanted.region)
    held = _orders(
        session, actor, within(Project.region_code, place.code), Order.status.in_(sorted(OPEN_ORDERS))
    )
    return Choice(held, place.name_zh, place.name_ug or place.name_zh)


def _reports(session: Session, actor: Actor, wanted: Wanted) -> Choice:
    """The monthly reports of the prefectures of a place on the last month that any of them has reported on."""
    place = _place(session, actor, wanted.region)
    mine = visible(Report, actor).where(
        Report.kind == ReportKind.PREFECTURE_MONTHLY,
        Report.status.in_(REPORTED),
        Report.superseded_at.is_(None),
        within(Report.region_code, place.code),
    )
    options = (joinedload(Report.plan), joinedload(Report.unit))
    found = session.scalars(mine.options(*options).order_by(Report.region_code)).all()
    last = max(((r.plan.year, r.last_month) for r in found), default=(0, 0))
    places = _places(session)
    records = [
        Chosen(
            f"report:{r.id}",
            *places.get(r.region_code, ("", "")),
            f"{r.unit.name_zh} {r.number}",
            "report",
        )
        for r in found
        if (r.plan.year, r.last_month) == last and may_ever(Ability.REPORT_READ, actor)
    ]
    month = f"{last[0]}-{last[1]:02}"
    return Choice(records, f"{place.name_zh} {month}", f"{place.name_ug or place.name_zh} {month}")


CHOICES: Mapping[PrintKind, Callable[[Session, Actor, Wanted], Choice]] = {
    PrintKind.FORMS: _forms,
    PrintKind.PUSHED: _pushed,
    PrintKind.OPEN_ORDERS: _open_orders,
    PrintKind.REPORTS: _reports,
}
"""How each kind of job chooses its records. Raises NotVisible for a place, round or bulletin that is not the actor's,
Refused where no bulletin was chosen."""

MAY: Mapping[PrintKind, Ability] = {
    PrintKind.FORMS: Ability.FILING_PRINT,
    PrintKind.PUSHED: Ability.BULLETIN_READ,
    PrintKind.OPEN_ORDERS: Ability.ORDER_READ,
    PrintKind.REPORTS: Ability.REPORT_READ,
}
"""What a role must be able to do for a kind to hold anything for it."""


def offered(actor: Actor) -> list[PrintKind]:
    """The kinds of jobs that can hold papers for the actor's role."""
    return [kind for kind in PrintKind if may_ever(MAY[kind], actor)]
