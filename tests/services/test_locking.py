"""Two hands on one record: nothing is lost, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.access.scope import fetch
from portal.domain.roles import Actor
from portal.models import ChainHead, Counter, Filing, HistoryEntry, Unit, User
from portal.services import history, targets
from portal.services.locking import FieldConflict, StaleRecord, claim, locked_row
from portal.services.targets import TargetEntry
from tests.conftest import TODAY
from tests.factories import World, make_project
from tests.monitored import TARGET
from tests.private import populate, private_app
from tests.threads import committed, retried, together

HANDS, SAVES = 8, 40


class Record:
    """Something with a version."""

    version_id = 3


@pytest.mark.parametrize("version", [3, "3", " 3"])
def test_the_version_a_form_was_opened_on_may_be_saved(version: object) -> None:
    claim(Record(), version)  # type: ignore[arg-type]


@pytest.mark.parametrize("version", [2, "2", "4", "", None, "x", "3x", "-3"])
def test_any_other_version_is_stale(version: object) -> None:
    fields = [FieldConflict("goal", "甲", "乙")]
    with pytest.raises(StaleRecord) as raised:
        claim(Record(), version, fields)  # type: ignore[arg-type]
    assert raised.value.fields == fields


def test_a_conflict_knows_whether_the_texts_differ() -> None:
    assert FieldConflict("goal", "甲", "乙").changed
    assert not FieldConflict("goal", "甲 ", "甲").changed


def test_a_row_of_which_there_is_one_is_made_once(session: Session) -> None:
    first = locked_row(session, Counter, {"name": "test", "year": 2020}, {"value": 7})
    again = locked_row(session, Counter, {"name": "test", "year": 2020}, {"value": 9})
    assert first is again
    assert again.value == 7


def test_making_a_row_writes_nothing_else(session: Session, world: World) -> None:
    project = world.project(session, "own")
    project.name = "未保存的名称"
    locked_row(session, Counter, {"name": "other", "year": 2020}, {"value": 0})
    assert project in session.dirty


@pytest.fixture(scope="module")
def busy(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """An app whose database really commits."""
    with private_app(app, tmp_path_factory.mktemp("busy")) as made, clock.frozen(TODAY):
        yield made, populate(made)


def clerk(session: Session) -> Actor:
    """The clerk of the own unit."""
    user = session.scalars(select(User).where(User.username == "unit")).one()
    return actor_of(user, user.assignments[0])


def begin(app: Flask, name: str) -> int:
    """A target of a new project of that unit that counts from 0: its id."""

    def act(session: Session) -> int:
        unit = session.scalars(select(Unit).where(Unit.code == "653222U1")).one()
        project = make_project(session, unit, name)
        filing = session.scalars(
            select(Filing).where(Filing.project_id == project.id).order_by(Filing.id).limit(1)
        ).one()
        targets.save(session, clerk(session), filing, replace(TARGET, goal="0"))
        return filing.id

    return int(committed(app, act))


def add_one(app: Flask, filing_id: int) -> None:
    """Open the form, then save it with a goal one higher: two requests, as a browser makes them."""

    def read(session: Session) -> tuple[int, TargetEntry]:
        filing = fetch(session, Filing, clerk(session), filing_id)
        return filing.version_id, targets.read(session, filing)

    version, entry = committed(app, read)

    def save(session: Session) -> None:
        actor = clerk(session)
        filing = fetch(session, Filing, actor, filing_id)
        claim(filing, version)
        targets.save(session, actor, filing, replace(entry, goal=str(int(entry.goal) + 1)))

    committed(app, save)


def goal(app: Flask, filing_id: int) -> int:
    """The figure that stands in a target."""
    found = committed(
        app, lambda s: targets.read(s, s.scalars(select(Filing).where(Filing.id == filing_id)).one())
    )
    return int(found.goal)


def test_eight_hands_saving_one_filing_forty_times_each_lose_none(
    busy: tuple[Flask, World], capsys: pytest.CaptureFixture[str]
) -> None:
    app, _world = busy
    filing_id = begin(app, "one")
    again = together(HANDS, lambda _n: sum(retried(lambda: add_one(app, filing_id)) for _ in range(SAVES)))
    with capsys.disabled():
        print(
            f"\n{HANDS} x {SAVES} saves of one filing: {goal(app, filing_id)} kept, {sum(again)} done again"
        )
    assert goal(app, filing_id) == HANDS * SAVES


def test_eight_hands_saving_their_own_filings_lose_none_and_never_meet(busy: tuple[Flask, World]) -> None:
    app, _world = busy
    ids = [begin(app, f"each-{n}") for n in range(HANDS)]
    again = together(HANDS, lambda n: sum(retried(lambda: add_one(app, ids[n])) for _ in range(SAVES)))
    assert [goal(app, i) for i in ids] == [SAVES] * HANDS
    assert again == [0] * HANDS


def test_a_save_on_an_old_version_is_refused_even_between_reading_and_writing(
    busy: tuple[Flask, World],
) -> None:
    app, _world = busy
    filing_id = begin(app, "late")

    def late(session: Session) -> None:
        filing = fetch(session, Filing, clerk(session), filing_id)
        claim(filing, 1)

    add_one(app, filing_id)
    with pytest.raises(StaleRecord):
        committed(app, late)


def test_eight_hands_beginning_one_chain_write_one_history(busy: tuple[Flask, World]) -> None:
    app, _world = busy

    def write(number: int) -> None:
        for step in range(5):
            committed(
                app,
                lambda s, step=step: history.record(
                    s, None, "unit:999", "unit:999", "unit.edit", {"n": number, "s": step}
                ),
            )

    together(HANDS, write)

    def read(session: Session) -> tuple[int, int, list[object]]:
        entries = session.scalar(select(func.count()).where(HistoryEntry.chain == "unit:999"))
        head = session.scalars(select(ChainHead).where(ChainHead.chain == "unit:999")).one()
        return int(entries or 0), head.seq, list(history.verify(session))

    assert committed(app, read) == (HANDS * 5, HANDS * 5, [])


def test_the_tests_clock_reaches_the_threads() -> None:
    with clock.frozen(date(2020, 2, 3)):
        assert together(2, lambda _n: clock.today()) == [date(2020, 2, 3)] * 2
