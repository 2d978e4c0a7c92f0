"""Objections (申诉) to a ranking: filed by the bureau of a place, answered by the center; one that is upheld corrects a
value, and the table is computed anew."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal import clock
from portal.access.facts import ranked_facts
from portal.access.guards import NotAllowed
from portal.access.scope import visible
from portal.domain.flows.rankings import OBJECTION_FLOW, ObjectionAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.ranking import Measure, ObjectionStatus, RankingStatus, Standing, rank
from portal.domain.roles import Actor
from portal.models import Ranking, RankingMetric, RankingObjection, RankingRow
from portal.services import history, ranking_notices, rankings, workflow
from portal.services.ranking_sets import entrants, rules_of
from portal.services.rankings import Typed
from portal.services.workflow import Refused


@dataclass(frozen=True, slots=True)
class Shift:
    """What a correction does to one line of the table: total (hundredths) and place before and after."""

    code: str
    total_before: int | None
    total_after: int | None
    place_before: int | None
    place_after: int | None


def may_object(actor: Actor, row: RankingRow) -> bool:
    """True for the bureau of the place while objections may be made."""
    return in_window(row) and allows(Ability.RANKING_OBJECT, actor, ranked_facts(row))


def in_window(row: RankingRow) -> bool:
    """True while objections to the table may be made."""
    until = row.ranking.objections_until
    return row.ranking.status is RankingStatus.OBJECTION and until is not None and clock.today() <= until


def metric_of(row: RankingRow, code: str) -> RankingMetric | None:
    """A metric of the line's set by its code."""
    return next((metric for metric in row.ranking.set.metrics if metric.code == code), None)


def to_answer(actor: Actor) -> Select[tuple[RankingObjection]]:
    """Objections without an answer to tables that are open to them, with place and table; those that end first before
    the others."""
    return (
        visible(RankingObjection, actor)
        .join(RankingObjection.ranking)
        .where(RankingObjection.status == ObjectionStatus.OPEN, Ranking.status == RankingStatus.OBJECTION)
        .options(contains_eager(RankingObjection.ranking), joinedload(RankingObjection.row))
        .order_by(Ranking.objections_until, RankingObjection.id)
    )


def file(session: Session, actor: Actor, row: RankingRow, code: str, reason: str) -> RankingObjection:
    """Object to a value of the own line. Raises IllegalMove (no window), NotAllowed or Refused: no such metric, no
    reason, an objection to the same value that has no answer yet."""
    if not in_window(row):
        raise IllegalMove("objection", "file", row.ranking.status)
    if not allows(Ability.RANKING_OBJECT, actor, ranked_facts(row)):
        raise NotAllowed(Ability.RANKING_OBJECT)
    if found := _filing_problems(session, row, code, reason):
        raise Refused(found)
    value = rankings.value_of(row, code)
    objection = RankingObjection(
        ranking=row.ranking,
        row=row,
        metric=code,
        status=ObjectionStatus.OPEN,
        reason=reason.strip(),
        unit_id=actor.unit_id,
        filed_by=actor.user_id,
        old_numerator=value.numerator,
        old_denominator=value.denominator,
    )
    session.add(objection)
    session.flush()
    told = {"ranking": row.ranking_id, "metric": code}
    history.record(
        session, actor, workflow.chain_of(objection), workflow.subject_of(objection), "objection.file", told
    )
    ranking_notices.tell_center(session, objection)
    return objection


def _filing_problems(session: Session, row: RankingRow, code: str, reason: str) -> list[Problem]:
    found: list[Problem] = []
    if metric_of(row, code) is None:
        found.append(Problem("metric", "objection.metric.missing"))
    if not reason.strip():
        found.append(Problem("reason", "objection.reason.missing"))
    open_one = select(RankingObjection.id).where(
        RankingObjection.row_id == row.id,
        RankingObjection.metric == code,
        RankingObjection.status == ObjectionStatus.OPEN,
    )
    if session.scalars(open_one.limit(1)).one_or_none() is not None:
        found.append(Problem("metric", "objection.waiting"))
    return found


def withdraw(session: Session, actor: Actor, objection: RankingObjection) -> None:
    """Take an objection back before it is answered. Raises IllegalMove or NotAllowed."""
    workflow.perform(session, actor, objection, ObjectionAction.WITHDRAW)


def reject(session: Session, actor: Actor, objection: RankingObjection, reply: str) -> None:
    """Answer that the value stands. Raises IllegalMove, NotAllowed or Refused (no reply)."""
    with session.no_autoflush:
        workflow.perform(session, actor, objection, ObjectionAction.REJECT, reason=reply)
    session.flush()
    ranking_notices.tell_answer(session, objection, "ranking.reject")


def uphold(session: Session, actor: Actor, objection: RankingObjection, reply: str, corrected: Typed) -> None:
    """Answer that the unit is right: the value is corrected on the grounds of the reply, the table computed anew.

    Raises IllegalMove (also where the table was given up meanwhile), NotAllowed or Refused: no reply, half a value, the
    value that stands already.
    """
    move = OBJECTION_FLOW.find(ObjectionAction.UPHOLD, objection.status)
    if objection.ranking.status is not RankingStatus.OBJECTION:
        raise IllegalMove("objection", ObjectionAction.UPHOLD, objection.ranking.status)
    if not allows(move.ability, actor, workflow.facts(objection)):
        raise NotAllowed(move.ability)
    metric = next(m for m in objection.ranking.set.metrics if m.code == objection.metric)
    typed = Typed(corrected.numerator, corrected.denominator, reply)
    if found := _correction_problems(objection, metric, typed):
        raise Refused(found)
    value = rankings.value_of(objection.row, objection.metric)
    objection.old_numerator, objection.old_denominator = value.numerator, value.denominator
    rankings.write_value(metric, value, typed)
    objection.new_numerator, objection.new_denominator = value.numerator, value.denominator
    with session.no_autoflush:
        workflow.perform(
            session,
            actor,
            objection,
            ObjectionAction.UPHOLD,
            reason=reply,
            params={
                "before": [objection.old_numerator, objection.old_denominator],
                "after": [objection.new_numerator, objection.new_denominator],
            },
        )
    rankings.settle(session, objection.ranking)
    ranking_notices.tell_answer(session, objection, "ranking.uphold")


def _correction_problems(objection: RankingObjection, metric: RankingMetric, typed: Typed) -> list[Problem]:
    if not typed.proof.strip():
        return [Problem("reason", "move.reason.missing", {"action": ObjectionAction.UPHOLD.value})]
    if found := rankings.value_problems(metric, typed, optional=False):
        return found
    value = rankings.value_of(objection.row, objection.metric)
    of = value.denominator if metric.unit == "cases" else typed.denominator
    if (typed.numerator, of) == (value.numerator, value.denominator):
        return [Problem("numerator", "objection.same_value")]
    return []


def shifts(objection: RankingObjection) -> list[Shift]:
    """What the correction of an upheld objection changed in the table: lines whose total or place is another one than
    with the value before, all else as it stands now."""
    if objection.new_denominator is None:
        return []
    ranking, old = objection.ranking, (objection.old_numerator, objection.old_denominator)
    now = rank(rules_of(ranking.set), entrants(ranking))
    was = _with(objection, old)
    before = {line.code: line for line in was}
    return [
        Shift(line.code, before[line.code].total, line.total, before[line.code].place, line.place)
        for line in now
        if (line.total, line.place) != (before[line.code].total, before[line.code].place)
    ]


def _with(objection: RankingObjection, value: tuple[int | None, int | None]) -> list[Standing]:
    numerator, denominator = value
    known = numerator is not None and denominator is not None
    measure = Measure(numerator or 0, denominator or 0) if known else None
    return rankings.what_if(objection.ranking, objection.row.code, {objection.metric: measure})
