"""Named questions that the permission table asks of an actor and a record: pure functions of (actor, facts)."""

from __future__ import annotations

from portal.domain.facts import Facts
from portal.domain.regions import contains
from portal.domain.roles import Actor, Level, Role, UnitKind


def anyone(_actor: Actor, _facts: Facts) -> bool:
    """Every signed-in person."""
    return True


def is_entry(actor: Actor, _facts: Facts) -> bool:
    """Acts as a clerk who fills in."""
    return actor.role is Role.ENTRY


def is_reviewer(actor: Actor, _facts: Facts) -> bool:
    """Acts as a finance bureau's reviewer."""
    return actor.role is Role.REVIEWER


def is_division(actor: Actor, _facts: Facts) -> bool:
    """Acts for a business division of the Department of Finance."""
    return actor.role is Role.DIVISION


def is_center(actor: Actor, _facts: Facts) -> bool:
    """Acts for the performance evaluation center."""
    return actor.role is Role.CENTER


def is_admin(actor: Actor, _facts: Facts) -> bool:
    """Acts as administrator of accounts and reference data."""
    return actor.role is Role.ADMIN


def is_auditor(actor: Actor, _facts: Facts) -> bool:
    """Acts as auditor: reads everything, changes nothing."""
    return actor.role is Role.AUDITOR


def is_leader(actor: Actor, _facts: Facts) -> bool:
    """Acts as a leader: reads and signs on paper."""
    return actor.role is Role.LEADER


def fills_for_owner(actor: Actor, facts: Facts) -> bool:
    """Belongs to the implementing unit or competent department, or to the owning place's finance bureau."""
    if actor.unit_id in facts.filler_unit_ids:
        return True
    return (
        actor.unit_kind is UnitKind.FINANCE_BUREAU
        and facts.owner_level is not Level.REGION
        and actor.region_code == facts.region_code
    )


def turn_of_actor(actor: Actor, facts: Facts) -> bool:
    """The pending review step is this actor's: the right level of the right place, or the supervising division."""
    if facts.waiting_level is None:
        return False
    if facts.waiting_level is Level.REGION:
        return actor.division_id is not None and actor.division_id == facts.division_id
    return (
        actor.unit_kind is UnitKind.FINANCE_BUREAU
        and actor.unit_level is facts.waiting_level
        and contains(actor.region_code, facts.region_code)
    )


def second_person(actor: Actor, facts: Facts) -> bool:
    """Two-person rule: has not submitted, passed on or reported as done this very thing, nor has the one whose role is lent."""
    return not actor.hands & facts.handled_by


def final_level(_actor: Actor, facts: Facts) -> bool:
    """The pending step is the last of the route."""
    return facts.is_final_level


def not_final_level(_actor: Actor, facts: Facts) -> bool:
    """A further level reviews after the pending one."""
    return facts.waiting_level is not None and not facts.is_final_level


def made_last_step(actor: Actor, facts: Facts) -> bool:
    """The unit of this actor made the latest step, so it may take it back."""
    return facts.last_handled_unit is not None and actor.unit_id == facts.last_handled_unit


def seen_by_level(actor: Actor, facts: Facts) -> bool:
    """The record has been submitted, or the actor is of those who fill it in: nobody above sees a draft."""
    return facts.seen_above or fills_for_owner(actor, facts)


def above_owner(actor: Actor, facts: Facts) -> bool:
    """Stands above the record's owner: prefecture over county, division over counterpart unit, center over all,
    and a finance bureau over the departments of its own place."""
    if actor.role is Role.CENTER:
        return True
    if facts.owner_level is Level.REGION:
        return actor.division_id is not None and actor.division_id == facts.division_id
    return actor.unit_kind is UnitKind.FINANCE_BUREAU and contains(actor.region_code, facts.region_code)


def supervises_owner(actor: Actor, facts: Facts) -> bool:
    """Stands a level above the record's owner; a bureau does not supervise its own place's evaluation."""
    if not above_owner(actor, facts):
        return False
    if actor.unit_kind is UnitKind.FINANCE_BUREAU and facts.owner_level is Level.COUNTY:
        return actor.unit_level is Level.PREFECTURE
    return True


def stands_between(actor: Actor, facts: Facts) -> bool:
    """Stands between the record's owner and the center: the prefecture of a county, the division of its unit."""
    if facts.owner_level is Level.PREFECTURE or actor.role is Role.CENTER:
        return False
    return supervises_owner(actor, facts)


def records_for_owner(actor: Actor, facts: Facts) -> bool:
    """Enters approved data in the national system: the finance bureau of the owning place, or the division."""
    if facts.owner_level is Level.REGION:
        return actor.division_id is not None and actor.division_id == facts.division_id
    return actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.region_code == facts.region_code


def keeps_funds(actor: Actor, _facts: Facts) -> bool:
    """Works where money is received: the finance bureau of a place, or a business division."""
    bureau = actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is not Level.REGION
    return bureau or actor.unit_kind is UnitKind.DIVISION


def reports_up(actor: Actor, _facts: Facts) -> bool:
    """Works where periodic reports are written: a prefecture's finance bureau, or the center."""
    bureau = actor.unit_kind is UnitKind.FINANCE_BUREAU and actor.unit_level is Level.PREFECTURE
    return bureau or actor.unit_kind is UnitKind.CENTER


def issued_by_unit(actor: Actor, facts: Facts) -> bool:
    """The order or check was issued by this actor's unit."""
    return facts.issuer_unit_id is not None and actor.unit_id == facts.issuer_unit_id


def responsible_unit(actor: Actor, facts: Facts) -> bool:
    """The order is addressed to this actor's unit."""
    return facts.responsible_unit_id is not None and actor.unit_id == facts.responsible_unit_id


def addressed_in_role(actor: Actor, facts: Facts) -> bool:
    """The announcement went to this actor's unit and role."""
    return (actor.unit_id, actor.role.value) in facts.addressees


def reads_everything(actor: Actor, _facts: Facts) -> bool:
    """Sees the whole region."""
    return actor.reads_everything


def answers_for_owner(actor: Actor, facts: Facts) -> bool:
    """The addressee itself, or the owning place's bureau answering with it."""
    return responsible_unit(actor, facts) or (
        fills_for_owner(actor, facts) and not issued_by_unit(actor, facts)
    )


def party(actor: Actor, facts: Facts) -> bool:
    """The delegation or handover is about this very person."""
    return actor.user_id in facts.parties
