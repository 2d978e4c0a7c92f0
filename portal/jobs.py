"""Background work: the only module that knows huey. Tasks take ids and dates, never objects.

The queue lies beside the database: SqliteHuey beside SQLite, PostgresHuey beside PostgreSQL, so that no further
server is needed.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey

from portal import clock
from portal.extensions import db
from portal.services import history

_QUEUES: dict[str, Huey] = {}


def _make_queue(app: Flask) -> Huey:
    address = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if address.startswith("postgresql"):
        return PostgresHuey("portal", dsn=address.replace("postgresql+psycopg://", "postgresql://"))
    return SqliteHuey("portal", filename=str(Path(app.config["INSTANCE"]) / "queue.sqlite"))


def seal_yesterday() -> str:
    """Seal the heads of all history chains for the day before; the day's seal is made once."""
    day = clock.today() - timedelta(days=1)
    made = history.seal(db.session, day)
    db.session.commit()
    return made.digest


def queue_of(app: Flask) -> Huey:
    """The app's queue with its periodic tasks."""
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if key not in _QUEUES:
        queue = _make_queue(app)

        def nightly(**_kwargs: Any) -> str:
            with app.app_context():
                return seal_yesterday()

        # Official time is UTC+8: 16:10 UTC is ten past midnight there.
        queue.periodic_task(crontab(hour="16", minute="10"), name="seal_yesterday")(nightly)
        _QUEUES[key] = queue
    return _QUEUES[key]


def init_jobs(app: Flask) -> None:
    """Give the app its queue on demand; nothing is opened before it is used."""
    app.extensions["portal_queue"] = lambda: queue_of(app)
