"""What every answer and every log-in is subject to: CSP with a nonce, headers, throttling, session limits."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Flask, Response, current_app, g, request, session
from flask_login import logout_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.models import LoginAttempt

POLICY = (
    "default-src 'self'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)

SEEN_KEY = "seen"
SINCE_KEY = "since"


def csp_nonce() -> str:
    """The nonce of this answer's scripts, made on first use."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(response: Response) -> Response:
    """Security headers on every answer; private pages are never stored by a cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def begin_session() -> None:
    """Stamp a fresh session at log-in."""
    moment = int(clock.now().timestamp())
    session[SINCE_KEY] = session[SEEN_KEY] = moment
    session.permanent = True


def end_stale_session() -> None:
    """Log out a session that was idle too long or is older than its longest life."""
    if request.endpoint == "static" or SEEN_KEY not in session:
        return
    moment = int(clock.now().timestamp())
    idle: timedelta = current_app.config["SESSION_IDLE"]
    life: timedelta = current_app.permanent_session_lifetime
    if (
        moment - session[SEEN_KEY] > idle.total_seconds()
        or moment - session[SINCE_KEY] > life.total_seconds()
    ):
        language = session.get("language")
        logout_user()
        session.clear()
        if language:
            session["language"] = language
    elif moment - session[SEEN_KEY] > 60:
        session[SEEN_KEY] = moment


def throttle_keys(username: str, address: str) -> list[str]:
    """What failed log-ins are counted by: the account name and the address they come from."""
    return [f"name:{username.strip().lower()[:60]}", f"address:{address[:60]}"]


def _attempt(db_session: Session, key: str) -> LoginAttempt | None:
    return db_session.scalars(select(LoginAttempt).where(LoginAttempt.key == key)).one_or_none()


def blocked_until(db_session: Session, keys: list[str]) -> int:
    """Minutes until the next try is allowed, 0 where it is allowed now."""
    moment = clock.now()
    waits = [
        (attempt.blocked_until - moment).total_seconds()
        for key in keys
        if (attempt := _attempt(db_session, key)) and attempt.blocked_until and attempt.blocked_until > moment
    ]
    return -int(-max(waits) // 60) if waits else 0


def note_failure(db_session: Session, keys: list[str], allowed: int, block: timedelta) -> None:
    """Count a failed log-in; too many block the key. An address is allowed ten times as many as a name."""
    moment = clock.now()
    for key in keys:
        attempt = _attempt(db_session, key)
        if attempt is None:
            attempt = LoginAttempt(key=key, failures=0, last_failure_at=moment)
            db_session.add(attempt)
        if moment - attempt.last_failure_at > block:
            attempt.failures = 0
        attempt.failures += 1
        attempt.last_failure_at = moment
        limit = allowed * (10 if key.startswith("address:") else 1)
        if attempt.failures >= limit:
            attempt.blocked_until = moment + block
            attempt.failures = 0
    db_session.flush()


def note_success(db_session: Session, keys: list[str]) -> None:
    """Forget the failures of an account name after a successful log-in."""
    attempt = _attempt(db_session, keys[0])
    if attempt is not None:
        db_session.delete(attempt)
        db_session.flush()


def init_security(app: Flask) -> None:
    """Bind headers and session limits to an app."""
    app.before_request(end_stale_session)
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
