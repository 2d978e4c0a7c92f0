"""Refusals of concentrated reviews and of the samples that they draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.concentrated import Outcome, Scale
from portal.domain.sampling import LONGEST_SEED, Strata
from portal.models import ConcentratedItem, ConcentratedReview
from portal.services import concentrated, order_drafts
from portal.services.concentrated import LONGEST_NAME, Finding, ProblemEntry
from portal.services.concentrated_draws import Wanted
from tests import drawn
from tests.drawn import FAULT, PLACES, opening, target_round
from tests.factories import World
from tests.services.fixes.case import Act, Begin, Fix, either

ALL = sum(PLACES.values())
FROM, TO = date(2020, 6, 15), date(2020, 6, 19)


def opens(**changes: Any) -> Act:
    """A review is opened with some changes to a good opening."""
    return lambda session, world, _begun: concentrated.open_review(
        session, world.actor(session, "center"), opening(session, **changes), target_round(session)
    )


def item(scale: Scale = Scale.GRADES, *problems: ProblemEntry) -> Begin:
    """The first filing of a review of few, with the problems found of it."""

    def begin(session: Session, world: World) -> ConcentratedItem:
        few = {"size": 1, "strata": Strata.NONE, "at_least": 0}
        held = drawn.opened(session, world, scale=scale, **few).items[0]
        if problems:
            outcome = Outcome.FAIR if scale is Scale.GRADES else Outcome.FAULTY
            records(outcome, *problems)(session, world, held)
        return held

    return begin


def records(outcome: Outcome | None, *problems: ProblemEntry) -> Act:
    """What was found is kept."""
    return lambda session, world, held: concentrated.record(
        session, world.actor(session, "center"), held, Finding(outcome, "", problems)
    )


def rerecords(outcome: Outcome, **changes: Any) -> Act:
    """The same with the problem that is there changed."""

    def act(session: Session, world: World, held: ConcentratedItem) -> None:
        typed = replace(ProblemEntry(FAULT.text, FAULT.category, held.problems[0].id), **changes)
        records(outcome, typed)(session, world, held)

    return act


def ordered(session: Session, world: World) -> ConcentratedItem:
    """A filing with a problem on which an order is drafted."""
    center, held = world.actor(session, "center"), item(Scale.GRADES, FAULT)(session, world)
    project, [problem] = held.filing.project, held.problems
    typed = order_drafts.prefill(session, center, project, held.filing, None, concentrated=problem)
    typed = replace(typed, requirement="请修改", basis="财预〔2015〕88号")
    order_drafts.draft(session, center, project, typed, held.filing, concentrated=problem)
    return held


def concludes(conclusion: str) -> Act:
    """The review is ended."""

    def act(session: Session, world: World, held: ConcentratedItem) -> None:
        concentrated.conclude(session, world.actor(session, "center"), held.review, conclusion)

    return act


def recorded(session: Session, world: World) -> ConcentratedItem:
    """The filing of a review whose outcome is kept."""
    held = item()(session, world)
    records(Outcome.GOOD)(session, world, held)
    return held


def records_and_concludes(session: Session, world: World, held: ConcentratedItem) -> None:
    """What was left is recorded, then the review ended."""
    records(Outcome.GOOD)(session, world, held)
    concludes("总体良好")(session, world, held)


def stand(session: Session, world: World) -> ConcentratedReview | None:
    """Approved targets to draw from."""
    drawn.stand(session, world)
    return None


RICH = 10**12
FIXES = {
    "concentrated.conclusion.missing": Fix(recorded, concludes(" "), concludes("总体良好")),
    "concentrated.name.long": Fix(stand, opens(name="审" * (LONGEST_NAME + 1)), opens(name="审" * LONGEST_NAME)),
    "concentrated.name.missing": Fix(stand, opens(name=" "), opens(name="第一次集中审核")),
    "concentrated.outcome.missing": Fix(item(), records(None), records(Outcome.GOOD)),
    "concentrated.outcome.problems": Fix(
        item(Scale.PROBLEMS, FAULT),
        rerecords(Outcome.CLEAR),
        either(rerecords(Outcome.FAULTY), rerecords(Outcome.CLEAR, removed=True)),
    ),
    "concentrated.outcome.unfounded": Fix(
        item(), records(Outcome.FAIR), either(records(Outcome.FAIR, FAULT), records(Outcome.GOOD))
    ),
    "concentrated.outcome.unfounded|problems": Fix(
        item(Scale.PROBLEMS), records(Outcome.FAULTY), either(records(Outcome.FAULTY, FAULT), records(Outcome.CLEAR))
    ),
    "concentrated.period.missing": Fix(stand, opens(ends_on=None), opens()),
    "concentrated.period.order": Fix(stand, opens(starts_on=TO, ends_on=FROM), opens(starts_on=TO, ends_on=TO)),
    "concentrated.population.empty": Fix(stand, opens(wanted=Wanted(amount_from_fen=RICH)), opens(wanted=Wanted())),
    "concentrated.problem.ordered": Fix(
        ordered, rerecords(Outcome.GOOD, removed=True), rerecords(Outcome.GOOD, text="经核实不成立")
    ),
    "concentrated.problem.text_missing": Fix(
        item(Scale.GRADES, FAULT),
        rerecords(Outcome.GOOD, text=" "),
        either(rerecords(Outcome.GOOD), rerecords(Outcome.GOOD, text=" ", removed=True)),
    ),
    "concentrated.unrecorded": Fix(item(), concludes("总体良好"), records_and_concludes),
    "sample.seed.long": Fix(stand, opens(seed="1" * (LONGEST_SEED + 1)), opens(seed="1" * LONGEST_SEED)),
    "sample.seed.missing": Fix(stand, opens(seed=" "), opens()),
    "sample.size.range": Fix(stand, opens(size=ALL + 1), either(opens(size=3), opens(size=ALL))),
    "sample.size.range|too few": Fix(stand, opens(size=2), either(opens(size=3), opens(size=ALL))),
}  # fmt: skip
