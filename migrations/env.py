"""How Alembic reaches the portal's database."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from portal.models import Base
from portal.models.base import Code, UtcDateTime

engine = current_app.extensions["migrate"].db.engine


def plain(kind: str, item: Any, _context: Any) -> str | bool:
    """Write the portal's own column types as what the database holds."""
    if kind == "type" and isinstance(item, Code):
        return f"sa.String(length={item.impl_instance.length})"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def run() -> None:
    """Run migrations on the app's engine, in batches so that SQLite can alter tables."""
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plain,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
