"""`flask ranking`: count a ranking again from what was frozen with it, and write its rows out for others to count."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from portal.domain.ranking_facts import TABLES, columns_of, plain_rows
from portal.extensions import db
from portal.models import Ranking, RankingRow, RankingSet
from portal.services import ranking_proof
from portal.services.history import canonical

ranking = AppGroup("ranking", help="Rankings of prefectures and counties.")


def _ranking(number: int) -> Ranking:
    query = (
        select(Ranking)
        .where(Ranking.id == number)
        .options(
            undefer(Ranking.facts),
            selectinload(Ranking.set).selectinload(RankingSet.metrics),
            selectinload(Ranking.rows).selectinload(RankingRow.values),
        )
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise click.ClickException(f"no ranking {number}")
    return found


@ranking.command("verify")
@click.argument("number", type=int)
def verify(number: int) -> None:
    """Exit 1 where anything in ranking NUMBER is not what its frozen rows, rules and typed values give."""
    held = _ranking(number)
    click.echo(f"ranking {held.id}: {held.plan.year} {held.level.value} no. {held.number} as of {held.as_of}")
    found = list(ranking_proof.differences(held))
    for one in found:
        click.echo(f"{one.place}: stored {one.stored}, counted again {one.again}")
    click.echo(f"digest: {held.digest or 'none, not published'}")
    click.echo("all agrees" if not found else f"{len(found)} differences")
    sys.exit(1 if found else 0)


@ranking.command("export")
@click.argument("number", type=int)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(number: int, folder: Path) -> None:
    """Write the frozen rows of ranking NUMBER as csv files into FOLDER, with rules.json, values.csv and results.csv."""
    held = _ranking(number)
    folder.mkdir(parents=True, exist_ok=True)
    facts = ranking_proof.unpack(held.facts)
    for table in TABLES:
        _write(folder / f"{table}.csv", columns_of(table), plain_rows(facts, table))
    frozen = ranking_proof.frozen(held)
    (folder / "rules.json").write_text(
        canonical({name: frozen[name] for name in ("year", "level", "as_of", "formula", "rules")}) + "\n",
        encoding="utf-8",
    )
    _write(
        folder / "values.csv",
        ["unit", "metric", "numerator", "denominator", "points", "typed", "proof"],
        [[row["code"], *value] for row in frozen["rows"] for value in row["values"]],
    )
    _write(
        folder / "results.csv",
        [
            "unit",
            "name",
            "corps",
            "zone",
            "projects",
            "before",
            "total",
            "place",
            "grade",
            "vetoed",
            "absence",
        ],
        [
            [row["code"], row["name"], *row["kind"], row["projects"], row["before"], *row["result"]]
            for row in frozen["rows"]
        ],
    )
    click.echo(json.dumps({name: len(getattr(facts, name)) for name in TABLES}))


def _write(path: Path, head: list[str], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
