"""The choke point: which records exist for whom, told in figures; the matrix of pages stands beside."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.scope import NotVisible, fetch, fills, visible, within
from portal.domain.filings import FilingStatus
from portal.models import Check, Filing, HistoryEntry, Order, Project, Region, Unit, User
from portal.services import checks, history, orders
from tests.evaluated import evaluated
from tests.factories import World
from tests.filed import drafted, submitted
from tests.ordered import drafted as drafted_order
from tests.ordered import issued

EVERYTHING = {"own", "sibling", "region", "prefecture"}


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("center", EVERYTHING),
        ("admin", EVERYTHING),
        ("auditor", EVERYTHING),
        ("division", {"region"}),
        ("region-unit", {"region"}),
        ("prefecture", {"own", "prefecture"}),
        ("leader", {"own", "prefecture"}),
        ("county", {"own"}),
        ("county-entry", {"own"}),
        ("unit", {"own"}),
        ("prefecture2", {"sibling"}),
        ("county2", {"sibling"}),
    ],
)
def test_projects_exist_within_the_subtree_the_unit_or_the_division(
    session: Session, world: World, who: str, names: set[str]
) -> None:
    actor = world.actor(session, who)
    found = set(session.scalars(visible(Project, actor).with_only_columns(Project.id)))
    assert found == {world.projects[name] for name in names}
    for name, identity in world.projects.items():
        if name in names:
            assert fetch(session, Project, actor, identity).id == identity
        else:
            with pytest.raises(NotVisible):
                fetch(session, Project, actor, identity)


def test_what_is_not_visible_is_like_what_does_not_exist(session: Session, world: World) -> None:
    actor = world.actor(session, "unit")
    texts = []
    for identity in (world.projects["sibling"], 10**6):
        with pytest.raises(NotVisible) as raised:
            fetch(session, Project, actor, identity)
        texts.append(str(raised.value).replace(str(identity), ""))
    assert texts[0] == texts[1]


def test_a_record_in_the_identity_map_is_not_a_way_around(session: Session, world: World) -> None:
    session.scalars(select(Project)).all()
    with pytest.raises(NotVisible):
        fetch(session, Project, world.actor(session, "unit"), world.projects["sibling"])


@pytest.mark.parametrize("status", list(FilingStatus))
def test_nobody_above_sees_a_filing_before_it_was_submitted(
    session: Session, world: World, status: FilingStatus
) -> None:
    filing = evaluated(session, world, status=FilingStatus.APPROVED)
    filing.status, filing.approved_at = status, None
    filing.waiting_level = "county" if status in ("submitted", "under_review") else None  # type: ignore[assignment]
    filing.return_reason = "x" if status is FilingStatus.RETURNED else None
    filing.approved_at = filing.submitted_at if status is FilingStatus.APPROVED else None
    session.flush()
    hidden = status in (FilingStatus.NOT_STARTED, FilingStatus.DRAFT)
    for who, sees in (
        ("prefecture", not hidden),
        ("center", not hidden),
        ("auditor", not hidden),
        ("unit", True),
    ):
        query = visible(Filing, world.actor(session, who)).where(Filing.id == filing.id)
        assert (session.scalars(query).one_or_none() is not None) == sees, who


def test_the_house_that_fills_in_knows_of_its_drafts(session: Session, world: World) -> None:
    filing = drafted(session, world)
    for who, sees in (("unit", True), ("county-entry", True), ("county", True), ("prefecture", False)):
        query = visible(Filing, world.actor(session, who)).where(Filing.id == filing.id)
        assert (session.scalars(query).one_or_none() is not None) == sees, who
    for who, names in (
        ("county-entry", {"own"}),
        ("unit", {"own"}),
        ("prefecture", {"prefecture"}),
        ("center", set()),
    ):
        ids = set(session.scalars(select(Project.id).where(fills(world.actor(session, who)))))
        assert ids == {world.projects[name] for name in names}, who


def test_an_order_exists_for_others_once_it_was_issued(session: Session, world: World) -> None:
    draft, issuer = drafted_order(session, world), world.actor(session, "prefecture")
    sent = issued(session, world, problem="已下发")
    everybody = ("unit", "county", "county-entry", "center", "auditor", "prefecture")
    for who in everybody:
        found = set(session.scalars(visible(Order, world.actor(session, who)).with_only_columns(Order.id)))
        assert found == ({draft.id, sent.id} if who == "prefecture" else {sent.id}), who
    orders.withdraw(session, issuer, draft, "不再需要")
    orders.withdraw(session, issuer, sent, "下达有误")
    for who in everybody:
        found = set(session.scalars(visible(Order, world.actor(session, who)).with_only_columns(Order.id)))
        assert found == ({draft.id, sent.id} if who == "prefecture" else {sent.id}), who
    for who in ("county2", "prefecture2", "division", "region-unit"):
        assert session.scalars(visible(Order, world.actor(session, who))).all() == [], who


def test_an_open_check_is_its_units_alone(session: Session, world: World) -> None:
    check = checks.open_check(session, world.actor(session, "prefecture"), evaluated(session, world))
    for who, sees in (
        ("prefecture", True),
        ("leader", True),
        ("unit", False),
        ("county", False),
        ("center", False),
    ):
        found = session.scalars(visible(Check, world.actor(session, who))).all()
        assert found == ([check] if sees else []), who


def test_units_and_places_are_those_of_the_subtree(session: Session, world: World) -> None:
    for who, prefix in (("county", "653222"), ("prefecture", "6532"), ("center", "65")):
        actor = world.actor(session, who)
        assert all(u.region_code.startswith(prefix) for u in session.scalars(visible(Unit, actor)))
        assert all(r.code.startswith(prefix) for r in session.scalars(visible(Region, actor)))
    division = session.scalars(visible(Unit, world.actor(session, "division"))).all()
    assert {u.code for u in division} == {"650000D1", "650000U1"}


def test_the_history_is_that_of_visible_projects_and_of_the_own_units_drafts(
    session: Session, world: World
) -> None:
    submitted(session, world)
    drafted_order(session, world)
    history.record(session, None, "unit:999", "unit:999", "unit.edit", {})

    def chains(who: str) -> set[str]:
        return {e.chain for e in session.scalars(visible(HistoryEntry, world.actor(session, who)))}

    own, issuer = f"project:{world.projects['own']}", f"unit:{world.actor(session, 'prefecture').unit_id}"
    assert chains("unit") == {own}
    assert chains("prefecture") == {own, issuer}
    assert chains("county2") == set()
    assert {own, issuer, "unit:999"} <= chains("auditor")


def test_a_model_without_a_scope_is_never_listed(session: Session, world: World) -> None:
    with pytest.raises(KeyError):
        visible(User, world.actor(session, "center"))


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("650000", {"653222", "653200", "653125", "650000"}),
        ("653200", {"653222", "653200"}),
        ("653222", {"653222"}),
    ],
)
def test_a_place_spans_its_subtree(session: Session, world: World, code: str, held: set[str]) -> None:
    wanted = {"653222", "653200", "653125", "650000"}
    query = select(Region.code).where(within(Region.code, code), Region.code.in_(wanted))
    assert set(session.scalars(query)) == held


def test_counts_start_from_what_is_visible(session: Session, world: World) -> None:
    for who, number in (("center", 4), ("prefecture", 2), ("unit", 1), ("division", 1)):
        query = visible(Project, world.actor(session, who))
        assert session.scalar(select(func.count()).select_from(query.subquery())) == number
