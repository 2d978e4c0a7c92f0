"""What a person keeps of a list: saved views with their buttons, and that it has been read (已阅)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import fetch
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.messages import sentence
from portal.models import SavedView
from portal.services import saved_views
from portal.services.workflow import Refused
from portal.web.transaction import writes

bp = Blueprint("views", __name__, url_prefix="/views")

PAGES: Mapping[str, Sequence[str]] = {
    "ledgers.problems": (
        "year", "region", "level", "manner", "category", "state", "changed", "sort", "order", "col",
    ),
}  # fmt: skip
"""Lists that have views, by endpoint, with the names of the query string that a view keeps."""


@dataclass(frozen=True, slots=True)
class Views:
    """What the bar of views shows: page, what would be saved now, the views and the one that is open."""

    page: str
    query: str
    listed: Sequence[SavedView]
    open: SavedView | None
    looked_at: datetime | None
    now: datetime


def kept(page: str, pairs: MultiDict[str, str]) -> str:
    """Of a query string what a view of the page keeps, in one spelling."""
    return urlencode([(name, value[:60]) for name in PAGES[page] for value in pairs.getlist(name) if value])


def views_of(page: str) -> Views:
    """The bar of a page for the person at the screen. Two statements."""
    actor, query = current_actor(), kept(page, request.args)
    listed = saved_views.listed(db.session(), actor, page)
    return Views(
        page,
        query,
        listed,
        next((view for view in listed if view.query == query), None),
        saved_views.looked_at(db.session(), actor, page),
        clock.now(),
    )


def opening(page: str) -> str | None:
    """Where a page without a query string leads: to the person's default view, None where there is none."""
    if request.args:
        return None
    view = saved_views.default(db.session(), current_actor(), page)
    return f"{url_for(page)}?{view.query}" if view is not None and view.query else None


def _page() -> str:
    page = request.form.get("page", "")
    return page if page in PAGES else abort(404)


def _back(page: str, query: str) -> ResponseReturnValue:
    # Without a query string the page would open with the default view instead of the list that was on the screen.
    return redirect(f"{url_for(page)}?{query or 'view=none'}")


@bp.post("/")
@requires(Ability.SIGNED_IN)
@writes
def save() -> ResponseReturnValue:
    """Keep the list as it stands under a name."""
    page, actor = _page(), current_actor()
    query = kept(page, MultiDict(parse_qsl(request.form.get("query", ""))))
    try:
        view = saved_views.save(db.session(), actor, page, request.form.get("name", ""), query)
    except Refused as refused:
        db.session.rollback()
        for problem in refused.problems:
            flash(sentence(problem), "error")
        return _back(page, query)
    flash(_("视图“%(name)s”已保存。", name=view.name), "success")
    return _back(page, query)


@bp.post("/<int:view_id>/rename")
@requires(Ability.SIGNED_IN)
@writes
def rename(view_id: int) -> ResponseReturnValue:
    actor = current_actor()
    view = fetch(db.session, SavedView, actor, view_id)
    try:
        saved_views.rename(db.session(), actor, view, request.form.get("name", ""))
        flash(_("视图已改名为“%(name)s”。", name=view.name), "success")
    except Refused as refused:
        for problem in refused.problems:
            flash(sentence(problem), "error")
    return _back(view.page, view.query)


@bp.post("/<int:view_id>/delete")
@requires(Ability.SIGNED_IN)
@writes
def remove(view_id: int) -> ResponseReturnValue:
    view = fetch(db.session, SavedView, current_actor(), view_id)
    page, query, name = view.page, view.query, view.name
    saved_views.remove(db.session(), view)
    flash(_("视图“%(name)s”已删除。", name=name), "success")
    return _back(page, query)


@bp.post("/<int:view_id>/default")
@requires(Ability.SIGNED_IN)
@writes
def default(view_id: int) -> ResponseReturnValue:
    """Open the page with this view from now on, or no longer."""
    actor, on = current_actor(), request.form.get("on") == "yes"
    view = fetch(db.session, SavedView, actor, view_id)
    saved_views.set_default(db.session(), actor, view, on)
    flash(
        _("以后打开本页,先显示视图“%(name)s”。", name=view.name) if on else _("已取消默认视图。"), "success"
    )
    return _back(view.page, view.query)


@bp.post("/looked")
@requires(Ability.SIGNED_IN)
@writes
def looked() -> ResponseReturnValue:
    """Say that a list is read as it stood when the page was made: what came after it stays marked."""
    page, text = _page(), request.form.get("at", "")
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        moment = clock.now()
    saved_views.look(db.session(), current_actor(), page, moment)
    flash(_("已记为已阅,以后的变化会重新标出。"), "success")
    query = MultiDict(parse_qsl(request.form.get("query", "")))
    query.poplist("changed")
    return _back(page, kept(page, query))
