"""A job of printing in bulk from its first paper to its file, in steps that the caller commits one by one."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import NotVisible
from portal.domain.papers import PaperKind
from portal.domain.printing import Packing, PaperStep
from portal.domain.roles import Actor
from portal.labels import label
from portal.models import PrintItem, PrintJob
from portal.reporting.binding import Part, bind, file_name, pack
from portal.reporting.issuing import built, issued, order_of
from portal.reporting.papers import AnyPaper, Choice
from portal.reporting.pool import Pool
from portal.services import printing
from portal.services.printing import Result


class Stopped(Exception):
    """The job cannot go on; the message is a code for whoever looks after the portal."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a job asks for, by value: a record would be read anew after each commit."""

    id: int
    title: str
    language: Choice
    packing: Packing
    address: str


@dataclass(frozen=True, slots=True)
class _UnderWay:
    item: PrintItem
    paper_id: int | None
    file: Future[str]


def run(session: Session, job: PrintJob, pool: Pool) -> Iterator[None]:
    """Do a job that was taken; each step is whole by itself and to be committed. Ends early where the job is cancelled.

    Raises Stopped where whoever asked may not print any more or no paper is left, and what the layout raises.
    """
    actor = printing.actor_for(session, job, clock.today())
    if actor is None:
        raise Stopped("post.ended")
    address = str(current_app.config["PUBLIC_ADDRESS"] or job.address)
    asked = _Asked(job.id, job.name_zh, job.language.value, job.packing, address)
    yield from _papers(session, actor, asked, pool)
    if not printing.goes_on(session, asked.id):
        return
    made = [item for item in printing.items(session, asked.id) if item.state is PaperStep.DONE]
    if not made:
        raise Stopped("papers.none")
    parts = [_part(item, asked.language) for item in made]
    # Nothing is locked while the file is written.
    yield
    target = _bound(asked, parts)
    if not printing.finish(session, asked.id, Result(target.name, target.stat().st_size, _digest(target))):
        target.unlink()
    yield


def _papers(session: Session, actor: Actor, asked: _Asked, pool: Pool) -> Iterator[None]:
    """Lay out what is not done yet, a few papers ahead of the one that is waited for."""
    under_way: deque[_UnderWay] = deque()
    for item in _open(session, asked.id):
        if not printing.goes_on(session, asked.id):
            return
        paper, paper_id = _ready(session, actor, item, asked.address)
        # What was entered in the register stands there before the file is made, as with a paper printed by hand.
        yield
        if paper is not None:
            order = order_of(session, paper.year)
            under_way.append(_UnderWay(item, paper_id, pool.lay_out(paper, asked.language, order)))
        if len(under_way) >= pool.room:
            yield from _done(session, under_way.popleft())
    while under_way:
        yield from _done(session, under_way.popleft())


def _open(session: Session, job_id: int) -> list[PrintItem]:
    """Papers that are not done, and those whose file has gone since."""
    folder = Path(current_app.config["DOCUMENT_FOLDER"])
    found = []
    for item in printing.items(session, job_id):
        if item.state is PaperStep.DONE and not (folder / item.document).is_file():
            printing.redo(session, item)
        if item.state is PaperStep.WAITING:
            found.append(item)
    return found


def _ready(
    session: Session, actor: Actor, item: PrintItem, address: str
) -> tuple[AnyPaper | None, int | None]:
    """A paper as it is to be laid out, with its entry in the register; None for one that is skipped."""
    try:
        paper = built(session, actor, item.subject)
    except NotVisible:
        printing.paper_skipped(session, item)
        return None, None
    return issued(session, actor, paper, item.subject, address)


def _done(session: Session, one: _UnderWay) -> Iterator[None]:
    document = one.file.result()
    printing.paper_done(session, one.item, document, one.paper_id)
    yield


def _part(item: PrintItem, language: str) -> Part:
    path = Path(current_app.config["DOCUMENT_FOLDER"]) / item.document
    # File names and bookmarks are in one language, that of the names of projects.
    return Part(path, item.place_zh, item.name, label(PaperKind(item.form)), language)


def _bound(asked: _Asked, parts: list[Part]) -> Path:
    """The file of a job below the folder of results. Its name cannot be guessed; it is moved to its place when whole."""
    folder = Path(current_app.config["PRINT_FOLDER"])
    folder.mkdir(parents=True, exist_ok=True)
    ending = "pdf" if asked.packing is Packing.MERGED else "zip"
    target = folder / f"{asked.id}-{secrets.token_hex(8)}.{ending}"
    begun = target.with_suffix(".part")
    try:
        if asked.packing is Packing.MERGED:
            bind(parts, begun, asked.title)
        else:
            pack(parts, begun)
        begun.chmod(0o640)
        begun.replace(target)
    finally:
        begun.unlink(missing_ok=True)
    return target


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def download_name(job: PrintJob) -> str:
    """What the file of a job is called where it is saved."""
    return file_name(job.name_zh, job.language.value) + Path(job.file_name).suffix
