"""The housekeeping of the night: seal the history, forget old failed log-ins, clear away uploads
that never arrived and printed batches that were kept long enough.

Driven by the day alone and safe to repeat: what is done stays done, and a night on which the machine was off is
made up for by the next run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Attachment, DailySeal, LoginAttempt, Report
from portal.services import history, printing
from portal.services.attachments import Store

KEPT_FOR = timedelta(days=1)
"""How long failed log-ins and unfinished uploads are kept."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did: whether it made the seal, how many failed log-ins, upload leftovers and files of print jobs it
    removed."""

    sealed: bool
    attempts: int
    leftovers: int
    prints: int = 0


def run(session: Session, today: date, attachments: Path) -> Done:
    """Do what is due on a day and flush. attachments: the folder of uploaded files."""
    return Done(
        sealed=seal_the_day_before(session, today),
        attempts=forget_attempts(session),
        leftovers=clear_incoming(session, attachments),
    )


def seal_the_day_before(session: Session, today: date) -> bool:
    """Seal the heads of all chains for yesterday; False where that day or a later one is sealed already."""
    day = today - timedelta(days=1)
    if session.scalars(select(DailySeal.day).where(DailySeal.day >= day).limit(1)).one_or_none() is not None:
        return False
    history.seal(session, day)
    return True


def forget_attempts(session: Session) -> int:
    """Forget failed log-ins older than KEPT_FOR; they hold what was typed as a name, and the address."""
    moment = clock.now()
    old = session.scalars(
        select(LoginAttempt.key).where(
            LoginAttempt.last_failure_at < moment - KEPT_FOR,
            LoginAttempt.blocked_until.is_(None) | (LoginAttempt.blocked_until < moment),
        )
    ).all()
    session.execute(delete(LoginAttempt).where(LoginAttempt.key.in_(old)))
    return len(old)


def clear_incoming(session: Session, attachments: Path) -> int:
    """Clear uploads that were cut short more than KEPT_FOR ago: bytes that a record names are moved to their
    place, others are deleted. Returns how many files were dealt with."""
    store = Store(attachments)
    limit = clock.now() - KEPT_FOR
    old = [left for left in sorted((attachments / "incoming").glob("*")) if _older(left, limit)]
    for left in old:
        digest = left.name.partition("-")[0]
        if _named(session, digest):
            store.path(digest)
        left.unlink(missing_ok=True)
    return len(old)


def _named(session: Session, digest: str) -> bool:
    """Whether a record names the bytes: an attachment, or the scan of a report."""
    named = select(Attachment.id).where(Attachment.sha256 == digest)
    scans = select(Report.id).where(Report.scan_sha256 == digest)
    return session.scalars(named.union(scans).limit(1)).first() is not None


def clear_prints(session: Session, folder: Path, kept: timedelta) -> int:
    """Delete the files of print jobs that have been kept long enough, and what a killed worker left half written.
    Returns how many; the papers themselves stay in their store."""
    names = printing.expired(session, kept)
    limit = clock.now() - kept
    old = [left for left in sorted(folder.glob("*.part")) if _older(left, limit)]
    for file in [*(folder / name for name in names), *old]:
        file.unlink(missing_ok=True)
    return len(names) + len(old)


def _older(file: Path, limit: datetime) -> bool:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC) < limit
    except FileNotFoundError:  # it has just reached its place
        return False
