"""The register of issued papers: entered when a paper is made, superseded by the next version, revoked with a reason.

A version is entered once for what the paper says: printed again from the same data it bears the same code. Once
revoked it stays so; only other content makes a new version. Nothing here commits.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.facts import Facts
from portal.domain.papers import ALPHABET, DRAWN, PaperKind, completed
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.models import Counter, IssuedPaper
from portal.services import history
from portal.services.locking import locked_row
from portal.services.workflow import Refused

MOST_REASON = 200
"""Letters of a reason: it is shown to whoever checks the paper."""


class TakenBack(LookupError):
    """The record of a paper was taken back while the paper was being made: nothing of it is issued any more."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper about to be made: of which record, under which number, who answers for it, the digest of what it says."""

    kind: PaperKind
    subject: str
    number: str
    unit_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper with the number of its versions and the one that holds now, None where it is the newest itself."""

    paper: IssuedPaper
    versions: int
    newest: IssuedPaper | None


def _of(subject: str) -> Select[tuple[IssuedPaper]]:
    return select(IssuedPaper).where(IssuedPaper.subject == subject).order_by(IssuedPaper.version.desc())


def entered(session: Session, sheet: Sheet) -> IssuedPaper | None:
    """The version that a paper has already; None where what it says was not entered yet."""
    newest = session.scalars(_of(sheet.subject).limit(1)).one_or_none()
    return newest if newest is not None and newest.digest == sheet.digest else None


def enter(session: Session, actor: Actor, sheet: Sheet) -> IssuedPaper:
    """Enter a paper as the next version of its subject, which supersedes the ones before; twice is once. Raises
    TakenBack."""
    counter = hold(session, sheet.subject)
    if session.scalar(select(Counter.value).where(Counter.name == _end(sheet.subject))):
        raise TakenBack(sheet.subject)
    if (held := entered(session, sheet)) is not None:
        return held
    counter.value += 1
    outdate(session, sheet.subject)
    made = IssuedPaper(
        kind=sheet.kind,
        subject=sheet.subject,
        number=sheet.number,
        version=counter.value,
        digest=sheet.digest,
        code=completed("".join(secrets.choice(ALPHABET) for _ in range(DRAWN))),
        unit_id=sheet.unit_id,
        issued_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    _record(session, actor, made, "paper.issue", {"version": made.version, "digest": made.digest})
    return made


def hold(session: Session, subject: str) -> Counter:
    """The count of a subject's versions, locked until the transaction ends.

    Printing locks it before the history of the unit that answers for the paper. A step that writes to that history and
    then takes the record back holds it first, so that both wait in one order.
    """
    return locked_row(session, Counter, {"name": f"paper:{subject}", "year": 0}, {"value": 0})


def _end(subject: str) -> str:
    """The name of the row that says a subject was taken back."""
    return f"paper-end:{subject}"


def outdate(session: Session, subject: str) -> None:
    """The record says something else from now on: papers of it that still held are superseded."""
    for paper in session.scalars(_of(subject).where(IssuedPaper.superseded_at.is_(None))):
        paper.superseded_at = clock.now()
    session.flush()


def take_back(session: Session, actor: Actor, subject: str) -> None:
    """A record was taken back for good: papers of it that hold are revoked with it, and one that is just being printed
    is not entered any more. Why is a matter of the record, not of those who check a paper."""
    # Whoever prints holds this row until its paper is entered, and then is seen here.
    hold(session, subject)
    locked_row(session, Counter, {"name": _end(subject), "year": 0}, {"value": 0}).value = 1
    held = _of(subject).where(IssuedPaper.superseded_at.is_(None), IssuedPaper.revoked_at.is_(None))
    for paper in session.scalars(held):
        _revoke(session, actor, paper, "")


def revoke(session: Session, actor: Actor, paper: IssuedPaper, reason: str) -> None:
    """Revoke a paper with a reason. Raises NotAllowed or Refused: no reason, a long one, revoked already."""
    if not allows(Ability.PAPER_REVOKE, actor, Facts()):
        raise NotAllowed(Ability.PAPER_REVOKE)
    said = reason.strip()
    if paper.revoked_at is not None:
        raise Refused([Problem("", "paper.revoked")])
    if not said:
        raise Refused([Problem("reason", "paper.reason.missing")])
    if len(said) > MOST_REASON:
        raise Refused([Problem("reason", "paper.reason.long", {"count": len(said), "most": MOST_REASON})])
    _revoke(session, actor, paper, said)
    paper.revoked_by = actor.user_id
    session.flush()


def _revoke(session: Session, actor: Actor, paper: IssuedPaper, reason: str) -> None:
    paper.revoked_at, paper.revoke_reason = clock.now(), reason
    _record(session, actor, paper, "paper.revoke", {"version": paper.version, "reason": reason})


def _record(session: Session, actor: Actor, paper: IssuedPaper, action: str, told: dict[str, object]) -> None:
    details = {"paper": paper.subject, "number": paper.number, **told}
    history.record(session, actor, f"unit:{paper.unit_id}", f"paper:{paper.id}", action, details)


def standing(session: Session, code: str) -> Standing | None:
    """The paper with a code and where it stands among its versions; None for a code that was never given out."""
    paper = session.scalars(select(IssuedPaper).where(IssuedPaper.code == code)).one_or_none()
    if paper is None:
        return None
    count = select(func.count(IssuedPaper.id)).where(IssuedPaper.subject == paper.subject)
    newest = session.scalars(_of(paper.subject).limit(1)).one()
    return Standing(paper, session.scalar(count) or 0, newest if newest.id != paper.id else None)
