"""Out of which fund a release comes, and that no fund gives more than it holds."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.filings import FundSource
from portal.messages import sentence
from portal.models import Plan
from portal.services import fund_links, projects
from portal.services.projects import MoneyEntry, ReleaseEntry
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.funded import DOCUMENT, WAN, fund, give, neighbour


@pytest.mark.parametrize("document", [DOCUMENT, "和财农[2020]7号", "和财农（2020） 7 号"])
def test_the_number_of_the_document_names_the_fund(session: Session, world: World, document: str) -> None:
    made = fund(session, world)
    assert give(session, world, WAN, document).releases[0].fund_id == made.id


def test_another_document_names_none(session: Session, world: World) -> None:
    fund(session, world)
    assert give(session, world, WAN, "和财农〔2020〕8号").releases[0].fund_id is None


@pytest.mark.parametrize("who", ["prefecture", "county2", "division"])
def test_a_document_of_another_house_names_none_and_cannot_be_chosen(
    session: Session, world: World, who: str
) -> None:
    made = fund(session, world, who=who)
    assert give(session, world, WAN).releases[0].fund_id is None
    with pytest.raises(Refused) as refused:
        give(session, world, WAN, fund_id=made.id)
    assert [p.code for p in refused.value.problems] == ["project.release.foreign_fund"]


def test_of_two_sources_by_one_document_somebody_chooses(session: Session, world: World) -> None:
    fund(session, world)
    second = fund(session, world, source=FundSource.REGION)
    assert give(session, world, WAN).releases[0].fund_id is None
    assert give(session, world, WAN, fund_id=second.id).releases[-1].fund_id == second.id


def test_money_carried_over_from_another_year_is_chosen_by_hand(session: Session, world: World) -> None:
    made = fund(session, world)
    before = Plan(year=2019, name_zh="2019年度方案")
    session.add(before)
    session.flush()
    made.plan_id = before.id
    session.flush()
    assert give(session, world, WAN).releases[0].fund_id is None
    assert give(session, world, WAN, fund_id=made.id).releases[-1].fund_id == made.id
    assert made in fund_links.of_place(session, world.project(session, "own"))


def test_a_link_goes_with_its_row_and_stays_with_a_save(session: Session, world: World) -> None:
    made = fund(session, world)
    project = give(session, world, WAN, "别的文号", fund_id=made.id)
    give(session, world, WAN)
    assert [r.fund_id for r in project.releases] == [made.id, made.id]
    money = MoneyEntry({(f.source, f.year): f.amount_fen for f in project.funds})
    projects.save_money(session, world.actor(session, "unit"), project, money)
    assert fund_links.given(session, made) == 0


def test_no_fund_gives_more_than_it_holds_and_following_the_advice_helps(
    session: Session, world: World
) -> None:
    made, other = fund(session, world, 50 * WAN), neighbour(session)
    give(session, world, 30 * WAN, project=other)
    with pytest.raises(Refused) as refused:
        give(session, world, 25 * WAN)
    [problem] = refused.value.problems
    assert (problem.field, problem.code) == ("releases.0", "project.release.over_fund")
    assert problem.params == {
        "document": DOCUMENT, "amount": "50.00", "others": "30.00", "here": "25.00", "over": "5.00",
    }  # fmt: skip
    assert "5.00" in sentence(problem)
    give(session, world, 20 * WAN)
    assert fund_links.given(session, made) == 50 * WAN


def test_rows_of_one_project_count_together(session: Session, world: World) -> None:
    fund(session, world, 50 * WAN)
    give(session, world, 30 * WAN)
    with pytest.raises(Refused) as refused:
        give(session, world, 21 * WAN)
    assert [p.field for p in refused.value.problems] == ["releases.1"]


def test_a_project_that_moves_to_another_place_leaves_the_money_behind(
    session: Session, world: World
) -> None:
    fund(session, world)
    project = give(session, world, WAN)
    sibling = world.project(session, "sibling")
    projects._move(session, project, sibling.implementing_unit_id)
    assert project.releases[0].fund_id is None


def test_the_chosen_fund_is_in_the_projects_history(session: Session, world: World) -> None:
    made = fund(session, world)
    project = world.project(session, "own")
    entry = ReleaseEntry(None, "别的文号", date(2020, 6, 1), TODAY, WAN)
    money = {(f.source, f.year): f.amount_fen for f in project.funds}
    clerk = world.actor(session, "unit")
    projects.save_money(session, clerk, project, MoneyEntry(money, (entry,)))
    version = project.version_id
    row = project.releases[0]
    chosen = ReleaseEntry(row.id, row.document_no, row.received_on, row.released_on, row.amount_fen, made.id)
    projects.save_money(session, clerk, project, MoneyEntry(money, (chosen,)))
    assert row.fund_id == made.id
    assert project.version_id > version
