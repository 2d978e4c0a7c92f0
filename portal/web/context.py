"""What every template may use."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access.actor import (
    actor_or_none,
    assignments_today,
    delegations_today,
    lent_key,
    signed_in_user,
)
from portal.access.guards import may
from portal.domain.regions import level_of
from portal.extensions import db, login_manager
from portal.i18n import DIRECTIONS, language, named
from portal.labels import event, label
from portal.labels.supervision import THINGS
from portal.messages import sentence
from portal.models import Assignment, Delegation, User
from portal.web.due_rules import round_lock, why_filing, why_order, why_round
from portal.web.navigation import navigation_for
from portal.web.standing import days_left
from portal.web.words import init_words


@lru_cache(maxsize=512)
def _stamp(path: str, _modified: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """Address of a static file with a stamp of its content, so that browsers may keep it for a year."""
    path = Path(str(current_app.static_folder)) / name
    modified = int(path.stat().st_mtime) if path.exists() else 0
    return url_for("static", filename=name, v=_stamp(str(path), modified) if modified else "0")


def role_switch() -> list[tuple[int | str, str, bool]]:
    """(key, words, chosen) of the roles the person holds today and of those lent to him or her."""
    actor = actor_or_none()
    user = signed_in_user()
    if actor is None or user is None:
        return []
    lent = actor.delegation_id
    own: list[tuple[int | str, str, bool]] = [
        (a.id, f"{label(a.role)} · {named(a.unit)}", lent is None and a.id == actor.assignment_id)
        for a in assignments_today(user)
    ]
    borrowed = [
        (
            lent_key(d),
            _("%(role)s（代%(name)s）", role=label(d.assignment.role), name=d.lender.full_name),
            d.id == lent,
        )
        for d in delegations_today(user)
    ]
    return own + borrowed


def init_context(app: Flask) -> None:
    """Give templates their globals and the log-in manager its loader."""

    @login_manager.user_loader
    def load_user(identity: str) -> User | None:
        user_id, _dot, version = identity.partition(".")
        if not (user_id.isascii() and user_id.isdigit() and len(user_id) < 10):
            return None
        # The account with its roles and units: one statement a request.
        query = (
            select(User)
            .where(User.id == int(user_id))
            .options(
                joinedload(User.assignments).joinedload(Assignment.unit),
                joinedload(User.borrowed).options(
                    joinedload(Delegation.lender),
                    joinedload(Delegation.assignment).joinedload(Assignment.unit),
                ),
            )
        )
        user = db.session.scalars(query).unique().one_or_none()
        return user if user and user.active and str(user.session_version) == version else None

    @app.context_processor
    def words() -> dict[str, Any]:
        code = language()
        # The page of a fault must come even where the database is what failed: nobody is looked up for it.
        actor = None if "fault" in g else actor_or_none()
        return {
            "lang": code,
            "dir": DIRECTIONS[code],
            "other_language": "ug" if code == "zh" else "zh",
            "actor": actor,
            "actor_unit": (actor.unit_name_ug if code == "ug" and actor.unit_name_ug else actor.unit_name_zh)
            if actor
            else "",
            "navigation": navigation_for(actor) if actor else [],
            "role_switch": role_switch() if actor else [],
            "today": clock.today(),
        }

    app.jinja_env.globals.update(
        asset=asset,
        label=label,
        things=THINGS,
        event=event,
        sentence=sentence,
        problem_text=sentence,
        may=may,
        daysleft=days_left,
        why_filing=why_filing,
        why_round=why_round,
        why_order=why_order,
        round_lock=round_lock,
        named=named,
        level_of=level_of,
        Markup=Markup,
    )
    init_words(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def wants_fragment() -> bool:
    """True where a script asks for a part of a page."""
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With"))
