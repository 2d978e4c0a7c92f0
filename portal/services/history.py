"""The append-only history: a hash chain per project, unit, account or plan, sealed once a day.

Writers of different chains never wait for each other; a daily seal links the heads of all chains, so that not even
a whole chain can vanish unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.roles import Actor
from portal.models import ChainHead, DailySeal, HistoryEntry
from portal.services.locking import locked_row

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces, unescaped Unicode."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """Hex SHA-256 of UTF-8 text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_of(entry: HistoryEntry) -> str:
    """The digest an entry must carry: over all its fields and the digest before it."""
    return sha256(
        canonical(
            [
                entry.chain,
                entry.seq,
                entry.at.isoformat(timespec="microseconds"),
                entry.user_id,
                entry.role,
                entry.unit_id,
                entry.action,
                entry.subject,
                entry.params,
                entry.previous,
            ]
        )
    )


def record(
    session: Session,
    actor: Actor | None,
    chain: str,
    subject: str,
    action: str,
    params: Mapping[str, Any] | None = None,
) -> HistoryEntry:
    """Append one event to a chain and flush. params hold codes and values, never translated text; of a step in a role
    that was lent they also name the lender.
    """
    details = dict(params or {})
    if actor is not None and actor.lender_id is not None:
        details |= {"for": actor.lender_id, "for_name": actor.lender_name}
    # The head is locked before anything else is written, and the event goes in with what it tells of.
    head = locked_row(session, ChainHead, {"chain": chain}, {"seq": 0, "digest": GENESIS})
    entry = HistoryEntry(
        chain=chain,
        seq=head.seq + 1,
        at=clock.now(),
        user_id=actor.user_id if actor else None,
        role=actor.role.value if actor else "",
        unit_id=actor.unit_id if actor else None,
        action=action,
        subject=subject,
        params=canonical(details),
        previous=head.digest,
    )
    entry.digest = digest_of(entry)
    head.seq, head.digest = entry.seq, entry.digest
    session.add(entry)
    session.flush()
    return entry


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the history does not hold. kind: changed, missing, reordered, head, seal."""

    kind: str
    chain: str
    seq: int


def verify(session: Session) -> Iterator[Fault]:
    """Walk every chain and every seal; yields each place that does not hold, nothing where all is well."""
    heads = {h.chain: h for h in session.scalars(select(ChainHead))}
    last: dict[str, tuple[int, str]] = {}
    digests: dict[tuple[str, int], str] = {}
    rows = session.scalars(
        select(HistoryEntry).order_by(HistoryEntry.chain, HistoryEntry.seq).execution_options(yield_per=1000)
    )
    for entry in rows:
        seq, previous = last.get(entry.chain, (0, GENESIS))
        if entry.seq != seq + 1:
            yield Fault("missing", entry.chain, seq + 1)
        elif entry.previous != previous:
            yield Fault("reordered", entry.chain, entry.seq)
        if digest_of(entry) != entry.digest:
            yield Fault("changed", entry.chain, entry.seq)
        last[entry.chain] = (entry.seq, entry.digest)
        digests[entry.chain, entry.seq] = entry.digest
    for chain, (seq, digest) in last.items():
        head = heads.pop(chain, None)
        if head is None or (head.seq, head.digest) != (seq, digest):
            yield Fault("head", chain, seq)
    for chain, head in heads.items():
        yield Fault("missing", chain, head.seq)
    yield from _verify_seals(session, digests)


def _verify_seals(session: Session, digests: Mapping[tuple[str, int], str]) -> Iterator[Fault]:
    previous = GENESIS
    for seal in session.scalars(select(DailySeal).order_by(DailySeal.day)):
        place = f"seal:{seal.day.isoformat()}"
        if (
            seal.previous != previous
            or sha256(canonical([seal.day.isoformat(), seal.heads, seal.previous])) != seal.digest
        ):
            yield Fault("seal", place, 0)
        for chain, (seq, digest) in json.loads(seal.heads).items():
            if digests.get((chain, seq)) != digest:
                yield Fault("seal", chain, seq)
        previous = seal.digest


def seal(session: Session, day: date) -> DailySeal:
    """Seal the heads of all chains for a day; the day's seal is made once and returned again afterwards.

    Seals are linked in the order of their days, so a day before the last sealed one cannot be sealed any more:
    the last seal, which covers it, is returned.
    """
    before = session.scalars(select(DailySeal).order_by(DailySeal.day.desc()).limit(1)).one_or_none()
    if before is not None and before.day >= day:
        return session.scalars(select(DailySeal).where(DailySeal.day == day)).one_or_none() or before
    heads = canonical({h.chain: [h.seq, h.digest] for h in session.scalars(select(ChainHead))})
    previous = before.digest if before else GENESIS
    made = DailySeal(
        day=day, heads=heads, previous=previous, digest=sha256(canonical([day.isoformat(), heads, previous]))
    )
    session.add(made)
    session.flush()
    return made
