"""Refusals of announcements, of copies for information and of nudges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.announcements import MOST_TEXT, MOST_TITLE, Group
from portal.domain.flows.filings import FilingAction
from portal.domain.roles import Role
from portal.models import Announcement, Filing, Order, Unit
from portal.services import announcements, copies, nudges, orders
from tests import announced, ordered
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import approved, decide, drafted, submit, submitted
from tests.ordered import issued
from tests.services.fixes.case import Act, Fix, either, nothing

PREFECTURE, TOMORROW = "653200", TODAY + timedelta(1)


# Announcements


def drafts(by: str = "center", **changes: Any) -> Act:
    """An announcement is drafted with some changes to a good one."""
    return lambda session, world, _begun: announced.drafted(session, world, by, **changes)


def to_nobody(session: Session, world: World) -> Announcement:
    """A draft to the prefectures' bureaus of a place that has none."""
    return announced.drafted(
        session, world, groups=frozenset({Group.PREFECTURES}), places=frozenset({"659000"})
    )


def publishes(**changes: Any) -> Act:
    """The draft is changed and published."""

    def act(session: Session, world: World, record: Announcement) -> None:
        center = world.actor(session, "center")
        if changes:
            typed = announced.replace(announcements.entry_of(record), **changes)
            announcements.edit(session, center, record, typed)
        announcements.publish(session, center, record)

    return act


def withdraws(reason: str) -> Act:
    """The announcement is taken back."""
    return lambda session, world, record: announcements.withdraw(
        session, world.actor(session, "center"), record, reason
    )


def published(session: Session, world: World) -> Announcement:
    """An announcement that waits to be taken note of."""
    return announced.published(session, world)


# Copies


def unit_of(session: Session, code: str) -> Unit:
    """A unit by its code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def copies_to(*codes: str, word: str = "供参阅", by: str = "prefecture") -> Act:
    """The record is copied to units."""

    def act(session: Session, world: World, record: Filing | Order) -> None:
        chosen = {unit_of(session, code).id for code in codes}
        copies.send(session, world.actor(session, by), record, chosen, word)

    return act


def order_drafted(session: Session, world: World) -> Order:
    """A draft of an order, which its own unit alone sees."""
    return ordered.drafted(session, world)


def copied_once_issued(session: Session, world: World, order: Order) -> None:
    """What the unit could not see has been issued."""
    orders.issue(session, world.actor(session, "prefecture"), order)
    copies_to("653222F")(session, world, order)


def copied_once_filed(session: Session, world: World, filing: Filing) -> None:
    """What the unit could not see has been filed."""
    submit(session, world.actor(session, "unit"), filing)
    copies_to("653222F", "650000C", by="unit")(session, world, filing)


# Nudges


def missing(session: Session, world: World) -> Filing:
    """A target that nobody has begun."""
    return world.filing(session, "own")


def presses(by: str, word: str = "", on: Callable[[Any], date] = lambda _record: TODAY) -> Act:
    """A unit presses for the next step, today or on another day."""

    def act(session: Session, world: World, record: Filing | Order) -> None:
        with clock.frozen(on(record)):
            nudges.press(session, world.actor(session, by), record, word)

    return act


def pressed(session: Session, world: World) -> Filing:
    """A target that the county has pressed for today."""
    filing = missing(session, world)
    presses("county")(session, world, filing)
    return filing


def not_opened(session: Session, world: World) -> Filing:
    """A round that opens in August."""
    approved(session, world)
    return world.filing(session, "own", "m08")


def reviewed(session: Session, world: World, filing: Filing) -> None:
    """The desk takes the step itself."""
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)


def read_by_all(session: Session, world: World) -> Announcement:
    """An announcement to one bureau, which has taken note of it."""
    record = announced.published(session, world, "prefecture", places=frozenset({"653222"}))
    announcements.receive(session, world.actor(session, "county"), record)
    return record


def presses_readers(session: Session, world: World, record: Announcement) -> None:
    """The writer presses those who have not taken note."""
    nudges.press_readers(session, world.actor(session, "prefecture"), record, "")


def needs_no_nudge(session: Session, world: World, record: Announcement) -> None:
    """The page offers none either."""
    assert nudges.offer_for(session, world.actor(session, "prefecture"), record) is None


FIXES = {
    "announcement.due.past": Fix(
        nothing, drafts(due_on=TODAY - timedelta(1)), either(drafts(due_on=TODAY), drafts(due_on=None))
    ),
    "announcement.groups.missing": Fix(nothing, drafts(groups=frozenset()), drafts()),
    "announcement.groups.wrong": Fix(
        nothing, drafts("prefecture", groups=frozenset({Group.PREFECTURES}), roles=frozenset({Role.ENTRY})), drafts("prefecture")
    ),
    "announcement.nobody": Fix(
        to_nobody, publishes(), either(publishes(places=frozenset()), publishes(groups=frozenset({Group.COUNTIES, Group.PREFECTURES}), places=frozenset({PREFECTURE})))
    ),
    "announcement.places.wrong": Fix(nothing, drafts("prefecture", places=frozenset({"653100"})), drafts("prefecture")),
    "announcement.reason.missing": Fix(published, withdraws(" "), withdraws("日期有误")),
    "announcement.roles.missing": Fix(nothing, drafts(roles=frozenset()), drafts()),
    "announcement.roles.none": Fix(
        nothing,
        drafts(groups=frozenset({Group.DEPARTMENTS}), roles=frozenset({Role.REVIEWER})),
        drafts(groups=frozenset({Group.DEPARTMENTS}), roles=frozenset({Role.ENTRY})),
    ),
    "announcement.text.long": Fix(nothing, drafts(text_ug="x" * (MOST_TEXT + 1)), drafts(text_ug="x" * MOST_TEXT)),
    "announcement.text.missing": Fix(nothing, drafts(text_zh=" "), drafts()),
    "announcement.title.long": Fix(nothing, drafts(title_zh="字" * (MOST_TITLE + 1)), drafts(title_zh="字" * MOST_TITLE)),
    "announcement.title.missing": Fix(nothing, drafts(title_zh=" "), drafts()),
    "copy.units.missing": Fix(submitted, copies_to(), copies_to("653222F")),
    "copy.units.unseen": Fix(order_drafted, copies_to("653222F"), copied_once_issued),
    "copy.units.unseen|one of two": Fix(
        drafted,
        copies_to("653222F", "650000C", by="unit"),
        either(copies_to("653222F", by="unit"), copied_once_filed),
    ),
    "copy.units.wrong": Fix(submitted, copies_to("653125F"), copies_to("653222F")),
    "copy.word.long": Fix(
        submitted, copies_to("653222F", word="字" * (copies.MOST_WORDS + 1)), copies_to("653222F", word="字" * copies.MOST_WORDS)
    ),
    "copy.word.missing": Fix(submitted, copies_to("653222F", word=" "), copies_to("653222F")),
    "nudge.all_read": Fix(read_by_all, presses_readers, needs_no_nudge),
    "nudge.nobody": Fix(not_opened, presses("center"), presses("center", on=lambda filing: filing.round.opens_on)),
    "nudge.not_waiting": Fix(missing, presses("unit"), either(presses("county"), presses("center"))),
    "nudge.not_waiting|order": Fix(issued, presses("county"), presses("prefecture")),
    "nudge.own": Fix(submitted, presses("county"), reviewed),
    "nudge.today": Fix(pressed, presses("county"), presses("county", on=lambda _filing: TOMORROW)),
    "nudge.word.long": Fix(
        missing, presses("county", "快" * (nudges.MOST_WORDS + 1)), presses("county", "快" * nudges.MOST_WORDS)
    ),
}  # fmt: skip
