"""Issued papers of the access matrix: one of each place's target, which its implementing unit answers for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.facts import Facts
from portal.domain.papers import PaperKind
from portal.models import Unit
from portal.services import issued_papers
from portal.services.issued_papers import Sheet
from tests.access.world import CLERKS, UNITS, Ground, Thing


def build(session: Session, ground: Ground) -> None:
    """Enter a paper for each place."""
    for place, code in UNITS.items():
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        target = ground.one("filing", place, "target")
        number = f"证号-{place}"
        ground.secrets[number] = ("issued", place)
        sheet = Sheet(PaperKind.TARGET, f"filing:{target.id}:matrix", number, unit.id, "0" * 64)
        paper = issued_papers.enter(session, ground.actors[CLERKS[place]], sheet)
        ground.things.append(Thing("issued", place, "valid", paper.id, Facts()))
