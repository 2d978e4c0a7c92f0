"""Alive and ready are two questions; neither answer says anything about content."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

import config
from portal import create_app
from portal.extensions import db


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    """The portal before its first migration."""
    settings = config.TestingConfig()
    settings.INSTANCE = str(tmp_path)
    settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    return create_app(settings)


@pytest.fixture
def client(fresh: Flask) -> FlaskClient:
    """Nobody signed in."""
    return fresh.test_client()


def test_alive_does_not_ask_the_database(client: FlaskClient) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_database_without_a_migration_is_not_ready(client: FlaskClient) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "no database"})


def test_ready_names_the_migration_of_the_database(fresh: Flask, client: FlaskClient) -> None:
    with fresh.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('001')"))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "migration": "001"})


def test_health_needs_no_account_and_sets_no_cookie(client: FlaskClient) -> None:
    for path in ("/health/live", "/health/ready"):
        assert "Set-Cookie" not in client.get(path).headers
