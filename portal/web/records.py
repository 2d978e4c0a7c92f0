"""Records that every role reads: lists of projects and filings, the dossier, a filing with its versions, progress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import filing_facts
from portal.access.guards import ensure, requires
from portal.access.scope import fetch, visible
from portal.domain.filings import SEEN_ABOVE, FilingStatus
from portal.domain.permissions import Ability
from portal.domain.roles import Actor, Level, UnitKind
from portal.domain.versions import changes
from portal.extensions import db
from portal.models import Filing, Plan, Project, ProjectType, Round
from portal.services import filings, statistics, workflow
from portal.services.progress import Grouping
from portal.web.acceptance import held_by
from portal.web.dossier import dossier_values
from portal.web.filters import by_name_or_code, by_place, by_project, day_of, kept, places
from portal.web.listing import paginate, whole
from portal.web.matrix import matrix_values
from portal.web.years import YearFilter, year_filter

bp = Blueprint("records", __name__, url_prefix="/records")

PROJECT_OPTIONS = (
    joinedload(Project.implementing_unit),
    joinedload(Project.project_type),
    selectinload(Project.funds),
    joinedload(Project.plan),
)


def _searched(query: Select[Any]) -> Select[Any]:
    """Narrow a select that has Project in it by the filters of the query string."""
    args = request.args
    query = by_project(by_place(by_name_or_code(query)))
    if args.get("counted") == "1":
        query = query.where(statistics.counted(current_actor()))
    return query


def _owing(query: Select[Any]) -> Select[Any]:
    """Narrow a select of projects to those that owe a filing in ?round=, and with ?filed=no to those of which none has
    come; with ?approved= to those with an approved target."""
    if code := request.args.get("round", "")[:20]:
        owed = select(Filing.project_id).join(Round, Round.id == Filing.round_id)
        owed = owed.where(Round.code == code, Filing.adjustment_no == 0)
        if request.args.get("filed") == "no":
            owed = owed.where(Filing.status.not_in(sorted(SEEN_ABOVE)))
        query = query.where(Project.id.in_(owed))
    return query.where(Project.target_id.is_not(None)) if request.args.get("approved") else query


def _come(query: Select[Any]) -> Select[Any]:
    """Narrow a select of filings: no adjustments with ?original=, filed or approved up to the day of ?filed_by= or
    ?approved_by=."""
    if request.args.get("original"):
        query = query.where(Filing.adjustment_no == 0)
    for name, column in (("filed_by", Filing.first_submitted_at), ("approved_by", Filing.approved_at)):
        if (day := day_of(request.args.get(name, ""))) is not None:
            query = query.where(column < clock.at(day + timedelta(1), 0))
    return query


def _sums(query: Select[Any]) -> statistics.Money | None:
    """The money of all projects of a list that is asked for as statistics count."""
    return statistics.money_of(db.session(), query) if "counted" in request.args else None


def _years() -> YearFilter:
    return year_filter(db.session(), request.args.get("year", ""), clock.today())


def _filter_choices(actor: Actor) -> dict[str, Any]:
    return {
        "regions": places(actor),
        "types": db.session.scalars(select(ProjectType).order_by(ProjectType.position)).all(),
    }


@bp.get("/projects")
@requires(Ability.PROJECT_READ)
def projects() -> ResponseReturnValue:
    actor, years = current_actor(), _years()
    found = years.narrow(_owing(_searched(visible(Project, actor))))
    page = paginate(
        db.session,
        found,
        request.args,
        {
            "code": Project.code,
            "name": Project.name,
            "unit": Project.implementing_unit_id,
            "place": Project.region_code,
        },
        "code",
        options=PROJECT_OPTIONS,
    )
    also = {"kept": kept("round", "filed", "approved", "counted"), "sums": _sums(found)}
    return render_template("records/projects.html", page=page, years=years, **also, **_filter_choices(actor))


@bp.get("/filings")
@requires(Ability.PROJECT_READ)
def filing_list() -> ResponseReturnValue:
    actor, years = current_actor(), _years()
    query = (
        visible(Filing, actor)
        .join(Project, Project.id == Filing.project_id)
        .join(Round, Round.id == Filing.round_id)
    )
    if code := request.args.get("round", "")[:20]:
        query = query.where(Round.code == code)
    if (status := request.args.get("status", "")) in set(FilingStatus):
        query = query.where(Filing.status == FilingStatus(status))
    page = paginate(
        db.session,
        years.narrow(_come(_searched(query))),
        request.args,
        {"due": Filing.due_now, "name": Project.name, "status": Filing.status, "round": Round.position},
        "due",
        options=(joinedload(Filing.project).joinedload(Project.implementing_unit), joinedload(Filing.round)),
    )
    choices = {"years": years, "rounds": _rounds(), "statuses": list(FilingStatus), **_filter_choices(actor)}
    also = kept("type", "original", "filed_by", "approved_by", "counted")
    return render_template("records/filings.html", page=page, kept=also, **choices)


def _rounds() -> Sequence[Round]:
    return db.session.scalars(
        select(Round)
        .join(Plan, Plan.id == Round.plan_id)
        .where(Plan.status == "active")
        .order_by(Round.position)
    ).all()


@bp.get("/projects/<int:project_id>")
@requires(Ability.PROJECT_READ)
def dossier(project_id: int) -> ResponseReturnValue:
    actor = current_actor()
    project = fetch(
        db.session,
        Project,
        actor,
        project_id,
        *PROJECT_OPTIONS,
        joinedload(Project.competent_unit),
        selectinload(Project.releases),
        selectinload(Project.payments),
        joinedload(Project.place_region),
    )
    return render_template("records/dossier.html", **dossier_values(actor, project))


@bp.get("/filings/<int:filing_id>")
@requires(Ability.FILING_READ)
def filing(filing_id: int) -> ResponseReturnValue:
    actor = current_actor()
    record = fetch(
        db.session, Filing, actor, filing_id, joinedload(Filing.round), selectinload(Filing.versions)
    )
    facts = filing_facts(record, clock.today())
    ensure(Ability.FILING_READ, facts)
    try:
        payload = filings.visible_payload(db.session, actor, record)
    except LookupError:
        payload = None
    return render_template(
        "records/filing.html",
        filing=record,
        payload=payload,
        facts=facts,
        moves=workflow.offered(actor, record),
        held=held_by(record),
        changed=frozenset(),
        reviews=record.reviews,
    )


@bp.get("/filings/<int:filing_id>/versions")
@requires(Ability.FILING_READ)
def versions(filing_id: int) -> ResponseReturnValue:
    record = fetch(db.session, Filing, current_actor(), filing_id, selectinload(Filing.versions))
    ensure(Ability.FILING_READ, filing_facts(record, clock.today()))
    numbers = [v.number for v in record.versions]
    new = whole(request.args.get("new"), numbers[-1] if numbers else 0)
    old = whole(request.args.get("old"), max(1, new - 1))
    rows = []
    if old in numbers and new in numbers and old != new:
        rows = changes(filings.snapshot(record, old), filings.snapshot(record, new))
    return render_template("records/versions.html", filing=record, rows=rows, old=old, new=new)


def _grouping(actor: Actor) -> Grouping:
    """What the rows are where nothing was chosen: what lies one level below the reader."""
    if actor.unit_kind is UnitKind.DIVISION or actor.unit_level is Level.COUNTY:
        return Grouping.UNIT
    return Grouping.PREFECTURE if actor.reads_everything else Grouping.COUNTY


@bp.get("/progress")
@requires(Ability.PROJECT_READ)
def progress() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    plan = filings.current_plan(db.session, today)
    wanted = request.args.get("by", "")
    fallback = _grouping(actor)
    grouping = Grouping(wanted) if wanted in set(Grouping) else fallback
    return render_template(
        "records/progress.html", plan=plan, **matrix_values(db.session, actor, plan, grouping, today)
    )
