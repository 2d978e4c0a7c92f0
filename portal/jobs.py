"""Background work: the only module that knows huey. Tasks take ids and dates, never objects.

The queue lies beside the database: SqliteHuey beside SQLite, PostgresHuey beside PostgreSQL, so that no further
server is needed. huey loads the driver of every database it knows, so it is loaded when the queue is first asked
for: commands and the web server start without it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from portal import clock
from portal.extensions import db
from portal.services import nightly

if TYPE_CHECKING:
    from huey.api import Huey

log = logging.getLogger("portal.jobs")

_QUEUES: dict[str, Huey] = {}


def _make_queue(app: Flask) -> Huey:
    from huey import PostgresHuey, SqliteHuey

    address = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if address.startswith("postgresql"):
        return PostgresHuey("portal", dsn=address.replace("postgresql+psycopg://", "postgresql://"))
    return SqliteHuey("portal", filename=str(Path(app.config["INSTANCE"]) / "queue.sqlite"))


def run_nightly() -> nightly.Done:
    """Do the work of the night now and commit it. Run again on the same day it finds nothing left to do."""
    done = nightly.run(db.session(), clock.today(), Path(current_app.config["ATTACHMENT_FOLDER"]))
    db.session.commit()
    log.info("nightly", extra={"job": "nightly", "status": "sealed" if done.sealed else "sealed already"})
    return done


def queue_of(app: Flask) -> Huey:
    """The app's queue with its periodic tasks."""
    from huey import crontab

    key = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if key not in _QUEUES:
        queue = _make_queue(app)

        def each_night(**_kwargs: Any) -> None:
            with app.app_context():
                run_nightly()

        # Official time is UTC+8: 16:10 UTC is ten past midnight there.
        queue.periodic_task(crontab(hour="16", minute="10"), name="nightly")(each_night)
        _QUEUES[key] = queue
    return _QUEUES[key]


def init_jobs(app: Flask) -> None:
    """Give the app its queue on demand; nothing is opened before it is used."""
    app.extensions["portal_queue"] = lambda: queue_of(app)
