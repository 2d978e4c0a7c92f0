"""Running numbers: no gap and none twice, whoever asks at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import ProblemCategory
from portal.models import Filing, FilingVersion, Order, Unit
from portal.services import numbering, order_drafts, orders, targets
from portal.services.order_drafts import OrderEntry
from tests.conftest import TODAY
from tests.factories import World, make_project
from tests.filed import FULL, submit
from tests.private import populate, private_app
from tests.threads import committed, together

HANDS = 8


def test_numbers_run_by_name_and_year(session: Session) -> None:
    assert [numbering.next_number(session, "a", 2020) for _ in range(3)] == [1, 2, 3]
    assert numbering.next_number(session, "b", 2020) == 1
    assert numbering.next_number(session, "a", 2021) == 1
    assert numbering.next_number(session, "a", 2020) == 4


def test_a_number_that_was_not_kept_is_given_out_again(session: Session) -> None:
    with session.begin_nested() as nested:
        assert numbering.next_number(session, "c", 2020) == 1
        nested.rollback()
    assert numbering.next_number(session, "c", 2020) == 1


@pytest.fixture(scope="module")
def busy(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """An app whose database really commits."""
    with private_app(app, tmp_path_factory.mktemp("numbers")) as made, clock.frozen(TODAY):
        yield made, populate(made)


def test_eight_hands_get_three_hundred_and_twenty_numbers(busy: tuple[Flask, World]) -> None:
    app, _world = busy
    given = together(
        HANDS,
        lambda _n: [committed(app, lambda s: numbering.next_number(s, "busy", 2020)) for _ in range(40)],
    )
    assert sorted(number for part in given for number in part) == list(range(1, HANDS * 40 + 1))


def test_receipts_of_eight_hands_have_no_gap_and_none_twice(busy: tuple[Flask, World]) -> None:
    app, world = busy

    def prepare(session: Session) -> list[int]:
        unit = session.scalars(select(Unit).where(Unit.code == "653222U1")).one()
        made = []
        for number in range(HANDS * 3):
            project = make_project(session, unit, f"receipt-{number}")
            filing = session.scalars(
                select(Filing).where(Filing.project_id == project.id).order_by(Filing.id).limit(1)
            ).one()
            targets.save(session, world.actor(session, "unit"), filing, FULL)
            made.append(filing.id)
        return made

    ids = committed(app, prepare)

    def send(number: int) -> None:
        for filing_id in ids[number::HANDS]:
            committed(app, lambda s, filing_id=filing_id: send_in(s, world, filing_id))

    together(HANDS, send)
    numbers = committed(app, lambda s: list(s.scalars(select(FilingVersion.receipt_no))))
    assert sorted(int(n.rsplit("-", 1)[1]) for n in numbers) == list(range(1, len(ids) + 1))


def send_in(session: Session, world: World, filing_id: int) -> None:
    """Submit a target."""
    filing = session.scalars(select(Filing).where(Filing.id == filing_id)).one()
    submit(session, world.actor(session, "unit"), filing)


def test_order_numbers_of_eight_hands_have_no_gap_and_none_twice(busy: tuple[Flask, World]) -> None:
    app, world = busy

    def prepare(session: Session) -> list[int]:
        project, issuer = world.project(session, "own"), world.actor(session, "prefecture")
        made = []
        for number in range(HANDS * 3):
            entry = OrderEntry(
                ProblemCategory.OTHER,
                f"问题{number}",
                "依据",
                "要求",
                "",
                project.implementing_unit_id,
                "",
                10,
            )
            made.append(order_drafts.draft(session, issuer, project, entry).id)
        return made

    ids = committed(app, prepare)

    def issue(session: Session, order_id: int) -> None:
        order = session.scalars(select(Order).where(Order.id == order_id)).one()
        orders.issue(session, world.actor(session, "prefecture"), order)

    def work(number: int) -> None:
        for order_id in ids[number::HANDS]:
            committed(app, lambda s, order_id=order_id: issue(s, order_id))

    together(HANDS, work)
    numbers = committed(app, lambda s: list(s.scalars(select(Order.number).where(Order.number.is_not(None)))))
    found = sorted(int(re.search(r"〕(\d+)号", n).group(1)) for n in numbers)  # type: ignore[union-attr]
    assert found == list(range(1, len(ids) + 1))
