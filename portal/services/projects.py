"""The project register: registering and editing projects, their funds, releases and payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import project_facts
from portal.access.guards import NotAllowed
from portal.access.scope import unit_scope
from portal.domain.filings import WAITING, FundSource, Stage
from portal.domain.permissions import Ability, allows, may_ever
from portal.domain.problems import Problem
from portal.domain.roles import Actor, UnitKind
from portal.models import Filing, Payment, Plan, Project, ProjectFund, Release, Unit
from portal.services import history, numbering
from portal.services.filings import create_filings
from portal.services.workflow import Refused

FROZEN = ("name", "type_code", "implementing_unit_id", "competent_unit_id")


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """A project as typed."""

    name: str
    type_code: str
    fund_category_id: int
    implementing_unit_id: int
    competent_unit_id: int
    place_code: str
    code: str = ""
    place: str = ""
    content: str = ""
    person_in_charge: str = ""
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    households: int | None = None
    persons: int | None = None


@dataclass(frozen=True, slots=True)
class MoneyEntry:
    """Funds of the plan's year by source (fen), releases (document, received, released, fen), payments (day, fen,
    voucher)."""

    funds: Mapping[FundSource, int]
    releases: Sequence[tuple[str, date | None, date, int]]
    payments: Sequence[tuple[date, int, str]]


def units_to_fill_for(session: Session, actor: Actor) -> Sequence[Unit]:
    """Units whose projects the actor may register: the own department, or those of the bureau's place."""
    query = select(Unit).where(
        unit_scope(actor), Unit.kind.in_([UnitKind.DEPARTMENT, UnitKind.FINANCE_BUREAU])
    )
    if actor.unit_kind is UnitKind.DEPARTMENT:
        query = query.where(Unit.id == actor.unit_id)
    else:
        query = query.where(Unit.region_code == actor.region_code)
    return session.scalars(query.order_by(Unit.code, Unit.id)).all()


def register(session: Session, actor: Actor, plan: Plan, entry: ProjectEntry) -> Project:
    """Register a project and make its filings. Raises NotAllowed, or Refused with problems."""
    if not may_ever(Ability.PROJECT_REGISTER, actor):
        raise NotAllowed(Ability.PROJECT_REGISTER)
    units = {u.id: u for u in units_to_fill_for(session, actor)}
    unit = units.get(entry.implementing_unit_id)
    found = _problems(session, entry, None)
    if unit is None:
        found.append(Problem("implementing_unit_id", "project.unit.foreign"))
    if found or unit is None:
        raise Refused(found)
    code = entry.code.strip() or project_code(session, plan, unit)
    project = Project(
        plan_id=plan.id,
        code=code,
        owner_level=unit.level,
        region_code=unit.region_code,
        division_id=unit.division_id,
        created_by=actor.user_id,
    )
    _assign(project, entry)
    session.add(project)
    session.flush()
    session.refresh(project)
    create_filings(session, project)
    history.record(
        session,
        actor,
        f"project:{project.id}",
        f"project:{project.id}",
        "project.register",
        {"code": project.code, "name": project.name},
    )
    return project


def project_code(session: Session, plan: Plan, unit: Unit) -> str:
    """A code for a project that came without one: year, place, running number."""
    number = numbering.next_number(session, f"project:{unit.region_code}", plan.year)
    return f"{plan.year}{unit.region_code}{number:04d}"


def _assign(project: Project, entry: ProjectEntry) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {}
    for name in ProjectEntry.__dataclass_fields__:
        if name == "code":
            continue
        value = getattr(entry, name)
        value = value.strip() if isinstance(value, str) else value
        before = getattr(project, name)
        if before != value:
            changed[name] = [_plain(before), _plain(value)]
            setattr(project, name, value)
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _problems(session: Session, entry: ProjectEntry, project: Project | None) -> list[Problem]:
    found: list[Problem] = []
    if not entry.name.strip():
        found.append(Problem("name", "project.name.empty"))
    if entry.starts_on and entry.ends_on and entry.starts_on > entry.ends_on:
        found.append(
            Problem(
                "ends_on",
                "project.period",
                {"starts": entry.starts_on.isoformat(), "ends": entry.ends_on.isoformat()},
            )
        )
    code = entry.code.strip()
    if code and project is None and session.scalars(select(Project.id).where(Project.code == code)).first():
        found.append(Problem("code", "project.code.taken", {"code": code}))
    return found


def frozen(session: Session, project: Project) -> bool:
    """Name, type, units and funds stand still while a target is under review or approved: what was reviewed must
    be what is carried out. A change then goes through the adjustment."""
    if project.target_id is not None:
        return True
    waiting = session.scalars(
        select(Filing.id).where(
            Filing.project_id == project.id, Filing.stage == Stage.TARGET, Filing.status.in_(sorted(WAITING))
        )
    ).first()
    return waiting is not None


def update(session: Session, actor: Actor, project: Project, entry: ProjectEntry) -> None:
    """Change a project's head. Raises NotAllowed or Refused (frozen fields, unreadable values)."""
    _permit(actor, project)
    found = _problems(session, entry, project)
    if frozen(session, project):
        found.extend(
            Problem(name, "project.frozen")
            for name in FROZEN
            if getattr(project, name) != getattr(entry, name)
        )
    allowed = {u.id for u in units_to_fill_for(session, actor)} | {project.implementing_unit_id}
    if entry.implementing_unit_id not in allowed:
        found.append(Problem("implementing_unit_id", "project.unit.foreign"))
    if found:
        raise Refused(found)
    changed = _assign(project, entry)
    session.flush()
    if changed:
        _note(session, actor, project, "project.edit", changed)


def save_money(session: Session, actor: Actor, project: Project, entry: MoneyEntry) -> None:
    """Replace funds of the year, releases and payments; old and new sums go to the history.

    Raises NotAllowed, or Refused where frozen funds would change or dates contradict.
    """
    _permit(actor, project)
    year = project.plan.year
    held = {f.source: f for f in project.funds if f.year == year}
    before = {s.value: f.amount_fen for s, f in held.items()}
    after = {s.value: a for s, a in entry.funds.items() if a}
    found = [
        Problem("releases", "project.release.order", {"document": document})
        for document, received, released, _amount in entry.releases
        if received and received > released
    ]
    found += [
        Problem("payments", "project.payment.future", {"day": day.isoformat()})
        for day, _amount, _voucher in entry.payments
        if day > clock.today()
    ]
    if {k: v for k, v in before.items() if v} != after and frozen(session, project):
        found.append(Problem("funds", "project.frozen"))
    if found:
        raise Refused(found)
    for source in FundSource:
        amount = entry.funds.get(source, 0)
        if source in held:
            held[source].amount_fen = amount
        elif amount:
            project.funds.append(ProjectFund(source=source, year=year, amount_fen=amount))
    sums = [project.released_fen, sum(p.amount_fen for p in project.payments)]
    project.releases = [
        Release(document_no=d, received_on=r, released_on=o, amount_fen=a) for d, r, o, a in entry.releases
    ]
    project.payments = [Payment(paid_on=d, amount_fen=a, voucher_no=v) for d, a, v in entry.payments]
    session.flush()
    _note(
        session,
        actor,
        project,
        "project.money",
        {
            "funds": [before, after],
            "released_fen": [sums[0], project.released_fen],
            "paid_fen": [sums[1], sum(p.amount_fen for p in project.payments)],
        },
    )


def _permit(actor: Actor, project: Project) -> None:
    if not allows(Ability.PROJECT_EDIT, actor, project_facts(project)):
        raise NotAllowed(Ability.PROJECT_EDIT)


def _note(session: Session, actor: Actor, project: Project, action: str, params: Mapping[str, Any]) -> None:
    history.record(session, actor, f"project:{project.id}", f"project:{project.id}", action, params)
