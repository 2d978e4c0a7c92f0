"""Projects as the rules see them, read with the same number of statements for one and for many."""

from __future__ import annotations

from datetime import date

from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.domain.alert_facts import ProjectSeen
from portal.domain.filings import FilingStatus, Likelihood
from portal.services.light_facts import seen
from tests.conftest import TODAY
from tests.evaluated import evaluated
from tests.factories import World, make_project
from tests.filed import submitted
from tests.lit import WAN, pay, release
from tests.ordered import drafted, issued


def look(session: Session, world: World, name: str = "own", on: date = TODAY) -> ProjectSeen:
    """One project of the world."""
    session.flush()
    project = world.project(session, name)
    return next(seen(session, project.plan, [project.id], on))


def test_money_is_what_the_register_sums_to(session: Session, world: World) -> None:
    project = world.project(session, "own")
    release(session, project, 30 * WAN, date(2020, 3, 1), date(2020, 3, 9))
    pay(session, project, 5 * WAN, TODAY)
    pay(session, project, 7 * WAN, date(2020, 12, 31))
    pay(session, project, 9 * WAN, date(2021, 1, 1))
    found = look(session, world)
    assert (found.total_fen, found.released_fen) == (project.total_fen, 30 * WAN)
    assert (found.paid_fen, found.paid_in_year_fen) == (5 * WAN, 12 * WAN)


def test_orders_count_from_issue_to_closing(session: Session, world: World) -> None:
    drafted(session, world)
    order = issued(session, world)
    assert [o.number for o in look(session, world).orders] == [order.number]


def test_rounds_carry_what_was_filed(session: Session, world: World) -> None:
    filing = evaluated(session, world)
    rounds = {f.code: f for f in look(session, world).filings}
    assert rounds[filing.round.code].status is FilingStatus.APPROVED
    assert rounds["m05"].status is FilingStatus.NOT_STARTED
    assert all(set(f.likelihoods) <= set(Likelihood) for f in rounds.values())


def test_neighbours_share_kind_and_village_and_twins_unit_content_and_dates(
    session: Session, world: World
) -> None:
    first = world.project(session, "own")
    other = make_project(session, first.implementing_unit, "next")
    for project in (first, other):
        project.place, project.content = "扎瓦镇", "硬化 村内道路"
    assert look(session, world).neighbours == 1
    assert list(look(session, world).twins) == [other.total_fen]
    other.content, other.place = "硬化村内道路", "  喀尔赛镇"
    assert look(session, world).neighbours == 0
    assert list(look(session, world).twins) == [other.total_fen]
    other.content = "打井"
    assert list(look(session, world).twins) == []


def test_a_filed_target_is_checked_as_it_stands(session: Session, world: World) -> None:
    submitted(session, world)
    assert not any(p.hard for p in look(session, world).target_problems)
    for fund in world.project(session, "own").funds:
        fund.amount_fen = 0
    assert any(p.hard for p in look(session, world).target_problems)


def test_as_many_statements_for_one_project_as_for_many(session: Session, world: World) -> None:
    project = world.project(session, "own")
    ids = [project.id, *(make_project(session, project.implementing_unit, f"n{n}").id for n in range(9))]
    session.flush()
    counts = []
    for some in (ids[:1], ids):
        session.expire_all()
        plan = world.project(session, "own").plan
        found: list[str] = []

        def note(
            _c: object, _cursor: object, statement: str, *_more: object, into: list[str] = found
        ) -> None:
            into.append(statement)

        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", note)
        assert len(list(seen(session, plan, some, TODAY))) == len(some)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(found))
    assert counts[0] == counts[1]
