"""Moves of a filing by those who fill in: confirm and submit, the receipt, recall, adjustment."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.actor import current_actor
from portal.access.facts import filing_facts
from portal.access.guards import ensure, requires
from portal.access.scope import fetch
from portal.domain.flows.filings import FilingAction
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.messages import sentence
from portal.models import Filing, Project
from portal.services import filings, light_preview, workflow
from portal.services.locking import claim
from portal.services.workflow import Refused
from portal.web.homes import editor_url
from portal.web.transaction import writes

bp = Blueprint("filings", __name__, url_prefix="/filings")


@bp.get("/<int:filing_id>/submit")
@requires(Ability.FILING_SUBMIT)
def confirm_submit(filing_id: int) -> ResponseReturnValue:
    filing = fetch(db.session, Filing, current_actor(), filing_id)
    ensure(Ability.FILING_SUBMIT, filing_facts(filing, clock.today()))
    return _confirm_page(filing, [])


def _confirm_page(filing: Filing, refusals: list[str]) -> str:
    listed = filings.outstanding(db.session, filing)
    return render_template(
        "filings/confirm.html",
        filing=filing,
        problems=listed,
        refusals=refusals,
        ahead=light_preview.of_filing(db.session(), filing, [p for p, _answer in listed], clock.today()),
        edit_url=editor_url(filing),
        hard=sum(p.hard for p, _answer in listed),
    )


@bp.post("/<int:filing_id>/submit")
@requires(Ability.FILING_SUBMIT)
@writes
def submit(filing_id: int) -> ResponseReturnValue:
    actor = current_actor()
    filing = fetch(db.session, Filing, actor, filing_id)
    claim(filing, request.form.get("version_id"))
    reasons = {k[len("reason-") :]: v for k, v in request.form.items() if k.startswith("reason-")}
    try:
        version = filings.submit(db.session, actor, filing, reasons)
    except Refused as refused:
        page = _confirm_page(filing, [sentence(p) for p in refused.problems])
        db.session.rollback()
        return page, 422
    flash(_("已提交,回执号 %(number)s。", number=version.receipt_no), "success")
    return redirect(url_for("filings.receipt", filing_id=filing.id))


@bp.get("/<int:filing_id>/receipt")
@requires(Ability.FILING_READ)
def receipt(filing_id: int) -> ResponseReturnValue:
    filing = fetch(db.session, Filing, current_actor(), filing_id)
    ensure(Ability.FILING_READ, filing_facts(filing, clock.today()))
    return render_template(
        "filings/receipt.html", filing=filing, version=filing.versions[-1] if filing.versions else None
    )


@bp.post("/<int:filing_id>/recall")
@requires(Ability.FILING_RECALL)
@writes
def recall(filing_id: int) -> ResponseReturnValue:
    actor = current_actor()
    filing = fetch(db.session, Filing, actor, filing_id)
    try:
        workflow.perform(db.session, actor, filing, FilingAction.RECALL)
    except Refused as refused:
        flash(" ".join(sentence(p) for p in refused.problems), "error")
        return redirect(url_for("records.filing", filing_id=filing.id))
    flash(_("已撤回,可以继续修改后重新提交。"), "success")
    return redirect(editor_url(filing))


@bp.post("/projects/<int:project_id>/adjust")
@requires(Ability.FILING_ADJUST)
@writes
def adjust(project_id: int) -> ResponseReturnValue:
    actor = current_actor()
    project = fetch(db.session, Project, actor, project_id)
    try:
        filing = filings.open_adjustment(db.session, actor, project, request.form.get("reason", ""))
    except Refused as refused:
        for problem in refused.problems:
            flash(sentence(problem), "error")
        return redirect(url_for("records.dossier", project_id=project.id))
    flash(_("已发起调整,请修改后提交审核。原目标在调整通过前继续有效。"), "success")
    return redirect(editor_url(filing))
