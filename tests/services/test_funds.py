"""The fund ledger: what is entered, what is refused with its remedy, and that releases of projects find their fund."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible, visible
from portal.domain.filings import FundSource
from portal.domain.roles import Level
from portal.models import Fund, HistoryEntry, Release
from portal.services import funds
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.funded import DOCUMENT, WAN, entry, fund, give, neighbour, plan_of


def refusals(session: Session, world: World, **other: Any) -> dict[str, str]:
    """What is refused of a fund that differs so from a good one, by field."""
    with pytest.raises(Refused) as refused:
        funds.register(
            session, world.actor(session, "county"), plan_of(session), replace(entry(session), **other)
        )
    return {problem.field: problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("who", "level", "place"),
    [
        ("county-entry", Level.COUNTY, "653222"),
        ("county", Level.COUNTY, "653222"),
        ("prefecture", Level.PREFECTURE, "653200"),
        ("division", Level.REGION, "650000"),
    ],
)
def test_a_fund_belongs_to_the_house_that_enters_it(
    session: Session, world: World, who: str, level: Level, place: str
) -> None:
    made = fund(session, world, who=who)
    assert (made.owner_level, made.region_code) == (level, place)
    assert (made.division_id == made.unit_id) is (level is Level.REGION)
    [step] = funds.steps(session, made)
    assert step.action == "fund.register"
    assert step.chain == f"fund:{made.id}"


@pytest.mark.parametrize("who", ["unit", "region-unit", "center", "leader", "auditor"])
def test_others_enter_none(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        fund(session, world, who=who)


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"name": " "}, "name", "fund.name.empty"),
        ({"document_no": ""}, "document_no", "fund.document.empty"),
        ({"source": None}, "source", "fund.source.missing"),
        ({"nature": None}, "nature", "fund.nature.missing"),
        ({"fund_category_id": 0}, "fund_category_id", "fund.category.missing"),
        ({"received_on": None}, "received_on", "fund.received.missing"),
        ({"received_on": TODAY + timedelta(1)}, "received_on", "fund.day.future"),
        ({"released_on": TODAY - timedelta(1)}, "released_on", "fund.released.order"),
        ({"amount_fen": None}, "amount_fen", "fund.amount.empty"),
        ({"amount_fen": 0}, "amount_fen", "fund.amount.zero"),
    ],
)
def test_each_field_that_cannot_stand_is_named(
    session: Session, world: World, other: dict[str, Any], field: str, code: str
) -> None:
    assert refusals(session, world, **other) == {field: code}


def test_a_document_brings_each_source_once(session: Session, world: World) -> None:
    fund(session, world)
    assert refusals(session, world) == {"document_no": "fund.document.taken"}
    assert fund(session, world, source=FundSource.REGION).source is FundSource.REGION


def test_an_edit_keeps_old_and_new_values_and_bad_ones_change_nothing(session: Session, world: World) -> None:
    made = fund(session, world)
    typed = replace(entry(session), amount_fen=60 * WAN, released_on=TODAY)
    funds.update(session, world.actor(session, "county"), made, typed)
    changed = json.loads(funds.steps(session, made)[0].params)
    assert changed == {"amount_fen": [50 * WAN, 60 * WAN], "released_on": [None, TODAY.isoformat()]}
    version = made.version_id
    with pytest.raises(Refused):
        funds.update(session, world.actor(session, "county"), made, replace(typed, name=""))
    assert (made.name, made.version_id) == ("中央财政专项扶贫资金", version)


@pytest.mark.parametrize("who", ["prefecture", "unit", "center"])
def test_only_the_house_that_keeps_it_changes_it(session: Session, world: World, who: str) -> None:
    made = fund(session, world)
    with pytest.raises(NotAllowed):
        funds.update(session, world.actor(session, who), made, entry(session))


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("county", True), ("unit", True), ("prefecture", True), ("leader", True), ("center", True), ("auditor", True),
        ("county2", False), ("prefecture2", False), ("division", False), ("region-unit", False),
    ],
)  # fmt: skip
def test_a_countys_fund_exists_for_its_place_and_those_above(
    session: Session, world: World, who: str, sees: bool
) -> None:
    made, actor = fund(session, world), world.actor(session, who)
    if sees:
        assert funds.opened(session, actor, made.id) is made
        return
    with pytest.raises(NotVisible):
        funds.opened(session, actor, made.id)


@pytest.mark.parametrize(("who", "sees"), [("division", True), ("region-unit", True), ("prefecture", False)])
def test_a_divisions_fund_exists_for_it_and_its_counterpart_units(
    session: Session, world: World, who: str, sees: bool
) -> None:
    made = fund(session, world, who="division")
    query = visible(Fund, world.actor(session, who)).where(Fund.id == made.id)
    assert bool(session.scalars(query).all()) is sees


def test_releases_entered_before_the_fund_are_tied_to_it(session: Session, world: World) -> None:
    project = give(session, world, 20 * WAN, "和财农[2020] 7号")
    assert project.releases[0].fund_id is None
    made = fund(session, world)
    assert project.releases[0].fund_id == made.id


def test_a_fund_smaller_than_what_names_it_is_refused_until_it_is_large_enough(
    session: Session, world: World
) -> None:
    give(session, world, 20 * WAN)
    with pytest.raises(Refused) as refused:
        fund(session, world, 19 * WAN)
    [problem] = refused.value.problems
    assert (problem.field, problem.code) == ("amount_fen", "fund.amount.under")
    assert problem.params == {"amount": "19.00", "given": "20.00", "over": "1.00"}
    session.rollback()
    give(session, world, 20 * WAN)
    assert fund(session, world, 20 * WAN).amount_fen == 20 * WAN


def test_a_fund_cannot_be_cut_below_what_was_given_out(session: Session, world: World) -> None:
    made = fund(session, world)
    give(session, world, 20 * WAN)
    clerk = world.actor(session, "county-entry")
    with pytest.raises(Refused) as refused:
        funds.update(session, clerk, made, entry(session, 20 * WAN - 1))
    assert [p.code for p in refused.value.problems] == ["fund.amount.under"]
    funds.update(session, clerk, made, entry(session, 20 * WAN))
    assert made.amount_fen == 20 * WAN


def test_a_fund_taken_back_whole_becomes_nothing(session: Session, world: World) -> None:
    made = fund(session, world)
    funds.update(session, world.actor(session, "county"), made, entry(session, 0))
    assert made.amount_fen == 0


def test_a_second_source_of_a_document_takes_nothing_by_itself(session: Session, world: World) -> None:
    first = fund(session, world)
    give(session, world, WAN)
    other = give(session, world, WAN, "别的文号", neighbour(session))
    other.releases[0].document_no = DOCUMENT
    session.flush()
    fund(session, world, source=FundSource.REGION)
    linked = session.scalars(select(Release.fund_id).where(Release.fund_id.is_not(None))).all()
    assert linked == [first.id]
    assert other.releases[0].fund_id is None


def test_projects_of_a_fund_are_those_that_the_reader_sees(session: Session, world: World) -> None:
    made, other = fund(session, world), neighbour(session)
    for project in (world.project(session, "own"), other):
        give(session, world, WAN, project=project)
    for who, count in (("county", 2), ("prefecture", 2), ("unit", 1)):
        assert len(funds.releases(session, world.actor(session, who), made)) == count
    assert funds.releases(session, world.actor(session, "county2"), made) == []


def test_history_of_a_fund_is_read_where_the_fund_is(session: Session, world: World) -> None:
    made = fund(session, world)
    for who, seen in (("county", True), ("prefecture", True), ("center", True), ("county2", False)):
        query = visible(HistoryEntry, world.actor(session, who)).where(
            HistoryEntry.chain == f"fund:{made.id}"
        )
        assert bool(session.scalars(query).all()) is seen


def test_dates_of_the_past_stand(session: Session, world: World) -> None:
    made = fund(session, world, days=100, released_on=date(2020, 4, 1))
    assert made.received_on < made.released_on  # type: ignore[operator]
