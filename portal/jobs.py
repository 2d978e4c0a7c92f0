"""Background work: the only module that knows huey. Tasks take ids and dates, never objects.

The queue lies beside the database: SqliteHuey beside SQLite, PostgresHuey beside PostgreSQL, so that no further
server is needed. huey loads the driver of every database it knows, so it is loaded when the queue is first asked
for: commands and the web server start without it.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from portal import clock, mailroom, printroom
from portal.domain.jobs import RunStatus
from portal.extensions import db
from portal.models import PrintJob
from portal.reporting.pool import Pool
from portal.services import nightly, printing, runs, sweeping
from portal.services.sweeping import Tally

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


@dataclass
class _Claimed:
    """A run that this process holds, and what it has done so far."""

    id: int
    result: dict[str, int | str] = field(default_factory=dict)

    def beat(self) -> None:
        """Say that it is alive, with what the part just done has written."""
        runs.beat(db.session(), self.id)
        db.session.commit()


@contextmanager
def claimed(job: str, day: date) -> Iterator[_Claimed | None]:
    """Hold a job while a run of it lasts; None where another process is at it. Each run leaves its row: when, how
    long, with which result, or that it failed."""
    run = runs.claim(db.session(), job, day, socket.gethostname(), os.getpid(), _alive)
    db.session.commit()
    if run is None:
        log.info("held by another", extra={"job": job, "status": "skipped"})
        yield None
        return
    held = _Claimed(run.id)
    try:
        yield held
    except BaseException as error:
        db.session.rollback()
        runs.finish(db.session(), held.id, RunStatus.FAILED, {"error": type(error).__name__})
        db.session.commit()
        raise
    runs.finish(db.session(), held.id, RunStatus.DONE, held.result)
    db.session.commit()
    log.info("done", extra={"job": job, "status": "done"})


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def run_sweep(day: date) -> Tally | None:
    """Sweep a day, committing part by part; None where another process is at it. Cut short, it is made up for by the
    next run on the same day."""
    with claimed("sweep", day) as run:
        if run is None:
            return None
        done = Tally()
        for part in sweeping.parts(db.session(), day):
            done.add(part)
            run.beat()
        run.result = asdict(done)
        return done


def run_nightly() -> tuple[nightly.Done | None, Tally | None]:
    """Do the work of the night now and commit it: housekeeping, then the sweep. Run again on the same day it finds
    nothing left to do; None for what another process is at."""
    done, today = None, clock.today()
    with claimed("nightly", today) as run:
        if run is not None:
            config = current_app.config
            done = nightly.run(db.session(), today, Path(config["ATTACHMENT_FOLDER"]))
            prints = nightly.clear_prints(db.session(), Path(config["PRINT_FOLDER"]), config["PRINT_KEPT"])
            done = replace(done, prints=prints)
            run.result = asdict(done)
    return done, run_sweep(today)


MAIL_COUNTS = ("mailed", "unsent")
"""What a run of the mail counts."""


def run_mail(day: date) -> dict[str, int | str] | None:
    """Send the bulletins that wait, committing one by one; None where there is no server, nothing waits, or another
    process is at it."""
    server, session = mailroom.server_of(current_app.config), db.session()
    if server is None or session.scalars(mailroom.waiting(day).limit(1)).first() is None:
        return None
    with claimed("mail", day) as run:
        if run is None:
            return None
        sent = Counter[str]()
        for went in mailroom.deliver(session, server, mailroom.folder_of(current_app.config), day):
            sent["mailed" if went else "unsent"] += 1
            run.beat()
        run.result = {name: sent[name] for name in MAIL_COUNTS}
        return run.result


PRINT_COUNTS = ("printed", "passed_over")
"""What a run of the printing counts."""


def run_printing(day: date, only: int | None = None) -> dict[str, int | str] | None:
    """Print the jobs that are not finished, or one by its id, committing paper by paper; None where nothing waits or
    another process is at it. What a killed worker left is gone on with: its papers stay done."""
    session = db.session()
    if not printing.is_waiting(session):
        return None
    with claimed("printing", day) as run:
        if run is None:
            return None
        counts = Counter[str]()
        while (job := printing.take(session, only)) is not None:
            identity = job.id
            session.commit()
            _print(identity, run)
            ended = session.scalars(printing.all_jobs().where(PrintJob.id == identity)).one()
            counts["printed"] += ended.done - ended.skipped
            counts["passed_over"] += ended.skipped
        run.result = {name: counts[name] for name in PRINT_COUNTS}
        return run.result


def _print(job_id: int, run: _Claimed) -> None:
    """One job to its end. A fault ends the job, not the worker."""
    session = db.session()
    job = session.scalars(printing.all_jobs().where(PrintJob.id == job_id)).one()
    try:
        with Pool(current_app.config["PRINT_WORKERS"]) as pool:
            for _step in printroom.run(session, job, pool):
                run.beat()
    except Exception as error:
        session.rollback()
        code = str(error) if isinstance(error, printroom.Stopped) else type(error).__name__
        log.warning("not printed", extra={"job": "printing", "status": code}, exc_info=error)
        printing.fail(session, job_id, code)
    session.commit()


def queue_of(app: Flask) -> Huey:
    """The app's queue with its periodic tasks."""
    from huey import crontab

    key = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if key not in _QUEUES:
        queue = _make_queue(app)

        def each_night(**_kwargs: Any) -> None:
            with app.app_context():
                run_nightly()

        def each_half_hour(**_kwargs: Any) -> None:
            with app.app_context():
                run_mail(clock.today())

        def each_minute(**_kwargs: Any) -> None:
            with app.app_context():
                run_printing(clock.today())

        queue.periodic_task(crontab(minute="*"), name="printing")(each_minute)
        queue.periodic_task(crontab(minute="*/30"), name="mail")(each_half_hour)
        # Official time is UTC+8: 16:10 UTC is ten past midnight there.
        queue.periodic_task(crontab(hour="16", minute="10"), name="nightly")(each_night)
        _QUEUES[key] = queue
    return _QUEUES[key]


def init_jobs(app: Flask) -> None:
    """Give the app its queue on demand; nothing is opened before it is used."""
    app.extensions["portal_queue"] = lambda: queue_of(app)
