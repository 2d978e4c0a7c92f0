"""Copies for information (抄送): a record with a short word to units of its chain that may see it anyway.

A copy is a notice and gives no right: whoever could not open the record is not sent one. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.access.scope import visible
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import Check, Filing, Fund, Light, Order, Project, Unit
from portal.services import history, notices, workflow
from portal.services.workflow import Refused

Record = Filing | Check | Order | Light
MOST_WORDS = 200
ROLES: dict[UnitKind, Role] = {
    UnitKind.DEPARTMENT: Role.ENTRY,
    UnitKind.FINANCE_BUREAU: Role.REVIEWER,
    UnitKind.DIVISION: Role.DIVISION,
    UnitKind.CENTER: Role.CENTER,
}
"""Who reads a copy in each kind of unit."""


def bearer_of(record: Record) -> Project | Fund:
    """The project that a record belongs to, or the fund that a light stands on."""
    if isinstance(record, Light):
        return record.bearer
    return record.filing.project if isinstance(record, Check) else record.project


def choices(session: Session, actor: Actor, record: Record) -> Sequence[Unit]:
    """Units in the chain of a record beside the sender's own: departments, the bureaus of the place and above, the
    division, the center."""
    bearer = bearer_of(record)
    bureau = (Unit.kind == UnitKind.FINANCE_BUREAU) & (Unit.level != Level.REGION)
    codes = {bearer.region_code, f"{bearer.region_code[:4]}00"}
    chain = [
        Unit.id.in_(_units_of(bearer) | _named_by(record)),
        Unit.kind == UnitKind.CENTER,
    ]
    if bearer.owner_level is not Level.REGION:
        chain.append(bureau & Unit.region_code.in_(codes))
    if bearer.division_id is not None:
        chain.append(Unit.id == bearer.division_id)
    query = select(Unit).where(or_(*chain), Unit.id != actor.unit_id)
    # From the ground up: departments of the place, its bureau, the bureau above, the region.
    return session.scalars(query.order_by(Unit.region_code.desc(), Unit.kind, Unit.id)).all()


def _units_of(bearer: Project | Fund) -> set[int]:
    if isinstance(bearer, Fund):
        return {bearer.unit_id}
    return {bearer.implementing_unit_id, bearer.competent_unit_id}


def _named_by(record: Record) -> set[int]:
    return {record.unit_id, record.issuer_unit_id} if isinstance(record, Order) else set()


def seen_by(session: Session, unit: Unit, record: Record) -> bool:
    """Whether the record exists for those who would read a copy in a unit."""
    reader = Actor(
        user_id=0,
        username="",
        full_name="",
        assignment_id=0,
        role=ROLES[unit.kind],
        unit_id=unit.id,
        unit_kind=unit.kind,
        unit_level=unit.level,
        region_code=unit.region_code,
    )
    model: type[Filing | Check | Order | Light] = type(record)
    query = visible(model, reader).where(model.id == record.id).with_only_columns(model.id)
    return session.scalar(query) is not None


def send(session: Session, actor: Actor, record: Record, unit_ids: Collection[int], word: str) -> list[Unit]:
    """Send a copy to units of the chain; gives them. Raises NotAllowed, or Refused for no unit, a unit outside the
    chain, one that cannot see the record, and a word that is missing or too long."""
    if not allows(Ability.COPY_SEND, actor, workflow.facts(record)):
        raise NotAllowed(Ability.COPY_SEND)
    offered = {unit.id: unit for unit in choices(session, actor, record)}
    problems = _word(word)
    if not unit_ids:
        problems.append(Problem("units", "copy.units.missing"))
    elif not set(unit_ids) <= set(offered):
        problems.append(Problem("units", "copy.units.wrong"))
    chosen = [unit for identity, unit in offered.items() if identity in unit_ids]
    for unit in chosen:
        if not seen_by(session, unit, record):
            params: dict[str, str | int] = {"unit_zh": unit.name_zh, "unit_ug": unit.name_ug}
            problems.append(Problem("units", "copy.units.unseen", params))
    if problems:
        raise Refused(problems)
    _tell(session, actor, record, chosen, word.strip())
    return chosen


def _word(word: str) -> list[Problem]:
    said = word.strip()
    if not said:
        return [Problem("word", "copy.word.missing")]
    if len(said) > MOST_WORDS:
        return [Problem("word", "copy.word.long", {"length": len(said), "limit": MOST_WORDS})]
    return []


def _tell(session: Session, actor: Actor, record: Record, chosen: Sequence[Unit], word: str) -> None:
    bearer, subject = bearer_of(record), workflow.subject_of(record)
    told = {
        "project": bearer.name,
        "fund_id" if isinstance(bearer, Fund) else "project_id": bearer.id,
        "unit_zh": actor.unit_name_zh,
        "unit_ug": actor.unit_name_ug,
        "reason": word,
    }
    for unit in chosen:
        notices.tell(session, {unit.id}, ROLES[unit.kind], "copy.send", subject, told)
    said = {"units": [unit.id for unit in chosen], "reason": word}
    history.record(session, actor, workflow.chain_of(record), subject, "copy.send", said)
