"""Printing in bulk: asked for by a person, done by the worker, paper by paper.

What is to be printed is chosen and frozen when it is asked for; what the papers say is read when they are made. Papers
that are done stay done, so a job that was cut short goes on where it was. Nothing here commits: whoever drives a job
commits after each paper, so that others see how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of, delegate_of
from portal.access.guards import NotAllowed
from portal.access.scope import visible
from portal.domain.facts import Facts
from portal.domain.permissions import Ability, allows
from portal.domain.printing import UNFINISHED, Packing, PaperStep, PrintLanguage, PrintState
from portal.domain.problems import Problem
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Delegation, PrintItem, PrintJob, User
from portal.services import notices
from portal.services.history import canonical, sha256
from portal.services.print_choices import CHOICES, Wanted
from portal.services.workflow import Refused


@dataclass(frozen=True, slots=True)
class Result:
    """The file of a job: its name below the folder of results, its size in bytes, its SHA-256."""

    name: str
    size: int
    digest: str


def ask(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    language: PrintLanguage,
    packing: Packing,
    *,
    address: str,
    most: int,
) -> PrintJob:
    """Ask for papers to be printed; address: that of the portal, most: how many papers a job may have.

    Raises NotAllowed, NotVisible for a place, round or bulletin of others, or Refused: nothing to print, too much, or
    the very same is being printed for this person.
    """
    if not allows(Ability.PAPER_PRINT, actor, Facts()):
        raise NotAllowed(Ability.PAPER_PRINT)
    choice = CHOICES[wanted.kind](session, actor, wanted)
    if not choice.records:
        raise Refused([Problem("", "print.nothing")])
    if (count := len(choice.records)) > most:
        raise Refused([Problem("", "print.many", {"count": count, "most": most})])
    asked = {**asdict(wanted), "language": language, "packing": packing, "post": [actor.unit_id, actor.role]}
    job = PrintJob(
        user_id=actor.user_id,
        unit_id=actor.unit_id,
        role=actor.role,
        assignment_id=actor.assignment_id,
        delegation_id=actor.delegation_id,
        kind=wanted.kind,
        name_zh=choice.name_zh,
        name_ug=choice.name_ug,
        language=language,
        packing=packing,
        wanted=sha256(canonical(asked)),
        address=address,
        total=count,
    )
    try:
        with session.begin_nested():
            session.add(job)
            session.flush()
    except IntegrityError as error:
        raise Refused([Problem("", "print.twice")]) from error
    session.add_all(
        PrintItem(job_id=job.id, position=number, **asdict(chosen))
        for number, chosen in enumerate(choice.records, 1)
    )
    session.flush()
    return job


def cancel(session: Session, job: PrintJob) -> None:
    """Cancel a job that is not finished; papers issued by then stay issued. Raises Refused where it is finished."""
    held = _locked(session, job.id)
    if held.state not in UNFINISHED:
        raise Refused([Problem("", "print.finished")])
    held.state, held.finished_at = PrintState.CANCELLED, clock.now()
    session.flush()


def mine(session: Session, actor: Actor, most: int = 20) -> Sequence[PrintJob]:
    """What a person asked for in this post, the newest first."""
    return session.scalars(visible(PrintJob, actor).order_by(PrintJob.id.desc()).limit(most)).all()


# What the worker does. It looks at all jobs, whoever asked for them.


def _locked(session: Session, job_id: int) -> PrintJob:
    query = select(PrintJob).where(PrintJob.id == job_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def take(session: Session, job_id: int | None = None) -> PrintJob | None:
    """Begin the oldest job that is not finished, or one by its id; None where there is none.

    One that another worker left in the middle is gone on with: the caller makes sure that one worker prints at a time.
    """
    query = select(PrintJob.id).where(PrintJob.finished_at.is_(None)).order_by(PrintJob.id).limit(1)
    found = session.scalar(query if job_id is None else query.where(PrintJob.id == job_id))
    if found is None:
        return None
    job = _locked(session, found)
    if job.state not in UNFINISHED:
        return None
    job.state, job.beat_at = PrintState.RUNNING, clock.now()
    job.started_at = job.started_at or clock.now()
    session.flush()
    return job


def all_jobs() -> Select[tuple[PrintJob]]:
    """All jobs, for the worker and for whoever looks after the portal."""
    return select(PrintJob)


def is_waiting(session: Session) -> bool:
    """Whether a job is not finished."""
    return session.scalar(select(PrintJob.id).where(PrintJob.finished_at.is_(None)).limit(1)) is not None


def goes_on(session: Session, job_id: int) -> bool:
    """Whether a job still runs: it may have been cancelled meanwhile."""
    return session.scalar(select(PrintJob.state).where(PrintJob.id == job_id)) is PrintState.RUNNING


def actor_for(session: Session, job: PrintJob, today: date) -> Actor | None:
    """Who asked, in the role it was asked in; None where that role or the account does not hold any more."""
    user = session.scalars(select(User).where(User.id == job.user_id)).one()
    held = session.scalars(select(Assignment).where(Assignment.id == job.assignment_id)).one_or_none()
    if held is None or not user.active or not held.holds_on(today):
        return None
    actor: Actor | None = actor_of(user, held)
    if job.delegation_id is not None:
        lent = session.scalars(select(Delegation).where(Delegation.id == job.delegation_id)).one_or_none()
        holds = lent is not None and lent.holds_on(today) and held.role is not Role.ADMIN
        actor = delegate_of(user, lent) if holds and lent is not None else None
    same_post = actor is not None and (actor.unit_id, actor.role) == (job.unit_id, job.role)
    return replace(actor, language=user.language) if actor is not None and same_post else None


def items(session: Session, job_id: int, most: int | None = None) -> Sequence[PrintItem]:
    """The papers of a job in their order, all of them or the first."""
    query = select(PrintItem).where(PrintItem.job_id == job_id).order_by(PrintItem.position)
    return session.scalars(query.limit(most)).all()


def redo(session: Session, item: PrintItem) -> None:
    """A paper that was done is to be made again, because its file is gone."""
    item.state, item.document = PaperStep.WAITING, ""
    session.flush()
    _count(session, item)


def paper_done(session: Session, item: PrintItem, document: str, paper_id: int | None) -> None:
    """A paper is laid out: where it stands below the folder of papers, and its entry in the register where it is
    issued."""
    item.state, item.document, item.paper_id = PaperStep.DONE, document, paper_id
    session.flush()
    _count(session, item)


def paper_skipped(session: Session, item: PrintItem) -> None:
    """The record of a paper is not to be printed by whoever asked for it any more."""
    item.state = PaperStep.SKIPPED
    session.flush()
    _count(session, item)


def _count(session: Session, item: PrintItem) -> None:
    job = _locked(session, item.job_id)
    query = select(PrintItem.state, func.count()).where(PrintItem.job_id == job.id).group_by(PrintItem.state)
    counts = dict(session.execute(query).tuples().all())
    job.skipped = counts.get(PaperStep.SKIPPED, 0)
    job.done = job.skipped + counts.get(PaperStep.DONE, 0)
    job.beat_at = clock.now()
    session.flush()


def finish(session: Session, job_id: int, result: Result) -> bool:
    """The file is there. False where the job was cancelled at the last moment: nobody will fetch it."""
    job = _locked(session, job_id)
    if job.state is not PrintState.RUNNING:
        return False
    job.state, job.finished_at = PrintState.DONE, clock.now()
    job.file_name, job.file_size, job.file_digest = result.name, result.size, result.digest
    _tell(session, job, "job.done")
    return True


def fail(session: Session, job_id: int, error: str) -> None:
    """The job ends without a file; error: a code for whoever looks after the portal. A cancelled one stays so."""
    job = _locked(session, job_id)
    if job.state in UNFINISHED:
        job.state, job.finished_at, job.error = PrintState.FAILED, clock.now(), error
        _tell(session, job, "job.failed")


def _tell(session: Session, job: PrintJob, code: str) -> None:
    """Whoever asked may be on another page by now, or at home."""
    told = {"title_zh": job.name_zh, "title_ug": job.name_ug, "papers": job.done - job.skipped}
    notices.tell_person(session, job, code, f"job:{job.id}", told)
    session.flush()


def expired(session: Session, kept: timedelta) -> list[str]:
    """Names of the files that have been kept long enough; their jobs forget them."""
    limit = clock.now() - kept
    jobs = session.scalars(
        select(PrintJob).where(PrintJob.file_name != "", PrintJob.finished_at < limit)
    ).all()
    names = [job.file_name for job in jobs]
    for job in jobs:
        job.file_name = ""
    session.flush()
    return names
