"""Log in, log out, language, role, one's own settings."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import login_user, logout_user
from sqlalchemy import select

from portal import clock, security
from portal.access.actor import (
    ROLE_KEY,
    actor_or_none,
    assignments_today,
    current_actor,
    delegations_today,
    lent_key,
    signed_in_user,
)
from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.i18n import LANGUAGE_KEY, LANGUAGES, named
from portal.labels import label
from portal.messages import sentence
from portal.models import User
from portal.services import accounts, notices
from portal.web.forms.account import LanguageForm, LoginForm, PasswordForm
from portal.web.navigation import home_endpoint
from portal.web.transaction import writes, writes_also

bp = Blueprint("account", __name__)

BEFORE_PASSWORD = frozenset(
    {
        "account.profile",
        "account.save_profile",
        "account.change_password",
        "account.set_language",
        "account.logout",
        "health.live",
        "health.ready",
        "static",
    }
)
"""All that an account with a password set by somebody else reaches before it has its own."""


@bp.before_app_request
def own_password_first() -> ResponseReturnValue | None:
    """Lead to the password page those who still use a password that another person knows."""
    if request.endpoint is None or request.endpoint in BEFORE_PASSWORD:
        return None
    user = signed_in_user()
    if user is None or not user.must_change_password:
        return None
    return redirect(url_for("account.profile", _anchor="password-title"))


def safe_next(target: str | None) -> str | None:
    """A path of this portal to go on to, None for anything that leads elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


@bp.get("/")
@requires(Ability.SIGNED_IN)
def start() -> ResponseReturnValue:
    return redirect(url_for(home_endpoint(current_actor())))


@bp.get("/login")
@requires(Ability.PUBLIC)
def login() -> ResponseReturnValue:
    if actor_or_none() is not None:
        return redirect(url_for("account.start"))
    return _login_page(LoginForm())


@bp.post("/login")
@requires(Ability.PUBLIC)
@writes_also(422)
def enter() -> ResponseReturnValue:
    form = LoginForm()
    keys = security.throttle_keys(form.username.data or "", request.remote_addr or "")
    if minutes := security.blocked_until(db.session, keys):
        form.username.errors = [_("登录失败次数过多,请在 %(num)s 分钟后再试。", num=minutes)]
        return _login_page(form), 429
    if not form.validate_on_submit():
        return _login_page(form), 422
    user = db.session.scalars(select(User).where(User.username == form.username.data.strip())).one_or_none()
    if not accounts.check_password(user, form.password.data):
        security.note_failure(
            db.session, keys, current_app.config["LOGIN_FAILURES_ALLOWED"], current_app.config["LOGIN_BLOCK"]
        )
        form.password.errors = [_("用户名或密码不正确。请核对大小写后重新输入。")]
        return _login_page(form), 422
    return _begin(user, keys)


def _begin(user: User | None, keys: list[str]) -> ResponseReturnValue:
    assert user is not None  # noqa: S101 - check_password is False for nobody
    language = session.get(LANGUAGE_KEY)
    after = safe_next(request.args.get("next"))
    session.clear()
    login_user(user)
    security.begin_session()
    security.note_success(db.session, keys)
    session[LANGUAGE_KEY] = language or user.language
    user.last_login_at = clock.now()
    if not assignments_today(user):
        logout_user()
        form = LoginForm()
        form.username.errors = [_("该账号目前没有任何身份,请联系本单位的系统管理员授权。")]
        return _login_page(form), 403
    return redirect(after or url_for("account.start"))


def _login_page(form: LoginForm) -> str:
    return render_template(
        "account/login.html",
        form=form,
        demo_accounts=accounts.demo_accounts(db.session) if current_app.config["DEMO"] else None,
    )


@bp.post("/logout")
@requires(Ability.PUBLIC)
def logout() -> ResponseReturnValue:
    language = session.get(LANGUAGE_KEY)
    logout_user()
    session.clear()
    if language:
        session[LANGUAGE_KEY] = language
    return redirect(url_for("account.login"))


@bp.post("/language")
@requires(Ability.PUBLIC)
@writes
def set_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session[LANGUAGE_KEY] = chosen
        user = signed_in_user()
        if user is not None:
            user.language = chosen
    return redirect(safe_next(request.form.get("next")) or url_for("account.start"))


@bp.post("/role")
@requires(Ability.SIGNED_IN)
def switch_role() -> ResponseReturnValue:
    user = signed_in_user()
    wanted = request.form.get("assignment", "")
    if user is not None and any(str(a.id) == wanted for a in assignments_today(user)):
        session[ROLE_KEY] = int(wanted)
    elif user is not None and any(lent_key(d) == wanted for d in delegations_today(user)):
        session[ROLE_KEY] = wanted
    return redirect(url_for("account.start"))


@bp.post("/notices/read")
@requires(Ability.SIGNED_IN)
@writes
def read_notices() -> ResponseReturnValue:
    actor = current_actor()
    notices.mark_read(db.session, actor, list(db.session.scalars(notices.unread(actor))))
    return redirect(url_for("account.start"))


@bp.get("/profile")
@requires(Ability.SIGNED_IN)
def profile() -> ResponseReturnValue:
    return _profile_page(LanguageForm(), PasswordForm())


@bp.post("/profile")
@requires(Ability.SIGNED_IN)
@writes
def save_profile() -> ResponseReturnValue:
    form = LanguageForm()
    user = signed_in_user()
    if user is None or not form.validate_on_submit():
        return _profile_page(form, PasswordForm()), 422
    user.language = form.language.data
    session[LANGUAGE_KEY] = form.language.data
    flash(pgettext("word", "已保存。"), "success")
    return redirect(url_for("account.profile"))


@bp.post("/profile/password")
@requires(Ability.SIGNED_IN)
@writes
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    user = signed_in_user()
    if user is None or not form.validate_on_submit():
        return _profile_page(LanguageForm(), form), 422
    if not accounts.check_password(user, form.current.data):
        form.current.errors = [_("当前密码不正确,请重新输入。")]
        return _profile_page(LanguageForm(), form), 422
    first = user.must_change_password
    try:
        accounts.set_password(db.session, current_actor(), user, form.new.data)
    except accounts.AccountError as error:
        form.new.errors = [sentence(p) for p in error.problems]
        return _profile_page(LanguageForm(), form), 422
    login_user(user)
    flash(_("密码已修改,其他设备上的登录已退出。"), "success")
    return redirect(url_for("account.start" if first else "account.profile"))


def _profile_page(form: LanguageForm, password_form: PasswordForm) -> str:
    user = signed_in_user()
    rows = [
        {"unit_name": named(a.unit), "role_label": label(a.role), "since": a.starts_on, "until": a.ends_on}
        for a in (assignments_today(user) if user else [])
    ]
    if not form.is_submitted() and user is not None:
        form.language.data = user.language
    return render_template(
        "account/profile.html",
        form=form,
        password_form=password_form,
        assignments=rows,
        must_change=user is not None and user.must_change_password,
    )
