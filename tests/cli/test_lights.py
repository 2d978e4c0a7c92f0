"""`flask lights check` finds and writes nothing; `flask sweep` brings in step and can be repeated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.domain.alerts import Rule
from portal.extensions import db
from portal.models import Light
from tests.factories import World
from tests.lit import pay


@pytest.fixture
def overpaid(app: Flask, world: World) -> int:
    """A project with more paid than it has."""
    with app.app_context():
        project = world.project(db.session(), "own")
        pay(db.session(), project, project.total_fen + 1)
        db.session.commit()
        return project.id


def run(app: Flask, *words: str) -> str:
    """What a command prints."""
    result = app.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 0, result.output
    return result.output


def lights(app: Flask) -> int:
    """How many are stored."""
    with app.app_context():
        return db.session.scalar(select(func.count(Light.id))) or 0


def test_check_counts_every_rule_and_writes_nothing(app: Flask, overpaid: int) -> None:
    counts = dict(line.split(": ") for line in run(app, "lights", "check", "--on", "2020-06-15").splitlines())
    assert list(counts) == [rule.value for rule in Rule]
    assert counts["P03"] == "1"
    assert lights(app) == 0


def test_check_as_json_names_project_rule_place_and_what_the_sentence_needs(
    app: Flask, overpaid: int
) -> None:
    found: dict[str, Any] = json.loads(run(app, "lights", "check", "--json", "--on", "2020-07-02"))
    assert found["on"] == "2020-07-02"
    assert sum(found["rules"].values()) == len(found["lights"])
    [paid] = [row for row in found["lights"] if row["rule"] == "P03"]
    assert (paid["project"], paid["colour"], paid["kind"]) == (overpaid, "red", "paid_over_total")
    assert set(paid["params"]) == {"paid", "total"}


def test_a_second_sweep_of_a_day_changes_nothing(app: Flask, overpaid: int) -> None:
    first = run(app, "sweep", "--on", "2020-07-02")
    assert "lit: 0" not in first
    held = lights(app)
    assert "lit: 0, changed: 0, come back: 0, gone out: 0\nreminders: 0" in run(
        app, "sweep", "--on", "2020-07-02"
    )
    assert lights(app) == held > 0


def test_a_day_that_is_none_is_said(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["sweep", "--on", "2020-02-30"])
    assert result.exit_code == 2
    assert "2020-02-30" in result.output
