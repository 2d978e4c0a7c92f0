"""Refusals of items transferred, roles lent and posts handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.roles import Role
from portal.models import Delegation, Filing, Handover
from portal.services import delegations, handovers, transfers
from portal.services.handovers import HandoverEntry
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import drafted, submit, submitted
from tests.services.fixes.case import Act, Fix, either, nothing
from tests.staffed import account, colleague

YESTERDAY, LAST = TODAY - timedelta(1), date(2020, 6, 30)


# Items


def waiting(session: Session, world: World) -> Filing:
    """A filing that waits for the county, where two review and one is its leader."""
    colleague(session, world, "county", "second")
    colleague(session, world, "county", "chief", Role.LEADER)
    return submitted(session, world)


def transfers_to(name: str = "second", reason: str = "外出培训", until: date | None = None) -> Act:
    """The county's reviewer hands the filing on."""

    def act(session: Session, world: World, filing: Filing) -> None:
        taker = account(session, name).id
        transfers.transfer(session, world.actor(session, "county"), filing, taker, reason, until)

    return act


# Roles lent


def lends(
    to: str = "county-entry", since: date | None = TODAY, until: date | None = LAST, reason: str = "年休假"
) -> Act:
    """The county's reviewer lends the role."""
    return lambda session, world, _begun: delegations.lend(
        session, world.actor(session, "county"), account(session, to).id, since, until, reason
    )


def lent(session: Session, world: World) -> Delegation:
    """The role is with a colleague until the end of June."""
    held = lends()(session, world, None)
    assert isinstance(held, Delegation)
    return held


def revoked_first(session: Session, world: World, held: Delegation) -> None:
    """The earlier delegation is taken back."""
    delegations.revoke(session, world.actor(session, "county"), held)
    lends()(session, world, held)


# Posts


def begins(leaver: str = "county", taker: str = "county-entry", **changes: Any) -> Act:
    """The administrator opens a handover of all roles, with some changes."""

    def act(session: Session, world: World, _begun: object) -> Handover:
        leaving = account(session, leaver)
        roles = tuple(held.id for held in leaving.assignments)
        typed = HandoverEntry(account(session, taker).id, TODAY, "调离", roles)
        unit = account(session, "county").assignments[0].unit
        return handovers.begin(
            session, world.actor(session, "admin"), leaving, unit, replace(typed, **changes)
        )

    return act


def begun(session: Session, world: World) -> Handover:
    """An open handover of the county's reviewer."""
    made = begins()(session, world, None)
    assert isinstance(made, Handover)
    return made


def cancels(reason: str) -> Act:
    """The handover is given up."""
    return lambda session, world, made: handovers.cancel(session, world.actor(session, "admin"), made, reason)


def cancelled_first(session: Session, world: World, made: Handover) -> None:
    """The earlier handover is given up."""
    cancels("改由他人接收")(session, world, made)
    begins()(session, world, made)


def finished_first(session: Session, world: World, made: Handover) -> None:
    """The earlier handover is brought to its end; the post is held by another."""
    for name in ("county", "county-entry"):
        handovers.sign(session, world.actor(session, name), made)
    session.expire_all()
    colleague(session, world, "county", "second")
    begins("county-entry", "second")(session, world, made)


def submitted_by_a_colleague(session: Session, world: World) -> Filing:
    """A filing that waits for the county, whose clerk has filed it and may not review it."""
    colleague(session, world, "county", "second", Role.ENTRY)
    filing = drafted(session, world)
    submit(session, world.actor(session, "county-entry"), filing)
    return filing


FIXES = {
    "delegation.colleague": Fix(nothing, lends("prefecture"), lends()),
    "delegation.day.missing": Fix(nothing, lends(until=None), lends()),
    "delegation.order": Fix(
        nothing, lends(since=LAST, until=TODAY), either(lends(since=TODAY, until=TODAY), lends(since=LAST, until=LAST))
    ),
    "delegation.overlap": Fix(
        lent, lends(since=LAST, until=LAST), either(revoked_first, lends(since=LAST + timedelta(1), until=LAST + timedelta(9)))
    ),
    "delegation.past": Fix(nothing, lends(since=YESTERDAY), lends(since=TODAY)),
    "delegation.reason.missing": Fix(nothing, lends(reason=" "), lends()),
    "handover.day.missing": Fix(nothing, begins(last_day=None), begins()),
    "handover.day.past": Fix(nothing, begins(last_day=YESTERDAY), begins(last_day=TODAY)),
    "handover.left_behind": Fix(submitted, begins(roles=()), begins()),
    "handover.left_behind|by two persons": Fix(
        submitted_by_a_colleague, begins(), begins(taker="second")
    ),
    "handover.no_role": Fix(nothing, begins("unit"), begins("county")),
    "handover.reason.missing": Fix(nothing, begins(reason=" "), begins()),
    "handover.reason.missing|cancelled": Fix(begun, cancels(" "), cancels("改由他人接收")),
    "handover.taker": Fix(nothing, begins(taker="county"), begins()),
    "handover.waiting": Fix(begun, begins(), either(cancelled_first, finished_first)),
    "transfer.colleague": Fix(waiting, transfers_to("chief"), transfers_to("second")),
    "transfer.reason.missing": Fix(waiting, transfers_to(reason=" "), transfers_to()),
    "transfer.until.past": Fix(
        waiting, transfers_to(until=YESTERDAY), either(transfers_to(until=TODAY), transfers_to(until=None))
    ),
}  # fmt: skip
