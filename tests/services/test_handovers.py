"""A post handed over: what stands on the sheet, what passes with both signatures, and what cannot be left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.domain.handing import Belonging, HandoverState
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Actor, Role
from portal.models import Assignment, Handover, HistoryEntry, Unit
from portal.services import (
    accounts,
    belongings,
    delegations,
    handed,
    handovers,
    notices,
    owners,
    todo,
    transfers,
)
from portal.services.handovers import HandoverEntry
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.factories import World
from tests.filed import drafted as filing_drafted
from tests.filed import submitted
from tests.ordered import drafted, issued
from tests.staffed import account, also, colleague


def unit_of(session: Session, username: str) -> Unit:
    """The unit of an account."""
    return account(session, username).assignments[0].unit


def entry(session: Session, leaver: str, taker: Actor, **changes: object) -> HandoverEntry:
    """All roles of the leaver, to the taker, today."""
    roles = tuple(a.id for a in account(session, leaver).assignments)
    base = HandoverEntry(taker.user_id, TODAY, "调离", roles)
    return replace(base, **changes)  # type: ignore[arg-type]


def begun(session: Session, by: Actor, leaver: str, taker: Actor, **changes: object) -> Handover:
    """An open handover."""
    unit = unit_of(session, leaver)
    return handovers.begin(
        session, by, account(session, leaver), unit, entry(session, leaver, taker, **changes)
    )


def codes(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {p.code for p in caught.value.problems}


def roles(session: Session, username: str) -> set[Role]:
    """Roles that an account holds tomorrow."""
    rows = session.scalars(select(Assignment).where(Assignment.user_id == account(session, username).id))
    return {a.role for a in rows if a.holds_on(date(2020, 6, 16))}


def test_a_sole_holders_items_stand_on_the_sheet_with_their_days(session: Session, world: World) -> None:
    filing = submitted(session, world)
    colleague(session, world, "county", "chief", Role.LEADER)
    held = belongings.of_person(session, account(session, "county"), unit_of(session, "county"), TODAY)
    (line,) = held.lines
    assert (line.subject, line.why, line.task) == (f"filing:{filing.id}", "sole", "review")
    assert line.due == filing.due_now.isoformat()
    assert [(r.role, r.sole) for r in held.roles] == [("reviewer", True)]


def test_beside_colleagues_only_ones_own_items_stand_there(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    own = filing_drafted(session, world)
    order = issued(session, world)
    transfers.transfer(session, second, order, first.user_id, "休假")
    drafts = drafted(session, world, problem="草稿")
    held = belongings.of_person(session, account(session, "unit"), unit_of(session, "unit"), TODAY)
    assert {(n.subject, n.why) for n in held.lines} == {
        (f"filing:{own.id}", Belonging.DRAFTED),
        (f"order:{order.id}", Belonging.HANDED),
    }
    issuer = belongings.of_person(
        session, account(session, "prefecture"), unit_of(session, "prefecture"), TODAY
    )
    assert (f"order:{drafts.id}", "draft") in {(n.subject, n.task) for n in issuer.lines}
    assert (
        belongings.of_person(
            session, account(session, second.username), unit_of(session, "unit"), TODAY
        ).lines
        == ()
    )


def test_items_and_roles_pass_with_the_second_signature(session: Session, world: World) -> None:
    filing = submitted(session, world)
    admin, leaver = world.actor(session, "admin"), world.actor(session, "county")
    taker = world.actor(session, "county-entry")
    made = begun(session, admin, "county", taker)
    handovers.sign(session, taker, made)
    assert (made.state, roles(session, "county")) == (HandoverState.OPEN, {Role.REVIEWER})
    handovers.sign(session, leaver, made)
    assert made.state is HandoverState.DONE
    assert (roles(session, "county"), roles(session, "county-entry")) == (set(), {Role.ENTRY, Role.REVIEWER})
    with clock.frozen(date(2020, 6, 16)):
        reviewer = account(session, "county-entry")
        session.expire(reviewer, ["assignments"])
        assert [n for n in owners.gaps(session, clock.today()) if "own" in n.example] == []
        accounts.edit_user(session, admin, account(session, "county"), {"active": False})
    assert [line.subject for line in handovers.sheet(session, made).lines] == [f"filing:{filing.id}"]


def test_a_role_that_is_new_to_the_taker_waits_for_the_administrator(session: Session, world: World) -> None:
    submitted(session, world)
    leaver, taker = world.actor(session, "county"), world.actor(session, "county-entry")
    admin = world.actor(session, "admin")
    made = begun(session, leaver, "county", taker)
    assert "handover.ask" in {n.code for n in session.scalars(notices.unread(admin))}
    handovers.sign(session, leaver, made)
    handovers.sign(session, taker, made)
    assert made.state is HandoverState.OPEN
    assert [row.assignment.role for row in handovers.waits_for_word(session, made)] == [Role.REVIEWER]
    with pytest.raises(NotAllowed):
        handovers.approve(session, leaver, made)
    handovers.approve(session, admin, made)
    assert made.state is HandoverState.DONE
    assert Role.REVIEWER in roles(session, "county-entry")


def test_between_colleagues_no_administrator_is_needed_and_own_items_go_into_the_takers_hand(
    session: Session, world: World
) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    colleague(session, world, "unit", "third")
    own = filing_drafted(session, world)
    chief = colleague(session, world, "unit", "chief", Role.LEADER)
    made = begun(session, chief, "unit", second)
    handovers.sign(session, first, made)
    handovers.sign(session, second, made)
    assert made.state is HandoverState.DONE
    assert handed.among(session, second, TODAY)[f"filing:{own.id}"].to_id == second.user_id
    assert roles(session, "unit") == set()


def test_the_last_day_may_lie_ahead(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    made = begun(session, world.actor(session, "admin"), "unit", second, last_day=date(2020, 6, 30))
    handovers.sign(session, first, made)
    handovers.sign(session, second, made)
    (held,) = account(session, "unit").assignments
    assert held.ends_on == date(2020, 6, 30)


def test_lent_roles_come_back(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    lent = delegations.lend(session, first, second.user_id, TODAY, date(2020, 6, 30), "休假")
    made = begun(session, world.actor(session, "admin"), "unit", second)
    assert [n.giver for n in handovers.sheet(session, made).lent] == ["演示·unit"]
    handovers.sign(session, first, made)
    handovers.sign(session, second, made)
    assert lent.revoked_at is not None


def test_items_cannot_be_left_behind_and_the_advice_helps(session: Session, world: World) -> None:
    submitted(session, world)
    taker, admin = world.actor(session, "county-entry"), world.actor(session, "admin")
    with pytest.raises(Refused) as caught:
        begun(session, admin, "county", taker, roles=())
    assert codes(caught) == {"handover.left_behind"}
    begun(session, admin, "county", taker)


def test_a_taker_whom_the_two_person_rule_bars_does_not_do(session: Session, world: World) -> None:
    filing = submitted(session, world)
    taker, admin = world.actor(session, "county-entry"), world.actor(session, "admin")
    filing.submitted_by = taker.user_id
    session.flush()
    with pytest.raises(Refused) as caught:
        begun(session, admin, "county", taker)
    assert codes(caught) == {"handover.left_behind"}
    begun(session, admin, "county", colleague(session, world, "county", "chief", Role.LEADER))


def test_each_thing_that_is_missing_is_named_and_mended(session: Session, world: World) -> None:
    admin, taker = world.actor(session, "admin"), colleague(session, world, "unit")
    with pytest.raises(Refused) as caught:
        begun(session, admin, "unit", replace(taker, user_id=0), last_day=None, reason=" ")
    assert codes(caught) == {"handover.taker", "handover.day.missing", "handover.reason.missing"}
    with pytest.raises(Refused) as caught:
        begun(session, admin, "unit", taker, last_day=date(2020, 6, 14))
    assert codes(caught) == {"handover.day.past"}
    made = begun(session, admin, "unit", taker)
    with pytest.raises(Refused) as caught:
        begun(session, admin, "unit", taker)
    assert codes(caught) == {"handover.waiting"}
    handovers.cancel(session, admin, made, "人员不变")
    begun(session, admin, "unit", taker)


def test_one_without_a_role_in_the_unit_has_no_post(session: Session, world: World) -> None:
    admin, taker = world.actor(session, "admin"), world.actor(session, "county-entry")
    with pytest.raises(Refused) as caught:
        handovers.begin(
            session,
            admin,
            account(session, "unit"),
            unit_of(session, "county"),
            HandoverEntry(taker.user_id, TODAY, "调离"),
        )
    assert codes(caught) == {"handover.no_role"}


@pytest.mark.parametrize("who", ["county-entry", "prefecture", "unit", "auditor"])
def test_only_those_above_the_post_open_one(session: Session, world: World, who: str) -> None:
    taker = world.actor(session, "county-entry")
    with pytest.raises(NotAllowed):
        begun(session, world.actor(session, who), "county", taker)


def test_nobody_else_signs_and_nobody_signs_twice(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    made = begun(session, world.actor(session, "admin"), "unit", second)
    with pytest.raises(NotAllowed):
        handovers.sign(session, world.actor(session, "admin"), made)
    handovers.sign(session, first, made)
    signed = made.leaver_signed_at
    handovers.sign(session, first, made)
    assert (made.leaver_signed_at, made.state) == (signed, HandoverState.OPEN)
    handovers.sign(session, second, made)
    for act in (handovers.sign, handovers.approve):
        with pytest.raises((IllegalMove, NotAllowed)):
            act(session, second, made)


def test_cancelled_nothing_has_passed(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    made = begun(session, world.actor(session, "admin"), "unit", second)
    with pytest.raises(Refused):
        handovers.cancel(session, first, made, " ")
    handovers.cancel(session, first, made, "不调离了")
    assert (made.state, roles(session, "unit")) == (HandoverState.CANCELLED, {Role.ENTRY})
    with pytest.raises(IllegalMove):
        handovers.sign(session, second, made)


def test_it_stands_in_the_chains_of_both_accounts(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    made = begun(session, world.actor(session, "admin"), "unit", second)
    handovers.sign(session, first, made)
    handovers.sign(session, second, made)
    rows = session.scalars(
        select(HistoryEntry.action)
        .where(HistoryEntry.chain == f"account:{second.user_id}")
        .order_by(HistoryEntry.seq)
    )
    assert list(rows) == ["handover.open", "handover.sign", "handover.sign", "handover.done"]


def test_a_sheet_changed_after_the_signatures_is_noticed(session: Session, world: World) -> None:
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    made = begun(session, world.actor(session, "admin"), "unit", second)
    handovers.sign(session, first, made)
    handovers.sign(session, second, made)
    made.content = made.content.replace("entry", "leader")
    with pytest.raises(ValueError, match=made.number):
        handovers.sheet(session, made)


def test_a_second_role_passes_only_where_it_is_ticked(session: Session, world: World) -> None:
    also(session, world, "unit", Role.LEADER)
    first, second = world.actor(session, "unit"), colleague(session, world, "unit")
    entry_role = next(a.id for a in account(session, "unit").assignments if a.role is Role.ENTRY)
    made = begun(session, world.actor(session, "admin"), "unit", second, roles=(entry_role,))
    handovers.sign(session, first, made)
    handovers.sign(session, second, made)
    assert (roles(session, "unit"), roles(session, second.username)) == (set(), {Role.ENTRY})
    assert todo.for_actor(session, second, TODAY).total > 0
