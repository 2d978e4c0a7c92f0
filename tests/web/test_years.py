"""Lists show the year in force, and another one or all where asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Filing, Plan, PlanStatus, Project
from portal.web.years import year_filter
from tests.client import PortalClient
from tests.factories import World, make_project
from tests.filed import submitted

ClientFor = Callable[..., PortalClient]
Made = Callable[[Callable[[Session, World], object]], int]


def old(session: Session, world: World) -> Project:
    """A project of the year before, whose plan is closed."""
    now = session.scalars(select(Plan).where(Plan.status == PlanStatus.ACTIVE)).one()
    before = Plan(year=2019, status=PlanStatus.CLOSED, name_zh="2019年度方案", name_ug="2019")
    session.add(before)
    project = make_project(session, session.get_one(Project, world.projects["own"]).implementing_unit, "old")
    project.plan = before
    session.flush()
    assert now.year == 2020
    return project


@pytest.mark.parametrize(
    ("asked", "old_shown", "new_shown"),
    [
        ("", False, True),
        ("year=2020", False, True),
        ("year=2019", True, False),
        ("year=all", True, True),
        ("year=1999", False, True),
        ("year=%27", False, True),
    ],
)
def test_projects_of_the_year_in_force_unless_asked(
    client_for: ClientFor, made: Made, world: World, asked: str, old_shown: bool, new_shown: bool
) -> None:
    before, now = made(old), world.projects["own"]
    text = client_for("unit").get(f"/records/projects?{asked}").get_data(as_text=True)
    assert (f'href="/records/projects/{before}"' in text) == old_shown
    assert (f'href="/records/projects/{now}"' in text) == new_shown


def test_a_closed_years_plan_is_never_the_year_in_force(session: Session, world: World) -> None:
    old(session, world)
    assert year_filter(session, "", date(2020, 7, 1)).chosen == 2020
    found = year_filter(session, "", date(2019, 7, 1))
    assert (found.chosen, list(found.years)) == (None, [2020, 2019])


def test_the_figure_of_the_progress_table_opens_the_filings_it_counts(
    client_for: ClientFor, made: Made, world: World
) -> None:
    def filed(session: Session, world: World) -> Filing:
        old(session, world)
        return submitted(session, world)

    filing_id = made(filed)
    client = client_for("county")
    home = client.get("/bureau/").get_data(as_text=True)
    address = next(a for a in home.split('"') if a.startswith("/records/filings?year=2020"))
    text = client.get(address.replace("&amp;", "&")).get_data(as_text=True)
    assert f"/records/filings/{filing_id}" in text
    assert "村内道路硬化项目(old)" not in text
