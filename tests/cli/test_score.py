"""``flask score``: a JSON list out, a clean word on stderr where the file cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli.score import score

FILE = Path(__file__).parents[1] / "data" / "published_selfevaluations.json"


def test_the_published_tables_are_printed_in_their_order_with_every_key() -> None:
    done = CliRunner().invoke(score, [str(FILE)])
    assert (done.exit_code, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    assert [case["id"] for case in printed] == [case["id"] for case in json.loads(FILE.read_text("utf-8"))]
    for case in printed:
        assert list(case) == ["id", "execution", "indicators", "total", "grade", "remarks"]
        assert list(case["execution"]) == ["rate", "score"]
        assert list(case["total"]) == ["computed", "published"]
        for row in case["indicators"]:
            assert list(row) == ["name", "computed", "published", "difference", "remarks"]


def test_odd_entries_are_answered_with_nulls(tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text('[5, {"id": "A"}, null]', "utf-8")
    done = CliRunner().invoke(score, [str(odd)])
    assert done.exit_code == 0
    assert [case["id"] for case in json.loads(done.stdout)] == [None, "A", None]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x89PNG\r\n\x1a\n\x00", b"7", b"[" * 50_000, b"\xff\xfe[\x00]\x00"]
)
def test_a_broken_file_ends_with_a_word_and_code_2(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(content)
    done = CliRunner().invoke(score, [str(broken)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["missing.json", ".", "x" * 5000])
def test_a_path_that_cannot_be_opened_ends_with_a_word_and_code_2(tmp_path: Path, name: str) -> None:
    done = CliRunner().invoke(score, [f"{tmp_path}/{name}"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip()
