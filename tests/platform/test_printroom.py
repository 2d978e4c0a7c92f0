"""Print jobs as the worker does them: paper by paper, issued, bound or packed, cut short and gone on with."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, jobs, printroom
from portal.cli.printing import print_jobs
from portal.cli.worker import worker
from portal.domain.papers import grouped
from portal.domain.printing import Packing, PaperStep, PrintState
from portal.extensions import db
from portal.models import IssuedPaper, JobRun, Order, PrintItem, PrintJob
from portal.reporting import pool
from portal.reporting.store import Store
from portal.services import plans, printing, rules
from tests.batches import ADDRESS, asked, forms, three_orders
from tests.conftest import TODAY
from tests.factories import World
from tests.ordered import issued
from tests.private import populate, private_app
from tests.rules.sources import ROOT

Ask = Callable[..., int]


@pytest.fixture
def room(app: Flask, connection: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of this test alone."""
    monkeypatch.setitem(app.config, "PRINT_FOLDER", str(tmp_path / "prints"))
    monkeypatch.setitem(app.config, "DOCUMENT_FOLDER", str(tmp_path / "documents"))
    return tmp_path / "prints"


@pytest.fixture
def ask(app: Flask, world: World) -> Ask:
    """ask(three_orders) makes a job, commits it and gives its id."""

    def make(how: Callable[..., PrintJob] = three_orders, **changes: Any) -> int:
        with app.app_context():
            job = how(db.session(), world, **changes)
            db.session.commit()
            return job.id

    return make


def job_of(session: Session, identity: int) -> PrintJob:
    """A job as stored."""
    session.expire_all()
    return session.scalars(select(PrintJob).where(PrintJob.id == identity)).one()


def test_a_job_is_bound_with_a_bookmark_for_each_place_and_paper(app: Flask, room: Path, ask: Ask) -> None:
    identity = ask()
    with app.app_context():
        assert jobs.run_printing(TODAY) == {"printed": 3, "passed_over": 0}
        job = job_of(db.session(), identity)
        assert (job.state, job.done, job.total) == (PrintState.DONE, 3, 3)
        file = room / job.file_name
        content = file.read_bytes()
        assert (job.file_size, job.file_digest) == (len(content), hashlib.sha256(content).hexdigest())
        assert printroom.download_name(job) == "和田地区-zh.pdf"
        reader = PdfReader(file)
        (place, papers) = reader.outline
        assert place["/Title"] == "墨玉县"  # type: ignore[call-overload]
        assert len(papers) == 3  # type: ignore[arg-type]
        starts = [reader.get_destination_page_number(mark) for mark in papers]  # type: ignore[union-attr]
        numbers = db.session.scalars(select(Order.number).order_by(Order.id)).all()
        for start, number in zip(starts, numbers, strict=True):
            assert str(number) in reader.pages[start].extract_text().replace(" ", "")


def test_a_job_is_packed_with_a_clear_name_for_each_paper(app: Flask, room: Path, ask: Ask) -> None:
    identity = ask(packing=Packing.ZIP)
    with app.app_context():
        jobs.run_printing(TODAY)
        with zipfile.ZipFile(room / job_of(db.session(), identity).file_name) as archive:
            names = archive.namelist()
            assert len(set(names)) == 3
            assert all(n.startswith("墨玉县-村内道路硬化项目") and n.endswith("-zh.pdf") for n in names)
            assert all(archive.read(n).startswith(b"%PDF-") for n in names)


def test_papers_are_issued_as_those_printed_by_hand_and_laid_out_once(
    app: Flask, room: Path, ask: Ask, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_ADDRESS", ADDRESS)
    ask()
    with app.app_context():
        jobs.run_printing(TODAY)
        papers = db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)).all()
        items = db.session.scalars(select(PrintItem).order_by(PrintItem.id)).all()
        assert [item.paper_id for item in items] == [paper.id for paper in papers]
        assert [item.subject for item in items] == [paper.subject for paper in papers]
        places = [(item.subject, Path(app.config["DOCUMENT_FOLDER"]) / item.document) for item in items]
        codes = {paper.subject: grouped(paper.code) for paper in papers}
    calls: list[str] = []
    monkeypatch.setattr(Store, "__init__", _watched(Store.__init__, calls))
    for subject, path in places:
        by_hand = client_for("prefecture").get(f"/papers/orders/{subject.partition(':')[2]}/zh.pdf")
        assert by_hand.data == path.read_bytes()
        page = pypdfium2.PdfDocument(by_hand.data)[0].get_textpage().get_text_range()
        assert codes[subject] in page
    assert calls == []
    with app.app_context():
        assert len(db.session.scalars(select(IssuedPaper)).all()) == 3


def _watched(init: Any, calls: list[str]) -> Any:
    def made(self: Store, folder: Path, *_more: Any) -> None:
        init(self, folder, lambda *_given: calls.append("laid out") or b"")

    return made


def test_what_is_no_longer_to_be_printed_is_skipped_and_nothing_at_all_is_a_failure(
    app: Flask, room: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = ask()
    with app.app_context():
        first = db.session.scalars(select(PrintItem).order_by(PrintItem.id)).first()
        assert first is not None
        first.subject = "order:999999"
        db.session.commit()
        assert jobs.run_printing(TODAY) == {"printed": 2, "passed_over": 1}
        assert job_of(db.session(), identity).skipped == 1
        db.session.scalars(select(PrintItem).where(PrintItem.job_id == identity))
    other = ask(asked, language="ug")
    with app.app_context():
        for item in db.session.scalars(select(PrintItem).where(PrintItem.job_id == other)):
            item.subject = "order:999999"
        db.session.commit()
        jobs.run_printing(TODAY)
        job = job_of(db.session(), other)
        assert (job.state, job.error, job.file_name) == (PrintState.FAILED, "papers.none", "")


def test_a_job_of_somebody_whose_role_has_ended_fails(
    app: Flask, room: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = ask()
    monkeypatch.setattr(printing, "actor_for", lambda *_given: None)
    with app.app_context():
        jobs.run_printing(TODAY)
        job = job_of(db.session(), identity)
        assert (job.state, job.error, job.done) == (PrintState.FAILED, "post.ended", 0)


def test_a_fault_ends_the_job_and_not_the_worker(
    app: Flask, room: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity, other = ask(), ask(asked, language="ug")
    real = pool._lay_out

    def fails(paper: Any, language: Any, order: Any) -> str:
        if language == "zh":
            raise OSError("disk full")
        return real(paper, language, order)

    monkeypatch.setattr(pool, "_lay_out", fails)
    with app.app_context():
        jobs.run_printing(TODAY)
        job = job_of(db.session(), identity)
        assert (job.state, job.error) == (PrintState.FAILED, "OSError")
        assert job_of(db.session(), other).state is PrintState.DONE


def test_a_job_cancelled_in_the_middle_stops_there(
    app: Flask, room: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = ask()
    real = pool._lay_out

    def cancelling(paper: Any, language: Any, order: Any) -> str:
        printing.cancel(db.session(), job_of(db.session(), identity))
        db.session.commit()
        return real(paper, language, order)

    monkeypatch.setattr(pool, "_lay_out", cancelling)
    with app.app_context():
        jobs.run_printing(TODAY)
        job = job_of(db.session(), identity)
        assert (job.state, job.done) == (PrintState.CANCELLED, 1)
        assert not list(room.glob("*"))


def test_progress_stands_in_the_database_after_each_paper(
    app: Flask, room: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity, seen = ask(), []
    beat = jobs._Claimed.beat

    def noting(self: Any) -> None:
        beat(self)
        seen.append(job_of(db.session(), identity).done)

    monkeypatch.setattr(jobs._Claimed, "beat", noting)
    with app.app_context():
        jobs.run_printing(TODAY)
    assert sorted(seen) == seen
    assert {0, 1, 2, 3} <= set(seen)


def test_while_one_worker_prints_another_leaves_it_alone(app: Flask, room: Path, ask: Ask) -> None:
    identity = ask()
    with app.app_context():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "getpid", os.getppid)
            with jobs.claimed("printing", TODAY) as held:
                assert held is not None
                patch.undo()
                assert jobs.run_printing(TODAY) is None
        assert job_of(db.session(), identity).state is PrintState.WAITING
        assert jobs.run_printing(TODAY) is not None


def test_forms_are_printed_with_the_codes_of_the_register(app: Flask, room: Path, ask: Ask) -> None:
    def targets(session: Session, world: World) -> PrintJob:
        return asked(session, world, wanted=forms(session, world), language="both")

    identity = ask(targets)
    with app.app_context():
        jobs.run_printing(TODAY)
        job = job_of(db.session(), identity)
        (paper,) = db.session.scalars(select(IssuedPaper)).all()
        assert paper.issued_by == job.user_id
        text = "".join(page.extract_text() for page in PdfReader(room / job.file_name).pages)
        assert text.count(grouped(paper.code)) == 2


@pytest.mark.parametrize(("first", "leads"), [("0", True), ("1", False)])
def test_a_batch_in_both_languages_follows_the_order_of_the_plan(
    app: Flask, room: Path, ask: Ask, first: str, leads: bool
) -> None:
    def targets(session: Session, world: World) -> PrintJob:
        plan, key = world.project(session, "own").plan, rules.FIRST_LANGUAGE
        plans.set_parameter(session, None, plan, key, first, date(2020, 1, 2), "会议纪要")
        return asked(session, world, wanted=forms(session, world), language="both")

    identity = ask(targets)
    with app.app_context():
        jobs.run_printing(TODAY)
        pages = PdfReader(room / job_of(db.session(), identity).file_name).pages
        assert ("绩效目标申报表" in pages[0].extract_text()) is leads


def test_several_processes_make_the_same_papers(
    app: Flask, room: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PRINT_WORKERS", 2)
    identity = ask()
    with app.app_context():
        jobs.run_printing(TODAY)
        job = job_of(db.session(), identity)
        assert (job.state, job.done, job.error) == (PrintState.DONE, 3, None)


def test_commands_print_what_waits(app: Flask, room: Path, ask: Ask) -> None:
    first, second = ask(), ask(asked, language="ug")
    runner = app.test_cli_runner()
    assert "papers printed: 3" in runner.invoke(print_jobs, ["--job", str(second)]).output
    with app.app_context():
        assert job_of(db.session(), first).state is PrintState.WAITING
    assert "papers printed: 3" in runner.invoke(worker, ["--once"]).output
    assert "nothing waits" in runner.invoke(print_jobs).output


@pytest.fixture
def apart(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A database of its own with a job of twelve orders."""
    with private_app(app, tmp_path) as made:
        world = populate(made)
        with made.app_context(), clock.frozen(TODAY):
            for _number in range(12):
                issued(db.session(), world)
            asked(db.session(), world)
            db.session.commit()
            db.session.remove()
        yield made


def printer(app: Flask, folder: Path) -> subprocess.Popen[bytes]:
    """`flask print` as a process of its own on the app's database."""
    given = {
        **os.environ,
        "PORTAL_CONFIG": "testing",
        "FLASK_APP": "wsgi.py",
        "DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]),
        "PORTAL_INSTANCE": str(folder),
    }
    words = [sys.executable, "-m", "flask", "print"]
    return subprocess.Popen(words, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def done_so_far(app: Flask) -> int:
    """How many papers stand as done, asked past the session, which would wait for the writer on SQLite."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT done FROM print_job")
        return int(cursor.fetchone()[0])  # type: ignore[index]
    finally:
        connection.close()


def test_a_worker_that_was_killed_is_followed_by_one_that_goes_on(apart: Flask, tmp_path: Path) -> None:
    with apart.app_context():
        process = printer(apart, tmp_path)
        until = time.monotonic() + 120
        while done_so_far(apart) < 3 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        made = {path: path.stat().st_mtime_ns for path in (tmp_path / "documents").rglob("*.pdf")}
        assert 3 <= len(made) < 12
        workers = [printer(apart, tmp_path) for _number in range(2)]
        told = [one.communicate(timeout=300)[0].decode() for one in workers]
        assert all(one.returncode == 0 for one in workers), told
        job = db.session.scalars(select(PrintJob)).one()
        assert (job.state, job.done, job.skipped) == (PrintState.DONE, 12, 0)
        assert len(PdfReader(tmp_path / "prints" / job.file_name).outline[1]) == 12  # type: ignore[arg-type]
        now = {path: path.stat().st_mtime_ns for path in (tmp_path / "documents").rglob("*.pdf")}
        assert len(now) == 12
        assert {path: now[path] for path in made} == made
        assert len(db.session.scalars(select(IssuedPaper)).all()) == 12
        states = [item.state for item in db.session.scalars(select(PrintItem))]
        assert set(states) == {PaperStep.DONE}
        assert db.session.scalars(select(JobRun.state).order_by(JobRun.id)).first() == "cut_short"
