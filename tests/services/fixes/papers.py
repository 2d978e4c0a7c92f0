"""Refusals around issued papers: what stands against revoking one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.papers import PaperKind, PaperState
from portal.models import IssuedPaper
from portal.services import issued_papers
from portal.services.issued_papers import MOST_REASON, Sheet
from tests.factories import World
from tests.services.fixes.case import Act, Fix

GROUNDS = "文号有误"


def issued(session: Session, world: World) -> IssuedPaper:
    """An issued paper that holds."""
    actor = world.actor(session, "prefecture")
    return issued_papers.enter(
        session, actor, Sheet(PaperKind.ORDER, "order:1", "和田财绩整〔2020〕1号", actor.unit_id, "a" * 64)
    )


def revoked(session: Session, world: World) -> IssuedPaper:
    """The same, revoked."""
    paper = issued(session, world)
    revokes(GROUNDS)(session, world, paper)
    return paper


def revokes(reason: str) -> Act:
    """The center revokes it."""
    return lambda session, world, paper: issued_papers.revoke(
        session, world.actor(session, "center"), paper, reason
    )


def stands_revoked(session: Session, _world: World, paper: IssuedPaper) -> None:
    """Nothing is left to do: whoever checks it is told."""
    found = issued_papers.standing(session, paper.code)
    assert found is not None
    assert found.paper.state is PaperState.REVOKED


FIXES: dict[str, Fix] = {
    "paper.reason.missing": Fix(issued, revokes(" "), revokes(GROUNDS)),
    "paper.reason.long": Fix(issued, revokes("字" * (MOST_REASON + 1)), revokes("字" * MOST_REASON)),
    "paper.revoked": Fix(revoked, revokes(GROUNDS), stands_revoked),
}
