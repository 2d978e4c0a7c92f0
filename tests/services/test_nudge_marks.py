"""Marks of nudges: counted by record and by who owes, none left when they are answered."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.nudges import Owing
from portal.services import nudge_marks, nudges
from portal.services.nudge_marks import Mark
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import drafted
from tests.ordered import issued


def test_a_mark_counts_what_was_pressed_and_says_when_last(session: Session, world: World) -> None:
    order = issued(session, world)
    subject = f"order:{order.id}"
    assert nudge_marks.marks(session, [subject]) == {}
    nudges.press(session, world.actor(session, "prefecture"), order, "")
    with clock.frozen(date(2020, 6, 17)):
        nudges.press(session, world.actor(session, "prefecture"), order, "")
    assert nudge_marks.marks(session, [subject, "order:0"]) == {
        (subject, Owing.ADDRESSEE): Mark(2, date(2020, 6, 17))
    }
    nudge_marks.answer(session, subject)
    assert nudge_marks.marks(session, [subject]) == {}


def test_the_holder_of_a_step_is_the_same_from_beginning_to_draft(session: Session, world: World) -> None:
    filing = world.filing(session, "own")
    before = nudge_marks.holder(filing)
    drafted(session, world)
    assert nudge_marks.holder(filing) == before
    assert nudge_marks.owed(filing, TODAY) is Owing.FILLER
    assert nudge_marks.holder(world.project(session, "own")) == ()
