"""Attachments: adding files to a record, downloading, removing."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_pgettext, ngettext

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import NotVisible
from portal.domain.permissions import Ability
from portal.domain.problems import Problem
from portal.extensions import db
from portal.labels import register_events
from portal.models import Order, OrderReply, Project
from portal.services import attachments
from portal.services.attachments import Subject
from portal.services.file_kinds import ENDINGS
from portal.services.workflow import Refused
from portal.web.forms.files import UploadForm
from portal.web.forms.refusals import refuse
from portal.web.storage import chosen_files, store
from portal.web.transaction import writes

bp = Blueprint("files", __name__)

register_events(
    {
        "attachment.add": lazy_pgettext("action", "上传附件"),
        "attachment.remove": lazy_pgettext("action", "删除附件"),
    }
)


@bp.get("/projects/<int:project_id>/files")
@requires(Ability.SIGNED_IN)
def index(project_id: int) -> ResponseReturnValue:
    """Files of one record of a project, with the form to add more where that is allowed."""
    record = _subject(project_id, request.args.get("subject") or f"project:{project_id}")
    form = UploadForm(formdata=None)
    form.subject.data = attachments.subject_of(record)
    return _page(record, form)


def _subject(project_id: int, subject: str) -> Subject:
    record = attachments.load_subject(db.session, current_actor(), subject)
    if attachments.project_id_of(record) != project_id:
        raise NotVisible(subject)
    return record


def _page(record: Subject, form: UploadForm) -> str:
    actor = current_actor()
    return render_template(
        "files/index.html",
        record=record,
        project=record if isinstance(record, Project) else _order_or_filing(record).project,
        form=form,
        files=attachments.listed(db.session, actor, [record])[attachments.subject_of(record)],
        may_add=attachments.may_add(actor, record),
        may_remove=lambda file: attachments.may_remove(actor, record, file),
        accept=",".join(f".{ending}" for ending in ENDINGS),
        back=_home(record),
    )


def _order_or_filing(record: Subject) -> Subject:
    return record.order if isinstance(record, OrderReply) else record


@bp.post("/projects/<int:project_id>/files")
@requires(Ability.SIGNED_IN)
@writes
def upload(project_id: int) -> ResponseReturnValue:
    """Take one or several files; one that is refused keeps the others out too, and says why."""
    record = _subject(project_id, request.values.get("subject") or f"project:{project_id}")
    form, files, actor = UploadForm(), chosen_files("file"), current_actor()
    form.subject.data = attachments.subject_of(record)
    found = [] if files else [Problem("file", "file.none")]
    for name, stream in files:
        try:
            attachments.upload(db.session, actor, store(), record, name, stream)
        except Refused as refused:
            found += refused.problems
    if found:
        db.session.rollback()
        refuse(form, found)
        return _page(_subject(project_id, form.subject.data), form), 422
    flash(ngettext("已上传 %(num)s 个附件。", "已上传 %(num)s 个附件。", len(files)), "success")
    return redirect(_back(record))


def _back(record: Subject) -> str:
    """The page the form stood on, where it is one of ours, else the record's own."""
    wanted = request.form.get("next", "")
    if not wanted:
        referrer = urlsplit(request.referrer or "")
        if referrer.netloc == request.host and referrer.path != request.path:
            wanted = referrer.path + (f"?{referrer.query}" if referrer.query else "")
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return _home(record)


def _home(record: Subject) -> str:
    owner = _order_or_filing(record)
    if isinstance(owner, Order):
        return url_for("orders.show", order_id=owner.id)
    return url_for("records.dossier", project_id=attachments.project_id_of(record))


@bp.get("/files/<int:attachment_id>")
@requires(Ability.SIGNED_IN)
def download(attachment_id: int) -> Response:
    """The bytes under the kept name; never shown inside a page of the portal."""
    attachment = attachments.opened(db.session, current_actor(), attachment_id)
    place, name = store().path(attachment.sha256), quote(attachment.name, safe="")
    response = send_file(place, mimetype=attachment.media_type, etag=attachment.sha256, conditional=True)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@bp.post("/files/<int:attachment_id>/remove")
@requires(Ability.SIGNED_IN)
@writes
def remove(attachment_id: int) -> ResponseReturnValue:
    """Take a file away; the history keeps that it was there."""
    actor = current_actor()
    attachment = attachments.opened(db.session, actor, attachment_id)
    record = attachments.load_subject(db.session, actor, attachment.subject)
    attachments.remove(db.session, actor, attachment)
    flash(_("已删除附件“%(name)s”。", name=attachment.name), "success")
    return redirect(_back(record))
