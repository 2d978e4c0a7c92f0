"""One run of a job at a time; a dead one is closed and made up for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.jobs import RunStatus
from portal.models import JobRun
from portal.services import runs
from tests.conftest import TODAY


def claim(session: Session, process: int, host: str = "a", *, living: bool = True) -> JobRun | None:
    return runs.claim(session, "sweep", TODAY, host, process, lambda _pid: living)


def test_a_second_process_finds_the_job_held(session: Session) -> None:
    assert claim(session, 1) is not None
    assert claim(session, 2) is None
    assert claim(session, 1) is None
    assert runs.claim(session, "nightly", TODAY, "a", 2, lambda _pid: True) is not None


def test_a_dead_process_of_this_host_is_taken_over_at_once(session: Session) -> None:
    first = claim(session, 1)
    second = claim(session, 2, living=False)
    assert first is not None
    assert second is not None
    assert (first.state, second.state) == (RunStatus.CUT_SHORT, RunStatus.RUNNING)


def test_another_hosts_run_is_taken_over_when_it_has_been_silent(session: Session) -> None:
    first = claim(session, 1)
    assert first is not None
    assert claim(session, 1, "b") is None
    with clock.frozen(clock.now() + runs.SILENCE - timedelta(seconds=1)):
        runs.beat(session, first.id)
    with clock.frozen(clock.now() + runs.SILENCE + timedelta(seconds=1)):
        assert claim(session, 1, "b") is None
    with clock.frozen(clock.now() + 3 * runs.SILENCE):
        assert claim(session, 1, "b") is not None


def test_a_run_ends_with_its_counts(session: Session) -> None:
    run = claim(session, 1)
    assert run is not None
    runs.finish(session, run.id, RunStatus.DONE, {"lit": 3})
    assert (run.state, run.result, run.finished_at is not None) == (RunStatus.DONE, '{"lit":3}', True)
    assert claim(session, 2) is not None
    assert len(session.scalars(runs.latest()).all()) == 2


def test_the_database_keeps_two_runs_of_a_job_apart(session: Session) -> None:
    claim(session, 1)
    twin = JobRun(job="sweep", day=TODAY, host="b", process=2, state=RunStatus.RUNNING)
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()
