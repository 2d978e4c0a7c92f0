"""The hash chains: what an entry's digest covers, that writers of different chains stand apart, the daily seal."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.models import ChainHead, HistoryEntry
from portal.services import history
from tests.factories import World


def write(session: Session, chain: str = "project:1", **params: object) -> HistoryEntry:
    """One entry."""
    return history.record(session, None, chain, "filing:1", "filing.submit", params)


def test_json_has_one_spelling() -> None:
    assert history.canonical({"b": 1, "a": ["路", None, True]}) == '{"a":["路",null,true],"b":1}'
    assert history.canonical({"a": 1, "b": 2}) == history.canonical({"b": 2, "a": 1})


def test_the_digest_is_plain_sha256_of_utf8() -> None:
    assert history.sha256("路") == hashlib.sha256(b"\xe8\xb7\xaf").hexdigest()
    assert history.sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_entries_of_a_chain_are_numbered_and_linked(session: Session) -> None:
    first, second, third = (write(session, n=n) for n in range(3))
    assert [e.seq for e in (first, second, third)] == [1, 2, 3]
    assert first.previous == history.GENESIS
    assert (second.previous, third.previous) == (first.digest, second.digest)
    head = session.scalars(select(ChainHead).where(ChainHead.chain == "project:1")).one()
    assert (head.seq, head.digest) == (3, third.digest)


def test_chains_do_not_know_each_other(session: Session) -> None:
    write(session, "project:1")
    other = write(session, "project:2")
    assert (other.seq, other.previous) == (1, history.GENESIS)


def test_the_same_event_has_another_digest_in_another_place(session: Session) -> None:
    assert len({write(session).digest, write(session).digest, write(session, "project:2").digest}) == 3


@pytest.mark.parametrize(
    "name", ["chain", "seq", "at", "user_id", "role", "unit_id", "action", "subject", "params", "previous"]
)
def test_the_digest_covers_every_field(session: Session, name: str) -> None:
    entry = write(session)
    before = history.digest_of(entry)
    value = getattr(entry, name)
    with session.no_autoflush:
        changed = (
            value + timedelta(seconds=1)
            if name == "at"
            else (7 if isinstance(value, int | None) else value + "x")
        )
        setattr(entry, name, changed)
        assert history.digest_of(entry) != before
        session.expunge(entry)


def test_who_and_when_are_kept(session: Session, world: World) -> None:
    actor = world.actor(session, "county")
    entry = history.record(session, actor, "project:1", "filing:1", "filing.return", {"reason": "请核对"})
    assert (entry.user_id, entry.role, entry.unit_id) == (actor.user_id, "reviewer", actor.unit_id)
    assert entry.at == clock.now()
    assert entry.params == '{"reason":"请核对"}'


def test_an_entry_reads_back_with_the_digest_it_was_written_with(session: Session, world: World) -> None:
    actor = replace(world.actor(session, "county"), full_name="另一名")
    with clock.frozen(clock.now() + timedelta(microseconds=123456)):
        entry = history.record(session, actor, "project:1", "filing:1", "filing.submit", {"字": "ئۇ", "n": 1})
    session.expire_all()
    assert history.digest_of(entry) == entry.digest
    assert list(history.verify(session)) == []


def test_a_seal_links_the_heads_of_all_chains_and_the_seal_before(session: Session) -> None:
    write(session, "project:1")
    write(session, "unit:1")
    first = history.seal(session, date(2020, 6, 14))
    assert first.previous == history.GENESIS
    assert '"project:1":[1,' in first.heads
    write(session, "project:1")
    second = history.seal(session, date(2020, 6, 15))
    assert second.previous == first.digest
    assert '"project:1":[2,' in second.heads
    assert list(history.verify(session)) == []


def test_a_day_is_sealed_once_and_days_before_it_no_more(session: Session) -> None:
    write(session)
    sealed = history.seal(session, date(2020, 6, 15))
    write(session)
    assert history.seal(session, date(2020, 6, 15)) is sealed
    assert history.seal(session, date(2020, 6, 14)) is sealed


def test_a_history_without_entries_holds(session: Session) -> None:
    assert [f for f in history.verify(session) if f.chain.startswith("project")] == []
