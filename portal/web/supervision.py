"""What the portal does by itself: runs of its jobs, and the reminders of the next working day by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import visible
from portal.domain.permissions import Ability
from portal.domain.reminders import StepKind
from portal.extensions import db
from portal.labels import label
from portal.labels.jobs import JOBS, RESULTS
from portal.models import JobRun, Project, Unit
from portal.reporting.report_texts import period_text
from portal.services import reminders, report_dues, runs
from portal.services.reminders import Due
from portal.web.listing import paginate
from portal.web.standing import work_calendar

bp = Blueprint("supervision", __name__, url_prefix="/supervision")

SHOWN = 300
"""How many addressees of reminders a page shows."""


@bp.get("/jobs")
@requires(Ability.JOB_READ)
def jobs() -> ResponseReturnValue:
    page = paginate(db.session, runs.latest(), request.args, {"at": JobRun.id}, "-at")
    results = {run.id: _result(run) for run in page.items}
    return render_template("supervision/jobs.html", page=page, results=results, names=JOBS)


def _result(run: JobRun) -> list[tuple[str, str]]:
    """Counts of a run in words, noughts left out."""
    counts = json.loads(run.result)
    return [
        (str(RESULTS[name]), str(number)) for name, number in counts.items() if number and name in RESULTS
    ]


@dataclass(frozen=True, slots=True)
class Batch:
    """Reminders that one role of a unit gets of one thing at one step."""

    unit: Unit
    role: str
    thing: str
    step: str
    days: str
    due_on: date
    projects: Sequence[str]


@bp.get("/reminders")
@requires(Ability.JOB_READ)
def preview() -> ResponseReturnValue:
    day = next_working_day(clock.today())
    items = reminders.due(db.session(), day)
    return render_template(
        "supervision/reminders.html", day=day, total=len(items), batches=_batches(items), shown=SHOWN
    )


def next_working_day(today: date) -> date:
    """The next day on which reminders are sent."""
    day = today + timedelta(days=1)
    while not work_calendar().is_working_day(day):
        day += timedelta(days=1)
    return day


def _batches(items: Sequence[Due]) -> list[Batch]:
    """By addressee, thing and step; three statements whatever the number."""

    def key(item: Due) -> tuple[int, str, str, date, str]:
        return item.unit_id, item.role.value, item.thing, item.due_on, item.step

    groups = [(held, list(found)) for held, found in groupby(items, key=key)][:SHOWN]
    ids = {item.project_id for _key, found in groups for item in found}
    projects = visible(Project, current_actor()).where(Project.id.in_(ids))
    names = dict(db.session.execute(projects.with_only_columns(Project.id, Project.name)).tuples().all())
    wanted = select(Unit).where(Unit.id.in_({held[0] for held, _found in groups}))
    units = {unit.id: unit for unit in db.session.scalars(wanted)}
    return [
        Batch(
            units[unit],
            role,
            thing,
            *_step(step),
            due_on,
            [names.get(i.project_id or 0, "") or owed_name(i.subject) for i in found],
        )
        for (unit, role, thing, due_on, step), found in groups
    ]


def owed_name(subject: str) -> str:
    """The kind and period of a report that is owed, by its name in the journal; "" for anything else."""
    if (meant := report_dues.meant(subject)) is None:
        return ""
    kind, period = meant
    return f"{label(kind)} · {period_text(kind, period)}"


def _step(step: str) -> tuple[str, str]:
    kind, _colon, days = step.partition(":")
    return StepKind(kind).value, days
