"""Refusals of the evaluation ranking, of its metrics and of objections to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.roles import Actor, Level
from portal.models import Ranking, RankingMetric, RankingObjection, RankingSet
from portal.services import ranking_objections, ranking_sets, rankings
from portal.services.ranking_sets import MetricEntry
from portal.services.rankings import Typed
from tests import ranked
from tests.conftest import TODAY
from tests.factories import World
from tests.services.fixes.case import Act, Begin, Fix, either

TYPED, COUNTED = "reports_on_time", "coverage"
GOOD = Typed(5, 6, "收文登记簿")


def draws(session: Session, world: World, _begun: Any) -> Ranking:
    """A table of counties is drawn up."""
    return rankings.draw_up(session, world.actor(session, "center"), ranked.plan_of(session), Level.COUNTY)


def without_sets(session: Session, _world: World) -> None:
    """A year for which nobody has brought metrics."""
    session.execute(delete(RankingMetric))
    session.execute(delete(RankingSet))


def loads_and_draws(session: Session, world: World, begun: Any) -> None:
    """Reference data is brought in first."""
    ranking_sets.load_sets(session)
    draws(session, world, begun)


def finishes(step: Callable[[Session, World, Ranking], None]) -> Act:
    """The table that stands in the way is finished, then another one drawn up."""

    def act(session: Session, world: World, ranking: Ranking) -> None:
        step(session, world, ranking)
        draws(session, world, None)

    return act


def with_second(begin: Callable[[Session, World], Any]) -> Begin:
    """The same with a second person at the center, who publishes."""

    def begun(session: Session, world: World) -> tuple[Any, Actor]:
        return begin(session, world), ranked.second(session, world)

    return begun


def published_later(session: Session, world: World, ranking: Ranking) -> None:
    """By a second person on the day after the window."""
    publishes(session, world, (ranking, ranked.second(session, world)))


def publishes(session: Session, world: World, begun: tuple[Ranking, Actor]) -> None:
    """On the day after the window."""
    with clock.frozen(ranked.AFTER):
        publishes_early(session, world, begun)


def cancels(session: Session, world: World, ranking: Ranking) -> None:
    """Given up with a reason."""
    rankings.cancel(session, world.actor(session, "center"), ranking, "数据有误")


def newest(session: Session, _world: World) -> RankingSet:
    """The set in force."""
    return ranked.newest(session)


def renews(*entries: MetricEntry, source: str = "2020年第3次厅长办公会议", **general: int) -> Act:
    """A new version of the set."""
    return lambda session, world, held: ranking_sets.renew(
        session, world.actor(session, "center"), held, entries, source, **general
    )


def types(code: str, typed: Typed) -> Act:
    """A value is typed into the first county's line."""

    def act(session: Session, world: World, ranking: Ranking) -> None:
        row, metric = ranked.line(ranking, ranked.FIRST), ranked.metric(ranking, code)
        rankings.type_value(session, world.actor(session, "center"), row, metric, typed)

    return act


def objects_to_counted(session: Session, world: World, ranking: Ranking) -> None:
    """What was counted is objected to once objections may be made."""
    rankings.consult(session, world.actor(session, "center"), ranking, ranked.UNTIL)
    objects(COUNTED)(session, world, ranking)


def consults(days: int | None) -> Act:
    """The table is opened to objections for so many days."""
    until = None if days is None else TODAY + timedelta(days)
    return lambda session, world, ranking: rankings.consult(
        session, world.actor(session, "center"), ranking, until
    )


def objects(code: str, reason: str = "第五个项目的目标已批准") -> Act:
    """The first county objects to a value."""
    return lambda session, world, ranking: ranking_objections.file(
        session, world.actor(session, "county"), ranked.line(ranking, ranked.FIRST), code, reason
    )


def upholds(numerator: int | None, denominator: int | None) -> Act:
    """The objection is answered with another value."""
    return lambda session, world, objection: ranking_objections.uphold(
        session, world.actor(session, "center"), objection, "属实", Typed(numerator, denominator)
    )


def rejects(session: Session, world: World, objection: RankingObjection) -> None:
    """The value stands."""
    ranking_objections.reject(session, world.actor(session, "center"), objection, "数值无误")


def same_value(session: Session, world: World, objection: RankingObjection) -> None:
    """The value that stands already."""
    upholds(objection.old_numerator, objection.old_denominator)(session, world, objection)


def answered_and_published(session: Session, world: World, begun: tuple[RankingObjection, Actor]) -> None:
    """The objection is answered, then the table published."""
    rejects(session, world, begun[0])
    publishes_unanswered(session, world, begun)


def publishes_unanswered(session: Session, world: World, begun: tuple[RankingObjection, Actor]) -> None:
    """Published over an objection."""
    publishes(session, world, (begun[0].ranking, begun[1]))


def publishes_early(session: Session, _world: World, begun: tuple[Ranking, Actor]) -> None:
    """Published while objections may be made."""
    rankings.publish(session, begun[1], begun[0])


def again(session: Session, world: World, objection: RankingObjection) -> None:
    """The same value is objected to once more."""
    objects(objection.metric)(session, world, objection.ranking)


def withdrawn_and_again(session: Session, world: World, objection: RankingObjection) -> None:
    """Taken back first."""
    ranking_objections.withdraw(session, world.actor(session, "county"), objection)
    again(session, world, objection)


def answered_and_again(session: Session, world: World, objection: RankingObjection) -> None:
    """Answered first."""
    rejects(session, world, objection)
    again(session, world, objection)


FIXES: dict[str, Fix] = {
    "ranking.no_set": Fix(without_sets, draws, loads_and_draws),
    "ranking.unfinished": Fix(ranked.consulted, draws, either(finishes(published_later), finishes(cancels))),
    "ranking.marks.sum": Fix(
        newest,
        renews(MetricEntry(COUNTED, 1000)),
        renews(MetricEntry(COUNTED, 1000), MetricEntry("targets_on_time", 1200)),
    ),
    "ranking.bounds.equal": Fix(
        newest,
        renews(MetricEntry(COUNTED, 1200, Fraction(80), Fraction(80))),
        renews(MetricEntry(COUNTED, 1200, Fraction(80), Fraction(100))),
    ),
    "ranking.figure.range": Fix(newest, renews(least_projects=0), renews(least_projects=1)),
    "ranking.source.missing": Fix(newest, renews(source=" "), renews()),
    "ranking.value.counted": Fix(ranked.drawn, types(COUNTED, GOOD), objects_to_counted),
    "ranking.value.half": Fix(
        ranked.drawn,
        types(TYPED, Typed(5, None, "登记簿")),
        either(types(TYPED, GOOD), types(TYPED, Typed(None, None))),
    ),
    "ranking.value.range": Fix(ranked.drawn, types(TYPED, Typed(0, 0, "登记簿")), types(TYPED, GOOD)),
    "ranking.value.over": Fix(ranked.drawn, types(TYPED, Typed(7, 6, "登记簿")), types(TYPED, GOOD)),
    "ranking.value.missing": Fix(ranked.objected, upholds(None, None), upholds(5, 5)),
    "ranking.proof.missing": Fix(ranked.drawn, types(TYPED, Typed(5, 6)), types(TYPED, GOOD)),
    "ranking.until.missing": Fix(ranked.drawn, consults(None), consults(5)),
    "ranking.until.past": Fix(ranked.drawn, consults(0), consults(1)),
    "ranking.window.open": Fix(with_second(ranked.consulted), publishes_early, publishes),
    "ranking.objections.waiting": Fix(
        with_second(ranked.objected), publishes_unanswered, answered_and_published
    ),
    "objection.metric.missing": Fix(ranked.consulted, objects(""), objects(COUNTED)),
    "objection.reason.missing": Fix(ranked.consulted, objects(COUNTED, " "), objects(COUNTED)),
    "objection.waiting": Fix(ranked.objected, again, either(answered_and_again, withdrawn_and_again)),
    "objection.same_value": Fix(ranked.objected, same_value, either(upholds(5, 5), rejects)),
    "move.reason.missing|ranking": Fix(
        ranked.drawn,
        lambda session, world, ranking: rankings.cancel(session, world.actor(session, "center"), ranking, ""),
        cancels,
    ),
}
