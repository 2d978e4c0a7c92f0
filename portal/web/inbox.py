"""The inbox: all notices to one's unit and role, read and unread, each with the way to what it is about."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.models import Notice
from portal.services import notices
from portal.web.listing import paginate, whole
from portal.web.notice_rows import notice_rows
from portal.web.transaction import writes

bp = Blueprint("inbox", __name__, url_prefix="/inbox")


@bp.get("/")
@requires(Ability.SIGNED_IN)
def index() -> ResponseReturnValue:
    actor, show = current_actor(), request.args.get("show", "")
    query = notices.for_actor(actor) if show == "all" else notices.unread(actor)
    page = paginate(db.session, query.order_by(None), request.args, {"at": Notice.id}, "-at")
    held = [notice.id for notice in page.items]
    fresh = db.session.scalars(
        notices.unread(actor).where(Notice.id.in_(held)).with_only_columns(Notice.id)
    ).all()
    rows = {row.id: row for row in notice_rows(page.items, frozenset(fresh))}
    return render_template("inbox/index.html", page=page, rows=rows)


@bp.post("/read")
@requires(Ability.SIGNED_IN)
@writes
def read() -> ResponseReturnValue:
    """Mark the chosen notices as read; of another's unit or role none is found."""
    actor = current_actor()
    chosen = [whole(text, 0) for text in request.form.getlist("notice")[:200]]
    found = db.session.scalars(notices.for_actor(actor).where(Notice.id.in_(chosen))).all()
    notices.mark_read(db.session, actor, list(found))
    return redirect(url_for("inbox.index"))
