"""A concentrated review as 集中审核情况汇总表, for the places of its reader."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.roles import Actor, Level
from portal.models import ConcentratedReview, Region
from portal.reporting.papers import Bilingual, Receipt
from portal.reporting.summaries import CategoryLine, ConcentratedPaper, FoundRow, TallyRow
from portal.services import concentrated_summary
from portal.services.concentrated_summary import Summary, Tally


def concentrated_paper(session: Session, actor: Actor, review: ConcentratedReview) -> ConcentratedPaper:
    """The paper of a review as far as the reader's places reach."""
    found = concentrated_summary.summary(session, actor, review)
    place = session.scalars(select(Region).where(Region.code == actor.region_code)).one()
    year = review.round.plan.year
    number = f"JS-{year}-{review.id:03}-{actor.region_code}-{actor.unit_id}"
    scope = Bilingual(place.name_zh, place.name_ug)
    return ConcentratedPaper(
        year=year,
        number=number,
        receipt=Receipt(number, review.population_digest),
        name=review.name,
        round_name=Bilingual(review.round.name_zh, review.round.name_ug),
        scope=scope,
        issuer=Bilingual(review.unit.name_zh, review.unit.name_ug),
        starts_on=review.starts_on,
        ends_on=review.ends_on,
        population=review.population_size,
        size=review.size,
        seed=review.seed,
        digest=review.population_digest,
        outcomes=tuple(outcome.value for outcome in found.outcomes),
        total=_tally(found, scope, found.total),
        places=tuple(
            _tally(
                found,
                Bilingual(row.region.name_zh, row.region.name_ug),
                row.tally,
                county=row.level is Level.COUNTY,
            )
            for row in found.places
        ),
        before=_tally(found, Bilingual(found.before.name), found.before.tally) if found.before else None,
        categories=tuple(
            CategoryLine(row.category.value, row.problems, row.filings, row.before)
            for row in found.categories
        ),
        problems=_problems(found),
        conclusion=review.conclusion,
        concluded_on=clock.official(review.concluded_at).date() if review.concluded_at else None,
    )


def _tally(found: Summary, place: Bilingual, tally: Tally, county: bool = False) -> TallyRow:
    return TallyRow(
        place=place,
        drawn=tally.drawn,
        outcomes=tuple(tally.number(outcome, found.outcomes) for outcome in found.outcomes),
        faulty=tally.faulty,
        problems=tally.problems,
        county=county,
    )


def _problems(found: Summary) -> tuple[FoundRow, ...]:
    return tuple(
        FoundRow(
            place=Bilingual(row.region.name_zh, row.region.name_ug),
            project=row.project_name,
            unit=Bilingual(row.unit.name_zh, row.unit.name_ug),
            outcome=row.outcome.value if row.outcome else "",
            category=row.category.value,
            text=row.text,
            order=(row.order.number or "") if row.order else "",
        )
        for row in found.problems
    )
