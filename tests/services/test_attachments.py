"""Attachments: taken by content, stored under their digest after the commit, shown as their subject is."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.guards import NotAllowed
from portal.access.scope import NotVisible
from portal.domain.filings import FilingStatus
from portal.domain.lifecycle import IllegalMove
from portal.models import Attachment, HistoryEntry
from portal.services import attachments
from portal.services.attachments import Store
from portal.services.workflow import Refused
from tests.evaluated import evaluated
from tests.factories import World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of its own with a limit of one megabyte; nothing may be left at its door."""
    yield Store(tmp_path / "files", 1024 * 1024)
    assert not list((tmp_path / "files" / "incoming").glob("part-*"))


def files_in(store: Store) -> list[str]:
    """Names of all files in a store, relative to it."""
    return sorted(str(p.relative_to(store.folder)) for p in store.folder.rglob("*") if p.is_file())


def put(
    session: Session, world: World, store: Store, name: str = "合同.pdf", content: bytes = PDF
) -> Attachment:
    """A file on the own project, from its unit."""
    project = world.project(session, "own")
    return attachments.upload(
        session, world.actor(session, "unit"), store, project, name, io.BytesIO(content)
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Codes of the problems."""
    return [p.code for p in refused.value.problems]


def test_bytes_reach_their_place_with_the_commit(session: Session, world: World, store: Store) -> None:
    held = put(session, world, store)
    assert (held.sha256, held.size, held.media_type, held.name) == (
        DIGEST,
        len(PDF),
        "application/pdf",
        "合同.pdf",
    )
    assert [name.split("/")[0] for name in files_in(store)] == ["incoming"]
    session.commit()
    assert files_in(store) == [f"{DIGEST[:2]}/{DIGEST}"]
    assert store.path(DIGEST).read_bytes() == PDF


def test_a_rollback_leaves_no_bytes_behind(session: Session, world: World, store: Store) -> None:
    put(session, world, store)
    session.rollback()
    assert files_in(store) == []


def test_a_savepoint_inside_moves_nothing_yet(session: Session, world: World, store: Store) -> None:
    with session.begin_nested():
        put(session, world, store)
    assert [name.split("/")[0] for name in files_in(store)] == ["incoming"]
    session.commit()
    assert files_in(store) == [f"{DIGEST[:2]}/{DIGEST}"]


def test_a_move_cut_short_after_the_commit_is_made_up_for(store: Store) -> None:
    (store.folder / "incoming").mkdir(parents=True)
    (store.folder / "incoming" / f"{DIGEST}-0").write_bytes(PDF)
    assert store.path(DIGEST).read_bytes() == PDF
    assert files_in(store) == [f"{DIGEST[:2]}/{DIGEST}"]


def test_the_same_bytes_are_stored_once_and_taken_once_for_a_record(
    session: Session, world: World, store: Store
) -> None:
    first = put(session, world, store)
    assert put(session, world, store, "副本.pdf").id == first.id
    filing = evaluated(session, world, status=FilingStatus.RETURNED)
    other = attachments.upload(
        session, world.actor(session, "unit"), store, filing, "合同.pdf", io.BytesIO(PDF)
    )
    assert other.id != first.id
    session.commit()
    assert files_in(store) == [f"{DIGEST[:2]}/{DIGEST}"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file.empty"), (b"MZ\x90\x00 program", "file.kind"), (PDF + b"x" * 1024 * 1024, "file.too_large")],
)
def test_what_is_refused_leaves_nothing(
    session: Session, world: World, store: Store, content: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(session, world, store, "报告.pdf", content)
    assert codes(refused) == [code]
    assert files_in(store) == []
    assert session.scalars(select(Attachment)).all() == []


def test_a_file_of_exactly_the_limit_is_taken(session: Session, world: World, store: Store) -> None:
    held = put(session, world, store, content=PDF.ljust(store.limit, b"\n"))
    assert held.size == store.limit


@pytest.mark.parametrize("who", ["county", "prefecture", "center", "auditor"])
def test_who_does_not_fill_the_project_adds_nothing(
    session: Session, world: World, store: Store, who: str
) -> None:
    project = world.project(session, "own")
    with pytest.raises(NotAllowed):
        attachments.upload(session, world.actor(session, who), store, project, "a.pdf", io.BytesIO(PDF))
    assert not attachments.may_add(world.actor(session, who), project)


def test_a_filing_takes_files_while_it_is_edited_and_none_after(
    session: Session, world: World, store: Store
) -> None:
    unit = world.actor(session, "unit")
    filing = world.filing(session, "own", "target")
    held = attachments.upload(session, unit, store, filing, "方案.pdf", io.BytesIO(PDF))
    assert attachments.listed(session, unit, [filing])[f"filing:{filing.id}"] == [held]
    done = evaluated(session, world)
    with pytest.raises(IllegalMove):
        attachments.upload(session, unit, store, done, "方案.pdf", io.BytesIO(PDF))
    assert not attachments.may_add(unit, done)


def test_files_of_a_filing_nobody_above_may_see_are_unseen(
    session: Session, world: World, store: Store
) -> None:
    filing = world.filing(session, "own", "target")
    held = attachments.upload(
        session, world.actor(session, "unit"), store, filing, "方案.pdf", io.BytesIO(PDF)
    )
    for who in ("prefecture", "center", "auditor", "county2"):
        with pytest.raises(NotVisible):
            attachments.opened(session, world.actor(session, who), held.id)
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "attachment.add")).one()
    assert "方案" not in entry.params


def test_people_above_read_the_files_of_the_last_submission(
    session: Session, world: World, store: Store
) -> None:
    unit, above = world.actor(session, "unit"), world.actor(session, "prefecture")
    filing = world.filing(session, "own", "evaluation")
    before = attachments.upload(session, unit, store, filing, "自评.pdf", io.BytesIO(PDF))
    evaluated(session, world, status=FilingStatus.RETURNED)
    with clock.frozen(clock.now().replace(hour=13)):
        attachments.remove(session, unit, before)
        after = attachments.upload(session, unit, store, filing, "新自评.pdf", io.BytesIO(PDF + b"\n"))
    key = f"filing:{filing.id}"
    assert attachments.listed(session, unit, [filing])[key] == [after]
    assert attachments.listed(session, above, [filing])[key] == [before]
    assert attachments.opened(session, above, before.id) is before
    with pytest.raises(NotVisible):
        attachments.opened(session, above, after.id)


def test_a_file_of_another_region_does_not_exist(session: Session, world: World, store: Store) -> None:
    held = put(session, world, store)
    for who in ("county2", "prefecture2", "region-unit", "division"):
        with pytest.raises(NotVisible):
            attachments.opened(session, world.actor(session, who), held.id)
    assert attachments.opened(session, world.actor(session, "prefecture"), held.id) is held


def test_removing_marks_and_is_noted(session: Session, world: World, store: Store) -> None:
    unit, held = world.actor(session, "unit"), put(session, world, store)
    session.commit()
    attachments.remove(session, unit, held)
    session.commit()
    assert held.removed_at == clock.now()
    assert store.path(DIGEST).exists()
    actions = [e.action for e in session.scalars(select(HistoryEntry).order_by(HistoryEntry.id))][-2:]
    assert actions == ["attachment.add", "attachment.remove"]
    with pytest.raises(NotVisible):
        attachments.remove(session, unit, held)
    with pytest.raises(NotVisible):
        attachments.opened(session, unit, held.id)


def test_only_the_unit_that_added_a_file_removes_it_and_only_while_the_record_is_open(
    session: Session, world: World, store: Store
) -> None:
    held = put(session, world, store)
    for who in ("county-entry", "prefecture", "auditor"):
        actor = world.actor(session, who)
        assert not attachments.may_remove(actor, world.project(session, "own"), held)
        with pytest.raises(NotAllowed):
            attachments.remove(session, actor, held)
    filing, unit = world.filing(session, "own", "evaluation"), world.actor(session, "unit")
    on_filing = attachments.upload(session, unit, store, filing, "自评.pdf", io.BytesIO(PDF))
    evaluated(session, world)
    with pytest.raises(IllegalMove):
        attachments.remove(session, unit, on_filing)


@pytest.mark.parametrize(
    "subject", ["", "project", "project:0", "project:x", "user:1", "reply:999999", "order:7 "]
)
def test_a_subject_that_names_nothing_is_not_there(session: Session, world: World, subject: str) -> None:
    with pytest.raises(NotVisible):
        attachments.load_subject(session, world.actor(session, "center"), subject)
