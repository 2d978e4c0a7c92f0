"""A backup taken while people write is whole, is kept apart from damage, and can be put back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPER = Path("attachments/ab/abcdef")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder with a database in which somebody is writing, a file and a printed paper."""
    folder = tmp_path / "instance"
    (folder / PAPER).parent.mkdir(parents=True)
    (folder / PAPER).write_bytes(b"%PDF-1.7")
    (folder / "documents").mkdir()
    (folder / "secret_key").write_text("secret", "ascii")
    with sqlite3.connect(folder / "portal.sqlite") as held:
        held.execute("PRAGMA journal_mode = WAL")
        held.execute("CREATE TABLE project (name TEXT)")
        held.execute("INSERT INTO project VALUES ('饮水安全巩固提升')")
    held.close()
    return folder


def run(script: str, instance: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "BACKUP_DIR", "BACKUP_KEEP")}
    return subprocess.run(
        [str(ROOT / "scripts" / script), *words],
        env={**kept, "PORTAL_INSTANCE": str(instance), **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def backup(instance: Path, **settings: str) -> Path:
    done = run("backup.sh", instance, **settings)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def names(database: Path) -> list[str]:
    with sqlite3.connect(database) as held:
        found = [name for (name,) in held.execute("SELECT name FROM project")]
    held.close()
    return found


def test_a_backup_holds_what_was_committed_while_a_writer_goes_on(instance: Path) -> None:
    writer = sqlite3.connect(instance / "portal.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO project VALUES ('尚未提交')")
    made = backup(instance)
    writer.execute("COMMIT")
    writer.close()
    assert names(made / "database.sqlite") == ["饮水安全巩固提升"]
    assert names(instance / "portal.sqlite") == ["饮水安全巩固提升", "尚未提交"]


def test_a_backup_holds_the_files_and_no_key(instance: Path) -> None:
    made = backup(instance)
    with tarfile.open(made / "files.tar") as archive:
        assert set(archive.getnames()) >= {str(PAPER), "documents"}
        assert not [name for name in archive.getnames() if "secret" in name]
    assert sorted(p.name for p in made.iterdir()) == ["SHA256SUMS", "database.sqlite", "files.tar"]


def test_nobody_but_its_owner_reads_a_backup(instance: Path) -> None:
    made = backup(instance)
    assert {oct(p.stat().st_mode & 0o077) for p in (made, *made.iterdir())} == {"0o0"}


def test_a_portal_without_files_yet_is_saved_too(instance: Path) -> None:
    (instance / PAPER).unlink()
    for folder in ("attachments/ab", "attachments", "documents"):
        (instance / folder).rmdir()
    assert (backup(instance) / "files.tar").is_file()


def test_only_the_newest_backups_are_kept_and_nothing_else_is_touched(instance: Path, tmp_path: Path) -> None:
    place = tmp_path / "saved"
    old = [place / f"portal-2020060{day}T164000Z" for day in range(1, 4)]
    for folder in (*old, place / "notes"):
        folder.mkdir(parents=True)
    made = backup(instance, BACKUP_DIR=str(place), BACKUP_KEEP="2")
    assert sorted(p.name for p in place.iterdir()) == sorted(["notes", old[-1].name, made.name])


@pytest.mark.parametrize("keep", ["0", "-1", "many"])
def test_a_wrong_number_to_keep_is_refused_before_anything_is_written(instance: Path, keep: str) -> None:
    done = run("backup.sh", instance, BACKUP_KEEP=keep)
    assert done.returncode == 1
    assert "BACKUP_KEEP" in done.stderr
    assert not (instance / "backups").exists()


def test_a_backup_that_fails_leaves_nothing_behind(instance: Path) -> None:
    done = run("backup.sh", instance, DATABASE_URL=f"sqlite:///{instance}/absent.sqlite")
    assert done.returncode == 1
    assert "no database at" in done.stderr
    assert list((instance / "backups").iterdir()) == []


def test_a_backup_can_be_put_back(instance: Path, tmp_path: Path) -> None:
    made = backup(instance)
    elsewhere = tmp_path / "restored"
    done = run("restore.sh", elsewhere, str(made))
    assert done.returncode == 0, done.stderr
    assert names(elsewhere / "portal.sqlite") == ["饮水安全巩固提升"]
    assert (elsewhere / PAPER).read_bytes() == b"%PDF-1.7"


def test_putting_back_overwrites_no_database(instance: Path) -> None:
    made = backup(instance)
    done = run("restore.sh", instance, str(made))
    assert done.returncode == 1
    assert "move it away first" in done.stderr
    assert names(instance / "portal.sqlite") == ["饮水安全巩固提升"]


def test_a_damaged_backup_is_not_put_back(instance: Path, tmp_path: Path) -> None:
    made = backup(instance)
    (made / "files.tar").write_bytes(b"cut short")
    done = run("restore.sh", tmp_path / "restored", str(made))
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "restored").exists()
