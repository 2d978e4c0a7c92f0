"""Near-copies side by side: what is marked, and what those see who may not see the other project."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.models import Filing
from portal.services import target_prints, targets
from tests.client import PortalClient
from tests.compared import COPY_GOAL, OTHER_GOAL, OWN_GOAL, entry, file
from tests.factories import World, make_project

Clients = Callable[..., PortalClient]
Made = Callable[[Callable[[Session, World], object]], int]
SECRET = "机密<b>工程</b>"


def copied(session: Session, world: World) -> Filing:
    """A target of the county's unit that is a copy of one of the other prefecture."""
    session.flush()
    file_other(session, world)
    file(session, world, "own", entry(f"{COPY_GOAL}"))
    return world.filing(session, "own")


def file_other(session: Session, world: World) -> None:
    """A target filed before in the other prefecture, of a project whose name nobody here may read."""
    there = world.project(session, "sibling")
    world.projects["other"] = make_project(
        session, world.project(session, "own").implementing_unit, "other"
    ).id
    project = file(session, world, "other", entry(OTHER_GOAL))
    project.name, project.place = SECRET, "吐沙拉乡"
    project.implementing_unit, project.competent_unit = there.implementing_unit, there.competent_unit
    project.region_code, project.place_code = there.region_code, there.place_code
    session.flush()
    target_prints.keep(session, [project.id], anew=True)


def page(client: PortalClient, filing_id: int) -> str:
    """The page of a filing."""
    return client.get(f"/filings/{filing_id}/alike").get_data(as_text=True)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_who_sees_both_sees_the_common_words_marked(client_for: Clients, made: Made, language: str) -> None:
    filing_id = made(copied)
    text = page(client_for("center", language), filing_id)
    assert text.count("<mark>") > 4
    assert "机密&lt;b&gt;工程" in text
    assert "吐沙拉" in text


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize("who", ["unit", "county", "prefecture"])
def test_a_project_outside_the_scope_is_only_one_of_a_prefecture(
    client_for: Clients, made: Made, who: str, language: str
) -> None:
    filing_id = made(copied)
    text = page(client_for(who, language), filing_id)
    assert "机密" not in text
    assert "吐沙拉" not in text
    assert ("喀什地区" if language == "zh" else "قەشقەر") in text


def test_a_target_of_its_own_has_nothing_beside_it(client_for: Clients, made: Made) -> None:
    def alone(session: Session, world: World) -> Filing:
        file_other(session, world)
        file(session, world, "own", entry(OWN_GOAL, own=True))
        return world.filing(session, "own")

    assert "没有雷同的绩效目标" in page(client_for("unit"), made(alone))


def test_a_draft_is_compared_as_it_is_being_written(client_for: Clients, made: Made) -> None:
    def drafting(session: Session, world: World) -> Filing:
        unit = world.project(session, "own").implementing_unit
        world.projects["other"] = make_project(session, unit, "other").id
        file(session, world, "other", entry(OTHER_GOAL))
        targets.save(session, world.actor(session, "unit"), world.filing(session, "own"), entry(OTHER_GOAL))
        return world.filing(session, "own")

    filing_id = made(drafting)
    text = page(client_for("unit"), filing_id)
    assert "100.00%" in text
    assert "村内道路硬化项目(other)" in text
    assert client_for("prefecture").get(f"/filings/{filing_id}/alike").status_code == 404


def test_only_a_target_has_this_page(client_for: Clients, made: Made) -> None:
    filing_id = made(lambda session, world: world.filing(session, "own", "m06"))
    assert client_for("unit").get(f"/filings/{filing_id}/alike").status_code == 404
