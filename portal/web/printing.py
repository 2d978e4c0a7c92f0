"""Printing in bulk (批量打印): ask for it, see how far it is, fetch the file, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.permissions import Ability, may_ever
from portal.domain.printing import UNFINISHED
from portal.extensions import db
from portal.i18n import date_text, named
from portal.messages import sentence
from portal.models import Bulletin, Plan, PlanStatus, PrintJob, Round
from portal.printroom import download_name
from portal.services import print_choices, printing
from portal.services.workflow import Refused
from portal.web.filters import places
from portal.web.forms.printing import PrintForm
from portal.web.forms.refusals import refuse
from portal.web.sealing import portal_address
from portal.web.transaction import writes

bp = Blueprint("printing", __name__, url_prefix="/printing")

BULLETINS = 30
"""Pushes to choose from, the newest first."""

SHOWN = 100
"""Papers of a job that its page lists."""


def _rounds() -> Sequence[Round]:
    query = select(Round).join(Plan, Plan.id == Round.plan_id).where(Plan.status == PlanStatus.ACTIVE)
    query = query.options(joinedload(Round.plan)).order_by(Plan.year.desc(), Round.position)
    return db.session.scalars(query).all()


def _bulletins() -> list[tuple[int, str]]:
    """The newest pushes that the person reads, with day and unit; the one that a link names among them."""
    actor = current_actor()
    if not may_ever(Ability.BULLETIN_READ, actor):
        return []
    query = visible(Bulletin, actor).options(
        load_only(Bulletin.id, Bulletin.day, Bulletin.unit_id), joinedload(Bulletin.unit)
    )
    newest = db.session.scalars(query.order_by(Bulletin.id.desc()).limit(BULLETINS)).all()
    named_one = request.values.get("bulletin_id", "")[:9]
    if named_one.isdecimal() and int(named_one) not in {b.id for b in newest}:
        newest = [*db.session.scalars(query.where(Bulletin.id == int(named_one))), *newest]
    return [(b.id, f"{date_text(b.day)} · {named(b.unit)}") for b in newest]


def _page(form: PrintForm) -> str:
    actor = current_actor()
    form.offer(print_choices.offered(actor), places(actor), _rounds(), _bulletins())
    jobs = printing.mine(db.session(), actor)
    return render_template(
        "printing/index.html",
        form=form,
        jobs=jobs,
        unfinished=UNFINISHED,
        most=current_app.config["PRINT_LIMIT"],
        kept=current_app.config["PRINT_KEPT"].days,
    )


@bp.get("/")
@requires(Ability.PAPER_PRINT)
def index() -> ResponseReturnValue:
    """The form, and what the person has asked for."""
    form = PrintForm(formdata=None)
    form.begin(request.args)
    return _page(form)


@bp.post("/")
@requires(Ability.PAPER_PRINT)
@writes
def ask() -> ResponseReturnValue:
    """Ask for papers to be printed."""
    form = PrintForm()
    language, packing = form.shape()
    limit, address = current_app.config["PRINT_LIMIT"], portal_address()
    try:
        job = printing.ask(
            db.session(), current_actor(), form.wanted(), language, packing, address=address, most=limit
        )
    except Refused as refused:
        db.session.rollback()
        refuse(form, refused.problems)
        return _page(form), 422
    flash(_("已提交打印任务,共 %(num)s 份文书,由后台打印。", num=job.total), "success")
    return redirect(url_for("printing.show", job_id=job.id))


def _opened(job_id: int) -> PrintJob:
    return fetch(db.session, PrintJob, current_actor(), job_id, joinedload(PrintJob.unit))


@bp.get("/<int:job_id>")
@requires(Ability.PAPER_PRINT)
def show(job_id: int) -> ResponseReturnValue:
    """How far a job is, with its papers."""
    job = _opened(job_id)
    items = printing.items(db.session(), job.id, SHOWN)
    return render_template("printing/show.html", job=job, items=items, unfinished=UNFINISHED)


@bp.post("/<int:job_id>/cancel")
@requires(Ability.PAPER_PRINT)
@writes
def cancel(job_id: int) -> ResponseReturnValue:
    """Cancel a job that is not finished."""
    job = _opened(job_id)
    try:
        printing.cancel(db.session(), job)
    except Refused as refused:
        db.session.rollback()
        flash(" ".join(sentence(problem) for problem in refused.problems), "error")
        return redirect(url_for("printing.show", job_id=job_id))
    flash(_("已取消打印任务。"), "success")
    return redirect(url_for("printing.index"))


@bp.get("/<int:job_id>/file")
@requires(Ability.PAPER_PRINT)
def file(job_id: int) -> ResponseReturnValue:
    """The file of a job that is done, for whoever asked for it."""
    job = _opened(job_id)
    if not job.file_name:
        raise NotVisible(f"PrintJob {job_id} has no file")
    path = Path(current_app.config["PRINT_FOLDER"]) / job.file_name
    if not path.is_file():
        abort(404)
    return send_file(path, as_attachment=True, download_name=download_name(job), max_age=0)
