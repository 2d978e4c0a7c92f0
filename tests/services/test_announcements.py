"""Announcements: drafted, published to those below, taken note of, withdrawn; each exists only for whom it concerns."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import visible
from portal.domain.announcements import AnnouncementState, Group
from portal.domain.lifecycle import IllegalMove
from portal.domain.papers import PaperKind
from portal.domain.roles import Role
from portal.models import Announcement, AnnouncementReceipt, HistoryEntry, Notice, Unit
from portal.services import announcements, issued_papers
from portal.services.issued_papers import Sheet
from portal.services.workflow import Refused
from tests.announced import ENTRY, drafted, published
from tests.factories import World

EVERYBODY = (
    "center", "auditor", "admin", "prefecture", "prefecture2", "county", "county2", "county-entry", "unit", "division",
    "region-unit", "leader",
)  # fmt: skip


def readers(session: Session, world: World, record: Announcement) -> set[str]:
    """Accounts for which it exists."""
    return {
        who
        for who in EVERYBODY
        if session.scalars(
            visible(Announcement, world.actor(session, who)).where(Announcement.id == record.id)
        ).one_or_none()
    }


def test_a_draft_exists_for_the_writers_unit_alone(session: Session, world: World) -> None:
    assert readers(session, world, drafted(session, world)) == {"center", "admin", "auditor"}


def test_a_published_one_exists_for_those_it_went_to_and_those_who_read_everything(
    session: Session, world: World
) -> None:
    record = published(session, world)
    assert readers(session, world, record) == {"center", "auditor", "admin", "county", "county-entry"}
    narrow = published(session, world, roles=frozenset({Role.REVIEWER}))
    assert readers(session, world, narrow) == {"center", "auditor", "admin", "county"}


@pytest.mark.parametrize(
    ("by", "changes", "expected"),
    [
        ("center", {"groups": frozenset({Group.PREFECTURES}), "places": frozenset()}, {"prefecture", "prefecture2"}),
        ("center", {"groups": frozenset({Group.PREFECTURES})}, {"prefecture"}),
        (
            "center",
            {"groups": frozenset(Group), "places": frozenset(), "roles": frozenset({Role.ENTRY, Role.REVIEWER, Role.DIVISION})},
            {"prefecture", "prefecture2", "county", "county2", "county-entry", "unit", "division", "region-unit"},
        ),
        ("prefecture", {"places": frozenset({"653222"})}, {"county", "county-entry"}),
        ("prefecture", {"groups": frozenset({Group.DEPARTMENTS}), "places": frozenset()}, {"unit"}),
        ("county", {"groups": frozenset({Group.DEPARTMENTS}), "places": frozenset()}, {"unit"}),
        ("division", {"groups": frozenset({Group.DEPARTMENTS}), "places": frozenset()}, {"region-unit"}),
    ],
)  # fmt: skip
def test_it_goes_to_the_chosen_units_below_the_writer(
    session: Session, world: World, by: str, changes: dict[str, object], expected: set[str]
) -> None:
    record = published(session, world, by, **changes)
    to = {(one.unit_id, one.role) for one in record.recipients}
    found = {
        who for who in EVERYBODY if (world.actor(session, who).unit_id, world.actor(session, who).role) in to
    }
    assert found == expected
    assert world.actor(session, by).unit_id not in {one.unit_id for one in record.recipients}


def test_a_unit_that_is_no_longer_there_is_not_addressed(session: Session, world: World) -> None:
    bureau = session.scalars(select(Unit).where(Unit.code == "653222F")).one()
    bureau.valid_to = clock.today()
    session.flush()
    assert bureau.id not in {one.unit_id for one in published(session, world).recipients}


@pytest.mark.parametrize("who", ["unit", "county-entry", "leader", "auditor", "admin"])
def test_others_write_none(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        announcements.draft(session, world.actor(session, who), ENTRY)


def test_a_unit_manages_its_own_alone(session: Session, world: World) -> None:
    record = drafted(session, world, "prefecture", places=frozenset())
    for who in ("center", "prefecture2", "county", "leader"):
        with pytest.raises(NotAllowed):
            announcements.publish(session, world.actor(session, who), record)
        with pytest.raises(NotAllowed):
            announcements.withdraw(session, world.actor(session, who), record, "不再需要")


def test_a_published_one_is_not_changed_and_not_published_again(session: Session, world: World) -> None:
    center, record = world.actor(session, "center"), published(session, world)
    for act in (
        lambda: announcements.edit(session, center, record, ENTRY),
        lambda: announcements.publish(session, center, record),
    ):
        with pytest.raises(IllegalMove):
            act()


def test_a_draft_is_changed_and_its_day_asked_again_when_it_is_published(
    session: Session, world: World
) -> None:
    center, record = world.actor(session, "center"), drafted(session, world)
    announcements.edit(session, center, record, replace(ENTRY, title_ug="ئۇقتۇرۇش"))
    assert record.title_ug == "ئۇقتۇرۇش"
    with clock.frozen(date(2020, 7, 1)):
        with pytest.raises(Refused, match=r"announcement\.due\.past"):
            announcements.publish(session, center, record)
        announcements.edit(session, center, record, replace(ENTRY, due_on=date(2020, 7, 10)))
        announcements.publish(session, center, record)
    assert record.state is AnnouncementState.PUBLISHED


def test_one_that_would_reach_nobody_is_refused_until_the_choice_is_wider(
    session: Session, world: World
) -> None:
    county = world.actor(session, "county")
    record = drafted(session, world, "county", groups=frozenset({Group.DEPARTMENTS}), places=frozenset())
    for unit in session.scalars(select(Unit).where(Unit.region_code == "653222", Unit.kind == "department")):
        unit.valid_to = clock.today()
    session.flush()
    with pytest.raises(Refused, match=r"announcement\.nobody"):
        announcements.publish(session, county, record)
    session.scalars(select(Unit).where(Unit.code == "653222U1")).one().valid_to = None
    session.flush()
    announcements.publish(session, county, record)
    assert len(record.recipients) == 1


def test_addressees_are_told_in_their_roles_and_of_a_withdrawal_with_its_reason(
    session: Session, world: World
) -> None:
    center, record = world.actor(session, "center"), published(session, world)
    subject = announcements.subject_of(record)
    told = session.scalars(select(Notice).where(Notice.subject == subject)).all()
    assert {(n.unit_id, n.role) for n in told} == {(r.unit_id, r.role.value) for r in record.recipients}
    assert json.loads(told[0].params)["due"] == "2020-06-30"
    with pytest.raises(Refused, match=r"announcement\.reason\.missing"):
        announcements.withdraw(session, center, record, "  ")
    announcements.withdraw(session, center, record, "日期有误")
    notices = session.scalars(select(Notice).where(Notice.code == "announcement.withdrawn")).all()
    assert len(notices) == len(told)
    assert json.loads(notices[0].params)["reason"] == "日期有误"
    with pytest.raises(IllegalMove):
        announcements.withdraw(session, center, record, "再次")


def test_a_draft_given_up_is_told_to_nobody(session: Session, world: World) -> None:
    record = drafted(session, world)
    announcements.withdraw(session, world.actor(session, "center"), record, "不需要了")
    assert session.scalars(select(Notice)).all() == []
    assert readers(session, world, record) == {"center", "admin", "auditor"}


def test_every_step_stands_on_the_writing_units_chain(session: Session, world: World) -> None:
    center, record = world.actor(session, "center"), published(session, world)
    announcements.withdraw(session, center, record, "日期有误")
    rows = session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.subject == announcements.subject_of(record))
        .order_by(HistoryEntry.seq)
    ).all()
    assert [row.action for row in rows] == [
        "announcement.draft", "announcement.publish", "announcement.withdraw",
    ]  # fmt: skip
    assert {row.chain for row in rows} == {f"unit:{center.unit_id}"}


def waiting(session: Session, world: World, who: str) -> list[int]:
    """What an account has still to take note of."""
    return [record.id for record in session.scalars(announcements.pending(world.actor(session, who)))]


def test_it_waits_for_each_person_until_that_person_has_taken_note(session: Session, world: World) -> None:
    record = published(session, world)
    county = world.actor(session, "county")
    assert waiting(session, world, "county") == waiting(session, world, "county-entry") == [record.id]
    for who in ("center", "auditor", "leader", "prefecture", "unit"):
        assert waiting(session, world, who) == []
    announcements.receive(session, county, record)
    announcements.receive(session, county, record)
    assert waiting(session, world, "county") == []
    assert waiting(session, world, "county-entry") == [record.id]
    assert [one.user_id for one in session.scalars(select(AnnouncementReceipt))] == [county.user_id]
    assert not announcements.may_receive(session, county, record)


def test_the_most_urgent_comes_first_and_undated_ones_last(session: Session, world: World) -> None:
    undated = published(session, world, due_on=None)
    late = published(session, world, due_on=date(2020, 7, 20))
    soon = published(session, world)
    assert waiting(session, world, "county") == [soon.id, late.id, undated.id]


def test_nobody_else_takes_note_and_nobody_of_a_draft_or_a_withdrawn_one(
    session: Session, world: World
) -> None:
    record = published(session, world)
    for who in ("center", "prefecture", "unit", "leader", "auditor"):
        with pytest.raises(NotAllowed):
            announcements.receive(session, world.actor(session, who), record)
    announcements.withdraw(session, world.actor(session, "center"), record, "日期有误")
    assert waiting(session, world, "county") == []
    with pytest.raises(NotAllowed):
        announcements.receive(session, world.actor(session, "county"), record)


def test_each_gets_the_next_number_of_its_units_series_when_it_is_published(
    session: Session, world: World
) -> None:
    draft = drafted(session, world)
    assert draft.number == ""
    numbers = [published(session, world).number, published(session, world).number]
    assert numbers == ["新财绩通〔2020〕1号", "新财绩通〔2020〕2号"]
    below = published(session, world, "prefecture", groups=frozenset({Group.COUNTIES}), places=frozenset())
    assert below.number == "和田财绩通〔2020〕1号"


def test_units_addressed_are_the_same_for_the_writer_before_and_for_every_reader_after(
    session: Session, world: World
) -> None:
    center, record = world.actor(session, "center"), drafted(session, world)
    before = announcements.addressed(session, center, record)
    announcements.publish(session, center, record)
    for who in ("center", "county", "auditor"):
        assert announcements.addressed(session, world.actor(session, who), record) == before
    assert {unit.region_code[:4] for unit in before} == {"6532"}


def test_its_papers_are_revoked_with_it(session: Session, world: World) -> None:
    center, record = world.actor(session, "center"), published(session, world)
    sheet = Sheet(
        PaperKind.ANNOUNCEMENT, announcements.subject_of(record), record.number, record.unit_id, "d" * 64
    )
    paper = issued_papers.enter(session, center, sheet)
    announcements.withdraw(session, center, record, "日期有误")
    assert paper.revoked_at is not None
