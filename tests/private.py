"""A database of one's own, for tests that commit: a SQLite file, or a database on the PostgreSQL of the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import create_engine, make_url, text

import config as settings
from portal import clock, create_app
from portal.extensions import db
from portal.models import Base
from portal.services.reference import load_reference
from tests.client import PortalClient
from tests.conftest import TODAY
from tests.factories import World, make_world


@contextmanager
def private_app(app: Flask, folder: Path) -> Iterator[Flask]:
    """An app like the given one on an empty database, which is gone afterwards."""
    address = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if address.startswith("sqlite"):
        with _app_on(f"sqlite:///{folder}/private.sqlite", folder) as made:
            yield made
        return
    name = f"private_{uuid4().hex[:12]}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        address = make_url(address).set(database=name).render_as_string(hide_password=False)
        with _app_on(address, folder) as made:
            yield made
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


@contextmanager
def _app_on(address: str, folder: Path) -> Iterator[Flask]:
    wanted = settings.TestingConfig()
    wanted.SQLALCHEMY_DATABASE_URI, wanted.INSTANCE = address, str(folder)
    wanted.ATTACHMENT_FOLDER, wanted.DOCUMENT_FOLDER = f"{folder}/attachments", f"{folder}/documents"
    wanted.PRINT_FOLDER = f"{folder}/prints"
    # Eight threads at once want eight connections.
    wanted.SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": 16}  # type: ignore[attr-defined]
    made = create_app(wanted)
    made.test_client_class = PortalClient
    yield made
    with made.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def populate(app: Flask) -> World:
    """Tables, reference data and the small world, committed."""
    kept = make_world.made
    with app.app_context(), clock.frozen(TODAY):
        Base.metadata.create_all(db.engine)
        load_reference(db.session())
        world = make_world(db.session())
        db.session.commit()
        db.session.remove()
    # The worlds of one run look alike, but the other tests keep theirs.
    make_world.made = kept
    return world
