"""The project register: registering and editing projects, their funds, releases and payments."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import project_facts
from portal.access.guards import ensure, requires
from portal.access.scope import fetch
from portal.domain.alerts import Alert
from portal.domain.filings import FundSource
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.extensions import db
from portal.messages import sentence
from portal.models import Plan, Project, ProjectType
from portal.services import filings, fund_links, light_preview, projects
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.forms.projects import ProjectForm, TypedMoney, read_money, stored_money
from portal.web.forms.refusals import refuse
from portal.web.transaction import writes

bp = Blueprint("projects", __name__, url_prefix="/projects")


def _load(project_id: int) -> Project:
    project = fetch(
        db.session, Project, current_actor(), project_id, joinedload(Project.plan),
        selectinload(Project.funds), selectinload(Project.releases), selectinload(Project.payments),
    )  # fmt: skip
    ensure(Ability.PROJECT_EDIT, project_facts(project))
    return project


def _form(project: Project | None, plan: Plan | None, *, stored: bool = False) -> ProjectForm:
    """The form with its choices; stored=True shows the record and nothing typed."""
    actor = current_actor()
    form = ProjectForm(formdata=None) if stored else ProjectForm()
    units = list(projects.units_to_fill_for(db.session, actor))
    competent = list(projects.competent_units(db.session, actor))
    if project is not None:
        units += [project.implementing_unit] if project.implementing_unit not in units else []
        competent += [project.competent_unit] if project.competent_unit not in competent else []
    types = db.session.scalars(select(ProjectType).order_by(ProjectType.position)).all()
    form.offer(types, plan, units, competent, projects.places(db.session, actor))
    if project is None and stored and len(units) == 1:
        form.implementing_unit_id.data = form.competent_unit_id.data = str(units[0].id)
    if project is None and stored:
        form.place_code.data = actor.region_code
    return form


def _page(
    form: ProjectForm, project: Project | None, plan: Plan | None, conflicts: list[tuple[str, str, str]]
) -> str:
    held = (*projects.FROZEN, *projects.UNITS)
    still = frozenset(held) if project and projects.frozen(db.session, project) else frozenset()
    return render_template(
        "projects/edit.html", form=form, project=project, plan=plan, still=still, conflicts=conflicts
    )


@bp.get("/new")
@requires(Ability.PROJECT_REGISTER)
def new() -> ResponseReturnValue:
    plan = filings.current_plan(db.session, clock.today())
    return _page(_form(None, plan, stored=True), None, plan, [])


@bp.post("/new")
@requires(Ability.PROJECT_REGISTER)
@writes
def create() -> ResponseReturnValue:
    plan = filings.current_plan(db.session, clock.today())
    form = _form(None, plan)
    if plan is None:
        refuse(form, [Problem("", "project.no_plan")])
        return _page(form, None, plan, []), 422
    if not form.validate():
        return _page(form, None, plan, []), 422
    try:
        project = projects.register(db.session, current_actor(), plan, form.entry())
    except Refused as refused:
        refuse(form, refused.problems)
        return _page(form, None, plan, []), 422
    flash(_("项目已登记,编码 %(code)s。请填写资金。", code=project.code), "success")
    return redirect(url_for("projects.money", project_id=project.id))


@bp.get("/<int:project_id>/edit")
@requires(Ability.PROJECT_EDIT)
def edit(project_id: int) -> ResponseReturnValue:
    project = _load(project_id)
    form = _form(project, project.plan, stored=True)
    form.fill(project)
    return _page(form, project, project.plan, [])


@bp.post("/<int:project_id>/edit")
@requires(Ability.PROJECT_EDIT)
@writes
def update(project_id: int) -> ResponseReturnValue:
    project = _load(project_id)
    form = _form(project, project.plan)
    valid = form.validate()
    try:
        claim(project, request.form.get("version_id"))
        if valid:
            projects.update(db.session, current_actor(), project, form.entry())
    except StaleRecord:
        return _page(form, project, project.plan, _conflicts(form, project)), 409
    except Refused as refused:
        refuse(form, refused.problems)
        valid = False
    if not valid:
        return _page(form, project, project.plan, []), 422
    flash(pgettext("word", "已保存。"), "success")
    return redirect(url_for("records.dossier", project_id=project.id))


def _conflicts(form: ProjectForm, project: Project) -> list[tuple[str, str, str]]:
    """Fields in which what was typed differs from what is stored now: label, typed, stored."""
    theirs = _form(project, project.plan, stored=True)
    theirs.fill(project)
    found = []
    for mine, other in zip(form, theirs, strict=True):
        if mine.name in projects.ProjectEntry.__dataclass_fields__ and mine.name != "code":
            texts = tuple(_words(one) for one in (mine, other))
            if texts[0] != texts[1]:
                found.append((str(mine.label.text), *texts))
    return found


def _words(field: object) -> str:
    choices: Iterable[tuple[str, str]] = getattr(field, "choices", None) or ()
    data = getattr(field, "data", None)
    return dict(choices).get(data, "") if choices else str(data if data is not None else "").strip()


@bp.get("/<int:project_id>/money")
@requires(Ability.PROJECT_EDIT)
def money(project_id: int) -> ResponseReturnValue:
    project = _load(project_id)
    return _money_page(project, stored_money(project), [])


@bp.post("/<int:project_id>/money")
@requires(Ability.PROJECT_EDIT)
@writes
def save_money(project_id: int) -> ResponseReturnValue:
    project = _load(project_id)
    typed = read_money(request.form, request.form.get("grid", ""))
    if "grid" in request.form:
        return _money_page(project, typed, [])
    try:
        claim(project, request.form.get("version_id"))
        if typed.unread:
            return _money_page(project, typed, typed.unread), 422
        projects.save_money(db.session, current_actor(), project, typed.entry)
    except StaleRecord:
        return _money_page(project, typed, [], theirs=stored_money(project)), 409
    except Refused as refused:
        return _money_page(project, typed, refused.problems), 422
    flash(_("资金已保存,年度资金总额按各项自动合计。"), "success")
    return redirect(url_for("projects.money", project_id=project.id))


@bp.post("/<int:project_id>/money/total")
@requires(Ability.PROJECT_EDIT)
def money_total(project_id: int) -> ResponseReturnValue:
    """The row of totals for what is being typed, and what would light up."""
    project, typed = _load(project_id), read_money(request.form)
    return render_template(
        "projects/_live.html", typed=typed, year=project.plan.year, ahead=_ahead(project, typed)
    )


def _ahead(project: Project, typed: TypedMoney) -> list[Alert]:
    with db.session.no_autoflush:
        return light_preview.of_money(db.session(), project, typed.entry, clock.today())


def _said(problems: Iterable[Problem]) -> dict[str, str]:
    """Sentences by field: all that stands against one is said at once."""
    found: dict[str, str] = {}
    for problem in problems:
        text = sentence(problem)
        found[problem.field] = f"{found[problem.field]} {text}" if problem.field in found else text
    return found


def _money_page(
    project: Project, typed: TypedMoney, problems: Iterable[Problem], theirs: TypedMoney | None = None
) -> str:
    return render_template(
        "projects/money.html", project=project, typed=typed, sources=list(FundSource), theirs=theirs,
        errors=_said(problems), frozen=projects.frozen(db.session, project),
        year=project.plan.year, ahead=_ahead(project, typed), offered=fund_links.of_place(db.session(), project),
    )  # fmt: skip
