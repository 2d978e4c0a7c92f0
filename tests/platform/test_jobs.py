"""Jobs as they are driven: committed part by part, one at a time, and made up for when they were killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import or_, select, true

from portal import clock, jobs
from portal.domain.jobs import RunStatus
from portal.extensions import db
from portal.models import Bulletin, BulletinMention, JobRun, Light, Notice, Reminder
from portal.services import lights, sweeping
from tests.private import populate, private_app
from tests.rules.crowd import Crowd
from tests.rules.sources import ROOT

DAY = date(2020, 7, 1)
PROJECTS = 900


@pytest.fixture
def crowded(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A database of its own with some hundred projects whose targets are late."""
    with private_app(app, tmp_path) as made:
        populate(made)
        with made.app_context(), clock.frozen(date(2020, 6, 15)):
            Crowd(db.session()).grow(PROJECTS)
            db.session.remove()
        yield made


def state() -> dict[str, list[Any]]:
    """Everything a sweep leaves, without the order and the moment in which it was written."""
    db.session.remove()
    found = {
        "lights": select(
            Light.project_id, Light.rule, Light.place, Light.colour, Light.kind, Light.params, Light.lit_on,
            Light.out_on, Light.status,
        ),
        "reminders": select(Reminder.subject, Reminder.step, Reminder.due_on, Reminder.unit_id, Reminder.role),
        "notices": select(Notice.unit_id, Notice.role, Notice.code, Notice.params),
        "bulletins": select(
            Bulletin.unit_id, Bulletin.day, Bulletin.since, Bulletin.looked_on, Bulletin.number,
            Bulletin.count_overdue, Bulletin.count_new, Bulletin.count_open, Bulletin.count_closed,
        ),
    }  # fmt: skip
    rows = {name: sorted(map(str, db.session.execute(query))) for name, query in found.items()}
    rows["mentions"] = _mentions()
    db.session.remove()
    return rows


def _mentions() -> list[str]:
    """What the bulletins tell of. A light lit anew bears a new number (PostgreSQL never gives one twice),
    so it is named by what it stands on."""
    lit = {
        f"light:{light.id}": (light.project_id, light.rule, light.place)
        for light in db.session.scalars(select(Light))
    }
    told = db.session.execute(select(BulletinMention.subject, Bulletin.unit_id).join(Bulletin))
    return sorted(str((lit.get(subject, subject), unit)) for subject, unit in told)


def sweeper(app: Flask, folder: Path) -> subprocess.Popen[bytes]:
    """`flask sweep` as a process of its own on the app's database."""
    given = {
        **os.environ,
        "PORTAL_CONFIG": "testing",
        "FLASK_APP": "wsgi.py",
        "DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]),
        "PORTAL_INSTANCE": str(folder),
        "SECRET_KEY": "x" * 42,
    }
    words = [sys.executable, "-m", "flask", "sweep", "--on", DAY.isoformat()]
    return subprocess.Popen(words, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def written() -> int:
    """How many lights stand so far. Asked past the session, which would wait for the writer on SQLite."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"SELECT count(*) FROM light WHERE lit_on = '{DAY}'")  # noqa: S608 - a constant
        return int(cursor.fetchone()[0])  # type: ignore[index]
    finally:
        connection.close()


def test_a_sweep_that_was_killed_and_begun_again_ends_where_one_undisturbed_run_ends(
    crowded: Flask, tmp_path: Path
) -> None:
    with crowded.app_context():
        process = sweeper(crowded, tmp_path)
        until = time.monotonic() + 60
        while not (killed_at := written()) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stderr.close()  # type: ignore[union-attr]
        [run] = db.session.scalars(select(JobRun))
        assert run.state is RunStatus.RUNNING
        db.session.remove()
        again = sweeper(crowded, tmp_path)
        _out, errors = again.communicate(timeout=600)
        assert again.returncode == 0, errors.decode()
        assert 0 < killed_at < written()
        states = db.session.scalars(select(JobRun.state).order_by(JobRun.id)).all()
        assert states == [RunStatus.CUT_SHORT, RunStatus.DONE]
        disturbed = state()
        assert disturbed["bulletins"]
        for model in (BulletinMention, Bulletin, Reminder, Notice, Light):
            db.session.execute(model.__table__.delete().where(_made_by_the_sweep(model)))
        db.session.commit()
        for part in sweeping.parts(db.session(), DAY):
            assert part
        db.session.commit()
        assert state() == disturbed
        assert sweeping.run(db.session(), DAY).changes == 0


def _made_by_the_sweep(model: type[Any]) -> Any:
    if model is Light:
        return Light.lit_on == DAY
    if model is not Notice:
        return true()
    told = (Notice.code.startswith(f"{kind}.") for kind in ("reminder", "bulletin"))
    return or_(Notice.code == "order.escalate", *told)


def test_a_job_that_is_held_is_left_alone(
    app: Flask, connection: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        monkeypatch.setattr(os, "getpid", lambda: os.getppid())
        with jobs.claimed("sweep", DAY) as held:
            assert held is not None
            monkeypatch.undo()
            assert jobs.run_sweep(DAY) is None
        assert jobs.run_sweep(DAY) is not None


def test_a_job_that_fails_says_so_and_does_not_stand_in_the_way(
    app: Flask, connection: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> Iterator[object]:
        raise RuntimeError("boom")
        yield

    with app.app_context():
        monkeypatch.setattr(lights, "sweep", fails)
        with pytest.raises(RuntimeError, match="boom"):
            jobs.run_sweep(DAY)
        monkeypatch.undo()
        [run] = db.session.scalars(select(JobRun))
        assert (run.state, run.result) == (RunStatus.FAILED, '{"error":"RuntimeError"}')
        assert jobs.run_sweep(DAY) is not None


def test_processes_are_known_dead_or_alive() -> None:
    assert jobs._alive(os.getpid())
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert not jobs._alive(gone.pid)
