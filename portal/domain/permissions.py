"""Who may: one table from ability to OR of ANDs of named predicates over (actor, facts).

The table is the only place where roles are compared. Endpoints, services, buttons and the tests all read it.
Reading a record comes after access.scope has already limited what exists for the actor at all.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.regions import contains
from portal.domain.roles import Actor, Level, Role, UnitKind

Predicate = Callable[[Actor, Facts], bool]


class Ability(StrEnum):
    """Everything that can be permitted. Keep alphabetical within each block."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    BY_ITSELF = "by_itself"

    ADMIN_MANAGE = "admin.manage"
    ANNOUNCEMENT_FOLLOW = "announcement.follow"
    ANNOUNCEMENT_MANAGE = "announcement.manage"
    ANNOUNCEMENT_READ = "announcement.read"
    ANNOUNCEMENT_RECEIVE = "announcement.receive"
    ANNOUNCEMENT_WRITE = "announcement.write"
    AUDIT_READ = "audit.read"
    BULLETIN_READ = "bulletin.read"
    BULLETIN_RECEIVE = "bulletin.receive"
    CHECK_CANCEL = "check.cancel"
    CHECK_CONCLUDE = "check.conclude"
    CHECK_OPEN = "check.open"
    CHECK_READ = "check.read"
    COPY_SEND = "copy.send"
    DELEGATION_LEND = "delegation.lend"
    DELEGATION_REVOKE = "delegation.revoke"
    EXCEPTION_ASK = "exception.ask"
    EXCEPTION_ENDORSE = "exception.endorse"
    EXCEPTION_GRANT = "exception.grant"
    EXCEPTION_READ = "exception.read"
    CONCENTRATED_LEAD = "concentrated.lead"
    CONCENTRATED_READ = "concentrated.read"
    CONCENTRATED_RECORD = "concentrated.record"
    FILING_ACCEPT = "filing.accept"
    FILING_ADJUST = "filing.adjust"
    FILING_APPROVE = "filing.approve"
    FILING_EDIT = "filing.edit"
    FILING_PASS_ON = "filing.pass_on"
    FILING_PRINT = "filing.print"
    FILING_READ = "filing.read"
    FILING_RECALL = "filing.recall"
    FILING_RECALL_REVIEW = "filing.recall_review"
    FILING_RECORD = "filing.record"
    FILING_RETURN = "filing.return"
    FILING_REVIEW = "filing.review"
    FILING_SUBMIT = "filing.submit"
    FUND_EDIT = "fund.edit"
    FUND_READ = "fund.read"
    FUND_REGISTER = "fund.register"
    GAP_READ = "gap.read"
    HANDOVER_APPROVE = "handover.approve"
    HANDOVER_CANCEL = "handover.cancel"
    HANDOVER_OPEN = "handover.open"
    HANDOVER_READ = "handover.read"
    HANDOVER_SIGN = "handover.sign"
    HOME_CENTER = "home.center"
    HOME_DIVISION = "home.division"
    HOME_ENTRY = "home.entry"
    HOME_REVIEW = "home.review"
    ITEM_TRANSFER = "item.transfer"
    JOB_READ = "job.read"
    LEDGER_KEEP = "ledger.keep"
    LEDGER_REGISTER = "ledger.register"
    LIGHT_ANSWER = "light.answer"
    LIGHT_JUDGE = "light.judge"
    LIGHT_READ = "light.read"
    NUDGE_FILLER = "nudge.filler"
    NUDGE_SEND = "nudge.send"
    ORDER_ACKNOWLEDGE = "order.acknowledge"
    ORDER_CLOSE = "order.close"
    ORDER_DRAFT = "order.draft"
    ORDER_EXTEND = "order.extend"
    ORDER_GRANT = "order.grant"
    ORDER_ISSUE = "order.issue"
    ORDER_PRESS = "order.press"
    ORDER_READ = "order.read"
    ORDER_REPLY = "order.reply"
    ORDER_SEND_BACK = "order.send_back"
    ORDER_WITHDRAW = "order.withdraw"
    PLAN_MANAGE = "plan.manage"
    PLAN_READ = "plan.read"
    PROJECT_EDIT = "project.edit"
    PROJECT_READ = "project.read"
    PROJECT_REGISTER = "project.register"
    ROUND_READ = "round.read"


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
    """Two-person rule: has not submitted or passed on this very submission, nor has the one whose role is lent."""
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


Table = dict[Ability, tuple[tuple[Predicate, ...], ...]]

_WORKERS: tuple[tuple[Predicate, ...], ...] = ((is_reviewer,), (is_division,), (is_center,))
_OPENERS: tuple[tuple[Predicate, ...], ...] = (
    *((who, responsible_unit) for who in (is_reviewer, is_leader, is_division, is_center)),
    (is_admin,),
)
"""Who may have a post of the own unit handed over, and the administrator for any unit."""

TABLE: Table = {
    Ability.PUBLIC: ((anyone,),),
    Ability.SIGNED_IN: ((anyone,),),
    # What the portal does by itself as days pass: no person can.
    Ability.BY_ITSELF: (),
    Ability.ADMIN_MANAGE: ((is_admin,),),
    Ability.ANNOUNCEMENT_FOLLOW: ((issued_by_unit,), (reads_everything,)),
    Ability.ANNOUNCEMENT_MANAGE: tuple((who, issued_by_unit) for (who,) in _WORKERS),
    Ability.ANNOUNCEMENT_READ: ((anyone,),),
    Ability.ANNOUNCEMENT_RECEIVE: tuple(
        (who, addressed_in_role) for who in (is_entry, is_reviewer, is_division)
    ),
    Ability.ANNOUNCEMENT_WRITE: _WORKERS,
    Ability.AUDIT_READ: ((is_auditor,), (is_admin,)),
    Ability.BULLETIN_READ: (
        (is_entry,),
        (is_reviewer,),
        (is_division,),
        (is_center,),
        (is_auditor,),
        (is_leader,),
    ),
    Ability.BULLETIN_RECEIVE: tuple((who, responsible_unit) for who in (is_entry, is_reviewer, is_division)),
    Ability.CHECK_CANCEL: (
        (is_reviewer, issued_by_unit),
        (is_division, issued_by_unit),
        (is_center, issued_by_unit),
    ),
    Ability.CHECK_CONCLUDE: (
        (is_reviewer, issued_by_unit),
        (is_division, issued_by_unit),
        (is_center, issued_by_unit),
    ),
    Ability.CHECK_OPEN: (
        (is_reviewer, supervises_owner),
        (is_division, supervises_owner),
        (is_center, supervises_owner),
    ),
    Ability.CHECK_READ: ((anyone,),),
    Ability.COPY_SEND: ((is_entry, fills_for_owner), *((who, above_owner) for (who,) in _WORKERS)),
    Ability.DELEGATION_LEND: ((is_entry,), (is_leader,), (is_auditor,), *_WORKERS),
    Ability.DELEGATION_REVOKE: ((party,), (is_leader, responsible_unit), (is_admin,)),
    Ability.EXCEPTION_ASK: ((is_entry, fills_for_owner), (is_reviewer, fills_for_owner)),
    Ability.EXCEPTION_ENDORSE: ((is_reviewer, stands_between), (is_division, stands_between)),
    Ability.EXCEPTION_GRANT: ((is_center,),),
    Ability.EXCEPTION_READ: tuple(
        (who,) for who in (is_entry, is_reviewer, is_division, is_center, is_auditor, is_leader)
    ),
    Ability.CONCENTRATED_LEAD: ((is_center,),),
    Ability.CONCENTRATED_READ: (
        (is_entry,),
        (is_reviewer,),
        (is_division,),
        (is_center,),
        (is_auditor,),
        (is_leader,),
    ),
    Ability.CONCENTRATED_RECORD: ((is_center,), (is_division, above_owner)),
    Ability.FILING_ACCEPT: (
        (is_reviewer, turn_of_actor, second_person),
        (is_division, turn_of_actor, second_person),
    ),
    Ability.FILING_ADJUST: ((is_entry, fills_for_owner),),
    Ability.FILING_APPROVE: (
        (is_reviewer, turn_of_actor, second_person, final_level),
        (is_division, turn_of_actor, second_person, final_level),
    ),
    Ability.FILING_EDIT: ((is_entry, fills_for_owner),),
    Ability.FILING_PASS_ON: ((is_reviewer, turn_of_actor, second_person, not_final_level),),
    Ability.FILING_PRINT: ((seen_by_level,),),
    Ability.FILING_READ: ((seen_by_level,),),
    Ability.FILING_RECALL: ((is_entry, made_last_step),),
    Ability.FILING_RECALL_REVIEW: ((is_reviewer, made_last_step),),
    Ability.FILING_RECORD: (
        (is_reviewer, records_for_owner),
        (is_entry, records_for_owner),
        (is_division, records_for_owner),
    ),
    Ability.FILING_RETURN: (
        (is_reviewer, turn_of_actor, second_person),
        (is_division, turn_of_actor, second_person),
    ),
    Ability.FILING_REVIEW: _WORKERS[:2],
    Ability.FILING_SUBMIT: ((is_entry, fills_for_owner),),
    Ability.FUND_EDIT: tuple((who, records_for_owner) for who in (is_entry, is_reviewer, is_division)),
    Ability.FUND_READ: ((anyone,),),
    Ability.FUND_REGISTER: tuple((who, keeps_funds) for who in (is_entry, is_reviewer, is_division)),
    Ability.GAP_READ: ((is_leader,), (is_auditor,), (is_admin,), *_WORKERS),
    Ability.HANDOVER_APPROVE: ((is_admin,),),
    Ability.HANDOVER_CANCEL: ((party,), *_OPENERS),
    Ability.HANDOVER_OPEN: _OPENERS,
    Ability.HANDOVER_READ: ((anyone,),),
    Ability.HANDOVER_SIGN: ((party,),),
    Ability.HOME_CENTER: ((is_center,), (is_auditor,), (is_leader,), (is_admin,)),
    Ability.HOME_DIVISION: ((is_division,), (is_leader,)),
    Ability.HOME_ENTRY: ((is_entry,), (is_leader,)),
    Ability.HOME_REVIEW: ((is_reviewer,), (is_leader,), (is_auditor,)),
    Ability.ITEM_TRANSFER: ((is_entry,), *_WORKERS),
    Ability.JOB_READ: ((is_center,), (is_admin,)),
    Ability.LEDGER_KEEP: tuple((who, issued_by_unit) for (who,) in _WORKERS),
    Ability.LEDGER_REGISTER: _WORKERS,
    Ability.LIGHT_ANSWER: ((is_entry, fills_for_owner),),
    Ability.LIGHT_JUDGE: tuple((who, supervises_owner) for (who,) in _WORKERS),
    Ability.LIGHT_READ: ((anyone,),),
    Ability.NUDGE_FILLER: tuple((who, above_owner) for (who,) in _WORKERS),
    Ability.NUDGE_SEND: ((is_entry, fills_for_owner), *((who, above_owner) for (who,) in _WORKERS)),
    Ability.ORDER_ACKNOWLEDGE: ((is_entry, answers_for_owner), (is_reviewer, responsible_unit)),
    Ability.ORDER_CLOSE: tuple((who, issued_by_unit) for (who,) in _WORKERS),
    Ability.ORDER_DRAFT: tuple((who, above_owner) for (who,) in _WORKERS),
    Ability.ORDER_EXTEND: ((is_entry, answers_for_owner), (is_reviewer, responsible_unit)),
    Ability.ORDER_GRANT: tuple((who, issued_by_unit) for (who,) in _WORKERS),
    Ability.ORDER_ISSUE: tuple((who, issued_by_unit) for (who,) in _WORKERS),
    Ability.ORDER_PRESS: ((is_reviewer, issued_by_unit), (is_division, issued_by_unit), (is_center,)),
    Ability.ORDER_READ: ((anyone,),),
    Ability.ORDER_REPLY: ((is_entry, answers_for_owner), (is_reviewer, responsible_unit)),
    Ability.ORDER_SEND_BACK: tuple((who, issued_by_unit) for (who,) in _WORKERS),
    Ability.ORDER_WITHDRAW: tuple((who, issued_by_unit) for (who,) in _WORKERS),
    Ability.PLAN_MANAGE: ((is_center,),),
    Ability.PLAN_READ: ((anyone,),),
    Ability.PROJECT_EDIT: ((is_entry, fills_for_owner),),
    Ability.PROJECT_READ: ((anyone,),),
    Ability.PROJECT_REGISTER: ((is_entry,),),
    Ability.ROUND_READ: tuple((who,) for who in (is_reviewer, is_division, is_center, is_auditor, is_leader)),
}

_ALONE = frozenset(
    {anyone, is_entry, is_reviewer, is_division, is_center, is_admin, is_auditor, is_leader, keeps_funds}
)


def allows(ability: Ability, actor: Actor, facts: Facts) -> bool:
    """True when one alternative of the ability holds in full for this actor and record."""
    return any(all(test(actor, facts) for test in alternative) for alternative in TABLE[ability])


def may_ever(ability: Ability, actor: Actor) -> bool:
    """True when some record could allow the ability to this actor: what a route can decide before loading."""
    facts = Facts()
    return any(
        all(test(actor, facts) for test in alternative if test in _ALONE) for alternative in TABLE[ability]
    )
