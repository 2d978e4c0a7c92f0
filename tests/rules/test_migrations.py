"""Migrations lead up to the models and down again, on either database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from portal.extensions import db
from portal.models import Base
from tests.private import private_app
from tests.rules.sources import ROOT


@pytest.fixture
def empty_app(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An app on an empty database of its own."""
    with private_app(app, tmp_path) as made:
        yield made


def alembic(app: Flask) -> AlembicConfig:
    """Alembic's configuration as the `flask db` commands use it."""
    found: AlembicConfig = app.extensions["migrate"].migrate.get_config(str(ROOT / "migrations"))
    return found


def tables(app: Flask) -> set[str]:
    """Tables of the app's database, the one of alembic left out."""
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_lead_up_to_the_models_and_down_to_nothing_and_up_again(empty_app: Flask) -> None:
    with empty_app.app_context():
        where = alembic(empty_app)
        command.upgrade(where, "head")
        assert tables(empty_app) == set(Base.metadata.tables)
        command.check(where)
        command.downgrade(where, "base")
        assert tables(empty_app) == set()
        command.upgrade(where, "head")
        command.check(where)


def test_migrations_are_one_numbered_line() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1
    names = sorted(p.stem for p in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [int(re.match(r"(\d{3})_[a-z0-9_]+$", n).group(1)) for n in names] == list(
        range(1, len(names) + 1)
    )  # type: ignore[union-attr]
    assert {script.revision for script in scripts.walk_revisions()} == set(names)


def test_every_migration_can_go_back() -> None:
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        body = path.read_text(encoding="utf-8").split("def downgrade")[1]
        assert "drop" in body or "batch_alter" in body, path.name
