"""Accounts, passwords and roles."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.roles import Role, UnitKind
from portal.models import Assignment, HistoryEntry, Unit, User
from portal.services import accounts
from portal.services.accounts import AccountError
from tests.factories import World

GOOD = "Yaxshi-2020"


def codes(caught: pytest.ExceptionInfo[AccountError]) -> set[str]:
    return {p.code for p in caught.value.problems}


@pytest.fixture
def user(session: Session, world: World) -> User:
    return accounts.create_user(
        session, world.actor(session, "admin"), username="clerk.a", full_name="填报员甲", password=GOOD
    )


def unit_of(session: Session, kind: UnitKind) -> Unit:
    unit = session.scalars(select(Unit).where(Unit.kind == kind).order_by(Unit.id)).first()
    assert unit is not None
    return unit


def test_a_new_account_opens_with_its_password_alone(user: User) -> None:
    assert user.password_hash.startswith("$argon2id$")
    assert accounts.check_password(user, GOOD)
    assert not accounts.check_password(user, GOOD + "x")
    assert not accounts.check_password(user, None)
    assert not accounts.check_password(None, GOOD)
    assert user.must_change_password


def test_a_closed_account_does_not_open(session: Session, user: User) -> None:
    accounts.edit_user(session, None, user, {"active": False})
    assert not accounts.check_password(user, GOOD)
    assert user.session_version == 2


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1-", "password.length"),
        ("A1-" + "b" * 200, "password.length"),
        ("onlyletters", "password.kinds"),
        ("Clerk.A-2020", "password.username"),
        ("Password-2020", "password.common"),
        ("Aa1Aa1Aa1Aa1", "password.common"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, code: str) -> None:
    assert code in {p.code for p in accounts.password_problems(password, "clerk.a")}


def test_first_passwords_pass_the_policy_and_differ() -> None:
    made = {accounts.readable_password() for _ in range(20)}
    assert len(made) == 20
    assert all(accounts.password_problems(p, "county-entry") == [] for p in made)


def test_user_names_are_unique_and_plain(session: Session, user: User) -> None:
    with pytest.raises(AccountError) as caught:
        accounts.create_user(session, None, username="clerk.a", full_name="", password=GOOD, language="en")
    assert codes(caught) == {
        "account.username_taken",
        "account.full_name",
        "account.language",
    }
    with pytest.raises(AccountError) as caught:
        accounts.create_user(session, None, username="填报员", full_name="填报员", password=GOOD)
    assert codes(caught) == {"account.username"}


def test_a_password_set_by_somebody_else_must_be_changed(session: Session, world: World, user: User) -> None:
    accounts.set_password(session, world.actor(session, "admin"), user, "Bashqa-2021")
    assert user.must_change_password
    assert user.session_version == 2
    assert accounts.check_password(user, "Bashqa-2021")


def test_ones_own_new_password_counts_and_differs_from_the_old(session: Session, world: World) -> None:
    actor = world.actor(session, "county")
    user = session.scalars(select(User).where(User.username == "county")).one()
    with pytest.raises(AccountError) as caught:
        accounts.set_password(session, actor, user, "Demo-2020!")
    assert codes(caught) == {"password.same"}
    accounts.set_password(session, actor, user, "Bashqa-2021")
    assert not user.must_change_password


def test_no_password_stands_in_the_history(session: Session, world: World, user: User) -> None:
    accounts.set_password(session, world.actor(session, "admin"), user, "Bashqa-2021")
    entries = session.scalars(select(HistoryEntry).where(HistoryEntry.chain == f"account:{user.id}")).all()
    assert [e.action for e in entries] == ["account.create", "account.password"]
    for entry in entries:
        assert "argon2" not in entry.params
        assert GOOD not in entry.params
        assert "Bashqa" not in entry.params


def test_nobody_closes_the_account_they_work_with(session: Session, world: World) -> None:
    actor = world.actor(session, "admin")
    own = session.scalars(select(User).where(User.id == actor.user_id)).one()
    with pytest.raises(AccountError) as caught:
        accounts.edit_user(session, actor, own, {"active": False})
    assert codes(caught) == {"account.own"}


@pytest.mark.parametrize(
    ("role", "kind"),
    [(Role.REVIEWER, UnitKind.DEPARTMENT), (Role.CENTER, UnitKind.DIVISION), (Role.ENTRY, UnitKind.CENTER)],
)
def test_a_role_fits_only_its_kinds_of_unit(session: Session, user: User, role: Role, kind: UnitKind) -> None:
    with pytest.raises(AccountError) as caught:
        accounts.assign(session, None, user, unit_of(session, kind), role, date(2020, 1, 1))
    assert codes(caught) == {"assignment.unit_kind"}


def test_a_role_ends_after_its_last_day(session: Session, user: User) -> None:
    held = accounts.assign(
        session, None, user, unit_of(session, UnitKind.FINANCE_BUREAU), Role.ENTRY, date(2020, 1, 1)
    )
    accounts.end_assignment(session, None, held, date(2020, 6, 30))
    assert held.holds_on(date(2020, 6, 30))
    assert not held.holds_on(date(2020, 7, 1))
    with pytest.raises(AccountError) as caught:
        accounts.end_assignment(session, None, held, date(2019, 12, 31))
    assert codes(caught) == {"assignment.order"}


def test_the_same_role_does_not_overlap_but_may_come_again(session: Session, user: User) -> None:
    unit = unit_of(session, UnitKind.FINANCE_BUREAU)
    accounts.assign(session, None, user, unit, Role.ENTRY, date(2020, 1, 1), date(2020, 3, 31))
    with pytest.raises(AccountError) as caught:
        accounts.assign(session, None, user, unit, Role.ENTRY, date(2020, 3, 31))
    assert codes(caught) == {"assignment.overlap"}
    accounts.assign(session, None, user, unit, Role.ENTRY, date(2020, 4, 1))


def test_a_unit_that_has_ended_takes_nobody(session: Session, user: User) -> None:
    unit = unit_of(session, UnitKind.FINANCE_BUREAU)
    unit.valid_to = date(2020, 1, 1)
    with pytest.raises(AccountError) as caught:
        accounts.assign(session, None, user, unit, Role.ENTRY, date(2020, 1, 1), date(2019, 1, 1))
    assert codes(caught) == {"assignment.unit_ended", "assignment.order"}


def test_nobody_ends_the_role_they_act_in(session: Session, world: World) -> None:
    actor = world.actor(session, "admin")
    held = session.scalars(select(Assignment).where(Assignment.id == actor.assignment_id)).one()
    with pytest.raises(AccountError) as caught:
        accounts.end_assignment(session, actor, held, date(2020, 6, 15))
    assert codes(caught) == {"assignment.own"}


def test_demo_accounts_are_listed_with_what_they_are(session: Session, world: World) -> None:
    listed = dict(accounts.demo_accounts(session))
    assert {"center", "county", "admin", "auditor"} <= set(listed)
    assert all(listed.values())
