"""Notices to units: rows written in the transaction of the move, text made when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from portal.domain.filings import route_of
from portal.domain.lifecycle import Audience
from portal.domain.roles import Actor, Level, Role, UnitKind
from portal.models import (
    Assignment,
    Filing,
    Fund,
    LedgerEntry,
    Notice,
    NoticeRead,
    Order,
    PrintJob,
    Project,
    Unit,
)
from portal.services.history import canonical

KINDS = (
    "filing",
    "order",
    "check",
    "light",
    "reminder",
    "bulletin",
    "announcement",
    "nudge",
    "copy",
    "item",
    "account",
    "handover",
    "ranking",
    "report",
    "concentrated",
    "exception",
    "entry",
    "job",
)
"""Kinds of notices: what stands before the dot of their codes."""


def of_kind(kind: str) -> ColumnElement[bool]:
    """Condition on Notice: it is of a kind."""
    return Notice.code.startswith(f"{kind}.")


def tell(
    session: Session, unit_ids: set[int], role: Role, code: str, subject: str, params: Mapping[str, Any]
) -> None:
    """Leave a notice for the people who hold a role in each of the units."""
    for unit_id in sorted(unit_ids):
        session.add(
            Notice(
                unit_id=unit_id, role=role.value, code=code, subject=subject, params=canonical(dict(params))
            )
        )


def tell_person(
    session: Session, post: Assignment | PrintJob, code: str, subject: str, params: Mapping[str, Any]
) -> None:
    """Leave a notice for one person, where he or she works, or asked for something, in a role."""
    said = canonical(dict(params))
    session.add(
        Notice(
            unit_id=post.unit_id,
            role=post.role.value,
            user_id=post.user_id,
            code=code,
            subject=subject,
            params=said,
        )
    )


def bureau_of(session: Session, region_code: str) -> int | None:
    """Id of the finance bureau of a place, None where the place has none."""
    return session.scalars(
        select(Unit.id)
        .where(
            Unit.region_code == region_code, Unit.kind == UnitKind.FINANCE_BUREAU, Unit.level != Level.REGION
        )
        .order_by(Unit.id)
        .limit(1)
    ).one_or_none()


def reviewing_unit(session: Session, project: Project | Fund, level: Level) -> tuple[int | None, Role]:
    """Unit and role that review a project's filings, or look after a fund, at a level."""
    if level is Level.REGION:
        return project.division_id, Role.DIVISION
    code = project.region_code if level is project.owner_level else project.region_code[:4] + "00"
    return bureau_of(session, code), Role.REVIEWER


def filing_addressees(session: Session, filing: Filing, audience: Audience) -> tuple[set[int], Role]:
    """Units and role behind an audience of a filing."""
    project = filing.project
    if audience is Audience.FILLER:
        last = filing.versions[-1].submitted_unit_id if filing.versions else project.implementing_unit_id
        return {project.implementing_unit_id, last}, Role.ENTRY
    if audience is Audience.NEXT_LEVEL:
        if filing.waiting_level is None:
            return set(), Role.REVIEWER
        unit, role = reviewing_unit(session, project, filing.waiting_level)
        return ({unit} if unit else set()), role
    reviewing = Role.DIVISION if project.owner_level is Level.REGION else Role.REVIEWER
    return {r.unit_id for r in filing.reviews}, reviewing


def order_addressees(order: Order, audience: Audience, issuer_role: Role) -> tuple[set[int], Role]:
    """Units and role behind an audience of an order."""
    if audience is Audience.ISSUER:
        return {order.issuer_unit_id}, issuer_role
    if audience is Audience.RESPONSIBLE:
        return {order.unit_id}, Role.REVIEWER
    return {order.unit_id, order.project.implementing_unit_id}, Role.ENTRY


def light_addressees(session: Session, bearer: Project | Fund, audience: Audience) -> tuple[set[int], Role]:
    """Units and role behind an audience of a light: who fills the project in or keeps the fund, or the level that
    judges it."""
    if audience is Audience.FILLER:
        division = isinstance(bearer, Fund) and bearer.owner_level is Level.REGION
        return {bearer.implementing_unit_id}, Role.DIVISION if division else Role.ENTRY
    level = Level(route_of(bearer.owner_level)[-1])
    unit, role = reviewing_unit(session, bearer, level)
    return ({unit} if unit else set()), role


def tell_of_entry(
    session: Session, entry: LedgerEntry, code: str, subject: str, params: Mapping[str, Any]
) -> None:
    """Tell those who have to mend a problem entered by hand, in every role in which their unit works; nobody of the own
    desk."""
    if entry.responsible_unit_id == entry.unit_id:
        return
    unit = entry.responsible
    name = entry.project.name if entry.project else ""
    told = {"project": name, "unit_zh": entry.unit.name_zh, "unit_ug": entry.unit.name_ug, **params}
    roles = {
        UnitKind.FINANCE_BUREAU: (Role.ENTRY, Role.REVIEWER),
        UnitKind.DIVISION: (Role.DIVISION,),
        UnitKind.CENTER: (Role.CENTER,),
    }.get(unit.kind, (Role.ENTRY,))
    for role in roles:
        tell(session, {unit.id}, role, code, subject, told)


def issuer_role(unit: Unit) -> Role:
    """The role in which a unit issues orders."""
    return {UnitKind.DIVISION: Role.DIVISION, UnitKind.CENTER: Role.CENTER}.get(unit.kind, Role.REVIEWER)


def for_actor(actor: Actor) -> Select[tuple[Notice]]:
    """Notices to the actor's unit and role, newest first; of those to one person alone one's own."""
    mine = or_(Notice.user_id.is_(None), Notice.user_id == actor.user_id)
    return (
        select(Notice)
        .where(Notice.unit_id == actor.unit_id, Notice.role == actor.role.value, mine)
        .order_by(Notice.id.desc())
    )


def unread(actor: Actor) -> Select[tuple[Notice]]:
    """Of these, the ones the person has not read."""
    return for_actor(actor).where(~is_read(actor))


def is_read(actor: Actor) -> ColumnElement[bool]:
    """Condition on Notice: the person has read it."""
    return exists().where(NoticeRead.notice_id == Notice.id, NoticeRead.user_id == actor.user_id)


def mark_read(session: Session, actor: Actor, notices: list[Notice]) -> None:
    """Remember that the person has read these notices."""
    done = set(
        session.scalars(
            select(NoticeRead.notice_id).where(
                NoticeRead.user_id == actor.user_id, NoticeRead.notice_id.in_([n.id for n in notices])
            )
        )
    )
    for notice in notices:
        if notice.id not in done:
            session.add(NoticeRead(notice_id=notice.id, user_id=actor.user_id))
    session.flush()
