"""Domain errors as answers: not visible 404, not allowed 403, illegal or stale 409, each a page in both languages."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import urlsplit

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from portal.access.actor import NoRole, NotSignedIn, signed_in_user
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.lifecycle import IllegalMove
from portal.extensions import db
from portal.services.locking import StaleRecord

log = logging.getLogger("portal.errors")

PAGES = {400, 403, 404, 409, 413, 429, 500, 503}


def page(code: int, **values: object) -> tuple[str, int]:
    """The page for a status code; others share the page of their hundred."""
    known = code if code in PAGES else (400 if code < 500 else 500)
    return render_template(f"errors/{known}.html", code=code, **values), code


def _way_back() -> str | None:
    """Where the login leads: the page asked for, or the page of the form that was sent too late.

    `restore` lets that page fill in what was typed; the browser has kept it.
    """
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came = urlsplit(request.referrer or "")
    return f"{came.path}?restore=1" if came.netloc == request.host and came.path else None


def init_errors(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(NotSignedIn)
    def not_signed_in(_error: NotSignedIn) -> ResponseReturnValue:
        if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
            return page(403)[0], 401
        return redirect(url_for("account.login", next=_way_back()))

    @app.errorhandler(NoRole)
    def no_role(_error: NoRole) -> ResponseReturnValue:
        return page(403, reason="no_role")

    @app.errorhandler(NotVisible)
    def not_visible(_error: NotVisible) -> ResponseReturnValue:
        return page(404)

    @app.errorhandler(NotAllowed)
    def not_allowed(_error: NotAllowed) -> ResponseReturnValue:
        return page(403)

    @app.errorhandler(IllegalMove)
    def illegal(error: IllegalMove) -> ResponseReturnValue:
        return page(409)

    @app.errorhandler(StaleRecord)
    def stale(error: StaleRecord) -> ResponseReturnValue:
        db.session.rollback()
        return page(409, fields=[(str(f.label), f.mine, f.theirs, f.changed) for f in error.fields])

    @app.errorhandler(StaleDataError)
    def stale_row(_error: StaleDataError) -> ResponseReturnValue:
        db.session.rollback()
        return page(409)

    @app.errorhandler(CSRFError)
    def csrf(_error: CSRFError) -> ResponseReturnValue:
        if signed_in_user() is None and request.endpoint != "account.enter":
            # The token went with the login: what is missing is the login, and it leads back to the form.
            return not_signed_in(NotSignedIn())
        return page(400, reason="csrf")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if 300 <= code < 400:
            return error
        return page(code)

    @app.errorhandler(Exception)
    def fault(error: Exception) -> ResponseReturnValue:
        db.session.rollback()
        number = secrets.token_hex(4).upper()
        about = {"number": number, "endpoint": request.endpoint, "kind": type(error).__name__}
        log.error("fault", exc_info=error, extra=about)
        if app.testing and not app.config.get("SHOW_FAULT_PAGE"):
            raise error
        g.fault = True
        return page(500, number=number)
