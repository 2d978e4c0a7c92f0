"""One world for a whole module: built once on a held connection, each probe rolled back to a savepoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db
from tests.access.places import build
from tests.access.prober import Stage
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def stage(app: Flask) -> Iterator[Stage]:
    """The matrix world with a signed-in client per account; everything is rolled back after the module."""
    with app.app_context():
        engine = db.engine
        held = engine.connect()
        outer = held.begin()
        engines: Any = db._app_engines[app]
        engines[None] = held
        db.session.remove()
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with clock.frozen(TODAY):
        with app.app_context():
            ground = build(db.session(), app.config["ATTACHMENT_FOLDER"])
            db.session.commit()
            db.session.remove()
        yield Stage(app, ground, held)
    with app.app_context():
        db.session.remove()
        engines[None] = engine
    outer.rollback()
    held.close()
