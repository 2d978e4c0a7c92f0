"""Problems entered by hand: what an entry must say, who keeps it, every step up to 销号, and how it stands in the ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.filings import ProblemCategory
from portal.domain.flows.entries import EntryAction
from portal.domain.ledgers import EntryStatus, Manner
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Level
from portal.models import HistoryEntry, LedgerEntry, Notice
from portal.services import ledger_entries as entries
from portal.services.ledger_parts import Wanted
from portal.services.workflow import Refused
from tests.conftest import TODAY
from tests.entered import PLACE, finished, registered
from tests.factories import World
from tests.services.test_ledger import rows
from tests.staffed import colleague


def refused(session: Session, world: World, **changes: object) -> list[tuple[str, str]]:
    """Fields and codes of what stands against an entry."""
    with pytest.raises(Refused) as caught:
        registered(session, world, **changes)
    return [(p.field, p.code) for p in caught.value.problems]


def actions(session: Session, made: LedgerEntry) -> list[tuple[str, str]]:
    """Chain and action of everything that happened with an entry."""
    query = select(HistoryEntry).where(HistoryEntry.subject == f"entry:{made.id}").order_by(HistoryEntry.id)
    return [(step.chain, step.action) for step in session.scalars(query)]


def test_an_entry_stands_in_the_ledger_beside_the_derived_rows(session: Session, world: World) -> None:
    made = registered(session, world, project_code=world.project(session, "own").code)
    [row] = rows(session, world)
    assert (row.entry_id, row.order_id, row.light_id) == (made.id, None, None)
    assert (row.found_on, row.level, row.manner) == (date(2020, 6, 11), Level.PREFECTURE, Manner.VISIT)
    assert (row.project_name, row.person) == (world.project(session, "own").name, "分管副局长")
    assert (row.said, row.requirement, row.status) == (made.problem, made.requirement, "unmended")
    assert row.keeper_id == world.actor(session, "prefecture").unit_id


def test_the_deadline_is_counted_in_working_days_from_the_day_of_finding(
    session: Session, world: World
) -> None:
    """Ten working days from 11 June cross the Dragon Boat holiday (25-27 June) and the working Sunday of 28 June."""
    made = registered(session, world)
    assert (made.due_on, made.due_rule, made.due_certain) == (
        date(2020, 6, 26 + 2),
        "deadline.working_days",
        True,
    )
    [row] = rows(session, world, on=date(2020, 7, 1))
    assert row.days_late == 3


def test_it_begins_with_the_day_the_level_of_the_unit_and_the_plans_days(
    session: Session, world: World
) -> None:
    empty = entries.prefill(session, world.actor(session, "county"), PLACE)
    assert (empty.found_on, empty.level, empty.working_days) == (TODAY, Level.COUNTY, 10)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"problem": " "}, [("problem", "order.problem.missing")]),
        ({"requirement": ""}, [("requirement", "order.requirement.missing")]),
        ({"found_on": None}, [("found_on", "entry.found.missing")]),
        ({"found_on": date(2020, 6, 16)}, [("found_on", "entry.found.future")]),
        ({"completed_on": date(2020, 6, 10)}, [("completed_on", "entry.completed.range")]),
        ({"completed_on": date(2020, 6, 16)}, [("completed_on", "entry.completed.range")]),
        ({"responsible_unit_id": 0}, [("responsible_unit_id", "entry.unit.wrong")]),
        ({"working_days": 0}, [("working_days", "order.days.range")]),
        ({"working_days": 366}, [("working_days", "order.days.range")]),
        ({"project_code": "没有"}, [("project_code", "entry.project.unknown")]),
        ({"proof": "字" * 4001}, [("proof", "entry.text.long")]),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, world: World, changes: dict[str, object], found: list[tuple[str, str]]
) -> None:
    assert refused(session, world, **changes) == found


def test_a_project_of_another_place_and_a_unit_out_of_reach_are_refused(
    session: Session, world: World
) -> None:
    foreign = world.project(session, "sibling")
    assert refused(session, world, project_code=foreign.code) == [("project_code", "entry.project.unknown")]
    unit = foreign.implementing_unit_id
    assert refused(session, world, responsible_unit_id=unit) == [("responsible_unit_id", "entry.unit.wrong")]


def test_the_same_press_twice_makes_one_entry(session: Session, world: World) -> None:
    assert registered(session, world).id == registered(session, world).id
    assert registered(session, world, problem="另一个问题").id != registered(session, world).id


@pytest.mark.parametrize("who", ["county-entry", "unit", "leader", "auditor", "admin"])
def test_who_keeps_no_ledger_enters_nothing(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        registered(session, world, by=who)


def test_nobody_enters_at_a_place_out_of_their_scope(session: Session, world: World) -> None:
    with pytest.raises(NotVisible):
        registered(session, world, by="prefecture2")


def test_it_is_mended_verified_and_struck_off_with_every_step_in_the_units_chain(
    session: Session, world: World
) -> None:
    actor, second = world.actor(session, "prefecture"), colleague(session, world, "prefecture")
    made = registered(session, world)
    entries.move(session, actor, made, EntryAction.START)
    assert made.status is EntryStatus.MENDING
    entries.finish(session, actor, made, "已支付", TODAY, "支付凭证12号")
    entries.move(session, second, made, EntryAction.SEND_BACK, "凭证不全")
    assert (made.status, made.last_reason) == (EntryStatus.SENT_BACK, "凭证不全")
    entries.finish(session, actor, made, "已补齐凭证", TODAY, "支付凭证12、13号")
    entries.close(session, second, made, "凭证齐全")
    chain = f"unit:{actor.unit_id}"
    names = ("register", "start", "finish", "send_back", "finish", "close")
    assert actions(session, made) == [(chain, f"entry.{name}") for name in names]
    [row] = rows(session, world)
    assert (row.status, row.measures, row.replied_on) == ("closed", "已补齐凭证", TODAY)
    assert (row.proof, row.opinion, row.closed_on) == ("支付凭证12、13号", "凭证齐全", TODAY)
    assert made.verifier is not None
    assert row.verifier == made.verifier.full_name


def test_done_wants_measures_and_a_day_and_striking_off_an_opinion(session: Session, world: World) -> None:
    actor = world.actor(session, "prefecture")
    made = registered(session, world)
    with pytest.raises(Refused) as caught:
        entries.finish(session, actor, made, " ", None, "")
    assert [p.code for p in caught.value.problems] == ["entry.measures.missing", "entry.completed.missing"]
    entries.finish(session, actor, made, "已支付", TODAY, "")
    second = colleague(session, world, "prefecture")
    with pytest.raises(Refused):
        entries.close(session, second, made, " ")
    entries.close(session, second, made, "到位")
    with pytest.raises(IllegalMove):
        entries.close(session, second, made, "到位")


def test_who_reported_it_done_does_not_verify_it_and_a_colleague_does(session: Session, world: World) -> None:
    made, actor = finished(session, world), world.actor(session, "prefecture")
    assert made.finished_by == actor.user_id
    for act in (
        lambda: entries.close(session, actor, made, "到位"),
        lambda: entries.move(session, actor, made, EntryAction.SEND_BACK, "不到位"),
    ):
        with pytest.raises(NotAllowed):
            act()
    entries.close(session, colleague(session, world, "prefecture"), made, "到位")
    assert made.status is EntryStatus.CLOSED


def test_who_changes_what_was_reported_does_not_verify_it_either(session: Session, world: World) -> None:
    made, second = finished(session, world), colleague(session, world, "prefecture")
    entries.update(session, second, made, replace(entries.form_of(made), person="副局长"))
    assert made.finished_by == world.actor(session, "prefecture").user_id
    entries.update(session, second, made, replace(entries.form_of(made), proof="支付凭证13号"))
    with pytest.raises(NotAllowed):
        entries.close(session, second, made, "到位")
    entries.close(session, world.actor(session, "prefecture"), made, "到位")


def test_a_lent_role_does_not_verify_what_its_owner_reported(session: Session, world: World) -> None:
    made, actor = finished(session, world), world.actor(session, "prefecture")
    deputy = replace(colleague(session, world, "prefecture"), lender_id=actor.user_id)
    with pytest.raises(NotAllowed):
        entries.close(session, deputy, made, "到位")
    again = registered(session, world, problem="另一个问题")
    entries.finish(session, deputy, again, "已支付", TODAY, "")
    with pytest.raises(NotAllowed):
        entries.close(session, actor, again, "到位")


def test_whoever_has_to_mend_hears_of_it_and_of_the_verdict(session: Session, world: World) -> None:
    unit, second = world.actor(session, "unit"), colleague(session, world, "prefecture")
    made = finished(session, world)
    entries.move(session, second, made, EntryAction.SEND_BACK, "凭证不全")
    entries.finish(session, world.actor(session, "prefecture"), made, "已补齐", TODAY, "")
    entries.close(session, second, made, "到位")
    void = registered(session, world, problem="误登的问题")
    entries.move(session, second, void, EntryAction.VOID, "登记有误")
    told = session.scalars(select(Notice).where(Notice.code.startswith("entry.")).order_by(Notice.id)).all()
    assert {(notice.unit_id, notice.role) for notice in told} == {(unit.unit_id, "entry")}
    names = ["register", "send_back", "close", "register", "void"]
    assert [notice.code for notice in told] == [f"entry.{name}" for name in names]
    assert [json.loads(notice.params)["reason"] for notice in told if notice.code == "entry.send_back"] == [
        "凭证不全"
    ]
    assert json.loads(told[0].params)["due"] == made.due_on.isoformat()
    assert told[0].subject == f"entry:{made.id}"


def test_a_bureau_hears_in_both_its_roles_the_own_desk_nothing_and_a_new_unit_when_it_becomes_responsible(
    session: Session, world: World
) -> None:
    bureau = world.actor(session, "county").unit_id
    own = registered(session, world, by="county", responsible_unit_id=bureau)
    assert session.scalars(select(Notice.id).where(Notice.subject == f"entry:{own.id}")).all() == []
    made = registered(session, world)
    actor = world.actor(session, "prefecture")
    entries.update(session, actor, made, replace(entries.form_of(made), responsible_unit_id=bureau))
    entries.update(session, actor, made, replace(entries.form_of(made), person="副局长"))
    told = session.execute(
        select(Notice.unit_id, Notice.role, Notice.code).where(Notice.subject == f"entry:{made.id}")
    )
    unit = world.actor(session, "unit").unit_id
    assert sorted(told.tuples()) == sorted(
        [
            (unit, "entry", "entry.register"),
            (bureau, "entry", "entry.register"),
            (bureau, "reviewer", "entry.register"),
        ]
    )


def test_only_the_unit_that_keeps_it_moves_or_changes_it(session: Session, world: World) -> None:
    made = finished(session, world)
    for who in ("county", "center", "prefecture2", "unit"):
        actor = world.actor(session, who)
        for act in (
            lambda actor=actor: entries.close(session, actor, made, "到位"),
            lambda actor=actor: entries.move(session, actor, made, EntryAction.VOID, "误"),
            lambda actor=actor: entries.update(session, actor, made, entries.form_of(made)),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert made.status is EntryStatus.VERIFYING


def test_a_change_moves_the_deadline_and_says_so_in_the_history(session: Session, world: World) -> None:
    actor = world.actor(session, "prefecture")
    made = registered(session, world)
    version = made.version_id
    entries.update(session, actor, made, replace(entries.form_of(made), working_days=1))
    assert made.due_on == date(2020, 6, 12)
    assert made.version_id > version
    last = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()
    assert (last.action, json.loads(last.params)["due_on"]) == ("entry.edit", "2020-06-12")


def test_what_waits_for_verification_keeps_what_was_done(session: Session, world: World) -> None:
    made = finished(session, world)
    emptied = replace(entries.form_of(made), measures="", completed_on=None)
    with pytest.raises(Refused) as caught:
        entries.update(session, world.actor(session, "prefecture"), made, emptied)
    assert [p.code for p in caught.value.problems] == ["entry.measures.missing", "entry.completed.missing"]


def test_a_void_entry_leaves_the_ledger_and_stays_in_the_history(session: Session, world: World) -> None:
    made = registered(session, world)
    entries.move(session, world.actor(session, "prefecture"), made, EntryAction.VOID, "重复登记")
    assert rows(session, world) == []
    assert actions(session, made)[-1][1] == "entry.void"
    with pytest.raises(IllegalMove):
        entries.update(session, world.actor(session, "prefecture"), made, entries.form_of(made))


@pytest.mark.parametrize(
    ("who", "sees"),
    [("center", True), ("prefecture", True), ("county", True), ("unit", True), ("auditor", True),
     ("prefecture2", False), ("division", False), ("county2", False), ("region-unit", False)],
)  # fmt: skip
def test_who_reads_it(session: Session, world: World, who: str, sees: bool) -> None:
    made = registered(session, world)
    assert len(rows(session, world, who)) == sees
    steps = session.scalars(entries.steps(world.actor(session, who), made)).all()
    assert len(steps) == sees


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(state="open"), 1),
        (Wanted(state="closed"), 0),
        (Wanted(state="overdue", today=date(2020, 6, 28)), 0),
        (Wanted(state="overdue", today=date(2020, 6, 29)), 1),
        (Wanted(manner="visit"), 1),
        (Wanted(region="653200"), 1),
        (Wanted(region="653221"), 0),
        (Wanted(year=2020), 1),
        (Wanted(year=2019), 0),
        (Wanted(changed_since=clock.at(date(2020, 6, 14), 0)), 1),
        (Wanted(changed_since=clock.at(date(2020, 6, 16), 0)), 0),
    ],
)
def test_it_is_narrowed_like_the_other_rows(
    session: Session, world: World, wanted: Wanted, found: int
) -> None:
    registered(session, world)
    assert len(rows(session, world, wanted=wanted)) == found


def test_the_second_of_a_kind_at_a_unit_is_repeated_and_so_is_what_is_said_to_be(
    session: Session, world: World
) -> None:
    registered(session, world)
    registered(session, world, problem="又一次")
    registered(session, world, category=ProblemCategory.OTHER, repeated=True)
    assert [row.repeated for row in rows(session, world)] == [False, True, True]
