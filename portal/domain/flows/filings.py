"""The life of a filing: target declaration, monitoring round or self-evaluation."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.facts import Facts
from portal.domain.filings import FilingStatus, Stage
from portal.domain.lifecycle import Audience, DeadlineKind, Flow, Move, sources
from portal.domain.permissions import Ability
from portal.domain.problems import Problem

S = FilingStatus


class FilingAction(StrEnum):
    """Verbs of a filing."""

    START = "start"
    SUBMIT = "submit"
    RECALL = "recall"
    PASS_ON = "pass_on"
    RECALL_REVIEW = "recall_review"
    APPROVE = "approve"
    RETURN = "return"
    ACCEPT = "accept"
    RELEASE = "release"


def target_first(facts: Facts) -> list[Problem]:
    """Monitoring and self-evaluation stand on an approved target (国办发〔2018〕35号)."""
    if facts.stage is Stage.TARGET or facts.target_approved:
        return []
    return [Problem("", "filing.target.not_approved")]


def round_opened(facts: Facts) -> list[Problem]:
    """A round can be filled from its opening day on."""
    return [] if facts.round_open else [Problem("", "filing.round.not_open", dict(facts.extra))]


def round_unlocked(facts: Facts) -> list[Problem]:
    """After its lock a round takes no first submission but by an exception."""
    return [Problem("", "filing.round.locked", dict(facts.extra))] if facts.round_locked else []


def no_hard_problems(facts: Facts) -> list[Problem]:
    """Hard checks stop a submission; soft ones want a word of reason."""
    found: list[Problem] = []
    if facts.hard_problems:
        found.append(Problem("", "filing.problems.hard", {"count": facts.hard_problems}))
    if facts.unanswered_soft:
        found.append(Problem("", "filing.problems.unanswered", {"count": facts.unanswered_soft}))
    return found


def good_enough(facts: Facts) -> list[Problem]:
    """优 and 良 go on; 中 is mended and filed again; 差 does not enter the next step (财预〔2015〕88号)."""
    if not facts.stage_graded:
        return []
    if facts.grade is None:
        return [Problem("grade", "review.grade.missing")]
    if facts.grade in ("excellent", "good"):
        return []
    return [Problem("grade", "review.grade.too_low", {"grade": facts.grade})]


def not_accepted(facts: Facts) -> list[Problem]:
    """What the level above has accepted (签收) stays as it is while that level reads it."""
    return [Problem("", "filing.accepted", dict(facts.accepted))] if facts.accepted else []


def accepted(facts: Facts) -> list[Problem]:
    """Only what was accepted can be released."""
    return [] if facts.accepted else [Problem("", "filing.release.not_accepted")]


FILING_FLOW = Flow(
    name="filing",
    states=FilingStatus,
    initial=S.NOT_STARTED,
    finals=frozenset({S.APPROVED}),
    moves=(
        Move(
            FilingAction.START,
            sources(S.NOT_STARTED),
            S.DRAFT,
            Ability.FILING_EDIT,
            guards=(target_first, round_opened, round_unlocked),
        ),
        Move(
            FilingAction.SUBMIT,
            sources(S.DRAFT, S.RETURNED),
            S.SUBMITTED,
            Ability.FILING_SUBMIT,
            guards=(target_first, round_opened, round_unlocked, no_hard_problems),
            tells=(Audience.NEXT_LEVEL,),
            starts=DeadlineKind.REVIEW,
        ),
        Move(
            FilingAction.RECALL,
            sources(S.SUBMITTED),
            S.DRAFT,
            Ability.FILING_RECALL,
            guards=(not_accepted,),
            tells=(Audience.NEXT_LEVEL,),
        ),
        Move(
            FilingAction.PASS_ON,
            sources(S.SUBMITTED),
            S.UNDER_REVIEW,
            Ability.FILING_PASS_ON,
            guards=(good_enough,),
            tells=(Audience.FILLER, Audience.NEXT_LEVEL),
            starts=DeadlineKind.REVIEW,
        ),
        Move(
            FilingAction.RECALL_REVIEW,
            sources(S.UNDER_REVIEW),
            S.SUBMITTED,
            Ability.FILING_RECALL_REVIEW,
            guards=(not_accepted,),
            tells=(Audience.NEXT_LEVEL,),
            starts=DeadlineKind.REVIEW,
        ),
        Move(
            FilingAction.APPROVE,
            sources(S.SUBMITTED, S.UNDER_REVIEW),
            S.APPROVED,
            Ability.FILING_APPROVE,
            guards=(good_enough,),
            tells=(Audience.FILLER, Audience.REVIEWERS),
        ),
        Move(
            FilingAction.RETURN,
            sources(S.SUBMITTED, S.UNDER_REVIEW),
            S.RETURNED,
            Ability.FILING_RETURN,
            needs_reason=True,
            tells=(Audience.FILLER, Audience.REVIEWERS),
            starts=DeadlineKind.MENDING,
        ),
        *(
            Move(
                action,
                sources(state),
                state,
                Ability.FILING_ACCEPT,
                guards=(guard,),
                tells=(Audience.FILLER, Audience.REVIEWERS),
            )
            for action, guard in ((FilingAction.ACCEPT, not_accepted), (FilingAction.RELEASE, accepted))
            for state in (S.SUBMITTED, S.UNDER_REVIEW)
        ),
    ),
)
"""Recall is possible until the next level has acted: a pass-on or a return changes the state or the last step, and
an acceptance (签收) holds the filing where it is until it is released, passed on, returned or approved."""
