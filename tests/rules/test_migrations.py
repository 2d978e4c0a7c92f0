"""Migrations lead up to the models and down again, on either database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import MetaData, Table, inspect, text

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


ORDERED = (
    "region", "unit", "user_account", "plan", "project_type", "fund_category", "project", "light", "rectification_order",
)  # fmt: skip
"""Tables that an order on a light needs a row of, the referred ones first."""

TYPED: dict[tuple[str, str], object] = {
    ("region", "level"): "region",
    ("plan", "status"): "active",
    ("light", "status"): "lit",
    ("rectification_order", "light_id"): 1,
}
WORDS = {"level": "county", "owner_level": "county", "status": "draft", "language": "zh"}


def _row(table: Table) -> dict[str, object]:
    """A row with what the table asks for: 1, a day, or a code that all of them share."""
    values: dict[str, object] = {}
    for column in table.columns:
        if (table.name, column.name) in TYPED:
            values[column.name] = TYPED[table.name, column.name]
        elif not column.nullable:
            kind, moment = column.type.python_type, datetime(2020, 1, 1)  # noqa: DTZ001 - as the database keeps it
            words = WORDS.get(column.name, "650000")
            values[column.name] = {str: words, date: moment.date(), datetime: moment, bool: False}.get(
                kind, 1
            )
    return values


def test_an_order_keeps_its_light_when_lights_are_written_anew(empty_app: Flask) -> None:
    with empty_app.app_context():
        where, scripts = alembic(empty_app), ScriptDirectory(str(ROOT / "migrations"))
        (funds,) = (script for script in scripts.walk_revisions() if script.revision.endswith("_funds"))
        before = str(funds.down_revision)
        command.upgrade(where, before)
        held = MetaData()
        held.reflect(db.engine)
        with db.engine.begin() as connection:
            for name in ORDERED:
                connection.execute(held.tables[name].insert().values(_row(held.tables[name])))
        for move, to in ((command.upgrade, funds.revision), (command.downgrade, before)):
            move(where, to)
            with db.engine.connect() as connection:
                assert connection.execute(
                    text("SELECT light_id FROM rectification_order")
                ).scalars().all() == [1]
                assert connection.execute(text("SELECT project_id FROM light")).scalars().all() == [1]


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
