"""Runs of jobs: one at a time of each job, whatever the number of workers, and a history of what each did.

A run that died leaves its row open; the next one closes it as cut short and goes on. Nothing here commits: whoever
drives a job commits after each call, so that the others see it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.jobs import RunStatus
from portal.models import JobRun
from portal.services.history import canonical

SILENCE = timedelta(minutes=10)
"""How long a run may be silent before it counts as dead where its process cannot be asked."""


def claim(
    session: Session, job: str, day: date, host: str, process: int, alive: Callable[[int], bool]
) -> JobRun | None:
    """Begin a run of a job for a day; None where another one is at it.

    alive says whether a process of this host still runs: a dead one's run is taken over at once, one of another
    host after SILENCE.
    """
    held = session.scalars(
        select(JobRun).where(JobRun.job == job, JobRun.finished_at.is_(None)).with_for_update()
    ).one_or_none()
    if held is not None:
        if not _dead(held, host, process, alive):
            return None
        finish(session, held.id, RunStatus.CUT_SHORT, {})
    run = JobRun(job=job, day=day, host=host, process=process, state=RunStatus.RUNNING)
    try:
        with session.begin_nested():
            session.add(run)
            session.flush()
    except IntegrityError:  # another worker was a moment faster
        return None
    return run


def _dead(run: JobRun, host: str, process: int, alive: Callable[[int], bool]) -> bool:
    if run.host == host:
        return run.process != process and not alive(run.process)
    return run.beat_at < clock.now() - SILENCE


def _of(session: Session, run_id: int) -> JobRun:
    return session.scalars(select(JobRun).where(JobRun.id == run_id)).one()


def beat(session: Session, run_id: int) -> None:
    """Say that a run is alive."""
    _of(session, run_id).beat_at = clock.now()
    session.flush()


def finish(session: Session, run_id: int, state: RunStatus, result: Mapping[str, int | str]) -> None:
    """End a run with its counts."""
    run = _of(session, run_id)
    run.state, run.finished_at, run.result = state, clock.now(), canonical(dict(result))
    session.flush()


def latest() -> Select[tuple[JobRun]]:
    """All runs; the newest have the highest id."""
    return select(JobRun)
