"""`flask audit`: a changed, deleted or reordered entry of the history is found, and days are sealed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from portal.cli.audit import audit
from portal.extensions import db
from portal.models import ChainHead, DailySeal, HistoryEntry
from portal.services import history

pytestmark = pytest.mark.usefixtures("connection")
CHAIN = "project:7"


def run(app: Flask, *words: str) -> Any:
    """Run a command of the group."""
    return app.test_cli_runner().invoke(audit, list(words))


@pytest.fixture(autouse=True)
def written(app: Flask, connection: object) -> None:
    """Five entries in a chain, three in another."""
    with app.app_context():
        for number in range(5):
            history.record(db.session(), None, CHAIN, "filing:1", "filing.submit", {"number": number})
        for number in range(3):
            history.record(db.session(), None, "unit:7", "unit:7", "unit.edit", {"number": number})
        db.session.commit()


def tamper(app: Flask, *statements: Any) -> None:
    """Write past the portal."""
    with app.app_context():
        for statement in statements:
            db.session.execute(statement)
        db.session.commit()


def entry(seq: int) -> Any:
    """Condition: an entry of the chain."""
    return (HistoryEntry.chain == CHAIN) & (HistoryEntry.seq == seq)


def faults(app: Flask) -> list[str]:
    """Faults that verifying names; the exit code says whether there are any."""
    result = run(app, "verify")
    lines = result.output.splitlines()
    assert result.exit_code == (0 if lines == ["the history holds"] else 1), result.output
    return [line.replace("\t", " ") for line in lines[:-1]]


def test_an_untouched_history_holds(app: Flask) -> None:
    result = run(app, "verify")
    assert (result.exit_code, result.output) == (0, "the history holds\n")


@pytest.mark.parametrize(
    "values",
    [
        {"action": "filing.approve"},
        {"params": '{"number":9}'},
        {"user_id": 1},
        {"unit_id": 1},
        {"role": "center"},
        {"subject": "filing:2"},
        {"digest": "0" * 64},
    ],
)
def test_a_changed_entry_is_found(app: Flask, values: dict[str, Any]) -> None:
    tamper(app, update(HistoryEntry).where(entry(3)).values(values))
    assert f"changed {CHAIN} 3" in faults(app)


def test_a_changed_entry_with_a_digest_to_match_breaks_the_next_one(app: Flask) -> None:
    with app.app_context():
        row = db.session.scalars(select(HistoryEntry).where(entry(3))).one()
        row.action = "filing.approve"
        row.digest = history.digest_of(row)
        db.session.commit()
    assert faults(app) == [f"reordered {CHAIN} 4"]


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_entry_is_found(app: Flask, seq: int) -> None:
    tamper(app, delete(HistoryEntry).where(entry(seq)))
    assert f"missing {CHAIN} {seq}" in faults(app)


def test_a_deleted_last_entry_is_found_by_the_head(app: Flask) -> None:
    tamper(app, delete(HistoryEntry).where(entry(5)))
    assert faults(app) == [f"head {CHAIN} 4"]


def test_two_entries_that_changed_places_are_found(app: Flask) -> None:
    tamper(
        app,
        update(HistoryEntry).where(entry(2)).values(seq=99),
        update(HistoryEntry).where(entry(3)).values(seq=2),
        update(HistoryEntry).where(entry(99)).values(seq=3),
    )
    found = faults(app)
    assert f"reordered {CHAIN} 2" in found
    assert f"changed {CHAIN} 2" in found


def test_a_whole_chain_that_vanished_is_found_by_its_head_and_by_the_seal(app: Flask) -> None:
    assert run(app, "seal", "--on", "2020-06-15").exit_code == 0
    tamper(app, delete(HistoryEntry).where(HistoryEntry.chain == CHAIN))
    assert f"missing {CHAIN} 5" in faults(app)
    tamper(app, delete(ChainHead).where(ChainHead.chain == CHAIN))
    assert faults(app) == [f"seal {CHAIN} 5"]


def test_an_entry_smuggled_in_is_found(app: Flask) -> None:
    with app.app_context():
        last = db.session.scalars(select(HistoryEntry).where(entry(5))).one()
        forged = HistoryEntry(
            chain=CHAIN, seq=6, at=last.at, role="", action="filing.approve", subject="filing:1", params="{}",
            previous=last.digest, digest="",
        )  # fmt: skip
        forged.digest = history.digest_of(forged)
        db.session.add(forged)
        db.session.commit()
    assert faults(app) == [f"head {CHAIN} 6"]


def test_a_day_is_sealed_once(app: Flask) -> None:
    first, again = run(app, "seal", "--on", "2020-06-15"), run(app, "seal", "--on", "2020-06-15")
    assert first.output == again.output
    assert first.output.startswith("2020-06-15 ")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DailySeal)) == 1
    assert run(app, "seal", "--on", "2020-06-16").exit_code == 0
    assert faults(app) == []


def test_a_changed_or_missing_seal_is_found(app: Flask) -> None:
    for day in ("2020-06-15", "2020-06-16", "2020-06-17"):
        run(app, "seal", "--on", day)
    with app.app_context():
        days = db.session.scalars(select(DailySeal.day).order_by(DailySeal.day)).all()
    tamper(app, delete(DailySeal).where(DailySeal.day == days[1]))
    assert faults(app) == ["seal seal:2020-06-17 0"]
    tamper(app, update(DailySeal).where(DailySeal.day == days[0]).values(heads="{}"))
    assert "seal seal:2020-06-15 0" in faults(app)
