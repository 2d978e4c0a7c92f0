"""Column types: instants with a zone, codes that the portal knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import String, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from portal.domain.filings import FilingStatus
from portal.models import Filing, HistoryEntry
from portal.models.base import Code, UtcDateTime
from portal.services import history
from tests.factories import World

DIALECT = None


def test_an_instant_is_stored_in_utc_and_comes_back_aware() -> None:
    column = UtcDateTime()
    east = datetime(2020, 6, 15, 20, 0, tzinfo=timezone(timedelta(hours=8)))
    stored = column.process_bind_param(east, DIALECT)  # type: ignore[arg-type]
    assert stored == datetime(2020, 6, 15, 12, 0)  # noqa: DTZ001 - what the database holds
    assert column.process_result_value(stored, DIALECT) == east  # type: ignore[arg-type]
    assert column.process_bind_param(None, DIALECT) is None  # type: ignore[arg-type]
    assert column.process_result_value(None, DIALECT) is None  # type: ignore[arg-type]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2020, 6, 15), DIALECT)  # type: ignore[arg-type]  # noqa: DTZ001


def test_microseconds_survive_the_database(session: Session) -> None:
    entry = history.record(session, None, "unit:1", "unit:1", "unit.edit")
    entry_at = entry.at
    session.expire(entry)
    assert session.scalars(select(HistoryEntry.at).where(HistoryEntry.id == entry.id)).one() == entry_at
    assert entry_at.tzinfo is UTC


def test_a_code_is_a_member_and_stored_as_text(session: Session, world: World) -> None:
    filing = world.filing(session, "own")
    assert filing.status is FilingStatus.NOT_STARTED
    raw = session.execute(text("SELECT status FROM filing WHERE id = :id"), {"id": filing.id}).scalar()
    assert raw == "not_started"
    assert isinstance(Code(FilingStatus).impl_instance, String)


def test_a_code_that_the_portal_does_not_know_is_not_written(session: Session, world: World) -> None:
    filing = world.filing(session, "own")
    filing.status = "lost"  # type: ignore[assignment]
    with pytest.raises((StatementError, ValueError)):
        session.flush()
    session.rollback()


def test_every_class_can_be_loaded(session: Session, world: World) -> None:
    import portal.models as models

    for name in models.__all__:
        kind = getattr(models, name)
        if name not in ("Base", "PlanStatus"):
            session.scalars(select(kind).limit(1)).first()
    assert Filing.__tablename__ == "filing"
