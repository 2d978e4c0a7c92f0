"""Who has filed in a round and who has not, by place: each project in exactly one standing."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.filings import FilingStatus
from portal.domain.flows.filings import FilingAction
from portal.domain.round_locks import RoundStanding
from portal.services import round_standings, workflow
from tests.factories import World
from tests.filed import submitted
from tests.locked import DUE, LATER, SHUT, granted, lock, own, round_of

S = RoundStanding


def counts(session: Session, world: World, today: date, who: str = "center") -> dict[str, dict[S, int]]:
    """Counts by code of the rows, places below a prefecture and the region's units apart."""
    rows = round_standings.table(session, world.actor(session, who), round_of(session), today)
    return {f"{row.code}{'' if row.exact else '*'}": row.counts for row in rows}


def test_the_counts_follow_the_days(session: Session, world: World) -> None:
    lock(session)
    assert counts(session, world, DUE)["653222"] == {S.OPEN: 1}
    assert counts(session, world, date(2020, 7, 1))["653222"] == {S.LATE: 1}
    assert counts(session, world, SHUT)["653222"] == {S.LOCKED: 1}


def test_an_exception_is_shown_while_it_holds(session: Session, world: World) -> None:
    lock(session)
    granted(session, world)
    assert counts(session, world, LATER)["653222"] == {S.EXCEPTED: 1}
    assert counts(session, world, date(2020, 7, 16))["653222"] == {S.LOCKED: 1}


def test_what_was_filed_or_sent_back_is_said_so_after_any_lock(session: Session, world: World) -> None:
    lock(session)
    filing = submitted(session, world)
    assert counts(session, world, SHUT)["653222"] == {S.FILED: 1}
    workflow.perform(session, world.actor(session, "county"), filing, FilingAction.RETURN, reason="请核对")
    assert counts(session, world, SHUT)["653222"] == {S.RETURNED: 1}


def test_a_prefecture_is_the_sum_of_its_places_and_every_project_is_counted_once(
    session: Session, world: World
) -> None:
    rows = round_standings.table(session, world.actor(session, "center"), round_of(session), clock.today())
    found = {f"{row.code}{'' if row.exact else '*'}": row.total for row in rows}
    assert found == {"653200*": 2, "653200": 1, "653222": 1, "653100*": 1, "653125": 1, "650000": 1}
    assert sum(round_standings.total(rows).values()) == len(world.projects)


def test_a_bureau_counts_its_places_alone(session: Session, world: World) -> None:
    assert set(counts(session, world, DUE, "prefecture")) == {"653200*", "653200", "653222"}
    assert set(counts(session, world, DUE, "division")) == {"650000"}


def test_each_count_opens_the_projects_that_it_counts(session: Session, world: World) -> None:
    lock(session)
    center, held = world.actor(session, "center"), round_of(session)
    late = round_standings.projects(center, held, S.LOCKED, SHUT)
    assert {p.id for p in session.scalars(late)} == set(world.projects.values())
    at = {code: session.scalars(round_standings.at_place(late, code)).all() for code in ("653200", "650000")}
    assert [p.id for p in at["653200"]] == [world.projects["prefecture"]]
    assert [p.id for p in at["650000"]] == [world.projects["region"]]
    assert session.scalars(round_standings.projects(center, held, S.FILED, SHUT)).all() == []


def test_the_list_knows_where_each_project_stands(session: Session, world: World) -> None:
    project = own(session, world).project
    found = round_standings.standings_of(session, round_of(session), [project], clock.today())
    assert (found[project.id].code, found[project.id].filing.status) == (S.OPEN, FilingStatus.NOT_STARTED)


def test_the_present_round_is_the_last_that_has_opened(session: Session) -> None:
    rounds = round_standings.rounds(session)
    current = round_standings.current(rounds, clock.today())
    assert current is not None
    assert current.opens_on <= clock.today()
    assert round_standings.current(rounds, date(2019, 1, 1)) is None
