"""Approved targets in several places, and a concentrated review of them, for tests of what follows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.concentrated import Outcome
from portal.domain.filings import FilingStatus, ProblemCategory
from portal.domain.sampling import Strata
from portal.models import ConcentratedItem, ConcentratedReview, Filing, FilingVersion, Round, Unit
from portal.services import concentrated, filings
from portal.services.concentrated import Finding, Opening, ProblemEntry
from portal.services.history import canonical, sha256
from tests.factories import World, make_project
from tests.filed import submitted

PLACES = {"653222U1": 4, "653221U1": 3, "653200U1": 1, "653125U1": 2, "650000U1": 2}
"""Targets by implementing unit: two counties and the prefecture's own in 和田, one county in 喀什, the region's own."""

SEED = "20200615"
FAULT = ProblemEntry("数量指标与资金规模不匹配", ProblemCategory.TARGET_IRREGULAR)


def stand(session: Session, world: World) -> list[Filing]:
    """Approved targets at all PLACES, with the content of one that was really filed."""
    first = submitted(session, world)
    payload = canonical(filings.snapshot(first))
    made = []
    for code, count in PLACES.items():
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        for number in range(count):
            project = make_project(session, unit, f"集中{number}", 100_000_000 * (number + 1))
            filing = session.scalars(
                select(Filing).where(Filing.project_id == project.id).order_by(Filing.id).limit(1)
            ).one()
            filing.versions.append(
                FilingVersion(
                    number=1,
                    payload=payload,
                    digest=sha256(payload),
                    receipt_no=f"HZ-{project.code}",
                    submitted_by=first.submitted_by,
                    submitted_unit_id=unit.id,
                    submitted_at=clock.now(),
                )
            )
            filing.status, filing.approved_at = FilingStatus.APPROVED, clock.now()
            project.target_id = filing.id
            made.append(filing)
    session.flush()
    return made


def target_round(session: Session) -> Round:
    """The round in which targets are filed."""
    return session.scalars(select(Round).where(Round.code == "target")).one()


def opening(session: Session, **more: object) -> Opening:
    """A sample of 6 by prefecture, unless said otherwise."""
    values: dict[str, object] = {
        "name": "第一次集中审核",
        "round_id": target_round(session).id,
        "starts_on": date(2020, 6, 15),
        "ends_on": date(2020, 6, 19),
        "sampled": True,
        "size": 6,
        "strata": Strata.PREFECTURE,
        "at_least": 1,
        "seed": SEED,
    }
    return Opening(**{**values, **more})  # type: ignore[arg-type]


def opened(session: Session, world: World, **more: object) -> ConcentratedReview:
    """A review that the center has opened on targets of all PLACES."""
    stand(session, world)
    center = world.actor(session, "center")
    return concentrated.open_review(session, center, opening(session, **more), target_round(session))


def whole(session: Session, world: World) -> ConcentratedReview:
    """A review of all targets of all PLACES."""
    return opened(session, world, sampled=False)


def record(session: Session, world: World, review: ConcentratedReview) -> None:
    """Say of every filing what was found: each third one has a problem."""
    center = world.actor(session, "center")
    for number, item in enumerate(review.items):
        finding = Finding(Outcome.FAIR, "请修改", (FAULT,)) if number % 3 == 0 else Finding(Outcome.GOOD)
        concentrated.record(session, center, item, finding)


def concluded(session: Session, world: World, **more: object) -> ConcentratedReview:
    """A review that has ended."""
    review = opened(session, world, **{"sampled": False, **more})
    record(session, world, review)
    concentrated.conclude(session, world.actor(session, "center"), review, "总体良好")
    return review


def item_at(review: ConcentratedReview, code: str) -> ConcentratedItem:
    """The first filing drawn of a place."""
    return next(item for item in review.items if item.filing.project.region_code == code)
