"""Setting up cuts the faces of papers down once, and again when what decides the characters has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portal.reporting.fonts import COMMON, FACES
from scripts import fandol
from scripts.paths import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The font folder of another installation, with two faces that lie in this one."""
    own = fandol.folder()
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for face in fandol.FACES[:2]:
        (fonts / face).write_bytes((own / face).read_bytes())
    return fonts


def test_faces_are_cut_down_once(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert fandol.outdated() == list(fandol.FACES[:2])
    fandol.cut_down()
    assert "cutting the faces" in capfd.readouterr().out
    assert sorted(path.name for path in (folder / COMMON).iterdir()) == sorted(fandol.FACES[:2])
    assert all(
        0 < (folder / COMMON / face).stat().st_size < (folder / face).stat().st_size
        for face in fandol.FACES[:2]
    )
    fandol.cut_down()
    assert capfd.readouterr().out == ""


def test_a_newer_face_or_text_has_them_cut_again(folder: Path) -> None:
    fandol.cut_down()
    assert fandol.outdated() == []
    common, whole = folder / COMMON / fandol.FACES[0], folder / fandol.FACES[0]
    later = common.stat().st_mtime + 10
    os.utime(whole, (later, later))
    assert fandol.outdated() == [fandol.FACES[0]]
    os.utime(whole, (1, 1))
    os.utime(common, (2, 2))
    assert fandol.outdated() == [fandol.FACES[0]], "older than the texts of the portal"


def test_what_cannot_be_cut_is_said_and_stops_nothing(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / fandol.FACES[0]).write_bytes(b"not a font")
    fandol.cut_down()
    said = capfd.readouterr().err
    assert "papers take longer to print" in said
    assert fandol.FACES[0] in said
    assert [path.name for path in (folder / COMMON).glob("*.otf")] == [fandol.FACES[1]]


def test_the_texts_that_decide_are_those_that_are_read() -> None:
    from portal.reporting import common_faces

    watched = {path for pattern in fandol.TEXTS for path in ROOT.glob(pattern)}
    assert set(common_faces.own_texts()) <= watched
    assert set(FACES.values()) <= set(fandol.FACES)
