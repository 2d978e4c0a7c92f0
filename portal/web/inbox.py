"""The inbox (收件箱) in three parts: what is to be done, what one has done, and notices to one's unit and role."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.domain.roles import Actor
from portal.extensions import db
from portal.i18n import language
from portal.labels import event
from portal.labels.announcements import KINDS
from portal.models import HistoryEntry, Notice
from portal.services import announcements, notices, own_steps, todo
from portal.services.tasks import Task, Wanted
from portal.web.hands import hand_marks
from portal.web.homes import ACTIONS, as_row
from portal.web.listing import PAGE_SIZES, Page, cut, paginate, whole
from portal.web.notice_rows import notice_rows, page_of
from portal.web.transaction import writes

bp = Blueprint("inbox", __name__, url_prefix="/inbox")

SIGNED_FIRST = 10
"""Announcements to sign for that stand above the list; the others stand on their own page."""


@bp.get("/")
@requires(Ability.SIGNED_IN)
def index() -> ResponseReturnValue:
    actor, show, kind = current_actor(), request.args.get("show", ""), request.args.get("kind", "")
    query = notices.for_actor(actor) if show == "all" else notices.unread(actor)
    if kind in notices.KINDS:
        query = query.where(notices.of_kind(kind))
    first = (notices.is_read(actor),)
    page = paginate(db.session, query.order_by(None), request.args, {"at": Notice.id}, "-at", before=first)
    held = [notice.id for notice in page.items]
    fresh = db.session.scalars(
        notices.unread(actor).where(Notice.id.in_(held)).with_only_columns(Notice.id)
    ).all()
    rows = {row.id: row for row in notice_rows(page.items, frozenset(fresh))}
    return render_template("inbox/index.html", page=page, rows=rows, kinds=_words(notices.KINDS))


def _words(kinds: Sequence[str]) -> list[tuple[str, str]]:
    return [(kind, str(KINDS[kind])) for kind in kinds]


@bp.post("/read")
@requires(Ability.SIGNED_IN)
@writes
def read() -> ResponseReturnValue:
    """Mark the chosen notices as read, one alone, or all; of another's unit or role none is found."""
    actor = current_actor()
    query = notices.unread(actor)
    if "all" not in request.form:
        names = request.form.getlist("only") or request.form.getlist("notice")[:200]
        query = query.where(Notice.id.in_([whole(text, 0) for text in names]))
    notices.mark_read(db.session, actor, list(db.session.scalars(query)))
    show, kind = request.form.get("show", ""), request.form.get("kind", "")
    kept = {"show": show if show == "all" else None, "kind": kind if kind in notices.KINDS else None}
    return redirect(url_for("inbox.index", **kept))


@bp.get("/tasks")
@requires(Ability.SIGNED_IN)
def tasks() -> ResponseReturnValue:
    actor, word = current_actor(), request.args.get("task", "")
    task = Task(word) if word in set(Task) else None
    page = _tasks(actor, task, request.args.get("late") == "1")
    marks, _tabs = hand_marks(actor, page.items)
    return render_template(
        "inbox/tasks.html",
        page=page,
        rows=[as_row(item) | mark for item, mark in zip(page.items, marks, strict=True)],
        tasks=[(task.value, str(ACTIONS[task])) for task in todo.tasks_of(actor)],
        waiting=db.session.scalars(announcements.pending(actor).limit(SIGNED_FIRST)).all(),
    )


def _tasks(actor: Actor, task: Task | None, overdue: bool) -> Page[Any]:
    """A page of the whole list; one beyond the end is the last."""
    size = whole(request.args.get("size"), PAGE_SIZES[0])
    size = size if size in PAGE_SIZES else PAGE_SIZES[0]
    number = max(1, whole(request.args.get("page"), 1))
    while True:
        wanted = Wanted(task, overdue, (number - 1) * size, size)
        found = todo.for_actor(db.session(), actor, clock.today(), wanted)
        size, last = cut(request.args, found.total)
        if number <= last:
            return Page(found.items, found.total, number, size, "", "")
        number = last


@bp.get("/done")
@requires(Ability.SIGNED_IN)
def done() -> ResponseReturnValue:
    actor, kind = current_actor(), request.args.get("kind", "")
    page = paginate(db.session, own_steps.of(actor, kind), request.args, {"at": HistoryEntry.id}, "-at")
    return render_template(
        "inbox/done.html", page=page, rows=_steps(actor, page.items), kinds=_words(own_steps.KINDS)
    )


def _steps(actor: Actor, entries: Sequence[HistoryEntry]) -> dict[int, dict[str, Any]]:
    """The own steps in words by id, each with the way to its record as far as that can be opened now."""
    session = db.session()
    bearers = own_steps.bearers(session, entries)
    open_now = own_steps.reachable(session, actor, {e.subject for e in entries} | set(bearers))
    rows = {}
    for entry in entries:
        said, bearer = json.loads(entry.params), bearers.get(entry.chain)
        subject = entry.subject if entry.subject in open_now else entry.chain
        rows[entry.id] = {
            "text": event(entry.action),
            "about": bearer.name if bearer else _title(said),
            "note": said.get("reason") or "",
            "url": page_of(subject) if subject in open_now else "",
        }
    return rows


def _title(said: dict[str, Any]) -> str:
    """The title of an announcement as the history keeps it."""
    return str((language() == "ug" and said.get("title_ug")) or said.get("title_zh", ""))
