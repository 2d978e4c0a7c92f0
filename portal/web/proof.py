"""Papers put to the proof: the check page that everybody reaches, and the register of issued papers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, or_
from sqlalchemy.orm import Session, joinedload

from portal import security
from portal.access.actor import actor_or_none, current_actor
from portal.access.guards import ensure, requires
from portal.access.scope import fetch, visible
from portal.domain.facts import Facts
from portal.domain.papers import PaperKind, PaperState, grouped, tidy, well_formed
from portal.domain.permissions import Ability
from portal.domain.roles import Actor
from portal.extensions import db
from portal.models import (
    Announcement,
    Base,
    Bulletin,
    ConcentratedReview,
    Filing,
    Handover,
    IssuedPaper,
    Order,
    Ranking,
    Report,
    Review,
)
from portal.services import issued_papers
from portal.services.workflow import Refused
from portal.web.forms.papers import CheckForm, RevokeForm
from portal.web.forms.refusals import refuse
from portal.web.listing import paginate
from portal.web.notice_rows import page_of
from portal.web.transaction import in_own_transaction, writes

bp = Blueprint("proof", __name__)

RECORDS: dict[str, type[Base]] = {
    "filing": Filing,
    "order": Order,
    "bulletin": Bulletin,
    "concentrated": ConcentratedReview,
    "handover": Handover,
    "ranking": Ranking,
    "circular": Ranking,
    "report": Report,
    "announcement": Announcement,
}
"""The record behind a subject; its page is the one that notices lead to."""


@bp.get("/check")
@requires(Ability.PUBLIC)
def form() -> ResponseReturnValue:
    """Where a code is typed."""
    typed = tidy(request.args.get("code", ""))[:40]
    return redirect(url_for("proof.show", code=typed)) if typed else _page(CheckForm(formdata=None))


@bp.get("/check/<code>")
@requires(Ability.PUBLIC)
def show(code: str) -> ResponseReturnValue:
    """What becomes of a code: the paper's standing, and without a log-in nothing of what it says."""
    wanted, form = tidy(code)[:40], CheckForm(formdata=None)
    form.code.data = grouped(wanted)
    keys = [f"address:check:{request.remote_addr or ''}"]
    if minutes := security.blocked_until(db.session, keys):
        form.code.errors = [_("查验失败次数过多,请在 %(num)s 分钟后再试。", num=minutes)]
        return _page(form), 429
    if not well_formed(wanted):
        said = _(
            "查验码“%(text)s”不完整或有错字。请对照文书上的 16 个字母和数字重新输入。", text=grouped(wanted)
        )
        form.code.errors = [said]
        return _page(form), 422
    if (found := issued_papers.standing(db.session(), wanted)) is None:
        in_own_transaction(lambda session: _count(session, keys))
        return _page(form, unknown=grouped(wanted)), 404
    return _page(form, found=found, link=_link(found.paper))


def _count(session: Session, keys: list[str]) -> None:
    config = current_app.config
    security.note_failure(session, keys, config["LOGIN_FAILURES_ALLOWED"], config["LOGIN_BLOCK"])


def _page(form: CheckForm, **found: Any) -> str:
    return render_template("papers_register/check.html", form=form, grouped=grouped, **found)


def _link(paper: IssuedPaper) -> str | None:
    """The page of the record behind a paper, for whoever may see it."""
    actor = actor_or_none()
    return record_link(actor, paper) if actor is not None else None


def record_link(actor: Actor, paper: IssuedPaper) -> str | None:
    """The page of the record behind a paper; None where it does not exist for the actor."""
    kind, _colon, rest = paper.subject.partition(":")
    identity = int(rest.partition(":")[0])
    if kind == "review":
        filing = (
            visible(Filing, actor).join(Review, Review.filing_id == Filing.id).where(Review.id == identity)
        )
        kind, identity = "filing", db.session.scalar(filing.with_only_columns(Filing.id)) or 0
    model = RECORDS[kind]
    key = model.__mapper__.primary_key[0]
    if db.session.scalar(visible(model, actor).where(key == identity).with_only_columns(key)) is None:
        return None
    return page_of(f"{kind}:{identity}")


def _asked(query: Select[Any]) -> Select[Any]:
    """Narrow the register by the query string; other words narrow nothing."""
    if (kind := request.args.get("kind", "")) in set(PaperKind):
        query = query.where(IssuedPaper.kind == PaperKind(kind))
    match request.args.get("state", ""):
        case PaperState.VALID:
            query = query.where(IssuedPaper.superseded_at.is_(None), IssuedPaper.revoked_at.is_(None))
        case PaperState.SUPERSEDED:
            query = query.where(IssuedPaper.superseded_at.is_not(None), IssuedPaper.revoked_at.is_(None))
        case PaperState.REVOKED:
            query = query.where(IssuedPaper.revoked_at.is_not(None))
    if words := request.args.get("q", "").strip()[:60]:
        code = IssuedPaper.code == tidy(words)
        query = query.where(or_(IssuedPaper.number.contains(words, autoescape=True), code))
    return query


@bp.get("/papers/register")
@requires(Ability.PAPER_READ)
def register() -> ResponseReturnValue:
    """Every paper that was issued: the own unit's, or all for those who read everything."""
    page = paginate(
        db.session,
        _asked(visible(IssuedPaper, current_actor())),
        request.args,
        {"issued": IssuedPaper.issued_at, "number": IssuedPaper.number},
        "-issued",
        options=(joinedload(IssuedPaper.unit), joinedload(IssuedPaper.issuer)),
    )
    return render_template(
        "papers_register/index.html",
        page=page,
        grouped=grouped,
        kinds=list(PaperKind),
        states=list(PaperState),
    )


def _opened(paper_id: int) -> IssuedPaper:
    return fetch(db.session, IssuedPaper, current_actor(), paper_id)


def _paper_page(paper: IssuedPaper, form: RevokeForm) -> str:
    actor = current_actor()
    others = visible(IssuedPaper, actor).where(IssuedPaper.subject == paper.subject)
    return render_template(
        "papers_register/show.html",
        paper=paper,
        form=form,
        grouped=grouped,
        versions=list(db.session.scalars(others.order_by(IssuedPaper.version.desc()))),
        link=record_link(actor, paper),
    )


@bp.get("/papers/register/<int:paper_id>")
@requires(Ability.PAPER_READ)
def entry(paper_id: int) -> ResponseReturnValue:
    """One paper with the other versions of its record."""
    return _paper_page(_opened(paper_id), RevokeForm(formdata=None))


@bp.post("/papers/register/<int:paper_id>/revoke")
@requires(Ability.PAPER_REVOKE)
@writes
def revoke(paper_id: int) -> ResponseReturnValue:
    """Revoke a paper: the check page says so from now on, with the reason."""
    paper, form = _opened(paper_id), RevokeForm()
    ensure(Ability.PAPER_REVOKE, Facts())
    try:
        issued_papers.revoke(db.session(), current_actor(), paper, form.reason.data or "")
    except Refused as refused:
        refuse(form, refused.problems)
        return _paper_page(paper, form), 422
    flash(_("文书已作废,查验时会显示作废日期和原因。"), "success")
    return redirect(url_for("proof.entry", paper_id=paper.id))
