"""What a person has done (已办): the own moves in the history, as far as their records still exist for the actor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.access.scope import visible
from portal.domain.roles import Actor
from portal.models import Announcement, Check, Filing, Fund, HistoryEntry, Light, Order, Project

KINDS = ("filing", "order", "check", "light", "project", "fund", "announcement")
"""Kinds of records that work is done on; log-ins and settings are no work."""

_MODELS: Mapping[str, Any] = {
    "filing": Filing,
    "order": Order,
    "check": Check,
    "light": Light,
    "project": Project,
    "fund": Fund,
    "announcement": Announcement,
}


def of(actor: Actor, kind: str = "") -> Select[tuple[HistoryEntry]]:
    """The person's own steps, of one kind of record or of all."""
    wanted = (kind,) if kind in KINDS else KINDS
    subjects = or_(*(HistoryEntry.subject.startswith(f"{one}:") for one in wanted))
    return visible(HistoryEntry, actor).where(HistoryEntry.user_id == actor.user_id, subjects)


def reachable(session: Session, actor: Actor, subjects: Iterable[str]) -> set[str]:
    """Of some records, those that the actor can open now: a draft taken back is not for those above. One statement a
    kind."""
    ids: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _colon, identity = subject.partition(":")
        if kind in _MODELS and identity.isdigit():
            ids.setdefault(kind, set()).add(int(identity))
    found = set()
    for kind, held in sorted(ids.items()):
        model = _MODELS[kind]
        rows = session.scalars(visible(model, actor).where(model.id.in_(held)).with_only_columns(model.id))
        found |= {f"{kind}:{identity}" for identity in rows}
    return found


def bearers(session: Session, entries: Iterable[HistoryEntry]) -> dict[str, Project | Fund]:
    """Projects and funds by the chain of the entries, which came through the scope. A statement a kind."""
    chains, found = {entry.chain for entry in entries}, dict[str, Project | Fund]()
    for kind in ("project", "fund"):
        model = _MODELS[kind]
        ids = {int(chain.partition(":")[2]) for chain in chains if chain.startswith(f"{kind}:")}
        if ids:
            rows = session.scalars(select(model).where(model.id.in_(ids)))
            found |= {f"{kind}:{record.id}": record for record in rows}
    return found
