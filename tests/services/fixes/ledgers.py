"""Refusals of the problem ledger: entries made by hand, and the views kept of lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.roles import Actor
from portal.models import LedgerEntry, SavedView
from portal.services import ledger_entries, saved_views
from portal.services.ledger_entries import MOST_DAYS, MOST_TEXT
from tests.conftest import TODAY
from tests.entered import FOUND, content, finished, registered
from tests.factories import World
from tests.services.fixes.case import Act, Fix, either, nothing
from tests.staffed import colleague

PAGE = "ledgers.problems"


def enters(**changes: Any) -> Act:
    """A problem is entered with some changes to a good entry."""
    return lambda session, world, _begun: registered(session, world, **changes)


def names_unit_of(project: str) -> Act:
    """The unit that carries a project out has to mend."""

    def act(session: Session, world: World, _begun: object) -> None:
        unit_id = world.project(session, project).implementing_unit_id
        registered(session, world, responsible_unit_id=unit_id)

    return act


def names_project(name: str | None) -> Act:
    """The entry names a project by its code, or none."""

    def act(session: Session, world: World, _begun: object) -> None:
        code = world.project(session, name).code if name else ""
        registered(session, world, project_code=code)

    return act


def entered(session: Session, world: World) -> LedgerEntry:
    """An entry that is to be mended."""
    return registered(session, world)


def finishes(measures: str = "已支付", on: date | None = TODAY) -> Act:
    """The entry is reported done."""
    return lambda session, world, made: ledger_entries.finish(
        session, world.actor(session, "prefecture"), made, measures, on, ""
    )


def finished_by_another(session: Session, world: World) -> tuple[LedgerEntry, Actor]:
    """An entry that waits for verification, and a second person to verify it."""
    return finished(session, world), colleague(session, world, "prefecture")


def closes(opinion: str) -> Act:
    """The entry is struck off by the second person."""
    return lambda session, world, begun: ledger_entries.close(session, begun[1], begun[0], opinion)


def changes_done(**changes: Any) -> Act:
    """An entry that waits for verification is changed."""

    def act(session: Session, world: World, made: LedgerEntry) -> None:
        done = {"measures": "已支付", "completed_on": TODAY, **changes}
        typed = content(session, world, **done)
        ledger_entries.update(session, world.actor(session, "prefecture"), made, typed)

    return act


def saves(name: str) -> Act:
    """A view is kept under a name."""
    return lambda session, world, _begun: saved_views.save(
        session, world.actor(session, "county"), PAGE, name, "state=overdue"
    )


def saved(session: Session, world: World) -> SavedView:
    """A view of the county."""
    return saved_views.save(session, world.actor(session, "county"), PAGE, "逾期", "state=overdue")


def saved_to_the_last(session: Session, world: World) -> SavedView:
    """As many views as one may have."""
    views = [
        saved_views.save(session, world.actor(session, "county"), PAGE, f"视图{n}", "")
        for n in range(saved_views.MOST)
    ]
    return views[0]


def removes_first(name: str) -> Act:
    """An earlier view is deleted, then another kept."""

    def act(session: Session, world: World, view: SavedView) -> None:
        saved_views.remove(session, view)
        saves(name)(session, world, view)

    return act


EVE = FOUND - timedelta(1)
FIXES = {
    "entry.completed.missing": Fix(finished, changes_done(completed_on=None), changes_done()),
    "entry.completed.missing|finish": Fix(entered, finishes(on=None), finishes()),
    "entry.completed.range": Fix(entered, finishes(on=EVE), either(finishes(on=FOUND), finishes(on=TODAY))),
    "entry.found.future": Fix(
        nothing, enters(found_on=TODAY + timedelta(1)), enters(found_on=TODAY)
    ),
    "entry.found.missing": Fix(nothing, enters(found_on=None), enters(found_on=TODAY)),
    "entry.measures.missing": Fix(finished, changes_done(measures=" "), changes_done()),
    "entry.measures.missing|finish": Fix(entered, finishes(" "), finishes("已支付")),
    "entry.project.unknown": Fix(nothing, names_project("sibling"), either(names_project("own"), names_project(None))),
    "entry.text.long": Fix(
        nothing, enters(proof="字" * (MOST_TEXT + 1)), enters(proof="字" * MOST_TEXT)
    ),
    "entry.unit.wrong": Fix(nothing, names_unit_of("sibling"), names_unit_of("own")),
    "order.days.range|entry": Fix(nothing, enters(working_days=0), either(enters(working_days=1), enters(working_days=MOST_DAYS))),
    "order.opinion.missing|entry": Fix(finished_by_another, closes(" "), closes("已查看凭证,整改到位")),
    "order.problem.missing|entry": Fix(nothing, enters(problem=" "), enters(problem="资金未支付")),
    "order.requirement.missing|entry": Fix(nothing, enters(requirement=" "), enters(requirement="办理支付")),
    "view.many": Fix(saved_to_the_last, saves("再一个"), removes_first("再一个")),
    "view.name.missing": Fix(nothing, saves(" "), saves("逾期未销号")),
    "view.name.taken": Fix(saved, saves("逾期"), either(saves("逾期未销号"), removes_first("逾期"))),
}  # fmt: skip
