"""Who may: one table from ability to OR of ANDs of named predicates over (actor, facts).

The table is the only place where roles are compared. Endpoints, services, buttons and the tests all read it.
Reading a record comes after access.scope has already limited what exists for the actor at all.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.predicates import (
    above_owner,
    addressed_in_role,
    answers_for_owner,
    anyone,
    fills_for_owner,
    final_level,
    is_admin,
    is_auditor,
    is_center,
    is_division,
    is_entry,
    is_leader,
    is_reviewer,
    issued_by_unit,
    keeps_funds,
    made_last_step,
    not_final_level,
    party,
    reads_everything,
    records_for_owner,
    reports_up,
    responsible_unit,
    second_person,
    seen_by_level,
    stands_between,
    supervises_owner,
    turn_of_actor,
)
from portal.domain.roles import Actor

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
    EXCEPTION_WITHDRAW = "exception.withdraw"
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
    LEDGER_VERIFY = "ledger.verify"
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
    PAPER_PRINT = "paper.print"
    PAPER_READ = "paper.read"
    PAPER_REVOKE = "paper.revoke"
    PLAN_MANAGE = "plan.manage"
    PLAN_READ = "plan.read"
    PROJECT_EDIT = "project.edit"
    PROJECT_READ = "project.read"
    PROJECT_REGISTER = "project.register"
    RANKING_LEAD = "ranking.lead"
    RANKING_OBJECT = "ranking.object"
    RANKING_PUBLISH = "ranking.publish"
    RANKING_READ = "ranking.read"
    REPORT_CHECK = "report.check"
    REPORT_DRAFT = "report.draft"
    REPORT_READ = "report.read"
    ROUND_READ = "round.read"
    STATISTICS_READ = "statistics.read"


Table = dict[Ability, tuple[tuple[Predicate, ...], ...]]

_WORKERS: tuple[tuple[Predicate, ...], ...] = ((is_reviewer,), (is_division,), (is_center,))
_AUTHORS: tuple[Predicate, ...] = (is_reviewer, is_center)
"""Who writes periodic reports."""
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
    Ability.EXCEPTION_WITHDRAW: ((is_entry, issued_by_unit), (is_reviewer, issued_by_unit)),
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
    Ability.LEDGER_VERIFY: tuple((who, issued_by_unit, second_person) for (who,) in _WORKERS),
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
    # In bulk, what one may print one by one: each paper is tested by the ability of its own record.
    Ability.PAPER_PRINT: tuple(
        (who,) for who in (is_entry, is_reviewer, is_division, is_center, is_auditor, is_leader)
    ),
    Ability.PAPER_READ: tuple(
        (who,) for who in (is_entry, is_reviewer, is_division, is_center, is_auditor, is_leader)
    ),
    Ability.PAPER_REVOKE: ((is_center,),),
    Ability.PLAN_MANAGE: ((is_center,),),
    Ability.PLAN_READ: ((anyone,),),
    Ability.PROJECT_EDIT: ((is_entry, fills_for_owner),),
    Ability.PROJECT_READ: ((anyone,),),
    Ability.PROJECT_REGISTER: ((is_entry,),),
    Ability.RANKING_LEAD: ((is_center,),),
    Ability.RANKING_OBJECT: ((is_reviewer, records_for_owner),),
    # A second person of the center looks at the whole before it counts.
    Ability.RANKING_PUBLISH: ((is_center, second_person),),
    Ability.RANKING_READ: tuple(
        (who,) for who in (is_entry, is_reviewer, is_division, is_center, is_auditor, is_leader)
    ),
    # A second person of the unit looks at a report before it is signed.
    Ability.REPORT_CHECK: tuple((who, reports_up, issued_by_unit, second_person) for who in _AUTHORS),
    Ability.REPORT_DRAFT: tuple((who, reports_up, issued_by_unit) for who in _AUTHORS),
    Ability.REPORT_READ: (
        *((who, reports_up) for who in (is_reviewer, is_leader)),
        (is_center,),
        (is_auditor,),
    ),
    Ability.ROUND_READ: tuple((who,) for who in (is_reviewer, is_division, is_center, is_auditor, is_leader)),
    Ability.STATISTICS_READ: tuple(
        (who,) for who in (is_entry, is_reviewer, is_division, is_center, is_auditor, is_leader)
    ),
}

_ALONE = frozenset(
    {
        anyone,
        is_entry,
        is_reviewer,
        is_division,
        is_center,
        is_admin,
        is_auditor,
        is_leader,
        keeps_funds,
        reports_up,
    }
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
