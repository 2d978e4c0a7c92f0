"""Refusals of checks of self-evaluations."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.models import Check
from portal.services import checks, order_drafts, orders
from portal.services.checks import CheckEntry, FindingEntry, RowEntry
from tests.evaluated import BUDGET_FEN, EXECUTED_FEN, evaluated
from tests.factories import World
from tests.ordered import entry
from tests.services.fixes.case import Act, Fix, either

OPINION = "基本属实"


def opened(session: Session, world: World) -> Check:
    """A check of the own project's self-evaluation."""
    return checks.open_check(session, world.actor(session, "prefecture"), evaluated(session, world))


def begun_with(**typed: Any) -> Any:
    """A check in which something is kept."""

    def begin(session: Session, world: World) -> Check:
        check = opened(session, world)
        checks.save(session, world.actor(session, "prefecture"), check, CheckEntry(**typed))
        return check

    return begin


def saves(**typed: Any) -> Act:
    """What was typed is kept."""
    return lambda session, world, check: checks.save(
        session, world.actor(session, "prefecture"), check, CheckEntry(**typed)
    )


def concludes(session: Session, world: World, check: Check) -> None:
    """The check is ended as it stands."""
    checks.conclude(session, world.actor(session, "prefecture"), check)


def concludes_with(**typed: Any) -> Act:
    """Something is put right, then the check is ended."""

    def act(session: Session, world: World, check: Check) -> None:
        saves(conclusion=OPINION, **typed)(session, world, check)
        concludes(session, world, check)

    return act


def ordered(session: Session, world: World) -> Check:
    """A check with a finding on which an order was issued and closed."""
    check = begun_with(findings=(FindingEntry("里程不足"),))(session, world)
    issuer, unit = world.actor(session, "prefecture"), world.actor(session, "unit")
    typed, filing = entry(session, world), check.filing
    order = order_drafts.draft(session, issuer, filing.project, typed, filing, check.findings[0])
    orders.issue(session, issuer, order)
    orders.acknowledge(session, unit, order)
    orders.reply(session, unit, order, "已补修")
    orders.close(session, issuer, order, "已到位")
    return check


def changes_finding(text: str, *, removed: bool = False) -> Act:
    """The finding gets another text, or is taken away."""

    def act(session: Session, world: World, check: Check) -> None:
        held = check.findings[0].id
        saves(findings=(FindingEntry(text, id=held, removed=removed),))(session, world, check)

    return act


LESS = RowEntry("k1", "8公里", 4000)
FIXES = {
    "check.conclusion.missing": Fix(begun_with(executed_fen=EXECUTED_FEN), concludes, concludes_with(executed_fen=EXECUTED_FEN)),
    "check.execution.over": Fix(opened, saves(execution_score=1001), saves(execution_score=1000)),
    "check.finding.ordered": Fix(
        ordered, changes_finding("里程不足", removed=True), changes_finding("里程不足,已补修")
    ),
    "check.finding.text_missing": Fix(
        begun_with(findings=(FindingEntry("里程不足"),)),
        changes_finding(" "),
        either(changes_finding("里程不足1公里"), changes_finding(" ", removed=True)),
    ),
    "check.note.missing": Fix(
        begun_with(rows=(LESS,), conclusion=OPINION),
        concludes,
        concludes_with(rows=(RowEntry("k1", "8公里", 4000, "实地丈量"),)),
    ),
    "check.nothing_checked": Fix(
        begun_with(conclusion=OPINION),
        concludes,
        either(
            concludes_with(rows=(RowEntry("k1", "10公里", 5000),)),
            concludes_with(executed_fen=BUDGET_FEN),
            concludes_with(execution_score=900),
            concludes_with(findings=(FindingEntry("里程不足"),)),
        ),
    ),
    "check.score.missing": Fix(
        begun_with(rows=(RowEntry("k1", "10公里"),), conclusion=OPINION),
        concludes,
        concludes_with(rows=(RowEntry("k1", "10公里", 5000),)),
    ),
    "check.score.over": Fix(opened, saves(rows=(RowEntry("k1", "10公里", 5001),)), saves(rows=(RowEntry("k1", "10公里", 5000),))),
}  # fmt: skip
