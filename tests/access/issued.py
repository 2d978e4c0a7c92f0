"""Issued papers of the access matrix: one of each place's target, which its implementing unit answers for; and a print
job of each place's clerk."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.facts import Facts
from portal.domain.papers import PaperKind
from portal.domain.printing import Packing, PrintKind, PrintLanguage
from portal.models import Filing, Unit
from portal.services import issued_papers, printing
from portal.services.issued_papers import Sheet
from portal.services.print_choices import Wanted
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
        _job(session, ground, place, target.id)


def _job(session: Session, ground: Ground, place: str, target_id: int) -> None:
    """The place's clerk has the targets printed that exist for the clerk."""
    round_id = session.scalars(select(Filing.round_id).where(Filing.id == target_id)).one()
    wanted, language = Wanted(PrintKind.FORMS, "", round_id), PrintLanguage.ZH
    job = printing.ask(
        session,
        ground.actors[CLERKS[place]],
        wanted,
        language,
        Packing.ZIP,
        address="https://x/",
        most=100,
    )
    ground.things.append(Thing("job", place, "waiting", job.id, Facts()))
