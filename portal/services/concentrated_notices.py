"""Who hears of a concentrated review: divisions when it is opened, every place of its own filings when it ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.regions import level_of
from portal.domain.roles import Level, Role, UnitKind
from portal.models import ConcentratedItem, ConcentratedProblem, ConcentratedReview, Filing, Project, Unit
from portal.services import notices


@dataclass(slots=True)
class _Share:
    """What of a review concerns one unit."""

    count: int = 0
    problems: int = 0


def tell_opened(session: Session, review: ConcentratedReview) -> None:
    """Tell the divisions that supervise units whose filings were drawn: they record what they find."""
    for division_id, share in _divisions(session, review).items():
        notices.tell(
            session,
            {division_id},
            Role.DIVISION,
            "concentrated.open",
            f"concentrated:{review.id}",
            {"name": review.name, "count": share.count},
        )


def tell_ended(session: Session, review: ConcentratedReview) -> None:
    """Tell each county's and prefecture's bureau and each division how many of its filings were read, and how many
    problems were found in them."""
    shares: list[tuple[int, Role, _Share]] = [
        (unit, Role.DIVISION, share) for unit, share in _divisions(session, review).items()
    ]
    shares += [(unit, Role.REVIEWER, share) for unit, share in _bureaus(session, review).items()]
    for unit_id, role, share in sorted(shares, key=lambda row: row[0]):
        told = {"name": review.name, "count": share.count, "problems": share.problems}
        notices.tell(session, {unit_id}, role, "concentrated.conclude", f"concentrated:{review.id}", told)


def _rows(session: Session, review: ConcentratedReview) -> list[tuple[int, str, int | None, int]]:
    """Item, place, division and number of problems of every filing drawn."""
    rows = session.execute(
        select(ConcentratedItem.id, Project.region_code, Project.division_id)
        .join(Filing, Filing.id == ConcentratedItem.filing_id)
        .join(Project, Project.id == Filing.project_id)
        .where(ConcentratedItem.review_id == review.id)
    ).all()
    found = Counter(
        session.scalars(
            select(ConcentratedProblem.item_id)
            .join(ConcentratedItem, ConcentratedItem.id == ConcentratedProblem.item_id)
            .where(ConcentratedItem.review_id == review.id)
        )
    )
    return [(row.id, row.region_code, row.division_id, found[row.id]) for row in rows]


def _divisions(session: Session, review: ConcentratedReview) -> dict[int, _Share]:
    shares: defaultdict[int, _Share] = defaultdict(_Share)
    for _item, _place, division_id, problems in _rows(session, review):
        if division_id is not None:
            shares[division_id].count += 1
            shares[division_id].problems += problems
    return shares


def _bureaus(session: Session, review: ConcentratedReview) -> dict[int, _Share]:
    """By unit: a county's filing counts for its own bureau and for its prefecture's."""
    places: defaultdict[str, _Share] = defaultdict(_Share)
    for _item, place, division_id, problems in _rows(session, review):
        if division_id is not None:
            continue
        for code in (place, place[:4] + "00") if level_of(place) is Level.COUNTY else (place,):
            places[code].count += 1
            places[code].problems += problems
    units = session.execute(
        select(Unit.region_code, Unit.id)
        .where(
            Unit.region_code.in_(sorted(places)),
            Unit.kind == UnitKind.FINANCE_BUREAU,
            Unit.level != Level.REGION,
        )
        .order_by(Unit.id.desc())
    ).tuples()
    return {unit_id: places[code] for code, unit_id in dict(units.all()).items()}
