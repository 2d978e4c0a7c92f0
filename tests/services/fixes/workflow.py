"""Refusals of moves, submissions, reviews, recordings and adjustments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.flows.entries import EntryAction
from portal.domain.flows.filings import FilingAction
from portal.domain.flows.lights import LightAction
from portal.models import Filing
from portal.services import (
    acceptance,
    checks,
    concentrated,
    filings,
    ledger_entries,
    light_moves,
    monitoring,
    orders,
    recordings,
    reviews,
    targets,
    workflow,
)
from portal.services.reviews import ReviewEntry
from portal.services.targets import TargetEntry
from tests import entered, filed, locked
from tests.conftest import TODAY
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import FULL, approved, decide, drafted, full_points, passed_on, submitted
from tests.lit import overpaid
from tests.locked import LATER, SHUT
from tests.monitored import ROUND, approved_target
from tests.ordered import issued
from tests.services.fixes.case import Act, Begin, Fix, either
from tests.services.fixes.concentrated import item

# Filling in


def rounds(code: str, content: monitoring.RoundEntry = ROUND, on: date = TODAY) -> Act:
    """A monitoring round of the own project is filled in."""

    def act(session: Session, world: World, _begun: object) -> None:
        with clock.frozen(on):
            filing = world.filing(session, "own", code)
            monitoring.save(session, world.actor(session, "unit"), filing, content)

    return act


def after_approval(then: Act) -> Act:
    """The target is submitted and approved first."""

    def act(session: Session, world: World, filing: Filing) -> None:
        filed.submit(session, world.actor(session, "unit"), filing)
        decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
        decide(session, world.actor(session, "prefecture"), filing, FilingAction.APPROVE)
        then(session, world, filing)

    return act


def saves(on: date = TODAY, entry: TargetEntry = FULL) -> Act:
    """The target is filled in."""

    def act(session: Session, world: World, _begun: object) -> None:
        with clock.frozen(on):
            targets.save(session, world.actor(session, "unit"), world.filing(session, "own"), entry)

    return act


def shut(session: Session, world: World) -> Filing:
    """A target whose round has a lock."""
    locked.lock(session)
    return world.filing(session, "own")


def saves_with_an_exception(session: Session, world: World, filing: Filing) -> None:
    """The unit has asked for a later day and the center has granted it."""
    with clock.frozen(SHUT):
        locked.granted(session, world, until=LATER)
    saves(LATER)(session, world, filing)


POOR = replace(FULL, rows=tuple(replace(r, value="≥100%") if "满意度" in r.name else r for r in FULL.rows))


def drafted_as(entry: TargetEntry) -> Begin:
    """The target as its clerk saved it."""
    return lambda session, world: drafted(session, world, entry=entry)


def submits(
    entry: TargetEntry | None = None, reasons: Mapping[str, str] | None = None, *, answered: bool = False
) -> Act:
    """The target is put right, where that is meant, and submitted; answered: with a word for every reminder."""

    def act(session: Session, world: World, filing: Filing) -> None:
        clerk = world.actor(session, "unit")
        if entry is not None:
            targets.save(session, clerk, filing, entry)
        if answered:
            filed.submit(session, clerk, filing)
        else:
            filings.submit(session, clerk, filing, reasons)

    return act


# Reviewing


def decides(
    action: FilingAction = FilingAction.PASS_ON, share: int = 100, left: int = 0, over: int = 0, **more: Any
) -> Act:
    """The county decides, with so much of all points; left: criteria without points; over: points too many."""

    def act(session: Session, world: World, filing: Filing) -> None:
        points = {code: most * share // 100 for code, most in full_points(filing).items()}
        first = next(iter(points))
        points[first] += over
        for code in list(points)[:left]:
            points.pop(code)
        entry = ReviewEntry(**{"opinion": "同意", "points": points, **more})
        reviews.decide(session, world.actor(session, "county"), filing, action, entry)

    return act


def accepted(session: Session, world: World) -> Filing:
    """A target that the county has accepted."""
    filing = submitted(session, world)
    acceptance.accept(session, world.actor(session, "county"), [filing.id])
    return filing


def recalls(session: Session, world: World, filing: Filing) -> None:
    """The unit takes it back."""
    workflow.perform(session, world.actor(session, "unit"), filing, FilingAction.RECALL)


def releases(session: Session, world: World, filing: Filing) -> None:
    """The county releases it."""
    acceptance.release(session, world.actor(session, "county"), filing)


def recalls_once_released(session: Session, world: World, filing: Filing) -> None:
    """The county has been asked to release it."""
    releases(session, world, filing)
    recalls(session, world, filing)


def mends_once_returned(session: Session, world: World, filing: Filing) -> None:
    """The county has been asked to return it."""
    decide(session, world.actor(session, "county"), filing, FilingAction.RETURN)
    saves()(session, world, filing)


# What follows an approval


def records_as(code: str = "DT-1", on: date = TODAY, by: str = "county") -> Act:
    """The target is marked as entered in the national system."""
    return lambda session, world, filing: recordings.record(
        session, world.actor(session, by), [filing], {filing.id: code}, on
    )


def code_used(session: Session, world: World) -> Filing:
    """The code stands on another project."""
    other, filing = approved(session, world, "region"), approved(session, world)
    records_as(by="division")(session, world, other)
    return filing


def records_once_approved(session: Session, world: World, filing: Filing) -> None:
    """The last level has approved it."""
    decide(session, world.actor(session, "prefecture"), filing, FilingAction.APPROVE)
    records_as()(session, world, filing)


def adjusts(reason: str = "资金调减") -> Act:
    """A change of the target is begun."""
    return lambda session, world, _filing: filings.open_adjustment(
        session, world.actor(session, "unit"), world.project(session, "own"), reason
    )


def adjusting(session: Session, world: World) -> Filing:
    """A change of the target under way."""
    approved(session, world)
    return filings.open_adjustment(
        session, world.actor(session, "unit"), world.project(session, "own"), "资金调减"
    )


def goes_on(session: Session, world: World, filing: Filing) -> None:
    """The change that is there is filled in, and once it is approved another begins."""
    targets.save(session, world.actor(session, "unit"), filing, FULL)
    after_approval(adjusts())(session, world, filing)


def recalls_and_mends(session: Session, world: World, filing: Filing) -> None:
    """What is under review is taken back, then changed and submitted."""
    recalls(session, world, filing)
    submits(FULL, answered=True)(session, world, filing)


# Moves that want a reason


def withdraws_order(reason: str) -> Act:
    """The issuer takes an order back."""
    return lambda session, world, order: orders.withdraw(
        session, world.actor(session, "prefecture"), order, reason
    )


def confirms_light(reason: str) -> Act:
    """The prefecture confirms what a light says."""
    return lambda session, world, light: light_moves.move(
        session, world.actor(session, "prefecture"), light, LightAction.CONFIRM, reason
    )


def open_check(session: Session, world: World) -> checks.Check:
    """A check that has begun."""
    return checks.open_check(session, world.actor(session, "prefecture"), evaluated(session, world))


def cancels_check(reason: str) -> Act:
    """The check is given up."""
    return lambda session, world, check: checks.cancel(
        session, world.actor(session, "prefecture"), check, reason
    )


def cancels_review(reason: str) -> Act:
    """A concentrated review is given up."""
    return lambda session, world, held: concentrated.cancel(
        session, world.actor(session, "center"), held.review, reason
    )


def entry(session: Session, world: World) -> ledger_entries.LedgerEntry:
    """A problem entered by hand."""
    return entered.registered(session, world)


def voids_entry(reason: str) -> Act:
    """The entry is declared void."""
    return lambda session, world, made: ledger_entries.move(
        session, world.actor(session, "prefecture"), made, EntryAction.VOID, reason
    )


NO_REASON = replace(ROUND, nothing_to_report=True, nothing_reason=" ")
WORD = "说明理由"
FIXES = {
    "adjustment.open_exists": Fix(adjusting, adjusts("再调减"), goes_on),
    "adjustment.reason.missing": Fix(approved, adjusts(" "), adjusts()),
    "adjustment.target.not_approved": Fix(drafted, adjusts(), submits(FULL, answered=True)),
    "adjustment.target.not_approved|under review": Fix(
        submitted, adjusts(), either(recalls_and_mends, mends_once_returned)
    ),
    "filing.accepted": Fix(accepted, recalls, either(recalls_once_released, mends_once_returned)),
    "filing.problems.hard": Fix(drafted_as(replace(FULL, goal="")), submits(), submits(FULL)),
    "filing.problems.unanswered": Fix(
        drafted_as(POOR), submits(), either(submits(FULL, answered=True), submits(answered=True))
    ),
    "filing.release.not_accepted": Fix(submitted, releases, recalls),
    "filing.round.locked": Fix(shut, saves(SHUT), saves_with_an_exception),
    "filing.round.not_open": Fix(approved_target, rounds("m08"), rounds("m08", on=date(2020, 8, 31))),
    "filing.target.not_approved": Fix(drafted, rounds("m05"), after_approval(rounds("m05"))),
    "move.reason.missing": Fix(
        submitted, decides(FilingAction.RETURN, reason=" "), decides(FilingAction.RETURN, reason="请细化指标")
    ),
    "move.reason.missing|check": Fix(open_check, cancels_check(" "), cancels_check(WORD)),
    "move.reason.missing|concentrated": Fix(item(), cancels_review(" "), cancels_review(WORD)),
    "move.reason.missing|entry": Fix(entry, voids_entry(" "), voids_entry(WORD)),
    "move.reason.missing|light": Fix(overpaid, confirms_light(" "), confirms_light(WORD)),
    "move.reason.missing|order": Fix(issued, withdraws_order(" "), withdraws_order(WORD)),
    "nothing.reason.missing": Fix(
        approved_target, rounds("m05", NO_REASON), rounds("m05", replace(NO_REASON, nothing_reason="尚未开工"))
    ),
    "recording.code.missing": Fix(approved, records_as(" "), records_as()),
    "recording.code.used": Fix(code_used, records_as(), records_as("DT-2")),
    "recording.date.future": Fix(approved, records_as(on=TODAY + timedelta(1)), records_as()),
    "recording.not_approved": Fix(passed_on, records_as(), records_once_approved),
    "review.grade.missing": Fix(submitted, decides(left=1), decides()),
    "review.grade.too_low": Fix(
        submitted, decides(share=79), either(decides(FilingAction.RETURN, share=79, reason="请细化指标"), decides(share=80))
    ),
    "review.opinion.missing": Fix(submitted, decides(opinion=" "), decides(opinion="同意")),
    "review.points.over": Fix(submitted, decides(over=1), decides()),
}  # fmt: skip
