"""`flask worker --once`: the work of the night, which may be asked for as often as one likes."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.cli.worker import worker
from portal.extensions import db
from portal.models import DailySeal
from portal.services import history
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("connection")


def once(app: Flask) -> str:
    done = app.test_cli_runner().invoke(worker, ["--once"])
    assert done.exit_code == 0, done.output
    return done.output


def sealed_days(app: Flask) -> list[date]:
    with app.app_context():
        return list(db.session.scalars(select(DailySeal.day).order_by(DailySeal.day)))


def test_the_night_is_done_once_however_often_it_is_asked_for(app: Flask) -> None:
    assert "sealed: yes" in once(app)
    assert "sealed: already" in once(app)
    assert sealed_days(app) == [date(2020, 6, 14)]


def test_nights_on_which_the_machine_was_off_are_covered_by_the_next_seal(app: Flask) -> None:
    once(app)
    with clock.frozen(date(2020, 6, 20)):
        assert "sealed: yes" in once(app)
    assert sealed_days(app) == [date(2020, 6, 14), date(2020, 6, 19)]
    with app.app_context():
        assert list(history.verify(db.session)) == []


def test_a_day_sealed_by_hand_does_not_break_the_night_after_it(app: Flask) -> None:
    with app.app_context():
        history.seal(db.session, TODAY)
        db.session.commit()
    assert "sealed: already" in once(app)
    with app.app_context():
        assert list(history.verify(db.session)) == []
    assert sealed_days(app) == [TODAY]
