"""`flask ranking`: a table counted again from what was frozen with it, and written out for others to count."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from portal.cli.ranking import ranking as commands
from portal.domain.ranking_facts import TABLES, columns_of
from portal.services import rankings
from portal.services.rankings import Typed
from tests.factories import World
from tests.ranked import FIRST, TOTALS, drawn, line, metric, published


def run(app: Flask, *arguments: str) -> Result:
    """Run a command."""
    return app.test_cli_runner().invoke(commands, list(arguments))


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a csv file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_published_table_agrees(app: Flask, session: Session, world: World) -> None:
    held = published(session, world)
    session.commit()
    done = run(app, "verify", str(held.id))
    assert done.exit_code == 0, done.output
    assert f"ranking {held.id}: 2020 county no. 1 as of 2020-06-15" in done.output
    assert f"digest: {held.digest}" in done.output
    assert done.output.endswith("all agrees\n")


def test_one_changed_figure_fails_and_its_place_is_named(app: Flask, session: Session, world: World) -> None:
    held = published(session, world)
    rankings.value_of(line(held, FIRST), "coverage").numerator = 5
    session.commit()
    done = run(app, "verify", str(held.id))
    assert done.exit_code == 1
    assert f"{FIRST} coverage: stored 5/5, counted again 4/5" in done.output
    assert f"{FIRST} total: stored 6133, counted again 6667" in done.output
    assert f"digest: stored {held.digest}, counted again " in done.output


def test_a_draft_is_counted_again_too(app: Flask, session: Session, world: World) -> None:
    held = drawn(session, world)
    session.commit()
    done = run(app, "verify", str(held.id))
    assert (done.exit_code, "digest: none, not published" in done.output) == (0, True)


def test_a_number_without_a_ranking_is_said(app: Flask, session: Session, tmp_path: Path) -> None:
    for words in (("verify", "999"), ("export", "999", str(tmp_path))):
        done = run(app, *words)
        assert done.exit_code == 1
        assert "no ranking 999" in done.output


def test_the_export_holds_rows_rules_values_and_results(
    app: Flask, session: Session, world: World, tmp_path: Path
) -> None:
    held = drawn(session, world)
    typed = Typed(3, 4, "收文登记,第1号")
    rankings.type_value(session, world.actor(session, "center"), line(held, FIRST), metric(held, "reports_on_time"), typed)  # fmt: skip
    session.commit()
    folder = tmp_path / "new" / "folder"
    done = run(app, "export", str(held.id), str(folder))
    assert done.exit_code == 0, done.output
    counts = json.loads(done.output)
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == columns_of(table)
        assert len(rows(folder / f"{table}.csv")) == counts[table]
    assert counts["projects"] == 13
    rules = json.loads((folder / "rules.json").read_text("utf-8"))
    assert (rules["level"], rules["as_of"], rules["rules"]["least_judged"]) == ("county", "2020-06-15", 10)
    (value,) = [r for r in rows(folder / "values.csv") if r["typed"] == "True"]
    assert (value["unit"], value["numerator"], value["denominator"], value["proof"]) == (
        FIRST,
        "3",
        "4",
        "收文登记,第1号",
    )
    results = {row["unit"]: row for row in rows(folder / "results.csv")}
    assert len(results) == len(held.rows)
    for code in TOTALS:
        assert (results[code]["total"], results[code]["place"]) == (
            str(line(held, code).total),
            str(line(held, code).place),
        )
    assert (results["653223"]["total"], results["653223"]["absence"]) == ("", "no_projects")
