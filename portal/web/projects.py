"""The project register: registering and editing projects, their funds, releases and payments."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import project_facts
from portal.access.guards import ensure, requires
from portal.access.scope import fetch, visible
from portal.domain.filings import FundSource
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.extensions import db
from portal.messages import sentence
from portal.models import Project, ProjectType, Region
from portal.services import filings, projects
from portal.services.locking import claim
from portal.services.projects import MoneyEntry, ProjectEntry
from portal.services.workflow import Refused
from portal.web.forms.grids import read_rows, read_wan, read_whole
from portal.web.listing import whole
from portal.web.transaction import writes

bp = Blueprint("projects", __name__, url_prefix="/projects")


def _day(text: str, field: str, found: list[Problem]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        found.append(Problem(field, "date.unreadable", {"text": text.strip()[:40]}))
        return None


def _entry(found: list[Problem]) -> ProjectEntry:
    form = request.form
    text = {
        n: form.get(n, "")[:200]
        for n in ("name", "type_code", "place_code", "place", "person_in_charge", "phone", "code")
    }
    ids = {
        n: whole(form.get(n), 0) for n in ("fund_category_id", "implementing_unit_id", "competent_unit_id")
    }
    return ProjectEntry(
        **text,
        **ids,
        content=form.get("content", "")[:4000],
        starts_on=_day(form.get("starts_on", ""), "starts_on", found),
        ends_on=_day(form.get("ends_on", ""), "ends_on", found),
        households=read_whole(form.get("households", ""), "households", found),
        persons=read_whole(form.get("persons", ""), "persons", found),
    )


def _page(project: Project | None, entry: Any, problems: list[Problem]) -> str:
    actor = current_actor()
    plan = project.plan if project else filings.current_plan(db.session, clock.today())
    units = projects.units_to_fill_for(db.session, actor)
    return render_template(
        "projects/edit.html",
        project=project,
        entry=entry,
        plan=plan,
        units=units,
        refusals=[(p.field, sentence(p)) for p in problems],
        types=db.session.scalars(select(ProjectType).order_by(ProjectType.position)).all(),
        places=db.session.scalars(visible(Region, actor).order_by(Region.code)).all(),
        frozen=projects.frozen(db.session, project) if project else False,
    )


@bp.get("/new")
@requires(Ability.PROJECT_REGISTER)
def new() -> ResponseReturnValue:
    return _page(None, None, [])


@bp.post("/new")
@requires(Ability.PROJECT_REGISTER)
@writes
def create() -> ResponseReturnValue:
    found: list[Problem] = []
    entry = _entry(found)
    plan = filings.current_plan(db.session, clock.today())
    found.extend(_choices(entry))
    if plan is None:
        found.append(Problem("", "project.no_plan"))
    if found or plan is None:
        return _page(None, entry, found), 422
    try:
        project = projects.register(db.session, current_actor(), plan, entry)
    except Refused as refused:
        return _page(None, entry, refused.problems), 422
    flash(_("项目已登记,编码 %(code)s。请填写资金。", code=project.code), "success")
    return redirect(url_for("projects.money", project_id=project.id))


def _choices(entry: ProjectEntry) -> list[Problem]:
    plan = filings.current_plan(db.session, clock.today())
    found = []
    if (
        db.session.scalars(select(ProjectType.code).where(ProjectType.code == entry.type_code)).first()
        is None
    ):
        found.append(Problem("type_code", "project.type.missing"))
    if plan is None or entry.fund_category_id not in {f.id for f in plan.funds}:
        found.append(Problem("fund_category_id", "project.fund.missing"))
    units = {u.id for u in projects.units_to_fill_for(db.session, current_actor())}
    if entry.competent_unit_id not in units:
        found.append(Problem("competent_unit_id", "project.unit.foreign"))
    if (
        db.session.scalars(visible(Region, current_actor()).where(Region.code == entry.place_code)).first()
        is None
    ):
        found.append(Problem("place_code", "project.place.missing"))
    return found


def _load(project_id: int) -> Project:
    project = fetch(db.session, Project, current_actor(), project_id, joinedload(Project.plan))
    ensure(Ability.PROJECT_EDIT, project_facts(project))
    return project


@bp.get("/<int:project_id>/edit")
@requires(Ability.PROJECT_EDIT)
def edit(project_id: int) -> ResponseReturnValue:
    project = _load(project_id)
    return _page(project, project, [])


@bp.post("/<int:project_id>/edit")
@requires(Ability.PROJECT_EDIT)
@writes
def update(project_id: int) -> ResponseReturnValue:
    project, found = _load(project_id), list[Problem]()
    claim(project, request.form.get("version_id"))
    entry = _entry(found)
    found.extend(p for p in _choices(entry) if p.code != "project.unit.foreign")
    if found:
        return _page(project, entry, found), 422
    try:
        projects.update(db.session, current_actor(), project, entry)
    except Refused as refused:
        return _page(project, entry, refused.problems), 422
    flash(_("已保存。"), "success")
    return redirect(url_for("records.dossier", project_id=project.id))


@bp.get("/<int:project_id>/money")
@requires(Ability.PROJECT_EDIT)
def money(project_id: int) -> ResponseReturnValue:
    return _money_page(_load(project_id), [])


def _money_page(project: Project, problems: list[Problem]) -> str:
    held = {f.source: f.amount_fen for f in project.funds if f.year == project.plan.year}
    return render_template(
        "projects/money.html",
        project=project,
        sources=list(FundSource),
        held=held,
        typed=request.form,
        refusals=[(p.field, sentence(p)) for p in problems],
        frozen=projects.frozen(db.session, project),
    )


@bp.post("/<int:project_id>/money")
@requires(Ability.PROJECT_EDIT)
@writes
def save_money(project_id: int) -> ResponseReturnValue:
    project, found = _load(project_id), list[Problem]()
    claim(project, request.form.get("version_id"))
    entry = _money(found)
    if found:
        return _money_page(project, found), 422
    try:
        projects.save_money(db.session, current_actor(), project, entry)
    except Refused as refused:
        return _money_page(project, refused.problems), 422
    flash(_("资金已保存,年度资金总额按各项自动合计。"), "success")
    return redirect(url_for("records.dossier", project_id=project.id))


def _money(found: list[Problem]) -> MoneyEntry:
    funds = {s: read_wan(request.form.get(f"fund_{s}", ""), f"funds.{s}", found) or 0 for s in FundSource}
    releases, payments = [], []
    for n, row in enumerate(read_rows(request.form, "releases")):
        amount = read_wan(row.get("amount", ""), f"releases.{n}.amount", found)
        released = _day(row.get("released", ""), f"releases.{n}.released", found)
        if amount and released:
            received = _day(row.get("received", ""), f"releases.{n}.received", found)
            releases.append((row.get("document", "")[:80], received, released, amount))
        elif amount or released or row.get("document", "").strip():
            found.append(Problem(f"releases.{n}", "project.release.incomplete"))
    for n, row in enumerate(read_rows(request.form, "payments")):
        amount = read_wan(row.get("amount", ""), f"payments.{n}.amount", found)
        paid = _day(row.get("paid", ""), f"payments.{n}.paid", found)
        if amount and paid:
            payments.append((paid, amount, row.get("voucher", "")[:80]))
        elif amount or paid:
            found.append(Problem(f"payments.{n}", "project.payment.incomplete"))
    return MoneyEntry(funds, releases, payments)
