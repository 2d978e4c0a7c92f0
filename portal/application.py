"""The application: create_app puts the rooms together, which is why this module alone loads them all."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from flask import Flask, Response, request
from sqlalchemy import inspect, select
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config, ConfigurationError
from portal import clock
from portal.admin import declared_abilities, init_admin
from portal.cli import init_cli
from portal.errors import init_errors
from portal.extensions import compress, csrf, db, install_sqlite_hooks, login_manager, migrate, read_only
from portal.i18n import init_i18n
from portal.jobs import init_jobs
from portal.logs import init_logs
from portal.models import User
from portal.packing import PackedStatic
from portal.security import init_security
from portal.web import BLUEPRINTS
from portal.web.context import init_context

ROOT = Path(__file__).resolve().parent


def create_app(config: Config) -> Flask:
    """Make an app. Raises ConfigurationError where an endpoint declares no ability, or on demo accounts in
    production."""
    app = Flask(
        __name__,
        template_folder="../templates",
        static_folder="static",
        instance_path=str(Path(config.INSTANCE)),
    )
    app.config.from_object(config)
    init_logs(app)
    if app.config["FIXED_DATE"]:
        clock.stand_on(date.fromisoformat(app.config["FIXED_DATE"]))
    _init_database(app)
    init_i18n(app)
    init_security(app)
    csrf.init_app(app)
    compress.init_app(app)
    init_context(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_admin(app)
    init_errors(app)
    init_cli(app)
    init_jobs(app)
    app.wsgi_app = PackedStatic(  # type: ignore[method-assign]
        app.wsgi_app, ROOT / "static", Path(config.INSTANCE) / "packed"
    )
    if proxies := app.config["TRUSTED_PROXIES"]:
        # Without this every county would seem to come from the proxy, and one blocked log-in would block all.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    _refuse_undeclared(app)
    _refuse_demo_accounts(app)
    return app


def _init_database(app: Flask) -> None:
    os.makedirs(app.config["INSTANCE"], exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT.parent / "migrations"), render_as_batch=True)
    # Templates know the actor, never the account: so that a page of a fault can come without the database.
    login_manager.init_app(app, add_context_processor=False)
    with app.app_context():
        for engine in db.engines.values():
            install_sqlite_hooks(engine)
    environ_key = "portal.read_only_token"

    @app.before_request
    def open_for_reading_or_writing() -> None:
        request.environ[environ_key] = read_only.set(request.method in ("GET", "HEAD", "OPTIONS"))

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        token = request.environ.pop(environ_key, None)
        if token is not None:
            read_only.reset(token)

    @app.after_request
    def nothing_left_unsaved(response: Response) -> Response:
        # A view that forgot @writes loses its changes silently; tests and developers are told.
        if app.testing and (db.session.new or db.session.dirty or db.session.deleted):
            raise RuntimeError(f"{request.endpoint} changed records without @writes")
        return response


def undeclared_endpoints(app: Flask) -> list[str]:
    """Endpoints that declare no ability."""
    known = declared_abilities(app)
    return sorted(
        name
        for name, view in app.view_functions.items()
        if name != "static" and not hasattr(view, "required_ability") and name not in known
    )


def _refuse_undeclared(app: Flask) -> None:
    if missing := undeclared_endpoints(app):
        raise ConfigurationError(f"endpoints without a declared ability: {', '.join(missing)}")


def _refuse_demo_accounts(app: Flask) -> None:
    if app.config["NAME"] != "production":
        return
    with app.app_context():
        if inspect(db.engine).has_table(User.__tablename__) and db.session.scalar(
            select(User.id).where(User.demo).limit(1)
        ):
            raise ConfigurationError(
                "this database holds demo accounts: run `PORTAL_CONFIG=demo flask demo remove-accounts`"
            )
