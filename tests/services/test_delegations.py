"""A role lent for some days: who acts for whom, until when, and that it makes no second hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import delegate_of
from portal.access.guards import NotAllowed
from portal.access.scope import visible
from portal.domain.flows.filings import FilingAction
from portal.domain.roles import Role
from portal.models import Delegation, HistoryEntry
from portal.services import delegations, notices, todo
from portal.services.workflow import Refused
from portal.web.chronicle import who
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import decide, drafted, submit, submitted
from tests.staffed import account, acting, also, colleague

LAST = date(2020, 6, 30)


def lent(session: Session, world: World, by: str = "county", to: str = "county-entry") -> Delegation:
    """The role of an account, lent to another of its unit until the end of June."""
    delegate = world.actor(session, to)
    return delegations.lend(session, world.actor(session, by), delegate.user_id, TODAY, LAST, "年休假")


def codes(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {p.code for p in caught.value.problems}


def test_the_delegate_acts_in_the_role_and_the_history_says_for_whom(session: Session, world: World) -> None:
    filing = submitted(session, world)
    actor = acting(session, lent(session, world))
    assert (actor.role, actor.username, actor.lender_name) == (Role.REVIEWER, "county-entry", "演示·county")
    assert [i.filing for i in todo.for_actor(session, actor, TODAY).items] == [filing]
    decide(session, actor, filing, FilingAction.PASS_ON)
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "filing.pass_on")).one()
    assert entry.user_id == actor.user_id
    assert '"for_name":"演示·county"' in entry.params
    assert who(entry, actor.lender_name) == "演示·county-entry · 审核（代演示·county）"


def test_who_submitted_cannot_approve_in_a_lent_role(session: Session, world: World) -> None:
    filing = drafted(session, world)
    clerk = world.actor(session, "county-entry")
    submit(session, clerk, filing)
    actor = acting(session, lent(session, world))
    assert todo.for_actor(session, actor, TODAY).items == []
    with pytest.raises(NotAllowed):
        decide(session, actor, filing, FilingAction.PASS_ON)
    decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)


def test_nobody_approves_for_the_one_who_submitted(session: Session, world: World) -> None:
    entry = also(session, world, "county", Role.ENTRY)
    filing = drafted(session, world)
    submit(session, entry, filing)
    actor = acting(session, lent(session, world))
    with pytest.raises(NotAllowed):
        decide(session, actor, filing, FilingAction.PASS_ON)


def test_what_was_submitted_for_somebody_is_not_approved_by_that_person(
    session: Session, world: World
) -> None:
    entry = also(session, world, "county", Role.ENTRY)
    helper = colleague(session, world, "county", "helper", Role.LEADER)
    made = delegations.lend(session, entry, helper.user_id, TODAY, LAST, "年休假")
    filing = drafted(session, world)
    submit(session, acting(session, made), filing)
    assert (filing.submitted_by, filing.submitted_for) == (helper.user_id, entry.user_id)
    with pytest.raises(NotAllowed):
        decide(session, world.actor(session, "county"), filing, FilingAction.PASS_ON)
    assert todo.for_actor(session, world.actor(session, "county"), TODAY).items == []
    second = colleague(session, world, "county")
    decide(session, second, filing, FilingAction.PASS_ON)


def test_it_holds_from_the_first_to_the_last_day_and_ends_by_itself(session: Session, world: World) -> None:
    made = lent(session, world)
    held = [made.holds_on(day) for day in (date(2020, 6, 14), TODAY, LAST, date(2020, 7, 1))]
    assert held == [False, True, True, False]


@pytest.mark.parametrize("way", ["account", "role"])
def test_it_ends_with_the_lenders_account_and_role(session: Session, world: World, way: str) -> None:
    made = lent(session, world)
    lender = account(session, "county")
    if way == "account":
        lender.active = False
    else:
        lender.assignments[0].ends_on = date(2020, 6, 14)
    assert not made.holds_on(TODAY)


@pytest.mark.parametrize("by", ["lender", "delegate", "leader", "admin"])
def test_it_is_revoked_at_once_by_those_who_see_it(session: Session, world: World, by: str) -> None:
    made = lent(session, world)
    actors = {
        "lender": world.actor(session, "county"),
        "delegate": world.actor(session, "county-entry"),
        "leader": colleague(session, world, "county", "chief", Role.LEADER),
        "admin": world.actor(session, "admin"),
    }
    actor = actors[by]
    assert session.scalars(visible(Delegation, actor)).all() == [made]
    assert delegations.may_revoke(actor, made)
    delegations.revoke(session, actor, made)
    assert not made.holds_on(TODAY)
    assert made.revoked_by == actor.user_id
    delegations.revoke(session, actors["lender"], made)
    assert made.revoked_by == actor.user_id


@pytest.mark.parametrize("other", ["prefecture", "leader", "unit"])
def test_others_neither_see_nor_end_it(session: Session, world: World, other: str) -> None:
    made = lent(session, world)
    actor = world.actor(session, other)
    assert session.scalars(visible(Delegation, actor)).all() == []
    with pytest.raises(NotAllowed):
        delegations.revoke(session, actor, made)


def test_it_stands_in_the_chains_of_both_accounts_and_is_told(session: Session, world: World) -> None:
    chief = colleague(session, world, "county", "chief", Role.LEADER)
    made = lent(session, world)
    delegations.revoke(session, world.actor(session, "county"), made)
    for user_id in (made.lender_id, made.delegate_id):
        rows = session.scalars(
            select(HistoryEntry).where(HistoryEntry.chain == f"account:{user_id}").order_by(HistoryEntry.seq)
        )
        assert [row.action for row in rows] == ["account.lend", "account.lend_end"]
    for reader in (chief, world.actor(session, "county-entry")):
        assert {n.code for n in session.scalars(notices.unread(reader))} == {
            "account.lend",
            "account.lend_end",
        }
    assert session.scalars(notices.unread(world.actor(session, "county"))).all() == []


def test_the_administrators_role_and_a_lent_one_are_not_lent(session: Session, world: World) -> None:
    center = world.actor(session, "center")
    with pytest.raises(NotAllowed):
        delegations.lend(session, world.actor(session, "admin"), center.user_id, TODAY, LAST, "休假")
    borrowed = acting(session, lent(session, world))
    with pytest.raises(NotAllowed):
        delegations.lend(session, borrowed, world.actor(session, "county").user_id, TODAY, LAST, "休假")


def test_each_thing_that_is_missing_is_named_and_mended(session: Session, world: World) -> None:
    county, clerk = world.actor(session, "county"), world.actor(session, "county-entry")
    stranger = world.actor(session, "prefecture")
    with pytest.raises(Refused) as caught:
        delegations.lend(session, county, stranger.user_id, None, LAST, "")
    assert codes(caught) == {
        "delegation.colleague",
        "delegation.reason.missing",
        "delegation.day.missing",
    }
    with pytest.raises(Refused) as caught:
        delegations.lend(session, county, clerk.user_id, date(2020, 6, 14), date(2020, 6, 1), "休假")
    assert codes(caught) == {"delegation.past", "delegation.order"}
    delegations.lend(session, county, clerk.user_id, TODAY, TODAY, "休假")


def test_a_role_is_with_one_delegate_at_a_time(session: Session, world: World) -> None:
    county, clerk = world.actor(session, "county"), world.actor(session, "county-entry")
    made = lent(session, world)
    with pytest.raises(Refused) as caught:
        delegations.lend(session, county, clerk.user_id, LAST, date(2020, 7, 5), "休假")
    assert codes(caught) == {"delegation.overlap"}
    delegations.revoke(session, county, made)
    delegations.lend(session, county, clerk.user_id, LAST, date(2020, 7, 5), "休假")


def test_a_delegate_is_still_the_person_at_the_screen(session: Session, world: World) -> None:
    made = lent(session, world)
    actor = delegate_of(made.delegate, made)
    assert actor.hands == {made.lender_id, made.delegate_id}
    assert actor.assignment_id == made.assignment_id
    assert clock.today() == TODAY
