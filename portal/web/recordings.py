"""Recorded (录入动态监控系统): approved targets to be marked as entered, singly or for a selection."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch, visible
from portal.domain.filings import Stage
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.messages import sentence
from portal.models import Filing, Project, Recording
from portal.services import duties, filings, recordings
from portal.services.workflow import Refused
from portal.web.filters import by_name_or_code
from portal.web.listing import paginate
from portal.web.transaction import writes

bp = Blueprint("recordings", __name__, url_prefix="/recordings")


@bp.get("/")
@requires(Ability.FILING_RECORD)
def index() -> ResponseReturnValue:
    return _page([])


def _page(refusals: list[str]) -> str:
    actor = current_actor()
    plan = filings.current_plan(db.session, clock.today())
    query = (
        visible(Filing, actor)
        .join(Project, Project.target_id == Filing.id)
        .outerjoin(Recording, Recording.filing_id == Filing.id)
        .where(Filing.stage == Stage.TARGET)
    )
    if request.args.get("show") != "all":
        query = query.where(duties.recordable(actor))
    query = by_name_or_code(query)
    page = paginate(
        db.session,
        query,
        request.args,
        {"approved": Filing.approved_at, "name": Project.name},
        "approved",
        options=(
            joinedload(Filing.project).joinedload(Project.implementing_unit),
            joinedload(Filing.recording),
        ),
    )
    return render_template(
        "recordings/index.html",
        page=page,
        refusals=refusals,
        typed=request.form,
        coverage=recordings.coverage(db.session, actor, plan.id) if plan else None,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()


@bp.post("/")
@requires(Ability.FILING_RECORD)
@writes
def save() -> ResponseReturnValue:
    actor = current_actor()
    chosen = [int(i) for i in request.form.getlist("chosen") if i.isdigit() and len(i) < 10]
    if not chosen:
        flash(_("请先勾选要登记的项目。"), "warning")
        return redirect(url_for("recordings.index"))
    records = [fetch(db.session, Filing, actor, i) for i in chosen]
    codes = {i: request.form.get(f"code-{i}", "") for i in chosen}
    try:
        made = recordings.record(db.session, actor, records, codes, _day(request.form.get("recorded_on", "")))
    except Refused as refused:
        return _page([sentence(p) for p in refused.problems]), 422
    flash(_("已登记 %(num)s 个项目的录入编码。", num=len(made)), "success")
    return redirect(url_for("recordings.index"))
