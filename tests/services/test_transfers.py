"""An item handed to a colleague of the same role: whose list it is on, and what it does not change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.flows.filings import FilingAction
from portal.domain.flows.lights import LightAction
from portal.domain.roles import Actor, Role
from portal.models import HistoryEntry, Light, Notice, Order
from portal.services import handed, light_moves, notices, orders, todo, transfers, workflow
from portal.services.belongings import subject_of
from portal.services.tasks import Wanted
from portal.services.transfers import Item
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import decide, submitted
from tests.lit import explained
from tests.ordered import issued, replied
from tests.staffed import account, colleague


def mine(session: Session, actor: Actor, today: date = TODAY) -> set[str]:
    """The records on one's own list."""
    return {subject_of(i) for i in todo.for_actor(session, actor, today, Wanted(mine=True)).items}


def codes(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {p.code for p in caught.value.problems}


def test_the_item_moves_from_one_list_to_the_other_and_stays_on_the_units(
    session: Session, world: World
) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    filing = submitted(session, world)
    transfers.transfer(session, first, filing, second.user_id, "外出培训")
    assert (mine(session, first), mine(session, second)) == (set(), {workflow.subject_of(filing)})
    assert [i.filing for i in todo.for_actor(session, first, TODAY).items] == [filing]


def test_it_is_dated_in_the_projects_history_and_told_to_the_colleague_alone(
    session: Session, world: World
) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    third = colleague(session, world, "county", "third")
    filing = submitted(session, world)
    transfers.transfer(session, first, filing, second.user_id, "外出培训", date(2020, 6, 30))
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "item.transfer")).one()
    assert (entry.chain, entry.subject) == (f"project:{filing.project_id}", f"filing:{filing.id}")
    assert "外出培训" in entry.params
    assert '"until":"2020-06-30"' in entry.params
    told = [
        [n.code for n in session.scalars(notices.unread(who)) if n.code == "item.transfer"]
        for who in (first, second, third)
    ]
    assert told == [[], ["item.transfer"], []]


def test_it_gives_no_right_and_takes_none_away(session: Session, world: World) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    filing = submitted(session, world)
    transfers.transfer(session, first, filing, second.user_id, "外出培训")
    assert workflow.offered(first, filing) == workflow.offered(second, filing)
    decide(session, first, filing, FilingAction.PASS_ON)
    assert handed.among(session, first, TODAY) == {}


def test_who_submitted_is_not_offered_the_review_of_it(session: Session, world: World) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    filing = submitted(session, world)
    filing.submitted_by = second.user_id
    session.flush()
    assert second.user_id not in {u.id for u in transfers.takers(session, first, filing)}
    with pytest.raises(Refused) as caught:
        transfers.transfer(session, first, filing, second.user_id, "外出培训")
    assert codes(caught) == {"transfer.colleague"}
    third = colleague(session, world, "county", "third")
    transfers.transfer(session, first, filing, third.user_id, "外出培训")


def test_each_thing_that_is_missing_is_named_and_mended(session: Session, world: World) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    filing = submitted(session, world)
    with pytest.raises(Refused) as caught:
        transfers.transfer(session, first, filing, first.user_id, " ", date(2020, 6, 14))
    assert codes(caught) == {"transfer.colleague", "transfer.reason.missing", "transfer.until.past"}
    transfers.transfer(session, first, filing, second.user_id, "外出培训", TODAY)


@pytest.mark.parametrize("of", ["county-entry", "prefecture"])
def test_nobody_of_another_role_or_unit_gets_it(session: Session, world: World, of: str) -> None:
    other = world.actor(session, of)
    filing = submitted(session, world)
    with pytest.raises(Refused):
        transfers.transfer(session, world.actor(session, "county"), filing, other.user_id, "外出培训")


def test_what_is_not_ones_turn_cannot_be_handed_on(session: Session, world: World) -> None:
    second = colleague(session, world, "prefecture")
    filing = submitted(session, world)
    with pytest.raises(NotAllowed):
        transfers.transfer(session, world.actor(session, "prefecture"), filing, second.user_id, "外出")


def test_it_ends_by_itself_with_its_day(session: Session, world: World) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    filing = submitted(session, world)
    transfers.transfer(session, first, filing, second.user_id, "外出培训", TODAY)
    assert mine(session, first) == set()
    assert mine(session, first, TODAY + timedelta(days=1)) == {workflow.subject_of(filing)}


@pytest.mark.parametrize("way", ["closed", "ended"])
def test_an_item_is_not_lost_with_the_one_who_has_it(session: Session, world: World, way: str) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    filing = submitted(session, world)
    transfers.transfer(session, first, filing, second.user_id, "外出培训")
    user = account(session, second.username)
    if way == "closed":
        user.active = False
    else:
        user.assignments[0].ends_on = TODAY - timedelta(days=1)
    session.flush()
    assert mine(session, first) == {workflow.subject_of(filing)}


def test_it_lasts_over_the_first_steps_of_the_same_turn(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    order = issued(session, world)
    transfers.transfer(session, first, order, second.user_id, "外出培训")
    orders.acknowledge(session, second, order)
    assert workflow.subject_of(order) not in mine(session, first)
    orders.reply(session, second, order, "已更正指标")
    assert handed.among(session, first, TODAY) == {}


def test_handed_on_again_it_is_in_one_hand(session: Session, world: World) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    third = colleague(session, world, "county", "third")
    filing = submitted(session, world)
    transfers.transfer(session, first, filing, second.user_id, "外出培训")
    transfers.transfer(session, second, filing, third.user_id, "太忙")
    assert [mine(session, who) for who in (first, second, third)] == [
        set(),
        set(),
        {workflow.subject_of(filing)},
    ]


@pytest.mark.parametrize("who", ["giver", "taker"])
def test_both_can_end_it_and_nobody_else(session: Session, world: World, who: str) -> None:
    first, second = world.actor(session, "county"), colleague(session, world, "county")
    third = colleague(session, world, "county", "third")
    filing = submitted(session, world)
    transfers.transfer(session, first, filing, second.user_id, "外出培训")
    with pytest.raises(NotAllowed):
        transfers.give_back(session, third, filing)
    transfers.give_back(session, first if who == "giver" else second, filing)
    assert mine(session, first) == mine(session, second) == {workflow.subject_of(filing)}


def test_replies_to_verify_and_lights_to_judge_go_over_too(session: Session, world: World) -> None:
    first, second = world.actor(session, "prefecture"), colleague(session, world, "prefecture")
    items: list[Item] = [replied(session, world), explained(session, world)]
    for item in items:
        transfers.transfer(session, first, item, second.user_id, "外出培训")
    assert mine(session, second) == {workflow.subject_of(item) for item in items}
    order, light = items
    assert isinstance(order, Order)
    assert isinstance(light, Light)
    orders.close(session, second, order, "已整改")
    light_moves.move(session, second, light, LightAction.CONFIRM, "属实")
    assert handed.among(session, first, TODAY) == {}


def test_a_record_of_another_place_or_no_record_is_not_found(session: Session, world: World) -> None:
    filing = submitted(session, world)
    for subject in (f"filing:{filing.id}", "filing:x", "unit:1", ""):
        with pytest.raises(NotVisible):
            transfers.opened(session, world.actor(session, "prefecture2"), subject)


def test_a_clerk_hands_over_what_is_to_be_filled_in(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    filing = world.filing(session, "own")
    transfers.transfer(session, first, filing, second.user_id, "休假")
    assert (mine(session, first), mine(session, second)) == (set(), {workflow.subject_of(filing)})
    bureau = world.actor(session, "county-entry")
    assert workflow.subject_of(filing) in mine(session, bureau)
    assert bureau.role is Role.ENTRY
    assert clock.today() == TODAY
    assert (
        session.scalars(select(Notice).where(Notice.user_id == second.user_id)).one().unit_id == first.unit_id
    )
