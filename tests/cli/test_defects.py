"""`flask demo --defects`: what is planted is found, what is nearly one stays dark, and no rule is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.cli.demo_world.defects import CASES
from portal.domain.alerts import SENTENCE_CODES, Rule
from tests.demo_portal import STANDS_ON, close, empty_portal

Rows = list[dict[str, Any]]
CAST = 4
"""Other projects of the world: as few as there may be, for the planted ones are what is looked at."""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rows, dict[str, Any]]]:
    """The manifest that the command wrote, and what `flask lights check --json` found."""
    folder = tmp_path_factory.mktemp("defects")
    app = empty_portal(str(folder))
    with clock.frozen(STANDS_ON):
        made = app.test_cli_runner().invoke(args=["demo", "--projects", str(CAST), "--defects"])
        assert made.exit_code == 0, made.output
        found = app.test_cli_runner().invoke(args=["lights", "check", "--json"])
    assert found.exit_code == 0, found.output
    manifest = json.loads((Path(folder) / "defects.json").read_text(encoding="utf-8"))
    yield manifest, json.loads(found.output)
    close(app)


def stands_on(light: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a light is on the fund that a row of the manifest names, or on its project."""
    bearer = "fund" if "fund" in row else "project"
    return light.get(bearer) == row[bearer]


def test_every_planted_defect_is_found_and_no_near_miss(planted: tuple[Rows, dict[str, Any]]) -> None:
    manifest, found = planted
    for row in manifest:
        lit = [
            light["colour"]
            for light in found["lights"]
            if (light["rule"], light["kind"]) == (row["rule"], row["kind"]) and stands_on(light, row)
        ]
        assert lit == ([row["colour"]] if row["colour"] else []), row


def test_the_counts_are_those_of_the_list(planted: tuple[Rows, dict[str, Any]]) -> None:
    found = planted[1]
    for rule in Rule:
        assert found["rules"][rule] == sum(1 for light in found["lights"] if light["rule"] == rule)


def test_every_sentence_of_every_rule_is_planted_and_nearly_so() -> None:
    said = {f"alert.{case.rule}.{case.kind}" for case in CASES if case.colour}
    near = {f"alert.{case.rule}.{case.kind}" for case in CASES if not case.colour}
    assert said == near == set(SENTENCE_CODES)


def test_the_manifest_names_each_planted_project_once(planted: tuple[Rows, dict[str, Any]]) -> None:
    manifest = planted[0]
    assert len(manifest) == sum(case.copies for case in CASES)
    assert len({row["project"] for row in manifest}) == len(manifest)
    assert len({row["code"] for row in manifest}) == len(manifest)


def test_names_of_cases_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
