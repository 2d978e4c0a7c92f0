"""Acceptance (签收): the level whose turn it is takes a batch in hand, and the level below leaves it as it is.

Accepting is a move of the filing, so it stands in the history and is told. It ends with a decision, or by release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access.scope import visible
from portal.domain.flows.filings import FilingAction
from portal.domain.permissions import Ability, allows
from portal.domain.roles import Actor
from portal.models import Filing, Project
from portal.services import workflow


@dataclass(slots=True)
class Acceptance:
    """What a press did: accepted now, in hand already, and not accepted because the turn is not the unit's (recalled,
    decided, or the person's own submission)."""

    accepted: list[Filing] = field(default_factory=list)
    already: list[Filing] = field(default_factory=list)
    refused: list[Filing] = field(default_factory=list)
    gone: int = 0


def accept(session: Session, actor: Actor, filing_ids: Sequence[int]) -> Acceptance:
    """Accept what of the given filings waits for the actor's unit; a second time changes nothing. Flushes.

    The rows are locked in the order of their ids, so that a recall and an acceptance cannot both go through.
    `gone` counts those that no longer exist for the actor: a recalled filing is a draft again.
    """
    wanted = sorted(set(filing_ids))
    done = Acceptance()
    for filing in _locked(session, actor, wanted):
        facts = workflow.facts(filing)
        if not allows(Ability.FILING_ACCEPT, actor, facts):
            done.refused.append(filing)
        elif facts.accepted:
            done.already.append(filing)
        else:
            workflow.perform(
                session,
                actor,
                filing,
                FilingAction.ACCEPT,
                params={"version": filing.versions[-1].number, "level": filing.waiting_level or ""},
            )
            done.accepted.append(filing)
    done.gone = len(wanted) - len(done.accepted) - len(done.already) - len(done.refused)
    return done


def _locked(session: Session, actor: Actor, ids: Sequence[int]) -> list[Filing]:
    # The lock is on the filings alone: PostgreSQL locks no row of an outer join.
    session.scalars(select(Filing.id).where(Filing.id.in_(ids)).order_by(Filing.id).with_for_update()).all()
    query = (
        visible(Filing, actor)
        .where(Filing.id.in_(ids))
        .options(
            joinedload(Filing.project).joinedload(Project.implementing_unit),
            joinedload(Filing.round),
            selectinload(Filing.versions),
            selectinload(Filing.reviews),
        )
        .order_by(Filing.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def release(session: Session, actor: Actor, filing: Filing) -> None:
    """Give the filing back to the level below, which may then recall it. Raises IllegalMove, NotAllowed or Refused."""
    workflow.perform(session, actor, filing, FilingAction.RELEASE)


def held(state: str) -> ColumnElement[bool] | None:
    """Condition on Filing for a filter: "accepted", "open" (not accepted), or None for any other word."""
    if state not in ("accepted", "open"):
        return None
    return Filing.accepted_at.is_not(None) if state == "accepted" else Filing.accepted_at.is_(None)
