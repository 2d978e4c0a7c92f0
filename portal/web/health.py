"""Whether the portal is alive and ready, for those who run it. Says nothing about content."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.access.guards import requires
from portal.domain.permissions import Ability
from portal.extensions import db

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
@requires(Ability.PUBLIC)
def live() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.get("/ready")
@requires(Ability.PUBLIC)
def ready() -> ResponseReturnValue:
    try:
        revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return jsonify(status="no database"), 503
    return jsonify(status="ok", migration=revision)
