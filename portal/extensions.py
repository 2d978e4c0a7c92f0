"""Extension objects, created once and bound to an app by create_app, and how connections begin.

SQLite is the embedded default. Its driver would lose updates under threads (read, then write in one deferred
transaction), so transactions are begun here: IMMEDIATE for anything that may write, deferred for reads.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all mapped classes; every constraint gets a name so that migrations can address it."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
compress = Compress()

read_only: ContextVar[bool] = ContextVar("read_only", default=False)
"""True while a request that cannot write is served; its SQLite transaction then takes no write lock."""


def install_sqlite_hooks(engine: Engine) -> None:
    """Make SQLite safe under threads: WAL, own BEGIN, foreign keys, a busy timeout. Other databases are left alone."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 20000")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # 8 MB for the pages of a connection and as much for each sort: more was measured to be no faster.
        cursor.execute("PRAGMA cache_size = -8000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only.get() else "BEGIN IMMEDIATE")
