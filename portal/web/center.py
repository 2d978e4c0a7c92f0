"""Evaluation center: the homes of the center, of administrators and auditors, and the annual plan."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import visible
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.labels.parameters import PARAMETERS
from portal.models import HistoryEntry, Plan
from portal.services import housekeeping, recordings
from portal.services.progress import Grouping
from portal.web import upkeep
from portal.web.chronicle import entry_rows
from portal.web.homes import home_values
from portal.web.listing import paginate
from portal.web.matrix import matrix_values

bp = Blueprint("center", __name__, url_prefix="/center")


@bp.get("/")
@requires(Ability.HOME_CENTER)
def home() -> ResponseReturnValue:
    actor, values = current_actor(), home_values()
    plan = values["plan"]
    return render_template(
        "center/home.html",
        coverage=recordings.coverage(db.session, actor, plan.id) if plan else None,
        **values,
        **matrix_values(db.session, actor, plan, Grouping.PREFECTURE, clock.today()),
    )


@bp.get("/accounts")
@requires(Ability.ADMIN_MANAGE)
def accounts_home() -> ResponseReturnValue:
    state = housekeeping.state(db.session, clock.today())
    return render_template("center/accounts.html", state=state, todo=upkeep.rows(state))


@bp.get("/audit")
@requires(Ability.AUDIT_READ)
def audit_home() -> ResponseReturnValue:
    actor, values = current_actor(), home_values()
    latest = db.session.scalars(
        visible(HistoryEntry, actor)
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.id.desc())
        .limit(20)
    ).all()
    plan = values["plan"]
    return render_template(
        "center/audit.html",
        entries=entry_rows(latest),
        seals=housekeeping.latest_seals(db.session),
        coverage=recordings.coverage(db.session, actor, plan.id) if plan else None,
        **values,
    )


@bp.get("/history")
@requires(Ability.AUDIT_READ)
def history() -> ResponseReturnValue:
    query = visible(HistoryEntry, current_actor())
    chain = request.args.get("chain", "").strip()[:40]
    if chain:
        query = query.where(HistoryEntry.chain == chain)
    page = paginate(
        db.session,
        query,
        request.args,
        {"at": HistoryEntry.id},
        "-at",
        options=[joinedload(HistoryEntry.user)],
    )
    return render_template("center/history.html", page=page, entries=entry_rows(page.items), chain=chain)


@bp.get("/plan")
@requires(Ability.PLAN_READ)
def plan() -> ResponseReturnValue:
    plans = db.session.scalars(
        select(Plan)
        .options(
            selectinload(Plan.rounds),
            selectinload(Plan.weights),
            selectinload(Plan.criteria),
            selectinload(Plan.funds),
            selectinload(Plan.parameters),
            selectinload(Plan.terms),
            selectinload(Plan.forms),
        )
        .order_by(Plan.year.desc())
    ).all()
    year = request.args.get("year", "")
    chosen = next((p for p in plans if str(p.year) == year), None) or next(
        (p for p in plans if p.status == "active"), plans[0] if plans else None
    )
    return render_template("center/plan.html", plans=plans, plan=chosen, parameters=PARAMETERS)
