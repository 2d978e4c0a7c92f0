"""Announcements (通知公告): the list, writing and publishing one, taking note of it, and who has not yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import may, requires
from portal.access.scope import announced_to, visible
from portal.domain.announcements import Group, groups_of
from portal.domain.permissions import Ability
from portal.domain.roles import Actor, Role
from portal.extensions import db
from portal.labels import label
from portal.models import Announcement, Region, Unit
from portal.services import announcement_receipts, announcements, nudge_marks, nudges
from portal.services.locking import claim
from portal.services.workflow import Refused
from portal.web.forms.announcements import AnnouncementForm
from portal.web.forms.orders import ReasonForm
from portal.web.forms.refusals import refuse
from portal.web.listing import Page, paginate
from portal.web.nudges import sent
from portal.web.transaction import writes

bp = Blueprint("announcements", __name__, url_prefix="/announcements")


@bp.get("/")
@requires(Ability.ANNOUNCEMENT_READ)
def index() -> ResponseReturnValue:
    actor, show = current_actor(), request.args.get("show", "")
    query = visible(Announcement, actor)
    if show == "own":
        query = query.where(Announcement.unit_id == actor.unit_id)
    elif show == "received":
        query = query.where(announced_to(actor))
    options = (joinedload(Announcement.unit),)
    page = paginate(
        db.session,
        query,
        request.args,
        {"at": Announcement.id, "due": Announcement.due_on},
        "-at",
        options=options,
    )
    shown = announcements.pending(actor).where(Announcement.id.in_([record.id for record in page.items]))
    waiting = {record.id for record in db.session.scalars(shown)}
    return render_template("announcements/index.html", page=page, waiting=waiting)


@bp.get("/new")
@requires(Ability.ANNOUNCEMENT_WRITE)
def new() -> ResponseReturnValue:
    return _form_page(AnnouncementForm(formdata=None))


def _form_page(form: AnnouncementForm, record: Announcement | None = None) -> str:
    actor = current_actor()
    form.offer(groups_of(actor.unit_kind, actor.unit_level), announcements.places(db.session(), actor))
    return render_template("announcements/edit.html", form=form, record=record)


def _save(record: Announcement | None) -> ResponseReturnValue:
    """Keep what was typed as a draft, new or not; what stands against it comes back with the form."""
    actor, form, session = current_actor(), AnnouncementForm(), db.session()
    if not form.validate():
        return _form_page(form, record), 422
    try:
        if record is None:
            record = announcements.draft(session, actor, form.entry())
        else:
            announcements.edit(session, actor, record, form.entry())
    except Refused as refused:
        session.rollback()
        refuse(form, refused.problems)
        return _form_page(form, record), 422
    flash(_("草稿已保存,发布前只有本单位能看到。"), "success")
    return redirect(url_for("announcements.show", announcement_id=record.id))


@bp.post("/")
@requires(Ability.ANNOUNCEMENT_WRITE)
@writes
def create() -> ResponseReturnValue:
    """Keep a new one as a draft."""
    return _save(None)


def _opened(announcement_id: int) -> Announcement:
    return announcements.opened(db.session(), current_actor(), announcement_id)


def _managed(announcement_id: int) -> Announcement:
    """One of the own unit's, as its form was opened; the services refuse another unit's."""
    record = _opened(announcement_id)
    announcements.ensure_managed(db.session(), current_actor(), record)
    claim(record, request.form.get("version_id"))
    return record


@bp.get("/<int:announcement_id>/edit")
@requires(Ability.ANNOUNCEMENT_MANAGE)
def edit(announcement_id: int) -> ResponseReturnValue:
    record = _opened(announcement_id)
    announcements.ensure_managed(db.session(), current_actor(), record, draft=True)
    form = AnnouncementForm(formdata=None)
    form.fill(announcements.entry_of(record))
    return _form_page(form, record)


@bp.post("/<int:announcement_id>")
@requires(Ability.ANNOUNCEMENT_MANAGE)
@writes
def update(announcement_id: int) -> ResponseReturnValue:
    """Change a draft."""
    return _save(_managed(announcement_id))


@bp.get("/<int:announcement_id>")
@requires(Ability.ANNOUNCEMENT_READ)
def show(announcement_id: int) -> ResponseReturnValue:
    return _page(_opened(announcement_id))


def _page(record: Announcement, **typed: Any) -> str:
    """One announcement; typed: the form of a withdrawal with its errors, what stands against publishing."""
    actor, session = current_actor(), db.session()
    facts = announcements.facts(session, actor, record)
    values = {"withdraw_form": ReasonForm(formdata=None), "publish_form": ReasonForm(formdata=None), **typed}
    follows = record.published_at is not None and may(Ability.ANNOUNCEMENT_FOLLOW, facts)
    manages = may(Ability.ANNOUNCEMENT_MANAGE, facts)
    writable = manages and record.published_at is None and record.withdrawn_at is None
    places = session.scalars(visible(Region, actor).where(Region.code.in_(record.places.split()))).all()
    return render_template(
        "announcements/show.html",
        record=record,
        groups=[label(group) for group in Group if group in record.group_set],
        roles=[label(role) for role in Role if role in record.role_set],
        places=places,
        may_receive=announcements.may_receive(session, actor, record),
        receipt=announcements.receipt_of(session, actor, record),
        manages=manages and record.withdrawn_at is None,
        reach=len(announcements.addressed(session, actor, record)) if writable else 0,
        writable=writable,
        follow=_followed(actor, record) if follows else None,
        nudge=nudges.offer_for(session, actor, record),
        **values,
    )


def _followed(actor: Actor, record: Announcement) -> dict[str, Any]:
    """Who has taken note: counts, and a page of units with their people."""
    session, state = db.session(), request.args.get("state", "")
    read = {"read": True, "unread": False}.get(state)
    units = announcement_receipts.units_of(actor, record, read)
    page: Page[Any] = paginate(session, units, request.args, {"place": Unit.region_code}, "place")
    every, by_place = announcement_receipts.tallies(session, record)
    subject = announcements.subject_of(record)
    return {
        "page": page,
        "every": every,
        "places": by_place,
        "readers": announcement_receipts.readers(session, record, page.items, clock.today()),
        "mark": next(iter(nudge_marks.marks(session, [subject]).values()), None),
    }


def _move(
    announcement_id: int, act: Callable[[Announcement], object], done: str, form: str
) -> ResponseReturnValue:
    """Act on one of the own unit's and say so; a refusal brings back its form on the page."""
    record = _managed(announcement_id)
    try:
        act(record)
    except Refused as refused:
        db.session.rollback()
        typed = ReasonForm()
        refuse(typed, refused.problems)
        return _page(_opened(announcement_id), **{form: typed}), 422
    flash(done, "success")
    return redirect(url_for("announcements.show", announcement_id=announcement_id))


@bp.post("/<int:announcement_id>/publish")
@requires(Ability.ANNOUNCEMENT_MANAGE)
@writes
def publish(announcement_id: int) -> ResponseReturnValue:
    """Send a draft to its addressees."""
    actor = current_actor()
    return _move(
        announcement_id,
        lambda record: announcements.publish(db.session(), actor, record),
        _("已发布,接收单位已收到通知。"),
        "publish_form",
    )


@bp.post("/<int:announcement_id>/withdraw")
@requires(Ability.ANNOUNCEMENT_MANAGE)
@writes
def withdraw(announcement_id: int) -> ResponseReturnValue:
    """Take one back with a reason."""
    actor, reason = current_actor(), request.form.get("reason", "")[:1000]
    return _move(
        announcement_id,
        lambda record: announcements.withdraw(db.session(), actor, record, reason),
        _("已撤回这份通知公告。"),
        "withdraw_form",
    )


@bp.post("/<int:announcement_id>/receipt")
@requires(Ability.ANNOUNCEMENT_RECEIVE)
@writes
def receive(announcement_id: int) -> ResponseReturnValue:
    """Take note; pressed twice it stays with the first."""
    announcements.receive(db.session(), current_actor(), _opened(announcement_id))
    flash(_("已签收这份通知公告。"), "success")
    return redirect(url_for("announcements.show", announcement_id=announcement_id))


@bp.post("/<int:announcement_id>/nudge")
@requires(Ability.ANNOUNCEMENT_MANAGE)
@writes
def press(announcement_id: int) -> ResponseReturnValue:
    """Press the units that have not taken note."""
    record = _opened(announcement_id)
    word = request.form.get("word", "")
    return sent(
        lambda: nudges.press_readers(db.session(), current_actor(), record, word),
        "announcements.show",
        announcement_id=announcement_id,
    )
