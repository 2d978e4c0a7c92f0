"""What all kinds of filing share: making them, submitting with a snapshot and receipt, adjusting, reading.

The three kinds (targets, monitoring, evaluations) offer the same four functions: open_form, save, problems, payload.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access import facts as facts_of
from portal.access.guards import NotAllowed
from portal.domain.filings import EDITABLE, FilingStatus, Stage
from portal.domain.flows.filings import FilingAction
from portal.domain.permissions import Ability, allows
from portal.domain.problems import Problem
from portal.domain.roles import Actor
from portal.domain.round_locks import exception_rule
from portal.models import Filing, FilingVersion, Plan, ProblemAnswer, Project, Round
from portal.services import (
    evaluations,
    history,
    issued_papers,
    monitoring,
    numbering,
    round_exceptions,
    targets,
    workflow,
)
from portal.services.workflow import Refused

KINDS: Mapping[Stage, ModuleType] = {
    Stage.TARGET: targets,
    Stage.MONITORING: monitoring,
    Stage.EVALUATION: evaluations,
}

REGISTER_RULE = "round.due"


def create_filings(session: Session, project: Project) -> list[Filing]:
    """One filing for each round of the project's plan, not started, due as the round or an exception that holds says."""
    rounds = session.scalars(
        select(Round).where(Round.plan_id == project.plan_id).order_by(Round.position)
    ).all()
    made = [
        Filing(
            project_id=project.id,
            round_id=r.id,
            stage=r.stage,
            due_on=r.due_on,
            due_rule=f"{REGISTER_RULE}:{r.code}",
        )
        for r in rounds
    ]
    session.add_all(made)
    session.flush()
    held = round_exceptions.inherited(session, project, [r.id for r in rounds])
    for filing in made:
        if (given := held.get(filing.round_id)) is not None and given.until is not None:
            filing.due_on, filing.due_rule = given.until, exception_rule(given.id)
    session.flush()
    return made


def outstanding(session: Session, filing: Filing) -> list[tuple[Problem, str | None]]:
    """Problems of a filing, each with the reason given for it where it is soft and its value has not changed."""
    given = {(a.field, a.code): a for a in filing.answers}
    found: list[tuple[Problem, str | None]] = []
    for problem in KINDS[filing.stage].problems(session, filing):
        answer = given.get((problem.field, problem.code))
        holds = answer is not None and not problem.hard and answer.fingerprint == fingerprint(problem)
        found.append((problem, answer.reason if answer is not None and holds else None))
    return found


def fingerprint(problem: Problem) -> str:
    """What an answer was given for: the problem with its values. Another value asks again."""
    return history.sha256(history.canonical([problem.field, problem.code, dict(problem.params)]))


def answer(session: Session, filing: Filing, problem: Problem, reason: str) -> None:
    """Keep the word of reason for a soft problem; an empty one takes an earlier answer back."""
    held = next((a for a in filing.answers if (a.field, a.code) == (problem.field, problem.code)), None)
    if not reason.strip():
        if held is not None:
            filing.answers.remove(held)
    elif held is None:
        filing.answers.append(
            ProblemAnswer(
                field=problem.field,
                code=problem.code,
                fingerprint=fingerprint(problem),
                reason=reason.strip(),
            )
        )
    else:
        held.fingerprint, held.reason = fingerprint(problem), reason.strip()
    session.flush()


def submit(
    session: Session, actor: Actor, filing: Filing, reasons: Mapping[str, str] | None = None
) -> FilingVersion:
    """Submit a filing: answers to soft problems first, then the move, the snapshot and its receipt.

    reasons maps "<field>|<code>" to a word of reason. Raises IllegalMove, NotAllowed or Refused; a refusal for hard
    problems carries them after the counting problem.
    """
    listed = outstanding(session, filing)
    for place, (problem, held) in enumerate(listed):
        word = None if reasons is None else reasons.get(f"{problem.field}|{problem.code}")
        if not problem.hard and word is not None and (held or "") != word.strip():
            answer(session, filing, problem, word)
            listed[place] = (problem, word.strip() or None)
    known = replace(
        workflow.facts(filing),
        hard_problems=sum(p.hard for p, _ in listed),
        unanswered_soft=sum(not p.hard and a is None for p, a in listed),
    )
    try:
        content = KINDS[filing.stage].payload(session, filing)
    except LookupError as error:
        raise Refused([Problem("", "filing.problems.hard", {"count": 1})]) from error
    content["answers"] = [{"field": a.field, "code": a.code, "reason": a.reason} for a in filing.answers]
    text = history.canonical(content)
    digest = history.sha256(text)
    number = len(filing.versions) + 1
    workflow.perform(
        session, actor, filing, FilingAction.SUBMIT, known=known, params={"version": number, "digest": digest}
    )
    version = FilingVersion(
        filing_id=filing.id,
        number=number,
        payload=text,
        digest=digest,
        receipt_no=receipt_number(session, filing),
        submitted_by=actor.user_id,
        submitted_unit_id=actor.unit_id,
        submitted_at=clock.now(),
    )
    filing.versions.append(version)
    # What was printed of the version before no longer says what is filed.
    issued_papers.outdate(session, workflow.subject_of(filing))
    return version


def receipt_number(session: Session, filing: Filing) -> str:
    """Number of a receipt (回执): year, place, running number of the year."""
    year = filing.project.plan.year
    return f"HZ-{year}-{filing.project.region_code}-{numbering.next_number(session, 'receipt', year):06d}"


def approved(session: Session, filing: Filing) -> None:
    """What follows an approval: an approved target becomes the one in effect."""
    if filing.stage is Stage.TARGET:
        if (before := filing.project.target_id) is not None and before != filing.id:
            issued_papers.outdate(session, f"filing:{before}")
        filing.project.target_id = filing.id
        session.flush()


def open_adjustment(session: Session, actor: Actor, project: Project, reason: str) -> Filing:
    """Begin a change (调整) of the approved target: a new filing with its own review, filled from the one in effect.

    Source: 财预〔2015〕88号, an approved target is not changed but through the adjustment procedure.
    Raises NotAllowed, or Refused where there is no reason, no approved target or an adjustment under way.
    """
    if not allows(Ability.FILING_ADJUST, actor, facts_of.project_facts(project)):
        raise NotAllowed(Ability.FILING_ADJUST)
    if not reason.strip():
        raise Refused([Problem("reason", "adjustment.reason.missing")])
    if project.target_id is None:
        raise Refused([Problem("", "adjustment.target.not_approved")])
    current = session.scalars(select(Filing).where(Filing.id == project.target_id)).one()
    latest = session.scalars(
        select(Filing)
        .where(Filing.project_id == project.id, Filing.stage == Stage.TARGET)
        .order_by(Filing.adjustment_no.desc())
        .limit(1)
    ).one()
    if latest.status is not FilingStatus.APPROVED:
        raise Refused([Problem("", "adjustment.open_exists")])
    filing = Filing(
        project=project,
        round=current.round,
        stage=Stage.TARGET,
        adjustment_no=latest.adjustment_no + 1,
        adjustment_reason=reason.strip(),
        due_on=current.due_on,
        due_rule=current.due_rule,
        status=FilingStatus.NOT_STARTED,
    )
    session.add(filing)
    session.flush()
    targets.open_form(session, actor, filing)
    workflow.perform(session, actor, filing, FilingAction.START)
    history.record(
        session,
        actor,
        f"project:{project.id}",
        workflow.subject_of(filing),
        "filing.adjust",
        # The reason is content of a draft until it is submitted; then the snapshot keeps it.
        {"number": filing.adjustment_no},
    )
    return filing


def is_filler(actor: Actor, filing: Filing) -> bool:
    """True for those who fill the filing in and so read its live content."""
    return allows(Ability.FILING_EDIT, actor, workflow.facts(filing))


def visible_payload(session: Session, actor: Actor, filing: Filing) -> dict[str, Any]:
    """The content an actor reads: fillers the live form, everybody above the last submitted snapshot.

    Raises LookupError where there is nothing to read yet.
    """
    if is_filler(actor, filing) and filing.status in EDITABLE:
        content: dict[str, Any] = KINDS[filing.stage].payload(session, filing)
        return content
    return snapshot(filing)


def snapshot(filing: Filing, number: int | None = None) -> dict[str, Any]:
    """The content of a submitted version, the last one by default. Raises LookupError where there is none."""
    chosen = [v for v in filing.versions if number is None or v.number == number]
    if not chosen:
        raise LookupError(f"filing {filing.id} has no version {number or ''}".strip())
    content: dict[str, Any] = json.loads(chosen[-1].payload)
    return content


def intact(version: FilingVersion) -> bool:
    """True while a snapshot still carries the digest of its receipt."""
    return history.sha256(version.payload) == version.digest


def current_plan(session: Session, today: date) -> Plan | None:
    """The plan in force, with its rounds: the active plan of the latest year not after today's."""
    plans: Sequence[Plan] = (
        session.scalars(
            select(Plan)
            .where(Plan.status == "active", Plan.year <= today.year)
            .order_by(Plan.year.desc())
            .limit(1)
            .options(joinedload(Plan.rounds))
        )
        .unique()
        .all()
    )
    return plans[0] if plans else None
