"""What a concentrated review (集中审核) is drawn from: filters, the filings they leave, the frozen population, and the
draw made again from it by whoever has the published number.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.access.scope import visible, within
from portal.domain.concentrated import Standing
from portal.domain.filings import WAITING, FilingStatus
from portal.domain.regions import REGION_ROOT
from portal.domain.roles import Actor, Level
from portal.domain.sampling import Strata, draw_strata, stratum_of
from portal.models import ConcentratedReview, Filing, FilingVersion, Project, ProjectFund, Round
from portal.services import history


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a review is drawn from; an empty value narrows nothing. prefectures: codes, the region's own for units of
    the region; fund and type: codes; amount_from_fen: the year's funds of a project, in fen."""

    standing: Standing = Standing.APPROVED
    prefectures: tuple[str, ...] = ()
    fund: str = ""
    type: str = ""
    amount_from_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A filing that could be drawn, by its project's code."""

    code: str
    region_code: str
    filing_id: int
    version: int

    @property
    def line(self) -> str:
        """Its line in the population."""
        return f"{self.code} {self.region_code}"


@dataclass(frozen=True, slots=True)
class Recount:
    """A draw made again from what was frozen: whether population and drawn list are those kept."""

    population: int
    digest: str
    population_agrees: bool
    drawn: tuple[str, ...]
    drawn_agrees: bool


def candidates(session: Session, actor: Actor, round_: Round, wanted: Wanted) -> list[Candidate]:
    """The submitted filings of a round that the filters leave, one a project, by code. A project whose target is being
    adjusted stands in with the latest one that fits."""
    states = {
        Standing.APPROVED: [FilingStatus.APPROVED],
        Standing.WAITING: sorted(WAITING),
        Standing.BOTH: [FilingStatus.APPROVED, *sorted(WAITING)],
    }[wanted.standing]
    latest = (
        select(func.max(FilingVersion.number)).where(FilingVersion.filing_id == Filing.id).scalar_subquery()
    )
    query = (
        _narrowed(visible(Filing, actor).join(Project, Project.id == Filing.project_id), round_, wanted)
        .where(Filing.round_id == round_.id, Filing.status.in_(states), latest.is_not(None))
        .with_only_columns(Project.code, Project.region_code, Filing.id, latest.label("version"))
        .order_by(Project.code, Filing.adjustment_no)
    )
    found = {
        row.code: Candidate(row.code, row.region_code, row.id, row.version) for row in session.execute(query)
    }
    return [found[code] for code in sorted(found)]


def _narrowed(query: Select[Any], round_: Round, wanted: Wanted) -> Select[Any]:
    if wanted.prefectures:
        places = [
            Project.owner_level == Level.REGION
            if code == REGION_ROOT
            else (Project.owner_level != Level.REGION) & within(Project.region_code, code)
            for code in wanted.prefectures
        ]
        query = query.where(or_(*places))
    if wanted.fund:
        codes = [fund.id for fund in round_.plan.funds if fund.code == wanted.fund]
        query = query.where(Project.fund_category_id.in_(codes))
    if wanted.type:
        query = query.where(Project.type_code == wanted.type)
    if wanted.amount_from_fen:
        amount = (
            select(func.sum(ProjectFund.amount_fen))
            .where(ProjectFund.project_id == Project.id, ProjectFund.year == round_.plan.year)
            .scalar_subquery()
        )
        query = query.where(amount >= wanted.amount_from_fen)
    return query


def strata_of(population: Sequence[Candidate], strata: Strata) -> dict[str, str]:
    """The stratum of each record, by code."""
    return {one.code: stratum_of(strata, one.region_code) for one in population}


def wanted_text(wanted: Wanted) -> str:
    """Filters as kept with a review."""
    return history.canonical(
        {
            "standing": wanted.standing.value,
            "prefectures": list(wanted.prefectures),
            "fund": wanted.fund,
            "type": wanted.type,
            "amount_from_fen": wanted.amount_from_fen,
        }
    )


def wanted_of(review: ConcentratedReview) -> Wanted:
    """The filters that a review was drawn with."""
    kept = json.loads(review.wanted)
    return Wanted(
        Standing(kept["standing"]),
        tuple(kept["prefectures"]),
        kept["fund"],
        kept["type"],
        kept["amount_from_fen"],
    )


def population_text(lines: Sequence[str]) -> str:
    """A population as text, whose SHA-256 is its digest: lines in order, each ended by one line feed."""
    return "".join(f"{line}\n" for line in sorted(lines))


def population_of(review: ConcentratedReview) -> str:
    """The frozen population as text."""
    return zlib.decompress(review.population).decode()


def recount(review: ConcentratedReview) -> Recount:
    """Draw again from the frozen population with the published number, and compare with what is kept."""
    text = population_of(review)
    lines = text.splitlines()
    digest = history.sha256(text)
    regions = dict(line.split(" ", 1) for line in lines)
    if review.sampled:
        strata = {code: stratum_of(review.strata, region) for code, region in regions.items()}
        drawn = draw_strata(strata, review.seed, review.size, review.at_least)
    else:
        drawn = tuple(sorted(regions))
    return Recount(
        population=len(lines),
        digest=digest,
        population_agrees=(len(lines), digest) == (review.population_size, review.population_digest),
        drawn=drawn,
        drawn_agrees=drawn == tuple(item.code for item in review.items),
    )
