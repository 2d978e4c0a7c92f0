"""Attachments: files taken in by content, stored once under their SHA-256, shown as far as their subject is.

A subject names what a file belongs to: "project:1", "filing:3", "order:5" or "reply:7". Bytes are written to
a temporary name and moved to their place after the commit; a rollback removes them.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from sqlalchemy import event, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access import facts as facts_of
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.facts import Facts
from portal.domain.filings import EDITABLE, SEEN_ABOVE, OrderStatus
from portal.domain.lifecycle import IllegalMove
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import Attachment, Filing, Order, OrderReply, Project
from portal.services import history, workflow
from portal.services.file_kinds import Kind, clean_name, kind_of, shown_name
from portal.services.workflow import Refused

Subject = Project | Filing | Order | OrderReply

MEGABYTE = 1024 * 1024
_CHUNK = 64 * 1024
_PENDING = "attachments.pending"
_SUBJECT = re.compile(r"(project|filing|order|reply):([1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Store:
    """Where the bytes lie and how large one file may be (bytes)."""

    folder: Path
    limit: int = 20 * MEGABYTE

    def path(self, digest: str) -> Path:
        """Place of the bytes with a SHA-256 in hex; a move cut short after its commit is made up for now."""
        place = self.folder / digest[:2] / digest
        if not place.exists():
            for left in sorted((self.folder / "incoming").glob(f"{digest}-*")):
                _settle(left, place)
        return place


def _settle(source: Path, place: Path) -> None:
    if place.exists():
        source.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, place)


@event.listens_for(Session, "after_commit")
def _move_after_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        for source, place in session.info.pop(_PENDING, []):
            _settle(source, place)


@event.listens_for(Session, "after_rollback")
def _drop_after_rollback(session: Session) -> None:
    if not session.in_nested_transaction():
        for source, _place in session.info.pop(_PENDING, []):
            source.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken in: its name as shown, its media type, its size in bytes and its SHA-256 in hex."""

    name: str
    media_type: str
    size: int
    sha256: str


def receive(session: Session, store: Store, name: str, stream: BinaryIO) -> Taken:
    """Take the bytes of a file in; they reach their place with the commit. Raises Refused with file.empty,
    file.too_large (limit in MB), file.kind, file.broken, file.macros or file.encrypted."""
    path, digest, size, kind = _receive(store, name, stream)
    session.info.setdefault(_PENDING, []).append((path, store.folder / digest[:2] / digest))
    return Taken(clean_name(name, kind), kind.media_type, size, digest)


def _receive(store: Store, name: str, stream: BinaryIO) -> tuple[Path, str, int, Kind]:
    """Write a stream to a temporary name: path, digest, size, kind. Raises Refused, leaving nothing."""
    folder = store.folder / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    loose = folder / f"part-{uuid4().hex}"
    shown = shown_name(name)
    digest, size = hashlib.sha256(), 0
    try:
        with loose.open("w+b") as file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > store.limit:
                    limit = store.limit // MEGABYTE
                    raise Refused([Problem("file", "file.too_large", {"name": shown, "limit": limit})])
                digest.update(chunk)
                file.write(chunk)
            if not size:
                raise Refused([Problem("file", "file.empty", {"name": shown})])
            kind = kind_of(file)
            if isinstance(kind, str):
                raise Refused([Problem("file", kind, {"name": shown})])
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        loose.unlink(missing_ok=True)
        raise
    named = folder / f"{digest.hexdigest()}-{uuid4().hex}"
    os.replace(loose, named)
    return named, digest.hexdigest(), size, kind


def subject_of(record: Subject) -> str:
    """The name under which files hang on a record."""
    kinds = {Project: "project", Filing: "filing", Order: "order", OrderReply: "reply"}
    return f"{kinds[type(record)]}:{record.id}"


def load_subject(session: Session, actor: Actor, subject: str) -> Subject:
    """The record behind a subject, through the scope. Raises NotVisible, also for a text that names none."""
    found = _SUBJECT.fullmatch(subject)
    if found is None:
        raise NotVisible(subject)
    name, identity = found.group(1), int(found.group(2))
    if name == "reply":
        reply = session.scalars(select(OrderReply).where(OrderReply.id == identity)).one_or_none()
        if reply is None:
            raise NotVisible(subject)
        fetch(session, Order, actor, reply.order_id)
        return reply
    model = {"project": Project, "filing": Filing, "order": Order}[name]
    return cast(Subject, fetch(session, model, actor, identity))


def project_id_of(record: Subject) -> int:
    """Id of the project a subject belongs to."""
    if isinstance(record, OrderReply):
        return record.order.project_id
    return record.id if isinstance(record, Project) else record.project_id


def _demand(actor: Actor, record: Subject, *, removing: bool = False) -> None:
    """Raise NotAllowed or IllegalMove unless the actor may add files (or remove them) now.

    A reply that has been sent takes further evidence until the issuer's verdict, but gives none back.
    """
    ability, facts, flow, open_now = _rule_of(record, removing)
    if not allows(ability, actor, facts):
        raise NotAllowed(ability)
    if not open_now:
        raise IllegalMove(flow, "attach", facts.status)


def _rule_of(record: Subject, removing: bool) -> tuple[Ability, Facts, str, bool]:
    if isinstance(record, Project):
        return Ability.PROJECT_EDIT, facts_of.project_facts(record), "project", True
    if isinstance(record, Filing):
        return Ability.FILING_EDIT, workflow.facts(record), "filing", record.status in EDITABLE
    if isinstance(record, Order):
        return Ability.ORDER_ISSUE, facts_of.order_facts(record), "order", record.status is OrderStatus.DRAFT
    states = {OrderStatus.ACKNOWLEDGED, OrderStatus.SENT_BACK}
    if not removing:
        states.add(OrderStatus.REPLIED)
    open_now = not record.verdict and record.order.status in states
    return Ability.ORDER_REPLY, facts_of.order_facts(record.order), "order", open_now


def may_add(actor: Actor, record: Subject) -> bool:
    """True where the actor could add a file to the record now."""
    return _holds(_demand, actor, record)


def _holds(demand: Callable[..., None], actor: Actor, record: Subject, **more: bool) -> bool:
    try:
        demand(actor, record, **more)
    except (NotAllowed, IllegalMove):
        return False
    return True


def upload(
    session: Session, actor: Actor, store: Store, record: Subject, name: str, stream: BinaryIO
) -> Attachment:
    """Take a file for a record and flush. The same bytes on the same record are taken once.

    Raises NotAllowed (wrong person), IllegalMove (the record is closed for files) or Refused with file.empty,
    file.too_large (limit in MB), file.kind, file.broken, file.macros or file.encrypted.
    """
    _demand(actor, record)
    taken = receive(session, store, name, stream)
    subject = subject_of(record)
    held = session.scalars(
        select(Attachment).where(
            Attachment.subject == subject, Attachment.sha256 == taken.sha256, Attachment.removed_at.is_(None)
        )
    ).first()
    if held is not None:
        return held
    attachment = Attachment(
        project_id=project_id_of(record),
        subject=subject,
        name=taken.name,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
        uploaded_by=actor.user_id,
        unit_id=actor.unit_id,
    )
    session.add(attachment)
    session.flush()
    _note(session, actor, record, attachment, "attachment.add")
    return attachment


def remove(session: Session, actor: Actor, attachment: Attachment) -> None:
    """Mark a file as removed; its bytes and its row stay for the history.

    Only the unit that added it, only while its record is open. Raises NotVisible where it is gone already,
    NotAllowed or IllegalMove.
    """
    if attachment.removed_at is not None:
        raise NotVisible(f"Attachment {attachment.id}")
    record = load_subject(session, actor, attachment.subject)
    _demand_removal(actor, record, attachment)
    attachment.removed_at = clock.now()
    session.flush()
    _note(session, actor, record, attachment, "attachment.remove")


def _demand_removal(actor: Actor, record: Subject, attachment: Attachment) -> None:
    _demand(actor, record, removing=True)
    if attachment.unit_id != actor.unit_id:
        raise NotAllowed(_rule_of(record, True)[0])


def may_remove(actor: Actor, record: Subject, attachment: Attachment) -> bool:
    """True where the actor could remove the file now."""
    return attachment.unit_id == actor.unit_id and _holds(_demand, actor, record, removing=True)


def _note(session: Session, actor: Actor, record: Subject, attachment: Attachment, action: str) -> None:
    """Write the history. A file of a draft order stands in the issuing unit's own chain, and the name of a
    file on a filing that nobody above has seen stays out: the project's chain is read at all levels."""
    params: dict[str, str | int] = {
        "attachment": attachment.id,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "on": attachment.subject,
        "name": attachment.name,
    }
    chain = f"project:{attachment.project_id}"
    if isinstance(record, Order) and record.status is OrderStatus.DRAFT:
        chain = f"unit:{actor.unit_id}"
    elif isinstance(record, Filing) and not record.versions:
        del params["name"]
    history.record(session, actor, chain, f"attachment:{attachment.id}", action, params)


def listed(session: Session, actor: Actor, records: Sequence[Subject]) -> dict[str, list[Attachment]]:
    """Files of the records that the actor may see, by subject, in the order they came: one statement for all.

    The records themselves must have been loaded through the scope.
    """
    by_subject = {subject_of(record): record for record in records}
    found: dict[str, list[Attachment]] = {subject: [] for subject in by_subject}
    if found:
        rows = session.scalars(
            visible(Attachment, actor)
            .where(Attachment.subject.in_(sorted(found)))
            .options(joinedload(Attachment.uploader))
            .order_by(Attachment.id)
        )
        for row in rows:
            if _shown(actor, by_subject[row.subject], row):
                found[row.subject].append(row)
    return found


def opened(session: Session, actor: Actor, attachment_id: int) -> Attachment:
    """One file for reading: visible itself, and so is what it hangs on. Raises NotVisible."""
    attachment = fetch(session, Attachment, actor, attachment_id)
    if not _shown(actor, load_subject(session, actor, attachment.subject), attachment):
        raise NotVisible(f"Attachment {attachment_id}")
    return attachment


def _shown(actor: Actor, record: Subject, attachment: Attachment) -> bool:
    """Those who fill a filing see its files of this minute; everybody else those of the last submission."""
    if not isinstance(record, Filing) or record.status not in EDITABLE:
        return attachment.removed_at is None
    if allows(Ability.FILING_EDIT, actor, workflow.facts(record)):
        return attachment.removed_at is None
    if record.status not in SEEN_ABOVE or not record.versions:
        return False
    moment = record.versions[-1].submitted_at
    gone = attachment.removed_at is not None and attachment.removed_at <= moment
    return attachment.uploaded_at <= moment and not gone
