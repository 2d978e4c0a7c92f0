"""Papers that the people of the demo world print on the day: the register knows them, so their codes can be checked."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.roles import Actor
from portal.reporting.issuing import built, issued


def printed(session: Session, actor: Actor, subject: str) -> None:
    """Enter the paper of a record in the register, as printing does, without a file. Needs an application context."""
    issued(session, actor, built(session, actor, subject), subject, "")
