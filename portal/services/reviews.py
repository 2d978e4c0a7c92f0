"""Review of a submitted filing: criteria and points, grade, opinion, comments on single cells, the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from portal import clock
from portal.access.facts import current_reviews
from portal.domain.filings import Decision, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.lifecycle import IllegalMove
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.domain.scoring import ScoringRules, grade_of
from portal.models import Filing, Review, ReviewComment, ReviewCriterion, ReviewScore
from portal.services import filings, issued_papers, rules, workflow
from portal.services.locking import StaleRecord
from portal.services.workflow import Refused

DECISIONS: Mapping[str, Decision] = {
    FilingAction.PASS_ON: Decision.PASSED_ON,
    FilingAction.APPROVE: Decision.APPROVED,
    FilingAction.RETURN: Decision.RETURNED,
}


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """What a reviewer gives: points (hundredths) by criterion code, opinion, reason of a return, comments by field
    ("goal", "funds", "indicator:<key>")."""

    opinion: str = ""
    reason: str = ""
    points: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Points, the full marks they are out of (hundredths), and the grade; grade None while a row is open."""

    points: int
    full: int
    grade: str | None


def criteria_of(filing: Filing) -> list[ReviewCriterion]:
    """The rows of the review form for this filing's stage; empty where the plan asks for an opinion alone."""
    return list(rules.criteria(filing.project.plan, filing.stage))


def verdict(criteria: Sequence[ReviewCriterion], points: Mapping[str, int], scoring: ScoringRules) -> Verdict:
    """The grade that the points give, on a scale of 100 whatever the criteria sum to."""
    full = sum(c.points for c in criteria)
    given = sum(points.get(c.code, 0) for c in criteria)
    if not criteria or any(c.code not in points for c in criteria):
        return Verdict(given, full, None)
    return Verdict(given, full, grade_of(given * 10000 // full, scoring).value)


def grade_of_row(criterion: ReviewCriterion, points: int, scoring: ScoringRules) -> str:
    """Grade of one row: its share of the row's points on the same scale."""
    return grade_of(points * 10000 // criterion.points, scoring).value


def decide(
    session: Session,
    actor: Actor,
    filing: Filing,
    action: str,
    entry: ReviewEntry,
    version: int | None = None,
) -> Review:
    """Pass on, approve or return a filing. The review form is kept with the version it was made on.

    version is the number the reviewer had before them: another one means that it was recalled and filed anew.
    Raises StaleRecord, IllegalMove, NotAllowed or Refused.
    """
    if action not in DECISIONS:
        raise IllegalMove("filing", action, filing.status)
    latest = filing.versions[-1].number if filing.versions else 0
    if version is not None and version != latest:
        raise StaleRecord(filing)
    criteria = criteria_of(filing)
    scoring = rules.scoring_rules(filing.project.plan)
    result = verdict(criteria, entry.points, scoring)
    returning = action == FilingAction.RETURN
    level = filing.waiting_level
    known = replace(workflow.facts(filing), grade=result.grade, stage_graded=bool(criteria))
    found = _over_points(criteria, entry.points)
    if not returning and not entry.opinion.strip():
        found.append(Problem("opinion", "review.opinion.missing"))
    if found and _may_move(actor, filing, action):
        raise Refused(found)
    workflow.perform(
        session,
        actor,
        filing,
        action,
        reason=entry.reason if returning else None,
        known=known,
        params={"version": latest, "grade": result.grade or "", "level": level or ""},
    )
    review = Review(
        version_number=latest,
        level=level,
        reviewer_id=actor.user_id,
        unit_id=actor.unit_id,
        decision=DECISIONS[action],
        grade=result.grade,
        points=result.points if criteria else None,
        opinion=entry.opinion.strip() or entry.reason.strip(),
        decided_at=clock.now(),
    )
    review.scores = [
        ReviewScore(
            criterion_code=c.code,
            points=entry.points[c.code],
            grade=grade_of_row(c, entry.points[c.code], scoring),
        )
        for c in criteria
        if c.code in entry.points
    ]
    filing.reviews.append(review)
    add_comments(filing, actor, entry.comments)
    session.flush()
    if action == FilingAction.APPROVE:
        filings.approved(session, filing)
    return review


def _may_move(actor: Actor, filing: Filing, action: str) -> bool:
    return any(m.action == action for m in workflow.offered(actor, filing))


def _over_points(criteria: Sequence[ReviewCriterion], points: Mapping[str, int]) -> list[Problem]:
    return [
        Problem(
            f"criteria.{c.code}",
            "review.points.over",
            {
                "criterion_zh": c.name_zh,
                "criterion_ug": c.name_ug,
                "points": _plain(points[c.code]),
                "limit": _plain(c.points),
            },
        )
        for c in criteria
        if c.code in points and not 0 <= points[c.code] <= c.points
    ]


def _plain(hundredths: int) -> str:
    return f"{hundredths / 100:g}"


def add_comments(filing: Filing, actor: Actor, comments: Mapping[str, str]) -> None:
    """Keep a reviewer's words on single cells with the version they were made on."""
    number = filing.versions[-1].number
    for place, text in comments.items():
        if text.strip():
            filing.comments.append(
                ReviewComment(version_number=number, field=place, text=text.strip(), author_id=actor.user_id)
            )


def open_comments(filing: Filing) -> dict[str, list[ReviewComment]]:
    """Comments by cell on the last submitted version: what a returned filing is to be mended by."""
    number = filing.versions[-1].number if filing.versions else 0
    found: dict[str, list[ReviewComment]] = {}
    for comment in filing.comments:
        if comment.version_number == number:
            found.setdefault(comment.field, []).append(comment)
    return found


def is_graded(filing: Filing) -> bool:
    """Targets are graded by criteria; rounds and self-evaluations by an opinion unless the plan has criteria."""
    return filing.stage is Stage.TARGET or bool(criteria_of(filing))


def recall(session: Session, actor: Actor, filing: Filing) -> None:
    """Take back one's opinion on a filing, and with it the review forms printed of it. Raises IllegalMove, NotAllowed or
    Refused."""
    standing = [review.id for review in current_reviews(filing)]
    workflow.perform(session, actor, filing, FilingAction.RECALL_REVIEW)
    for review_id in standing:
        issued_papers.take_back(session, actor, f"review:{review_id}")
