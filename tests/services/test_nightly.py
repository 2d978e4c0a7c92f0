"""The work of the night is done once, keeps what is young, and loses no uploaded byte."""

from __future__ import annotations

import hashlib
import os
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Attachment, DailySeal, LoginAttempt
from portal.services import history, nightly
from tests.factories import World

TODAY = date(2020, 6, 15)
CONTENT = b"%PDF-1.7\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def left(folder: Path, name: str, hours: int) -> Path:
    """A file at the door of the store, so many hours old by the portal's clock."""
    (folder / "incoming").mkdir(parents=True, exist_ok=True)
    file = folder / "incoming" / name
    file.write_bytes(CONTENT)
    moment = (clock.now() - timedelta(hours=hours)).timestamp()
    os.utime(file, (moment, moment))
    return file


def test_the_day_before_is_sealed_once(session: Session, tmp_path: Path) -> None:
    assert nightly.run(session, TODAY, tmp_path).sealed is True
    assert nightly.run(session, TODAY, tmp_path).sealed is False
    assert list(session.scalars(select(DailySeal.day))) == [date(2020, 6, 14)]


def test_a_seal_of_a_later_day_stands_for_the_day_before(session: Session) -> None:
    later = history.seal(session, date(2020, 6, 16))
    assert history.seal(session, date(2020, 6, 14)) is later
    assert nightly.seal_the_day_before(session, TODAY) is False


def test_failed_logins_are_forgotten_after_a_day_unless_they_still_block(session: Session) -> None:
    moment = clock.now()
    old, young = moment - timedelta(hours=25), moment - timedelta(hours=1)
    session.add_all(
        [
            LoginAttempt(key="name:old", failures=1, last_failure_at=old),
            LoginAttempt(key="name:young", failures=1, last_failure_at=young),
            LoginAttempt(
                key="name:blocked", failures=0, last_failure_at=old, blocked_until=moment + timedelta(hours=1)
            ),
        ]
    )
    session.flush()
    assert nightly.forget_attempts(session) == 1
    assert set(session.scalars(select(LoginAttempt.key))) == {"name:young", "name:blocked"}


def test_bytes_that_a_record_names_are_moved_to_their_place(
    session: Session, world: World, tmp_path: Path
) -> None:
    unit = world.actor(session, "unit")
    session.add(
        Attachment(
            project_id=world.project(session, "own").id,
            subject="project:1",
            name="合同.pdf",
            media_type="application/pdf",
            size=len(CONTENT),
            sha256=DIGEST,
            uploaded_by=unit.user_id,
            unit_id=unit.unit_id,
        )
    )
    session.flush()
    files = [left(tmp_path, f"{DIGEST}-{n}", 30) for n in (1, 2)]
    assert nightly.clear_incoming(session, tmp_path) == 2
    assert (tmp_path / DIGEST[:2] / DIGEST).read_bytes() == CONTENT
    assert not any(file.exists() for file in files)


def test_bytes_that_no_record_names_go_after_a_day(session: Session, tmp_path: Path) -> None:
    old, young = left(tmp_path, "part-1", 25), left(tmp_path, "part-2", 23)
    assert nightly.clear_incoming(session, tmp_path) == 1
    assert not old.exists()
    assert young.exists()


def test_a_portal_without_uploads_has_nothing_to_clear(session: Session, tmp_path: Path) -> None:
    assert nightly.clear_incoming(session, tmp_path / "none") == 0


def test_what_a_killed_worker_left_half_written_goes_after_some_days(
    session: Session, tmp_path: Path
) -> None:
    old, young, kept = (tmp_path / name for name in ("1-a.part", "2-b.part", "3-c.pdf"))
    for file, days in ((old, 8), (young, 6), (kept, 8)):
        file.write_bytes(CONTENT)
        moment = (clock.now() - timedelta(days=days)).timestamp()
        os.utime(file, (moment, moment))
    assert nightly.clear_prints(session, tmp_path, timedelta(days=7)) == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2-b.part", "3-c.pdf"]
    assert nightly.clear_prints(session, tmp_path / "none", timedelta(days=7)) == 0
