"""What the pages of rounds and self-evaluations share: loading, what stands in the way, words of reason."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from portal.access.actor import current_actor
from portal.access.scope import NotVisible, fetch
from portal.domain.filings import FilingStatus, Stage
from portal.domain.flows.filings import FilingAction, round_unlocked
from portal.domain.problems import Problem
from portal.extensions import db
from portal.messages import sentence
from portal.models import Filing, Plan, Project
from portal.services import filings, round_exceptions, targets, workflow
from portal.services.workflow import Refused

REASON_LENGTH = 500


def load(filing_id: int, stage: Stage) -> Filing:
    """The filing of a stage for editing. Raises NotVisible, also for another stage, NotAllowed, IllegalMove."""
    project = joinedload(Filing.project)
    plan = project.joinedload(Project.plan)
    filing = fetch(
        db.session, Filing, current_actor(), filing_id, joinedload(Filing.round), plan,
        plan.selectinload(Plan.parameters), plan.selectinload(Plan.weights),
        project.selectinload(Project.funds), project.selectinload(Project.payments),
        selectinload(Filing.answers),
    )  # fmt: skip
    if filing.stage is not stage:
        raise NotVisible(f"Filing {filing_id} is of another stage")
    targets.editable(current_actor(), filing)
    return filing


def shut(filing: Filing) -> ResponseReturnValue | None:
    """What stands in place of the form where the round's lock shuts it: the reason on top, what was filled in so far to
    read, and the way to a later day."""
    against = round_unlocked(workflow.facts(filing))
    if not against:
        return None
    try:
        payload = filings.visible_payload(db.session, current_actor(), filing)
    except (LookupError, Refused):
        payload = None
    return render_template(
        "filings/locked.html",
        filing=filing,
        reason=sentence(against[0]),
        payload=payload,
        asked=round_exceptions.about(db.session(), current_actor(), filing),
        changed=frozenset(),
    )


def barred(filing: Filing) -> ResponseReturnValue | None:
    """The way back to the project where the form cannot be begun: no approved target, or not open yet. Of a lock the
    form itself speaks, for what was typed before it came must stay on the page."""
    if filing.status is not FilingStatus.NOT_STARTED:
        return None
    flow, facts = workflow.flow_of(filing), workflow.facts(filing)
    start = flow.refusals(flow.find(FilingAction.START, filing.status), facts, None)
    against = [problem for problem in start if problem not in round_unlocked(facts)]
    if not against:
        return None
    for problem in against:
        flash(sentence(problem), "warning")
    return redirect(url_for("records.dossier", project_id=filing.project_id))


def reasons_given(filing: Filing, problems: Iterable[Problem]) -> dict[str, str]:
    """ "field:code" -> the word of reason for each soft finding: as typed, else as kept for this very value."""
    kept = {(a.field, a.code, a.fingerprint): a.reason for a in filing.answers}
    found = {}
    for problem in problems:
        if not problem.hard:
            held = kept.get((problem.field, problem.code, filings.fingerprint(problem)), "")
            found[f"{problem.field}:{problem.code}"] = request.form.get(_box(problem), held)
    return found


def keep_reasons(filing: Filing) -> None:
    """Keep the words of reason that were typed beside the findings of the content as saved."""
    for problem, given in filings.outstanding(db.session, filing):
        word = request.form.get(_box(problem))
        if not problem.hard and word is not None and word.strip() != (given or ""):
            filings.answer(db.session, filing, problem, word[:REASON_LENGTH])


def _box(problem: Problem) -> str:
    return f"reason-{problem.field}-{problem.code}"
