"""A ranking of the demo year counted a second time, from the exported files alone and by another hand: pandas over the
csv files and rules.json, nothing of the portal's formulas or measures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import actor_of
from portal.cli.ranking import ranking as commands
from portal.domain.flows.lights import LightStatus
from portal.domain.roles import Actor, Level, Role
from portal.extensions import db
from portal.models import Assignment, Light, Plan, Project, Ranking, Region, User
from portal.services import ranking_sets, rankings
from portal.services.rankings import Typed
from tests.demo_portal import STANDS_ON, demo_portal

LEVELS = (Level.PREFECTURE, Level.COUNTY)

# The files


@dataclass(frozen=True)
class Files:
    """What `flask ranking export` wrote."""

    rules: dict[str, Any]
    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name].copy()


def read(folder: Path) -> Files:
    """All files, every cell as the text it is."""
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in sorted(folder.glob("*.csv"))
    }
    return Files(json.loads((folder / "rules.json").read_text("utf-8")), tables)


# Counting


def counted(files: Files) -> pd.DataFrame:
    """Numerator and denominator by unit and measure."""
    day, level = files.rules["as_of"], files.rules["level"]
    projects = files["projects"]
    kind = projects.region.str[4:]
    county, prefecture = kind.ne("00"), kind.eq("00") & projects.region.str[2:].ne("0000")
    if level == "prefecture":
        projects["unit"] = projects.region.str[:4] + "00"
        projects = projects[county | prefecture]
    else:
        projects["unit"] = projects.region
        projects = projects[county]
    home = projects[["id", "unit"]].rename(columns={"id": "project"})
    filings, lights, orders, checks = (
        files[name].merge(home, on="project") for name in ("filings", "lights", "orders", "checks")
    )
    filings["ok"] = filings.status.eq("approved")
    filings["late"] = filings.due_on.lt(day)
    filings["sent_back"] = filings.returned.astype(int)
    target, rounds, results = (filings[filings.stage.eq(s)] for s in ("target", "monitoring", "evaluation"))
    due = target[target.late | target.ok]
    decided = filings[filings.ok | filings.sent_back.gt(0)]
    handed_in = filings[filings.submitted_on.ne("")]
    red = lights[lights.colour.eq("red")]
    shone = pd.to_datetime(red.until) - pd.to_datetime(red.lit_on)
    ended = orders[orders.closed_on.ne("") | orders.due_on.lt(day)]
    answered = ended.replied_on.where(ended.replied_on.ne(""), ended.closed_on)
    apart = (checks.declared.astype(int) - checks.checked.astype(int)).abs()
    covered = projects.id.isin(target[target.ok].project)
    found = [
        share("coverage", projects.unit, covered),
        share("targets_on_time", due.unit, due.approved_on.ne("") & due.approved_on.le(due.due_on)),
        share("approved_at_once", decided.unit, decided.ok & decided.sent_back.eq(0)),
        share("returns", handed_in.unit, handed_in.sent_back),
        share("red_lights", projects.unit, projects.id.map(red.project.value_counts()).fillna(0)),
        share("days_to_clear", red.unit, shone.dt.days),
        share("orders_on_time", ended.unit, ended.closed_on.ne("") & answered.le(ended.due_on)),
        share("repeated", orders.unit, orders.repeated.eq("True")),
        share("rounds_done", rounds[rounds.late].unit, rounds[rounds.late].ok),
        share(
            "rounds_on_time",
            rounds[rounds.late].unit,
            rounds[rounds.late].submitted_on.ne("")
            & rounds[rounds.late].submitted_on.le(rounds[rounds.late].due_on),
        ),
        share("evaluations_done", results[results.late].unit, results[results.late].ok),
        share("evaluation_distance", checks.unit, apart),
        share("ledger_complete", orders.unit, orders.complete.eq("True")),
    ]
    return pd.concat(found, ignore_index=True)


def share(measure: str, unit: pd.Series, good: pd.Series) -> pd.DataFrame:
    """Sum and count of a column by unit."""
    rows = pd.DataFrame({"unit": unit, "good": good.astype(int)})
    sums = rows.groupby("unit").good.agg(numerator="sum", denominator="count").reset_index()
    return sums.assign(measure=measure)


def values(files: Files) -> pd.DataFrame:
    """Every unit with every metric: counted from the rows, or typed."""
    names = ["metric", "measure", "kind", "formula", "marks", "params", "least"]
    metrics = pd.DataFrame(files.rules["rules"]["metrics"], columns=names)
    grid = files["results"][["unit"]].merge(metrics, how="cross")
    grid = grid.merge(counted(files), on=["unit", "measure"], how="left")
    typed = files["values"]
    typed = typed[typed.typed.eq("True")].set_index(["unit", "metric"])
    for place, row in typed.iterrows():
        here = grid.unit.eq(place[0]) & grid.metric.eq(place[1])
        grid.loc[here, ["numerator", "denominator"]] = int(row.numerator), int(row.denominator)
    return grid


# Points


def half_up(above: int | Decimal, below: int | Decimal) -> int:
    """A quotient as a whole number, halves away from nothing."""
    with localcontext() as context:
        context.prec = 60
        return int((Decimal(above) / Decimal(below)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def points(row: Any) -> int | None:
    """Hundredths of a point of one value; None where there is nothing to judge."""
    if pd.isna(row.numerator):
        return None
    n, d, given = int(row.numerator), int(row.denominator), json.loads(row.params)
    factor = {
        "percent": (100, 1),
        "per_hundred": (100, 1),
        "days": (1, 1),
        "points": (1, 100),
        "cases": (1, 1),
    }
    if row.kind == "cases":
        d = 1
    elif d < max(1, row.least):
        return None
    up, down = factor[row.kind]
    n, d = n * up, d * down
    return FORMULAS[row.formula](row.marks, n, d, given)


def linear(marks: int, n: int, d: int, given: dict[str, Any]) -> int:
    """In proportion between two bounds."""
    floor, ceiling = Decimal(given["floor"]), Decimal(given["ceiling"])
    above, below = n - floor * d, (ceiling - floor) * d
    if below < 0:
        above, below = -above, -below
    return marks if above >= below else 0 if above <= 0 else half_up(marks * above, below)


def bands(marks: int, n: int, d: int, given: dict[str, Any]) -> int:
    """The first band that holds."""
    for bound, part in given["bands"]:
        edge = Decimal(bound) * d
        if n <= edge if given.get("falling") else n >= edge:
            return half_up(marks * Decimal(part), 100)
    return 0


def each(n: int, d: int, given: dict[str, Any]) -> int:
    """So much for each case."""
    return half_up(n * Decimal(given["step"]) * 100, d)


FORMULAS: dict[str, Callable[[int, int, int, dict[str, Any]], int]] = {
    "linear": linear,
    "bands": bands,
    "per_case": lambda marks, n, d, given: max(0, marks - each(n, d, given)),
    "bonus": lambda marks, n, d, given: min(marks, each(n, d, given)),
    "deduction": lambda marks, n, d, given: -min(marks, each(n, d, given)),
    "veto": lambda marks, n, d, given: 0,
}
SHARING = ("linear", "bands", "per_case")


def table(files: Files) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All values with their points, and the table of totals, places and grades."""
    rules, grid = files.rules["rules"], values(files)
    grid["points"] = pd.array([points(row) for row in grid.itertuples()], dtype="Int64")
    base = grid[grid.formula.isin(SHARING)]
    full = int(base.drop_duplicates("metric").marks.sum())
    judged = base[base.points.notna()].groupby("unit").agg(earned=("points", "sum"), of=("marks", "sum"))
    adjusted = grid[~grid.formula.isin(SHARING)].groupby("unit").points.sum()
    vetoed = grid[grid.formula.eq("veto") & grid.numerator.gt(0)].unit
    units = files["results"][["unit", "corps", "zone"]].set_index("unit").join(judged)
    units[["earned", "of"]] = units[["earned", "of"]].fillna(0).astype(int)
    units["adjusted"] = adjusted.reindex(units.index).fillna(0).astype(int)
    units["projects"] = number_of_projects(files).reindex(units.index).fillna(0).astype(int)
    units["vetoed"] = units.index.isin(vetoed)
    units["absence"] = [absence(row, rules, full) for row in units.itertuples()]
    placed = units[units.absence.eq("")].copy()
    placed["total"] = [
        max(0, half_up(row.earned * full, row.of) + row.adjusted) for row in placed.itertuples()
    ]
    placed["place"] = placed.total.rank(method="min", ascending=False).astype(int)
    placed["grade"] = [grade(row.total, row.vetoed, rules["bounds"], full) for row in placed.itertuples()]
    return grid, units.join(placed[["total", "place", "grade"]])


def number_of_projects(files: Files) -> pd.Series:
    """Projects by unit: those of the coverage, which counts them all."""
    found = counted(files)
    return found[found.measure.eq("coverage")].set_index("unit").denominator


def absence(row: Any, rules: dict[str, Any], full: int) -> str:
    """Why a unit has no place, "" where it has one."""
    reasons = (
        ("corps", row.corps == "True" and not rules["with_corps"]),
        ("zone", row.zone == "True" and not rules["with_zones"]),
        ("no_projects", row.projects == 0),
        ("few_projects", row.projects < rules["least_projects"]),
        ("little_judged", row.of == 0 or row.of * 100 < rules["least_judged"] * full),
    )
    return next((name for name, holds in reasons if holds), "")


def grade(total: int, vetoed: bool, bounds: list[int], full: int) -> str:
    """The grade of a total; a serious problem bars the top one."""
    names = ("excellent", "good", "fair")
    name = next(
        (name for name, bound in zip(names, bounds, strict=True) if total * 10_000 >= bound * full), "poor"
    )
    return "good" if vetoed and name == "excellent" else name


# The demo year


@pytest.fixture(scope="module")
def year() -> Iterator[Session]:
    """The demo world within one transaction, taken back at the end."""
    app = demo_portal()
    with app.app_context(), clock.frozen(STANDS_ON):
        session = db.session()
        spread(session)
        yield session
        session.rollback()
        db.session.remove()


def center(session: Session) -> Actor:
    """Somebody of the center."""
    held = session.scalars(
        select(Assignment)
        .join(User, User.id == Assignment.user_id)
        .where(User.username == "center", Assignment.role == Role.CENTER)
    ).one()
    return actor_of(held.user, held)


def spread(session: Session) -> None:
    """Let the projects of counties belong to places all over the region, a corps city among them, and two of three
    have no light that counts: a long table with ties."""
    counties = session.scalars(
        select(Region.code)
        .where(Region.level == Level.COUNTY, Region.corps.is_(False), Region.custom.is_(False))
        .order_by(Region.code)
    ).all()[::3]
    city = session.scalars(select(Region.code).where(Region.corps).order_by(Region.code)).first()
    projects = session.scalars(
        select(Project).where(Project.owner_level == Level.COUNTY).order_by(Project.id)
    ).all()
    for n, project in enumerate(projects):
        crowded = n % len(counties) if n % 3 else n % 5
        project.region_code = city if city and n == 5 else counties[crowded]
    alike = [project.id for n, project in enumerate(projects) if n % 3]
    waived = update(Light).where(Light.project_id.in_(alike)).values(verdict=LightStatus.WAIVED.value)
    session.execute(waived)
    session.flush()


def drawn(session: Session, level: Level) -> Ranking:
    """A table of all units that have a project, with typed values of every kind for a third of them."""
    plan, who = session.scalars(select(Plan).where(Plan.status == "active")).one(), center(session)
    held = ranking_sets.newest(session, plan.year, level)
    assert held is not None
    ranking_sets.renew(session, who, held, (), "一个项目即参加排名", least_projects=1, least_judged=0)
    if (standing := rankings.unfinished(session, plan, level)) is not None:
        rankings.cancel(session, who, standing, "另行计算")
    table = rankings.draw_up(session, who, plan, level)
    metrics = {metric.code: metric for metric in table.set.metrics}
    placed = sorted((row for row in table.rows if row.place), key=lambda row: row.code)
    for n, row in enumerate(placed[::3]):
        rankings.type_value(
            session, who, row, metrics["reports_on_time"], Typed(n % 7, 6 + n % 2, "收文登记")
        )
        for code, cases in (("commended", n % 5), ("misuse", n % 4), ("serious", n % 3)):
            if cases:
                rankings.type_value(session, who, row, metrics[code], Typed(cases, None, "文件"))
    return table


@dataclass(frozen=True)
class Again:
    """The files, and what was counted from them."""

    files: Files
    grid: pd.DataFrame
    units: pd.DataFrame


@pytest.fixture(scope="module", params=LEVELS, ids=[level.value for level in LEVELS])
def again(year: Session, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Again:
    """A table of the demo year, exported and counted again."""
    held, folder = drawn(year, request.param), tmp_path_factory.mktemp("export")
    done = demo_portal().test_cli_runner().invoke(commands, ["export", str(held.id), str(folder)])
    assert done.exit_code == 0, done.output
    files = read(folder)
    return Again(files, *table(files))


def text(value: Any) -> str:
    """A figure as the csv file holds it."""
    return "" if pd.isna(value) else str(int(value))


def test_every_value_and_its_points_agree(again: Again) -> None:
    exported = again.files["values"].set_index(["unit", "metric"])
    assert len(exported) == len(again.grid)
    for row in again.grid.itertuples():
        stored = exported.loc[(row.unit, row.metric)]
        figures = (text(row.numerator), text(row.denominator), text(row.points))
        assert (stored.numerator, stored.denominator, stored.points) == figures, (row.unit, row.metric)


def test_every_total_place_and_grade_agrees_to_the_last_hundredth(again: Again) -> None:
    exported = again.files["results"].set_index("unit")
    assert list(exported.index) == list(again.units.index)
    for row in again.units.itertuples():
        stored = exported.loc[row.Index]
        figures = [text(row.projects), text(row.total), text(row.place)]
        assert [stored.projects, stored.total, stored.place] == figures, row.Index
        assert (stored.grade, stored.absence) == ("" if pd.isna(row.grade) else row.grade, row.absence)
        if row.absence == "":
            assert stored.vetoed == str(row.vetoed)


def test_the_same_units_share_a_place(again: Again) -> None:
    placed = again.files["results"]
    placed = placed[placed.place.ne("")]
    stored = placed.groupby("place").unit.apply(sorted).tolist()
    own = again.units[again.units.place.notna()].reset_index()
    assert sorted(stored) == sorted(own.groupby("place").unit.apply(sorted).tolist())


def test_the_year_has_enough_to_prove_something(again: Again) -> None:
    """Many units, ties, units without a place, points between nothing and full, all formulas that ship at work."""
    grid, placed = again.grid, again.units[again.units.place.notna()]
    assert len(placed) > 8
    assert placed.total.nunique() > 6
    assert "no_projects" in set(again.units.absence)
    assert set(grid[grid.points.notna()].formula) == {"linear", "bands", "bonus", "deduction", "veto"}
    assert grid[grid.points.gt(0) & grid.points.lt(grid.marks)].metric.nunique() >= 6
    counted_ones = grid[grid.points.notna() & grid.measure.notna()]
    assert counted_ones.measure.nunique() >= 10
    if again.files.rules["level"] == "county":
        assert len(placed) > placed.place.nunique()
        assert "corps" in set(again.units.absence)
