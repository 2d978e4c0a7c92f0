"""A review step as 审核表."""

from __future__ import annotations

from portal import clock
from portal.models import Filing, Review
from portal.reporting.builders import heads
from portal.reporting.papers import Bilingual, CriterionRow, ReviewPaper
from portal.services import filings, rules


def review_paper(filing: Filing, review: Review) -> ReviewPaper:
    """The review form of one step, with the criteria of the plan and what was given for each."""
    payload = filings.snapshot(filing, review.version_number)
    given = {s.criterion_code: s for s in review.scores}
    rows = tuple(
        CriterionRow(
            Bilingual(c.dimension_zh, c.dimension_ug),
            Bilingual(c.name_zh, c.name_ug),
            Bilingual(c.question_zh, c.question_ug),
            c.points,
            given[c.code].grade if c.code in given else None,
            given[c.code].points if c.code in given else None,
        )
        for c in rules.criteria(filing.project.plan, filing.stage)
    )
    return ReviewPaper(
        year=payload["year"],
        number=f"{filing.versions[review.version_number - 1].receipt_no}-{review.id}",
        draft=review.withdrawn,
        receipt=heads.receipt_of(filing),
        project=heads.project_of(payload),
        amount_fen=payload["funds"]["total_fen"],
        criteria=rows,
        total=review.points,
        grade=review.grade,
        opinion=review.opinion,
        unit=Bilingual(review.unit.name_zh, review.unit.name_ug),
        reviewer=review.reviewer.full_name,
        reviewed_on=clock.official(review.decided_at).date(),
    )
