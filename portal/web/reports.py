"""Periodic reports (月报、双月报、半年报、年终总结): the list, drawing one up, its page, the steps to signature and file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer
from werkzeug.datastructures import FileStorage

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible, fetch, visible
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.domain.report_facts import ReportFacts
from portal.domain.reports import Period, ReportKind, begun, loose_digits
from portal.extensions import db
from portal.i18n import language
from portal.labels import label
from portal.labels.reports import REPORT_READER
from portal.models import Plan, PlanStatus, Report, Unit
from portal.reporting.builders.reports import texts_of
from portal.reporting.report_parts import Part, parts
from portal.reporting.report_texts import period_text, write
from portal.services import report_dues, reports, workflow
from portal.services.locking import claim
from portal.services.report_dues import Owed
from portal.services.workflow import Refused
from portal.web.forms.refusals import refuse
from portal.web.forms.reports import DrawForm, ReasonForm, ScanForm, SignForm
from portal.web.listing import paginate
from portal.web.standing import work_calendar
from portal.web.storage import store
from portal.web.transaction import writes

bp = Blueprint("reports", __name__, url_prefix="/reports")

WHOLE = (
    joinedload(Report.plan),
    joinedload(Report.unit),
    joinedload(Report.drawer),
    joinedload(Report.checker),
    selectinload(Report.sections),
    undefer(Report.facts),
)
"""A report with all that its page shows."""


@bp.get("/")
@requires(Ability.REPORT_READ)
def index() -> ResponseReturnValue:
    return _index(DrawForm(formdata=None))


def _index(form: DrawForm) -> str:
    actor, kind = current_actor(), request.args.get("kind", "")
    query = visible(Report, actor)
    if kind in set(ReportKind):
        query = query.where(Report.kind == ReportKind(kind))
    keys = {"period": Report.last_month, "due": Report.due_on, "kind": Report.kind, "as_of": Report.as_of}
    options = (joinedload(Report.plan), joinedload(Report.unit))
    page = paginate(db.session(), query, request.args, keys, "-as_of", options=options)
    form.period.choices = list(_choices())
    return render_template(
        "reports/index.html",
        page=page,
        form=form,
        kinds=[(one.value, label(one)) for one in ReportKind],
        months=months,
        owed=_owed(),
        today=clock.today(),
    )


def _owed() -> list[tuple[Owed, Unit, str]]:
    """Reports of the last period that have not come, with the unit and the period: one's own, and for the center the
    prefectures'."""
    actor, today = current_actor(), clock.today()
    plans = db.session.scalars(select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.year))
    found = [
        one
        for plan in plans
        for one in report_dues.owed(db.session(), plan, today, work_calendar(), latest=True)
        if one.reported_on is None and (actor.reads_everything or one.unit_id == actor.unit_id)
    ]
    wanted = select(Unit).where(Unit.id.in_({one.unit_id for one in found}))
    units = {unit.id: unit for unit in db.session.scalars(wanted)}
    return [
        (
            one,
            units[one.unit_id],
            period_text(one.kind, one.period),
        )
        for one in found
    ]


def _choices() -> Iterator[tuple[str, str]]:
    """Periods that the actor's unit may report on, the latest first."""
    actor = current_actor()
    kinds = reports.drawn_by(actor)
    plans = select(Plan).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.year.desc())
    for plan in db.session.scalars(plans) if kinds else ():
        for kind in kinds:
            for period in begun(kind, plan.year, clock.today()):
                words = period_text(kind, period)
                yield f"{plan.id}:{kind.value}:{period.last_month}", f"{label(kind)} · {words}"


def months(report: Report) -> str:
    """The period of a report in the language of the page."""
    return period_text(report.kind, report.period)


@bp.post("/")
@requires(Ability.REPORT_DRAFT)
@writes
def draw() -> ResponseReturnValue:
    """Draw a report up from the records."""
    form = DrawForm()
    try:
        plan, kind, period = _chosen(form.period.data or "")
        made = reports.draw_up(db.session(), current_actor(), plan, kind, period, write)
    except Refused as refused:
        refuse(form, refused.problems)
        return _index(form), 422
    flash(_("报告已起草,数据冻结在截止日期。请核对文字,需要时修改,再提请复核。"), "success")
    return redirect(url_for("reports.show", report_id=made.id))


def _chosen(text: str) -> tuple[Plan, ReportKind, Period]:
    """The plan, kind and period of a choice. Raises Refused for anything that is not offered."""
    if text not in {value for value, _words in _choices()}:
        raise Refused([Problem("period", "report.period.unknown")])
    plan_id, kind, month = text.split(":")
    plan = db.session.scalars(select(Plan).where(Plan.id == int(plan_id))).one()
    known = begun(ReportKind(kind), plan.year, clock.today())
    return plan, ReportKind(kind), next(one for one in known if one.last_month == int(month))


def whole(report_id: int) -> Report:
    """A report that the actor may see, with its parts and rows."""
    return fetch(db.session, Report, current_actor(), report_id, *WHOLE)


def told(report: Report, facts: ReportFacts) -> list[Part]:
    """The parts of a report in the language of the page."""
    return parts(report.kind, facts, texts_of(report), "ug" if language() == "ug" else "zh")


@bp.get("/<int:report_id>")
@requires(Ability.REPORT_READ)
def show(report_id: int) -> ResponseReturnValue:
    return page(whole(report_id))


def page(report: Report, **forms: Any) -> str:
    """The report with its figures as links, and what can be done about it."""
    actor = current_actor()
    moves = {move.action for move in workflow.offered(actor, report)}
    empty = {
        "return_form": ReasonForm(formdata=None),
        "cancel_form": ReasonForm(formdata=None, prefix="cancel"),
        "submit_form": ReasonForm(formdata=None),
        "sign_form": SignForm(formdata=None),
        "scan_form": ScanForm(formdata=None),
    }
    return render_template(
        "reports/show.html",
        report=report,
        parts=told(report, reports.facts_of(report)),
        sections={one.code: one for one in report.sections},
        loose={one.code: loose_digits(one.text_zh) + loose_digits(one.text_ug) for one in report.sections},
        versions=reports.versions(db.session(), report),
        moves=moves,
        months=months,
        today=clock.today(),
        reader=REPORT_READER[report.kind],
        **{**empty, **forms},
    )


def _step(
    report_id: int, name: str, form: Any, work: Callable[[Report], None], said: str
) -> ResponseReturnValue:
    """One step of a report: what is refused stands in the form of that name on the same page."""
    report = whole(report_id)
    try:
        claim(report, request.form.get("version_id"))
        work(report)
    except Refused as refused:
        refuse(form, refused.problems)
        return page(report, **{name: form}), 422
    flash(said, "success")
    return redirect(url_for("reports.show", report_id=report_id))


@bp.post("/<int:report_id>/submit")
@requires(Ability.REPORT_DRAFT)
@writes
def submit(report_id: int) -> ResponseReturnValue:
    """Put it before the second person."""
    form, actor = ReasonForm(formdata=None), current_actor()
    said = _("已提请复核。请由本单位起草、修改以外的人复核。")
    work = lambda report: reports.submit(db.session(), actor, report)  # noqa: E731
    return _step(report_id, "submit_form", form, work, said)


@bp.post("/<int:report_id>/refresh")
@requires(Ability.REPORT_DRAFT)
@writes
def refresh(report_id: int) -> ResponseReturnValue:
    """Read the rows of a draft anew."""
    report = whole(report_id)
    claim(report, request.form.get("version_id"))
    reports.refresh(db.session(), current_actor(), report, write)
    flash(_("已按现在的记录重新取数。修改过的文字保留,其中的数据已更新。"), "success")
    return redirect(url_for("reports.show", report_id=report_id))


@bp.post("/<int:report_id>/return")
@requires(Ability.REPORT_CHECK)
@writes
def send_back(report_id: int) -> ResponseReturnValue:
    """The second person sends it back."""
    form, actor = ReasonForm(), current_actor()
    reason = form.reason.data or ""
    work = lambda report: reports.send_back(db.session(), actor, report, reason)  # noqa: E731
    return _step(report_id, "return_form", form, work, _("已退回起草人修改。"))


@bp.post("/<int:report_id>/approve")
@requires(Ability.REPORT_CHECK)
@writes
def approve(report_id: int) -> ResponseReturnValue:
    """The second person has looked at it."""
    form, actor = ReasonForm(formdata=None), current_actor()
    work = lambda report: reports.approve(db.session(), actor, report)  # noqa: E731
    return _step(report_id, "submit_form", form, work, _("复核通过。请打印后送领导签发。"))


@bp.post("/<int:report_id>/sign")
@requires(Ability.REPORT_DRAFT)
@writes
def sign(report_id: int) -> ResponseReturnValue:
    """Enter who signed the paper and when."""
    form, actor = SignForm(), current_actor()
    signature = form.typed()
    work = lambda report: reports.sign(db.session(), actor, report, signature)  # noqa: E731
    return _step(
        report_id, "sign_form", form, work, _("已登记签发,报告已报送,内容不能再改。请上传扫描件归档。")
    )


@bp.post("/<int:report_id>/file")
@requires(Ability.REPORT_DRAFT)
@writes
def file(report_id: int) -> ResponseReturnValue:
    """File the scan of the signed paper."""
    form, actor = ScanForm(), current_actor()
    given: FileStorage | None = request.files.get("file")

    def work(report: Report) -> None:
        if given is None or not given.filename:
            raise Refused([Problem("file", "report.scan.missing")])
        reports.file(db.session(), actor, report, store(), given.filename, given.stream)  # type: ignore[arg-type]

    return _step(report_id, "scan_form", form, work, _("扫描件已归档。"))


@bp.post("/<int:report_id>/cancel")
@requires(Ability.REPORT_DRAFT)
@writes
def cancel(report_id: int) -> ResponseReturnValue:
    """Give up a report that has not been signed."""
    form, actor = ReasonForm(prefix="cancel"), current_actor()
    reason = form.reason.data or ""
    work = lambda report: reports.cancel(db.session(), actor, report, reason)  # noqa: E731
    return _step(report_id, "cancel_form", form, work, _("报告已作废。"))


@bp.get("/<int:report_id>/scan")
@requires(Ability.REPORT_READ)
def scan(report_id: int) -> Response:
    """The scan of the signed paper under its name; never shown inside a page of the portal."""
    report = fetch(db.session, Report, current_actor(), report_id)
    if not report.scan_sha256:
        raise NotVisible(f"Report {report_id} has no scan")
    place, name = store().path(report.scan_sha256), quote(report.scan_name, safe="")
    response = send_file(place, mimetype=report.scan_type, etag=report.scan_sha256, conditional=True)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
