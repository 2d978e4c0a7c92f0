"""`flask doctor` recomputes each status from the history and names what drifted."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.cli.doctor import doctor
from portal.domain.filings import FilingStatus
from portal.extensions import db
from portal.models import Check, Filing, Order
from portal.services import checks, orders, targets
from tests.evaluated import evaluated
from tests.factories import World
from tests.monitored import TARGET
from tests.ordered import drafted, issued, replied

pytestmark = pytest.mark.usefixtures("connection")


def run(app: Flask) -> Any:
    """Run the command."""
    return app.test_cli_runner().invoke(doctor)


@pytest.fixture
def moved(app: Flask, world: World) -> dict[str, int]:
    """Records in several states, all moved through the workflow: their ids."""
    with app.app_context():
        session = db.session()
        target = world.filing(session, "own")
        targets.save(session, world.actor(session, "unit"), target, TARGET)
        waiting = replied(session, world)
        given_up = drafted(session, world, problem="另一个问题")
        orders.withdraw(session, world.actor(session, "prefecture"), given_up, "不再需要")
        issued(session, world, problem="第三个问题")
        session.commit()
        return {"target": target.id, "order": waiting.id, "given_up": given_up.id}


def test_records_moved_by_the_workflow_have_not_drifted(app: Flask, moved: dict[str, int]) -> None:
    result = run(app)
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "no drift")


def test_open_items_that_have_nobody_are_named(app: Flask, moved: dict[str, int]) -> None:
    """The small world has nobody in the department of the other county, nor in its bureau's entry."""
    lines = run(app).output.splitlines()[1:]
    assert "nobody for 1 filing of 653125, first due 2020-06-30" in lines


def test_a_status_written_past_the_workflow_is_named(app: Flask, moved: dict[str, int]) -> None:
    with app.app_context():
        db.session.execute(
            update(Filing).where(Filing.id == moved["target"]).values(status=FilingStatus.NOT_STARTED)
        )
        db.session.commit()
    result = run(app)
    assert result.exit_code == 1
    assert result.output.splitlines()[:2] == [
        f"filing:{moved['target']} is not_started, its history says draft",
        "1 records drifted",
    ]


def test_checks_and_orders_are_looked_at_too(app: Flask, world: World, moved: dict[str, int]) -> None:
    with app.app_context():
        session = db.session()
        evaluation = evaluated(session, world)
        check = checks.open_check(session, world.actor(session, "prefecture"), evaluation)
        session.flush()
        session.execute(update(Check).where(Check.id == check.id).values(status="concluded"))
        session.execute(update(Order).where(Order.id == moved["order"]).values(status="acknowledged"))
        session.commit()
        names = {f"check:{check.id}", f"order:{moved['order']}", f"filing:{evaluation.id}"}
    lines = [line for line in run(app).output.splitlines() if "its history says" in line]
    assert {line.split(" ")[0] for line in lines} == names
