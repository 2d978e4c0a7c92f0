"""Evaluation ranking (评价排名): drawing up a table from the records of a day, typed values, objections' window,
publishing.

A draft and a table under objection are computed again whenever a value is typed or corrected; what was counted from the
records is frozen when the table is drawn up. Source: opinion of 2020, part 五. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import ranking_facts
from portal.access.guards import NotAllowed
from portal.domain.facts import Facts
from portal.domain.flows.rankings import RANKING_FLOW, RankingAction
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.ranking import (
    FORMULA_VERSION,
    Absence,
    Entrant,
    Measure,
    MetricUnit,
    ObjectionStatus,
    RankingStatus,
    Standing,
    rank,
)
from portal.domain.ranking_facts import RankingFacts
from portal.domain.ranking_measures import PortalMeasure, measures, projects_of
from portal.domain.reports import ReportKind
from portal.domain.roles import Actor, Level
from portal.models import (
    Plan,
    Ranking,
    RankingMetric,
    RankingObjection,
    RankingRow,
    RankingSet,
    RankingValue,
    Region,
)
from portal.services import history, ranking_notices, ranking_proof, report_dues, workflow
from portal.services import ranking_facts as reading
from portal.services.locking import touch
from portal.services.ranking_sets import entrants, newest, rules_of
from portal.services.report_dues import Owed
from portal.services.workflow import Refused

MOST = 10**9
"""More than anything that can be counted: a figure beyond it is a slip of the finger."""

REPORTS = "reports_on_time"
"""Code of the metric that counts monthly reports."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed value: so many of so many (for cases the second says nothing), and on what grounds."""

    numerator: int | None
    denominator: int | None
    proof: str = ""


def draw_up(session: Session, actor: Actor, plan: Plan, level: Level) -> Ranking:
    """Draw up a table of all places of a level as of today, by the set in force.

    Raises NotAllowed or Refused: no set for the year and level, or another table of the level that is not finished.
    """
    if not allows(Ability.RANKING_LEAD, actor, Facts()):
        raise NotAllowed(Ability.RANKING_LEAD)
    held, as_of = newest(session, plan.year, level), clock.today()
    if held is None:
        raise Refused([Problem("level", "ranking.no_set", {"year": plan.year})])
    if unfinished(session, plan, level) is not None:
        raise Refused([Problem("level", "ranking.unfinished")])
    facts = reading.read(session, plan, as_of)
    ranking = Ranking(
        set=held,
        plan=plan,
        number=_next_number(session, plan, level),
        level=level,
        as_of=as_of,
        status=RankingStatus.DRAFT,
        unit_id=actor.unit_id,
        drawn_by=actor.user_id,
        formula_version=FORMULA_VERSION,
        facts=ranking_proof.pack(facts),
        rows=_rows(session, held, level, facts, as_of),
    )
    session.add(ranking)
    session.flush()
    _count_reports(session, ranking)
    settle(session, ranking)
    told = {"level": level.value, "number": ranking.number, "as_of": as_of.isoformat(), "set": held.version}
    history.record(
        session, actor, workflow.chain_of(ranking), workflow.subject_of(ranking), "ranking.draw_up", told
    )
    return ranking


def _count_reports(session: Session, ranking: Ranking) -> None:
    """Fill in how many monthly reports of a prefecture came in time, where any have come; the center may correct it, as
    reports on paper alone are unknown here."""
    metric = next((one for one in ranking.set.metrics if one.code == REPORTS and one.measure is None), None)
    if metric is None or ranking.level is not Level.PREFECTURE:
        return
    found: dict[str, list[Owed]] = {}
    for one in report_dues.owed(session, ranking.plan, ranking.as_of):
        if one.kind is ReportKind.PREFECTURE_MONTHLY and one.due_on < ranking.as_of:
            found.setdefault(one.region, []).append(one)
    if not any(one.in_time for held in found.values() for one in held):
        return
    for row in ranking.rows:
        if held := found.get(row.code):
            value = value_of(row, metric.code)
            came = sum(one.in_time for one in held)
            write_value(metric, value, Typed(came, len(held), report_dues.proof(held)))


def unfinished(session: Session, plan: Plan, level: Level) -> Ranking | None:
    """The table of a plan and level that is a draft or open to objections."""
    open_states = [RankingStatus.DRAFT, RankingStatus.OBJECTION]
    return session.scalars(
        select(Ranking)
        .where(Ranking.plan_id == plan.id, Ranking.level == level, Ranking.status.in_(open_states))
        .limit(1)
    ).one_or_none()


def _next_number(session: Session, plan: Plan, level: Level) -> int:
    query = select(func.max(Ranking.number)).where(Ranking.plan_id == plan.id, Ranking.level == level)
    return (session.scalar(query) or 0) + 1


def _rows(
    session: Session, held: RankingSet, level: Level, facts: RankingFacts, as_of: date
) -> list[RankingRow]:
    counted, projects = measures(facts, level), projects_of(facts, level)
    regions = session.scalars(select(Region).where(Region.level == level).order_by(Region.code))
    return [
        RankingRow(
            code=region.code,
            name_zh=region.name_zh,
            name_ug=region.name_ug,
            corps=region.corps,
            zone=region.custom,
            projects=projects.get(region.code, 0),
            total=None,
            place=None,
            absence=Absence.NO_PROJECTS,
            values=[_value(metric, counted.get(region.code, {})) for metric in held.metrics],
        )
        for region in regions
        if region.valid_on(as_of)
    ]


def _value(metric: RankingMetric, counted: Mapping[PortalMeasure, Measure]) -> RankingValue:
    found = counted.get(metric.measure) if metric.measure else None
    return RankingValue(
        metric=metric.code,
        numerator=found.numerator if found else None,
        denominator=found.denominator if found else None,
    )


def settle(session: Session, ranking: Ranking) -> None:
    """Compute the table anew from its values and write points, totals, places; flushes."""
    before = _places_before(session, ranking)
    for row in ranking.rows:
        row.place_before = before.get(row.code)
    rules = rules_of(ranking.set)
    lines = {standing.code: standing for standing in rank(rules, entrants(ranking))}
    for row in ranking.rows:
        _write(row, lines[row.code])
    touch(ranking)
    session.flush()


def _write(row: RankingRow, line: Standing) -> None:
    row.total, row.place, row.grade = line.total, line.place, line.grade
    row.vetoed, row.absence = line.vetoed, line.absence
    for value in row.values:
        value.points = line.points.get(value.metric)


def _places_before(session: Session, ranking: Ranking) -> dict[str, int | None]:
    """Places in the last published table of the level before this one, of this plan or of an earlier year."""
    earlier = session.scalars(
        select(Ranking.id)
        .where(
            Ranking.level == ranking.level,
            Ranking.status == RankingStatus.PUBLISHED,
            Ranking.as_of <= ranking.as_of,
            Ranking.id != ranking.id,
        )
        .order_by(Ranking.as_of.desc(), Ranking.id.desc())
        .limit(1)
    ).one_or_none()
    if earlier is None:
        return {}
    rows = select(RankingRow.code, RankingRow.place).where(RankingRow.ranking_id == earlier)
    return dict(session.execute(rows).tuples().all())


def type_value(session: Session, actor: Actor, row: RankingRow, metric: RankingMetric, typed: Typed) -> None:
    """Enter what the portal cannot count, with its proof, while the table is a draft; empty figures take it away.

    Raises IllegalMove (no draft any more), NotAllowed or Refused: a metric that is counted from the records, half a
    value, more than all, no proof.
    """
    _demand(actor, row.ranking, RankingAction.CONSULT)
    if metric.measure is not None:
        named = {"metric_zh": metric.name_zh, "metric_ug": metric.name_ug}
        raise Refused([Problem("numerator", "ranking.value.counted", named)])
    if found := value_problems(metric, typed):
        raise Refused(found)
    value = value_of(row, metric.code)
    before = [value.numerator, value.denominator]
    write_value(metric, value, typed)
    settle(session, row.ranking)
    told = {
        "place": row.code,
        "metric": metric.code,
        "before": before,
        "after": [value.numerator, value.denominator],
    }
    history.record(
        session,
        actor,
        workflow.chain_of(row.ranking),
        workflow.subject_of(row.ranking),
        "ranking.type_value",
        told,
    )


def value_of(row: RankingRow, metric: str) -> RankingValue:
    """The value of a metric in a line."""
    return next(value for value in row.values if value.metric == metric)


def write_value(metric: RankingMetric, value: RankingValue, typed: Typed) -> None:
    """Let a checked value stand in a line."""
    given = typed.numerator is not None
    of = 1 if metric.unit is MetricUnit.CASES else typed.denominator
    value.numerator, value.denominator = typed.numerator, of if given else None
    value.typed, value.proof = given, typed.proof.strip() if given else ""


def value_problems(metric: RankingMetric, typed: Typed, *, optional: bool = True) -> list[Problem]:
    """What stands against a typed value, by field: its figures, then its proof."""
    found = figure_problems(metric, typed, optional=optional)
    if not found and typed.numerator is not None and not typed.proof.strip():
        return [Problem("proof", "ranking.proof.missing")]
    return found


def figure_problems(metric: RankingMetric, typed: Typed, *, optional: bool = True) -> list[Problem]:
    """What stands against the figures of a typed value, whatever they rest on."""
    cases = metric.unit is MetricUnit.CASES
    if typed.numerator is None and (cases or typed.denominator is None):
        return [] if optional else [Problem("numerator", "ranking.value.missing")]
    if typed.numerator is None or (not cases and typed.denominator is None):
        return [Problem("numerator", "ranking.value.half")]
    figures = (typed.numerator, 1 if cases else typed.denominator or 0)
    if min(figures) < 0 or max(figures) > MOST or (not cases and not typed.denominator):
        return [Problem("numerator", "ranking.value.range")]
    if metric.unit is MetricUnit.PERCENT and typed.numerator > (typed.denominator or 0):
        told = {"part": typed.numerator, "whole": typed.denominator or 0}
        return [Problem("numerator", "ranking.value.over", told)]
    return []


def consult(session: Session, actor: Actor, ranking: Ranking, until: date | None) -> None:
    """Open the table to objections until the end of a day; all places are told. Raises IllegalMove, NotAllowed, Refused."""
    said = until.isoformat() if until else ""
    known = ranking_facts(ranking, clock.today())
    known = replace(known, extra={**known.extra, "until": said})
    move = RANKING_FLOW.find(RankingAction.CONSULT, ranking.status)
    if allows(move.ability, actor, known) and not RANKING_FLOW.refusals(move, known, None):
        ranking.objections_until = until
    with session.no_autoflush:
        workflow.perform(session, actor, ranking, RankingAction.CONSULT, known=known, params={"until": said})
    ranking_notices.tell_places(session, ranking, "ranking.consult")


def waiting(session: Session, ranking: Ranking) -> int:
    """Objections without an answer."""
    query = select(func.count(RankingObjection.id)).where(
        RankingObjection.ranking_id == ranking.id, RankingObjection.status == ObjectionStatus.OPEN
    )
    return session.scalar(query) or 0


def hindrances(session: Session, ranking: Ranking) -> list[Problem]:
    """What stands against publishing a table that is open to objections: its window, objections without an answer."""
    known = ranking_facts(ranking, clock.today(), waiting(session, ranking))
    return RANKING_FLOW.refusals(RANKING_FLOW.find(RankingAction.PUBLISH, ranking.status), known, None)


def publish(session: Session, actor: Actor, ranking: Ranking) -> None:
    """Put the table in force: nothing of it changes any more, and its digest is set. All places are told.

    Raises IllegalMove, NotAllowed (who drew it up is not the one who publishes) or Refused: the window is open, an
    objection has no answer.
    """
    known = ranking_facts(ranking, clock.today(), waiting(session, ranking))
    move = RANKING_FLOW.find(RankingAction.PUBLISH, ranking.status)
    if allows(move.ability, actor, known) and not RANKING_FLOW.refusals(move, known, None):
        settle(session, ranking)
        ranking.digest = ranking_proof.digest(ranking)
    with session.no_autoflush:
        workflow.perform(
            session, actor, ranking, RankingAction.PUBLISH, known=known, params={"digest": ranking.digest}
        )
    session.flush()
    ranking_notices.tell_places(session, ranking, "ranking.publish")


def cancel(session: Session, actor: Actor, ranking: Ranking, reason: str) -> None:
    """Give the table up, with a reason. Raises IllegalMove, NotAllowed or Refused."""
    was_public = ranking.status is RankingStatus.OBJECTION
    with session.no_autoflush:
        workflow.perform(session, actor, ranking, RankingAction.CANCEL, reason=reason)
    session.flush()
    if was_public:
        ranking_notices.tell_places(session, ranking, "ranking.cancel")


def what_if(ranking: Ranking, code: str, changes: Mapping[str, Measure | None]) -> list[Standing]:
    """The table as it would be if a unit had other values, None for nothing counted; nothing is written."""
    asked = [_changed(one, changes) if one.code == code else one for one in entrants(ranking)]
    return rank(rules_of(ranking.set), asked)


def _changed(entrant: Entrant, changes: Mapping[str, Measure | None]) -> Entrant:
    asked = {**entrant.measures, **changes}
    return replace(entrant, measures={name: one for name, one in asked.items() if one is not None})


def _demand(actor: Actor, ranking: Ranking, action: RankingAction) -> None:
    move = RANKING_FLOW.find(action, ranking.status)
    if not allows(move.ability, actor, ranking_facts(ranking, clock.today())):
        raise NotAllowed(move.ability)
