"""The project register: registering and editing projects, their funds, releases (下达) and payments (支付).

What was reviewed must be what is carried out: name, type, category of funds, units and funds stand still
while the target is under review or approved. They move again with a return, a recall, or an adjustment that
is being filled in (财预〔2015〕88号: once approved, a target is changed by the procedure alone). Once
anything was submitted the units stay for good, for the route of review rests on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.access.facts import project_facts
from portal.access.guards import NotAllowed
from portal.access.scope import region_scope, unit_scope
from portal.domain.filings import EDITABLE, WAITING, FundSource, Stage
from portal.domain.permissions import Ability, allows, may_ever
from portal.domain.problems import Problem
from portal.domain.roles import Actor, UnitKind
from portal.models import (
    Filing,
    Payment,
    Plan,
    Project,
    ProjectFund,
    ProjectType,
    Region,
    Release,
    Unit,
)
from portal.services import fund_links, history, numbering
from portal.services.filings import create_filings
from portal.services.workflow import Refused

UNITS = ("implementing_unit_id", "competent_unit_id")
FROZEN = ("name", "type_code", "fund_category_id")
"""Fields that stand still with the funds until the target can be changed; units stay for good once anything was
submitted, the others can always be brought up to date."""


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """A project as typed; without a code it gets the next one of its place and year."""

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
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """A release as typed: id of the stored row or None, document, days, amount in fen, the fund it comes out of;
    without one it is looked for by the document."""

    id: int | None
    document_no: str
    received_on: date | None
    released_on: date
    amount_fen: int
    fund_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """A payment as typed: id of the stored row or None, day, amount in fen, voucher."""

    id: int | None
    paid_on: date
    amount_fen: int
    voucher_no: str = ""


@dataclass(frozen=True, slots=True)
class MoneyEntry:
    """All money of a project: funds in fen by (source, year), releases and payments."""

    funds: Mapping[tuple[FundSource, int], int] = field(default_factory=dict)
    releases: Sequence[ReleaseEntry] = ()
    payments: Sequence[PaymentEntry] = ()


def units_to_fill_for(session: Session, actor: Actor) -> Sequence[Unit]:
    """Units whose projects the actor may register: the own department, or those of the bureau's place."""
    kinds = [UnitKind.DEPARTMENT, UnitKind.FINANCE_BUREAU]
    query = select(Unit).where(unit_scope(actor), Unit.kind.in_(kinds))
    if actor.unit_kind is UnitKind.DEPARTMENT:
        query = query.where(Unit.id == actor.unit_id)
    else:
        query = query.where(Unit.region_code == actor.region_code)
    today = clock.today()
    found = session.scalars(query.order_by(Unit.code, Unit.id)).all()
    return [u for u in found if u.valid_to is None or today < u.valid_to]


def competent_units(session: Session, actor: Actor) -> Sequence[Unit]:
    """Competent departments to choose from: all departments and the bureau of the actor's place and level."""
    return session.scalars(
        select(Unit)
        .where(
            Unit.region_code == actor.region_code,
            Unit.level == actor.unit_level,
            Unit.kind.in_([UnitKind.DEPARTMENT, UnitKind.FINANCE_BUREAU]),
        )
        .order_by(Unit.code, Unit.id)
    ).all()


def places(session: Session, actor: Actor) -> Sequence[Region]:
    """Places where a project of the actor can lie, that exist today."""
    found = session.scalars(select(Region).where(region_scope(actor)).order_by(Region.code)).all()
    return [place for place in found if place.valid_on(clock.today())]


def register(session: Session, actor: Actor, plan: Plan, entry: ProjectEntry) -> Project:
    """Register a project of a plan's year and make its filings for all rounds.

    Raises NotAllowed, or Refused with a problem at each field that cannot stand.
    """
    if not may_ever(Ability.PROJECT_REGISTER, actor):
        raise NotAllowed(Ability.PROJECT_REGISTER)
    found = _problems(session, actor, entry, plan, None)
    unit = next((u for u in units_to_fill_for(session, actor) if u.id == entry.implementing_unit_id), None)
    if unit is None:
        found.append(Problem("implementing_unit_id", "project.unit.foreign"))
    elif unit.level == "region" and unit.division_id is None:
        found.append(Problem("implementing_unit_id", "project.unit.no_division"))
    if found or unit is None:
        raise Refused(found)
    project = Project(
        plan_id=plan.id, code=entry.code.strip() or project_code(session, plan, unit), owner_level=unit.level,
        region_code=unit.region_code, division_id=unit.division_id, created_by=actor.user_id,
    )  # fmt: skip
    _assign(project, entry)
    session.add(project)
    session.flush()
    session.refresh(project)
    create_filings(session, project)
    _note(session, actor, project, "project.register", {"code": project.code, "name": project.name})
    return project


def project_code(session: Session, plan: Plan, unit: Unit) -> str:
    """A code for a project that came without one: year, place, running number that nobody has typed yet."""
    while True:
        number = numbering.next_number(session, f"project:{unit.region_code}", plan.year)
        code = f"{plan.year}{unit.region_code}{number:04d}"
        if not _code_taken(session, code):
            return code


def frozen(session: Session, project: Project) -> bool:
    """True while name, type, units and funds stand still: the target is under review, or approved and no
    adjustment of it is being filled in."""
    held = _target_states(session, project)
    if any(status in WAITING for status in held):
        return True
    return project.target_id is not None and not any(status in EDITABLE for status in held)


def update(session: Session, actor: Actor, project: Project, entry: ProjectEntry) -> None:
    """Change a project's head; every change goes to the history with the old and the new value.

    Raises NotAllowed or Refused.
    """
    _permit(actor, project)
    found = _problems(session, actor, entry, project.plan, project)
    changed = {name for name in (*FROZEN, *UNITS) if getattr(project, name) != _clean(getattr(entry, name))}
    still = frozen(session, project)
    if still:
        found.extend(Problem(name, "project.frozen") for name in FROZEN if name in changed)
    if moving := [name for name in UNITS if name in changed]:
        found.extend(_unit_problems(session, actor, project, entry, moving, still))
    if found:
        raise Refused(found)
    if "implementing_unit_id" in changed:
        _move(session, project, entry.implementing_unit_id)
    differences = _assign(project, entry)
    session.flush()
    if differences:
        _note(session, actor, project, "project.edit", differences)


def save_money(session: Session, actor: Actor, project: Project, entry: MoneyEntry) -> None:
    """Bring funds, releases and payments to what was typed; old and new values go to the history.

    The yearly total is never typed: it is the sum of its parts. Raises NotAllowed or Refused.
    """
    _permit(actor, project)
    before = _money(project)
    found = _money_problems(entry)
    out_of, over = fund_links.assign(session, project, entry.releases)
    found.extend(over)
    funds = {f"{s.value}:{year}": fen for (s, year), fen in entry.funds.items() if fen}
    if funds != before["funds"] and frozen(session, project):
        found.append(Problem("funds", "project.frozen"))
    if found:
        raise Refused(found)
    _set_funds(project, entry.funds)
    project.releases[:] = [_release(project, *one) for one in zip(entry.releases, out_of, strict=True)]
    project.payments[:] = [_payment(project, one) for one in entry.payments]
    after = _money(project)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        _touch(project)
    session.flush()
    if changed:
        _note(session, actor, project, "project.money", changed)


def _problems(
    session: Session, actor: Actor, entry: ProjectEntry, plan: Plan, project: Project | None
) -> list[Problem]:
    found: list[Problem] = []
    for name in ("name", "person_in_charge", "phone"):
        if not getattr(entry, name).strip():
            found.append(Problem(name, f"project.{name}.empty"))
    if entry.starts_on and entry.ends_on and entry.starts_on > entry.ends_on:
        days = {"starts": entry.starts_on.isoformat(), "ends": entry.ends_on.isoformat()}
        found.append(Problem("ends_on", "project.period", days))
    code = entry.code.strip()
    if code and project is None and _code_taken(session, code):
        found.append(Problem("code", "project.code.taken", {"code": code}))
    found.extend(_choice_problems(session, actor, entry, plan, project))
    return found


def _choice_problems(
    session: Session, actor: Actor, entry: ProjectEntry, plan: Plan, project: Project | None
) -> list[Problem]:
    """Choices that were not on offer; what the project already has may stay."""
    found: list[Problem] = []
    types = select(ProjectType.code).where(ProjectType.code == entry.type_code)
    if session.scalars(types).first() is None:
        found.append(Problem("type_code", "project.type.missing"))
    if entry.fund_category_id not in {category.id for category in plan.funds}:
        found.append(Problem("fund_category_id", "project.fund.missing"))
    kept = project.place_code if project else ""
    if entry.place_code != kept and entry.place_code not in {p.code for p in places(session, actor)}:
        found.append(Problem("place_code", "project.place.missing"))
    competent = project.competent_unit_id if project else 0
    offered = {unit.id for unit in competent_units(session, actor)}
    if entry.competent_unit_id != competent and entry.competent_unit_id not in offered:
        found.append(Problem("competent_unit_id", "project.unit.foreign"))
    return found


def _code_taken(session: Session, code: str) -> bool:
    return session.scalars(select(Project.id).where(Project.code == code)).first() is not None


def _target_states(session: Session, project: Project) -> Sequence[str]:
    return session.scalars(
        select(Filing.status).where(Filing.project_id == project.id, Filing.stage == Stage.TARGET)
    ).all()


def _unit_problems(
    session: Session, actor: Actor, project: Project, entry: ProjectEntry, moving: Sequence[str], still: bool
) -> list[Problem]:
    submitted = session.scalars(
        select(Filing.id)
        .where(Filing.project_id == project.id, Filing.first_submitted_at.is_not(None))
        .limit(1)
    ).first()
    if still or submitted is not None:
        return [Problem(name, "project.unit.submitted") for name in moving]
    units = {unit.id for unit in units_to_fill_for(session, actor)}
    if "implementing_unit_id" in moving and entry.implementing_unit_id not in units:
        return [Problem("implementing_unit_id", "project.unit.foreign")]
    return []


def _move(session: Session, project: Project, unit_id: int) -> None:
    """Scope and route follow the implementing unit."""
    unit = session.scalars(select(Unit).where(Unit.id == unit_id)).one()
    project.owner_level, project.region_code = unit.level, unit.region_code
    project.division_id = unit.division_id
    # Money of the place it leaves cannot go with it.
    for release in project.releases:
        release.fund_id = None


def _assign(project: Project, entry: ProjectEntry) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {}
    for name in ProjectEntry.__dataclass_fields__:
        if name == "code":
            continue
        value, before = _clean(getattr(entry, name)), getattr(project, name)
        if before != value:
            changed[name] = [_plain(before), _plain(value)]
            setattr(project, name, value)
    return changed


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _money(project: Project) -> dict[str, Any]:
    """The money as plain values: what the history compares."""
    return {
        "funds": {f"{f.source.value}:{f.year}": f.amount_fen for f in project.funds if f.amount_fen},
        "releases": [
            [
                r.document_no,
                _plain(r.received_on),
                r.released_on.isoformat(),
                r.amount_fen,
                *filter(None, [r.fund_id]),
            ]
            for r in project.releases
        ],
        "payments": [[p.paid_on.isoformat(), p.amount_fen, p.voucher_no] for p in project.payments],
    }


def _money_problems(entry: MoneyEntry) -> list[Problem]:
    today, found = clock.today(), list[Problem]()
    for number, release in enumerate(entry.releases):
        day = {"document": release.document_no, "day": release.released_on.isoformat()}
        if release.received_on and release.received_on > release.released_on:
            found.append(Problem(f"releases.{number}", "project.release.order", day))
        if release.released_on > today:
            found.append(Problem(f"releases.{number}", "project.release.future", day))
        if release.amount_fen <= 0:
            found.append(Problem(f"releases.{number}", "project.amount.zero"))
    for number, payment in enumerate(entry.payments):
        if payment.paid_on > today:
            day = {"day": payment.paid_on.isoformat()}
            found.append(Problem(f"payments.{number}", "project.payment.future", day))
        if payment.amount_fen <= 0:
            found.append(Problem(f"payments.{number}", "project.amount.zero"))
    return found


def _set_funds(project: Project, funds: Mapping[tuple[FundSource, int], int]) -> None:
    held = {(f.source, f.year): f for f in project.funds}
    for key, amount in funds.items():
        if key in held:
            held[key].amount_fen = amount
        elif amount:
            project.funds.append(ProjectFund(source=key[0], year=key[1], amount_fen=amount))
    for key, fund in held.items():
        if key not in funds:
            project.funds.remove(fund)


def _release(project: Project, entry: ReleaseEntry, fund_id: int | None) -> Release:
    row = next((r for r in project.releases if r.id == entry.id and entry.id is not None), None) or Release()
    row.document_no, row.received_on = entry.document_no.strip(), entry.received_on
    row.released_on, row.amount_fen, row.fund_id = entry.released_on, entry.amount_fen, fund_id
    return row


def _payment(project: Project, entry: PaymentEntry) -> Payment:
    row = next((p for p in project.payments if p.id == entry.id and entry.id is not None), None) or Payment()
    row.paid_on, row.amount_fen = entry.paid_on, entry.amount_fen
    row.voucher_no = entry.voucher_no.strip()
    return row


def _touch(project: Project) -> None:
    """Let the project's version grow where only rows below it changed, so that a second writer is told."""
    flag_modified(project, "note")


def _permit(actor: Actor, project: Project) -> None:
    if not allows(Ability.PROJECT_EDIT, actor, project_facts(project)):
        raise NotAllowed(Ability.PROJECT_EDIT)


def _note(session: Session, actor: Actor, project: Project, action: str, params: Mapping[str, Any]) -> None:
    history.record(session, actor, f"project:{project.id}", f"project:{project.id}", action, params)
