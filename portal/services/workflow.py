"""perform(): the only writer of a record's status and of the history of its moves.

Each verb sets state, stamps, tells and records, in that order, and flushes. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access import facts as facts_of
from portal.access.guards import NotAllowed
from portal.domain.facts import Facts
from portal.domain.filings import FilingStatus, route_of
from portal.domain.flows import (
    CHECK_FLOW,
    CONCENTRATED_FLOW,
    ENTRY_FLOW,
    FILING_FLOW,
    LIGHT_FLOW,
    OBJECTION_FLOW,
    ORDER_FLOW,
    RANKING_FLOW,
    REPORT_FLOW,
)
from portal.domain.flows.concentrated import ConcentratedAction
from portal.domain.flows.entries import EntryAction
from portal.domain.flows.filings import FilingAction
from portal.domain.flows.lights import LightAction
from portal.domain.flows.orders import OrderAction
from portal.domain.flows.rankings import ObjectionAction, RankingAction
from portal.domain.flows.reports import ReportAction
from portal.domain.lifecycle import Flow, Move
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Level
from portal.models import (
    Check,
    ConcentratedReview,
    Filing,
    Fund,
    HistoryEntry,
    LedgerEntry,
    Light,
    Order,
    Project,
    Ranking,
    RankingObjection,
    Report,
)
from portal.services import handed, history, notices, nudge_marks, turns
from portal.services.locking import touch

Record = (
    Filing | Check | Order | Light | ConcentratedReview | LedgerEntry | Ranking | RankingObjection | Report
)

_FLOWS: dict[type, Flow] = {
    Filing: FILING_FLOW,
    Check: CHECK_FLOW,
    Order: ORDER_FLOW,
    Light: LIGHT_FLOW,
    ConcentratedReview: CONCENTRATED_FLOW,
    LedgerEntry: ENTRY_FLOW,
    Ranking: RANKING_FLOW,
    RankingObjection: OBJECTION_FLOW,
    Report: REPORT_FLOW,
}


class Refused(Exception):
    """A move is legal and permitted, but something stands against it: the problems say what and how to mend it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems


def flow_of(record: Record) -> Flow:
    """The transition table of a record."""
    return _FLOWS[type(record)]


def facts(record: Record) -> Facts:
    """The record as the tables see it today."""
    if isinstance(record, Filing):
        return facts_of.filing_facts(record, clock.today())
    if isinstance(record, Light):
        return facts_of.light_facts(record, clock.today())
    if isinstance(record, ConcentratedReview):
        return facts_of.concentrated_facts(record)
    if isinstance(record, LedgerEntry):
        return facts_of.entry_facts(record)
    if isinstance(record, Ranking):
        return facts_of.ranking_facts(record, clock.today())
    if isinstance(record, RankingObjection):
        return facts_of.objection_facts(record)
    if isinstance(record, Report):
        return facts_of.report_facts(record, clock.today())
    return facts_of.check_facts(record) if isinstance(record, Check) else facts_of.order_facts(record)


def offered(actor: Actor, record: Record) -> list[Move]:
    """Moves to show as buttons."""
    return flow_of(record).offered(actor, facts(record))


def perform(
    session: Session,
    actor: Actor | None,
    record: Record,
    action: str,
    *,
    reason: str | None = None,
    known: Facts | None = None,
    params: Mapping[str, Any] | None = None,
) -> HistoryEntry:
    """Move a record. `known` carries facts only the caller has counted (problems, grade). Without an actor it is
    the portal that moves it, which it may where the move is its own.

    Raises IllegalMove (wrong state), NotAllowed (wrong person) or Refused (problems), in that order.
    """
    seen = known or facts(record)
    flow = flow_of(record)
    move = flow.find(action, seen.status)
    if not _may(move, actor, seen):
        raise NotAllowed(move.ability)
    if problems := flow.refusals(move, seen, reason):
        raise Refused(problems)
    before, held = record.status, nudge_marks.holder(record)
    # Asked before anything is set: the question must not write half a move.
    turn = turns.due_after(session, record, move) if isinstance(record, Filing) else None
    record.status = flow.states(move.target)  # type: ignore[assignment]
    if not isinstance(record, Light):
        touch(record)
    if isinstance(record, Filing):
        record.turn_due_on = turn.date if turn else None
        record.turn_rule, record.turn_certain = (turn.rule, turn.certain) if turn else ("", True)
    _STAMPS[type(record)](record, move, actor, (reason or "").strip() or None)
    handed.moved(session, flow.name, record.id, before, move.target)
    subject = subject_of(record)
    details = {
        "from": before,
        "to": move.target,
        **({"reason": reason.strip()} if reason else {}),
        **(params or {}),
    }
    entry = history.record(session, actor, chain_of(record), subject, f"{flow.name}.{action}", details)
    if nudge_marks.holder(record) != held:
        nudge_marks.answer(session, subject)
    _tell(session, record, move, subject, details)
    return entry


def _may(move: Move, actor: Actor | None, seen: Facts) -> bool:
    return move.ability is Ability.BY_ITSELF if actor is None else allows(move.ability, actor, seen)


def chain_of(record: Record) -> str:
    """The history chain of a record: its project's or fund's, read at all levels; its unit's own of a concentrated
    review, of an order never issued and of an entry made by hand."""
    if isinstance(record, ConcentratedReview | Ranking | RankingObjection | Report):
        return f"unit:{record.unit_id}"
    if isinstance(record, Order) and record.issued_on is None:
        return f"unit:{record.issuer_unit_id}"
    if isinstance(record, LedgerEntry):
        return f"unit:{record.unit_id}"
    if isinstance(record, Light) and record.fund_id is not None:
        return f"fund:{record.fund_id}"
    project_id = record.filing.project_id if isinstance(record, Check) else record.project_id
    return f"project:{project_id}"


def subject_of(record: Record) -> str:
    """The record's name in history and notices."""
    return f"{flow_of(record).name}:{record.id}"


def _next_level(filing: Filing) -> Level | None:
    route = route_of(filing.project.owner_level)
    if filing.waiting_level is None:
        return Level(route[0])
    place = route.index(filing.waiting_level) + 1
    return Level(route[place]) if place < len(route) else None


def _stamp_filing(filing: Filing, move: Move, actor: Actor, reason: str | None) -> None:
    moment = clock.now()
    if move.action == FilingAction.ACCEPT:
        filing.accepted_unit_id, filing.accepted_by, filing.accepted_at = (
            actor.unit_id,
            actor.user_id,
            moment,
        )
        return
    # Released, or decided: either ends the acceptance.
    filing.accepted_unit_id = filing.accepted_by = filing.accepted_at = None
    if move.action == FilingAction.RELEASE:
        return
    filing.return_reason = reason if move.target == FilingStatus.RETURNED else None
    filing.last_unit_id = actor.unit_id
    match move.action:
        case FilingAction.SUBMIT:
            filing.submitted_by, filing.submitted_at = actor.user_id, moment
            filing.submitted_for = actor.lender_id
            filing.first_submitted_at = filing.first_submitted_at or moment
            filing.waiting_level = _next_level(filing)
        case FilingAction.PASS_ON:
            filing.waiting_level = _next_level(filing)
        case FilingAction.RECALL_REVIEW:
            filing.waiting_level = Level(route_of(filing.project.owner_level)[0])
            filing.last_unit_id = filing.versions[-1].submitted_unit_id
            for review in facts_of.current_reviews(filing):
                review.withdrawn = True
        case FilingAction.APPROVE:
            filing.waiting_level, filing.approved_at = None, moment
        case _:
            filing.waiting_level = None


def _stamp_check(check: Check, move: Move, _actor: Actor, reason: str | None) -> None:
    if move.action == "cancel":
        check.cancel_reason = reason
    else:
        check.concluded_at = clock.now()


def _stamp_concentrated(review: ConcentratedReview, move: Move, _actor: Actor, reason: str | None) -> None:
    if move.action == ConcentratedAction.CANCEL:
        review.cancel_reason = reason
    else:
        review.concluded_at = clock.now()


def _stamp_order(order: Order, move: Move, actor: Actor, reason: str | None) -> None:
    moment = clock.now()
    match move.action:
        case OrderAction.ACKNOWLEDGE:
            order.acknowledged_at = moment
        case OrderAction.REPLY:
            order.replied_at = moment
        case OrderAction.SEND_BACK:
            order.last_reason = reason
        case OrderAction.CLOSE:
            order.closed_at, order.closed_by = moment, actor.user_id
        case OrderAction.WITHDRAW:
            order.last_reason = reason


def _stamp_light(light: Light, move: Move, actor: Actor | None, reason: str | None) -> None:
    light.moved_at = clock.now()
    light.note = reason or light.note
    match move.action:
        case LightAction.CONFIRM | LightAction.WAIVE:
            light.verdict = move.target
            light.confirmed_unit_id = actor.unit_id if actor and move.action == LightAction.CONFIRM else None
        case LightAction.REOPEN:
            light.verdict, light.confirmed_unit_id = "", None


def _stamp_entry(entry: LedgerEntry, move: Move, actor: Actor, reason: str | None) -> None:
    match move.action:
        case EntryAction.FINISH:
            entry.finished_by, entry.finished_for = actor.user_id, actor.lender_id
        case EntryAction.SEND_BACK | EntryAction.VOID:
            entry.last_reason = reason
        case EntryAction.CLOSE:
            entry.closed_at, entry.closed_by = clock.now(), actor.user_id


def _stamp_ranking(ranking: Ranking, move: Move, actor: Actor, reason: str | None) -> None:
    match move.action:
        case RankingAction.PUBLISH:
            ranking.published_by, ranking.published_at = actor.user_id, clock.now()
        case RankingAction.CANCEL:
            ranking.cancel_reason = reason


def _stamp_objection(objection: RankingObjection, move: Move, actor: Actor, reason: str | None) -> None:
    if move.action != ObjectionAction.WITHDRAW:
        objection.reply, objection.answered_by, objection.answered_at = (
            reason or "",
            actor.user_id,
            clock.now(),
        )


def _stamp_report(report: Report, move: Move, actor: Actor, reason: str | None) -> None:
    moment = clock.now()
    match move.action:
        case ReportAction.SUBMIT:
            report.submitted_by, report.last_reason = actor.user_id, None
        case ReportAction.RETURN | ReportAction.CANCEL:
            report.last_reason = reason
        case ReportAction.APPROVE:
            report.checked_by, report.checked_at = actor.user_id, moment
        case ReportAction.SIGN:
            report.reported_at = moment
        case ReportAction.FILE:
            report.filed_at = moment


_STAMPS: dict[type, Callable[[Any, Move, Any, str | None], None]] = {
    Filing: _stamp_filing,
    Check: _stamp_check,
    Order: _stamp_order,
    Light: _stamp_light,
    ConcentratedReview: _stamp_concentrated,
    LedgerEntry: _stamp_entry,
    Ranking: _stamp_ranking,
    RankingObjection: _stamp_objection,
    Report: _stamp_report,
}


def _tell(session: Session, record: Record, move: Move, subject: str, details: Mapping[str, Any]) -> None:
    if isinstance(record, ConcentratedReview | Ranking | RankingObjection | Report):
        # They span many places: the services that move them tell those concerned.
        return
    code = f"{flow_of(record).name}.{move.action}"
    if isinstance(record, LedgerEntry):
        if move.tells:
            notices.tell_of_entry(session, record, code, subject, details)
        return
    filing = record.filing if isinstance(record, Check) else record
    project: Project | Fund
    for audience in move.tells:
        if isinstance(filing, Order):
            units, role = notices.order_addressees(filing, audience, notices.issuer_role(filing.issuer_unit))
            project = filing.project
        elif isinstance(filing, Light):
            project = filing.bearer
            units, role = notices.light_addressees(session, project, audience)
        else:
            units, role = notices.filing_addressees(session, filing, audience)
            project = filing.project
        key = "fund_id" if isinstance(project, Fund) else "project_id"
        told = {"project": project.name, key: project.id, **details}
        notices.tell(session, units, role, code, subject, told)
