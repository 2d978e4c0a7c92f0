"""A portal with a demo world of sixty projects, built once for all tests that look at it."""

from __future__ import annotations

import atexit
import tempfile
from datetime import date
from functools import cache

from flask import Flask

from config import TestingConfig
from portal import clock, create_app
from portal.cli.demo_world import build
from portal.extensions import db
from portal.models import Base
from tests.client import PortalClient

STANDS_ON = date(2020, 7, 13)
PROJECTS = 60


def empty_portal(folder: str) -> Flask:
    """A portal on an SQLite file in a folder, its tables empty."""
    config = TestingConfig()
    config.SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder}/portal.sqlite"
    config.INSTANCE = folder
    config.ATTACHMENT_FOLDER = f"{folder}/attachments"
    config.DOCUMENT_FOLDER = f"{folder}/documents"
    app = create_app(config)
    app.test_client_class = PortalClient
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.session.remove()
    return app


def portal_of(folder: str, projects: int) -> Flask:
    """The same with a world of so many projects."""
    app = empty_portal(folder)
    with app.app_context(), clock.frozen(STANDS_ON):
        build(db.session, projects)
        db.session.commit()
        db.session.remove()
    return app


def close(app: Flask) -> None:
    """Let go of the database, so that its folder can be removed."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@cache
def demo_portal() -> Flask:
    """The world of sixty; whoever changes something in it takes it back."""
    folder = tempfile.TemporaryDirectory(prefix="portal-demo-")
    app = portal_of(folder.name, PROJECTS)

    def leave() -> None:
        close(app)
        folder.cleanup()

    atexit.register(leave)
    return app
