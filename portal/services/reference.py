"""Reference data: loading what ships with the portal into an empty or a lived-in database.

The files and their sources are described in portal/data/SOURCE.md. Loading adds what is missing and never
overwrites what the center or an administrator has changed.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Any

from chinese_calendar import constants
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.filings import Stage
from portal.domain.roles import Level
from portal.models import (
    CalendarDay,
    CalendarYear,
    FundCategory,
    LibraryIndicator,
    Plan,
    PlanForm,
    PlanParameter,
    PlanStatus,
    PlanTerm,
    PlanWeight,
    ProjectType,
    Region,
    ReviewCriterion,
    Round,
)
from portal.services import history
from portal.services.calendars import NATIONAL, REGIONAL
from portal.services.ranking_sets import load_sets
from portal.services.shipped import document, rows_of

FIRST_PLAN = "plan_2020.json"


def load_reference(session: Session) -> dict[str, int]:
    """Load all reference data; returns how many rows of each kind were added. Flushes, does not commit."""
    added = {
        "regions": load_regions(session),
        "project_types": load_project_types(session),
        "indicators": load_indicators(session),
        "calendar_days": load_calendar(session),
        "plans": load_plan(session, FIRST_PLAN),
        "parameters": load_parameters(session, FIRST_PLAN),
        "ranking_sets": load_sets(session),
    }
    if any(added.values()):
        history.record(session, None, "library:0", "library:0", "reference.load", added)
    return added


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def load_regions(session: Session) -> int:
    """Add the places that are missing, those above before those within them; successors last."""
    held = set(session.scalars(select(Region.code)))
    missing = [row for row in rows_of("regions.csv") if row["code"] not in held]
    made: dict[str, Region] = {}
    for level in Level:
        for row in missing:
            if row["level"] == level.value:
                made[row["code"]] = region = Region(
                    code=row["code"],
                    level=level,
                    parent_code=row["parent_code"] or None,
                    name_zh=row["name_zh"],
                    name_ug=row["name_ug"],
                    name_source=row["name_source"],
                    valid_from=_day(row["valid_from"]),
                    valid_to=_day(row["valid_to"]),
                    corps=row["corps"] == "1",
                    sort_order=int(row["sort_order"]),
                )
                session.add(region)
        session.flush()
    for row in missing:
        if row["succeeded_by"]:
            made[row["code"]].succeeded_by = row["succeeded_by"]
    session.flush()
    return len(missing)


def load_project_types(session: Session) -> int:
    """Add the kinds of project that are missing."""
    held = set(session.scalars(select(ProjectType.code)))
    missing = [row for row in rows_of("project_types.csv") if row["code"] not in held]
    session.add_all(
        ProjectType(code=r["code"], name_zh=r["name_zh"], name_ug=r["name_ug"], position=int(r["position"]))
        for r in missing
    )
    session.flush()
    return len(missing)


def load_indicators(session: Session) -> int:
    """Fill an empty library. One that holds rows is the center's: a corrected name must not come back
    beside its correction."""
    if session.scalars(select(LibraryIndicator.id).limit(1)).one_or_none() is not None:
        return 0
    made = [
        LibraryIndicator(
            type_code=r["type_code"],
            level1=r["level1"],
            level2=r["level2"],
            name=r["name"],
            operator=r["operator"],
            value=r["value"],
            unit=r["unit"],
            core=r["core"] == "1",
            source=r["source"],
        )
        for r in rows_of("indicators.csv")
    ]
    session.add_all(made)
    session.flush()
    return len(made)


def load_calendar(session: Session) -> int:
    """Add the nation's years that are unknown, each whole, and the region's holidays that have a source."""
    known = set(session.scalars(select(CalendarYear.year)))
    source = f"国务院办公厅历年节假日安排（公开日历数据 {version('chinesecalendar')} 版）"
    names = {row["key"]: row for row in rows_of("holiday_names.csv")}
    wanted: dict[tuple[date, str], CalendarDay] = {}
    years = range(min(constants.holidays).year, max(constants.holidays).year + 1)
    national = [(d, False, n) for d, n in constants.holidays.items() if d.weekday() < 5]
    national += [(d, True, n) for d, n in constants.workdays.items() if d.weekday() >= 5]
    for day, working, key in national:
        if day.year not in known:
            named = names[key]
            wanted[day, NATIONAL] = CalendarDay(
                day=day,
                scope=NATIONAL,
                working=working,
                name_zh=named["name_zh"],
                name_ug=named["name_ug"],
                source=source,
            )
    new_years = [year for year in years if year not in known]
    if known and not new_years:
        return 0
    for row in rows_of("region_calendar.csv"):
        day = date.fromisoformat(row["day"])
        if day.year in new_years:
            wanted[day, REGIONAL] = CalendarDay(
                day=day,
                scope=REGIONAL,
                working=row["working"] == "1",
                name_zh=row["name_zh"],
                name_ug=row["name_ug"],
                source=row["source"],
            )
    held = set(session.execute(select(CalendarDay.day, CalendarDay.scope)).tuples())
    added = [row for key, row in wanted.items() if key not in held]
    session.add_all(added)
    session.add_all(CalendarYear(year=year, source=source) for year in new_years)
    session.flush()
    return len(added)


def load_plan(session: Session, name: str) -> int:
    """Add a year's plan with all its parts, in force, unless the year already has one."""
    content = document(name)
    if session.scalars(select(Plan.id).where(Plan.year == content["year"])).one_or_none() is not None:
        return 0
    plan = Plan(
        year=content["year"],
        name_zh=content["name_zh"],
        name_ug=content["name_ug"],
        source=content["source"],
        status=PlanStatus.ACTIVE,
    )
    first = date(plan.year, 1, 1)
    plan.rounds = [
        Round(
            code=r["code"],
            stage=Stage(r["stage"]),
            position=i,
            name_zh=r["name_zh"],
            name_ug=r["name_ug"],
            cutoff_month=r["cutoff_month"],
            opens_on=date.fromisoformat(r["opens_on"]),
            due_on=date.fromisoformat(r["due_on"]),
            basis=r["basis"],
        )
        for i, r in enumerate(content["rounds"], 1)
    ]
    plan.weights = [PlanWeight(part=part, points=points) for part, points in content["weights"].items()]
    plan.criteria = [
        ReviewCriterion(stage=Stage.TARGET, position=i, **row) for i, row in enumerate(content["criteria"], 1)
    ]
    plan.parameters = [PlanParameter(starts_on=first, **row) for row in content["parameters"]]
    plan.forms = [PlanForm(**row) for row in content["forms"]]
    words = vocabulary(content["vocabulary"])
    plan.funds = funds_of(words)
    plan.terms = [PlanTerm(**row) for row in words["terms"]]
    session.add(plan)
    session.flush()
    return 1


def load_parameters(session: Session, name: str) -> int:
    """Give every plan that is not closed the parameters it has never had: those that came with a later version."""
    rows = {row["key"]: row for row in document(name)["parameters"]}
    added = 0
    for plan in session.scalars(select(Plan).where(Plan.status != PlanStatus.CLOSED)):
        held = {parameter.key for parameter in plan.parameters}
        missing = [row for key, row in rows.items() if key not in held]
        plan.parameters += [PlanParameter(starts_on=date(plan.year, 1, 1), **row) for row in missing]
        added += len(missing)
    session.flush()
    return added


def vocabularies() -> dict[str, str]:
    """Names of the vocabularies by code: 扶贫 until 2020, 衔接 from 2021."""
    return {code: words["label"] for code, words in document("vocabularies.json").items()}


def vocabulary(code: str) -> dict[str, Any]:
    """Fund categories and terms of a vocabulary. Raises KeyError."""
    words: dict[str, Any] = document("vocabularies.json")[code]
    return words


def funds_of(words: dict[str, Any]) -> list[FundCategory]:
    """Fund categories of a vocabulary in their order."""
    return [FundCategory(position=i, **row) for i, row in enumerate(words["funds"], 1)]
