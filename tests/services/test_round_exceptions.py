"""A later day for a unit in a round: asked, endorsed, granted, refused, given unasked; it ends by itself."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.filings import FilingStatus
from portal.domain.lifecycle import IllegalMove
from portal.domain.roles import Role
from portal.models import HistoryEntry, Notice, Round, Unit
from portal.services import plans, round_exceptions, targets
from portal.services.workflow import Refused
from tests.factories import World, make_project
from tests.filed import FULL, submitted
from tests.locked import DUE, LATER, SHUT, asked, granted, lock, own, round_of, unit_of

ENTRY_OF_COUNTY = "county-entry"


def told(session: Session, code: str) -> set[tuple[int, str]]:
    """Units and roles that were told of a step."""
    rows = session.execute(select(Notice.unit_id, Notice.role).where(Notice.code == code))
    return set(rows.tuples())


def test_a_clerk_asks_the_prefecture_endorses_the_center_grants_and_the_unit_files(
    session: Session, world: World
) -> None:
    lock(session)
    prefecture, center = world.actor(session, "prefecture"), world.actor(session, "center")
    with clock.frozen(SHUT):
        made = asked(session, world)
        assert told(session, "exception.ask") == {
            (prefecture.unit_id, Role.REVIEWER),
            (center.unit_id, Role.CENTER),
        }
        round_exceptions.endorse(session, prefecture, made, True, "情况属实")
        round_exceptions.answer(session, center, made, LATER, "同意", granted=True)
        session.expire_all()
        filing = own(session, world)
        assert (filing.due_on, filing.due_now, filing.due_rule) == (LATER, LATER, f"exception:{made.id}")
        targets.save(session, world.actor(session, "unit"), filing, FULL)
    unit = world.actor(session, "unit")
    assert {(unit.unit_id, Role.ENTRY), (prefecture.unit_id, Role.REVIEWER)} == told(
        session, "exception.grant"
    )
    with clock.frozen(date(2020, 7, 16)), pytest.raises(Refused):
        targets.save(session, unit, filing, FULL)


def test_every_step_stands_in_the_history_of_the_unit(session: Session, world: World) -> None:
    made = granted(session, world)
    actions = session.scalars(
        select(HistoryEntry.action)
        .where(HistoryEntry.subject == f"exception:{made.id}")
        .order_by(HistoryEntry.id)
    ).all()
    assert actions == ["exception.ask", "exception.grant"]


def test_an_exception_of_the_bureau_holds_for_its_whole_place_and_no_other(
    session: Session, world: World
) -> None:
    granted(session, world, ENTRY_OF_COUNTY)
    days = {name: world.filing(session, name).due_on for name in world.projects}
    assert days == {"own": LATER, "sibling": DUE, "region": DUE, "prefecture": DUE}


def test_an_exception_counts_for_its_round_alone(session: Session, world: World) -> None:
    granted(session, world)
    june = session.scalars(select(Round).where(Round.code == "m06")).one()
    assert world.filing(session, "own", "m06").due_on == june.due_on


def test_what_was_filed_keeps_its_day(session: Session, world: World) -> None:
    made = asked(session, world)
    filing = submitted(session, world)
    with pytest.raises(Refused) as refused:
        round_exceptions.grant(
            session, world.actor(session, "center"), round_of(session), made.unit, LATER, "同意"
        )
    assert [p.code for p in refused.value.problems] == ["exception.nothing_owed"]
    assert filing.due_on == DUE


def test_a_refused_request_moves_nothing_and_another_may_follow(session: Session, world: World) -> None:
    made = asked(session, world)
    round_exceptions.answer(session, world.actor(session, "center"), made, None, "理由不足", granted=False)
    session.expire_all()
    assert own(session, world).due_on == DUE
    assert (made.granted, made.until) == (False, None)
    assert asked(session, world).granted is None


def test_one_request_of_a_unit_waits_in_a_round(session: Session, world: World) -> None:
    asked(session, world)
    with pytest.raises(Refused) as refused:
        asked(session, world)
    assert [p.code for p in refused.value.problems] == ["exception.waiting"]


@pytest.mark.parametrize(
    ("day", "reason", "codes"),
    [
        (None, "停电", ["exception.day.missing"]),
        (DUE, "停电", ["exception.day.early"]),
        (date(2020, 7, 1), " ", ["exception.reason.missing"]),
    ],
)
def test_a_request_wants_a_reason_and_a_day_after_the_rounds(
    session: Session, world: World, day: date | None, reason: str, codes: list[str]
) -> None:
    actor = world.actor(session, "unit")
    unit = session.scalars(select(Unit).where(Unit.id == actor.unit_id)).one()
    with pytest.raises(Refused) as refused:
        round_exceptions.ask(session, actor, round_of(session), unit, day, reason)
    assert [p.code for p in refused.value.problems] == codes


def test_the_first_day_that_the_refusal_names_is_taken(session: Session, world: World) -> None:
    with clock.frozen(SHUT):
        with pytest.raises(Refused) as refused:
            asked(session, world, until=date(2020, 7, 5))
        first = date.fromisoformat(str(refused.value.problems[0].params["first"]))
        assert asked(session, world, until=first).wished_on == SHUT


def test_a_round_that_has_not_opened_needs_no_exception(session: Session) -> None:
    august = round_of(session, "m08")
    with pytest.raises(Refused) as refused:
        round_exceptions.round_of(session, august.id)
    assert [p.code for p in refused.value.problems] == ["exception.round"]
    with clock.frozen(august.opens_on):
        assert round_exceptions.round_of(session, august.id) is august


def test_nobody_asks_for_another_endorses_from_aside_or_grants_but_the_center(
    session: Session, world: World
) -> None:
    for who in ("county2", "prefecture", "center", "division", "leader", "auditor"):
        with pytest.raises(NotAllowed):
            round_exceptions.ask(
                session, world.actor(session, who), round_of(session), own(session, world).project.implementing_unit,
                LATER, "停电",
            )  # fmt: skip
    made = asked(session, world)
    for who in ("unit", "county", "prefecture2", "division", "center"):
        with pytest.raises(NotAllowed):
            round_exceptions.endorse(session, world.actor(session, who), made, True, "属实")
    for who in ("unit", "county", "prefecture", "division"):
        with pytest.raises(NotAllowed):
            round_exceptions.answer(session, world.actor(session, who), made, LATER, "同意", granted=True)


def test_the_division_endorses_for_its_counterpart_unit(session: Session, world: World) -> None:
    made = asked(session, world, "region-unit")
    division = world.actor(session, "division")
    assert round_exceptions.may_endorse(division, made)
    round_exceptions.endorse(session, division, made, False, "尚有时间")
    assert (made.endorsed, made.opinion, made.granted) == (False, "尚有时间", None)


def test_an_opinion_is_given_once_and_an_answer_too_and_neither_without_a_word(
    session: Session, world: World
) -> None:
    made, prefecture = asked(session, world), world.actor(session, "prefecture")
    with pytest.raises(Refused):
        round_exceptions.endorse(session, prefecture, made, True, " ")
    round_exceptions.endorse(session, prefecture, made, True, "属实")
    with pytest.raises(IllegalMove):
        round_exceptions.endorse(session, prefecture, made, False, "不属实")
    center = world.actor(session, "center")
    with pytest.raises(Refused):
        round_exceptions.answer(session, center, made, LATER, "", granted=True)
    round_exceptions.answer(session, center, made, LATER, "同意", granted=True)
    with pytest.raises(IllegalMove):
        round_exceptions.answer(session, center, made, None, "不同意", granted=False)


def test_the_center_grants_unasked_and_so_answers_what_waits(session: Session, world: World) -> None:
    center = world.actor(session, "center")
    unit = unit_of(session, "653222F")
    made = round_exceptions.grant(session, center, round_of(session), unit, LATER, "洪灾")
    assert (made.asked_role, made.granted, made.until) == ("center", True, LATER)
    waiting = asked(session, world)
    again = round_exceptions.grant(session, center, round_of(session), waiting.unit, LATER, "同意")
    assert again is waiting
    assert waiting.granted


def test_a_project_registered_while_it_holds_has_the_later_day(session: Session, world: World) -> None:
    made = granted(session, world, ENTRY_OF_COUNTY)
    unit = own(session, world).project.implementing_unit
    project = make_project(session, unit, "new")
    [filing] = [f for f in session.scalars(select(type(own(session, world))).filter_by(project_id=project.id)) if f.round.code == "target"]  # fmt: skip
    assert (filing.due_on, filing.due_rule) == (LATER, f"exception:{made.id}")
    with clock.frozen(date(2020, 7, 16)):
        late = make_project(session, unit, "late")
    days = session.scalars(
        select(type(filing).due_on).filter_by(project_id=late.id, round_id=filing.round_id)
    )
    assert days.all() == [DUE]


def test_a_round_moved_beyond_an_exception_takes_its_filings_along(session: Session, world: World) -> None:
    granted(session, world)
    held = round_of(session)
    plans.set_round_dates(session, None, held, opens_on=held.opens_on, due_on=date(2020, 7, 10), basis="通知")
    session.expire_all()
    assert own(session, world).due_on == LATER
    plans.set_round_dates(session, None, held, opens_on=held.opens_on, due_on=date(2020, 7, 31), basis="通知")
    session.expire_all()
    assert (own(session, world).due_on, own(session, world).due_rule) == (
        date(2020, 7, 31),
        "round.due:target",
    )
    assert own(session, world).status is FilingStatus.NOT_STARTED


def test_requests_wait_for_the_level_between_and_for_the_center(session: Session, world: World) -> None:
    made = asked(session, world)

    def waits_for(who: str) -> bool:
        return made in session.scalars(round_exceptions.to_do(world.actor(session, who))).all()

    assert [
        who for who in ("unit", "county", "prefecture", "prefecture2", "division", "center") if waits_for(who)
    ] == [
        "prefecture",
        "center",
    ]
    round_exceptions.endorse(session, world.actor(session, "prefecture"), made, True, "属实")
    assert not waits_for("prefecture")
    round_exceptions.answer(session, world.actor(session, "center"), made, LATER, "同意", granted=True)
    assert not waits_for("center")


def test_a_unit_sees_its_own_and_its_bureaus_exceptions_and_no_others(session: Session, world: World) -> None:
    bureau, foreign = asked(session, world, ENTRY_OF_COUNTY), asked(session, world, "region-unit")
    unit = world.actor(session, "unit")
    assert round_exceptions.opened(session, unit, bureau.id) is bureau
    with pytest.raises(NotVisible):
        round_exceptions.opened(session, unit, foreign.id)
    assert bureau in round_exceptions.about(session, unit, own(session, world))
    shown = {state: session.scalars(round_exceptions.listing(unit, state, clock.today())).all() for state in round_exceptions.STATES}  # fmt: skip
    assert (shown["waiting"], shown["holding"], shown["all"]) == ([bureau], [], [bureau])


def test_a_bureaus_clerk_asks_for_its_place_and_a_departments_for_itself(
    session: Session, world: World
) -> None:
    bureau, unit = world.actor(session, ENTRY_OF_COUNTY), world.actor(session, "unit")
    assert [one.id for one in round_exceptions.units_to_ask_for(session, unit)] == [unit.unit_id]
    found = [one.id for one in round_exceptions.units_to_ask_for(session, bureau)]
    assert found[0] == bureau.unit_id
    assert unit.unit_id in found
    grants = round_exceptions.units_to_grant(session, world.actor(session, "center"), unit.unit_id)
    assert [one.id for one in grants] == [unit.unit_id, bureau.unit_id]
    assert round_exceptions.units_to_grant(session, world.actor(session, "center"), 0) == []


def test_a_request_is_withdrawn_by_those_who_asked_and_those_who_were_asked_hear_of_it(
    session: Session, world: World
) -> None:
    made = asked(session, world)
    prefecture, center = world.actor(session, "prefecture"), world.actor(session, "center")
    round_exceptions.withdraw(session, world.actor(session, "unit"), made)
    assert (made.granted, made.waits) == (None, False)
    assert made.withdrawn_by == world.actor(session, "unit").user_id
    assert told(session, "exception.withdraw") == {
        (prefecture.unit_id, Role.REVIEWER),
        (center.unit_id, Role.CENTER),
    }
    for actor in (prefecture, center):
        assert made not in session.scalars(round_exceptions.to_do(actor)).all()
    last = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()
    assert (last.action, last.subject) == ("exception.withdraw", f"exception:{made.id}")


def test_what_was_withdrawn_is_neither_endorsed_nor_answered_nor_withdrawn_again_and_another_may_follow(
    session: Session, world: World
) -> None:
    made, unit = asked(session, world), world.actor(session, "unit")
    prefecture, center = world.actor(session, "prefecture"), world.actor(session, "center")
    round_exceptions.withdraw(session, unit, made)
    for act in (
        lambda: round_exceptions.endorse(session, prefecture, made, True, "属实"),
        lambda: round_exceptions.answer(session, center, made, LATER, "同意", granted=True),
        lambda: round_exceptions.withdraw(session, unit, made),
    ):
        with pytest.raises(IllegalMove):
            act()
    assert not round_exceptions.may_answer(center, made)
    assert not round_exceptions.may_endorse(prefecture, made)
    again = asked(session, world)
    round_exceptions.answer(session, center, again, LATER, "同意", granted=True)
    session.expire_all()
    assert own(session, world).due_on == LATER
    waiting = session.scalars(round_exceptions.listing(center, "waiting", clock.today())).all()
    assert made not in waiting


@pytest.mark.parametrize(
    "who", ["county", "county-entry", "prefecture", "division", "center", "leader", "auditor"]
)
def test_nobody_else_withdraws_a_request(session: Session, world: World, who: str) -> None:
    made, actor = asked(session, world), world.actor(session, who)
    assert not round_exceptions.may_withdraw(actor, made)
    with pytest.raises(NotAllowed):
        round_exceptions.withdraw(session, actor, made)


def test_an_answered_request_is_withdrawn_no_more(session: Session, world: World) -> None:
    made, unit = granted(session, world), world.actor(session, "unit")
    assert not round_exceptions.may_withdraw(unit, made)
    with pytest.raises(IllegalMove):
        round_exceptions.withdraw(session, unit, made)
