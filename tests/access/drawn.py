"""Concentrated reviews of the access matrix: at each place one that has ended and one that is open."""

from __future__ import annotations

import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import concentrated_facts, drawn_facts
from portal.domain.concentrated import ConcentratedStatus, Outcome, Scale
from portal.domain.filings import ProblemCategory
from portal.domain.sampling import population_digest
from portal.models import ConcentratedItem, ConcentratedProblem, ConcentratedReview, Filing
from portal.services import concentrated, concentrated_draws
from portal.services.concentrated_draws import Wanted
from tests.access.world import UNITS, Ground, Thing


def build(session: Session, ground: Ground) -> None:
    """Add the reviews of all places."""
    for place in UNITS:
        target = ground.one("filing", place, "target")
        filing = session.scalars(select(Filing).where(Filing.id == target.id)).one()
        for state in (ConcentratedStatus.CONCLUDED, ConcentratedStatus.OPEN):
            _review(session, ground, place, filing, state)


def _review(session: Session, ground: Ground, place: str, filing: Filing, state: ConcentratedStatus) -> None:
    center = ground.actors["center"]
    ended = state is ConcentratedStatus.CONCLUDED
    lines = [f"{filing.project.code} {filing.project.region_code}"]
    name, found = f"集审-{state}-{place}", f"集问-{state}-{place}"
    if ended:
        ground.secrets |= {name: ("name", place), found: ("name", place)}
    review = ConcentratedReview(
        name=name,
        round_id=filing.round_id,
        unit_id=center.unit_id,
        opened_by=center.user_id,
        status=ConcentratedStatus.OPEN,
        scale=Scale.GRADES,
        starts_on=clock.today(),
        ends_on=clock.today(),
        wanted=concentrated_draws.wanted_text(Wanted()),
        sampled=False,
        size=1,
        population=zlib.compress(concentrated_draws.population_text(lines).encode()),
        population_size=1,
        population_digest=population_digest(lines),
    )
    item = ConcentratedItem(
        filing=filing, version_number=1, position=1, code=filing.project.code, outcome=Outcome.POOR,
        recorded_by=center.user_id, recorded_at=clock.now(),
    )  # fmt: skip
    item.problems.append(ConcentratedProblem(category=ProblemCategory.OTHER, text=found))
    review.items.append(item)
    session.add(review)
    session.flush()
    if ended:
        concentrated.conclude(session, center, review, "已审核")
    project = filing.project_id
    ground.things += [
        Thing("concentrated", place, state.value, review.id, concentrated_facts(review), project),
        Thing("drawn", place, state.value, item.id, drawn_facts(item), project),
    ]
