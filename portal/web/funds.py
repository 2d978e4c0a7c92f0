"""The fund ledger (资金总台账): what each place received, what became of it, and the performance of its projects."""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO, cast

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import fund_facts
from portal.access.guards import ensure, requires
from portal.access.scope import visible
from portal.domain.filings import FundSource
from portal.domain.funds import FundState
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.exchange.ledger_book import XLSX, write
from portal.extensions import db
from portal.models import Fund, Light, Plan
from portal.services import filings, funds
from portal.services import fund_facts as figures
from portal.services.locking import StaleRecord, claim
from portal.services.workflow import Refused
from portal.web.chronicle import entry_rows
from portal.web.filters import by_name_or_code, by_place, places
from portal.web.forms.funds import FundForm
from portal.web.forms.refusals import refuse
from portal.web.fund_columns import lines, sheet
from portal.web.light_rows import shining_on
from portal.web.listing import paginate
from portal.web.transaction import writes
from portal.web.years import YearFilter, year_filter

bp = Blueprint("funds", __name__, url_prefix="/ledgers/funds")
WHOLE = (
    joinedload(Fund.plan),
    joinedload(Fund.unit),
    joinedload(Fund.region),
    joinedload(Fund.fund_category),
)


def _years() -> YearFilter:
    return year_filter(db.session(), request.args.get("year", ""), clock.today())


def _wanted(years: YearFilter) -> Select[tuple[Fund]]:
    """What the query string asks for; other words narrow nothing."""
    query = by_name_or_code(visible(Fund, current_actor()), Fund.name, Fund.document_no)
    query = years.narrow(by_place(query, Fund.region_code), Fund.plan_id)
    if (source := request.args.get("source", "")) in set(FundSource):
        query = query.where(Fund.source == FundSource(source))
    given, state = figures.allocated(), request.args.get("state", "")
    match state:
        case FundState.UNALLOCATED:
            return query.where(given == 0, Fund.amount_fen > 0)
        case FundState.PARTLY:
            return query.where(given > 0, given < Fund.amount_fen)
        case FundState.ALLOCATED:
            return query.where(given >= Fund.amount_fen)
    return query


@bp.get("/")
@requires(Ability.FUND_READ)
def index() -> ResponseReturnValue:
    actor, years, today = current_actor(), _years(), clock.today()
    wanted, given = _wanted(years), figures.allocated()
    sorts = {
        "document": Fund.document_no, "place": Fund.region_code, "received": Fund.received_on,
        "amount": Fund.amount_fen, "given": given, "rest": Fund.amount_fen - given,
    }  # fmt: skip
    page = paginate(db.session, wanted, request.args, sorts, "-received", options=WHOLE)
    return render_template(
        "funds/index.html",
        page=page,
        progress=figures.progress(db.session(), page.items, today),
        sums=figures.sums(db.session(), wanted, today),
        lights=_lights(page.items),
        years=years,
        regions=places(actor),
        sources=list(FundSource),
        states=list(FundState),
    )


def _lights(shown: Any) -> dict[int | None, Light]:
    """The light that shines on each fund of a page, as far as the reader sees lights on funds."""
    ids = [fund.id for fund in shown]
    query = visible(Light, current_actor()).where(Light.fund_id.in_(ids), Light.out_on.is_(None))
    return {light.fund_id: light for light in db.session.scalars(query)}


@bp.get("/workbook.xlsx")
@requires(Ability.FUND_READ)
def workbook() -> ResponseReturnValue:
    """The whole ledger as narrowed, a row for each project of a fund."""
    actor, today = current_actor(), clock.today()
    found = _wanted(_years()).order_by(Fund.region_code, Fund.received_on, Fund.id)
    # The answer closes the file when it has been sent.
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    write(file, sheet(actor, today), lines(db.session(), actor, found, today))
    file.seek(0)
    name = f"funds-{actor.region_code}-{today.isoformat()}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


@bp.get("/<int:fund_id>")
@requires(Ability.FUND_READ)
def show(fund_id: int) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    fund = funds.opened(db.session(), actor, fund_id)
    releases = funds.releases(db.session(), actor, fund)
    projects = list({release.project_id: release.project for release in releases}.values())
    return render_template(
        "funds/show.html",
        fund=fund,
        facts=fund_facts(fund),
        progress=figures.progress(db.session(), [fund], today)[fund.id],
        releases=releases,
        stands=figures.of_projects(db.session(), projects, today),
        lights=shining_on(actor, fund),
        history=entry_rows(funds.steps(db.session(), fund)),
    )


def _form(plan: Plan | None, fund: Fund | None = None) -> FundForm:
    """The form with its choices; with a fund it shows the record and nothing typed."""
    form = FundForm() if fund is None else FundForm(formdata=None)
    form.offer(plan)
    if fund is not None:
        form.fill(fund)
    return form


def _page(form: FundForm, plan: Plan | None, fund: Fund | None = None, conflicts: Any = ()) -> str:
    return render_template("funds/edit.html", form=form, plan=plan, fund=fund, conflicts=conflicts)


@bp.get("/new")
@requires(Ability.FUND_REGISTER)
def new() -> ResponseReturnValue:
    plan = filings.current_plan(db.session, clock.today())
    form = FundForm(formdata=None)
    form.offer(plan)
    return _page(form, plan)


@bp.post("/new")
@requires(Ability.FUND_REGISTER)
@writes
def create() -> ResponseReturnValue:
    plan = filings.current_plan(db.session, clock.today())
    form = _form(plan)
    if plan is None:
        refuse(form, [Problem("", "fund.no_plan")])
        return _page(form, plan), 422
    if not form.validate():
        return _page(form, plan), 422
    try:
        fund = funds.register(db.session(), current_actor(), plan, form.entry())
    except Refused as refused:
        db.session.rollback()
        refuse(form, refused.problems)
        return _page(form, plan), 422
    flash(_("资金已登记。文号相同的项目下达已自动关联。"), "success")
    return redirect(url_for("funds.show", fund_id=fund.id))


def _load(fund_id: int) -> Fund:
    fund = funds.opened(db.session(), current_actor(), fund_id)
    ensure(Ability.FUND_EDIT, fund_facts(fund))
    return fund


@bp.get("/<int:fund_id>/edit")
@requires(Ability.FUND_EDIT)
def edit(fund_id: int) -> ResponseReturnValue:
    fund = _load(fund_id)
    return _page(_form(fund.plan, fund), fund.plan, fund)


@bp.post("/<int:fund_id>/edit")
@requires(Ability.FUND_EDIT)
@writes
def update(fund_id: int) -> ResponseReturnValue:
    fund = _load(fund_id)
    form = _form(fund.plan)
    valid = form.validate()
    try:
        claim(fund, request.form.get("version_id"))
        if valid:
            funds.update(db.session(), current_actor(), fund, form.entry())
    except StaleRecord:
        return _page(form, fund.plan, fund, _conflicts(form, _form(fund.plan, fund))), 409
    except Refused as refused:
        db.session.rollback()
        fund, valid = _load(fund_id), False
        refuse(form, refused.problems)
    if not valid:
        return _page(form, fund.plan, fund), 422
    flash(pgettext("word", "已保存。"), "success")
    return redirect(url_for("funds.show", fund_id=fund.id))


def _conflicts(mine: FundForm, theirs: FundForm) -> list[tuple[str, str, str]]:
    """Fields in which what was typed differs from what is stored now: label, typed, stored."""
    found = []
    for one, other in zip(mine, theirs, strict=True):
        texts = _words(one), _words(other)
        if one.name != "csrf_token" and texts[0] != texts[1]:
            found.append((str(one.label.text), *texts))
    return found


def _words(field: Any) -> str:
    if field.type == "BooleanField":
        return pgettext("word", "是") if field.data else pgettext("word", "否")
    words = {value: str(text) for value, text in getattr(field, "choices", None) or ()}
    return words.get(field.data, "") if words else str(field._value()).strip()
